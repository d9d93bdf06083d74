// How numbers are shown. `data-value` keeps every digit for whoever asks.

/** So many significant digits, at most, without an exponent where it can be read. */
export function shown(x, digits = 4) {
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size < 1e-4 || size >= 1e6) {
    const [mantissa, power] = x.toExponential(2).split("e");
    return `${signed(trimmed(mantissa))}·10${raised(Number(power))}`;
  }
  const places = Math.max(0, Math.min(digits - 1 - Math.floor(Math.log10(size)), 8));
  return signed(trimmed(x.toFixed(places)));
}

const signed = (text) => text.replace("-", "−");
const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
/** n as an exponent. */
export const raised = (power) => [...String(power)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])).join("");

/** A whole number in groups of three, which stay on one line. */
export const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/** j as an index. */
export const indexed = (j) => [...String(j)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

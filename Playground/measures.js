// Entropy, cross entropy and divergence of distributions: a few lines of JavaScript, in nats, with 0·log 0 = 0.

/** −ln p, the surprise. */
export const surprise = (p) => -Math.log(p);

/** Σ p·(−ln q): the mean surprise of a forecast q where the outcomes follow p. */
export const crossEntropy = (p, q) =>
  p.reduce((sum, share, i) => sum + (share === 0 ? 0 : share * surprise(q[i])), 0);

/** The entropy of p. */
export const entropy = (p) => crossEntropy(p, p);

/** D(p ‖ q), of which each term is formed from the ratio, so that equal shares give exactly 0. */
export const divergence = (p, q) =>
  p.reduce((sum, share, i) => sum + (share === 0 ? 0 : share * Math.log(share / q[i])), 0);

/** The shares of counts or weights. */
export function sharesOf(weights) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The place of the greatest, the first of equal ones. */
export const greatestOf = (numbers) => numbers.reduce((best, x, i) => (x > numbers[best] ? i : best), 0);

/** What a nat is in other units, and the symbols of their logarithms. */
export const units = {
  nats: { factor: 1, log: "ln" },
  bits: { factor: 1 / Math.LN2, log: "log₂" },
  hartleys: { factor: 1 / Math.LN10, log: "log₁₀" },
};

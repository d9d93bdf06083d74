// Numbers as people read them: a minus sign, not a hyphen; ∞ and NaN by their names in JSON.

/// A number with this many decimals, rounded to the nearest.
package func fixed(_ x: Double, _ decimals: Int) -> String {
  guard x.isFinite else { return x.isNaN ? "nan" : x < 0 ? minus + "inf" : "inf" }
  let scale = (0..<decimals).reduce(1.0) { value, _ in value * 10 }
  let scaled = (abs(x) * scale).rounded()
  let sign = x < 0 && scaled != 0 ? minus : ""
  guard scaled < 9e15 else { return sign + "\(abs(x))" }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  guard decimals > 0 else { return sign + padded }
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// A number with these decimals, with fewer where it is too long for the width, or a power of ten.
func fitted(_ x: Double, _ decimals: Int, width: Int) -> String {
  for decimals in stride(from: decimals, through: 0, by: -1) {
    let text = fixed(x, decimals)
    if text.count <= width { return text }
  }
  return (x < 0 ? minus : "") + scientific(abs(x), decimals: 1)
}

/// A number with two significant digits.
package func significant(_ x: Double) -> String {
  guard x != 0, x.isFinite else { return fixed(x, 0) }
  if abs(x) < 1e-4 { return (x < 0 ? minus : "") + scientific(abs(x), decimals: 1) }
  var unit = 1.0
  var decimals = 0
  // Until `unit` is the place of the second digit.
  while abs(x) < 10 * unit, decimals < 12 {
    unit /= 10
    decimals += 1
  }
  // 0.0999 rounds up to a number with one digit more: 0.10 and not 0.100.
  if (abs(x) / unit).rounded() >= 100, decimals > 0 { decimals -= 1 }
  return fixed(x, decimals)
}

/// A number as people type it: 2 and not 2.0, with a hyphen for a minus.
package func shortNumber(_ x: Double) -> String {
  x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : "\(x)"
}

/// A number with all its digits: 1700000000000000000 and not 1.7e+18.
func allDigits(_ x: Double) -> String {
  x == x.rounded() && abs(x) < 0x1p62 ? "\(Int(x))" : "\(x)"
}

/// A number of days with four decimals at most: 19783.3333, 19849.
func fewDigits(_ x: Double) -> String {
  let rounded = (x * 1e4).rounded() / 1e4
  return allDigits(rounded.isFinite ? rounded : x)
}

/// A positive number as a power of ten: 1e-3, or 3.2e-4 with one digit after the point.
package func scientific(_ x: Double, decimals: Int = 0) -> String {
  guard x > 0, x.isFinite else { return "\(x == 0 ? "0" : "\(x)")" }
  var exponent = 0
  var mantissa = x
  while mantissa >= 10 {
    mantissa /= 10
    exponent += 1
  }
  while mantissa < 1 {
    mantissa *= 10
    exponent -= 1
  }
  let digits = fixed(mantissa, max(decimals, abs(mantissa - mantissa.rounded()) > 1e-9 ? 1 : 0))
  return digits.hasPrefix("10") ? "1e\(exponent + 1)" : "\(digits)e\(exponent)"
}

/// A size of a training step, to a thousandth or, from 1 on, a hundredth; a power of ten below.
func stepSize(_ x: Double) -> String {
  x < 0.001 ? scientific(x, decimals: 1) : shortNumber(Double(fixed(x, x < 1 ? 3 : 2)) ?? x)
}

/// The size of a gradient: three decimals, of a large one less; a power of ten where they would all be 0, or take
/// too many digits.
func slope(_ x: Double) -> String {
  x == 0 || 0.00095..<9_999.95 ~= x
    ? fixed(x, x < 99.9995 ? 3 : 1) : scientific(x, decimals: 1)
}

/// A number of a column of any unit: whole where it is, else a few decimals or a power of ten.
func cellNumber(_ x: Double) -> String {
  if x == x.rounded(), abs(x) < 1e7 { return fixed(x, 0) }
  return abs(x) >= 1e6 || abs(x) < 1e-3
    ? (x < 0 ? minus : "") + scientific(abs(x), decimals: 1) : fixed(x, abs(x) >= 100 ? 1 : 3)
}

/// U+2212, as wide as a plus.
let minus = "−"

// How numbers are written in words and tables.

/// A number with this many decimals, rounded to the nearest.
package func fixed(_ x: Double, _ decimals: Int) -> String {
  guard x.isFinite else { return x.isNaN ? "nan" : x < 0 ? "-inf" : "inf" }
  let scale = (0..<decimals).reduce(1.0) { value, _ in value * 10 }
  let scaled = (abs(x) * scale).rounded()
  guard scaled < 9e15 else { return "\(x)" }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = x < 0 && scaled != 0 ? "-" : ""
  guard decimals > 0 else { return sign + padded }
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// A number with two significant digits.
package func significant(_ x: Double) -> String {
  guard x != 0, x.isFinite else { return fixed(x, 0) }
  if abs(x) < 1e-4 { return (x < 0 ? "-" : "") + scientific(abs(x), decimals: 1) }
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

/// A number as people write it: 2 and not 2.0.
package func shortNumber(_ x: Double) -> String {
  x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : "\(x)"
}

/// 1e-3, or 3.2e-4 with one digit after the point.
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

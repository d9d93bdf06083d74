// Differences: their sign always; below 1e-9 there is only rounding, which is no difference.

/// A difference in a sentence: two digits, a power of ten where it is tiny.
func signedNumber(_ x: Double) -> String {
  if abs(x) < leastDifference { return "0" }
  return sign(x) + powers(significant(abs(x)))
}

/// A difference in a column: four decimals, a power of ten where they would all be 0.
///
/// At most seven letters, so that an interval has room.
func signed(_ x: Double) -> String {
  if abs(x) < leastDifference { return "+0.0000" }
  if abs(x) < 0.00095 { return sign(x) + scientific(abs(x), decimals: 1) }
  return sign(x) + fitted(abs(x), 4, width: 6)
}

private let leastDifference = 1e-9

private func sign(_ x: Double) -> String { x < 0 ? minus : "+" }

/// 7.2·10⁻⁸ in place of 7.2e-8.
private func powers(_ text: String) -> String {
  let parts = text.split(separator: "e")
  guard parts.count == 2 else { return text }
  let digits: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
  return parts[0] + "·10" + String(parts[1].map { digits[$0] ?? $0 })
}

// Counts and shares, with narrow gaps that no line is broken at.

/// 1797 as people read it; from ten thousand on 12 345, with gaps.
func grouped(_ n: Int) -> String {
  guard n >= 10_000 else { return "\(n)" }
  var digits = String(n)
  var parts: [String] = []
  while digits.count > 3 {
    parts.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return ([digits] + parts).joined(separator: gap)
}

/// A share in percent.
func percent(_ share: Double, _ decimals: Int = 1) -> String {
  fixed(100 * share, decimals) + gap + "%"
}

/// How many there are of something, in English; `several` is a plural that is not formed by an s.
func plural(_ n: Int, _ noun: String, several: String? = nil) -> String {
  plural(grouped(n), noun, several: several)
}

/// The same of a number that is written already: 1 bit, 1.5 bits.
func plural(_ number: String, _ noun: String, several: String? = nil) -> String {
  number + " " + (number == "1" ? noun : several ?? noun + "s")
}

/// U+202F, a narrow space that no line is broken at; a terminal shows it as a space.
let gap = "\u{202F}"

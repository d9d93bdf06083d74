// Texts that are too long for their place, cut at their end: by letters, by a terminal's columns,
// by the width of letters in a picture.

/// The text, its end cut off where it has more letters than this.
func cut(_ text: String, _ most: Int) -> String {
  text.count > most ? text.prefix(most - 1) + "…" : text
}

/// The text, its end cut off where a terminal needs more columns for it.
func cut(_ text: String, columns width: Int) -> String {
  guard displayWidth(text) > width else { return text }
  var kept = ""
  var used = 1
  for character in text {
    used += displayWidth(String(character))
    if used > width { break }
    kept.append(character)
  }
  return kept + "…"
}

/// The text, its end cut off where letters of 12 points would be wider than this, by an estimate.
func cut(_ text: String, points width: Double) -> String {
  var used = 0.0
  var kept = ""
  for character in text {
    used += displayWidth(String(character)) == 2 ? 12.5 : 6.4
    if used > width - 4 { return kept + "…" }
    kept.append(character)
  }
  return kept
}

/// The title of a loss as `cut` shortens it, but at the end of its name: its parameters tell it from others.
func cutTitle(_ title: String, _ cut: (String) -> String) -> String {
  let words = title.split(separator: " ", omittingEmptySubsequences: false)
  let count = words.reversed().prefix { $0.contains("=") }.count
  let parameters = words.suffix(count).map { " " + $0 }.joined()
  var name = words.dropLast(count).joined(separator: " ")
  var short = title
  while cut(short) != short {
    repeat { name = String(name.dropLast()) } while name.last == " "
    // So little of a name says nothing.
    if name.count < 3 { return cut(title) }
    short = name + "…" + parameters
  }
  return short
}

/// The columns that a terminal gives this text: East Asian wide characters take two.
func displayWidth(_ text: String) -> Int {
  text.reduce(0) { $0 + ($1.unicodeScalars.first.map(isWide) == true ? 2 : 1) }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.value >= 0x80, scalar.properties.isEmojiPresentation { return true }
  return switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F900...0x1F9FF, 0x20000...0x3FFFD:
    true
  default: false
  }
}

/// The text with its first letter large.
func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

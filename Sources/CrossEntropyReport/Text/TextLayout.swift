internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

// How numbers and words are set in a terminal.

/// A difference: its sign always, four decimals, a power of ten where they would all be 0.
///
/// Below 1e-9 there is only rounding, which is written as no difference. At most seven columns,
/// so that an interval has room.
func signed(_ x: Double) -> String {
  let sign = x < 0 ? "-" : "+"
  if abs(x) < 1e-9 { return "+0.0000" }
  if abs(x) < 0.00095 { return sign + scientific(abs(x), decimals: 1) }
  return sign + fitted(abs(x), 4, width: 6)
}

/// A number with these decimals, with fewer where it is too long for the width, or a power of ten.
func fitted(_ x: Double, _ decimals: Int, width: Int) -> String {
  for decimals in stride(from: decimals, through: 0, by: -1) {
    let text = fixed(x, decimals)
    if text.count <= width { return text }
  }
  return (x < 0 ? "-" : "") + scientific(abs(x), decimals: 1)
}

/// 1 797 as people read it, with narrow gaps from ten thousand on.
func grouped(_ n: Int) -> String {
  guard n >= 10_000 else { return "\(n)" }
  var digits = String(n)
  var parts: [String] = []
  while digits.count > 3 {
    parts.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return ([digits] + parts).joined(separator: " ")
}

func terminalPercent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

func left(_ text: String, _ width: Int) -> String {
  let cut = cut(text, columns: width)
  return cut + String(repeating: " ", count: max(0, width - displayWidth(cut)))
}

func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - displayWidth(text))) + text
}

/// Items with a separator between them, broken into lines between items only.
func wrap(items: [String], separator: String, width: Int) -> [String] {
  var lines: [String] = []
  for item in items {
    if let last = lines.last, displayWidth(last + separator + item) <= width {
      lines[lines.count - 1] = last + separator + item
    } else {
      lines += wrap(item, width: width)
    }
  }
  return lines
}

/// Lines of at most `width` columns, broken at spaces; a longer word is cut.
func wrap(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var word = String(word)
    while displayWidth(word) > width {
      if !line.isEmpty { lines.append(line) }
      line = ""
      var head = String(word.prefix(width))
      while displayWidth(head) > width { head.removeLast() }
      lines.append(head)
      word = String(word.dropFirst(head.count))
    }
    if line.isEmpty {
      line = word
    } else if displayWidth(line) + 1 + displayWidth(word) <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = word
    }
  }
  return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
}

/// The columns that a terminal gives this text: East Asian wide characters take two.
func displayWidth(_ text: String) -> Int {
  text.reduce(0) { $0 + ($1.unicodeScalars.first.map(isWide) == true ? 2 : 1) }
}

/// The text, its end cut off where it is wider than this.
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

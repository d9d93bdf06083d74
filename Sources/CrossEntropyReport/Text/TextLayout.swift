// How words are set in a terminal.

/// The most lines or classes that are listed one by one.
let mostListed = 12

/// The text with a space in place of every narrow gap, which many terminals draw badly.
func terminalText(_ text: String) -> String { text.replacing(gap, with: " ") }

/// A heading, which escape codes may set off.
func heading(_ text: String, _ isDecorated: Bool) -> String {
  isDecorated ? "\u{1B}[1m\(text)\u{1B}[0m" : text
}

/// A paragraph whose first line stands out.
func paragraph(_ text: String) -> [String] {
  wrap(text, width: 76).enumerated().map { index, line in (index == 0 ? "  " : "    ") + line }
}

/// As many notes as stand in so many lines, all without a limit; a last line says how many are left out.
func noteLines(_ notes: [String], in most: Int?, _ phrases: any ComparePhrases) -> [String] {
  var shown = notes.count
  func text() -> [String] {
    let more = notes.count - shown
    return notes.prefix(shown).flatMap { paragraph(phrases.note(printable($0))) }
      + (more > 0 ? paragraph(phrases.moreNotes(more)) : [])
  }
  while let most, shown > 0, text().count > most { shown -= 1 }
  return text()
}

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

/// A line as a terminal shows it, in lines of at most 80 columns; what is longer without a space, as a path may be, stays whole.
package func terminalLines(_ line: String) -> String {
  wrap(line, width: 78, cutsWords: false).joined(separator: "\n  ")
}

/// Lines of at most `width` columns, broken at spaces; a longer word is cut, unless it is to stay whole.
func wrap(_ text: String, width: Int, cutsWords: Bool = true) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var word = String(word)
    while cutsWords, displayWidth(word) > width {
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

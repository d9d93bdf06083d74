/// The markup with the English name of every word in brackets after its first use, and never later.
///
/// Only sentences are read: not names from a file, nor headings, tables and pictures, which have no
/// room for it.
func glossed(_ markup: Markup, _ glosses: [Gloss]) -> Markup {
  var reader = GlossReader(glosses)
  return Markup(raw: reader.read(markup.text))
}

private struct GlossReader {
  /// The words that were not used yet and those that were, the longest first.
  private let words: [(word: [Character], english: String)]
  private var used: Set<Int> = []
  /// The elements around the text that are left alone.
  private var depth = 0

  private static let leftAlone: Set<Substring> = [
    "bdi", "h1", "h2", "h3", "nav", "th", "td", "svg", "pre", "small",
  ]

  init(_ glosses: [Gloss]) {
    words = glosses.map { (Array($0.word), $0.english) }.sorted { $0.word.count > $1.word.count }
  }

  mutating func read(_ html: String) -> String {
    if words.isEmpty { return html }
    var result = ""
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      result += text(rest[..<start])
      let end = rest[start...].firstIndex(of: ">") ?? rest.index(before: rest.endIndex)
      let tag = rest[start...end]
      result += tag
      let isEnd = tag.hasPrefix("</")
      let name = tag.dropFirst(isEnd ? 2 : 1).prefix { $0.isLetter || $0.isNumber }
      if Self.leftAlone.contains(name) { depth += isEnd ? -1 : 1 }
      rest = rest[rest.index(after: end)...]
    }
    return result + text(rest)
  }

  private mutating func text(_ text: Substring) -> String {
    guard depth == 0 else { return String(text) }
    let letters = Array(text)
    var result = ""
    var place = 0
    while place < letters.count {
      // A word does not begin within another one.
      let isStart = place == 0 || !letters[place - 1].isLetter
      let found = words.indices.first {
        isStart && letters[place...].starts(with: words[$0].word)
      }
      guard let found else {
        result.append(letters[place])
        place += 1
        continue
      }
      result += String(words[found].word)
      place += words[found].word.count
      guard used.insert(found).inserted else { continue }
      result += "(\(words[found].english))"
      // No line is broken between the bracket and a particle.
      if place < letters.count, letters[place].isLetter { result += "\u{2060}" }
    }
    return result
  }
}

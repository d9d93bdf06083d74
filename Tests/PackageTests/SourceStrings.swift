import Foundation

/// A string literal of a Swift file, with where it stands.
struct SourceString {
  let file: String
  let line: Int
  let text: String
  /// The functions in whose arguments it stands, the innermost last.
  let calls: [String]
  /// The declarations in whose braces it stands, by name, the innermost last.
  let members: [String]
}

/// The string literals of Swift source, in order.
///
/// Comments have none. Interpolations stay in the text as written.
func strings(in source: String, file: String) -> [SourceString] {
  var reader = StringReader(characters: Array(source), file: file)
  reader.readCode(until: nil)
  return reader.found
}

private struct StringReader {
  let characters: [Character]
  let file: String
  var place = 0
  var line = 1
  var found: [SourceString] = []
  private var calls: [String] = []
  private var members: [String] = []
  private var word = ""
  /// The last word and the one before it, such as `var` and `description`.
  private var previous = ""
  /// What the next brace opens; empty unless a declaration.
  private var declared = ""

  init(characters: [Character], file: String) {
    self.characters = characters
    self.file = file
  }

  /// Reads code up to the bracket that closes it, or to the end.
  mutating func readCode(until end: Character?) {
    while place < characters.count {
      let character = characters[place]
      if starts("//") {
        while place < characters.count, characters[place] != "\n" { advance() }
      } else if starts("/*") {
        while place < characters.count, !starts("*/") { advance() }
        advance(2)
      } else if starts("#\"") || starts("\"") {
        readString()
      } else if character == end {
        advance()
        return
      } else if character == "(" {
        advance()
        calls.append(word)
        endWord()
        readCode(until: ")")
        calls.removeLast()
      } else if character == "{" {
        endWord()
        members.append(declared)
        declared = ""
        advance()
        readCode(until: "}")
        members.removeLast()
      } else {
        if character.isLetter || character.isNumber || character == "_" {
          if place > 0, characters[place - 1] == " " { endWord() }
          word.append(character)
        } else if character != " " {
          endWord()
        }
        advance()
      }
    }
  }

  private mutating func readString() {
    let isRaw = starts("#")
    if isRaw { advance() }
    let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
    let end = quotes + (isRaw ? "#" : "")
    let start = line
    advance(quotes.count)
    var text = ""
    while place < characters.count, !starts(end) {
      if !isRaw, starts("\\(") {
        let from = place
        advance(2)
        let (calls, word) = (calls, word)
        readCode(until: ")")
        (self.calls, self.word) = (calls, word)
        text += String(characters[from..<place])
      } else {
        if !isRaw, characters[place] == "\\" {
          text.append(characters[place])
          advance()
        }
        if place < characters.count { text.append(characters[place]) }
        advance()
      }
    }
    advance(end.count)
    found.append(
      SourceString(file: file, line: start, text: text, calls: calls, members: members))
    word = ""
  }

  /// Notes what a word declares: the one after `var`, or `init`, which has no name.
  private mutating func endWord() {
    if word == "init" || Self.declaring.contains(previous) { declared = word }
    if !word.isEmpty { previous = word }
    word = ""
  }

  private static let declaring: Set = ["var", "func", "struct", "enum", "class", "extension"]

  private func starts(_ text: String) -> Bool {
    place + text.count <= characters.count
      && characters[place..<place + text.count].elementsEqual(text)
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where place < characters.count {
      if characters[place].isNewline { line += 1 }
      place += 1
    }
  }
}

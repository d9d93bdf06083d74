// Names and cells from files as they may be shown.

/// The cell or name in quotes, as a message shows it: on one line, and cut after some letters.
package func quoted(_ bytes: some Sequence<UInt8>, most: Int = 40) -> String {
  "'\(escaped(bytes, most: most))'"
}

/// The name in quotes, as a message shows it: on one line, and cut after some letters.
package func quoted(_ text: String, most: Int = 60) -> String { quoted(text.utf8, most: most) }

/// The text of bytes on one line, cut after some letters.
///
/// What must not be shown as it is, and bytes that are not UTF-8, are written as escapes.
package func escaped(_ bytes: some Sequence<UInt8>, most: Int = .max) -> String {
  var shown = 0
  var text = ""
  for piece in pieces(of: bytes) {
    switch piece {
    case .byte(let byte):
      if shown == most { return text + "…" }
      shown += 1
      text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    case .text(let letters):
      for letter in letters {
        if shown == most { return text + "…" }
        shown += 1
        let scalars = letter.unicodeScalars.prefix(mostScalars)
        text += sanitized(String(String.UnicodeScalarView(scalars)), escape)
      }
    }
  }
  return text
}

/// The text of a name on one line.
package func escaped(_ text: String, most: Int = 60) -> String { escaped(text.utf8, most: most) }

/// The text, with a mark in place of every character that could rewrite a screen or hide text.
package func printable(_ text: String) -> String { sanitized(text) { _ in "\u{FFFD}" } }

/// A message on one line as `printable` gives it; the middle of one that is too long to read is cut out,
/// since what is wrong stands at its start and what to do at its end.
package func oneLine(_ text: String, most: Int = 1_000) -> String {
  let scalars = text.unicodeScalars
  guard scalars.count > most else { return printable(text) }
  let half = most / 2
  return printable(String(scalars.prefix(half)) + "…" + String(scalars.suffix(half)))
}

/// The text with a replacement for every scalar that hides or reorders what stands around it.
///
/// Letters with their marks and emoji stay whole.
func sanitized(_ text: String, _ replacement: (Unicode.Scalar) -> String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  var isFlag = false
  for scalar in text.unicodeScalars {
    // The flags of regions are a black flag and its name in tags.
    let isTagOfFlag = isFlag && (0xE0020...0xE007F).contains(scalar.value)
    if isTagOfFlag || !isUnsafe(scalar) {
      result.unicodeScalars.append(scalar)
    } else {
      result += replacement(scalar)
    }
    isFlag = isTagOfFlag || scalar.value == 0x1F3F4
  }
  return result
}

/// Control characters, line breaks, and marks that turn the direction of what follows.
package func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
  // The joiners that emoji and some scripts need are formats too.
  case .format: scalar.value != 0x200C && scalar.value != 0x200D
  default: false
  }
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: "\\u{" + String(scalar.value, radix: 16) + "}"
  }
}

/// The most scalars of a letter that are shown: no emoji has as many, only towers of marks have.
private let mostScalars = 16

/// A run of UTF-8, or a byte that is not part of any.
private enum Piece {
  case text(String)
  case byte(UInt8)
}

/// Bytes taken apart into text and what is none.
private func pieces(of bytes: some Sequence<UInt8>) -> [Piece] {
  let bytes = Array(bytes)
  var pieces: [Piece] = []
  var run = ""
  var iterator = bytes.makeIterator()
  var parser = Unicode.UTF8.ForwardParser()
  var position = 0
  func endRun() {
    if !run.isEmpty { pieces.append(.text(run)) }
    run = ""
  }
  while true {
    switch parser.parseScalar(from: &iterator) {
    case .valid(let encoded):
      run.unicodeScalars.append(Unicode.UTF8.decode(encoded))
      position += encoded.count
    case .error(let length):
      endRun()
      pieces += bytes[position..<position + length].map(Piece.byte)
      position += length
    case .emptyInput:
      endRun()
      return pieces
    }
  }
}

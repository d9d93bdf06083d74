/// What is wrong with a file, where, and what to do about it.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The class of a fault, which decides the exit code of a command.
  public enum Kind: Hashable, Sendable {
    /// The file was read and what it holds cannot be used.
    case badData
    /// The file does not exist or may not be read, or the path names a directory.
    case missingInput
    /// The operating system failed while the file was being read.
    case io
  }

  /// The class of the fault.
  public var kind: Kind
  /// The file as the caller named it, or "stdin".
  public var file: String
  /// The line, counted from 1, where the faulty cell or row starts.
  public var line: Int?
  /// The byte column, counted from 1, where the faulty cell starts on that line.
  public var column: Int?
  /// What is wrong; what to do.
  public var message: String

  /// Makes an error from its parts.
  public init(
    _ kind: Kind, file: String, line: Int? = nil, column: Int? = nil, message: String
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// The exit code of the kind, as in `sysexits.h`: 65, 66 or 74.
  public var exitCode: Int32 {
    switch kind {
    case .badData: 65
    case .missingInput: 66
    case .io: 74
    }
  }

  /// One line, `file:line:column: what is wrong; what to do`, without the parts that are unknown.
  public var description: String {
    var place = escaped(Array(file.utf8))
    if let line {
      place += ":\(line)"
      if let column { place += ":\(column)" }
    }
    return "\(place): \(message)"
  }
}

/// The bytes of a cell as a message shows them: in quotes, escaped, and cut after 40 characters.
func quoted(_ bytes: some Sequence<UInt8>) -> String {
  "'\(escaped(bytes, limit: 40))'"
}

/// The text of a name as a message shows it.
func quoted(_ text: String) -> String { quoted(text.utf8) }

/// Text on one line: control characters and bytes that are not UTF-8 are written as escapes.
private func escaped(_ bytes: some Sequence<UInt8>, limit: Int = .max) -> String {
  // Four bytes make at least one character, so this many are enough to fill the limit.
  let bytes = Array(bytes.prefix(limit == .max ? .max : 4 * limit + 4))
  var text = ""
  var shown = 0
  var index = 0
  while index < bytes.count {
    guard shown < limit else { return text + "…" }
    let length = utf8Length(bytes, at: index)
    if length == 0 {
      text += "\\x" + hexadecimal(bytes[index])
      index += 1
    } else {
      let scalar = String(decoding: bytes[index..<index + length], as: UTF8.self)
      text += escape(scalar)
      index += length
    }
    shown += 1
  }
  return text
}

private func escape(_ character: String) -> String {
  switch character {
  case "\n": return "\\n"
  case "\r": return "\\r"
  case "\t": return "\\t"
  default:
    guard let scalar = character.unicodeScalars.first else { return "" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      return "\\u{" + String(scalar.value, radix: 16) + "}"
    default:
      return character
    }
  }
}

private func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}

/// The length of the UTF-8 sequence at an index, or 0 if there is none.
private func utf8Length(_ bytes: [UInt8], at index: Int) -> Int {
  bytes.withUnsafeBufferPointer { all in
    utf8SequenceLength(all.baseAddress! + index, available: all.count - index)
  }
}

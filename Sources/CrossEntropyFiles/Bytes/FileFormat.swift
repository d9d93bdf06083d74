/// What kind of file the first bytes are of; nil for text.
func binaryFormat(_ bytes: ContiguousArray<UInt8>) -> TableFault.FileFormat? {
  for (signature, format) in signatures where bytes.starts(with: signature) {
    return format == .zip ? kindOfZip(bytes) : format
  }
  // "BZh", a digit, and the digits of π.
  if bytes.count > 8, bytes.starts(with: "BZh".utf8),
    bytes[4..<8].elementsEqual([0x31, 0x41, 0x59, 0x26])
  {
    return .bzip2
  }
  return bytes.count > 262 && bytes[257..<262].elementsEqual("ustar".utf8) ? .tar : nil
}

/// Throws if the text is that of another kind of file than a table.
///
/// - Parameter text: The first bytes, from the first line that is neither blank nor a comment.
func checkTextFormat(_ text: ArraySlice<UInt8>, name: String) throws(TableError) {
  guard let format = textFormat(text) else { return }
  throw TableError(.notATextFile(format), file: name)
}

/// Whether a text begins with a line that is an object of JSON.
func isJSONLines(_ text: ArraySlice<UInt8>) -> Bool { textFormat(text) == .jsonl }

private let signatures: [(bytes: [UInt8], format: TableFault.FileFormat)] = [
  ([0x1F, 0x8B], .gzip),
  ([0x50, 0x4B, 0x03, 0x04], .zip),
  ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
  ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
  ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip),
  (Array("PAR1".utf8), .parquet),
  (Array("ARROW1".utf8), .arrow),
  (Array("FEA1".utf8), .arrow),
  ([0x93] + Array("NUMPY".utf8), .npy),
  ([0x89] + Array("HDF\r\n".utf8), .hdf5),
  (Array("SQLite format 3\0".utf8), .sqlite),
  // What Excel wrote before 2007.
  ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .spreadsheet),
  (Array("%PDF-".utf8), .pdf),
]

/// What a zip archive is, by the names of the files in it.
private func kindOfZip(_ bytes: ContiguousArray<UInt8>) -> TableFault.FileFormat {
  func holds(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return bytes.indices.dropLast(wanted.count - 1).contains { start in
      bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
  if holds("[Content_Types].xml") || holds("xl/") || holds("opendocument.spreadsheet") {
    return .spreadsheet
  }
  return holds(".npy") ? .npz : .zip
}

private func textFormat(_ text: ArraySlice<UInt8>) -> TableFault.FileFormat? {
  let text = text.drop { $0 <= Byte.space }
  let line = text.prefix(1 << 16).prefix { $0 != Byte.lineFeed }
  let start = String(decoding: line.prefix(40), as: UTF8.self).lowercased()
  if start.hasPrefix("@relation") { return .arff }
  if ["<!doctype html", "<html", "<head", "<body", "<table"].contains(where: start.hasPrefix) {
    return .html
  }
  if start.hasPrefix("<?xml") { return .xml }
  // A name in quotes and a colon, or brackets within brackets: no header begins like that.
  let letters = text.prefix(1 << 12).filter { $0 > Byte.space }
  guard let first = letters.first, letters.count > 1 else { return nil }
  let second = letters[1]
  switch first {
  case UInt8(ascii: "{"):
    guard second == Byte.quote || second == UInt8(ascii: "}") else { return nil }
    let name = letters.dropFirst(2).prefix { $0 != Byte.quote }
    guard second != Byte.quote || letters.dropFirst(3 + name.count).first == UInt8(ascii: ":")
    else { return nil }
    let last = line.last { $0 > Byte.space }
    return last == UInt8(ascii: "}") ? .jsonl : .json
  case UInt8(ascii: "["):
    return [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "]")].contains(second) ? .json : nil
  default: return nil
  }
}

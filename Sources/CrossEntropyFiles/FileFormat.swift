/// Throws if the first bytes show that this is not a text file in UTF-8.
func checkFormat(
  _ start: UnsafePointer<UInt8>, count: Int, name: String
) throws(TableError) {
  guard count > 0 else { throw emptyFile(name) }
  let head = UnsafeBufferPointer(start: start, count: min(count, 4096))
  if isUTF16(head) {
    throw TableError(
      .badData, file: name, message: "this file is UTF-16; save it as UTF-8")
  }
  for (signature, format, advice) in signatures where head.starts(with: signature) {
    throw TableError(.badData, file: name, message: "this is \(format); \(advice)")
  }
}

/// The error for a file without a byte.
func emptyFile(_ name: String) -> TableError {
  TableError(
    .badData, file: name, message: "the file is empty; it needs a header and at least one row")
}

/// The error for a header with nothing below.
func noRows(_ name: String) -> TableError {
  TableError(
    .badData, file: name, message: "there are no rows below the header; add at least one")
}

private let signatures: [(bytes: [UInt8], format: String, advice: String)] = [
  ([0x1F, 0x8B], "a gzip file", "unpack it first"),
  ([0x50, 0x4B, 0x03, 0x04], "a zip archive or a spreadsheet", "save the table as CSV"),
  ([0x50, 0x41, 0x52, 0x31], "a Parquet file", "save the table as CSV"),
  ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file", "unpack it first"),
]

/// A byte order mark of UTF-16, or NULs in every other place, as UTF-16 has them in Western text.
private func isUTF16(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
  if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
  var nulls = [0, 0]
  for (index, byte) in head.enumerated() where byte == 0 { nulls[index % 2] += 1 }
  let many = head.count / 4
  return head.count >= 4 && max(nulls[0], nulls[1]) > many && min(nulls[0], nulls[1]) <= many / 4
}

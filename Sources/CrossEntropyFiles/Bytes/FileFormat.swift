/// Throws if the first bytes show that this is not a text file in UTF-8.
func checkFormat(_ bytes: ContiguousArray<UInt8>, name: String) throws(TableError) {
  guard !bytes.isEmpty else { throw TableError(.noRows(.noBytes), file: name) }
  let head = bytes.prefix(4096)
  if isUTF16(head) { throw TableError(.notATextFile(.utf16), file: name) }
  for (signature, format) in signatures where head.starts(with: signature) {
    throw TableError(.notATextFile(format), file: name)
  }
}

private let signatures: [(bytes: [UInt8], format: TableFault.FileFormat)] = [
  ([0x1F, 0x8B], .gzip),
  ([0x50, 0x4B, 0x03, 0x04], .zip),
  ([0x50, 0x41, 0x52, 0x31], .parquet),
  ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
]

/// A byte order mark of UTF-16, or NULs in every other place, as UTF-16 has them in Western text.
private func isUTF16(_ head: ArraySlice<UInt8>) -> Bool {
  if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return true }
  var nulls = [0, 0]
  for (index, byte) in head.enumerated() where byte == 0 { nulls[index % 2] += 1 }
  let many = head.count / 4
  return head.count >= 4 && max(nulls[0], nulls[1]) > many && min(nulls[0], nulls[1]) <= many / 4
}

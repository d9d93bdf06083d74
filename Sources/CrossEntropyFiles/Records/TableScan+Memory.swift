/// What a pass takes, and whether it may.
extension TableScan {
  var bytesPerRow: Int {
    (0..<columnCount).reduce(0) { bytes, column in
      switch roles[column] {
      case .numbers, .differences: bytes + MemoryLayout<Double>.stride
      case .text, .verbatim: bytes + MemoryLayout<Int32>.stride
      case .skipped, .empty: bytes
      }
    }
  }

  /// The bytes that the columns take, and will take when they are made of what was read.
  var bytes: Int {
    var bytes = rowCount * bytesPerRow + lines.bytes + columnCount * bytesPerColumn
    for column in 0..<columnCount { bytes += levels[column].memory }
    return bytes
  }

  /// Throws unless what was read fits.
  mutating func checkMemory(
    _ reader: borrowing CellReader, line: Int
  ) throws(TableError) {
    unaskedBytes = 0
    let bytes = bytes
    guard held + bytes > memoryLimit else { return }
    // The rest of the rows takes as much as what was read.
    let read = max(1, reader.offset - firstRow)
    let rest = reader.window.tableCount - reader.offset
    let fixed = columnCount * bytesPerColumn
    let all = Double(held + fixed) + Double(bytes - fixed) * (1 + Double(rest) / Double(read))
    throw TableError(
      .tooLarge(bytes: wholeBytes(all), limit: memoryLimit, line: line),
      file: reader.name)
  }
}

/// What a column takes beside its cells: its name, its place in every list, and what was seen of it.
private let bytesPerColumn = 640

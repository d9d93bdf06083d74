/// The hot loop: numbers that stand in the file as plainly as most numbers do.
///
/// It is a function of its own so that all it needs stays in registers.
struct FastCells {
  let lastStart: UnsafePointer<UInt8>
  let columnCount: Int
  let blockRows: Int
  let roles: UnsafeMutablePointer<Role>
  let numberBlock: UnsafeMutablePointer<Double>
  let hasFraction: UnsafeMutablePointer<Bool>
  let missing: UnsafeMutablePointer<Int>
  let powers: UnsafePointer<Double>
  let delimiter: UInt8
  let mark: UInt8

  /// Reads cells of one row until its end, or until one that has to be looked at more closely.
  ///
  /// - Returns: The place and column of the next cell; past the last column if the row is read.
  @inline(never)
  func readCells(
    _ start: UnsafePointer<UInt8>, column first: Int, row: Int
  ) -> (position: UnsafePointer<UInt8>, column: Int) {
    let delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
    let lastColumn = columnCount &- 1
    var p = start
    var column = first
    var slot = numberBlock + (first &* blockRows &+ row)
    while p < lastStart, roles[column] == .numbers {
      let end: UnsafePointer<UInt8>
      if let cell = shortNumber(p, mark: mark, powers: powers), isEnd(cell.end.pointee, column) {
        slot.pointee = cell.value
        if !cell.isInteger { hasFraction[column] = true }
        end = cell.end
      } else {
        guard let near = endOfShortCell(p, delimiters: delimiters), isEnd(near.pointee, column)
        else { break }
        end = near
        if p == end {
          slot.pointee = .nan
          missing[column] &+= 1
        } else {
          guard let cell = fastNumber(p, upTo: end, mark: mark, powers: powers) else { break }
          slot.pointee = cell.value
          if !cell.isInteger { hasFraction[column] = true }
        }
      }
      p = end + 1
      slot += blockRows
      if column == lastColumn {
        if end.pointee == Byte.carriageReturn, p.pointee == Byte.lineFeed { p += 1 }
        return (p, columnCount)
      }
      column &+= 1
    }
    return (p, column)
  }

  @inline(__always)
  private func isEnd(_ byte: UInt8, _ column: Int) -> Bool {
    if column &+ 1 < columnCount { return byte == delimiter }
    return byte != delimiter && (byte == Byte.lineFeed || byte == Byte.carriageReturn)
  }
}

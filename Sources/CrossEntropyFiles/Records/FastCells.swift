/// The hot loop, for cells as plain as most are.
///
/// It is a separate function so that all it needs stays in registers.
struct FastCells {
  let lastStart: UnsafePointer<UInt8>
  let columnCount: Int
  let blockRows: Int
  let roles: UnsafeMutablePointer<Role>
  let numberBlock: UnsafeMutablePointer<Double>
  let codeBlock: UnsafeMutablePointer<Int32>
  let levels: UnsafeMutablePointer<LevelTable>
  let hasFraction: UnsafeMutablePointer<Bool>
  let missing: UnsafeMutablePointer<Int>
  let powers: UnsafePointer<Double>
  let delimiter: UInt8
  let mark: UInt8

  /// Reads cells of one row until its end, or until one that needs a closer look.
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
    while p < lastStart {
      let end: UnsafePointer<UInt8>
      if roles[column] != .numbers {
        guard let near = readText(p, column: column, slot: column &* blockRows &+ row) else {
          break
        }
        end = near
      } else if let cell = shortNumber(p, mark: mark, powers: powers),
        isEnd(cell.end.pointee, column)
      {
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

  /// Reads a text that was met before, or an empty cell, and gives its end; nil for any other cell.
  @inline(never)
  private func readText(
    _ p: UnsafePointer<UInt8>, column: Int, slot: Int
  ) -> UnsafePointer<UInt8>? {
    let delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
    guard p.pointee > Byte.space, p.pointee != Byte.quote, roles[column] != .empty,
      let end = endOfShortCell(p, delimiters: delimiters), isEnd(end.pointee, column)
    else { return nil }
    guard roles[column] != .skipped else { return end }
    let count = end - p
    if count == 0 {
      codeBlock[slot] = -1
      missing[column] &+= 1
      return end
    }
    guard p[count &- 1] > Byte.space else { return nil }
    let hash = levels[column].hash(p, count: count)
    let code = levels[column].code(of: p, count: count, hash: hash)
    guard code >= 0 else { return nil }
    codeBlock[slot] = code
    return end
  }

  @inline(__always)
  private func isEnd(_ byte: UInt8, _ column: Int) -> Bool {
    if column &+ 1 < columnCount { return byte == delimiter }
    return byte != delimiter && (byte == Byte.lineFeed || byte == Byte.carriageReturn)
  }
}

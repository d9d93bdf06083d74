/// The hot loop, for cells as plain as most are.
///
/// It is a separate function so that all it needs stays in registers.
///
/// It stays inside its buffers: a column is below the number of columns, a row below the number of
/// rows of a block, and what it looks at of a cell lies within ``fastReach`` bytes of its start.
struct FastCells {
  let columnCount: Int
  let blockRows: Int
  let roles: Place<Role>
  let numberBlock: Place<Double>
  let codeBlock: Place<Int32>
  let levels: Place<LevelTable>
  let forms: Place<CellForm>
  let missing: Place<Int>
  let powers: Place<Double>
  let delimiter: UInt8
  let mark: UInt8

  /// Whether it reads cells as ``CellReader`` does.
  ///
  /// It reads a number before it looks for the delimiter, so the delimiter may be no part of a
  /// number. And it pays only where such files are common.
  static func canRead(delimiter: UInt8, mark: UInt8) -> Bool {
    switch delimiter {
    case mark: false
    case Byte.comma, Byte.semicolon, Byte.tab, Byte.bar, Byte.space: true
    default: false
    }
  }

  /// Reads cells of one row until its end, or until one that needs a closer look.
  ///
  /// - Parameter lastStart: No cell is read from here on; ``fastReach`` bytes follow.
  /// - Returns: The place and column of the next cell; past the last column if the row is read.
  func readCells(
    _ start: Place<UInt8>, upTo lastStart: Place<UInt8>, column: Int, row: Int
  ) -> (position: Place<UInt8>, column: Int) {
    var reached = readBareCells(start, upTo: lastStart, column: column, row: row)
    // Many write a space after each comma.
    while reached.column < columnCount, reached.position < lastStart,
      reached.position[0] == Byte.space, delimiter != Byte.space
    {
      let next = readBareCells(
        reached.position + 1, upTo: lastStart, column: reached.column, row: row)
      guard next.column > reached.column else { break }
      reached = next
    }
    return reached
  }

  /// Reads cells without padding.
  @inline(never)
  private func readBareCells(
    _ start: Place<UInt8>, upTo lastStart: Place<UInt8>, column first: Int, row: Int
  ) -> (position: Place<UInt8>, column: Int) {
    let lastColumn = columnCount &- 1
    var p = start
    var column = first
    var slot = numberBlock + (first &* blockRows &+ row)
    while p < lastStart {
      let end: Place<UInt8>
      if roles[column] != .numbers {
        guard let near = readText(p, column: column, slot: column &* blockRows &+ row) else {
          break
        }
        end = near
      } else if let cell = p[0] == Byte.quote
        ? shortNumber(p + 1, isQuoted: true, mark: mark, powers: powers)
        : shortNumber(p, isQuoted: false, mark: mark, powers: powers),
        isEnd(cell.end[0], column)
      {
        slot[0] = cell.value
        forms[column].rawValue |= cell.form.rawValue
        end = cell.end
      } else if isEnd(p[0], column) {
        slot[0] = .nan
        missing[column] &+= 1
        end = p
      } else if let cell = fastNumber(p, mark: mark, powers: powers), isEnd(cell.end[0], column) {
        slot[0] = cell.value
        forms[column].rawValue |= cell.form.rawValue
        end = cell.end
      } else {
        break
      }
      p = end + 1
      slot += blockRows
      if column == lastColumn {
        if end[0] == Byte.carriageReturn, p[0] == Byte.lineFeed { p += 1 }
        return (p, columnCount)
      }
      column &+= 1
    }
    return (p, column)
  }

  /// Reads a text that was met before, or an empty cell, and gives its end; nil for any other cell.
  @inline(never)
  private func readText(
    _ p: Place<UInt8>, column: Int, slot: Int
  ) -> Place<UInt8>? {
    let isQuoted = p[0] == Byte.quote
    let start = isQuoted ? p + 1 : p
    let stops = UInt64(isQuoted ? Byte.quote : delimiter) &* 0x0101_0101_0101_0101
    // Before a quote may stand padding.
    guard start[0] > Byte.space, roles[column].rawValue <= Role.skipped.rawValue,
      let stop = endOfShortCell(start, delimiters: stops)
    else { return nil }
    var end = stop
    if isQuoted {
      guard stop[0] == Byte.quote else { return nil }
      end += 1
    }
    guard isEnd(end[0], column) else { return nil }
    guard roles[column] != .skipped else { return end }
    let count = stop - start
    if count == 0 {
      codeBlock[slot] = -1
      missing[column] &+= 1
      return end
    }
    let text = start.span(count)
    let code = levels[column].code(of: text, hash: levels[column].hash(text))
    // A text with padding after it is in no level.
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

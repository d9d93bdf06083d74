internal import CrossEntropy

extension TableScan {
  /// The cells of the rows of a scan that is joined to another one.
  struct Tail {
    fileprivate var numbers: [[Double]]
    fileprivate var codes: [[Int32]]
    /// Per column the codes that its texts have in the other scan, where they are others.
    fileprivate var newCodes: [[Int32]?]
  }

  /// Takes all that was seen of the rows that follow, but for their cells; nil if there are too many texts.
  mutating func append(_ next: inout TableScan) -> Tail? {
    let above = endLine - 1
    lines.append(next.lines, row: rowCount, line: above)
    rowCount += next.rowCount
    blankLines += next.blankLines
    endLine += next.endLine - 1
    if repeatedHeaders.count == 0 { repeatedHeaders.line = next.repeatedHeaders.line + above }
    repeatedHeaders.count += next.repeatedHeaders.count
    for (column, cell) in next.infinite where infinite[column] == nil {
      infinite[column] = (
        CellPlace(line: cell.place.line + above, column: cell.place.column), cell.cell
      )
    }
    var newCodes = [[Int32]?](repeating: nil, count: columnCount)
    for column in 0..<columnCount {
      forms[column].formUnion(next.forms[column])
      texts[column] += next.texts[column]
      others[column] += next.others[column]
      missing[column] += next.missing[column]
      if next.roles[column] == .skipped { skip(column) }
      guard roles[column] != .skipped, !next.levels[column].levels.isEmpty else { continue }
      newCodes[column] = levels[column].append(next.levels[column], linesAbove: above)
      guard levels[column].levels.count <= settings.levelLimit else { return nil }
    }
    return Tail(
      numbers: (0..<columnCount).map { next.takeNumbers($0) },
      codes: (0..<columnCount).map { next.takeCodes($0) }, newCodes: newCodes)
  }

  /// Appends the cells, several columns at a time.
  mutating func append(_ tails: inout [Tail], threads: Int) {
    guard !tails.isEmpty else { return }
    var columns = (0..<columnCount).map { column in
      Joint(
        numbers: takeNumbers(column), codes: takeCodes(column),
        tails: roles[column] == .skipped
          ? [] : tails.map { ($0.numbers[column], $0.codes[column], $0.newCodes[column]) })
    }
    parallelUpdate(&columns, threads: threads) { $1.join() }
    for column in columns.indices {
      numbers[column] = columns[column].numbers
      codes[column] = columns[column].codes
    }
  }

  /// Forgets its rows, to read others that follow those of another scan; keeps the room of the cells that were
  /// appended to that one.
  mutating func startOver(beside whole: borrowing TableScan, _ tail: consuming Tail?) {
    if let tail {
      numbers = tail.numbers
      codes = tail.codes
    }
    tail = nil
    startOver((0..<columnCount).map { whole.roles[$0] })
  }

  /// Forgets its rows, to read others.
  mutating func startOver(_ newRoles: [Role]) {
    rowCount = 0
    blankLines = 0
    endLine = 1
    repeatedHeaders = (0, 0)
    lines = LineIndex()
    infinite = [:]
    unaskedBytes = 0
    places.removeAll(keepingCapacity: true)
    for column in 0..<columnCount {
      forms[column] = []
      texts[column] = 0
      others[column] = 0
      missing[column] = 0
      if !levels[column].levels.isEmpty { levels[column] = LevelTable() }
      roles[column] = newRoles[column]
      if roles[column] == .skipped {
        numbers[column] = []
      } else {
        numbers[column].removeAll(keepingCapacity: true)
        codes[column].removeAll(keepingCapacity: true)
      }
    }
  }

  /// The codes of a column, which it then no longer holds.
  mutating func takeCodes(_ column: Int) -> [Int32] {
    var taken: [Int32] = []
    swap(&taken, &codes[column])
    return taken
  }

  /// The numbers of a column, which it then no longer holds.
  mutating func takeNumbers(_ column: Int) -> [Double] {
    var taken: [Double] = []
    swap(&taken, &numbers[column])
    return taken
  }
}

/// The cells of a column, in parts.
private struct Joint: Sendable {
  var numbers: [Double]
  var codes: [Int32]
  var tails: [(numbers: [Double], codes: [Int32], newCodes: [Int32]?)]

  mutating func join() {
    for tail in tails {
      numbers += tail.numbers
      if let newCodes = tail.newCodes {
        codes += tail.codes.lazy.map { $0 < 0 ? -1 : newCodes[Int($0)] }
      } else {
        codes += tail.codes
      }
    }
    tails = []
  }
}

extension LevelTable {
  /// Takes the texts of another table, and gives their codes in this one.
  mutating func append(_ next: borrowing LevelTable, linesAbove: Int) -> [Int32] {
    next.levels.indices.map { index in
      let level = next.levels[index]
      let text = next.bytes(of: index)
      let hash = hash(text.span)
      var code = code(of: text.span, hash: hash)
      if code < 0 {
        code = insert(
          text.span, hash: hash,
          place: CellPlace(line: level.place.line + linesAbove, column: level.place.column))
      }
      countCells(code, level.cells)
      return code
    }
  }
}

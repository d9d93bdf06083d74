/// One pass over the rows of a file, which fills the columns.
///
/// Cells are stored in blocks of rows, column by column, and each block is then appended to the
/// columns, so that the memory in use stays in the cache and the columns grow in large steps.
struct TableScan: ~Copyable {
  let settings: ScanSettings
  let columnCount: Int
  var rowCount = 0
  var blankLines = 0
  /// The line after the last row.
  var endLine = 1
  /// The lines that are the header once more, and the first of them.
  var repeatedHeaders = (count: 0, line: 0)
  var lines = LineIndex()
  /// Where each row begins and the next begins, where that is wanted.
  var places: [Range<Int>] = []
  var keepsPlaces = false
  var numbers: [[Double]]
  var codes: [[Int32]]
  /// Per column the first infinite cell.
  var infinite: [Int: (place: CellPlace, cell: String)] = [:]

  var roles: Buffer<Role>
  var forms: Buffer<CellForm>
  /// Per column of numbers how many cells are other texts, and how many of those are no mark of a
  /// missing cell.
  var texts: Buffer<Int>
  var others: Buffer<Int>
  /// The empty cells of each column.
  var missing: Buffer<Int>
  var levels: Buffer<LevelTable>
  private let blockRows: Int
  private var numberBlock: Buffer<Double>
  private var codeBlock: Buffer<Int32>
  private let powers = Buffer(count: powersOfTen.count) { powersOfTen[$0] }
  private let isSample: Bool
  private(set) var firstRow = 0
  /// The bytes that the file takes beside this pass.
  let held: Int
  /// The most bytes that the pass may take, with those.
  var memoryLimit: Int
  /// The bytes of new texts since it was asked whether they fit.
  var unaskedBytes = 0

  /// - Parameters:
  ///   - held: The bytes of the columns that an earlier pass made.
  ///   - isSample: Keep nothing, and look at every cell of a column even after one of them turned out to
  ///     be text.
  init(
    settings: ScanSettings, roles: [Role], held: Int = 0, isSample: Bool
  ) {
    self.settings = settings
    self.held = held + settings.nameBytes
    memoryLimit = settings.memoryLimit
    self.isSample = isSample
    columnCount = roles.count
    blockRows = max(1, min(4096, 32_768 / max(1, roles.count)))
    numbers = Array(repeating: [], count: roles.count)
    codes = Array(repeating: [], count: roles.count)
    self.roles = Buffer(count: roles.count) { roles[$0] }
    forms = Buffer(repeating: [], count: roles.count)
    texts = Buffer(repeating: 0, count: roles.count)
    others = Buffer(repeating: 0, count: roles.count)
    missing = Buffer(repeating: 0, count: roles.count)
    levels = Buffer(count: roles.count) { _ in LevelTable() }
    numberBlock = Buffer(repeating: 0, count: blockRows * roles.count)
    codeBlock = Buffer(repeating: 0, count: blockRows * roles.count)
  }

  /// Makes room for about this many rows.
  mutating func reserve(rows: Int) {
    let rows = min(rows, settings.memoryLimit / max(1, bytesPerRow))
    for column in 0..<columnCount {
      switch roles[column] {
      case .numbers, .differences: numbers[column].reserveCapacity(rows)
      case .text, .verbatim: codes[column].reserveCapacity(rows)
      case .skipped, .empty: break
      }
    }
  }

  /// Reads rows until the file or the number of rows ends, or one begins at an offset or behind it.
  mutating func run(
    _ reader: inout CellReader, rowLimit: Int = .max, upTo end: Int = .max
  ) throws(TableError) {
    let columnCount = columnCount
    let blockRows = blockRows
    // A missing cell may be written as a number (-999).
    let isFast =
      settings.isFast && settings.marks.numbers.isEmpty
      && FastCells.canRead(delimiter: reader.delimiter, mark: settings.mark)
    let fast = FastCells(
      columnCount: columnCount, blockRows: blockRows, roles: roles.place,
      numberBlock: numberBlock.place, codeBlock: codeBlock.place, levels: levels.place,
      forms: forms.place, missing: missing.place, powers: powers.place,
      delimiter: reader.delimiter, mark: settings.mark)
    let header = settings.header
    let headerStart = header.first
    var inBlock = 0
    firstRow = reader.offset

    while true {
      try reader.load(fastReach)
      if reader.isAtEnd || reader.offset >= end { break }
      if try reader.skipBlankLine() {
        blankLines += 1
        continue
      }
      if let headerStart, reader.mayStart(with: headerStart), try reader.skipLine(header) {
        if repeatedHeaders.count == 0 { repeatedHeaders.line = reader.line - 1 }
        repeatedHeaders.count += 1
        continue
      }
      if rowCount + inBlock == rowLimit { break }
      if inBlock == blockRows {
        try keepBlock(inBlock, reader)
        inBlock = 0
      }
      let rowLine = reader.line
      let rowStart = keepsPlaces ? reader.offset : 0
      lines.append(row: rowCount &+ inBlock, line: rowLine)
      var column = 0
      while true {
        let lastStart = reader.window.count &- fastReach
        if isFast, reader.position < lastStart {
          let start = reader.window.place(reader.position)
          let reached = fast.readCells(
            start, upTo: reader.window.place(lastStart), column: column, row: inBlock)
          reader.position &+= reached.position - start
          column = reached.column
          if column == columnCount {
            reader.startLine()
            break
          }
          try reader.load(fastReach)
        }
        let cell = try reader.next()
        try store(cell, column: column, slot: column &* blockRows &+ inBlock, reader)
        column += 1
        if reader.ending == .delimiter {
          if column == columnCount { throw tooLong(&reader) }
        } else {
          if column < columnCount { throw tooShort(reader, rowLine: rowLine, found: column) }
          break
        }
      }
      inBlock &+= 1
      if keepsPlaces { places.append(rowStart..<reader.offset) }
    }
    try keepBlock(inBlock, reader)
    endLine = reader.line
  }

  private mutating func store(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    switch roles[column] {
    case .numbers: try storeNumber(cell, column: column, slot: slot, reader)
    case .differences:
      numberBlock[slot] = difference(
        reader.bytes(of: cell), from: settings.offsets[column] ?? 0, mark: settings.mark)
    case .text, .verbatim: try storeText(cell, column: column, slot: slot, reader)
    case .skipped: break
    case .empty:
      guard !cell.isEmpty, let place = settings.unnamed[column] else { return }
      throw TableError(
        .cellUnderNoName(
          field: column + 1, cell: excerpt(reader.bytes(of: cell).array),
          line: reader.cellPlace.line),
        at: place.inFile(reader.name))
    }
  }

  private mutating func storeNumber(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    let bytes = reader.bytes(of: cell)
    numberBlock[slot] = .nan
    if bytes.isEmpty {
      missing[column] += 1
      return
    }
    if !settings.marks.numbers.isEmpty,
      settings.marks.contains(String(decoding: bytes.array, as: UTF8.self))
    {
      return try countText(cell, column: column, reader)
    }
    switch parseNumber(bytes, mark: settings.mark) {
    case .finite(let value, _):
      numberBlock[slot] = value
      forms[column].formUnion(CellForm(bytes, mark: settings.mark))
    case .infinite:
      numberBlock[slot] = bytes[0] == Byte.minus ? -.infinity : .infinity
      if infinite[column] == nil {
        infinite[column] = (
          reader.cellPlace, excerpt(String(decoding: bytes.array, as: UTF8.self))
        )
      }
    case .text: try countText(cell, column: column, reader)
    }
  }

  /// Counts a text in a column of numbers; where they are many, the column is left for another pass.
  private mutating func countText(
    _ cell: Cell, column: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    let code = try code(of: cell, column: column, reader)
    levels[column].countCells(code, 1)
    texts[column] += 1
    guard !settings.marks.containsAmongNumbers(levels[column].text(of: Int(code))) else { return }
    others[column] += 1
    if !isSample, others[column] > 200, 8 * others[column] > rowCount + blockRows {
      skip(column)
    }
  }

  /// Leaves a column for another pass.
  mutating func skip(_ column: Int) {
    roles[column] = .skipped
    numbers[column] = []
    levels[column] = LevelTable()
  }

  private mutating func storeText(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    if cell.isEmpty {
      codeBlock[slot] = -1
      missing[column] += 1
    } else {
      codeBlock[slot] = try code(of: cell, column: column, reader)
    }
  }

  /// The code of a text, which may be a new one.
  private mutating func code(
    of cell: Cell, column: Int, _ reader: borrowing CellReader
  ) throws(TableError) -> Int32 {
    let text = reader.bytes(of: cell)
    let hash = levels[column].hash(text)
    let known = levels[column].code(of: text, hash: hash)
    if known >= 0 { return known }
    try checkText(cell, reader)
    guard levels[column].levels.count < settings.levelLimit else {
      throw reader.error(
        .tooManyTexts(column: settings.names[column], limit: settings.levelLimit))
    }
    let code = levels[column].insert(text, hash: hash, place: reader.cellPlace)
    unaskedBytes += text.count
    // A block of rows may hold as much text as there are bytes in a file.
    if unaskedBytes >= 1 << 20 { try checkMemory(reader, line: reader.cellPlace.line) }
    return code
  }

  /// Appends a block to the columns after checking that it fits.
  private mutating func keepBlock(
    _ rows: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    rowCount += rows
    guard !isSample else { return }
    try checkMemory(reader, line: reader.line)
    for column in 0..<columnCount {
      let range = column * blockRows..<column * blockRows + rows
      switch roles[column] {
      case .numbers, .differences:
        numberBlock.append(range, to: &numbers[column])
      case .text, .verbatim:
        codeBlock.append(range, to: &codes[column])
      case .skipped, .empty: break
      }
    }
  }

  private func tooShort(
    _ reader: borrowing CellReader, rowLine: Int, found: Int
  ) -> TableError {
    TableError(
      .rowTooShort(expected: columnCount, found: found), file: reader.name, line: rowLine)
  }

  private func tooLong(_ reader: inout CellReader) -> TableError {
    let place = reader.place
    var found = columnCount
    do throws(TableError) {
      while reader.ending == .delimiter, found < columnCount + 1000 {
        _ = try reader.next()
        found += 1
      }
    } catch {
      return error
    }
    return TableError(
      .rowTooLong(
        expected: columnCount, found: found, goesOn: reader.ending == .delimiter,
        delimiter: reader.delimiter),
      at: place.inFile(reader.name))
  }
}

/// Throws unless the bytes of a text are UTF-8 without a NUL.
func checkText(_ cell: Cell, _ reader: borrowing CellReader) throws(TableError) {
  let bytes = reader.bytes(of: cell)
  if bytes.contains(0) { throw reader.error(.nulByte(cell: excerpt(bytes.array))) }
  if !isUTF8(bytes) { throw reader.error(.notUTF8(cell: excerpt(bytes.array), readings: [])) }
}

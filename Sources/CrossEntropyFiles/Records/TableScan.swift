/// One pass over the rows of a file, which fills the columns.
///
/// Cells are stored in blocks of rows, column by column, and each block is then appended to the
/// columns, so that the memory in use stays in the cache and the columns grow in large steps.
struct TableScan: ~Copyable {
  let settings: ScanSettings
  let columnCount: Int
  private(set) var rowCount = 0
  private(set) var blankLines = 0
  /// The lines that are the header once more, and the first of them.
  private(set) var repeatedHeaders = (count: 0, line: 0)
  private(set) var lines = LineIndex()
  private(set) var numbers: [[Double]]
  private(set) var codes: [[Int32]]
  /// Per column the first infinite cell, and the first cell that would be a number only with a
  /// decimal comma.
  private(set) var infinite: [Int: (place: CellPlace, cell: String)] = [:]
  private(set) var commaNumbers = 0
  private(set) var thousandsOnly = true

  private(set) var roles: Buffer<Role>
  private(set) var hasFraction: Buffer<Bool>
  private(set) var hasText: Buffer<Bool>
  private(set) var missing: Buffer<Int>
  private(set) var levels: Buffer<LevelTable>
  private let blockRows: Int
  private var numberBlock: Buffer<Double>
  private var codeBlock: Buffer<Int32>
  private let powers = Buffer(count: powersOfTen.count) { powersOfTen[$0] }
  private let isSample: Bool
  private var missingTokens = LevelTable()
  private var numbersMayBeMissing = false
  private(set) var firstRow = 0
  /// The bytes that the file takes beside this pass.
  let held: Int
  /// The bytes of new texts since it was asked whether they fit.
  var unaskedBytes = 0

  /// - Parameters:
  ///   - held: The bytes of the columns that an earlier pass made.
  ///   - isSample: Keep nothing, and look at every cell of a column even after one of them turned out to
  ///     be text.
  init(
    settings: ScanSettings, roles: [Role], missingTokens tokens: [String], held: Int = 0,
    isSample: Bool
  ) {
    self.settings = settings
    self.held = held + settings.nameBytes
    self.isSample = isSample
    columnCount = roles.count
    blockRows = max(1, min(4096, 32_768 / max(1, roles.count)))
    numbers = Array(repeating: [], count: roles.count)
    codes = Array(repeating: [], count: roles.count)
    self.roles = Buffer(count: roles.count) { roles[$0] }
    hasFraction = Buffer(repeating: false, count: roles.count)
    hasText = Buffer(repeating: false, count: roles.count)
    missing = Buffer(repeating: 0, count: roles.count)
    levels = Buffer(count: roles.count) { _ in LevelTable() }
    numberBlock = Buffer(repeating: 0, count: blockRows * roles.count)
    codeBlock = Buffer(repeating: 0, count: blockRows * roles.count)
    for token in tokens where !token.isEmpty {
      let bytes = ContiguousArray(token.utf8)
      if parseNumber(bytes.span, mark: settings.mark) != .text { numbersMayBeMissing = true }
      let hash = missingTokens.hash(bytes.span)
      guard missingTokens.code(of: bytes.span, hash: hash) < 0 else { continue }
      _ = missingTokens.insert(bytes.span, hash: hash, line: 0)
    }
  }

  /// Makes room for about this many rows.
  mutating func reserve(rows: Int) {
    let rows = min(rows, settings.memoryLimit / max(1, bytesPerRow))
    for column in 0..<columnCount {
      switch roles[column] {
      case .numbers: numbers[column].reserveCapacity(rows)
      case .text, .verbatim: codes[column].reserveCapacity(rows)
      case .skipped, .empty: break
      }
    }
  }

  /// Reads rows until the file or the number of rows ends.
  mutating func run(_ reader: inout CellReader, rowLimit: Int = .max) throws(TableError) {
    let columnCount = columnCount
    let blockRows = blockRows
    // A missing cell may be written as a number (-999).
    let isFast =
      settings.isFast && !numbersMayBeMissing
      && FastCells.canRead(delimiter: reader.delimiter, mark: settings.mark)
    let fast = FastCells(
      columnCount: columnCount, blockRows: blockRows, roles: roles.place,
      numberBlock: numberBlock.place, codeBlock: codeBlock.place, levels: levels.place,
      hasFraction: hasFraction.place, missing: missing.place, powers: powers.place,
      delimiter: reader.delimiter, mark: settings.mark)
    let header = settings.header
    let headerStart = header.first
    var inBlock = 0
    firstRow = reader.offset

    while true {
      try reader.load(fastReach)
      if reader.isAtEnd { break }
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
    }
    try keepBlock(inBlock, reader)
  }

  private mutating func store(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    switch roles[column] {
    case .numbers: storeNumber(cell, column: column, slot: slot, reader)
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
  ) {
    let bytes = reader.bytes(of: cell)
    if isMissing(bytes) {
      numberBlock[slot] = .nan
      missing[column] += 1
      return
    }
    switch parseNumber(bytes, mark: settings.mark) {
    case .finite(let value, let isInteger):
      numberBlock[slot] = value
      if !isInteger { hasFraction[column] = true }
    case .infinite:
      numberBlock[slot] = .infinity
      if infinite[column] == nil {
        infinite[column] = (
          reader.cellPlace, excerpt(String(decoding: bytes.array, as: UTF8.self))
        )
      }
    case .text:
      numberBlock[slot] = .nan
      hasText[column] = true
      if settings.mark != Byte.comma, isNumberWithComma(bytes) {
        commaNumbers += 1
        thousandsOnly = thousandsOnly && hasThousandsSeparators(bytes.array)
      }
      if !isSample {
        roles[column] = .skipped
        numbers[column] = []
      }
    }
  }

  private mutating func storeText(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    let text = reader.bytes(of: cell)
    if text.isEmpty || (roles[column] == .text && isMissing(text)) {
      codeBlock[slot] = -1
      missing[column] += 1
      return
    }
    let hash = levels[column].hash(text)
    var code = levels[column].code(of: text, hash: hash)
    if code < 0 {
      try checkText(cell, reader)
      guard levels[column].levels.count < settings.levelLimit else {
        throw reader.error(
          .tooManyTexts(column: settings.names[column], limit: settings.levelLimit))
      }
      code = levels[column].insert(text, hash: hash, line: reader.cellPlace.line)
      unaskedBytes += text.count
      // A block of rows may hold as much text as there are bytes in a file.
      if unaskedBytes >= 1 << 20 { try checkMemory(reader, line: reader.cellPlace.line) }
    }
    codeBlock[slot] = code
  }

  private func isMissing(_ cell: Span<UInt8>) -> Bool {
    cell.isEmpty || missingTokens.code(of: cell, hash: missingTokens.hash(cell)) >= 0
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
      case .numbers:
        numberBlock.append(range, to: &numbers[column])
      case .text, .verbatim:
        codeBlock.append(range, to: &codes[column])
      case .skipped, .empty: break
      }
    }
  }

  /// The codes of a column, which it then no longer holds.
  mutating func takeCodes(_ column: Int) -> [Int32] {
    var taken: [Int32] = []
    swap(&taken, &codes[column])
    return taken
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

private func isNumberWithComma(_ cell: Span<UInt8>) -> Bool {
  guard cell.contains(Byte.comma) else { return false }
  return hasThousandsSeparators(cell.array) || parseNumber(cell, mark: Byte.comma) != .text
}

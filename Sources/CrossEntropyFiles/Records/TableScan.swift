/// What one pass over the file does with the cells of a column.
enum Role: UInt8 {
  /// Keep numbers, as long as there is nothing else.
  case numbers
  /// Keep text; the missing tokens are missing.
  case text
  /// Keep text; only an empty cell is missing.
  case verbatim
  /// Skip the cells.
  case skipped
  /// The cells must be empty: the header has no name for them.
  case empty
}

/// Where a cell starts.
struct CellPlace {
  var line: Int
  var column: Int

  func inFile(_ name: String) -> FilePlace { FilePlace(file: name, line: line, column: column) }
}

/// What all passes over one file share.
struct ScanSettings {
  var names: [String]
  var mark: UInt8
  var memoryLimit: Int
  /// Where a header cell without a name stands, by column.
  var unnamed: [Int: CellPlace]
}

/// One pass over the rows of a file, which fills the columns.
///
/// Cells are stored in blocks of rows, column by column, and each block is then appended to the
/// columns, so that the memory in use stays in the cache and the columns grow in large steps.
struct TableScan: ~Copyable {
  let settings: ScanSettings
  let columnCount: Int
  private(set) var rowCount = 0
  private(set) var blankLines = 0
  private(set) var lines = LineIndex()
  private(set) var numbers: [[Double]]
  private(set) var codes: [[Int32]]
  /// Per column the first infinite cell, and the first cell that would be a number only with a
  /// decimal comma.
  private(set) var infinite: [Int: (place: CellPlace, cell: String)] = [:]
  private(set) var commaNumbers = 0
  private(set) var thousandsOnly = true

  let roles: UnsafeMutablePointer<Role>
  let hasFraction: UnsafeMutablePointer<Bool>
  let hasText: UnsafeMutablePointer<Bool>
  let missing: UnsafeMutablePointer<Int>
  let levels: UnsafeMutablePointer<LevelTable>
  private let blockRows: Int
  private let numberBlock: UnsafeMutablePointer<Double>
  private let codeBlock: UnsafeMutablePointer<Int32>
  private let isSample: Bool
  private var missingTokens = LevelTable()
  private var numbersMayBeMissing = false

  /// - Parameter isSample: Keep nothing, and look at every cell of a column even after one of them
  ///   turned out to be text.
  init(settings: ScanSettings, roles: [Role], missingTokens tokens: [String], isSample: Bool) {
    self.settings = settings
    self.isSample = isSample
    columnCount = roles.count
    blockRows = max(1, min(4096, 32_768 / max(1, roles.count)))
    numbers = Array(repeating: [], count: roles.count)
    codes = Array(repeating: [], count: roles.count)
    self.roles = .allocate(capacity: roles.count)
    self.roles.initialize(from: roles, count: roles.count)
    hasFraction = .allocate(capacity: roles.count)
    hasFraction.initialize(repeating: false, count: roles.count)
    hasText = .allocate(capacity: roles.count)
    hasText.initialize(repeating: false, count: roles.count)
    missing = .allocate(capacity: roles.count)
    missing.initialize(repeating: 0, count: roles.count)
    levels = .allocate(capacity: roles.count)
    for index in roles.indices { (levels + index).initialize(to: LevelTable()) }
    numberBlock = .allocate(capacity: blockRows * roles.count)
    codeBlock = .allocate(capacity: blockRows * roles.count)
    for token in tokens where !token.isEmpty {
      Array(token.utf8).withUnsafeBufferPointer { bytes in
        guard let start = bytes.baseAddress else { return }
        if parseNumber(start, count: bytes.count, mark: settings.mark) != .text {
          numbersMayBeMissing = true
        }
        let hash = missingTokens.hash(start, count: bytes.count)
        guard missingTokens.code(of: start, count: bytes.count, hash: hash) < 0 else { return }
        _ = missingTokens.insert(start, count: bytes.count, hash: hash, copying: true)
      }
    }
  }

  deinit {
    roles.deallocate()
    hasFraction.deallocate()
    hasText.deallocate()
    missing.deallocate()
    levels.deinitialize(count: columnCount)
    levels.deallocate()
    numberBlock.deallocate()
    codeBlock.deallocate()
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
    let roles = roles
    let end = reader.end
    let fast = FastCells(
      lastStart: lastFastStart(reader), columnCount: columnCount, blockRows: blockRows,
      roles: roles, numberBlock: numberBlock, codeBlock: codeBlock, levels: levels,
      hasFraction: hasFraction, missing: missing, powers: powersOfTen, delimiter: reader.delimiter,
      mark: settings.mark)
    var inBlock = 0
    var p = reader.position

    while p < end {
      if let next = reader.endOfBlankLine(p) {
        p = next
        blankLines += 1
        reader.line += 1
        continue
      }
      if rowCount + inBlock == rowLimit { break }
      if inBlock == blockRows {
        try keepBlock(inBlock, reader)
        inBlock = 0
      }
      let rowLine = reader.line
      lines.append(row: rowCount &+ inBlock, line: rowLine)
      reader.lineStart = p
      var column = 0
      while true {
        if p < fast.lastStart {
          let reached = fast.readCells(p, column: column, row: inBlock)
          p = reached.position
          column = reached.column
          if column == columnCount {
            reader.line &+= 1
            break
          }
        }
        reader.position = p
        let cell = try reader.next()
        try store(cell, column: column, slot: column &* blockRows &+ inBlock, reader)
        p = reader.position
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
    reader.position = p
    try keepBlock(inBlock, reader)
  }

  /// Before this place a number may be read without checking for the end of the file.
  private func lastFastStart(_ reader: borrowing CellReader) -> UnsafePointer<UInt8> {
    // With one byte for both, only quotes tell a decimal mark from a delimiter; and a missing cell
    // may be written as a number (-999).
    guard settings.mark != reader.delimiter, !numbersMayBeMissing else { return reader.position }
    let left = reader.end - reader.position
    return reader.position + max(0, left - fastReach)
  }

  private mutating func store(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    switch roles[column] {
    case .numbers: storeNumber(cell, column: column, slot: slot, reader)
    case .text, .verbatim: try storeText(cell, column: column, slot: slot, reader)
    case .skipped: break
    case .empty:
      guard cell.count > 0, let place = settings.unnamed[column] else { return }
      throw TableError(
        .cellUnderNoName(field: column + 1, cell: excerpt(cell.bytes), line: reader.cellLine),
        at: place.inFile(reader.name))
    }
  }

  private mutating func storeNumber(
    _ cell: Cell, column: Int, slot: Int, _ reader: borrowing CellReader
  ) {
    if isMissing(cell) {
      numberBlock[slot] = .nan
      missing[column] += 1
      return
    }
    switch parseNumber(cell.start, count: cell.count, mark: settings.mark) {
    case .finite(let value, let isInteger):
      numberBlock[slot] = value
      if !isInteger { hasFraction[column] = true }
    case .infinite:
      numberBlock[slot] = .infinity
      if infinite[column] == nil {
        infinite[column] = (
          CellPlace(line: reader.cellLine, column: reader.cellColumn),
          excerpt(String(decoding: cell.bytes, as: UTF8.self))
        )
      }
    case .text:
      numberBlock[slot] = .nan
      hasText[column] = true
      if settings.mark != Byte.comma, isNumberWithComma(cell) {
        commaNumbers += 1
        thousandsOnly = thousandsOnly && hasThousandsSeparators(cell.bytes)
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
    if cell.count == 0 || (roles[column] == .text && isMissing(cell)) {
      codeBlock[slot] = -1
      missing[column] += 1
      return
    }
    let hash = levels[column].hash(cell.start, count: cell.count)
    var code = levels[column].code(of: cell.start, count: cell.count, hash: hash)
    if code < 0 {
      try checkText(cell.bytes, reader)
      code = levels[column].insert(
        cell.start, count: cell.count, hash: hash, copying: cell.isCopy)
    }
    codeBlock[slot] = code
  }

  private func isMissing(_ cell: Cell) -> Bool {
    if cell.count == 0 { return true }
    let hash = missingTokens.hash(cell.start, count: cell.count)
    return missingTokens.code(of: cell.start, count: cell.count, hash: hash) >= 0
  }

  private var bytesPerRow: Int {
    (0..<columnCount).reduce(0) { bytes, column in
      switch roles[column] {
      case .numbers: bytes + MemoryLayout<Double>.stride
      case .text, .verbatim: bytes + MemoryLayout<Int32>.stride
      case .skipped, .empty: bytes
      }
    }
  }

  /// Appends a block to the columns after checking that it fits.
  private mutating func keepBlock(
    _ rows: Int, _ reader: borrowing CellReader
  ) throws(TableError) {
    rowCount += rows
    guard !isSample else { return }
    let (bytes, overflow) = rowCount.multipliedReportingOverflow(by: bytesPerRow)
    guard !overflow, bytes <= settings.memoryLimit else {
      throw TableError(
        .tooLarge(limit: settings.memoryLimit, line: reader.line), file: reader.name)
    }
    for column in 0..<columnCount {
      switch roles[column] {
      case .numbers:
        numbers[column].append(
          contentsOf: UnsafeBufferPointer(start: numberBlock + column * blockRows, count: rows))
      case .text, .verbatim:
        codes[column].append(
          contentsOf: UnsafeBufferPointer(start: codeBlock + column * blockRows, count: rows))
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
    let line = reader.line
    let column = reader.position - reader.lineStart + 1
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
      file: reader.name, line: line, column: column)
  }
}

/// Throws unless the bytes of a text are UTF-8 without a NUL.
func checkText(
  _ bytes: UnsafeBufferPointer<UInt8>, _ reader: borrowing CellReader
) throws(TableError) {
  guard let start = bytes.baseAddress else { return }
  if bytes.contains(0) { throw reader.error(.nulByte(cell: excerpt(bytes))) }
  guard !isUTF8(start, count: bytes.count) else { return }
  // Bytes from 80 to 9F are letters and quotes in Windows-1252 and nothing at all in Latin-1.
  let isWindows = bytes.contains { $0 >= 0x80 && $0 < 0xA0 }
  throw reader.error(
    .notUTF8(cell: excerpt(bytes), looksLike: isWindows ? .windows1252 : .latin1))
}

private func isNumberWithComma(_ cell: Cell) -> Bool {
  guard cell.bytes.contains(Byte.comma) else { return false }
  if hasThousandsSeparators(cell.bytes) { return true }
  return parseNumber(cell.start, count: cell.count, mark: Byte.comma) != .text
}

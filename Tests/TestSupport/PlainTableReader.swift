public import CrossEntropyFiles

/// A second reader of tables, to hold the first one to: it shares no code with it, takes one byte
/// after the other, keeps every cell, and is as slow as that is.
///
/// It does not guess: the delimiter and the decimal mark are given.
public struct PlainTableReader: Sendable {
  /// The byte between two cells.
  public var delimiter: UInt8
  /// Whether numbers are written with a decimal comma.
  public var decimalComma: Bool
  /// The tokens for a missing cell, besides the empty cell.
  public var missingTokens: [String]
  /// The columns that are text whatever they hold.
  public var textColumns: Set<String>

  /// Makes a reader.
  public init(
    delimiter: UInt8 = UInt8(ascii: ","), decimalComma: Bool = false,
    missingTokens: [String] = TableReader.defaultMissingTokens, textColumns: Set<String> = []
  ) {
    self.delimiter = delimiter
    self.decimalComma = decimalComma
    self.missingTokens = missingTokens
    self.textColumns = textColumns
  }

  /// Reads a table from bytes in memory.
  public func read(_ bytes: [UInt8], name: String) -> PlainTable {
    var table = PlainTable()
    do throws(TableError) {
      try read(bytes, name: name, into: &table)
    } catch {
      table.errors.append(error)
    }
    return table
  }

  private func read(
    _ bytes: [UInt8], name: String, into table: inout PlainTable
  ) throws(TableError) {
    func isWrong(_ fault: TableFault) -> TableError {
      TableError(fault, at: FilePlace(file: name))
    }
    guard (1...0x7F).contains(delimiter), !"\"\r\n".utf8.contains(delimiter) else {
      throw isWrong(.badDelimiter(delimiter))
    }
    if bytes.isEmpty { throw isWrong(.noRows(.noBytes)) }
    if let format = foreignFormat(bytes) { throw isWrong(.notATextFile(format)) }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { table.notes.append(.byteOrderMark) }
    if hasMark, bytes.count == 3 { throw isWrong(.noRows(.noBytes)) }

    var records = PlainRecords(Array(bytes.dropFirst(hasMark ? 3 : 0)), delimiter, name: name)
    table.blankLines += records.skipBlankLines()
    if records.isAtEnd { throw isWrong(.noRows(.blankLinesOnly)) }
    table.headerLine = records.place(name, of: records.position).line ?? 0
    let header = try PlainHeader(&records, name: name)

    var cells = [[PlainCell]](repeating: [], count: header.names.count)
    var structuralError: TableError?
    do throws(TableError) {
      while true {
        table.blankLines += records.skipBlankLines()
        if records.isAtEnd { break }
        let line = records.place(name, of: records.position).line ?? 0
        try readRow(&records, header, name: name, line: line, into: &cells)
        table.rowLines.append(line)
      }
      if table.rowLines.isEmpty { throw isWrong(.noRows(.headerOnly)) }
    } catch {
      structuralError = error
    }

    if table.blankLines > 0 { table.notes.append(.blankLines(count: table.blankLines)) }
    table.notes += header.notes
    let typing = PlainTyping(
      mark: UInt8(ascii: decimalComma ? "," : "."), missingTokens: missingTokens, file: name)
    for (index, columnName) in header.names.enumerated() where header.unnamed[index] == nil {
      let isVerbatim = textColumns.contains(columnName)
      let (column, errors) = typing.column(
        columnName, cells[index], isVerbatim: isVerbatim, rowLines: table.rowLines)
      table.columns.append(column)
      table.errors += errors
    }
    if let structuralError { throw structuralError }
  }

  private func readRow(
    _ records: inout PlainRecords, _ header: PlainHeader, name: String, line: Int,
    into cells: inout [[PlainCell]]
  ) throws(TableError) {
    let expected = header.names.count
    var found = 0
    repeat {
      let cell = try records.cell()
      if let nameless = header.unnamed[found], !cell.bytes.isEmpty {
        throw TableError(
          .cellUnderNoName(
            field: found + 1, cell: Array(cell.bytes.prefix(200)), line: cell.place.line ?? 0),
          at: nameless)
      }
      cells[found].append(cell)
      found += 1
    } while found < expected && records.ending == .delimiter
    if found < expected {
      throw TableError(
        .rowTooShort(expected: expected, found: found), at: FilePlace(file: name, line: line))
    }
    guard records.ending == .delimiter else { return }
    let place = records.place(name, of: records.position)
    while records.ending == .delimiter, found < expected + 1000 {
      _ = try records.cell()
      found += 1
    }
    throw TableError(
      .rowTooLong(
        expected: expected, found: found, goesOn: records.ending == .delimiter,
        delimiter: delimiter),
      at: place)
  }
}

/// What the plain reader found.
public struct PlainTable {
  /// The columns, in the order of the file.
  public var columns: [Column] = []
  /// The line where each row starts.
  public var rowLines: [Int] = []
  /// The line where the header starts.
  public var headerLine = 0
  /// The number of blank lines that were skipped.
  public var blankLines = 0
  /// The notes, apart from what was guessed.
  public var notes: [TableNote] = []
  /// All that is wrong with the table, up to where it cannot be read on; a reader may name any.
  public var errors: [TableError] = []
}

/// Cells, one after the other.
struct PlainRecords {
  enum Ending { case delimiter, line, file }

  let bytes: [UInt8]
  let delimiter: UInt8
  let name: String
  private let lineStarts: [Int]
  private(set) var position = 0
  private(set) var ending = Ending.line
  private let longest = 1 << 20

  init(_ bytes: [UInt8], _ delimiter: UInt8, name: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.name = name
    var starts = [0]
    for (index, byte) in bytes.enumerated() {
      let isPair = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
      if byte == 0x0A || (byte == 0x0D && !isPair) { starts.append(index + 1) }
    }
    lineStarts = starts
  }

  var isAtEnd: Bool { position == bytes.count }

  /// The line and the column of a byte, both counted from 1.
  func place(_ file: String, of offset: Int) -> FilePlace {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return FilePlace(file: file, line: low + 1, column: offset - lineStarts[low] + 1)
  }

  /// Moves to the next line with a cell and gives the number of lines on the way.
  mutating func skipBlankLines() -> Int {
    var skipped = 0
    while !isAtEnd {
      let end = endOfPadding(from: position)
      guard end - position <= longest, end == bytes.count || isLineEnd(end) else { break }
      position = afterLineEnd(end)
      skipped += 1
    }
    return skipped
  }

  mutating func cell() throws(TableError) -> PlainCell {
    let start = position
    let place = place(name, of: start)
    let contents = endOfPadding(from: start)
    if contents < bytes.count, bytes[contents] == UInt8(ascii: "\""), contents - start <= longest {
      return try quotedCell(from: start, contents + 1, place)
    }
    var end = start
    while end < bytes.count, !isStop(end) { end += 1 }
    let raw = bytes[start..<end]
    if raw.count > longest {
      throw TableError(
        raw.prefix(longest).contains(0) ? .nulByte(cell: nil) : .cellTooLong(limit: longest),
        at: place)
    }
    finish(at: end)
    return PlainCell(trimming: Array(raw), place, isPadding: isPadding)
  }

  private mutating func quotedCell(
    from start: Int, _ contents: Int, _ place: FilePlace
  ) throws(TableError) -> PlainCell {
    var text: [UInt8] = []
    var index = contents
    while true {
      if index - contents > longest {
        throw TableError(.quoteNotClosed(limit: longest), at: place)
      }
      if index == bytes.count { throw TableError(.quoteNotClosed(limit: nil), at: place) }
      if bytes[index] == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { break }
        index += 1
      }
      text.append(bytes[index])
      index += 1
    }
    let end = endOfPadding(from: index + 1)
    if end - (index + 1) > longest { throw TableError(.cellTooLong(limit: longest), at: place) }
    if end < bytes.count, !isStop(end) {
      var stop = end
      while stop < bytes.count, stop - end < 12, !isStop(stop) { stop += 1 }
      throw TableError(.textAfterQuote(Array(bytes[end..<stop])), at: place)
    }
    finish(at: end)
    var cell = PlainCell(trimming: text, place, isPadding: isPadding)
    if contents - 1 > start || end > index + 1 { cell.wasTrimmed = true }
    return cell
  }

  private mutating func finish(at end: Int) {
    if end == bytes.count {
      ending = .file
      position = end
    } else if bytes[end] == delimiter {
      ending = .delimiter
      position = end + 1
    } else {
      ending = .line
      position = afterLineEnd(end)
    }
  }

  private func afterLineEnd(_ index: Int) -> Int {
    if index == bytes.count { return index }
    let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
    return index + (isPair ? 2 : 1)
  }

  private func endOfPadding(from start: Int) -> Int {
    var index = start
    while index < bytes.count, isPadding(bytes[index]) { index += 1 }
    return index
  }

  private func isLineEnd(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }
  private func isStop(_ index: Int) -> Bool { bytes[index] == delimiter || isLineEnd(index) }
  private func isPadding(_ byte: UInt8) -> Bool {
    byte != delimiter && (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t"))
  }
}

/// The bytes of a cell, and where it starts.
struct PlainCell {
  var bytes: [UInt8]
  var place: FilePlace
  var wasTrimmed: Bool

  init(trimming raw: [UInt8], _ place: FilePlace, isPadding: (UInt8) -> Bool) {
    bytes = Array(raw.drop(while: isPadding))
    while let last = bytes.last, isPadding(last) { bytes.removeLast() }
    self.place = place
    wasTrimmed = bytes.count < raw.count
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// What is wrong with the cell as a text.
  var textError: TableError? {
    let start = Array(bytes.prefix(200))
    if bytes.contains(0) { return TableError(.nulByte(cell: start), at: place) }
    // A byte that is not UTF-8 comes back as three others.
    if text.utf8.elementsEqual(bytes) { return nil }
    let isWindows = bytes.contains { (0x80...0x9F).contains($0) }
    return TableError(
      .notUTF8(cell: start, looksLike: isWindows ? .windows1252 : .latin1), at: place)
  }
}

/// The names of the columns.
private struct PlainHeader {
  var names: [String] = []
  var unnamed: [Int: FilePlace] = [:]
  var notes: [TableNote] = []

  init(_ records: inout PlainRecords, name: String) throws(TableError) {
    let line = records.place(name, of: records.position).line
    var places: [FilePlace] = []
    var wasTrimmed = false
    repeat {
      if names.count == 100_000 {
        throw TableError(
          .tooManyColumns(limit: 100_000), at: FilePlace(file: name, line: line))
      }
      let cell = try records.cell()
      if let error = cell.textError { throw error }
      names.append(cell.text)
      places.append(cell.place)
      if cell.wasTrimmed, !cell.bytes.isEmpty { wasTrimmed = true }
    } while records.ending == .delimiter
    if wasTrimmed { notes.append(.trimmedNames) }
    if names[0].isEmpty {
      names[0] = "column 1"
      notes.append(.namedFirstColumn(name: "column 1"))
    }
    for index in names.indices.reversed() {
      guard names[index].isEmpty else { break }
      unnamed[index] = places[index]
    }
    if !unnamed.isEmpty { notes.append(.emptyColumns(count: unnamed.count)) }
    for (index, name) in names.enumerated() where name.isEmpty && unnamed[index] == nil {
      throw TableError(.unnamedColumn(field: index + 1), at: places[index])
    }
    var firstFields: [String: Int] = [:]
    for (index, name) in names.enumerated() where !name.isEmpty {
      if let first = firstFields[name] {
        throw TableError(
          .duplicateName(name, firstField: first, field: index + 1), at: places[index])
      }
      firstFields[name] = index + 1
    }
  }
}

private func foreignFormat(_ bytes: [UInt8]) -> TableFault.FileFormat? {
  let head = bytes.prefix(4096)
  if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return .utf16 }
  let even = head.enumerated().count { $0.offset % 2 == 0 && $0.element == 0 }
  let odd = head.enumerated().count { $0.offset % 2 == 1 && $0.element == 0 }
  let quarter = head.count / 4
  if head.count >= 4, max(even, odd) > quarter, min(even, odd) <= quarter / 4 { return .utf16 }
  if head.starts(with: [0x1F, 0x8B]) { return .gzip }
  if head.starts(with: [0x50, 0x4B, 3, 4]) { return .zip }
  if head.starts(with: Array("PAR1".utf8)) { return .parquet }
  if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
  return nil
}

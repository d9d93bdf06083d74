public import CrossEntropyFiles

/// A second reader of tables, to hold the first one to: it shares no code with it, takes one byte
/// after the other, keeps every cell, and is as slow as that is.
///
/// It does not guess the delimiter, and is told the line of the header where something stands above it,
/// whether the rows have names, and whether the last row is left out.
public struct PlainTableReader: Sendable {
  /// The byte between two cells.
  public var delimiter: UInt8
  /// Whether numbers are written with a decimal comma; nil where the cells say it.
  public var decimalComma: Bool?
  /// What stands between thousands; nil for anything.
  public var thousands: ThousandsSeparator?
  /// The tokens for a missing cell, besides the empty cell.
  public var missingTokens: [String]
  /// The columns that are text whatever they hold.
  public var textColumns: Set<String>

  /// The line where the header starts; nil: the first that is not blank.
  public var headerLine: Int?
  /// Whether the header has no name for the first column, which is then called "row names".
  public var hasRowNames = false
  /// Whether the last row is left out.
  public var leavesLastRowOut = false

  /// Makes a reader.
  public init(
    delimiter: UInt8 = UInt8(ascii: ","), decimalComma: Bool? = nil,
    thousands: ThousandsSeparator? = nil,
    missingTokens: [String] = TableReader.defaultMissingTokens, textColumns: Set<String> = []
  ) {
    self.delimiter = delimiter
    self.decimalComma = decimalComma
    self.thousands = thousands
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
    let bytes = withoutUTF16(bytes)
    if bytes.isEmpty { throw isWrong(.noRows(.noBytes)) }
    if let format = foreignFormat(bytes) { throw isWrong(.notATextFile(format)) }
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    if hasMark { table.notes.append(.byteOrderMark) }
    if hasMark, bytes.count == 3 { throw isWrong(.noRows(.noBytes)) }

    var records = PlainRecords(Array(bytes.dropFirst(hasMark ? 3 : 0)), delimiter, name: name)
    if let headerLine {
      (table.blankLines, table.linesAbove) = records.skipLines(before: headerLine)
    }
    table.blankLines += records.skipBlankLines()
    if records.isAtEnd { throw isWrong(.noRows(.blankLinesOnly)) }
    table.headerLine = records.place(name, of: records.position).line ?? 0
    let headerStart = records.position
    let header = try PlainHeader(&records, name: name, hasRowNames: hasRowNames)
    let headerLines = records.lines(from: headerStart)
    var repeated: [Int] = []

    var cells = [[PlainCell]](repeating: [], count: header.names.count)
    var structuralError: TableError?
    do throws(TableError) {
      while true {
        table.blankLines += records.skipBlankLines()
        if records.isAtEnd { break }
        let line = records.place(name, of: records.position).line ?? 0
        if header.names.count > 1, headerLines.count == 1, records.skip(line: headerLines[0]) {
          repeated.append(line)
          continue
        }
        try readRow(&records, header, name: name, line: line, into: &cells)
        table.rowLines.append(line)
      }
      if leavesLastRowOut {
        table.totalsLine = table.rowLines.popLast()
        for index in cells.indices { _ = cells[index].popLast() }
      }
      if table.rowLines.isEmpty { throw isWrong(.noRows(.headerOnly)) }
    } catch {
      structuralError = error
    }

    let decimal: Character? =
      switch (decimalComma, thousands) {
      case (let isComma?, _): isComma ? "," : "."
      case (nil, .comma): "."
      case (nil, .point): ","
      case (nil, _): nil
      }
    let typing = PlainTyping(
      decimal: decimal, thousands: thousands, missing: missingTokens, delimiter: delimiter)
    let named = header.names.indices.filter { header.unnamed[$0] == nil }
    let (columns, notes, errors) = typing.columns(
      named.map { index in
        let columnName = header.names[index]
        return PlainTyping.Cells(
          name: columnName, cells: cells[index], isVerbatim: textColumns.contains(columnName))
      })
    table.columns = columns
    table.errors += errors
    table.notes += notes
    if table.blankLines > 0 { table.notes.append(.blankLines(count: table.blankLines)) }
    table.notes += header.notes
    if let first = repeated.first {
      table.notes.append(.repeatedHeaders(count: repeated.count, line: first))
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
  public var columns: [DataTable.Column] = []
  /// The line where each row starts.
  public var rowLines: [Int] = []
  /// The line where the header starts.
  public var headerLine = 0
  /// The number of blank lines that were skipped.
  public var blankLines = 0
  /// The number of other lines above the header.
  public var linesAbove = 0
  /// The line of the last row, if it was left out.
  public var totalsLine: Int?
  /// The notes, apart from what was guessed.
  public var notes: [TableNote] = []
  /// All that is wrong with the table, up to where it cannot be read on; a reader may name any.
  public var errors: [TableError] = []
}

/// The names of the columns.
private struct PlainHeader {
  var names: [String] = []
  var unnamed: [Int: FilePlace] = [:]
  var notes: [TableNote] = []

  init(
    _ records: inout PlainRecords, name: String, hasRowNames: Bool
  ) throws(TableError) {
    let line = records.place(name, of: records.position).line
    var places: [FilePlace] = []
    var wasTrimmed = false
    if hasRowNames {
      names.append("row names")
      places.append(FilePlace(file: name, line: line, column: 1))
      notes.append(.rowNames(name: "row names"))
    }
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
  if head.starts(with: [0x1F, 0x8B]) { return .gzip }
  if head.starts(with: [0x50, 0x4B, 3, 4]) { return .zip }
  if head.starts(with: Array("PAR1".utf8)) { return .parquet }
  if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
  return nil
}

/// Text in UTF-16, which a mark or its many zeros show, in UTF-8; all else as it is.
private func withoutUTF16(_ bytes: [UInt8]) -> [UInt8] {
  let head = bytes.prefix(4096)
  guard foreignFormat(bytes) == nil, !head.starts(with: [0xEF, 0xBB, 0xBF]) else { return bytes }
  let even = head.enumerated().count { $0.offset % 2 == 0 && $0.element == 0 }
  let odd = head.enumerated().count { $0.offset % 2 == 1 && $0.element == 0 }
  let many = head.count / 8
  let hasZeros = head.count >= 4 && max(even, odd) > many && min(even, odd) <= many / 4
  let isLittle = head.starts(with: [0xFF, 0xFE])
  let isBig = head.starts(with: [0xFE, 0xFF])
  guard isLittle || isBig || hasZeros else { return bytes }
  let isSwapped = isBig || (!isLittle && even > odd)
  let text = bytes.dropFirst(isLittle || isBig ? 2 : 0)
  let units = stride(from: text.startIndex, to: text.endIndex - 1, by: 2).map { index in
    UInt16(text[isSwapped ? index : index + 1]) << 8 | UInt16(text[isSwapped ? index + 1 : index])
  }
  return Array(String(decoding: units, as: UTF16.self).utf8)
}

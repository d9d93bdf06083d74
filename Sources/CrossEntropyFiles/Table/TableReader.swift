/// Reads a delimited text file with a header into typed columns.
///
/// Quotes follow RFC 4180; lines may end in LF, CR LF or CR; a UTF-8 byte order mark is skipped.
/// A file that is compressed by gzip is unpacked, one in UTF-16 or another ``encoding`` decoded.
///
/// Above the header may stand a line `sep=;`, comments (`#`, `%`, `//`) and titles, which have fewer cells.
/// Lines that repeat the header, and a last row of totals, are left out. Notes say so.
///
/// Cells and names lose the spaces and tabs around them, inside quotes too. Blank lines are skipped
/// and counted, also in a table of one column, where an empty cell is written `""`.
///
/// Outside quotes the delimiter always ends a cell, be it a space, a digit or a sign. Every one is
/// a delimiter: two spaces are two, with an empty cell between them. A space or a tab that is the
/// delimiter is not taken off a cell.
///
/// A column is numbers if all its cells that are not missing are numbers: a sign, digits, a decimal
/// mark, an exponent. Digits with a needless leading zero (`01234`) are text. Every other column is
/// text, and says so in its ``Column/note`` where that may surprise. A row with too many or too few
/// cells, an infinite number, or text that is not UTF-8 is an error that names its place.
///
/// A cell may hold up to 1 MiB and a table up to 100 000 columns. A column of text may hold up to
/// 2³¹ − 1 different texts.
public struct TableReader: Sendable {
  /// The default tokens for a missing cell, besides the empty cell.
  public static let defaultMissingTokens = [
    "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?", "-",
  ]

  /// The byte between two cells; nil to detect it among comma, semicolon, tab and bar.
  ///
  /// It is a character of ASCII, but neither a quote nor a line end nor NUL.
  public var delimiter: UInt8?
  /// How the text is written as bytes; nil: UTF-8, or UTF-16 if it looks like that.
  ///
  /// A byte order mark counts for more.
  public var encoding: TextEncoding?
  /// Whether numbers are written with a decimal comma; nil to detect it.
  ///
  /// A decimal comma is looked for only if the delimiter is not a comma.
  public var decimalComma: Bool?
  /// The tokens for a missing cell, exactly as written, besides the empty cell, which is always
  /// missing.
  public var missingTokens: [String]
  /// The columns that are read as text whatever they hold, where only an empty cell is missing.
  ///
  /// A target column belongs here: a class may be called 1, NA or None.
  public var textColumns: Set<String>
  /// The most bytes that the table may take beyond the file; nil: half of what is free.
  ///
  /// More than is free is never taken.
  public var memory: Int?
  /// The most bytes to take from a pipe; nil: seven eighths of what is free.
  var pipeLimit: Int?
  /// The most distinct texts of a column, which are numbered.
  var levelLimit = Int(Int32.max)
  /// What the library that unpacks gzip may be called.
  var zlib = DecodedStream.zlib
  /// How many bytes of a file are in memory at a time, unless a cell has more.
  var windowSize = 1 << 17
  /// Whether plain cells are read on a faster way, which gives the same.
  var isFast = true

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - encoding: How the text is written as bytes.
  ///   - delimiter: The byte between two cells; nil to detect it.
  ///   - decimalComma: Whether numbers have a decimal comma; nil to detect it.
  ///   - missingTokens: The tokens for a missing cell, besides the empty cell.
  ///   - textColumns: The columns that are text whatever they hold.
  ///   - memory: The most bytes that the table may take beyond the file.
  public init(
    encoding: TextEncoding? = nil, delimiter: UInt8? = nil, decimalComma: Bool? = nil,
    missingTokens: [String] = defaultMissingTokens, textColumns: Set<String> = [],
    memory: Int? = nil
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.decimalComma = decimalComma
    self.missingTokens = missingTokens
    self.textColumns = textColumns
    self.memory = memory
  }

  /// Reads a file; "-" is standard input.
  ///
  /// A file on a disk is read piece by piece, two or three times; an error says if another program
  /// wrote to it meanwhile. What comes through a pipe is held in memory until it is read.
  public func read(path: String) throws(TableError) -> Table {
    let file = try FileBytes.open(
      path: path, pipeLimit: pipeLimit ?? SystemMemory().free / 8 * 7)
    return try read(file, name: path == "-" ? "stdin" : path)
  }

  /// Reads a table from bytes in memory.
  ///
  /// - Parameters:
  ///   - bytes: What would stand in the file.
  ///   - name: The name of the table in messages.
  public func read(bytes: [UInt8], name: String) throws(TableError) -> Table {
    try read(FileBytes(bytes), name: name)
  }

  /// Reads a table from a file that is open, or from memory.
  func read(_ file: FileBytes, name: String) throws(TableError) -> Table {
    do throws(TableError) {
      let table = try readTable(file, name: name)
      try file.checkUnchanged()
      return table
    } catch {
      // What is wrong with a file that changes is not what is wrong with it now.
      try file.checkUnchanged()
      throw error
    }
  }

  private func readTable(_ file: FileBytes, name: String) throws(TableError) -> Table {
    if let delimiter, !canDelimit(delimiter) {
      throw TableError(.badDelimiter(delimiter), file: name)
    }
    guard file.count > 0 else { throw TableError(.noRows(.noBytes), file: name) }
    let limit = memoryBudget(memory)
    let (text, decodedFrom) = try file.text(in: encoding, limit: limit, zlib: zlib, name: name)
    let held = text === file ? 0 : text.count
    let sample = Array(try text.prefix(1 << 20))
    let hadMark = sample.starts(with: [0xEF, 0xBB, 0xBF])
    let start = hadMark ? 3 : 0
    guard text.count > start else { throw TableError(.noRows(.noBytes), file: name) }
    let preamble = Preamble(
      sample[start...], isWhole: sample.count == text.count, delimiter: delimiter)
    try checkTextFormat(sample[preamble.start...], name: name)

    var table: Table
    do throws(TableError) {
      table = try readTable(text, name: name, preamble, memoryLimit: limit - held)
    } catch {
      var error = error
      // Text that was decoded is in memory too.
      if case .tooLarge(let bytes, let limit, let line) = error.fault {
        error.fault = .tooLarge(bytes: bytes + held, limit: limit + held, line: line)
      }
      throw try text.explained(error, preamble)
    }
    var notes: [TableNote] = []
    if let decodedFrom { notes.append(.encoding(decodedFrom)) }
    if hadMark { notes.append(.byteOrderMark) }
    table.notes = notes + table.notes
    table.hadByteOrderMark = hadMark
    return table
  }

  /// Reads a table whose text is UTF-8, or not known to be anything else.
  private func readTable(
    _ text: FileBytes, name: String, _ preamble: Preamble, memoryLimit: Int
  ) throws(TableError) -> Table {
    let delimiter = preamble.delimiter
    var reader = try CellReader(
      name: name, Window(text, size: windowSize), start: preamble.start, delimiter: delimiter)
    try reader.move(to: preamble.start, line: preamble.line)
    let header = try Header(&reader, preamble, memoryLimit: memoryLimit)
    let body = Body(start: reader.offset, line: reader.line)
    let isKnownAgain =
      header.names.count > 1 && header.range.count < 1 << 16 && body.line <= header.line + 1
    let settings = ScanSettings(
      names: header.names, nameBytes: header.nameBytes,
      mark: decimalComma == true ? Byte.comma : Byte.point, memoryLimit: memoryLimit,
      levelLimit: levelLimit, isFast: isFast, unnamed: header.unnamed,
      header: isKnownAgain ? try text.bytes(header.range) : [])

    var totals: TableNote?
    let totalsRow = try TotalsRow(
      endOf: text, from: body.start, delimiter: delimiter, columnCount: header.names.count)
    /// Leaves the totals out.
    func cut(_ row: TotalsRow) throws(TableError) {
      reader = try CellReader(
        name: name, Window(text.first(row.start), size: windowSize), start: body.start,
        delimiter: delimiter)
    }
    let isSpare = totalsRow?.isSpare(needed: header.names.map(textColumns.contains)) ?? false
    if let totalsRow, isSpare { try cut(totalsRow) }
    var result = try readBody(&reader, body, settings, mayChangeMark: true)
    if let totalsRow, isSpare || (result.rowCount > 2 && TotalsRow.holdsSum(result.columns)) {
      if !isSpare {
        try cut(totalsRow)
        result = try readBody(&reader, body, settings, mayChangeMark: true)
      }
      totals = .totalsLeftOut(line: result.endLine)
      result.blankLines += totalsRow.blankLines
    } else if totalsRow != nil {
      totals = .totalsKept(line: result.lines.line(ofRow: result.rowCount - 1))
    }

    var notes = preamble.notes
    if self.delimiter == nil, delimiter != Byte.comma { notes.append(.delimiter(delimiter)) }
    if result.mark == Byte.comma, decimalComma == nil { notes.append(.decimalComma) }
    result.blankLines += header.blankLines + preamble.blankLines
    if result.blankLines > 0 { notes.append(.blankLines(count: result.blankLines)) }
    notes += header.notes
    if result.repeatedHeaders.count > 0 {
      notes.append(
        .repeatedHeaders(count: result.repeatedHeaders.count, line: result.repeatedHeaders.line))
    }
    if let totals { notes.append(totals) }
    return Table(
      name: name, columns: result.columns, rowCount: result.rowCount,
      headerLine: header.line, delimiter: delimiter,
      delimiterWasSniffed: self.delimiter == nil, blankLines: result.blankLines,
      hadByteOrderMark: false, notes: notes, lines: result.lines)
  }

  /// Reads the rows: a sample for the types, all rows, and once more the columns whose type changed.
  private func readBody(
    _ reader: inout CellReader, _ body: Body, _ settings: ScanSettings, mayChangeMark: Bool
  ) throws(TableError) -> Rows {
    let mayChangeMark = mayChangeMark && decimalComma == nil && reader.delimiter != Byte.comma
    var roles = settings.names.indices.map { column -> Role in
      if settings.unnamed[column] != nil { return .empty }
      return textColumns.contains(settings.names[column]) ? .verbatim : .numbers
    }

    var sample = TableScan(
      settings: settings, roles: roles, missingTokens: missingTokens, isSample: true)
    try reader.move(to: body.start, line: body.line)
    try sample.run(&reader, rowLimit: sampleRows)
    guard sample.rowCount > 0 else {
      throw TableError(.noRows(.headerOnly), file: reader.name)
    }
    if mayChangeMark, sample.suggestsDecimalComma(delimiter: reader.delimiter) {
      return try readBody(&reader, body, settings.withDecimalComma, mayChangeMark: false)
    }
    for column in roles.indices where sample.hasText[column] { roles[column] = .text }
    let bytesRead = max(1, reader.offset - body.start)
    let rows = Int(
      Double(sample.rowCount) * Double(reader.window.tableCount - body.start) / Double(bytesRead)
        * 1.02)

    var first = TableScan(
      settings: settings, roles: roles, missingTokens: missingTokens, isSample: false)
    first.reserve(rows: rows + 16)
    try reader.move(to: body.start, line: body.line)
    try first.run(&reader)
    if mayChangeMark, first.suggestsDecimalComma(delimiter: reader.delimiter) {
      return try readBody(&reader, body, settings.withDecimalComma, mayChangeMark: false)
    }
    let endLine = reader.line
    try checkFinite(first, reader.name)

    let held = first.bytes
    let demoted = roles.indices.filter { roles[$0] == .numbers && first.hasText[$0] }
    var columns = first.takeColumns(except: demoted)
    if !demoted.isEmpty {
      var second = TableScan(
        settings: settings,
        roles: roles.indices.map { first.hasText[$0] ? .text : .skipped },
        missingTokens: missingTokens, held: held, isSample: false)
      second.reserve(rows: first.rowCount)
      try reader.move(to: body.start, line: body.line)
      try second.run(&reader)
      guard second.rowCount == first.rowCount else {
        throw TableError(.changed, file: reader.name)
      }
      for column in demoted { columns[column] = second.takeColumn(column) }
    }
    return Rows(
      columns: columns.compactMap(\.self), rowCount: first.rowCount,
      blankLines: first.blankLines, repeatedHeaders: first.repeatedHeaders, lines: first.lines,
      endLine: endLine, mark: settings.mark)
  }

  private func checkFinite(_ scan: borrowing TableScan, _ file: String) throws(TableError) {
    var first: (column: Int, place: CellPlace, cell: String)?
    for (column, (place, cell)) in scan.infinite where !scan.hasText[column] {
      if let best = first?.place, (best.line, best.column) < (place.line, place.column) { continue }
      first = (column, place, cell)
    }
    guard let first else { return }
    throw TableError(
      .infiniteNumber(column: scan.settings.names[first.column], cell: first.cell),
      at: first.place.inFile(file))
  }
}

/// The number of rows read before the types of the columns are guessed.
private let sampleRows = 200

/// Where the rows begin.
private struct Body {
  var start: Int
  var line: Int
}

/// What the rows of a file gave.
private struct Rows {
  var columns: [Column]
  var rowCount: Int
  var blankLines: Int
  var repeatedHeaders: (count: Int, line: Int)
  var lines: LineIndex
  /// The line after the last row.
  var endLine: Int
  var mark: UInt8
}

extension ScanSettings {
  fileprivate var withDecimalComma: ScanSettings {
    var settings = self
    settings.mark = Byte.comma
    return settings
  }
}

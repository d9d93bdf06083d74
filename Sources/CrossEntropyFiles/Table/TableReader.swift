internal import CrossEntropy

/// Reads a delimited text file with a header into typed columns, or one of another ``RecordFormat``.
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
/// A column is numbers if nineteen of twenty of its cells are, or all but two: a sign, digits, a decimal
/// mark, an exponent, or one of the notations that people use (`1.299,99`, `$39,270`, `39.3%`,
/// `(1.2)`). What is no number is then missing. A column of dates is days since 1970. Digits with a
/// needless leading zero (`01234`) are text. Every other column is text. Its ``DataTable/Column/notes`` say
/// what may surprise. A row with too many or too few cells, an infinite number, or text that is not
/// UTF-8 is an error that names its place.
///
/// A cell may hold up to 1 MiB and a table up to 100 000 columns. A column of text may hold up to
/// 2³¹ − 1 different texts.
public struct TableReader: Sendable {
  /// The default tokens for a missing cell, besides the empty cell.
  ///
  /// In a column of numbers they are meant in capitals or not.
  public static let defaultMissingTokens = [
    "NA", "N/A", "n/a", "<NA>", "#N/A", "#NA", "NaN", "nan", "-nan", "null", "NULL", "None", "?",
    ".", "-",
  ]

  /// The byte between two cells; nil to detect it among comma, semicolon, tab and bar.
  ///
  /// It is a character of ASCII, but neither a quote nor a line end nor NUL.
  public var delimiter: UInt8?
  /// How the text is written as bytes; nil: UTF-8, or UTF-16 if it looks like that.
  ///
  /// A byte order mark counts for more.
  public var encoding: TextEncoding?
  /// Whether numbers are written with a decimal comma; nil to detect it, column by column.
  public var decimalComma: Bool?
  /// What stands between the thousands of numbers; nil for anything.
  public var thousands: ThousandsSeparator?
  /// The tokens for a missing cell besides the empty cell, which is always missing; among numbers in
  /// capitals or not.
  public var missingTokens: [String]
  /// The columns that are read as text whatever they hold, where only an empty cell is missing.
  ///
  /// A target column belongs here: a class may be called 1, NA or None.
  public var textColumns: Set<String>
  /// The columns that are read as numbers however many of their cells are none: those are missing.
  ///
  /// Digits with a needless leading zero are numbers there too.
  public var numberColumns: Set<String>
  /// The columns that are read as any other, but keep their texts: of one that holds numbers each
  /// text is a level, and ``DataTable/Column/levelNumbers`` says which number.
  public var levelColumns: Set<String>
  /// What the rows are written as; nil to detect it.
  public var format: RecordFormat?
  /// The file of the labels of an array: one more array, or a table of one column; the column is called
  /// ``labelName``.
  public var labels: String?
  /// Whether the first index of a libsvm file is 0.
  public var isZeroBased = false
  /// The most bytes that the table may take beyond the file; nil: half of what is free.
  ///
  /// More than is free is never taken.
  public var memory: Int?
  /// The columns of which an object or a list of JSON is as good as an empty cell.
  package var ignoredColumns: Set<String> = []
  /// Whether lines of probabilities are read, too, as a ``PredictionTool`` writes them.
  package var readsToolPredictions = false
  /// The most threads that read rows, each a part of a table of 4 MiB or more; they change nothing of it.
  public var threads = processorCount
  /// Whether the table says what the digest of its file is.
  package var digestsFile = false
  /// The most bytes to take from a pipe; nil: seven eighths of what is free.
  var pipeLimit: Int?
  /// The most distinct texts of a column, which are numbered.
  var levelLimit = Int(Int32.max)
  /// Whether numbers have a decimal comma in another table, where nobody says it of this one.
  var knownDecimalComma: Bool?
  /// How columns are written, by name, where that is known from another table.
  var writings: [String: Writing] = [:]
  /// What the library that unpacks gzip may be called.
  var zlib = DecodedStream.zlib
  /// How many bytes of a file are in memory at a time, unless a cell has more.
  var windowSize = 1 << 17
  /// The fewest bytes that are worth a thread.
  var leastPart = 1 << 21
  /// Whether plain cells are read on a faster way, which gives the same.
  var isFast = true

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - encoding: How the text is written as bytes.
  ///   - delimiter: The byte between two cells; nil to detect it.
  ///   - decimalComma: Whether numbers have a decimal comma; nil to detect it.
  ///   - thousands: What stands between the thousands of numbers; nil for anything.
  ///   - missingTokens: The tokens for a missing cell, besides the empty cell.
  ///   - textColumns: The columns that are text whatever they hold.
  ///   - numberColumns: The columns that are numbers however many of their cells are none.
  ///   - levelColumns: The columns that keep the texts of their numbers.
  ///   - memory: The most bytes that the table may take beyond the file.
  public init(
    encoding: TextEncoding? = nil, delimiter: UInt8? = nil, decimalComma: Bool? = nil,
    thousands: ThousandsSeparator? = nil,
    missingTokens: [String] = defaultMissingTokens, textColumns: Set<String> = [],
    numberColumns: Set<String> = [], levelColumns: Set<String> = [], memory: Int? = nil
  ) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.decimalComma = decimalComma
    self.thousands = thousands
    self.missingTokens = missingTokens
    self.textColumns = textColumns
    self.numberColumns = numberColumns
    self.levelColumns = levelColumns
    self.memory = memory
  }

  /// Reads a file; "-" is standard input.
  ///
  /// A file on a disk is read piece by piece, two or three times; an error says if another program
  /// wrote to it meanwhile. What comes through a pipe is held in memory until it is read.
  public func read(path: String) throws(TableError) -> DataTable {
    let file = try FileBytes.open(
      path: path, pipeLimit: pipeLimit ?? SystemMemory().free / 8 * 7)
    return try read(file, name: fileName(of: path))
  }

  /// Reads a table from bytes in memory.
  ///
  /// - Parameters:
  ///   - bytes: What would stand in the file.
  ///   - name: The name of the table in messages.
  public func read(bytes: [UInt8], name: String) throws(TableError) -> DataTable {
    try read(FileBytes(bytes), name: name)
  }

  /// Reads a table from a file that is open, or from memory.
  func read(_ file: FileBytes, name: String) throws(TableError) -> DataTable {
    do throws(TableError) {
      var table = try readTable(file, name: name)
      if digestsFile {
        let labels = try labels.map { (path) throws(TableError) in
          try FileBytes.open(path: path, pipeLimit: 0)
        }
        table.sha256 = try file.sha256(followedBy: labels)
      }
      try file.checkUnchanged()
      return table
    } catch {
      // What is wrong with a file that changes is not what is wrong with it now.
      try file.checkUnchanged()
      throw error
    }
  }

  private func readTable(_ file: FileBytes, name: String) throws(TableError) -> DataTable {
    let limit = memoryBudget(memory)
    switch try find(file, name: name, limit: limit) {
    case .cells(let decoded):
      let opened = try openCells(decoded, name: name)
      do throws(TableError) {
        return try readRows(opened)
      } catch {
        throw try decoded.explained(error, name: name)
      }
    case .lines(let text):
      let opened = try openLines(text, name: name, needed: nil)
      do throws(TableError) {
        return try readRows(opened)
      } catch {
        throw try opened.decoded.explained(error, name: name)
      }
    case .pairs(let text): return try readPairs(text, name: name)
    case .arrays(let bytes, let held):
      return try readArrays(bytes, name: name, limit: limit - held)
    }
  }

  /// Finds where the rows of a text begin and end, and how it is to be read.
  func openCells(_ decoded: DecodedTable, name: String) throws(TableError) -> OpenedTable {
    do throws(TableError) {
      return try openRows(decoded, name: name)
    } catch {
      throw try decoded.explained(error, name: name)
    }
  }

  /// The text of a file, and what stands above its header.
  func decode(_ decoded: DecodedText, name: String) throws(TableError) -> DecodedTable {
    let (text, start) = (decoded.text, decoded.start)
    let sample = Array(try text.prefix(sampleSize))
    let preamble = Preamble(
      sample[start...], isWhole: sample.count == text.count, delimiter: delimiter)
    try checkTextFormat(sample[preamble.start...], name: name)
    return DecodedTable(
      text: text, notes: decoded.notes, hadByteOrderMark: decoded.hadByteOrderMark,
      preamble: preamble, held: decoded.held, limit: decoded.limit)
  }

  /// Reads the header of a text that is UTF-8, or not known to be anything else, and looks for a row of totals.
  private func openRows(
    _ decoded: DecodedTable, name: String
  ) throws(TableError) -> OpenedTable {
    let (text, preamble) = (decoded.text, decoded.preamble)
    let delimiter = preamble.delimiter
    var reader = try CellReader(
      name: name, Window(text, size: windowSize), start: preamble.start, delimiter: delimiter)
    try reader.move(to: preamble.start, line: preamble.line)
    let memoryLimit = decoded.limit - decoded.held
    var header = try Header(&reader, preamble, memoryLimit: memoryLimit)
    // One that was made of the rows stands in none of their lines.
    header.line = max(1, header.line)
    let body = Body(start: reader.offset, line: reader.line)
    let notation = Notation(
      decimalComma: decimalComma ?? knownDecimalComma, thousands: thousands)
    let mark = notation.mark ?? Byte.point
    let isKnownAgain =
      header.names.count > 1 && header.range.count < 1 << 16 && body.line <= header.line + 1
    let settings = ScanSettings(
      names: header.names, nameBytes: header.nameBytes, mark: mark,
      marks: MissingMarks(missingTokens, mark: mark), memoryLimit: memoryLimit,
      levelLimit: levelLimit, isFast: isFast, unnamed: header.unnamed,
      header: isKnownAgain ? try text.bytes(header.range) : [], numberColumns: numberColumns,
      levelColumns: levelColumns, writings: writings)
    let totalsRow = try TotalsRow(
      endOf: text, from: body.start, delimiter: delimiter, columnCount: header.names.count,
      settings.marks, notation)
    let isCut =
      totalsRow.map { endsTable($0, text, body, settings, notation, delimiter: delimiter) } ?? false
    return OpenedTable(
      name: name, decoded: decoded, header: header, body: body,
      rows: isCut ? text.first(totalsRow?.start ?? text.count) : text, settings: settings,
      notation: notation, totalsRow: totalsRow, delimiterWasSniffed: self.delimiter == nil)
  }

  private func readRows(_ opened: OpenedTable) throws(TableError) -> DataTable {
    let delimiter = opened.preamble.delimiter
    var reader = try CellReader(
      name: opened.name, Window(opened.rows, size: windowSize), start: opened.body.start,
      delimiter: delimiter)
    var result = try readRows(&reader, opened.body, opened.settings, opened.notation)
    var totals: TableNote?
    if let totalsRow = opened.totalsRow, opened.isCut {
      totals = .totalsLeftOut(line: result.endLine)
      result.blankLines += totalsRow.blankLines
    } else if opened.totalsRow != nil {
      totals = .totalsKept(line: result.lines.line(ofRow: result.rowCount - 1))
    }

    var notes = opened.notesAbove + result.notes
    result.blankLines += opened.header.blankLines + opened.preamble.blankLines
    if result.blankLines > 0 { notes.append(.blankLines(count: result.blankLines)) }
    notes += opened.header.notes
    if result.repeatedHeaders.count > 0 {
      notes.append(
        .repeatedHeaders(count: result.repeatedHeaders.count, line: result.repeatedHeaders.line))
    }
    if let totals { notes.append(totals) }
    return DataTable(
      name: opened.name, columns: result.columns, rowCount: result.rowCount,
      headerLine: opened.header.line, delimiter: delimiter,
      delimiterWasSniffed: opened.delimiterWasSniffed, blankLines: result.blankLines,
      hadByteOrderMark: opened.decoded.hadByteOrderMark, notes: notes, lines: result.lines)
  }

  /// Whether a last row is one of totals.
  ///
  /// The rows above are read as they are without options for single columns, so that the answer is the same
  /// whatever is asked of the table. What is wrong with them is said when they are read to be used.
  private func endsTable(
    _ row: TotalsRow, _ text: FileBytes, _ body: Body, _ settings: ScanSettings,
    _ notation: Notation, delimiter: UInt8
  ) -> Bool {
    var (reader, settings) = (self, settings)
    (reader.textColumns, reader.levelColumns, reader.numberColumns) = ([], [], [])
    (settings.levelColumns, settings.numberColumns) = ([], [])
    do throws(TableError) {
      var cells = try rows(above: row, text, body, name: "", delimiter: delimiter)
      let above = try reader.readRows(&cells, body, settings, notation)
      return row.endsTable(above.columns, rows: above.rowCount, notation)
    } catch {
      return false
    }
  }

  private func rows(
    above row: TotalsRow, _ text: FileBytes, _ body: Body, name: String, delimiter: UInt8
  ) throws(TableError) -> CellReader {
    try CellReader(
      name: name, Window(text.first(row.start), size: windowSize), start: body.start,
      delimiter: delimiter)
  }
}

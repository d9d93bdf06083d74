/// Reads a delimited text file with a header into typed columns.
///
/// Quotes follow RFC 4180; lines may end in LF, CR LF or CR; a UTF-8 byte order mark is skipped.
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
/// needless leading zero (`01234`) are text. Every other column is text. Its ``Column/notes`` say
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
  /// The most bytes that the table may take beyond the file; nil: half of what is free.
  ///
  /// More than is free is never taken.
  public var memory: Int?
  /// The most bytes to take from a pipe; nil: seven eighths of what is free.
  var pipeLimit: Int?
  /// The most distinct texts of a column, which are numbered.
  var levelLimit = Int(Int32.max)
  /// How many bytes of a file are in memory at a time, unless a cell has more.
  var windowSize = 1 << 17
  /// Whether plain cells are read on a faster way, which gives the same.
  var isFast = true

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - delimiter: The byte between two cells; nil to detect it.
  ///   - decimalComma: Whether numbers have a decimal comma; nil to detect it.
  ///   - thousands: What stands between the thousands of numbers; nil for anything.
  ///   - missingTokens: The tokens for a missing cell, besides the empty cell.
  ///   - textColumns: The columns that are text whatever they hold.
  ///   - memory: The most bytes that the table may take beyond the file.
  public init(
    delimiter: UInt8? = nil, decimalComma: Bool? = nil, thousands: ThousandsSeparator? = nil,
    missingTokens: [String] = defaultMissingTokens, textColumns: Set<String> = [],
    memory: Int? = nil
  ) {
    self.delimiter = delimiter
    self.decimalComma = decimalComma
    self.thousands = thousands
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
    let sample = try file.prefix(delimiter == nil ? 1 << 20 : 1 << 12)
    try checkFormat(sample, name: name)
    let hadMark = sample.starts(with: [0xEF, 0xBB, 0xBF])
    let start = hadMark ? 3 : 0
    guard file.count > start else { throw TableError(.noRows(.noBytes), file: name) }

    let delimiter =
      delimiter
      ?? sniffDelimiter(
        sample.span.extracting(start...), isWhole: sample.count == file.count)
    var reader = try CellReader(
      name: name, Window(file, size: windowSize), start: start, delimiter: delimiter)
    let memoryLimit = memoryBudget(memory)
    let header = try Header(&reader, memoryLimit: memoryLimit)
    let headerLine = header.line
    let body = Body(start: reader.offset, line: reader.line)
    let notation = Notation(decimalComma: decimalComma, thousands: thousands)
    let mark = notation.mark ?? Byte.point
    let settings = ScanSettings(
      names: header.names, nameBytes: header.nameBytes, mark: mark,
      marks: MissingMarks(missingTokens, mark: mark), memoryLimit: memoryLimit,
      levelLimit: levelLimit, isFast: isFast, unnamed: header.unnamed)
    var result = try readRows(&reader, body, settings, notation)

    var notes: [TableNote] = []
    if hadMark { notes.append(.byteOrderMark) }
    if self.delimiter == nil, delimiter != Byte.comma { notes.append(.delimiter(delimiter)) }
    notes += result.notes
    result.blankLines += header.blankLines
    if result.blankLines > 0 { notes.append(.blankLines(count: result.blankLines)) }
    notes += header.notes
    return Table(
      name: name, columns: result.columns, rowCount: result.rowCount,
      headerLine: headerLine, delimiter: delimiter,
      delimiterWasSniffed: self.delimiter == nil, blankLines: result.blankLines,
      hadByteOrderMark: hadMark, notes: notes, lines: result.lines)
  }
}

/// A column of numbers, with how another table writes them.
package struct KnownNumbers: Sendable, Hashable {
  package let name: String
  /// What is subtracted from its numbers.
  package let offset: Double
  package let writing: Writing
  /// Whether a number may be infinite; else such a one is an error.
  package let mayBeInfinite: Bool

  package init(name: String, offset: Double, writing: Writing, mayBeInfinite: Bool = false) {
    self.name = name
    self.offset = offset
    self.writing = writing
    self.mayBeInfinite = mayBeInfinite
  }
}

/// The rows of a table whose columns are known from another one, some at a time: in memory is what a few
/// parts of the file take, however long it is.
///
/// What a cell is does not depend on other cells, so that it is the same wherever a part begins. A number may
/// be written as those of the other table are; what is no number then is missing, and counted. What comes
/// through a pipe, is unpacked or decoded is held in memory as a whole.
package final class TableRows {
  /// The names of all columns, in the order of the file.
  package var names: [String] { source.names }
  /// The columns of numbers, in the order of a batch.
  package let numberNames: [String]
  /// The columns of texts, in the order of a batch.
  package let texts: [String]
  /// The header as it stands in the file, without its line end; empty where there is none.
  package var headerLine: [UInt8] { source.headerLine }
  /// The byte between two cells; a comma where there is none.
  package var delimiter: UInt8 { source.delimiter }
  /// The rows that were read.
  package private(set) var rowCount = 0
  /// The cells of known numbers that are none, in their order; empty where there can be none.
  package private(set) var odd: [OddCells]
  /// What was noticed, once all is read.
  package private(set) var notes: [TableNote]
  /// The bytes of the table, or its rows, and how many are read.
  package var progress: (done: Int, of: Int) { source.progress }

  private let file: FileBytes
  private let name: String
  private let source: any RowSource
  private var blankLines: Int
  private let countsLines: Bool
  private var lineIndex = LineIndex()
  private var repeatedHeaders = (count: 0, line: 0)

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - path: The file; "-" is standard input.
  ///   - reader: How its text is to be read.
  ///   - numbers: The columns of numbers; all of them must be there.
  ///   - texts: The columns whose texts are wanted, which may be numbers, too.
  ///   - optional: Columns whose texts are wanted where they are there.
  ///   - sparse: The columns of many numbers, most of them 0.
  ///   - other: What the table is called that the columns are known from.
  ///   - keepsLines: Whether the rows are wanted as they stand in the file.
  package convenience init(
    path: String, reader: TableReader, numbers: [KnownNumbers], texts: [String],
    optional: [String] = [], sparse: [String] = [], as other: String, keepsLines: Bool = false
  ) throws(TableError) {
    try self.init(
      TableFile(path: path, reader: reader),
      KnownColumns(
        numbers: numbers, texts: texts, optional: optional, sparse: sparse, other: other,
        keepsLines: keepsLines))
  }

  /// The rows of a table that is open, with the line of each.
  ///
  /// - Parameters:
  ///   - file: The table.
  ///   - numbers: The columns of numbers; all of them must be there.
  ///   - texts: The columns whose texts are wanted.
  ///   - mayDefer: Whether rows of an array may be handed over unread.
  package convenience init(
    _ file: TableFile, numbers: [KnownNumbers], texts: [String], mayDefer: Bool = false
  ) throws(TableError) {
    try self.init(
      file,
      KnownColumns(
        numbers: numbers, texts: texts, other: file.name, countsLines: true, mayDefer: mayDefer))
  }

  /// All numbers of an array, whose rows are handed over unread, many at a time; nil where those do not stand in the file as
  /// they do in memory.
  ///
  /// Of tens of thousands of columns it takes a fraction of the time to name none.
  package convenience init?(unreadRowsOf file: TableFile) throws(TableError) {
    guard try file.hasPlainRows else { return nil }
    try self.init(
      file, KnownColumns(other: file.name, countsLines: true, mayDefer: true, takesAll: true))
  }

  private init(_ file: TableFile, _ known: KnownColumns) throws(TableError) {
    (name, self.file, countsLines) = (file.name, file.bytes, known.countsLines)
    (source, notes, blankLines) = try file.source(of: known)
    let numbers = known.numbers
    numberNames = numbers.map(\.name)
    self.texts = known.texts(in: source.names)
    odd = numbers.map { _ in OddCells() }
  }

  /// The line of every row that was read, where they were asked for.
  package var rowLines: RowLines { RowLines(index: lineIndex) }

  /// Reads some rows in a few batches, and gives what is made of each, in order; nothing after the last row.
  ///
  /// - Parameter form: Makes something of a batch, on any thread; it may be called for one that is then read
  ///   again from another place.
  package func batches<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> [Made] {
    do throws(TableError) {
      let (made, seen) = try source.read(threads: threads, form)
      for seen in seen { take(seen) }
      if made.isEmpty {
        try file.checkUnchanged()
        if rowCount == 0 { throw TableError(.noRows(.headerOnly), file: name) }
        addNotes()
      }
      return made
    } catch {
      // What is wrong with a file that changes is not what is wrong with it now.
      try file.checkUnchanged()
      throw try source.explained(error)
    }
  }

  private func take(_ seen: RowsSeen) {
    if countsLines { lineIndex.append(seen.lines, row: rowCount, line: seen.linesAbove) }
    rowCount += seen.rows
    blankLines += seen.blankLines
    if repeatedHeaders.count == 0 {
      repeatedHeaders.line = seen.repeatedHeaders.line + seen.linesAbove
    }
    repeatedHeaders.count += seen.repeatedHeaders.count
    for index in seen.odd.indices { odd[index].add(seen.odd[index], linesAbove: seen.linesAbove) }
  }

  /// Throws where a column of numbers is something else here: of its cells that are not missing too many are no
  /// numbers.
  ///
  /// - Parameter filled: The numbers of each column.
  package func check(numbers filled: [Int]) throws(TableError) {
    for (index, odd) in odd.enumerated() {
      guard let first = odd.first, !isMostlyNumbers(filled[index], others: odd.cells) else {
        continue
      }
      throw source.error(number: index, first)
    }
  }

  private func addNotes() {
    if blankLines > 0 { notes.append(.blankLines(count: blankLines)) }
    if repeatedHeaders.count > 0 {
      notes.append(.repeatedHeaders(count: repeatedHeaders.count, line: repeatedHeaders.line))
    }
    (blankLines, repeatedHeaders) = (0, (0, 0))
  }
}

/// The columns of a table that are known from another one.
struct KnownColumns {
  var numbers: [KnownNumbers] = []
  var texts: [String] = []
  /// Texts that are read where they are there.
  var optional: [String] = []
  var sparse: [String] = []
  /// What the other table is called.
  var other = ""
  /// Whether the rows are wanted as they stand in the file.
  var keepsLines = false
  /// Whether the line of every row is wanted.
  var countsLines = false
  /// Whether rows of an array may be handed over unread.
  var mayDefer = false
  /// Whether all numbers of an array are wanted, unread.
  var takesAll = false

  /// The columns of texts, of those that there are.
  func texts(in names: @autoclosure () -> [String]) -> [String] {
    if optional.isEmpty { return texts }
    let there = Set(names())
    return texts + optional.filter { there.contains($0) && !texts.contains($0) }
  }

  /// Where the columns of numbers and of texts stand among these; throws where one is lacking, or is none of
  /// many numbers.
  func places(
    in names: [String], file: String, isSparse: (String) -> Bool
  ) throws(TableError) -> (numbers: [Int], texts: [Int]) {
    if texts.isEmpty, optional.isEmpty, sparse.isEmpty,
      numbers.lazy.map(\.name).elementsEqual(names)
    {
      return (Array(names.indices), [])
    }
    let places = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let (numbers, texts) = (numbers.map(\.name), texts(in: names))
    let missing =
      sparse.filter { places[$0] == nil || !isSparse($0) }
      + (numbers + texts).filter { places[$0] == nil }
    if !missing.isEmpty {
      throw TableError(.missing(missing, among: names, of: other), file: file, line: 1)
    }
    return (numbers.compactMap { places[$0] }, texts.compactMap { places[$0] })
  }

  /// That a column is none of numbers, by its first cell that is none.
  func error(number index: Int, _ cell: OddCells.Cell, file: String) -> TableError {
    TableError(
      .notNumbersAsIn(other, column: numbers[index].name, cell: excerpt(cell.text)), file: file,
      line: cell.line)
  }
}

/// Where the rows of a table come from, a few batches at a time.
protocol RowSource: AnyObject {
  var names: [String] { get }
  var headerLine: [UInt8] { get }
  var delimiter: UInt8 { get }
  var progress: (done: Int, of: Int) { get }

  /// What is made of the next batches, and what was seen of their rows; nothing after the last.
  func read<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> (made: [Made], seen: [RowsSeen])

  /// That a column is none of numbers, by its first cell that is none.
  func error(number index: Int, _ cell: OddCells.Cell) -> TableError

  /// An error of the rows as one of the file.
  func explained(_ error: TableError) throws(TableError) -> TableError
}

/// What was seen of some rows; their lines are counted from those above.
struct RowsSeen {
  var rows = 0
  var blankLines = 0
  var repeatedHeaders = (count: 0, line: 0)
  /// By column of numbers; empty where there can be none.
  var odd: [OddCells]
  var lines = LineIndex()
  var linesAbove = 0
}

/// The line of every row of a table, in the memory of the rows that do not stand on the line below the row above.
package struct RowLines: Sendable {
  fileprivate let index: LineIndex

  /// The line of the file, counted from 1, where a row, counted from 0, starts.
  package subscript(row: Int) -> Int { index.line(ofRow: row) }
}

/// The cells of a column of numbers that are none and not missing.
package struct OddCells: Sendable, Hashable {
  package private(set) var cells = 0
  /// The first of them.
  package private(set) var first: Cell?

  package struct Cell: Sendable, Hashable {
    package let line: Int
    package let text: String
  }

  mutating func add(_ text: String, cells: Int, line: Int) {
    self.cells += cells
    if line < first?.line ?? .max { first = Cell(line: line, text: text) }
  }

  mutating func add(_ other: OddCells, linesAbove: Int) {
    cells += other.cells
    if first == nil, let cell = other.first {
      first = Cell(line: cell.line + linesAbove, text: cell.text)
    }
  }
}

/// Consecutive rows of a table.
package struct RowBatch: Sendable {
  package internal(set) var rowCount = 0
  /// The known numbers less their offsets, column by column; NaN where a cell is missing or none.
  package internal(set) var numbers: [[Double]] = []
  /// The rows, unread, in place of their numbers, where all columns of an array were asked for so.
  package internal(set) var unread: UnreadRows?
  /// The texts, column by column.
  package internal(set) var texts: [Texts] = []
  /// The sparse numbers, column by column.
  package internal(set) var sparse: [SparseRows] = []
  /// The rows as they stand in the file, without their line ends.
  package internal(set) var lines: [ArraySlice<UInt8>] = []

  /// The cells of a column of texts.
  package struct Texts: Sendable {
    /// Per row the index of its text; −1 where the cell is empty.
    package var codes: [Int32]
    /// The distinct texts.
    package var levels: [String]
    /// Whether each would be a missing cell among texts.
    package var isMissing: [Bool]
  }

  /// The numbers of the first columns, row after row.
  package func rows(columns: Int) throws(TableError) -> ContiguousArray<Double> {
    var rows = ContiguousArray<Double>(repeating: 0, count: rowCount * columns)
    var all = rows.mutableSpan
    if let unread {
      try unread.copy(from: 0, into: &all)
      return rows
    }
    for (index, column) in numbers.prefix(columns).enumerated() {
      var place = index
      for value in column {
        all[place] = value
        place += columns
      }
    }
    return rows
  }
}

/// Rows of an array that stand in its file as they do in memory, and are read when they are asked for: from many threads,
/// since neither changes.
package struct UnreadRows: @unchecked Sendable {
  let array: NumPyArray
  /// The row of the array that is the first of these.
  let first: Int

  /// Whether they are floats, else doubles.
  package var areFloats: Bool { array.element.size == MemoryLayout<Float>.size }

  /// Copies numbers, row after row, from the first of a row on; all of them must be there.
  package func copy(
    from row: Int, into numbers: inout MutableSpan<Double>
  ) throws(TableError) {
    try array.copy(from: first + row, into: &numbers)
  }

  /// The same of floats, as they are.
  package func copy(from row: Int, into floats: inout MutableSpan<Float>) throws(TableError) {
    try array.copy(from: first + row, into: &floats)
  }
}

internal import CrossEntropy

/// A column of numbers, with how another table writes them.
package struct KnownNumbers: Sendable, Hashable {
  package let name: String
  /// What is subtracted from its numbers.
  package let offset: Double
  package let writing: Writing

  package init(name: String, offset: Double, writing: Writing) {
    self.name = name
    self.offset = offset
    self.writing = writing
  }
}

/// The rows of a table whose columns are known from another one, some at a time: in memory is what a few
/// parts of the file take, however long it is.
///
/// What a cell is does not depend on other cells, so that it is the same wherever a part begins. A number may
/// be written as those of the other table are; what is no number then is missing, and counted. What comes
/// through a pipe, is unpacked or decoded is held in memory as a whole.
///
/// Several parts are read side by side. That a part but the first begins behind a line end is a guess, which is right
/// where the part before ends there; what was read from a wrong place is read again.
package final class TableRows {
  /// The names of all columns, in the order of the file.
  package let names: [String]
  /// The columns of numbers, in the order of a batch.
  package let numberNames: [String]
  /// The columns of texts, in the order of a batch.
  package let texts: [String]
  /// The header as it stands in the file, without its line end.
  package let headerLine: [UInt8]
  /// The byte between two cells.
  package let delimiter: UInt8
  /// The rows that were read.
  package private(set) var rowCount = 0
  /// The cells of known numbers that are none, in their order.
  package private(set) var odd: [OddCells]
  /// What was noticed, once all is read.
  package private(set) var notes: [TableNote]
  /// The bytes of the table, and how many are read.
  package var progress: (done: Int, of: Int) { (next.start, body.file.count) }

  private let file: FileBytes
  private let plan: BatchPlan
  private let body: (file: FileBytes, decoded: DecodedTable)
  private let parts: [BatchPart]
  private let partSize: Int
  /// How many parts are read side by side: fewer where cells span lines, and most guesses are wrong.
  private var width = partsAtATime
  private var next: Body
  private var blankLines: Int
  private var repeatedHeaders = (count: 0, line: 0)

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - path: The file; "-" is standard input.
  ///   - reader: How its text is to be read.
  ///   - numbers: The columns of numbers; all of them must be there.
  ///   - texts: The columns whose texts are wanted, which may be numbers, too.
  ///   - optional: Columns whose texts are wanted where they are there.
  ///   - other: What the table is called that the columns are known from.
  ///   - keepsLines: Whether the rows are wanted as they stand in the file.
  package init(
    path: String, reader: TableReader, numbers: [KnownNumbers], texts: [String],
    optional: [String] = [], as other: String, keepsLines: Bool = false
  ) throws(TableError) {
    let name = path == "-" ? "stdin" : path
    let limit = memoryBudget(reader.memory)
    file = try FileBytes.open(path: path, pipeLimit: limit)
    let opened = try reader.open(file, name: name, limit: limit)
    names = opened.header.names
    headerLine = Array(try opened.text.bytes(opened.header.range))
    delimiter = opened.preamble.delimiter
    notes = opened.notesAbove
    blankLines = opened.header.blankLines + opened.preamble.blankLines
    next = opened.body
    body = (opened.rows, opened.decoded)
    let there = Set(names)
    numberNames = numbers.map(\.name)
    self.texts = texts + optional.filter { there.contains($0) && !texts.contains($0) }
    let places = try opened.places(of: numberNames + self.texts, other)
    plan = BatchPlan(
      opened, reader, numbers, at: Array(places.prefix(numbers.count)),
      texts: Array(places.dropFirst(numbers.count)), as: other, keepsLines: keepsLines)
    odd = numbers.map { _ in OddCells() }
    parts = (0..<partsAtATime).map { [plan] _ in BatchPart(plan) }
    partSize = reader.leastPart
  }

  /// Reads some rows in a few batches, and gives what is made of each, in order; nothing after the last row.
  ///
  /// - Parameter form: Makes something of a batch, on any thread; it may be called for one that is then read
  ///   again from another place.
  package func batches<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> [Made] {
    do throws(TableError) {
      let made = try read(threads: threads, form)
      if made.isEmpty {
        try file.checkUnchanged()
        if rowCount == 0 { throw TableError(.noRows(.headerOnly), file: plan.name) }
        addNotes()
      }
      return made
    } catch {
      // What is wrong with a file that changes is not what is wrong with it now.
      try file.checkUnchanged()
      throw try body.decoded.explained(error, name: plan.name)
    }
  }

  private func read<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> [Made] {
    guard next.start < body.file.count else { return [] }
    let starts = try lineStarts(body.file, from: next.start, every: partSize, most: width)
    let (first, size, parts) = (next, partSize, parts)
    let made = parallelMap(starts.count, threads: threads) { index -> Made? in
      parts[index].read(
        from: index == 0 ? first : Body(start: starts[index], line: 1),
        upTo: index + 1 < starts.count ? starts[index + 1] : starts[index] + size
      ).map(form)
    }
    var right: [Made] = []
    for index in starts.indices {
      if index > 0, parts[index - 1].next.start != starts[index] { break }
      guard let one = made[index] else {
        // Once more from a place whose line is known, so that the error names it.
        if right.isEmpty { throw parts[0].error ?? TableError(.changed, file: plan.name) }
        break
      }
      take(parts[index], lineAbove: index == 0 ? 0 : next.line - 1)
      right.append(one)
    }
    width = right.count == starts.count ? min(2 * width, partsAtATime) : right.count
    return right
  }

  /// Takes what was seen of the rows of a part.
  private func take(_ part: BatchPart, lineAbove: Int) {
    let seen = part.seen
    rowCount += seen.rows
    blankLines += seen.blankLines
    if repeatedHeaders.count == 0 { repeatedHeaders.line = seen.repeatedHeaders.line + lineAbove }
    repeatedHeaders.count += seen.repeatedHeaders.count
    for index in odd.indices { odd[index].add(seen.odd[index], linesAbove: lineAbove) }
    next = Body(start: part.next.start, line: part.next.line + lineAbove)
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
      throw plan.error(index, first)
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

  fileprivate mutating func add(_ other: OddCells, linesAbove: Int) {
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
}

/// So many parts are read before what was made of them is handed over, on any number of threads: where a part
/// begins must not depend on that.
private let partsAtATime = 8

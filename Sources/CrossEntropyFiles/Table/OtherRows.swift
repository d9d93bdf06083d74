internal import CrossEntropy

/// Rows of labels and pairs, read part by part.
final class PairRows: RowSource {
  let names: [String]
  let headerLine: [UInt8] = []
  let delimiter = Byte.comma
  let notes: [TableNote]
  private let lines: PairLines
  private let reader: TableReader
  private let known: KnownColumns
  private let places: (numbers: [Int], texts: [Int])
  private let name: String

  init(
    _ decoded: DecodedText, name: String, _ reader: TableReader, _ known: KnownColumns
  ) throws(TableError) {
    if known.keepsLines { throw TableError(.idle(.append, .libsvm), file: name) }
    (self.reader, self.known, self.name) = (reader, known, name)
    let start = Body(start: decoded.start, line: 1)
    func noLines() -> PairLines {
      PairLines(decoded.text, name: name, isZeroBased: reader.isZeroBased, from: start)
    }
    // Its first lines say whether it has queries.
    let first = noLines()
    first.read(upTo: start.start + 1 << 16)
    lines = noLines()
    names = PairLines.names(hasQueries: !first.queries.isEmpty)
    places = try known.places(
      in: names, file: name, isSparse: { $0 == PairLines.featuresName })
    notes = reader.notes(of: decoded, lines, name: name)
  }

  var progress: (done: Int, of: Int) { (lines.next.start, lines.file.count) }

  func read<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> (made: [Made], seen: [RowsSeen]) {
    guard lines.next.start < lines.file.count else { return ([], []) }
    let parts = try lines.parts(reader, threads: threads, most: partsAtATime)
    if let error = parts[0].error {
      lines.skip(parts[0])
      throw lines.error ?? error
    }
    let right = parts.filter { $0.error == nil }
    let marks = MissingMarks(reader.missingTokens, mark: Byte.point)
    let (known, places, name) = (known, places, name)
    let made = parallelMap(right.count, threads: threads) { index in
      let part = right[index]
      var batch = RowBatch(rowCount: part.rowCount)
      var seen = RowsSeen(
        rows: part.rowCount, blankLines: part.blankLines, odd: [], lines: part.lines)
      do throws(TableError) {
        for (column, known) in zip(places.numbers, known.numbers) {
          let (numbers, odd) =
            column == 0
            ? try part.labels.numbers(known, marks, file: name)
            : try part.queries.numbers(known, marks, file: name)
          batch.numbers.append(numbers)
          seen.odd.append(odd)
        }
      } catch {
        return Result<(Made, RowsSeen), TableError>.failure(error)
      }
      batch.texts = places.texts.map {
        $0 == 0 ? part.labels.texts(marks) : part.queries.texts(marks)
      }
      batch.sparse = known.sparse.map { _ in part.entries }
      return .success((form(batch), seen))
    }
    var (all, seen): ([Made], [RowsSeen]) = ([], [])
    for (part, one) in zip(right, made) {
      var (made, rows) = try one.get()
      rows.linesAbove = lines.next.line - 1
      lines.skip(part)
      all.append(made)
      seen.append(rows)
    }
    return (all, seen)
  }

  func error(number index: Int, _ cell: OddCells.Cell) -> TableError {
    known.error(number: index, cell, file: name)
  }

  func explained(_ error: TableError) throws(TableError) -> TableError { error }
}

/// Rows of arrays of NumPy, some at a time; what its threads read does not change.
final class ArrayRows: RowSource, @unchecked Sendable {
  var names: [String] { table.names }
  let headerLine: [UInt8] = []
  let delimiter = Byte.comma
  var notes: [TableNote] { table.notes }
  private let table: ArrayTable
  private let known: KnownColumns
  private let places: (numbers: [Int], texts: [Int])
  private let marks: MissingMarks
  /// The array, where its rows are read as they stand.
  private let wholeRows: NumPyArray?
  private var next = 0

  init(
    _ table: ArrayTable, _ reader: TableReader, _ known: KnownColumns
  ) throws(TableError) {
    if known.keepsLines { throw TableError(.idle(.append, .npy), file: table.name) }
    if reader.labels != nil { throw TableError(.idle(.labels, .npy), file: table.name) }
    (self.table, self.known) = (table, known)
    places =
      known.takesAll
      ? ([], []) : try known.places(in: table.names, file: table.name, isSparse: { _ in false })
    marks = MissingMarks(reader.missingTokens, mark: Byte.point)
    let array = table.array(of: 0)
    let areAll =
      known.takesAll
      || places.numbers == Array(0..<array.columnCount)
        && table.columnCount == array.columnCount
        && known.numbers.allSatisfy { $0.offset == 0 && $0.mayBeInfinite }
    wholeRows =
      known.mayDefer && areAll && places.texts.isEmpty && array.hasPlainRows ? array : nil
  }

  var progress: (done: Int, of: Int) { (next, table.rowCount) }

  func read<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> (made: [Made], seen: [RowsSeen]) {
    // Long rows that are not read yet take no room, and threads wait for each other less where they come many at a time.
    let size = max(known.takesAll ? fewestUnreadRows : 1, cellsAtATime / table.columnCount)
    // No more than are read at once, so that their memory is not given back before the next ones take it; rows that are read
    // later have none.
    let most = known.takesAll ? unreadPartsAtATime : wholeRows == nil ? threads : partsAtATime
    let starts = Array(stride(from: next, to: table.rowCount, by: size).prefix(most))
    let batches = parallelMap(starts.count, threads: threads) { index in
      let start = starts[index]
      return Result { () throws(TableError) in
        let (batch, seen) = try batch(start..<min(start + size, table.rowCount))
        return (form(batch), seen)
      }
    }
    var made: [Made] = []
    var seen: [RowsSeen] = []
    for batch in batches {
      let (one, rows) = try batch.get()
      made.append(one)
      seen.append(rows)
      next += rows.rows
    }
    return (made, seen)
  }

  private func batch(_ rows: Range<Int>) throws(TableError) -> (RowBatch, RowsSeen) {
    var batch = RowBatch(rowCount: rows.count)
    if let wholeRows {
      batch.unread = UnreadRows(array: wholeRows, first: rows.lowerBound)
      var seen = RowsSeen(rows: rows.count, odd: [])
      seen.lines.append(row: 0, line: rows.lowerBound + 1)
      return (batch, seen)
    }
    batch.numbers = places.numbers.map { _ in [] }
    var texts = Buffer<TextCells>(count: table.columnCount) { _ in TextCells() }
    let numbersOf = Dictionary(grouping: places.numbers.indices) { places.numbers[$0] }
    let (textColumns, known) = (Set(places.texts), known)
    try table.visit(rows) { (column, bytes, first, step, rows) throws(TableError) in
      let array = table.array(of: column)
      for index in numbersOf[column] ?? [] where !array.element.isText {
        let offset = known.numbers[index].offset
        for (place, row) in rows.enumerated() {
          let cell = first + place * step
          let number =
            offset != 0 && array.element.isWhole
            ? array.difference(bytes, cell, from: Int64(offset))
            : array.number(bytes, cell) - offset
          guard !number.isInfinite || known.numbers[index].mayBeInfinite else {
            throw TableError(
              .infiniteNumber(column: table.names[column], cell: number < 0 ? "-inf" : "inf"),
              file: table.name, line: row + 1)
          }
          batch.numbers[index].append(number)
        }
      }
      guard textColumns.contains(column) || numbersOf[column] != nil && array.element.isText else {
        return
      }
      for (place, row) in rows.enumerated() {
        try array.append(
          bytes, first + place * step, to: &texts[column],
          CellPlace(line: row + 1, column: column + 1))
      }
    }
    var seen = RowsSeen(rows: rows.count, odd: known.numbers.map { _ in OddCells() })
    seen.lines.append(row: 0, line: rows.lowerBound + 1)
    for (index, column) in places.numbers.enumerated() where table.element(of: column).isText {
      (batch.numbers[index], seen.odd[index]) = try texts[column].numbers(
        known.numbers[index], marks, file: table.name)
    }
    batch.texts = places.texts.map { texts[$0].texts(marks) }
    return (batch, seen)
  }

  func error(number index: Int, _ cell: OddCells.Cell) -> TableError {
    known.error(number: index, cell, file: table.name)
  }

  func explained(_ error: TableError) throws(TableError) -> TableError { error }
}

private let fewestUnreadRows = 32
private let unreadPartsAtATime = 1 << 8

/// About how many cells of an array are read at a time.
private let cellsAtATime = 1 << 18

extension TextCells {
  /// The cells as they are handed over.
  fileprivate func texts(_ marks: MissingMarks) -> RowBatch.Texts {
    let texts = levels.levels.indices.map { levels.text(of: $0) }
    return RowBatch.Texts(
      codes: codes, levels: texts, isMissing: texts.map { marks.contains($0) })
  }

  /// The cells as numbers less the offset of a known column, and what is none.
  fileprivate func numbers(
    _ known: KnownNumbers, _ marks: MissingMarks, file: String
  ) throws(TableError) -> ([Double], OddCells) {
    var cells = [Int](repeating: 0, count: levels.levels.count)
    for code in codes where code >= 0 { cells[Int(code)] += 1 }
    var odd = OddCells()
    var values: [Double] = []
    for code in levels.levels.indices {
      let text = levels.text(of: code)
      switch parseNumber(Array(text.utf8).span) {
      case .finite(let value, _): values.append(value - known.offset)
      case .infinite:
        guard known.mayBeInfinite else {
          throw TableError(
            .infiniteNumber(column: known.name, cell: excerpt(text)),
            at: levels.levels[code].place.inFile(file))
        }
        values.append(text.utf8.first == Byte.minus ? -.infinity : .infinity)
      case .text:
        values.append(.nan)
        if !marks.containsAmongNumbers(text) {
          odd.add(text, cells: cells[code], line: levels.levels[code].place.line)
        }
      }
    }
    return (codes.map { $0 < 0 ? .nan : values[Int($0)] }, odd)
  }
}

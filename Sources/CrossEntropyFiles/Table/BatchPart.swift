/// A part of a table, which one thread reads into a batch of rows; it keeps its room for the next one.
final class BatchPart: @unchecked Sendable {
  /// Where the row after the last one begins; its line is counted as the first row's is.
  private(set) var next = Body(start: 0, line: 1)
  private(set) var seen: RowsSeen
  /// Why there is no batch.
  private(set) var error: TableError?
  private let plan: BatchPlan
  private var scan: TableScan?

  init(_ plan: BatchPlan) {
    self.plan = plan
    seen = RowsSeen(odd: plan.numbers.map { _ in OddCells() })
  }

  /// Reads the rows that begin before an offset; nil where something is wrong with them.
  func read(from start: Body, upTo end: Int) -> RowBatch? {
    do throws(TableError) {
      error = nil
      return try batch(from: start, upTo: end)
    } catch {
      self.error = error
      return nil
    }
  }

  private func batch(from start: Body, upTo end: Int) throws(TableError) -> RowBatch {
    // Made here, since memory that is given to a thread is apart from that of the others.
    var scan =
      self.scan.take()
      ?? TableScan(
        settings: plan.settings, roles: plan.roles, isSample: false)
    scan.startOver(plan.roles)
    scan.keepsPlaces = plan.keepsLines
    let (file, first, below, end) = try plan.cells(from: start, upTo: end)
    var reader = try CellReader(
      name: plan.name, Window(file, size: plan.windowSize), start: first,
      delimiter: plan.delimiter)
    try reader.move(to: first, line: start.line)
    try scan.run(&reader, upTo: end)
    next = below ?? Body(start: reader.offset, line: reader.line)
    seen = RowsSeen(
      rows: scan.rowCount, blankLines: scan.blankLines, repeatedHeaders: scan.repeatedHeaders,
      odd: plan.numbers.map { _ in OddCells() }, lines: scan.lines)

    // Cells that are no plain numbers are read once more, as texts.
    var roles = [Role](repeating: .skipped, count: plan.roles.count)
    for (_, column, _) in plan.numbers
    where plan.roles[column] == .numbers
      && (scan.others[column] > 0 || scan.roles[column] == .skipped)
    {
      roles[column] = .text
    }
    var batch = RowBatch(rowCount: scan.rowCount)
    if roles.contains(.text) {
      var texts = TableScan(settings: plan.settings, roles: roles, isSample: false)
      try reader.move(to: first, line: start.line)
      try texts.run(&reader, upTo: end)
      try fill(&batch, &scan, &texts, roles)
    } else {
      var none = TableScan(settings: plan.settings, roles: [], isSample: false)
      try fill(&batch, &scan, &none, roles)
    }
    if plan.keepsLines { batch.lines = try lines(scan.places) }
    self.scan = consume scan
    return batch
  }

  private func fill(
    _ batch: inout RowBatch, _ scan: inout TableScan, _ again: inout TableScan, _ roles: [Role]
  ) throws(TableError) {
    var wrong: (place: CellPlace, error: TableFault)?
    func meet(_ place: CellPlace, _ index: Int, _ cell: String) {
      guard place < wrong?.place ?? CellPlace(line: .max, column: 0) else { return }
      wrong = (place, .infiniteNumber(column: plan.numbers[index].known.name, cell: cell))
    }
    for (index, (_, column, _)) in plan.numbers.enumerated() {
      if roles[column] == .text {
        batch.numbers.append(numbers(index, &again, column, meet))
      } else if plan.roles[column] == .text {
        batch.numbers.append(numbers(index, &scan, column, meet))
      } else {
        if !plan.numbers[index].known.mayBeInfinite, let (place, cell) = scan.infinite[column] {
          meet(place, index, cell)
        }
        batch.numbers.append(scan.takeNumbers(column))
      }
    }
    if let (place, fault) = wrong { throw TableError(fault, at: place.inFile(plan.name)) }
    for column in plan.texts {
      let levels = scan.levels[column].levels.indices.map { scan.levels[column].text(of: $0) }
      batch.texts.append(
        RowBatch.Texts(
          codes: scan.codes[column], levels: levels,
          isMissing: levels.map { plan.settings.marks.contains($0) }))
    }
  }

  /// The numbers of a column that was read as texts, each text once.
  private func numbers(
    _ index: Int, _ scan: inout TableScan, _ column: Int,
    _ meetInfinite: (CellPlace, Int, String) -> Void
  ) -> [Double] {
    var cells = [Int](repeating: 0, count: scan.levels[column].levels.count)
    for code in scan.codes[column] where code >= 0 { cells[Int(code)] += 1 }
    let values = cells.indices.map { code -> Double in
      let text = scan.levels[column].text(of: code)
      switch plan.read(text, number: index) {
      case .number(let value): return value
      case .missing: return .nan
      case .infinite:
        meetInfinite(scan.levels[column].levels[code].place, index, excerpt(text))
        return .nan
      case .odd:
        let line = scan.levels[column].levels[code].place.line
        seen.odd[index].add(text, cells: cells[code], line: line)
        return .nan
      }
    }
    return scan.codes[column].map { $0 < 0 ? .nan : values[Int($0)] }
  }

  /// The rows as they stand in the file.
  private func lines(_ places: [Range<Int>]) throws(TableError) -> [ArraySlice<UInt8>] {
    guard let first = places.first, let last = places.last else { return [] }
    let bytes = Array(try plan.file.bytes(first.lowerBound..<last.upperBound))
    return places.map { place in
      var end = place.upperBound - first.lowerBound
      let start = place.lowerBound - first.lowerBound
      if end > start, bytes[end - 1] == Byte.lineFeed { end -= 1 }
      if end > start, bytes[end - 1] == Byte.carriageReturn { end -= 1 }
      return bytes[start..<end]
    }
  }
}

internal import CrossEntropy

/// Rows of cells, read part by part.
///
/// Several parts are read side by side. That a part but the first begins behind a line end is a guess, which is right
/// where the part before ends there; what was read from a wrong place is read again.
final class TextRows: RowSource {
  let names: [String]
  let headerLine: [UInt8]
  let delimiter: UInt8
  private let plan: BatchPlan
  private let decoded: DecodedTable
  private let parts: [BatchPart]
  private let partSize: Int
  /// How many parts are read side by side: fewer where cells span lines, and most guesses are wrong.
  private var width = partsAtATime
  private var next: Body

  init(_ opened: OpenedTable, _ reader: TableReader, _ known: KnownColumns) throws(TableError) {
    if known.keepsLines, !opened.keys.isEmpty {
      throw TableError(.idle(.append, .jsonl), file: opened.name)
    }
    names = opened.header.names
    headerLine = Array(try opened.text.bytes(opened.header.range))
    delimiter = opened.preamble.delimiter
    next = opened.body
    decoded = opened.decoded
    let numbers = known.numbers
    let places = try opened.places(
      of: numbers.map(\.name) + known.texts(in: names), known.other)
    if !known.sparse.isEmpty {
      _ = try known.places(in: names, file: opened.name, isSparse: { _ in false })
    }
    plan = BatchPlan(
      opened, reader, numbers, at: Array(places.prefix(numbers.count)),
      texts: Array(places.dropFirst(numbers.count)), as: known.other,
      keepsLines: known.keepsLines)
    parts = (0..<partsAtATime).map { [plan] _ in BatchPart(plan) }
    partSize = reader.leastPart
  }

  /// The line after the rows that were read.
  var endLine: Int { next.line }

  var progress: (done: Int, of: Int) { (next.start, plan.file.count) }

  func read<Made: Sendable>(
    threads: Int, _ form: @Sendable (RowBatch) -> Made
  ) throws(TableError) -> (made: [Made], seen: [RowsSeen]) {
    guard next.start < plan.file.count else { return ([], []) }
    let starts = try lineStarts(plan.file, from: next.start, every: partSize, most: width)
    let (first, size, parts) = (next, partSize, parts)
    let made = parallelMap(starts.count, threads: threads) { index -> Made? in
      parts[index].read(
        from: index == 0 ? first : Body(start: starts[index], line: 1),
        upTo: index + 1 < starts.count ? starts[index + 1] : starts[index] + size
      ).map(form)
    }
    var (right, seen): ([Made], [RowsSeen]) = ([], [])
    for index in starts.indices {
      if index > 0, parts[index - 1].next.start != starts[index] { break }
      guard let one = made[index] else {
        // Once more from a place whose line is known, so that the error names it.
        if right.isEmpty { throw parts[0].error ?? TableError(.changed, file: plan.name) }
        break
      }
      let above = index == 0 ? 0 : next.line - 1
      seen.append(parts[index].seen)
      seen[seen.count - 1].linesAbove = above
      next = Body(start: parts[index].next.start, line: parts[index].next.line + above)
      right.append(one)
    }
    width = right.count == starts.count ? min(2 * width, partsAtATime) : right.count
    return (right, seen)
  }

  func error(number index: Int, _ cell: OddCells.Cell) -> TableError { plan.error(index, cell) }

  func explained(_ error: TableError) throws(TableError) -> TableError {
    try decoded.explained(error, name: plan.name)
  }
}

/// So many parts are read before what was made of them is handed over, on any number of threads: where a part
/// begins must not depend on that.
let partsAtATime = 8

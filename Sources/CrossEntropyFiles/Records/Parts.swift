internal import CrossEntropy

/// Reads the rows of a table in parts, each on a thread of its own.
///
/// A part is guessed to begin behind a line end. That is right where the part before it, read row by row,
/// ends there. Where it is not, as the line end is inside of a cell, the part before goes on to the end of the
/// table. What is wrong with a table depends on all that stands above, so that a table with an error is read
/// again on one thread.
struct Parts {
  private let parts: [Part]
  private let ends: [Int]
  private let threads: Int

  /// Nil where parts do not pay, or the table cannot be cut.
  ///
  /// - Parameters:
  ///   - least: The fewest bytes of a part.
  ///   - rows: About how many rows there are.
  init?(
    _ reader: borrowing CellReader, _ body: Body, threads: Int, least: Int, windowSize: Int,
    rows: Int,
    scan: @escaping (_ share: Int, _ rows: Int) -> TableScan
  ) throws(TableError) {
    let file = reader.window.file
    let bytes = file.count - body.start
    let count = min(bytes / max(1, least), threads)
    guard workerCount(count, threads: threads) > 1 else { return nil }
    let starts = try lineStarts(file, from: body.start, every: (bytes + count - 1) / count)
    guard starts.count > 1 else { return nil }
    self.threads = threads
    ends = starts.dropFirst() + [file.count]
    parts = starts.enumerated().map { index, start in
      Part(
        file, name: reader.name, delimiter: reader.delimiter, windowSize: windowSize,
        start: index == 0 ? body : Body(start: start, line: 1)
      ) {
        // All rows come into the first part in the end.
        scan(count, index == 0 ? rows : rows / starts.count)
      }
    }
  }

  /// What all rows gave; nil if the table has to be read in one.
  consuming func read() -> TableScan? {
    let (parts, ends) = (parts, ends)
    parallel(parts.count, threads: threads) { parts[$0].read(upTo: ends[$0]) }
    var right = 1
    while right < parts.count, parts[right - 1].next.start == ends[right - 1] { right += 1 }
    if right < parts.count { parts[right - 1].read(upTo: ends[parts.count - 1]) }
    guard parts[..<right].allSatisfy({ !$0.isWrong }), var scan = parts[0].scan.take() else {
      return nil
    }
    var tails: [TableScan.Tail] = []
    for part in parts[1..<right] {
      guard var next = part.scan.take(), let tail = scan.append(&next) else { return nil }
      tails.append(tail)
    }
    scan.append(consume tails, threads: threads)
    return scan
  }
}

/// Consecutive rows, which one thread reads.
private final class Part: @unchecked Sendable {
  private let file: FileBytes
  private let name: String
  private let delimiter: UInt8
  private let windowSize: Int
  /// Where the row after the last one that was read begins; its line is counted from the part's first.
  private(set) var next: Body
  var scan: TableScan?
  private let makeScan: () -> TableScan
  private(set) var isWrong = false

  init(
    _ file: FileBytes, name: String, delimiter: UInt8, windowSize: Int, start: Body,
    makeScan: @escaping () -> TableScan
  ) {
    self.file = file
    self.name = name
    self.delimiter = delimiter
    self.windowSize = windowSize
    next = start
    self.makeScan = makeScan
  }

  /// Reads the rows that begin before an offset.
  func read(upTo end: Int) {
    guard !isWrong else { return }
    // Made here, since memory that is given to a thread is apart from that of the others: what two threads
    // write side by side is slow.
    var scan = self.scan.take() ?? makeScan()
    do throws(TableError) {
      var reader = try CellReader(
        name: name, Window(file, size: windowSize), start: next.start, delimiter: delimiter)
      try reader.move(to: next.start, line: next.line)
      try scan.run(&reader, upTo: end)
      next = Body(start: reader.offset, line: reader.line)
    } catch {
      isWrong = true
    }
    self.scan = consume scan
  }
}

/// Where lines start, about so many bytes apart.
private func lineStarts(
  _ file: FileBytes, from start: Int, every size: Int
) throws(TableError) -> [Int] {
  var starts = [start]
  var place = start + size
  while place < file.count {
    let bytes = try file.bytes(place..<min(place + 1 << 16, file.count))
    guard let end = bytes.firstIndex(of: Byte.lineFeed), place + end + 1 < file.count else { break }
    starts.append(place + end + 1)
    place += max(size, end + 1)
  }
  return starts
}

internal import CrossEntropy

/// Reads the rows of a table in parts, several at a time, each on a thread of its own.
///
/// The first of them is read into the columns of the table. The others are read into columns of their own,
/// are appended to it, and leave their room to the next parts: pages of memory that are new cost more than
/// what is copied into them. Since the first part is the one that meets new pages, the last goes on as long as the
/// first is read.
///
/// A part but the first is guessed to begin behind a line end. That is right where the part before it, read
/// row by row, ends there. Where it is not, as the line end is inside of a cell, the next parts begin where
/// that one ended. What is wrong with a table depends on all that stands above, so that a table with an error
/// is read again on one thread.
struct Parts {
  private let parts: [Part]
  private let file: FileBytes
  private let body: Body
  private let size: Int
  private let memory: Int
  private let threads: Int

  /// Nil where parts do not pay.
  ///
  /// - Parameters:
  ///   - least: The fewest bytes of a part.
  ///   - memory: The bytes that the columns may take.
  ///   - rows: About how many rows there are.
  ///   - scan: Makes what reads about so many rows.
  init?(
    _ reader: borrowing CellReader, _ body: Body, threads: Int, least: Int, windowSize: Int,
    memory: Int, rows: Int, scan: @escaping (_ rows: Int) -> TableScan
  ) {
    let file = reader.window.file
    let bytes = file.count - body.start
    let count = min(bytes / least, threads)
    guard workerCount(count, threads: threads) > 1 else { return nil }
    // Few enough for the columns of the parts to stay in the cache.
    let size = min(bytes / count, 4 * least)
    (self.file, self.body, self.size, self.memory) = (file, body, size, memory)
    self.threads = threads
    let rowsPerPart = Int(Double(rows) * Double(size) / Double(bytes)) + 1
    parts = (0..<count).map { index in
      Part(file, name: reader.name, delimiter: reader.delimiter, windowSize: windowSize) {
        scan(index == 0 ? rows : rowsPerPart)
      }
    }
  }

  /// What all rows gave; nil if the table has to be read in one.
  consuming func read() -> TableScan? {
    var next = body
    var taken = 0
    while next.start < file.count {
      guard let scan = readSome(from: next, taken: taken) else { return nil }
      next = scan.next
      taken = scan.taken
    }
    return parts[0].scan.take()
  }

  /// Reads the next parts.
  ///
  /// - Returns: Where the row after them begins, and the bytes that the columns take; nil if the table has
  ///   to be read in one.
  private func readSome(from start: Body, taken: Int) -> (next: Body, taken: Int)? {
    let parts = parts
    let size = min(size, (file.count - start.start) / parts.count + 1)
    guard let starts = try? lineStarts(file, from: start.start, every: size, most: parts.count)
    else { return nil }
    let share = (memory - taken) / starts.count
    let last = starts.count - 1
    let firstEnds = Event()
    parallel(starts.count, threads: threads) { index in
      parts[index].read(
        from: index == 0 ? start : Body(start: starts[index], line: 1),
        upTo: index < last ? starts[index + 1] : starts[index] + size,
        memory: index == 0 ? taken + share : share
      ) { 0 < index && index == last && !firstEnds.hasHappened }
      if index == 0 { firstEnds.happen() }
    }
    guard !parts[0].isWrong, var whole = parts[0].scan.take() else { return nil }
    var tails: [TableScan.Tail] = []
    var right = 1
    while right < starts.count, parts[right - 1].next.start == starts[right] {
      guard !parts[right].isWrong, var next = parts[right].scan.take(),
        let tail = whole.append(&next)
      else { return nil }
      tails.append(tail)
      parts[right].scan = consume next
      right += 1
    }
    whole.append(&tails, threads: threads)
    // From the last, so that nothing else holds the columns that go back.
    for index in (1..<starts.count).reversed() {
      parts[index].startOver(beside: whole, index < right ? tails.removeLast() : nil)
    }
    let next = Body(start: parts[right - 1].next.start, line: whole.endLine)
    let bytes = whole.bytes
    parts[0].scan = consume whole
    return bytes > memory ? nil : (next, bytes)
  }
}

/// Consecutive rows, which one thread reads.
private final class Part: @unchecked Sendable {
  private let file: FileBytes
  private let name: String
  private let delimiter: UInt8
  private let windowSize: Int
  /// Where the row after the last one that was read begins; its line is counted as the first row's is.
  private(set) var next = Body(start: 0, line: 1)
  var scan: TableScan?
  private let makeScan: () -> TableScan
  private(set) var isWrong = false

  init(
    _ file: FileBytes, name: String, delimiter: UInt8, windowSize: Int,
    makeScan: @escaping () -> TableScan
  ) {
    self.file = file
    self.name = name
    self.delimiter = delimiter
    self.windowSize = windowSize
    self.makeScan = makeScan
  }

  /// Reads the rows that begin before an offset.
  ///
  /// - Parameters:
  ///   - memory: The bytes that its columns may take.
  ///   - goesOn: Whether to read more, up to as much again.
  func read(from start: Body, upTo end: Int, memory: Int, while goesOn: () -> Bool) {
    // Made here, since memory that is given to a thread is apart from that of the others: what two threads
    // write side by side is slow.
    var scan = self.scan.take() ?? makeScan()
    scan.memoryLimit = scan.held + memory
    do throws(TableError) {
      var reader = try CellReader(
        name: name, Window(file, size: windowSize), start: start.start, delimiter: delimiter)
      try reader.move(to: start.start, line: start.line)
      try scan.run(&reader, upTo: end)
      let size = end - start.start
      var more = 0
      while more < size, goesOn() {
        more += size / 32 + 1
        try scan.run(&reader, upTo: end + more)
      }
      next = Body(start: reader.offset, line: reader.line)
      isWrong = false
    } catch {
      isWrong = true
    }
    self.scan = consume scan
  }

  /// Makes ready for other rows, in the room of those that were read.
  func startOver(beside whole: borrowing TableScan, _ tail: consuming TableScan.Tail?) {
    guard var scan = scan.take() else { return }
    scan.startOver(beside: whole, tail)
    self.scan = consume scan
  }
}

/// Where lines start, about so many bytes apart.
func lineStarts(
  _ file: FileBytes, from start: Int, every size: Int, most: Int
) throws(TableError) -> [Int] {
  var starts = [start]
  var place = start + size
  while starts.count < most, place < file.count {
    let bytes = try file.bytes(place..<min(place + 1 << 16, file.count))
    guard let end = bytes.firstIndex(of: Byte.lineFeed), place + end + 1 < file.count else { break }
    starts.append(place + end + 1)
    place += max(size, end + 1)
  }
  return starts
}

/// The largest cell that is read, in bytes.
///
/// More is nearly always a quote that was not closed.
let largestCell = 1 << 20

/// The contents of one cell: unquoted, and without the spaces and tabs around them.
struct Cell {
  var start: UnsafePointer<UInt8>
  var count: Int
  /// Whether the bytes are a copy, which the next cell overwrites, and not the file's own.
  var isCopy = false

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
}

/// Splits a table into cells: quotes, doubled quotes, and all three kinds of line ends.
///
/// A quote opens a quoted cell where only spaces precede it; further inside a cell it is a letter
/// like any other.
struct CellReader: ~Copyable {
  enum Ending {
    case delimiter
    case line
    case file
  }

  let name: String
  let end: UnsafePointer<UInt8>
  let delimiter: UInt8
  /// Where the next cell starts.
  var position: UnsafePointer<UInt8>
  var line = 1
  var lineStart: UnsafePointer<UInt8>
  /// What followed the last cell.
  private(set) var ending = Ending.line
  private(set) var cellLine = 1
  private(set) var cellColumn = 1
  private let stops: UnsafeMutablePointer<Bool>
  private var copy: UnsafeMutablePointer<UInt8>?

  init(name: String, start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, delimiter: UInt8) {
    self.name = name
    self.end = end
    self.delimiter = delimiter
    position = start
    lineStart = start
    stops = .allocate(capacity: 256)
    stops.initialize(repeating: false, count: 256)
    for byte in [delimiter, Byte.lineFeed, Byte.carriageReturn] { stops[Int(byte)] = true }
  }

  deinit {
    stops.deallocate()
    copy?.deallocate()
  }

  /// Reads the cell that starts at `position` and moves past the delimiter or line end after it.
  mutating func next() throws(TableError) -> Cell {
    let start = position
    cellLine = line
    cellColumn = start - lineStart + 1
    let limit = end - start > largestCell ? start + largestCell + 1 : end
    var p = start
    while p < limit, isPadding(p.pointee) { p += 1 }
    if p < limit, p.pointee == Byte.quote { return try quotedCell(opened: p) }
    let contents = p
    while p < limit, !stops[Int(p.pointee)] { p += 1 }
    guard p - start <= largestCell else {
      if UnsafeBufferPointer(start: start, count: largestCell).contains(0) {
        throw error(.nulByte(cell: nil))
      }
      throw error(.cellTooLong(limit: largestCell))
    }
    finishCell(at: p)
    while p > contents, isPadding((p - 1).pointee) { p -= 1 }
    return Cell(start: contents, count: p - contents)
  }

  /// The place after the blank line that starts at `position`, or nil if the line is not blank.
  @inline(__always)
  func endOfBlankLine(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    guard start.pointee <= Byte.space else { return nil }
    var p = start
    while p < end, isPadding(p.pointee) { p += 1 }
    if p == end { return p }
    if p.pointee == Byte.lineFeed { return p + 1 }
    guard p.pointee == Byte.carriageReturn else { return nil }
    return p + 1 < end && p[1] == Byte.lineFeed ? p + 2 : p + 1
  }

  /// The error for a fault of the cell that was read last.
  func error(_ fault: TableFault) -> TableError {
    TableError(fault, file: name, line: cellLine, column: cellColumn)
  }

  private mutating func quotedCell(
    opened quote: UnsafePointer<UInt8>
  ) throws(TableError) -> Cell {
    let contents = quote + 1
    let limit = end - contents > largestCell ? contents + largestCell + 1 : end
    var copied = 0
    var kept = contents
    var p = contents
    while true {
      while p < limit, p.pointee != Byte.quote {
        let isLineEnd =
          p.pointee == Byte.lineFeed
          || (p.pointee == Byte.carriageReturn && !(p + 1 < end && p[1] == Byte.lineFeed))
        if isLineEnd {
          line += 1
          lineStart = p + 1
        }
        p += 1
      }
      guard p < limit else { throw notClosed(atEnd: limit == end) }
      guard p + 1 < end, p[1] == Byte.quote else { break }
      append(from: kept, count: p + 1 - kept, at: copied)
      copied += p + 1 - kept
      p += 2
      kept = p
      // A pair of quotes may straddle the limit.
      if p > limit { throw notClosed(atEnd: false) }
    }
    var cell = Cell(start: contents, count: p - contents)
    if copied > 0, let copy {
      append(from: kept, count: p - kept, at: copied)
      cell = Cell(start: UnsafePointer(copy), count: copied + (p - kept), isCopy: true)
    }
    p += 1
    while p < end, isPadding(p.pointee) { p += 1 }
    guard p == end || stops[Int(p.pointee)] else {
      let text = UnsafeBufferPointer(start: p, count: min(end - p, 12)).prefix {
        !stops[Int($0)]
      }
      throw error(.textAfterQuote(excerpt(text)))
    }
    finishCell(at: p)
    return trimmed(cell)
  }

  private func notClosed(atEnd: Bool) -> TableError {
    error(.quoteNotClosed(limit: atEnd ? nil : largestCell))
  }

  private mutating func append(from source: UnsafePointer<UInt8>, count: Int, at offset: Int) {
    let target = copy ?? .allocate(capacity: largestCell + 2)
    copy = target
    (target + offset).update(from: source, count: count)
  }

  private func trimmed(_ cell: Cell) -> Cell {
    var cell = cell
    while cell.count > 0, isPadding(cell.start.pointee) {
      cell.start += 1
      cell.count -= 1
    }
    while cell.count > 0, isPadding(cell.start[cell.count - 1]) { cell.count -= 1 }
    return cell
  }

  @inline(__always)
  private mutating func finishCell(at p: UnsafePointer<UInt8>) {
    guard p < end else {
      position = p
      ending = .file
      return
    }
    if p.pointee == delimiter {
      position = p + 1
      ending = .delimiter
      return
    }
    let isPair = p.pointee == Byte.carriageReturn && p + 1 < end && p[1] == Byte.lineFeed
    position = p + (isPair ? 2 : 1)
    ending = .line
    line += 1
    lineStart = position
  }

  @inline(__always)
  private func isPadding(_ byte: UInt8) -> Bool {
    byte == Byte.space || (byte == Byte.tab && delimiter != Byte.tab)
  }
}

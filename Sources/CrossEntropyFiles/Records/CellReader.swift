/// The largest cell that is read, in bytes.
///
/// More is nearly always a quote that was not closed.
let largestCell = 1 << 20

/// The contents of one cell: unquoted, and without the padding around them.
struct Cell {
  /// Where the bytes stand, in the window or in the copy.
  fileprivate(set) var range: Range<Int>
  /// Whether the bytes are a copy without doubled quotes.
  fileprivate(set) var isCopy = false
  /// Whether there was padding.
  fileprivate(set) var wasTrimmed = false

  var isEmpty: Bool { range.isEmpty }
}

/// Splits a table into cells: quotes, doubled quotes, and all three kinds of line ends.
///
/// Outside quotes the delimiter always ends a cell. Padding are the spaces and tabs around a cell,
/// but for the delimiter. A quote opens a quoted cell where only padding precedes it; further
/// inside a cell it is a letter like any other.
struct CellReader: ~Copyable {
  enum Ending {
    case delimiter
    case line
    case file
  }

  let name: String
  let delimiter: UInt8
  private(set) var window: Window
  /// Where the next cell starts, in the window.
  var position: Int
  /// The line of that cell.
  var line = 1
  /// Where in the table that line starts.
  var lineStart: Int
  /// What followed the last cell.
  private(set) var ending = Ending.line
  private(set) var cellPlace = CellPlace(line: 1, column: 1)
  /// Where in the table the last cell ended.
  private(set) var lastEnd = 0
  private var copy: ContiguousArray<UInt8> = []
  private let stops: [Bool]

  /// - Parameter start: Where the first cell starts.
  init(
    name: String, _ window: consuming Window, start: Int, delimiter: UInt8
  ) throws(TableError) {
    self.name = name
    self.delimiter = delimiter
    self.window = window
    position = try self.window.move(to: start)
    lineStart = start
    var stops = [Bool](repeating: false, count: 256)
    for byte in [delimiter, Byte.lineFeed, Byte.carriageReturn] { stops[Int(byte)] = true }
    self.stops = stops
  }

  /// Where the next cell starts, in the table.
  var offset: Int { window.start + position }

  var isAtEnd: Bool { position == window.count && window.reachesEnd }

  /// The place of the next cell.
  var place: CellPlace { CellPlace(line: line, column: offset - lineStart + 1) }

  /// The bytes of a cell, until the next one is read.
  @_lifetime(borrow self)
  func bytes(of cell: Cell) -> Span<UInt8> {
    cell.isCopy ? copy.span.extracting(cell.range) : window.bytes.extracting(cell.range)
  }

  /// Reads the cell that starts at `position` and moves past the delimiter or line end after it.
  mutating func next() throws(TableError) -> Cell {
    cellPlace = place
    while true {
      if let found = try scanCell() {
        if found.hasPairs { return finish(found, withoutPairs(found.cell)) }
        return finish(found, found.cell)
      }
      try loadMore()
    }
  }

  /// Moves past a line of nothing but padding; false if there is a cell at `position`.
  @inline(__always)
  mutating func skipBlankLine() throws(TableError) -> Bool {
    if position < window.count, window.bytes[position] > Byte.space { return false }
    return try skipPadding()
  }

  /// Whether the line that begins here may begin with this byte, or with a byte order mark.
  @inline(__always)
  func mayStart(with byte: UInt8) -> Bool {
    guard position < window.count else { return false }
    let first = window.bytes[position]
    return first == byte || first == 0xEF
  }

  /// Moves past a line that begins here and is this one, byte for byte, but for a byte order mark; false if
  /// it is another.
  mutating func skipLine(_ line: ContiguousArray<UInt8>) throws(TableError) -> Bool {
    try load(line.count + 5)
    let isMarked =
      window[position] == 0xEF && window[position + 1] == 0xBB
      && window[position + 2] == 0xBF
    let start = position + (isMarked ? 3 : 0)
    for index in line.indices where window[start + index] != line[index] { return false }
    let end = start + line.count
    switch window[end] {
    case nil: position = end
    case Byte.lineFeed, Byte.carriageReturn: position = afterLineEnd(end)
    default: return false
    }
    startLine()
    return true
  }

  /// Has at least so many bytes in the window, unless the table ends before.
  @inline(__always)
  mutating func load(_ bytes: Int) throws(TableError) {
    while window.count - position < bytes, !window.reachesEnd { try loadMore() }
  }

  /// Goes back to a place where a line starts.
  mutating func move(to place: Int, line: Int) throws(TableError) {
    position = try window.move(to: place)
    self.line = line
    lineStart = place
  }

  /// Notes that a line starts at `position`.
  @inline(__always)
  mutating func startLine() {
    line &+= 1
    lineStart = offset
  }

  /// The error for a fault of the cell that was read last.
  func error(_ fault: TableFault) -> TableError {
    TableError(fault, file: name, line: cellPlace.line, column: cellPlace.column)
  }

  /// A cell, before the doubled quotes in it are made single, and what follows it.
  private struct Found {
    var cell: Cell
    var hasPairs = false
    /// Where the cell ends with all that belongs to it.
    var end: Int
    /// The number of line ends inside it, and where the line after the last of them starts.
    var lines = 0
    var lineStart = 0
  }

  /// Looks for the end of the cell at `position`; nil if it may lie beyond the window.
  private func scanCell() throws(TableError) -> Found? {
    let bytes = window.bytes
    let start = position
    let limit = min(bytes.count, start + largestCell + 1)
    var index = start
    while index < limit, isPadding(bytes[index]) { index += 1 }
    if index < limit, bytes[index] == Byte.quote { return try scanQuotedCell(openedAt: index) }
    let contents = index
    while index < limit, !stops[Int(bytes[index])] { index += 1 }
    guard index - start <= largestCell else {
      for index in start..<start + largestCell where bytes[index] == 0 {
        throw error(.nulByte(cell: nil))
      }
      throw error(.cellTooLong(limit: largestCell))
    }
    guard isLineEndKnown(at: index) else { return nil }
    var last = index
    while last > contents, isPadding(bytes[last - 1]) { last -= 1 }
    let cell = Cell(range: contents..<last, wasTrimmed: contents > start || last < index)
    return Found(cell: cell, end: index)
  }

  private func scanQuotedCell(openedAt quote: Int) throws(TableError) -> Found? {
    let bytes = window.bytes
    let contents = quote + 1
    let limit = min(bytes.count, contents + largestCell + 1)
    var found = Found(cell: Cell(range: contents..<contents), end: 0)
    var index = contents
    while true {
      while index < limit, bytes[index] != Byte.quote {
        let byte = bytes[index]
        index += 1
        let isLineEnd =
          byte == Byte.lineFeed
          || (byte == Byte.carriageReturn
            && !(index < bytes.count && bytes[index] == Byte.lineFeed))
        if isLineEnd {
          found.lines += 1
          found.lineStart = window.start + index
        }
      }
      guard index - contents <= largestCell else {
        throw error(.quoteNotClosed(limit: largestCell))
      }
      guard index + 1 < bytes.count else {
        guard window.reachesEnd else { return nil }
        if index < bytes.count { break }
        throw error(.quoteNotClosed(limit: nil))
      }
      guard bytes[index + 1] == Byte.quote else { break }
      found.hasPairs = true
      index += 2
    }
    found.cell = trimmed(contents..<index, of: bytes)
    let closed = index + 1
    index = closed
    while index < bytes.count, isPadding(bytes[index]) { index += 1 }
    if index - closed > largestCell { throw error(.cellTooLong(limit: largestCell)) }
    guard isLineEndKnown(at: index) else { return nil }
    if index < bytes.count, !stops[Int(bytes[index])] {
      guard bytes.count - index >= 12 || window.reachesEnd else { return nil }
      var text: [UInt8] = []
      while index < bytes.count, text.count < 12, !stops[Int(bytes[index])] {
        text.append(bytes[index])
        index += 1
      }
      throw error(.textAfterQuote(text))
    }
    if contents > position + 1 || index > closed { found.cell.wasTrimmed = true }
    found.end = index
    return found
  }

  /// Whether what ends a cell here is in the window as a whole.
  private func isLineEndKnown(at index: Int) -> Bool {
    if window.reachesEnd || index + 1 < window.count { return true }
    return index < window.count && window.bytes[index] != Byte.carriageReturn
  }

  /// Moves past a cell.
  @inline(__always)
  private mutating func finish(_ found: Found, _ cell: Cell) -> Cell {
    if found.lines > 0, window.file.countsLinesInCells {
      line += found.lines
      lineStart = found.lineStart
    }
    lastEnd = window.start + found.end
    switch window[found.end] {
    case nil:
      position = found.end
      ending = .file
    case delimiter:
      position = found.end + 1
      ending = .delimiter
    default:
      position = afterLineEnd(found.end)
      ending = .line
      startLine()
    }
    return cell
  }

  private func afterLineEnd(_ index: Int) -> Int {
    let isPair =
      window[index] == Byte.carriageReturn && window[index + 1] == Byte.lineFeed
    return index + (isPair ? 2 : 1)
  }

  private mutating func skipPadding() throws(TableError) -> Bool {
    var end = endOfPadding
    while end - position <= largestCell, !isLineEndKnown(at: end) {
      try loadMore()
      end = endOfPadding
    }
    // A line that begins with more has a cell that is too long.
    guard end - position <= largestCell else { return false }
    switch window[end] {
    case nil: position = end
    case Byte.lineFeed, Byte.carriageReturn: position = afterLineEnd(end)
    default: return false
    }
    startLine()
    return true
  }

  /// Where the padding at `position` ends.
  private var endOfPadding: Int {
    let bytes = window.bytes
    var index = position
    while index < bytes.count, isPadding(bytes[index]) { index += 1 }
    return index
  }

  private mutating func loadMore() throws(TableError) {
    try window.advance(to: position)
    position = 0
  }

  /// Copies a cell with one quote for every two.
  private mutating func withoutPairs(_ cell: Cell) -> Cell {
    copy.removeAll(keepingCapacity: true)
    var index = cell.range.lowerBound
    while index < cell.range.upperBound, let byte = window[index] {
      copy.append(byte)
      index += byte == Byte.quote ? 2 : 1
    }
    return Cell(range: 0..<copy.count, isCopy: true, wasTrimmed: cell.wasTrimmed)
  }

  private func trimmed(_ range: Range<Int>, of bytes: Span<UInt8>) -> Cell {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, isPadding(bytes[low]) { low += 1 }
    while low < high, isPadding(bytes[high - 1]) { high -= 1 }
    return Cell(range: low..<high, wasTrimmed: low > range.lowerBound || high < range.upperBound)
  }

  @inline(__always)
  private func isPadding(_ byte: UInt8) -> Bool {
    (byte == Byte.space || byte == Byte.tab) && byte != delimiter
  }
}

/// Objects of JSON, one per line, as rows of cells between commas, which ``CellReader`` reads.
///
/// A key is a column, in the order of appearance. A number stands as it is written, a text in quotes where it
/// must, `true` and `false` as texts; null, or no such key, is an empty cell. An object or a list of the key `probs` or
/// `probabilities` is a column `p_<class>` for each of its members, or `p_0`, `p_1`, …. Every line becomes one row, and
/// a blank one a blank one, so that lines are those of the file.
final class JSONLines: ByteStream {
  /// The columns, and what is known of them.
  private(set) var keys: [[UInt8]]
  /// The columns of which a text looks like a number: the first such text, and its line.
  private(set) var quotedNumbers: [Int: (line: Int, cell: String)] = [:]
  /// Whether a key was met that rows before it had no cell for.
  private(set) var metKeyLate = false
  /// The line of the first row.
  private(set) var firstLine = 0
  /// The line that comes next.
  private(set) var line: Int
  /// Where it begins.
  var offset: Int { inputStart + next }

  private let text: FileBytes
  private let name: String
  /// Whether the names of the columns are written above the first row, and others may come.
  private let hasHeader: Bool
  /// Whether a key may hold objects and lists, which then are as good as null.
  private let mayNest: (String) -> Bool
  private var places: [[UInt8]: Int] = [:]
  /// Lines of the file, where they start in it, and the first byte that was not read.
  private var input: [UInt8] = []
  private var inputStart: Int
  private var next = 0
  private var output: [UInt8] = []
  private var taken = 0
  private var rows = 0
  // Of the row, by column: the row that had such a key last, and where its value stands.
  private var metIn: [Int] = []
  private var cells: [Value] = []
  /// Texts without their escapes.
  var unescaped: [UInt8] = []

  enum Value {
    case null
    /// Bytes of the line.
    case number(Range<Int>)
    case text(Range<Int>)
    /// Bytes of ``unescaped``.
    case unescaped(Range<Int>)
  }

  /// - Parameters:
  ///   - start: Where a line begins.
  ///   - keys: The columns that are known; without a header there are no others.
  init(
    _ text: FileBytes, name: String, from start: Body, keys: [[UInt8]], hasHeader: Bool,
    mayNest: @escaping (String) -> Bool
  ) {
    (self.text, self.name, self.hasHeader, self.mayNest) = (text, name, hasHeader, mayNest)
    (inputStart, line, self.keys) = (start.start, start.line, [])
    for key in keys { add(key) }
  }

  func read(into target: inout MutableSpan<UInt8>) throws(TableError) -> Int {
    if taken == output.count {
      output.removeAll(keepingCapacity: true)
      taken = 0
      while output.isEmpty, try readLines(upTo: .max) {}
    }
    let count = min(output.count - taken, target.count)
    for index in 0..<count { target[index] = output[taken + index] }
    taken += count
    return count
  }

  /// The names of the columns, as the row above the first.
  var header: [UInt8] {
    writeHeader()
    return output
  }

  /// The rows of the lines that begin before an offset.
  func rows(upTo end: Int) throws(TableError) -> [UInt8] {
    while offset < end, try readLines(upTo: end) {}
    return output
  }

  /// Reads all lines for their keys, and for what is wrong with them.
  func check() throws(TableError) {
    while try readLines(upTo: .max) { output.removeAll(keepingCapacity: true) }
  }

  // MARK: Lines

  /// Reads the lines that begin before an offset and are in memory; false at the end of the file.
  private func readLines(upTo end: Int) throws(TableError) -> Bool {
    guard let last = try load() else { return false }
    let input = input
    let bytes = input.span
    let isText = isUTF8(bytes.extracting(next..<last))
    while next < last, offset < end {
      var lineEnd = next
      while lineEnd < last, bytes[lineEnd] != Byte.lineFeed { lineEnd += 1 }
      let range = next..<lineEnd
      if !isText, !isUTF8(bytes.extracting(range)) {
        throw error(.notUTF8(cell: excerpt(input[range]), readings: []))
      }
      let start = skipSpace(bytes, range.lowerBound, lineEnd)
      if start == lineEnd {
        output.append(Byte.lineFeed)
      } else {
        if rows == 0 { firstLine = line }
        try readObject(bytes, start, range)
        if rows == 0, hasHeader { writeHeader() }
        rows += 1
        writeRow(bytes)
      }
      next = min(lineEnd + 1, last)
      line += 1
    }
    return true
  }

  /// Has whole lines in memory; the end of the last of them, nil at the end of the file.
  private func load() throws(TableError) -> Int? {
    inputStart += next
    input.removeFirst(next)
    next = 0
    var searched = 0
    while true {
      if let last = input[searched...].lastIndex(of: Byte.lineFeed) { return last + 1 }
      searched = input.count
      let start = inputStart + input.count
      guard start < text.count else { return input.isEmpty ? nil : input.count }
      guard input.count <= longestLine else {
        throw error(.cellTooLong(limit: longestLine))
      }
      input += try text.bytes(start..<min(start + pieceSize, text.count))
    }
  }

  // MARK: Objects

  private func readObject(
    _ bytes: Span<UInt8>, _ start: Int, _ line: Range<Int>
  ) throws(TableError) {
    let end = line.upperBound
    for column in cells.indices { cells[column] = .null }
    unescaped.removeAll(keepingCapacity: true)
    guard bytes[start] == Byte.openBrace else {
      throw error(.json(.notAnObject(found: near(bytes, start, end))), start)
    }
    var index = start
    var likely = 0
    try readMembers(bytes, &index, end, prefix: nil, &likely)
    index = skipSpace(bytes, index, end)
    if index < end { throw malformed(bytes, index, end) }
  }

  private func malformed(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> TableError {
    index < end
      ? error(.json(.malformed(near(bytes, index, end))), index) : error(.json(.endsEarly))
  }

  /// Reads an object or a list, whose opening bracket is at the index, and moves behind its closing one.
  ///
  /// - Parameters:
  ///   - prefix: What stands before its keys in the names of columns; nil for the row itself.
  ///   - likely: The column that comes next, if the keys are those of the row above, in their order.
  private func readMembers(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int, prefix: [UInt8]?, _ likely: inout Int
  ) throws(TableError) {
    let isList = bytes[index] == Byte.openBracket
    let closing = isList ? Byte.closeBracket : Byte.closeBrace
    index = skipSpace(bytes, index + 1, end)
    var count = 0
    while true {
      if count == 0, index < end, bytes[index] == closing { break }
      let keyAt = index
      var key = Value.null
      if !isList {
        guard index < end, bytes[index] == Byte.quote else { throw malformed(bytes, index, end) }
        key = try readText(bytes, &index, end)
        index = skipSpace(bytes, index, end)
        guard index < end, bytes[index] == Byte.colon else { throw malformed(bytes, index, end) }
        index = skipSpace(bytes, index + 1, end)
      }
      guard index < end else { throw malformed(bytes, index, end) }
      let isNested = bytes[index] == Byte.openBrace || bytes[index] == Byte.openBracket
      if prefix == nil, isNested, isOfProbabilities(key, bytes) {
        try readMembers(bytes, &index, end, prefix: Array("p_".utf8), &likely)
      } else {
        let column: Int
        if let prefix {
          let own = isList ? Array("\(count)".utf8) : text(of: key, bytes)
          column = try self.column(prefix + own, likely: likely, keyAt)
        } else {
          column = try self.column(of: key, bytes, likely: likely, keyAt)
        }
        likely = column + 1
        try readValue(bytes, &index, end, column)
      }
      count += 1
      index = skipSpace(bytes, index, end)
      guard index < end else { throw malformed(bytes, index, end) }
      if bytes[index] == closing { break }
      guard bytes[index] == Byte.comma else { throw malformed(bytes, index, end) }
      index = skipSpace(bytes, index + 1, end)
    }
    index += 1
  }

  /// Reads a value, which begins at the index, as the cell of a column.
  private func readValue(
    _ bytes: Span<UInt8>, _ index: inout Int, _ end: Int, _ column: Int
  ) throws(TableError) {
    switch bytes[index] {
    case Byte.quote:
      let at = index
      let value = try readText(bytes, &index, end)
      try noteText(value, bytes, column, at)
      cells[column] = value
    case Byte.minus, Byte.zero...Byte.zero + 9:
      cells[column] = try readNumber(bytes, &index, end, column)
    case Byte.openBrace, Byte.openBracket:
      let text = String(decoding: keys[column], as: UTF8.self)
      guard mayNest(text) else { throw error(.json(.nested(key: text)), index) }
      try skipNested(bytes, &index, end)
    case _ where skip("null", bytes, &index, end): break
    case _ where matches("true", bytes, index, end):
      cells[column] = .text(index..<index + 4)
      index += 4
    case _ where matches("false", bytes, index, end):
      cells[column] = .text(index..<index + 5)
      index += 5
    default:
      for word in ["NaN", "Infinity"] where matches(word, bytes, index, end) {
        throw error(.json(.notANumber(Array(word.utf8))), index)
      }
      throw malformed(bytes, index, end)
    }
  }

  /// Whether what a key holds is a probability of each class.
  private func isOfProbabilities(_ key: Value, _ bytes: Span<UInt8>) -> Bool {
    Self.keysOfProbabilities.contains { isKey(key, bytes, $0) }
  }

  private static let keysOfProbabilities = ["probs", "probabilities"].map { Array($0.utf8) }

  /// The column of a key, which may be a new one.
  private func column(
    of key: Value, _ bytes: Span<UInt8>, likely: Int, _ index: Int
  ) throws(TableError) -> Int {
    if likely < keys.count, isKey(key, bytes, keys[likely]) {
      try note(likely, index)
      return likely
    }
    return try column(text(of: key, bytes), likely: likely, index)
  }

  private func column(
    _ text: [UInt8], likely: Int, _ index: Int
  ) throws(TableError) -> Int {
    var column = likely
    if !(likely < keys.count && text == keys[likely]) {
      if let known = places[text] {
        column = known
      } else {
        // The file was read once for its keys where there is no header.
        guard hasHeader else { throw TableError(.changed, file: name) }
        guard keys.count < mostColumns else {
          throw error(.tooManyColumns(limit: mostColumns))
        }
        column = keys.count
        add(text)
        if rows > 0 { metKeyLate = true }
      }
    }
    try note(column, index)
    return column
  }

  /// Notes that the row has a column; throws where it had it before.
  private func note(_ column: Int, _ index: Int) throws(TableError) {
    guard metIn[column] != rows else {
      throw error(.json(.duplicateKey(String(decoding: keys[column], as: UTF8.self))), index)
    }
    metIn[column] = rows
  }

  private func add(_ key: [UInt8]) {
    places[key] = keys.count
    keys.append(key)
    metIn.append(-1)
    cells.append(.null)
  }

  private func isKey(_ key: Value, _ bytes: Span<UInt8>, _ known: [UInt8]) -> Bool {
    guard case .text(let range) = key else { return text(of: key, bytes) == known }
    guard range.count == known.count else { return false }
    for index in known.indices where bytes[range.lowerBound + index] != known[index] {
      return false
    }
    return true
  }

  private func text(of value: Value, _ bytes: Span<UInt8>) -> [UInt8] {
    switch value {
    case .null: []
    case .number(let range), .text(let range): bytes.extracting(range).array
    case .unescaped(let range): Array(unescaped[range])
    }
  }

  /// Sees whether a text can be a cell, and whether it looks like a number.
  private func noteText(
    _ value: Value, _ bytes: Span<UInt8>, _ column: Int, _ index: Int
  ) throws(TableError) {
    switch value {
    case .unescaped(let range):
      let cell = Array(unescaped[range])
      if cell.contains(0) { throw error(.nulByte(cell: excerpt(cell)), index) }
      noteNumber(cell.span, column)
    case .text(let range): noteNumber(bytes.extracting(range), column)
    case .null, .number: break
    }
  }

  private func noteNumber(_ cell: Span<UInt8>, _ column: Int) {
    guard quotedNumbers[column] == nil else { return }
    var (start, end) = (0, cell.count)
    while start < end, isSpace(cell[start]) { start += 1 }
    while start < end, isSpace(cell[end - 1]) { end -= 1 }
    guard case .finite = parseNumber(cell.extracting(start..<end)) else { return }
    quotedNumbers[column] = (line, excerpt(String(decoding: cell.array, as: UTF8.self)))
  }

  // MARK: Cells

  private func writeHeader() {
    for (column, key) in keys.enumerated() {
      if column > 0 { output.append(Byte.comma) }
      write(key.span)
    }
    if keys.count == 1, keys[0].isEmpty { output += [Byte.quote, Byte.quote] }
    output.append(Byte.lineFeed)
  }

  private func writeRow(_ bytes: Span<UInt8>) {
    let start = output.count
    for column in cells.indices {
      if column > 0 { output.append(Byte.comma) }
      switch cells[column] {
      case .null: break
      case .number(let range): for index in range { output.append(bytes[index]) }
      case .text(let range): write(bytes.extracting(range))
      case .unescaped(let range): write(Array(unescaped[range]).span)
      }
    }
    // A lone empty cell would be a blank line.
    if output.count == start { output += [Byte.quote, Byte.quote] }
    output.append(Byte.lineFeed)
  }

  /// Writes a text, in quotes where it would be another one without.
  private func write(_ cell: Span<UInt8>) {
    var needsQuotes = false
    for index in cell.indices {
      switch cell[index] {
      case Byte.comma, Byte.quote, Byte.lineFeed, Byte.carriageReturn: needsQuotes = true
      default: break
      }
    }
    guard needsQuotes else {
      for index in cell.indices { output.append(cell[index]) }
      return
    }
    output.append(Byte.quote)
    for index in cell.indices {
      if cell[index] == Byte.quote { output.append(Byte.quote) }
      output.append(cell[index])
    }
    output.append(Byte.quote)
  }

  /// An error in the line that is read, at a byte of it.
  func error(_ fault: TableFault, _ index: Int? = nil) -> TableError {
    TableError(fault, file: name, line: line, column: index.map { $0 - next + 1 })
  }
}

/// The longest line of a format without cells that is read, in bytes.
let longestLine = 1 << 26

/// How many bytes are read at a time.
private let pieceSize = 1 << 18

private func isSpace(_ byte: UInt8) -> Bool { byte == Byte.space || byte == Byte.tab }

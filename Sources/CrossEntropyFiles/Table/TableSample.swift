/// Some rows of a table of text, which are drawn from all of it and stand in memory as a text of their own.
package struct TableSample: Sendable {
  /// How many rows the table has.
  package private(set) var allRows = 0
  /// How many of them were drawn.
  package var rows: Int { draws.count }
  /// The digest of the table's file.
  package private(set) var sha256 = ""
  /// What was noticed of the whole text.
  private var notes: [TableNote] = []
  private let format: RecordFormat
  private let delimiter: UInt8?
  /// What stands above the rows.
  private let header: [UInt8]
  private var text: [UInt8] = []
  /// Where each row ends in the text, and what was drawn for it: it is taken where that is below a bound.
  private var ends: [Int] = []
  private var draws: [UInt64] = []

  /// Draws rows of a file; nil of what is no text, has no lines, or cannot be read twice.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - reader: How its text is to be read.
  ///   - most: About how many bytes of text to take.
  ///   - draw: The random bits of a row, which is counted from 0.
  package init?(
    path: String, reader: TableReader, most: Int, draw: (_ row: UInt64) -> UInt64
  ) throws(TableError) {
    guard path != "-" else { return nil }
    let limit = memoryBudget(reader.memory)
    let file = try FileBytes.open(path: path, pipeLimit: limit)
    switch try reader.find(file, name: path, limit: limit) {
    case .cells(let decoded):
      let opened = try reader.openCells(decoded, name: path)
      let known = KnownColumns(
        numbers: [], texts: [], optional: [], sparse: [], other: path, keepsLines: true)
      let rows = try TextRows(opened, reader, known)
      (format, delimiter, header) = (.csv, rows.delimiter, rows.headerLine + [Byte.lineFeed])
      notes = opened.notesAbove
      let bound = bound(most, of: decoded.text.count)
      var blankLines = opened.header.blankLines + opened.preamble.blankLines
      while true {
        let made: [[ArraySlice<UInt8>]]
        do throws(TableError) {
          let seen: [RowsSeen]
          (made, seen) = try rows.read(threads: reader.threads) { $0.lines }
          for seen in seen { blankLines += seen.blankLines }
        } catch {
          try file.checkUnchanged()
          throw try rows.explained(error)
        }
        if made.isEmpty { break }
        for line in made.joined() { take(line, draw, below: bound) }
      }
      if blankLines > 0 { notes.append(.blankLines(count: blankLines)) }
      if opened.isCut { notes.append(.totalsLeftOut(line: rows.endLine)) }
    case .lines(let decoded):
      // A list that is one value has no lines.
      let first = try decoded.text.prefix(1 << 12)[decoded.start...].first { $0 > Byte.space }
      guard first != Byte.openBracket else { return nil }
      (format, delimiter, header) = (.jsonl, nil, [])
      try takeLines(of: decoded, draw, below: bound(most, of: decoded.text.count))
    case .pairs(let decoded):
      (format, delimiter, header) = (.libsvm, nil, [])
      try takeLines(of: decoded, draw, below: bound(most, of: decoded.text.count))
    case .arrays: return nil
    }
    sha256 = try file.sha256()
    try file.checkUnchanged()
  }

  /// The bytes of the text.
  var bytes: Int { text.count }

  /// About so large a share of these rows: what a smaller number of bytes would have given.
  package func reduced(to share: Double) -> TableSample {
    guard share < 1 else { return self }
    var smaller = self
    (smaller.text, smaller.ends, smaller.draws) = ([], [], [])
    let bound = UInt64(Double(draws.max() ?? 0) * max(0, share))
    var start = 0
    for (end, draw) in zip(ends, draws) {
      if draw < bound { smaller.append(text[start..<end], draw) }
      start = end
    }
    return smaller
  }

  /// Reads the rows as a table; how their text is written as bytes and which cells it has is known.
  package func read(_ reader: TableReader, name: String) throws(TableError) -> DataTable {
    var reader = reader
    reader.encoding = nil
    if let delimiter { reader.delimiter = delimiter }
    reader.format = format
    var table = try reader.read(bytes: header + text, name: name)
    table.sha256 = sha256
    table.notes = [.sampled(rows: rows, of: allRows)] + notes + table.notes
    return table
  }

  private mutating func takeLines(
    of decoded: DecodedText, _ draw: (UInt64) -> UInt64, below bound: UInt64
  ) throws(TableError) {
    let bytes = decoded.text
    var rest: [UInt8] = []
    for start in stride(from: decoded.start, to: bytes.count, by: 1 << 20) {
      rest += try bytes.bytes(start..<min(start + 1 << 20, bytes.count))
      let end = rest.lastIndex(of: Byte.lineFeed).map { $0 + 1 } ?? 0
      for line in rest[..<end].split(separator: Byte.lineFeed) { take(line, draw, below: bound) }
      rest.removeFirst(end)
    }
    take(rest[...], draw, below: bound)
  }

  private mutating func take(
    _ line: ArraySlice<UInt8>, _ draw: (UInt64) -> UInt64, below bound: UInt64
  ) {
    guard line.contains(where: { $0 > Byte.space }) else { return }
    let bits = draw(UInt64(allRows))
    allRows += 1
    if bits < bound { append(line, bits) }
  }

  private mutating func append(_ line: ArraySlice<UInt8>, _ draw: UInt64) {
    text += line
    if line.last != Byte.lineFeed { text.append(Byte.lineFeed) }
    ends.append(text.count)
    draws.append(draw)
  }
}

/// Below it are the draws of about so many bytes of all.
private func bound(_ most: Int, of all: Int) -> UInt64 {
  most >= all ? .max : UInt64(Double(most) / Double(all) * 0x1p64)
}

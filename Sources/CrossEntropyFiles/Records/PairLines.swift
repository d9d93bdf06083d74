internal import CrossEntropy

/// Lines of a label and pairs of an index and a number, as libsvm and SVMlight write them, read by one thread:
/// `label[ qid:n] index:number … # comment`.
final class PairLines: @unchecked Sendable {
  /// The numbers, of which none is 0.
  private(set) var entries = SparseRows(width: 0)
  private(set) var labels = TextCells()
  /// What `qid` says, in the rows that have one.
  private(set) var queries = TextCells()
  private(set) var rowCount = 0
  private(set) var blankLines = 0
  private(set) var lines = LineIndex()
  /// Where the line after the last one begins.
  private(set) var next: Body
  /// Why there are no more rows.
  private(set) var error: TableError?
  let file: FileBytes
  private let name: String
  private let firstPlace: Int

  /// No rows yet.
  init(_ file: FileBytes, name: String, isZeroBased: Bool, from start: Body) {
    (self.file, self.name, next) = (file, name, start)
    firstPlace = isZeroBased ? 0 : 1
  }

  /// What the column of the numbers is called.
  static let featuresName = "features"

  /// The columns.
  static func names(hasQueries: Bool) -> [String] {
    [TableReader.labelName, featuresName] + (hasQueries ? ["qid"] : [])
  }

  /// The bytes that they take.
  var bytes: Int { entries.bytes + labels.bytes + queries.bytes + lines.bytes }

  /// Reads the lines that begin before an offset.
  func read(upTo end: Int) {
    do throws(TableError) {
      var bytes = try file.bytes(next.start..<min(end, file.count))
      while bytes.last != Byte.lineFeed, next.start + bytes.count < file.count {
        guard bytes.count <= end - next.start + longestLine else {
          throw TableError(.cellTooLong(limit: longestLine), file: name, line: next.line)
        }
        let start = next.start + bytes.count
        var more = try file.bytes(start..<min(start + 1 << 16, file.count))
        if let last = more.firstIndex(of: Byte.lineFeed) { more.removeSubrange((last + 1)...) }
        bytes += more
      }
      try read(bytes.span)
      next.start += bytes.count
    } catch {
      self.error = error
    }
  }

  /// The next parts, which several threads read; the last of them may have an error.
  func parts(_ reader: TableReader, threads: Int, most: Int) throws(TableError) -> [PairLines] {
    let size = reader.leastPart
    let starts = try lineStarts(file, from: next.start, every: size, most: most)
    let parts = starts.map {
      PairLines(
        file, name: name, isZeroBased: reader.isZeroBased, from: Body(start: $0, line: 1))
    }
    parallel(parts.count, threads: threads) { index in
      parts[index].read(
        upTo: index + 1 < starts.count ? starts[index + 1] : starts[index] + size)
    }
    return Array(parts.prefix((parts.firstIndex { $0.error != nil } ?? parts.count - 1) + 1))
  }

  /// Takes the rows that follow.
  func append(_ other: PairLines) {
    let above = next.line - 1
    entries.append(other.entries)
    labels.append(other.labels, linesAbove: above)
    queries.append(other.queries, linesAbove: above)
    lines.append(other.lines, row: rowCount, line: above)
    rowCount += other.rowCount
    blankLines += other.blankLines
    skip(other)
  }

  /// Moves behind rows that follow; an error of theirs is one in the lines of the file.
  func skip(_ other: PairLines) {
    let above = next.line - 1
    next = Body(start: other.next.start, line: other.next.line + above)
    if var wrong = other.error {
      wrong.place.line = wrong.place.line.map { $0 + above }
      error = wrong
    }
  }

  private func read(_ bytes: Span<UInt8>) throws(TableError) {
    var index = 0
    while index < bytes.count {
      let start = index
      while index < bytes.count, bytes[index] != Byte.lineFeed { index += 1 }
      try readLine(bytes.extracting(start..<index))
      index += 1
      next.line += 1
    }
  }

  private func readLine(_ line: Span<UInt8>) throws(TableError) {
    var end = 0
    while end < line.count, line[end] != Byte.hash { end += 1 }
    var index = 0
    let label = part(line, &index, end)
    guard !label.isEmpty else {
      blankLines += 1
      return
    }
    let text = line.extracting(label)
    if text.contains(Byte.colon) { throw error(.pairs(.noLabel), label.lowerBound) }
    if text.contains(Byte.comma) {
      throw error(.pairs(.severalLabels(excerpt(text.array))), label.lowerBound)
    }
    let place = CellPlace(line: next.line, column: label.lowerBound + 1)
    if let fault = labels.append(text, at: place) { throw error(fault, label.lowerBound) }

    var last = firstPlace - 1
    var hasQuery = false
    while true {
      let pair = part(line, &index, end)
      if pair.isEmpty { break }
      var (colon, place) = (pair.lowerBound, 0)
      while colon < pair.upperBound, line[colon] &- Byte.zero < 10 {
        // What is too great stays too great.
        place = min(place * 10 + Int(line[colon] - Byte.zero), 1 << 40)
        colon += 1
      }
      func wrong(_ fault: (_ pair: [UInt8]) -> PairFault) -> TableError {
        error(.pairs(fault(excerpt(line.extracting(pair).array))), pair.lowerBound)
      }
      guard colon > pair.lowerBound, colon < pair.upperBound, line[colon] == Byte.colon else {
        let isQuery =
          last < firstPlace && !hasQuery && pair.count > 4
          && line.extracting(pair.lowerBound..<pair.lowerBound + 4).array.elementsEqual("qid:".utf8)
        guard isQuery else { throw wrong { .badPair($0) } }
        let query = pair.lowerBound + 4..<pair.upperBound
        let at = CellPlace(line: next.line, column: pair.lowerBound + 1)
        if let fault = queries.append(line.extracting(query), at: at) {
          throw error(fault, pair.lowerBound)
        }
        hasQuery = true
        continue
      }
      guard place > last else {
        if place < firstPlace { throw wrong { _ in .zeroIndex } }
        let before = last
        throw wrong { _ in .notRising(place, after: before) }
      }
      guard place - firstPlace < mostPlaces else {
        throw wrong { .indexTooGreat($0, limit: mostPlaces - 1 + firstPlace) }
      }
      let number = line.extracting(colon + 1..<pair.upperBound)
      switch parseNumber(number) {
      case .finite(let value, _):
        if value != 0 { entries.append(value, at: Int32(place - firstPlace)) }
      case .text where !isNaN(number): throw wrong { .badPair($0) }
      case .infinite, .text: throw wrong { .notFinite($0) }
      }
      last = place
    }
    if !hasQuery { queries.appendMissing() }
    entries.width = max(entries.width, last - firstPlace + 1)
    entries.endRow()
    lines.append(row: rowCount, line: next.line)
    rowCount += 1
  }

  /// The next letters between spaces.
  private func part(_ line: Span<UInt8>, _ index: inout Int, _ end: Int) -> Range<Int> {
    while index < end, isSpace(line[index]) { index += 1 }
    let start = index
    while index < end, !isSpace(line[index]) { index += 1 }
    return start..<index
  }

  /// An error in the line that is read, at a byte of it.
  private func error(_ fault: TableFault, _ index: Int) -> TableError {
    TableError(fault, file: name, line: next.line, column: index + 1)
  }
}

/// The number of places that a row may have.
private let mostPlaces = Int(Int32.max)

private func isSpace(_ byte: UInt8) -> Bool {
  byte == Byte.space || Byte.tab <= byte && byte <= Byte.carriageReturn
}

private func isNaN(_ text: Span<UInt8>) -> Bool {
  let letters = text.array.drop { $0 == Byte.minus || $0 == Byte.plus }
  return letters.map { $0 | 0x20 }.elementsEqual("nan".utf8)
}

extension TableReader {
  /// Reads a text of labels and pairs: a column of each, and one of what `qid` says.
  func readPairs(_ text: DecodedText, name: String) throws(TableError) -> DataTable {
    let all = PairLines(
      text.text, name: name, isZeroBased: isZeroBased, from: Body(start: text.start, line: 1))
    let limit = text.limit - text.held
    while all.next.start < text.text.count {
      for part in try all.parts(self, threads: threads, most: 2 * threads) { all.append(part) }
      if let error = all.error { throw error }
      if all.bytes > limit {
        let share = Double(text.text.count) / Double(all.next.start)
        throw TableError(
          .tooLarge(
            bytes: wholeBytes(Double(all.bytes) * share) + text.held, limit: text.limit,
            line: all.next.line), file: name)
      }
    }
    guard all.rowCount > 0 else { throw TableError(.noRows(.blankLinesOnly), file: name) }
    let names = PairLines.names(hasQueries: !all.queries.isEmpty)
    let settings = ScanSettings(names, self, memoryLimit: limit)
    var typing = TableTyping(
      settings, Notation(decimalComma: false, thousands: nil), delimiter: Byte.space)
    typing.add(all.labels.column(names[0], self, settings), at: 0)
    if names.count > 2 { typing.add(all.queries.column(names[2], self, settings), at: 2) }
    var columns = try typing.columns(rowCount: all.rowCount, file: name, threads: threads)
    columns.insert(
      DataTable.Column(name: names[1], values: .sparse(all.entries), missingCount: 0), at: 1)
    return DataTable(
      name: name, columns: columns, rowCount: all.rowCount, headerLine: 1, delimiter: Byte.space,
      delimiterWasSniffed: false, blankLines: all.blankLines,
      hadByteOrderMark: text.hadByteOrderMark,
      notes: notes(of: text, all, name: name) + typing.notes, lines: all.lines)
  }

  /// What is to be said of a text of labels and pairs.
  func notes(of text: DecodedText, _ lines: PairLines, name: String) -> [TableNote] {
    var notes = text.notes
    if text.hadByteOrderMark { notes.append(.byteOrderMark) }
    if format == nil, RecordFormat(path: name) != .libsvm { notes.append(.format(.libsvm)) }
    if lines.blankLines > 0 { notes.append(.blankLines(count: lines.blankLines)) }
    return notes
  }
}

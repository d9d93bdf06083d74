internal import CrossEntropyFiles

/// Cells, one after the other.
struct PlainRecords {
  enum Ending { case delimiter, line, file }

  let bytes: [UInt8]
  let delimiter: UInt8
  let name: String
  private let lineStarts: [Int]
  private(set) var position = 0
  private(set) var ending = Ending.line
  private let longest = 1 << 20

  init(_ bytes: [UInt8], _ delimiter: UInt8, name: String) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.name = name
    var starts = [0]
    for (index, byte) in bytes.enumerated() {
      let isPair = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
      if byte == 0x0A || (byte == 0x0D && !isPair) { starts.append(index + 1) }
    }
    lineStarts = starts
  }

  var isAtEnd: Bool { position == bytes.count }

  /// The line and the column of a byte, both counted from 1.
  func place(_ file: String, of offset: Int) -> FilePlace {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return FilePlace(file: file, line: low + 1, column: offset - lineStarts[low] + 1)
  }

  /// Moves to the next line with a cell and gives the number of lines on the way.
  mutating func skipBlankLines() -> Int {
    var skipped = 0
    while !isAtEnd {
      let end = endOfPadding(from: position)
      guard end - position <= longest, end == bytes.count || isLineEnd(end) else { break }
      position = afterLineEnd(end)
      skipped += 1
    }
    return skipped
  }

  /// Moves to a line and gives the number of blank lines and of others on the way.
  mutating func skipLines(before line: Int) -> (blank: Int, others: Int) {
    var counts = (blank: 0, others: 0)
    for index in 1..<max(1, line) where index < lineStarts.count {
      let isBlank = bytes[lineStarts[index - 1]..<lineStarts[index]].allSatisfy {
        " \t\r\n".utf8.contains($0)
      }
      if isBlank { counts.blank += 1 } else { counts.others += 1 }
      position = lineStarts[index]
    }
    if line == lineStarts.count + 1 { position = bytes.count }
    return counts
  }

  /// The lines from a place to the position, without their ends.
  func lines(from start: Int) -> [[UInt8]] {
    let starts = lineStarts.filter { $0 >= start && $0 < position }
    return starts.map { start in Array(bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }) }
  }

  /// Moves past a line if it is this one, perhaps after a byte order mark.
  mutating func skip(line: [UInt8]) -> Bool {
    let rest = bytes[position...]
    let own = Array(rest.prefix { $0 != 0x0A && $0 != 0x0D })
    guard own == line || own == [0xEF, 0xBB, 0xBF] + line else { return false }
    position = afterLineEnd(position + own.count)
    return true
  }

  mutating func cell() throws(TableError) -> PlainCell {
    let start = position
    let place = place(name, of: start)
    let contents = endOfPadding(from: start)
    if contents < bytes.count, bytes[contents] == UInt8(ascii: "\""), contents - start <= longest {
      return try quotedCell(from: start, contents + 1, place)
    }
    var end = start
    while end < bytes.count, !isStop(end) { end += 1 }
    let raw = bytes[start..<end]
    if raw.count > longest {
      throw TableError(
        raw.prefix(longest).contains(0) ? .nulByte(cell: nil) : .cellTooLong(limit: longest),
        at: place)
    }
    finish(at: end)
    return PlainCell(trimming: Array(raw), place, isPadding: isPadding)
  }

  private mutating func quotedCell(
    from start: Int, _ contents: Int, _ place: FilePlace
  ) throws(TableError) -> PlainCell {
    var text: [UInt8] = []
    var index = contents
    while true {
      if index - contents > longest {
        throw TableError(.quoteNotClosed(limit: longest), at: place)
      }
      if index == bytes.count { throw TableError(.quoteNotClosed(limit: nil), at: place) }
      if bytes[index] == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { break }
        index += 1
      }
      text.append(bytes[index])
      index += 1
    }
    let end = endOfPadding(from: index + 1)
    if end - (index + 1) > longest { throw TableError(.cellTooLong(limit: longest), at: place) }
    if end < bytes.count, !isStop(end) {
      var stop = end
      while stop < bytes.count, stop - end < 12, !isStop(stop) { stop += 1 }
      throw TableError(.textAfterQuote(Array(bytes[end..<stop])), at: place)
    }
    finish(at: end)
    var cell = PlainCell(trimming: text, place, isPadding: isPadding)
    if contents - 1 > start || end > index + 1 { cell.wasTrimmed = true }
    return cell
  }

  private mutating func finish(at end: Int) {
    if end == bytes.count {
      ending = .file
      position = end
    } else if bytes[end] == delimiter {
      ending = .delimiter
      position = end + 1
    } else {
      ending = .line
      position = afterLineEnd(end)
    }
  }

  private func afterLineEnd(_ index: Int) -> Int {
    if index == bytes.count { return index }
    let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
    return index + (isPair ? 2 : 1)
  }

  private func endOfPadding(from start: Int) -> Int {
    var index = start
    while index < bytes.count, isPadding(bytes[index]) { index += 1 }
    return index
  }

  private func isLineEnd(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }
  private func isStop(_ index: Int) -> Bool { bytes[index] == delimiter || isLineEnd(index) }
  private func isPadding(_ byte: UInt8) -> Bool {
    byte != delimiter && (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t"))
  }
}

/// The bytes of a cell, and where it starts.
struct PlainCell {
  var bytes: [UInt8]
  var place: FilePlace
  var wasTrimmed: Bool

  init(trimming raw: [UInt8], _ place: FilePlace, isPadding: (UInt8) -> Bool) {
    bytes = Array(raw.drop(while: isPadding))
    while let last = bytes.last, isPadding(last) { bytes.removeLast() }
    self.place = place
    wasTrimmed = bytes.count < raw.count
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// What is wrong with the cell as a text.
  var textError: TableError? {
    let start = Array(bytes.prefix(200))
    if bytes.contains(0) { return TableError(.nulByte(cell: start), at: place) }
    // A byte that is not UTF-8 comes back as three others.
    if text.utf8.elementsEqual(bytes) { return nil }
    return TableError(.notUTF8(cell: start, readings: []), at: place)
  }
}

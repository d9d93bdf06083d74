/// What stands before the header of a table, judged by its first lines.
///
/// Blank lines are not a part of it; whoever reads the header skips them.
struct Preamble {
  /// Where the header starts, or a blank line before it.
  var start: Int
  var line = 1
  /// The byte between cells: the one given, the one that `sep=` names, or the one that splits best.
  var delimiter: UInt8
  var notes: [TableNote] = []
  var blankLines = 0
  /// Whether the header has no name for the first column, which names the rows.
  var hasRowNames = false
  /// The cells of every row, if they are more than the header has.
  var cellsOfRows: Int?

  /// Nothing stands above a header that was made of something else.
  init() { (start, delimiter) = (0, Byte.comma) }

  /// - Parameters:
  ///   - sample: The first bytes.
  ///   - isWhole: Whether there are no more bytes.
  ///   - delimiter: The byte between cells, if it is known.
  init(_ sample: ArraySlice<UInt8>, isWhole: Bool, delimiter given: UInt8?) {
    start = sample.startIndex
    delimiter = given ?? Byte.comma
    var rest = sample
    let before = self
    if let line = lineAfterBlanks(&rest), let separator = separator(in: line) {
      skip(&rest, line)
      delimiter = given ?? separator
      notes.append(.separatorLine)
    } else {
      (self, rest) = (before, sample)
    }
    let known = given ?? (notes.isEmpty ? nil : delimiter)
    skipComments(&rest, isWhole, known)
    delimiter = known ?? sniffedDelimiter(rest, isWhole)
    if known == nil, isSpaced(rest, isWhole) { delimiter = Byte.space }
    judgeHeader(&rest, isWhole, known ?? (delimiter == Byte.space ? delimiter : nil))
  }

  // MARK: Lines

  /// The first line that is not blank; what stands before it is skipped.
  private mutating func lineAfterBlanks(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    while !rest.isEmpty {
      let line = firstLine(of: rest)
      if line.contains(where: { $0 != Byte.space && $0 != Byte.tab }) { return line }
      skip(&rest, line)
      blankLines += 1
    }
    return nil
  }

  private mutating func skip(_ rest: inout ArraySlice<UInt8>, _ line: ArraySlice<UInt8>) {
    rest = rest[line.endIndex...]
    if rest.starts(with: [Byte.carriageReturn, Byte.lineFeed]) {
      rest = rest.dropFirst(2)
    } else {
      rest = rest.dropFirst()
    }
    self.line += 1
    start = rest.startIndex
  }

  /// The character that a line such as `sep=;` names, as Excel writes and reads it.
  private func separator(in line: ArraySlice<UInt8>) -> UInt8? {
    let plain = line.filter { $0 != Byte.quote }
    guard plain.count == 5, let last = plain.last, canDelimit(last),
      String(decoding: plain.dropLast(), as: UTF8.self).lowercased() == "sep="
    else { return nil }
    return last
  }

  /// Whether the cells are separated by spaces as R writes them: names in quotes, which with any other
  /// delimiter would have more text behind them, or names without quotes above rows of two numbers or more.
  private func isSpaced(_ text: ArraySlice<UInt8>, _ isWhole: Bool) -> Bool {
    let text = text.drop { $0 <= Byte.space }
    guard firstRecords(text, isWhole: isWhole, delimiter: delimiter).first?.count == 1 else {
      return false
    }
    let records = firstRecords(text, isWhole: isWhole, delimiter: Byte.space)
    guard records.count > 1, let cells = cells(ofAllBelow: 0, in: records), cells > 1,
      (cells - 1...cells).contains(records[0].count)
    else { return false }
    return records[0].allSatisfy(\.isQuoted)
      || records[0].count > 1
        && records[0].allSatisfy { !$0.isEmpty && !$0.isNumber }
        && records.dropFirst().allSatisfy { $0.count { $0.isNumber || $0.isMissing } > 1 }
  }

  // MARK: Comments

  /// Skips lines that begin as comments do, unless the last of them is the header.
  private mutating func skipComments(
    _ rest: inout ArraySlice<UInt8>, _ isWhole: Bool, _ known: UInt8?
  ) {
    var count = 0
    while true {
      let (before, ahead) = (self, rest)
      guard let line = lineAfterBlanks(&rest), isComment(line) else {
        if count == 0 || rest.isEmpty { (self, rest) = (before, ahead) }
        break
      }
      let comment = rest
      skip(&rest, line)
      let following = rest.drop { $0 <= Byte.space }
      let goesOn = isComment(firstLine(of: following))
      if following.isEmpty || (!goesOn && isHeader(line, of: comment, isWhole, known)) {
        (self, rest) = (before, ahead)
        break
      }
      count += 1
    }
    if count > 0 { notes.append(.commentLines(count: count)) }
  }

  private func isComment(_ line: ArraySlice<UInt8>) -> Bool {
    let start = line.drop { $0 == Byte.space || $0 == Byte.tab }
    return start.first == UInt8(ascii: "#") || start.first == UInt8(ascii: "%")
      || start.starts(with: "//".utf8)
  }

  /// Whether a line that looks like a comment names as many columns as the lines below have, and the next of
  /// these is a row.
  private func isHeader(
    _ line: ArraySlice<UInt8>, of text: ArraySlice<UInt8>, _ isWhole: Bool, _ known: UInt8?
  ) -> Bool {
    let delimiter = known ?? sniffedDelimiter(text, isWhole)
    let records = firstRecords(text, isWhole: isWhole, delimiter: delimiter)
    guard records.count > 1, records[0].count == records[1].count else { return false }
    if records[1].contains(where: \.isNumber) { return true }
    if isHeader(1, of: records) { return false }
    // Without a number below, "#name" is one and "# a sentence" is none.
    return !line.drop { [UInt8(ascii: "#"), UInt8(ascii: "%")].contains($0) }.starts(with: [
      Byte.space
    ])
  }

  // MARK: Titles and row names

  private mutating func judgeHeader(
    _ rest: inout ArraySlice<UInt8>, _ isWhole: Bool, _ known: UInt8?
  ) {
    let usual = delimiter
    for delimiter in known.map({ [$0] }) ?? [usual, Byte.comma, Byte.semicolon, Byte.tab, Byte.bar]
    {
      let records = firstRecords(rest, isWhole: isWhole, delimiter: delimiter)
      guard let first = records.first else { return }
      // Another delimiter is tried only where the first line has none.
      if delimiter != usual, first.count > 1 { continue }
      if let titles = titles(in: records) {
        self.delimiter = delimiter
        let title = String(decoding: first.first { !$0.isEmpty }?.bytes ?? [], as: UTF8.self)
        notes.append(.titleLines(count: titles, title: excerpt(title)))
        for _ in 0..<titles {
          guard let line = lineAfterBlanks(&rest) else { return }
          skip(&rest, line)
        }
        return
      }
      guard records.count > 2, let cells = cells(ofAllBelow: 0, in: records), cells > first.count
      else {
        if first.count > 1 { return }
        continue
      }
      if cells == first.count + 1, areRowNames(records) {
        self.delimiter = delimiter
        hasRowNames = true
        return
      }
      if delimiter == usual { cellsOfRows = cells }
    }
  }

  /// How many lines above the header are titles, nil if none.
  private func titles(in records: [[FirstCell]]) -> Int? {
    for index in records.indices.prefix(10) {
      let record = records[index]
      guard record.count > 1, record.dropFirst().allSatisfy({ !$0.isEmpty }),
        cells(ofAllBelow: index, in: records) == record.count
      else { continue }
      if index == 0 { return nil }
      guard isHeader(index, of: records) else { continue }
      let areTitles = records[..<index].allSatisfy { title in
        let filled = title.count { !$0.isEmpty }
        let isPadded = title.count >= record.count && filled > 1
        return filled < record.count && !isPadded && title.allSatisfy { !$0.spansLines }
      }
      return areTitles ? index : nil
    }
    return nil
  }

  /// Whether a record names the columns below it: it holds no number, and in some column the others hold
  /// nothing else.
  private func isHeader(_ index: Int, of records: [[FirstCell]]) -> Bool {
    let below = records[(index + 1)...]
    guard !below.isEmpty, !records[index].contains(where: \.isNumber) else { return false }
    return records[index].indices.contains { column in
      let cells = below.compactMap { column < $0.count ? $0[column] : nil }
        .filter { !$0.isEmpty && !$0.isMissing }
      return !cells.isEmpty && cells.allSatisfy(\.isNumber)
    }
  }

  /// How many cells all records below one have; nil if there are none, or they differ.
  private func cells(ofAllBelow index: Int, in records: [[FirstCell]]) -> Int? {
    guard let first = records.dropFirst(index + 1).first?.count else { return nil }
    return records.dropFirst(index + 1).allSatisfy { $0.count == first } ? first : nil
  }

  /// Whether the rows begin with names as R writes them: each another one, all of them texts, or numbers
  /// that count the rows.
  private func areRowNames(_ records: [[FirstCell]]) -> Bool {
    let rows = records.dropFirst()
    guard records[0].allSatisfy({ !$0.isEmpty && !$0.isNumber }),
      // Not a spare delimiter at the end of every row, nor a sentence with a comma in it.
      !rows.allSatisfy({ $0.last?.isEmpty ?? true }), !rows.allSatisfy({ $0[1].isPadded })
    else { return false }
    let names = rows.compactMap(\.first)
    guard names.allSatisfy({ !$0.isEmpty }), Set(names.map(\.bytes)).count == names.count else {
      return false
    }
    let numbers = names.compactMap { Int(String(decoding: $0.bytes, as: UTF8.self)) }
    if numbers.isEmpty {
      return names.allSatisfy { !$0.isNumber }
        && (records[0].count > 1 || names.allSatisfy(\.isQuoted))
    }
    return numbers.count == names.count
      && zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 }
  }
}

/// A cell among the first lines.
struct FirstCell {
  var bytes: [UInt8] = []
  var isQuoted = false
  var isPadded = false
  var spansLines = false

  var isEmpty: Bool { bytes.isEmpty }

  /// Digits, and no letters but those of an exponent.
  var isNumber: Bool {
    guard bytes.contains(where: { (48...57).contains($0) }) else { return false }
    return parseNumber(bytes.span, mark: Byte.point) != .text
      || !bytes.contains { isLetter($0) || ($0 >= 0xC3 && $0 != 0xE2) }
  }

  var isMissing: Bool {
    TableReader.defaultMissingTokens.contains(String(decoding: bytes, as: UTF8.self))
      || bytes == [Byte.point]
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}

private func sniffedDelimiter(_ text: ArraySlice<UInt8>, _ isWhole: Bool) -> UInt8 {
  sniffDelimiter(text.span, isWhole: isWhole)
}

/// The bytes up to the end of a line.
private func firstLine(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  text.prefix { $0 != Byte.lineFeed && $0 != Byte.carriageReturn }
}

/// The first records that are not blank, without one that the sample cuts.
private func firstRecords(
  _ text: ArraySlice<UInt8>, isWhole: Bool, delimiter: UInt8
) -> [[FirstCell]] {
  var records: [[FirstCell]] = []
  var record: [FirstCell] = []
  var cell = FirstCell()
  var index = text.startIndex
  func isPadding(_ byte: UInt8) -> Bool {
    byte != delimiter && (byte == Byte.space || byte == Byte.tab)
  }
  func endCell() {
    while let last = cell.bytes.last, isPadding(last) { cell.bytes.removeLast() }
    record.append(cell)
    cell = FirstCell()
  }
  func endRecord() {
    endCell()
    if record.count > 1 || !record[0].isEmpty { records.append(record) }
    record = []
  }
  while index < text.endIndex, records.count < 100 {
    let byte = text[index]
    index += 1
    if byte == Byte.quote, cell.bytes.isEmpty, !cell.isQuoted {
      cell.isQuoted = true
      let end = endOfQuotes(text.span, from: index - text.startIndex) + text.startIndex
      let contents = text[index..<max(index, end - 1)]
      cell.bytes = Array(contents.drop(while: isPadding))
      cell.spansLines = contents.contains { $0 == Byte.lineFeed || $0 == Byte.carriageReturn }
      index = end
    } else if byte == delimiter {
      endCell()
    } else if byte == Byte.lineFeed || byte == Byte.carriageReturn {
      endRecord()
    } else if !cell.bytes.isEmpty || !isPadding(byte) {
      cell.bytes.append(byte)
    } else {
      cell.isPadded = true
    }
  }
  if isWhole, index == text.endIndex, !record.isEmpty || !cell.isEmpty { endRecord() }
  return records
}

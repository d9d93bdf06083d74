public import CrossEntropyFiles

/// What the reader and the plain reader make of the same bytes that is not the same, or nil.
///
/// Where the reader guesses the delimiter, or what stands above the header and below the rows, the plain
/// reader takes its guess.
public func disagreement(on bytes: [UInt8], _ reader: TableReader) -> String? {
  let name = "t.csv"
  var reader = reader
  reader.format = .csv
  // What the system decodes is compared elsewhere.
  if reader.encoding != nil || bytes.starts(with: [0x1F, 0x8B]) { return nil }
  func plain(
    _ delimiter: UInt8, _ change: (inout PlainTableReader) -> Void = { _ in }
  ) -> PlainTable {
    var plain = PlainTableReader(
      delimiter: delimiter, decimalComma: reader.decimalComma, thousands: reader.thousands,
      missingTokens: reader.missingTokens, textColumns: reader.textColumns)
    change(&plain)
    return plain.read(bytes, name: name)
  }
  let table: DataTable
  do throws(TableError) {
    table = try reader.read(bytes: bytes, name: name)
  } catch {
    let delimiters = reader.delimiter.map { [$0] } ?? Array(",;\t| ".utf8)
    if isOfDecoding(error.fault) { return nil }
    var errors: [TableError] = []
    // The reader may have found a header below the first line, or totals in the last row.
    for line in [nil] + (2..<12).map(Optional.init) {
      errors = delimiters.flatMap { delimiter in
        [(false, false), (true, false), (false, true), (true, true)].flatMap { names, totals in
          plain(delimiter) {
            ($0.headerLine, $0.hasRowNames, $0.leavesLastRowOut) = (line, names, totals)
          }.errors
        }
      }
      if errors.contains(where: { isAlike($0, error) }) { return nil }
    }
    return "\(error), and the plain reader: \(errors)"
  }
  let expected = plain(table.delimiter) { plain in
    for note in table.notes {
      switch note {
      case .commentLines, .titleLines, .separatorLine: plain.headerLine = table.headerLine
      case .rowNames: plain.hasRowNames = true
      case .totalsLeftOut: plain.leavesLastRowOut = true
      default: break
      }
    }
  }
  if let error = expected.errors.first { return "a table, and the plain reader: \(error)" }

  var linesAbove = 0
  let notes = table.notes.filter { note in
    switch note {
    case .commentLines(let count), .titleLines(let count, _): linesAbove += count
    case .separatorLine: linesAbove += 1
    case .totalsLeftOut(let line): return line != expected.totalsLine
    case .delimiter, .encoding, .validUTF8, .markOverrules, .totalsKept: break
    default: return true
    }
    return false
  }
  if linesAbove != expected.linesAbove {
    return "\(linesAbove) lines above the header, not \(expected.linesAbove)"
  }
  if notes != expected.notes { return "notes \(notes), not \(expected.notes)" }
  if table.blankLines != expected.blankLines {
    return "\(table.blankLines) blank lines, not \(expected.blankLines)"
  }
  if table.rowCount != expected.rowLines.count {
    return "\(table.rowCount) rows, not \(expected.rowLines.count)"
  }
  if table.headerLine != expected.headerLine {
    return "the header in line \(table.headerLine), not \(expected.headerLine)"
  }
  for (row, line) in expected.rowLines.enumerated() where table.line(ofRow: row) != line {
    return "row \(row) in line \(table.line(ofRow: row)), not \(line)"
  }
  if table.columns.count != expected.columns.count {
    return "\(table.columns.count) columns, not \(expected.columns.count)"
  }
  for (column, other) in zip(table.columns, expected.columns) {
    if let difference = difference(column, other) {
      return "column '\(column.name)': \(difference)"
    }
  }
  return nil
}

/// Whether an error is of bytes that are decoded, or of a kind of file, which the plain reader does not know.
private func isOfDecoding(_ fault: TableFault) -> Bool {
  switch fault {
  case .notInEncoding, .isUTF8, .notATextFile(.json), .notATextFile(.jsonl), .notATextFile(.html),
    .notATextFile(.arff), .notATextFile(.xml):
    true
  default: false
  }
}

/// Whether two errors are the same, but for what only the reader says.
private func isAlike(_ plain: TableError, _ error: TableError) -> Bool {
  switch (plain.fault, error.fault) {
  case (.notUTF8(let cell, _), .notUTF8(let other, _)): cell == other && plain.place == error.place
  // What else is wrong with the rows is found later.
  case (_, .headerTooShort): true
  default: plain == error
  }
}

private func difference(_ column: DataTable.Column, _ expected: DataTable.Column) -> String? {
  if column.name != expected.name { return "not '\(expected.name)'" }
  if column.notes != expected.notes { return "\(column.notes), not \(expected.notes)" }
  if column.offset != expected.offset { return "offset \(column.offset)" }
  if column.missingCount != expected.missingCount {
    return "\(column.missingCount) missing cells, not \(expected.missingCount)"
  }
  if column.isInteger != expected.isInteger { return "isInteger \(column.isInteger)" }
  switch (column.values, expected.values) {
  case (.numbers(let values), .numbers(let others)):
    if values.count != others.count { return "\(values.count) cells" }
    for (row, (value, other)) in zip(values, others).enumerated() {
      // The plain reader's differences from an offset have 38 digits and are rounded twice.
      let isSame =
        value.bitPattern == other.bitPattern || (value.isNaN && other.isNaN)
        || (column.offset != 0
          && abs(value - other) <= max(2 * max(value.ulp, other.ulp), abs(column.offset) * 1e-37))
      if !isSame { return "\(value) in row \(row), not \(other)" }
    }
  case (.categories(let codes, let levels), .categories(let otherCodes, let otherLevels)):
    if levels != otherLevels { return "levels \(levels), not \(otherLevels)" }
    if codes != otherCodes { return "other codes" }
  default: return "another type"
  }
  return nil
}

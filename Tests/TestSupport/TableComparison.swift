public import CrossEntropyFiles

/// What the reader and the plain reader make of the same bytes that is not the same, or nil.
///
/// Where the reader guesses the delimiter, the plain reader takes its guess.
public func disagreement(on bytes: [UInt8], _ reader: TableReader) -> String? {
  let name = "t.csv"
  func plain(_ delimiter: UInt8) -> PlainTable {
    PlainTableReader(
      delimiter: delimiter, decimalComma: reader.decimalComma, thousands: reader.thousands,
      missingTokens: reader.missingTokens, textColumns: reader.textColumns
    ).read(bytes, name: name)
  }
  let table: Table
  do throws(TableError) {
    table = try reader.read(bytes: bytes, name: name)
  } catch {
    let delimiters = reader.delimiter.map { [$0] } ?? Array(",;\t|".utf8)
    let errors = delimiters.flatMap { plain($0).errors }
    return errors.contains(error) ? nil : "\(error), and the plain reader: \(errors)"
  }
  let expected = plain(table.delimiter)
  if let error = expected.errors.first { return "a table, and the plain reader: \(error)" }

  let notes = table.notes.filter { note in
    if case .delimiter = note { return false }
    return true
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

private func difference(_ column: Column, _ expected: Column) -> String? {
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
      // A difference from an offset may be rounded twice.
      let isSame =
        value.bitPattern == other.bitPattern || (value.isNaN && other.isNaN)
        || (column.offset != 0 && abs(value - other) <= 2 * max(value.ulp, other.ulp))
      if !isSame { return "\(value) in row \(row), not \(other)" }
    }
  case (.categories(let codes, let levels), .categories(let otherCodes, let otherLevels)):
    if levels != otherLevels { return "levels \(levels), not \(otherLevels)" }
    if codes != otherCodes { return "other codes" }
  default: return "another type"
  }
  return nil
}

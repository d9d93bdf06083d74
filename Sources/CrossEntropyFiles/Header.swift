/// The most columns a table may have.
private let mostColumns = 100_000

/// The names of the columns, as the first line that is not blank gives them.
struct Header {
  var names: [String] = []
  /// Trailing fields without a name, which spare delimiters at the end of every line leave behind.
  var unnamed: [Int: CellPlace] = [:]
  var blankLines = 0
  var notes: [String] = []

  init(_ reader: inout CellReader) throws(TableError) {
    while reader.position < reader.end, let next = reader.endOfBlankLine(reader.position) {
      reader.position = next
      reader.line += 1
      reader.lineStart = next
      blankLines += 1
    }
    guard reader.position < reader.end else {
      throw TableError(
        .badData, file: reader.name,
        message: "the file holds blank lines only; it needs a header and at least one row")
    }
    var places: [CellPlace] = []
    var wasTrimmed = false
    repeat {
      guard names.count < mostColumns else {
        throw TableError(
          .badData, file: reader.name, line: reader.line,
          message: "the header names more than 100000 columns; check the delimiter, "
            + "or take fewer columns")
      }
      let start = reader.position
      let cell = try reader.next()
      try checkText(cell.bytes, reader)
      names.append(String(decoding: cell.bytes, as: UTF8.self))
      places.append(CellPlace(line: reader.cellLine, column: reader.cellColumn, text: ""))
      let isBare = cell.start == start || (cell.start == start + 1 && start[0] == Byte.quote)
      let contentsEnd = cell.start + cell.count
      let endsAtOnce =
        cell.isCopy || contentsEnd == reader.end || !isSpace(contentsEnd.pointee, reader.delimiter)
      if cell.count > 0, !(isBare || cell.isCopy) || !endsAtOnce { wasTrimmed = true }
    } while reader.ending == .delimiter

    if wasTrimmed { notes.append("spaces around the names in the header were removed") }
    try nameTheUnnamed(places, reader)
    try checkDuplicates(places, reader)
  }

  /// A first column without a name gets one; last columns without a name are to be left out.
  private mutating func nameTheUnnamed(
    _ places: [CellPlace], _ reader: borrowing CellReader
  ) throws(TableError) {
    if names[0].isEmpty {
      names[0] = "column 1"
      notes.append("the first column has no name in the header and is called 'column 1'")
    }
    var last = names.count - 1
    while last > 0, names[last].isEmpty {
      unnamed[last] = places[last]
      last -= 1
    }
    if !unnamed.isEmpty {
      let columns = count(unnamed.count, "empty column")
      notes.append("\(columns) without a name at the end of the rows \(verb) left out")
    }
    for index in 0...last where names[index].isEmpty {
      throw TableError(
        .badData, file: reader.name, line: places[index].line, column: places[index].column,
        message: "field \(index + 1) of the header has no name; give the column a name")
    }
  }

  private var verb: String { unnamed.count == 1 ? "was" : "were" }

  private func checkDuplicates(
    _ places: [CellPlace], _ reader: borrowing CellReader
  ) throws(TableError) {
    var seen: [String: Int] = [:]
    for (index, name) in names.enumerated() where !name.isEmpty {
      guard let first = seen.updateValue(index, forKey: name) else { continue }
      throw TableError(
        .badData, file: reader.name, line: places[index].line, column: places[index].column,
        message: "fields \(first + 1) and \(index + 1) of the header are both named "
          + "\(quoted(name)); rename one")
    }
  }
}

private func isSpace(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
  byte == Byte.space || (byte == Byte.tab && delimiter != Byte.tab)
}

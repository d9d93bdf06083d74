/// The most columns a table may have.
let mostColumns = 100_000

/// What the column is called for which R writes no name.
private let nameOfRowNames = "row names"

/// The names of the columns, from the first line that is not blank.
struct Header {
  var names: [String] = []
  /// What they take, each once as it is read and once in the table.
  var nameBytes = 0
  /// Trailing fields without a name, which spare delimiters at the end of every line leave behind.
  var unnamed: [Int: CellPlace] = [:]
  var blankLines = 0
  /// Where it starts.
  var line = 1
  /// Where its bytes stand in the table, without the end of its last line.
  private(set) var range = 0..<0
  var notes: [TableNote] = []

  init(
    _ reader: inout CellReader, _ preamble: Preamble, memoryLimit: Int
  ) throws(TableError) {
    while !reader.isAtEnd, try reader.skipBlankLine() { blankLines += 1 }
    guard !reader.isAtEnd else {
      throw TableError(.noRows(.blankLinesOnly), file: reader.name)
    }
    line = reader.line
    let start = reader.offset
    var places: [CellPlace] = []
    var wasTrimmed = false
    repeat {
      guard names.count < mostColumns else {
        throw TableError(
          .tooManyColumns(limit: mostColumns), file: reader.name, line: line)
      }
      let cell = try reader.next()
      nameBytes += 2 * cell.range.count
      guard nameBytes <= memoryLimit else {
        // The rest of the file may be names too.
        throw TableError(
          .tooLarge(bytes: 2 * reader.window.tableCount, limit: memoryLimit, line: reader.line),
          file: reader.name)
      }
      try checkText(cell, reader)
      names.append(String(decoding: reader.bytes(of: cell).array, as: UTF8.self))
      places.append(reader.cellPlace)
      if cell.wasTrimmed, !cell.isEmpty { wasTrimmed = true }
    } while reader.ending == .delimiter
    range = start..<reader.lastEnd

    if preamble.hasRowNames {
      names.insert(nameOfRowNames, at: 0)
      places.insert(CellPlace(line: line, column: 1), at: 0)
      notes.append(.rowNames(name: nameOfRowNames))
    } else if let cells = preamble.cellsOfRows, cells > names.count {
      throw TableError(
        .headerTooShort(names: names.count, cells: cells), file: reader.name, line: line)
    }
    if wasTrimmed { notes.append(.trimmedNames) }
    try nameTheUnnamed(places, reader)
    try checkDuplicates(places, reader)
  }

  /// A first column without a name gets one; last columns without a name are left out.
  private mutating func nameTheUnnamed(
    _ places: [CellPlace], _ reader: borrowing CellReader
  ) throws(TableError) {
    if names[0].isEmpty {
      names[0] = "column 1"
      notes.append(.namedFirstColumn(name: names[0]))
    }
    var last = names.count - 1
    while last > 0, names[last].isEmpty {
      unnamed[last] = places[last]
      last -= 1
    }
    if !unnamed.isEmpty { notes.append(.emptyColumns(count: unnamed.count)) }
    for index in 0...last where names[index].isEmpty {
      throw TableError(.unnamedColumn(field: index + 1), at: places[index].inFile(reader.name))
    }
  }

  private func checkDuplicates(
    _ places: [CellPlace], _ reader: borrowing CellReader
  ) throws(TableError) {
    var seen: [String: Int] = [:]
    for (index, name) in names.enumerated() where !name.isEmpty {
      guard let first = seen.updateValue(index, forKey: name) else { continue }
      throw TableError(
        .duplicateName(name, firstField: first + 1, field: index + 1),
        at: places[index].inFile(reader.name))
    }
  }
}

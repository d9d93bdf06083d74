// From rows to columns: a sample for the types, all rows, and once more what those did not settle.

/// Where the rows begin.
struct Body {
  var start: Int
  var line: Int
}

/// What the rows of a file gave.
struct Rows {
  var columns: [DataTable.Column]
  var rowCount: Int
  var blankLines: Int
  var repeatedHeaders: (count: Int, line: Int)
  var lines: LineIndex
  /// The line after the last row.
  var endLine: Int
  var notes: [TableNote]
}

extension TableReader {
  func readRows(
    _ reader: inout CellReader, _ body: Body, _ settings: ScanSettings, _ notation: Notation
  ) throws(TableError) -> Rows {
    var settings = settings
    var sample = try Sample(&reader, body, settings, textColumns)
    // Which mark the fast way reads decides nothing but the speed.
    if notation.mark == nil, reader.delimiter != Byte.comma, sample.hasDecimalCommas {
      settings.mark = Byte.comma
      settings.marks = MissingMarks(missingTokens, mark: Byte.comma)
      sample = try Sample(&reader, body, settings, textColumns)
    }
    var first = try scan(
      &reader, body, settings, sample.roles, rows: sample.rowCount(of: reader, body) + 16)

    var typing = TableTyping(settings, notation, delimiter: reader.delimiter)
    let held = first.bytes
    for (column, role) in sample.roles.enumerated() {
      switch role {
      case .text, .verbatim: typing.add(first.takeTexts(column, notation), at: column)
      case .numbers: typing.addNumbers(&first, column)
      case .skipped, .empty, .differences: break
      }
    }
    if typing.needsMore {
      var second = try scan(
        &reader, body, typing.settings, typing.roles, held: held, rows: first.rowCount)
      guard second.rowCount == first.rowCount else {
        throw TableError(.changed, file: reader.name)
      }
      typing.addMore(&second)
    }
    let columns = try typing.columns(rowCount: first.rowCount, file: reader.name, threads: threads)
    return Rows(
      columns: columns, rowCount: first.rowCount, blankLines: first.blankLines,
      repeatedHeaders: first.repeatedHeaders, lines: first.lines, endLine: first.endLine,
      notes: typing.notes)
  }

  /// One pass over all rows, on several threads where there are many.
  private func scan(
    _ reader: inout CellReader, _ body: Body, _ settings: ScanSettings, _ roles: [Role],
    held: Int = 0, rows: Int
  ) throws(TableError) -> TableScan {
    func scan(_ rows: Int) -> TableScan {
      var scan = TableScan(settings: settings, roles: roles, held: held, isSample: false)
      scan.reserve(rows: rows)
      return scan
    }
    if let parts = Parts(
      reader, body, threads: threads, least: leastPart, windowSize: windowSize,
      memory: settings.memoryLimit - held - settings.nameBytes, rows: rows, scan: scan),
      let joined = parts.read()
    {
      return joined
    }
    var whole = scan(rows)
    try reader.move(to: body.start, line: body.line)
    try whole.run(&reader)
    return whole
  }
}

/// What the first rows say.
private struct Sample {
  /// What the first pass is to do.
  var roles: [Role]
  /// Whether more columns have a decimal comma than a decimal point.
  var hasDecimalCommas = false
  private var rows = 0
  private var bytes = 0

  init(
    _ reader: inout CellReader, _ body: Body, _ settings: ScanSettings,
    _ textColumns: Set<String>
  ) throws(TableError) {
    roles = settings.names.indices.map { column -> Role in
      if settings.unnamed[column] != nil { return .empty }
      let name = settings.names[column]
      if textColumns.contains(name) { return .verbatim }
      return settings.levelColumns.contains(name) || settings.holdsQuotedNumbers(name)
        ? .text : .numbers
    }
    var scan = TableScan(settings: settings, roles: roles, isSample: true)
    try reader.move(to: body.start, line: body.line)
    try scan.run(&reader, rowLimit: sampleRows)
    guard scan.rowCount > 0 else {
      throw TableError(.noRows(.headerOnly), file: reader.name)
    }
    rows = scan.rowCount
    bytes = max(1, reader.offset - body.start)
    var (points, commas) = (0, 0)
    for column in roles.indices where roles[column] == .numbers {
      if !scan.forms[column].isWhole { points += 1 }
      if scan.hasDecimalComma(column) { commas += 1 }
      let others = scan.others[column]
      if others > 0, !isMostlyNumbers(scan.numberCount(column), others: others) {
        roles[column] = .text
      }
    }
    hasDecimalCommas = commas > points
  }

  /// About how many rows there are.
  func rowCount(of reader: borrowing CellReader, _ body: Body) -> Int {
    Int(Double(rows) * Double(reader.window.tableCount - body.start) / Double(bytes) * 1.02)
  }
}

extension TableScan {
  fileprivate func hasDecimalComma(_ column: Int) -> Bool {
    levels[column].levels.indices.contains { code in
      let text = Array(levels[column].text(of: code).utf8)
      return text.contains(Byte.comma) && parseNumber(text.span, mark: Byte.comma) != .text
    }
  }
}

/// The number of rows read before the types of the columns are guessed.
private let sampleRows = 200

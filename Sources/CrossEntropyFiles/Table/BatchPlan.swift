/// What is read of every row of a table whose columns are known from another one.
struct BatchPlan: @unchecked Sendable {
  let name: String
  let delimiter: UInt8
  let windowSize: Int
  let file: FileBytes
  let settings: ScanSettings
  let roles: [Role]
  /// The columns of numbers, and where they stand in the file.
  let numbers: [(known: KnownNumbers, column: Int, mark: UInt8?)]
  /// Where the columns of texts stand in the file.
  let texts: [Int]
  let keepsLines: Bool
  /// Where rows are objects of JSON, their keys.
  private let keys: [[UInt8]]
  private let notation: Notation
  /// The decimal mark where nothing says it.
  private let usualMark: UInt8
  private let other: String
  private let headerLine: Int

  init(
    _ opened: OpenedTable, _ reader: TableReader, _ known: [KnownNumbers], at places: [Int],
    texts: [Int], as other: String, keepsLines: Bool
  ) {
    name = opened.name
    delimiter = opened.preamble.delimiter
    windowSize = reader.windowSize
    file = opened.rows
    keys = opened.keys
    notation = opened.notation
    self.other = other
    self.texts = texts
    self.keepsLines = keepsLines
    headerLine = opened.header.line
    // A column without a mark of its own is read as all others are.
    let marks = Set(known.compactMap(\.writing.mark))
    let common = marks.count == 1 ? marks.first : nil
    let own = notation.mark
    numbers = zip(known, places).map { ($0, $1, own ?? $0.writing.mark ?? common) }
    let commas = numbers.count { $0.mark == Byte.comma }
    usualMark =
      own ?? common ?? (opened.preamble.delimiter == Byte.semicolon ? Byte.comma : Byte.point)
    var settings = opened.settings
    let mark = 2 * commas > numbers.count ? Byte.comma : commas > 0 ? Byte.point : usualMark
    if settings.mark != mark {
      settings.mark = mark
      settings.marks = MissingMarks(reader.missingTokens, mark: mark)
    }
    var roles = settings.names.indices.map { column -> Role in
      settings.unnamed[column] != nil ? .empty : .skipped
    }
    for (known, column, own) in numbers {
      let isPlain =
        known.offset == 0 && known.writing.isPlain && own ?? usualMark == mark
      roles[column] = isPlain ? .numbers : .text
    }
    for column in texts { roles[column] = .text }
    (self.settings, self.roles) = (settings, roles)
  }

  /// The cells of the rows that begin before an offset, where they begin and end, and, where they were made of
  /// the file's, where its next row begins.
  func cells(
    from start: Body, upTo end: Int
  ) throws(TableError) -> (cells: FileBytes, start: Int, next: Body?, end: Int) {
    guard !keys.isEmpty else { return (file, start.start, nil, end) }
    // What is read was not nested when all lines were checked.
    let lines = JSONLines(
      file, name: name, from: start, keys: keys, hasHeader: false, mayNest: { _ in true })
    let cells = FileBytes(try lines.rows(upTo: end))
    cells.countsLinesInCells = false
    return (cells, 0, Body(start: lines.offset, line: lines.line), .max)
  }

  /// What a text is in a column of numbers.
  enum Reading {
    case missing
    case number(Double)
    case infinite
    case odd
  }

  func read(_ text: String, number index: Int) -> Reading {
    if settings.marks.containsAmongNumbers(text) { return .missing }
    let (known, _, mark) = numbers[index]
    if let order = known.writing.dateOrder {
      return DateText(text)?.days(order).map { .number($0 - known.offset) } ?? .odd
    }
    var notation = notation
    notation.mark = mark
    guard let number = NumberText(text, notation) else { return .odd }
    // Where nothing says what the mark is, the one with which this is a number.
    let first = mark ?? usualMark
    let second = first == Byte.comma ? Byte.point : Byte.comma
    guard let used = [first, second].first(where: { number.reading($0) != nil }),
      let value = number.reading(used)?.value
    else { return .odd }
    guard value.isFinite else { return known.mayBeInfinite ? .number(value) : .infinite }
    guard known.offset != 0 else { return .number(value) }
    if let cell = NumberText.plainCell(text, notation, mark: used),
      CellForm(cell.span, mark: used).contains(.long)
    {
      return .number(difference(cell.span, from: Int64(known.offset), mark: used))
    }
    return .number(value - known.offset)
  }

  /// That a column is none of numbers, by its first cell that is none.
  func error(_ index: Int, _ cell: OddCells.Cell) -> TableError {
    let known = numbers[index].known
    let text = excerpt(cell.text)
    let fault: TableFault
    if known.writing.dateOrder != nil || DateText(cell.text) != nil {
      fault = .notDatesAsIn(other, column: known.name, cell: text, order: known.writing.dateOrder)
    } else if let mark = numbers[index].mark, isNumber(cell.text, mark: mark) {
      fault = .otherDecimalMark(
        other, column: known.name, cell: text, mark: mark == Byte.comma ? .comma : .point)
    } else {
      fault = .notNumbersAsIn(other, column: known.name, cell: text)
    }
    return TableError(fault, file: name, line: cell.line)
  }

  /// Whether a text is a number with the other decimal mark than this.
  private func isNumber(_ text: String, mark: UInt8) -> Bool {
    var notation = notation
    notation.mark = mark == Byte.comma ? Byte.point : Byte.comma
    return NumberText(text, notation) != nil
  }
}

extension Writing {
  /// Whether its cells are digits, marks and exponents alone.
  fileprivate var isPlain: Bool { dateOrder == nil && units.allSatisfy { $0.unit.isEmpty } }
}

internal import CrossEntropy

/// The columns of a table on the way from what the passes found to their types.
///
/// Each column's own cells decide first; where they leave two readings, the others do.
struct TableTyping {
  /// What is to be done in another pass, where ``needsMore``.
  private(set) var roles: [Role]
  private(set) var settings: ScanSettings
  /// What is to be said of the table, once there are columns.
  private(set) var notes: [TableNote] = []
  private let notation: Notation
  private let delimiter: UInt8
  private var found: [Int: Found] = [:]

  /// What a pass found in a column.
  private enum Found {
    case texts(TextColumn)
    case numbers(PlainNumbers)
  }

  init(_ settings: ScanSettings, _ notation: Notation, delimiter: UInt8) {
    self.settings = settings
    self.notation = notation
    self.delimiter = delimiter
    roles = Array(repeating: .skipped, count: settings.names.count)
  }

  var needsMore: Bool { roles.contains { $0 != .skipped } }

  mutating func add(_ column: TextColumn, at index: Int) { found[index] = .texts(column) }

  mutating func add(_ column: PlainNumbers, at index: Int) { found[index] = .numbers(column) }

  /// Takes a column that the first pass read as numbers, or asks for another pass.
  mutating func addNumbers(_ scan: inout TableScan, _ column: Int) {
    guard !scan.needsTexts(column, notation) else {
      roles[column] = .text
      return
    }
    let plain = scan.takePlainNumbers(column, notation)
    if let offset = plain.offset, offset.needsCells {
      roles[column] = .differences
      settings.offsets[column] = Int64(offset.value)
    }
    found[column] = .numbers(plain)
  }

  /// Takes what the pass found that was asked for.
  mutating func addMore(_ scan: inout TableScan) {
    for column in roles.indices {
      switch roles[column] {
      case .text: add(scan.takeTexts(column, notation), at: column)
      case .differences:
        guard case .numbers(var plain) = found[column] else { continue }
        plain.takeDifferences(scan.takeNumbers(column))
        found[column] = .numbers(plain)
      default: break
      }
    }
  }

  /// The columns with their types; throws where a number is infinite.
  mutating func columns(
    rowCount: Int, file: String, threads: Int
  ) throws(TableError) -> [DataTable.Column] {
    let (mark, isSure) = fileMark
    var columns: [DataTable.Column] = []
    /// By column the final codes of its texts.
    var newCodes: [Int: [Int32]] = [:]
    var infinite: [(name: String, place: CellPlace, cell: String)] = []
    var missing: [String: Int] = [:]
    var namesByMark: [UInt8: [String]] = [:]
    for (index, name) in settings.names.enumerated() {
      // Taken out, so that its cells are changed in place.
      switch found.removeValue(forKey: index) {
      case nil: continue
      case .numbers(let plain):
        if let (place, cell) = plain.infinite { infinite.append((name, place, cell)) }
        let (column, ownMark) = plain.column(name, fileMark: mark, isSure: isSure)
        if let ownMark { namesByMark[ownMark, default: []].append(name) }
        columns.append(column)
      case .texts(var texts):
        let typed = texts.numbers.decide(
          mark, isSure: isSure, settings.writings[name]?.dateOrder)
        var decision = texts.use == .names ? nil : typed
        if texts.use == .texts {
          if texts.numbers.writing.dateOrder == nil {
            let first = settings.quotedNumbers[name]
            decision = .categories(
              note: first.map { .unreadNumber(line: $0.line, cell: $0.cell, form: .quoted) })
          }
          texts.use = .typed
        }
        if case .numbers(let values, _, let ownMark, _)? = decision {
          if texts.use == .typed, let (place, cell) = texts.numbers.infinite(values) {
            infinite.append((name, place, cell))
          }
          if let ownMark { namesByMark[ownMark, default: []].append(name) }
        }
        let isForced: Bool
        switch typed {
        case .numbers: isForced = texts.use == .names || texts.numbers.neededForce
        case .categories: isForced = false
        }
        var column = texts.column(name, decision, settings.marks, notation, fileMark: mark)
        column.column.isForced = isForced
        newCodes[columns.count] = column.newCodes
        columns.append(column.column)
      }
    }
    let isLarge = rowCount * newCodes.count > 1 << 18
    parallelUpdate(&columns, threads: isLarge ? threads : 1) { [newCodes] index, column in
      if let newCodes = newCodes[index] { column.recode(newCodes) }
    }
    for mark in columns.flatMap(\.missingMarks) { missing[mark.text, default: 0] += mark.cells }
    if let first = infinite.min(by: { $0.place < $1.place }) {
      throw TableError(
        .infiniteNumber(column: first.name, cell: first.cell), at: first.place.inFile(file))
    }
    if notation.mark == nil, let names = namesByMark[Byte.comma] {
      notes.append(.decimalComma(columns: namesByMark[Byte.point] == nil ? [] : names))
    }
    if !missing.isEmpty {
      notes.append(
        .missingMarks(MissingMark.sorted(missing)))
    }
    return columns
  }

  /// The decimal mark of columns whose cells do not say it, and whether something else does.
  private var fileMark: (mark: UInt8, isSure: Bool) {
    if let mark = notation.mark { return (mark, true) }
    var (points, commas) = (0, 0)
    for column in found.values {
      let own: UInt8?
      switch column {
      case .texts(let texts): own = texts.use == .names ? nil : texts.numbers.ownMark
      case .numbers(let plain): own = plain.reading == .decimals ? settings.mark : nil
      }
      if own == Byte.point { points += 1 }
      if own == Byte.comma { commas += 1 }
    }
    if points != commas { return (points > commas ? Byte.point : Byte.comma, true) }
    return (delimiter == Byte.semicolon ? Byte.comma : Byte.point, false)
  }
}

extension TextColumn {
  /// The texts that made cells missing.
  fileprivate func missingMarks(
    _ decision: ColumnDecision?, _ marks: MissingMarks
  ) -> [MissingMark] {
    guard let decision else { return [] }
    return column.texts.indices.compactMap { index in
      let text = column.texts[index]
      let isMark =
        if case .numbers = decision { marks.containsAmongNumbers(text) } else {
          marks.contains(text)
        }
      return isMark ? MissingMark(text: text, cells: column.cells[index]) : nil
    }
  }

  /// The column with its type, and the final codes of its texts, if those are levels: its cells still have
  /// the codes in the order of appearance.
  fileprivate consuming func column(
    _ name: String, _ decision: ColumnDecision?, _ marks: MissingMarks, _ notation: Notation,
    fileMark: UInt8
  ) -> (column: DataTable.Column, newCodes: [Int32]?) {
    let missingMarks = missingMarks(decision, marks)
    if use == .typed, case .numbers(var values, let isInteger, _, var notes)? = decision {
      let offset = numbers.takeOffset(from: &values)
      if offset != 0 { notes.append(.offset(offset)) }
      let cells = codes.map { $0 < 0 ? .nan : values[Int($0)] }
      var typed = DataTable.Column(
        name: name, values: .numbers(cells), missingCount: cells.count { $0.isNaN },
        isInteger: isInteger, offset: offset, missingMarks: missingMarks, notes: notes)
      typed.writing = numbers.writing
      return (typed, nil)
    }
    var notes: [ColumnNote] = []
    var values: [Double]?
    switch decision {
    case nil: break
    case .numbers(let numbers, _, _, let all)?: (values, notes) = (numbers, all)
    case .categories(let note)?: notes = note.map { [$0] } ?? []
    }
    let isMissing: (Int) -> Bool =
      if let values {
        { values[$0].isNaN }
      } else if decision == nil {
        { _ in false }
      } else {
        { marks.contains(column.texts[$0]) }
      }
    let levels = Levels(
      column.texts, isMissing: isMissing, mark: notation.mark ?? Byte.point)
    let levelNumbers =
      use == .typed ? nil : levels.numbers(values ?? numbers.values(fileMark))
    let filled = zip(column.cells, levels.newCodes).reduce(0) { $0 + ($1.1 < 0 ? 0 : $1.0) }
    let typed = DataTable.Column(
      name: name, values: .categories(codes: codes, levels: levels.names),
      missingCount: codes.count - filled, levelNumbers: levelNumbers, missingMarks: missingMarks,
      notes: notes)
    return (typed, levels.newCodes)
  }
}

extension DataTable.Column {
  /// Gives the cells the final codes of their levels.
  fileprivate mutating func recode(_ newCodes: [Int32]) {
    guard case .categories(var codes, let levels) = values else { return }
    // Let go, so that the cells are changed in place.
    values = .numbers([])
    var cells = codes.mutableSpan
    for row in cells.indices where cells[row] >= 0 { cells[row] = newCodes[Int(cells[row])] }
    values = .categories(codes: codes, levels: levels)
  }
}

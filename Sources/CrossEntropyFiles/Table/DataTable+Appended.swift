/// Where the rows come from that were read below a table's own.
struct AppendedRows: Sendable {
  /// The path of their file.
  var name: String
  /// The first of them, counted from 0.
  var firstRow: Int
  var lines: LineIndex
  /// What the reader noticed in their file.
  var notes: [TableNote]
  /// How their columns were read, by name.
  var columnNotes: [(name: String, note: ColumnNote)]
}

extension TableReader {
  /// Reads the rows of another file below those of a table, as of one that a model is tested on.
  ///
  /// Columns are found by their names. The table's own cells decide what is a number and what a category:
  /// a column of categories is read as text here. What the other file has beside is noted.
  ///
  /// - Parameters:
  ///   - path: The other file; "-" is standard input.
  ///   - table: What the rows are put below.
  ///   - optional: Columns that the other file may lack; their cells are missing then.
  public func read(
    path: String, below table: DataTable, optional: Set<String> = []
  ) throws(TableError) -> DataTable {
    var reader = self
    let held = table.bytes
    reader.memory = memory.map { max(0, $0 - held) }
    reader.textColumns.formUnion(table.columns.filter(\.isCategory).map(\.name))
    let writings = table.columns.map { ($0.name, $0.writing) }
    reader.writings = Dictionary(writings) { first, _ in first }
    // A column without a mark of its own is read as all others are.
    let marks = Set(table.columns.compactMap(\.writing.mark))
    if marks.count == 1 { reader.knownDecimalComma = marks.contains(Byte.comma) }
    do throws(TableError) {
      return try table.appending(try reader.read(path: path), self, optional: optional)
    } catch {
      guard memory != nil, case .tooLarge(let bytes, let limit, let line) = error.fault else {
        throw error
      }
      throw TableError(
        .tooLarge(bytes: bytes + held, limit: limit + held, line: line), at: error.place)
    }
  }
}

extension DataTable {
  /// How many rows are of the table's own file; all others were appended.
  package var ownRowCount: Int { appended?.firstRow ?? rowCount }

  /// The file of the rows that were appended.
  package var appendedName: String? { appended?.name }

  /// What the reader noticed in the file of the rows that were appended.
  package var appendedNotes: (table: [TableNote], columns: [(name: String, note: ColumnNote)]) {
    (appended?.notes ?? [], appended?.columnNotes ?? [])
  }

  /// The file and the line where a row, counted from 0, starts.
  public func place(ofRow row: Int) -> FilePlace {
    FilePlace(file: row < ownRowCount ? name : appended?.name ?? name, line: line(ofRow: row))
  }

  fileprivate func appending(
    _ other: DataTable, _ reader: TableReader, optional: Set<String>
  ) throws(TableError) -> DataTable {
    var all = self
    var columnNotes: [(name: String, note: ColumnNote)] = []
    var missing: [String: Int] = [:]
    let lacking = columns.map(\.name).filter {
      !optional.contains($0) && other.column(named: $0) == nil
    }
    if !lacking.isEmpty {
      try other.checkEncoding(of: lacking)
      throw TableError(
        .missing(lacking.map { other.unknownColumn($0) }, of: self.name), file: other.name,
        line: other.headerLine)
    }
    for index in columns.indices {
      let name = columns[index].name
      guard let found = other.column(named: name) else {
        all.columns[index].append(missing: other.rowCount)
        continue
      }
      if let misread = all.columns[index].misfit(found) {
        throw TableError(
          .notDatesAsIn(self.name, column: name, cell: misread.cell, order: misread.order),
          file: other.name, line: other.headerLine)
      }
      columnNotes += found.notes.filter { $0.matters(below: columns[index]) }.map { (name, $0) }
      switch all.columns[index].append(found, other.rowCount, reader, &missing) {
      case .fits: break
      case .fitsWithNote(let note): columnNotes.append((name, note))
      case .isOfAnotherKind: throw other.otherKind(of: found, than: self.name)
      }
    }
    let beside = other.columns.map(\.name).filter { column(named: $0) == nil }
    all.rowCount += other.rowCount
    let notes = other.notes + (beside.isEmpty ? [] : [.columnsBeside(beside)])
    all.appended = AppendedRows(
      name: other.name, firstRow: rowCount, lines: other.lines,
      notes: TableNote.adding(missing, to: notes), columnNotes: columnNotes)
    return all
  }

  /// That a column of categories stands where the table of that name has numbers, at the first cell that is
  /// none.
  private func otherKind(of column: DataTable.Column, than name: String) -> TableError {
    for note in column.notes {
      switch note {
      case .unreadNumber(let line, let cell, let form)
      where form == .decimalComma || form == .decimalPoint:
        return TableError(
          .otherDecimalMark(
            name, column: column.name, cell: cell,
            mark: form == .decimalPoint ? .comma : .point),
          file: self.name, line: line)
      case .numbersAndText(let line, let cell), .unreadNumber(let line, let cell, _):
        return TableError(
          .notNumbersAsIn(name, column: column.name, cell: cell), file: self.name, line: line)
      default: continue
      }
    }
    var (line, cell) = (headerLine, "")
    if case .categories(let codes, let levels) = column.values,
      let row = codes.firstIndex(where: { $0 >= 0 })
    {
      (line, cell) = (self.line(ofRow: row), excerpt(levels[Int(codes[row])]))
    }
    return TableError(
      .notNumbersAsIn(name, column: column.name, cell: cell), file: self.name, line: line)
  }
}

/// What becomes of a column's cells that are put below another's.
private enum Appending {
  case fits
  case fitsWithNote(ColumnNote)
  case isOfAnotherKind
}

extension DataTable.Column {
  private var count: Int {
    switch values {
    case .numbers(let numbers): numbers.count
    case .categories(let codes, _): codes.count
    case .sparse(let rows): rows.count
    }
  }

  /// The order of the dates that were read as days, and one of them; nil for what are no dates.
  fileprivate var dateOrder: (order: DateOrder, cell: String)? {
    for case .dates(let cell, _, let order, _) in notes { return (order, cell) }
    return nil
  }

  /// A cell of a column that is to stand below this one, and the order of this one's dates, where one has
  /// dates and the other has not, or has them in another order.
  fileprivate func misfit(_ other: DataTable.Column) -> (cell: String, order: DateOrder?)? {
    guard missingCount < count, other.missingCount < other.count else { return nil }
    switch (dateOrder, other.dateOrder) {
    case (nil, nil): return nil
    case (let own?, let found?): return own.order == found.order ? nil : (found.cell, own.order)
    case (nil, let found?): return isCategory ? nil : (found.cell, nil)
    case (let own?, nil):
      guard case .numbers(let numbers) = other.values,
        let number = numbers.first(where: { !$0.isNaN })
      else { return nil }
      let value = number + other.offset
      return (Int64(exactly: value).map { "\($0)" } ?? "\(value)", own.order)
    }
  }

  fileprivate var isCategory: Bool {
    if case .categories = values { true } else { false }
  }

  /// Puts cells below that are all missing.
  fileprivate mutating func append(missing count: Int) {
    missingCount += count
    switch values {
    case .numbers(let own): values = .numbers(own + Array(repeating: .nan, count: count))
    case .categories(let own, let levels):
      values = .categories(codes: own + Array(repeating: -1, count: count), levels: levels)
    case .sparse(var own):
      for _ in 0..<count { own.endRow() }
      values = .sparse(own)
    }
  }

  /// Puts another column's cells below as cells of this one's kind, unless they are of another, and counts
  /// the marks of missing cells.
  ///
  /// A column of which every cell is missing stays that, and fits any.
  fileprivate mutating func append(
    _ other: DataTable.Column, _ rows: Int, _ reader: TableReader, _ missing: inout [String: Int]
  ) -> Appending {
    let isMissing = missingCount == count
    if other.missingCount == rows || isMissing {
      append(missing: rows)
      return isMissing ? .fits : .fitsWithNote(.allMissing)
    }
    switch (values, other.values) {
    case (.numbers(let own), .numbers(let more)):
      // Both may be differences, from unequal whole numbers.
      let shift = other.offset - offset
      values = .numbers(own + (shift == 0 ? more : more.map { $0 + shift }))
      missingCount += other.missingCount
      isInteger = isInteger && other.isInteger
      if let note = unitsBeside(other) { return .fitsWithNote(note) }
    case (.categories(let own, let levels), .categories(let codes, let others)):
      let isNames = reader.textColumns.contains(name)
      let mark = reader.decimalComma == true ? Byte.comma : Byte.point
      let marks = MissingMarks(reader.missingTokens, mark: mark)
      let known = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
      var cells = [Int](repeating: 0, count: others.count)
      for code in codes where code >= 0 { cells[Int(code)] += 1 }
      var texts = levels
      var numbers = levelNumbers ?? []
      var newCells = 0
      let places = others.indices.map { index -> Int32 in
        let (text, cells) = (others[index], cells[index])
        if !isNames, marks.contains(text) {
          missing[text, default: 0] += cells
          return -1
        }
        if let place = known[text] { return place }
        texts.append(text)
        numbers.append(other.levelNumbers?[index] ?? .nan)
        newCells += cells
        return Int32(texts.count - 1)
      }
      let all = Levels(texts, isMissing: { _ in false }, mark: mark)
      func final(_ code: Int32) -> Int32 { code < 0 ? -1 : all.newCodes[Int(code)] }
      let below = codes.map { $0 < 0 ? -1 : final(places[Int($0)]) }
      values = .categories(codes: own.map(final) + below, levels: all.names)
      if levelNumbers != nil { levelNumbers = all.numbers(numbers) }
      missingCount += below.count { $0 < 0 }
      let new = texts[levels.count...]
      if !new.isEmpty {
        return .fitsWithNote(
          .newLevels(new.prefix(10).map { excerpt($0) }, count: new.count, cells: newCells))
      }
    case (.sparse(var own), .sparse(let more)):
      own.append(more)
      values = .sparse(own)
    default: return .isOfAnotherKind
    }
    return .fits
  }

  /// What is to be said of a column's units where they are others than this one's.
  private func unitsBeside(_ other: DataTable.Column) -> ColumnNote? {
    let known = Set(writing.units.map(\.unit))
    let new = other.writing.units.filter { !known.contains($0.unit) }
    guard let own = writing.units.first, !new.isEmpty, other.writing.units.count == 1 else {
      return nil
    }
    return .mixedUnits([own] + new)
  }
}

extension ColumnNote {
  /// Whether it is to be said of cells below a column.
  fileprivate func matters(below own: DataTable.Column) -> Bool {
    switch self {
    case .oddCells, .oddDates, .notation, .mixedUnits, .dates: !own.notes.contains(self)
    case .allMissing, .unreadNumber, .numbersAndText, .offset, .newLevels: false
    }
  }
}

extension TableNote {
  /// Notes with more cells that marks make missing.
  fileprivate static func adding(_ missing: [String: Int], to notes: [Self]) -> [Self] {
    if missing.isEmpty { return notes }
    var (notes, cells) = (notes, missing)
    let index = notes.firstIndex { if case .missingMarks = $0 { true } else { false } }
    if let index, case .missingMarks(let marks) = notes.remove(at: index) {
      for mark in marks { cells[mark.text, default: 0] += mark.cells }
    }
    return notes + [.missingMarks(MissingMark.sorted(cells))]
  }
}

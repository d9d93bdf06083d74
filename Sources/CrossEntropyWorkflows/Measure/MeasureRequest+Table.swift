internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

// Rows and columns of a table.
extension MeasureRequest {
  /// Every row of the table as a distribution, with its forecast.
  func rows(
    of reading: TableReading, p: [String], q: Forecast?, _ memory: Int?
  ) throws(WorkflowError) -> MeasureOutcome {
    let table = try read(reading, memory)
    let pNames = try p.isEmpty ? numberColumns(of: table, reading) : columnNames(p, of: table)
    guard !pNames.isEmpty else {
      throw WorkflowError(MeasureFault.noNumbers, at: table.header)
    }
    let qNames = try q.flatMap { (q) throws(WorkflowError) in try forecastColumns(q, of: table) }
    let used = pNames + (qNames ?? [])
    if !p.isEmpty { try checkWays(of: reading, in: table, used: used) }
    try table.checkMemory(
      with: Self.bytes(rows: table.rowCount, numbers: (q == nil ? 1 : 2) * pNames.count), memory)
    // An error in a table without named columns says that they can be named.
    let distributions = try distributions(
      pNames, of: table, else: p.isEmpty ? [.set(.distribution), .set(.column)] : [])
    var notes = table.notes(on: used) + readAnyway(reading, in: table)
    if let unmet = DatasetNote.unmetTokens(reading.missing, of: table, table.allNotes) {
      notes.append(unmet)
    }
    for name in used {
      notes += table.column(named: name)?.notes.map { .column(name, $0) } ?? []
    }
    for names in [pNames, qNames ?? []] where names.count == 1 {
      notes.append(.yesOrNo(column: names[0]))
    }
    var forecasts = try qNames.map { (names) throws(WorkflowError) in
      try self.distributions(names, of: table)
    }
    if forecasts == nil, let numbers = q?.numbers {
      forecasts = try self.forecasts(numbers, areYesOrNo: pNames.count == 1)
    }
    guard let forecasts else { return outcome(measured(distributions, nil), notes) }
    let pairs = try paired(distributions, with: forecasts) { .file(table.place(ofRow: $0)) }
    return outcome(measured(pairs.p, pairs.q), notes)
  }

  /// A column, or what another tells about it.
  func column(
    _ name: String, of reading: TableReading, given: String?, _ memory: Int?
  ) throws(WorkflowError) -> MeasureOutcome {
    let asked = [name] + (given.map { [$0] } ?? [])
    let table = try read(reading, memory, levelColumns: Set(asked))
    try checkWays(of: reading, in: table, used: asked)
    var notes = table.notes(on: asked) + readAnyway(reading, in: table)
    let cells = try cells(name, of: table, reading, &notes)
    let known = try given.map { (given) throws(WorkflowError) in
      try self.cells(given, of: table, reading, &notes)
    }
    if let unmet = DatasetNote.unmetTokens(reading.missing, of: table, table.allNotes + notes) {
      notes.append(unmet)
    }
    guard let given, let known else {
      guard cells.codes.contains(where: { $0 >= 0 }) else {
        throw WorkflowError(MeasureFault.emptyColumn(name), at: table.header)
      }
      func measures(_ unit: InformationUnit) -> CountMeasures {
        CrossEntropy::known {
          try CountMeasures(ofCodes: cells.codes, outcomes: cells.levels.count, in: unit)
        }
      }
      return outcome(
        .counts(
          measures(unit), beside: measures(unit.beside), levels: cells.levels,
          missing: cells.codes.count { $0 < 0 }), notes)
    }
    let pairs = zip(cells.codes, known.codes).count { $0 >= 0 && $1 >= 0 }
    guard pairs > 0 else {
      throw WorkflowError(MeasureFault.noCommonRow(column: name, given: given), at: table.header)
    }
    guard cells.levels.count * known.levels.count <= Self.mostPairs else {
      throw WorkflowError(
        MeasureFault.notCategories(
          column: name, values: cells.levels.count, given: given, givenValues: known.levels.count,
          mostPairs: Self.mostPairs),
        at: table.header)
    }
    try table.checkMemory(
      with: Self.bytes(pairs: cells.levels.count * known.levels.count), memory)
    func measures(_ unit: InformationUnit) -> JointMeasures {
      CrossEntropy::known {
        try JointMeasures(
          ofCodes: cells.codes, outcomes: cells.levels.count, given: known.codes,
          outcomes: known.levels.count, in: unit)
      }
    }
    for (name, cells) in [(name, cells), (given, known)] {
      if let note = DatasetNote.idLike(cells, column: name) { notes.append(note) }
    }
    return outcome(
      .pair(
        measures(unit), beside: measures(unit.beside), outcomes: cells.levels.count,
        givenOutcomes: known.levels.count, missing: table.rowCount - pairs), notes)
  }

  private func outcome(
    _ answer: MeasureOutcome.Answer, _ notes: [DatasetNote] = []
  ) -> MeasureOutcome {
    MeasureOutcome(request: self, answer: answer, notes: notes)
  }

  private func read(
    _ reading: TableReading, _ memory: Int?, levelColumns: Set<String> = []
  ) throws(WorkflowError) -> DataTable {
    do throws(TableError) {
      return try reading.read(levelColumns: levelColumns, memory: memory)
    } catch {
      throw WorkflowError(error)
    }
  }

  // MARK: Columns

  /// The columns of a forecast; nil where it is numbers.
  private func forecastColumns(
    _ forecast: Forecast, of table: DataTable
  ) throws(WorkflowError) -> [String]? {
    switch forecast {
    case .numbers: return nil
    case .columnsOrNumbers(let names, _)
    where names.first.map { table.column(named: table.names(in: $0)[0]) == nil } ?? true:
      return nil
    case .columns(let names), .columnsOrNumbers(let names, _):
      return try columnNames(names, of: table)
    }
  }

  /// Forecasts in numbers; beside one probability per row, one number is one as well.
  private func forecasts(
    _ numbers: [[Double]], areYesOrNo: Bool
  ) throws(WorkflowError) -> [[Double]] {
    guard areYesOrNo, numbers.allSatisfy({ $0.count == 1 }) else {
      return try distributions(numbers, of: .forecast)
    }
    return try numbers.map { (row) throws(WorkflowError) in
      try yesOrNo(row, at: .setting(.forecast))
    }
  }

  /// The distribution of a yes or no, from the probability of yes.
  private func yesOrNo(
    _ probability: [Double], at place: WorkflowError.Place
  ) throws(WorkflowError) -> [Double] {
    let p = try GivenNumbers(probability, at: place).probabilities()[0]
    return [1 - p, p]
  }

  /// A row's numbers in these columns as a distribution, row by row; one alone is the probability of a
  /// yes against a no.
  private func distributions(
    _ names: [String], of table: DataTable, else remedies: [WorkflowError.Remedy] = []
  ) throws(WorkflowError) -> [[Double]] {
    var columns: [[Double]] = []
    for name in names {
      let column = table.column(named: name)
      guard case .numbers(let values) = column?.values else {
        throw WorkflowError(
          MeasureFault.notNumbers(column: name, note: column?.notes.first), at: table.header)
      }
      columns.append(column?.offset == 0 ? values : values.map { $0 + (column?.offset ?? 0) })
    }
    var rows: [[Double]] = []
    for row in 0..<table.rowCount {
      let cells = columns.map { $0[row] }
      let place = WorkflowError.Place.file(table.place(ofRow: row))
      if let empty = cells.firstIndex(where: \.isNaN) {
        throw WorkflowError(
          .numbers(.missingCell(column: names[empty])), at: place,
          remedies: [.writeZero] + remedies)
      }
      do {
        rows.append(
          try names.count == 1 ? yesOrNo(cells, at: place) : distribution(cells, at: place))
      } catch {
        throw WorkflowError(error.cause, at: place, remedies: error.remedies + remedies)
      }
    }
    return rows
  }

  private func numberColumns(
    of table: DataTable, _ reading: TableReading
  ) throws(WorkflowError) -> [String] {
    let ignored = try columnNames(reading.ignored, of: table)
    return table.columns.filter {
      if case .numbers = $0.values { !ignored.contains($0.name) } else { false }
    }.map(\.name)
  }

  private func columnNames(
    _ texts: [String], of table: DataTable
  ) throws(WorkflowError) -> [String] {
    let names = texts.flatMap { table.names(in: $0) }
    for name in names { _ = try known(name, of: table) }
    return names
  }

  /// The cells of a column, read by the rules of a feature, and what is to be said of them.
  private func cells(
    _ name: String, of table: DataTable, _ reading: TableReading, _ notes: inout [DatasetNote]
  ) throws(WorkflowError) -> NamedCells {
    let column = try known(name, of: table)
    guard var cells = NamedCells(column) else {
      throw WorkflowError(.dataset(.notText(name)), at: table.header)
    }
    if reading.categorical.contains(where: { table.names(in: $0).contains(name) }) {
      notes += cells.readAsCategory(name, of: table, missing: reading.missing)
      return cells
    }
    notes += DatasetNote.missingCells(
      column.missingMarks.map { NamedCells.Met(token: $0.text, cells: $0.cells) }, in: name,
      of: table)
    notes += column.notes.map { .column(name, $0) }
    if cells.isNumeric(besides: []) {
      notes += DatasetNote.equalNumbers(cells.mergeEqualNumbers(), in: name)
    }
    return cells
  }

  /// Throws where one of these columns is to be read in two ways, or a column is that has no part.
  private func checkWays(
    of reading: TableReading, in table: DataTable, used: [String]
  ) throws(WorkflowError) {
    let numeric = try columnNames(reading.numeric, of: table)
    let categorical = try columnNames(reading.categorical, of: table)
    if let both = categorical.first(where: numeric.contains) {
      throw WorkflowError(.namedTwice(both, .numeric, .categorical))
    }
    for (setting, names) in [(RequestSetting.numeric, numeric), (.categorical, categorical)] {
      if let idle = names.first(where: { !used.contains($0) }) {
        throw WorkflowError(
          .settings(.unused(setting, column: idle)), remedies: [.leaveOut(setting)])
      }
    }
  }

  /// Which of these columns would be read as they are asked to be.
  private func readAnyway(
    _ reading: TableReading, in table: DataTable
  ) -> [DatasetNote] {
    [(reading.numeric, DatasetNote.Asked.numbers), (reading.categorical, .categories)]
      .flatMap { texts, asked in
        texts.flatMap { table.names(in: $0) }
          .filter { table.column(named: $0)?.isForced == false }
          .map { .readAnyway(column: $0, as: asked) }
      }
  }

  private func known(_ name: String, of table: DataTable) throws(WorkflowError) -> DataTable.Column
  {
    if let column = table.column(named: name) { return column }
    do throws(TableError) {
      try table.checkEncoding(of: [name])
    } catch {
      throw WorkflowError(error)
    }
    throw WorkflowError(MeasureFault.unknownColumn(table.unknownColumn(name)), at: table.header)
  }
}

extension MeasureRequest.Forecast {
  fileprivate var numbers: [[Double]]? {
    switch self {
    case .columns: nil
    case .numbers(let numbers), .columnsOrNumbers(_, let numbers): numbers
    }
  }
}

extension DataTable {
  /// What was noticed of the table as a whole, and of these columns.
  fileprivate func notes(on names: [String]) -> [DatasetNote] {
    notes.compactMap { note in
      switch note {
      // The column itself says which of its cells are missing.
      case .missingMarks: return nil
      case .decimalComma(let columns) where !columns.isEmpty:
        let columns = columns.filter(names.contains)
        return columns.isEmpty ? nil : .table(.decimalComma(columns: columns))
      default: return .table(note)
      }
    }
  }

  fileprivate var allNotes: [DatasetNote] { notes.map(DatasetNote.table) }

  fileprivate var header: WorkflowError.Place { .file(FilePlace(file: name, line: headerLine)) }
}

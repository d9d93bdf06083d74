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
    try table.checkMemory(
      with: Self.bytes(rows: table.rowCount, numbers: (q == nil ? 1 : 2) * pNames.count), memory)
    // An error in a table without named columns says that they can be named.
    let distributions = try distributions(
      pNames, of: table, else: p.isEmpty ? [.set(.distribution), .set(.column)] : [])
    var notes = pNames.count == 1 ? [DatasetNote.yesOrNo(column: pNames[0])] : []
    guard let q else { return outcome(measured(distributions, nil), notes) }
    let forecasts: [[Double]]
    switch q {
    case .columnsOrNumbers(let names, let numbers)
    where names.first.map { table.column(named: table.names(in: $0)[0]) == nil } ?? true:
      forecasts = try self.forecasts(numbers, areYesOrNo: pNames.count == 1)
    case .numbers(let numbers):
      forecasts = try self.forecasts(numbers, areYesOrNo: pNames.count == 1)
    case .columns(let names), .columnsOrNumbers(let names, _):
      let names = try columnNames(names, of: table)
      forecasts = try self.distributions(names, of: table)
      if names.count == 1 { notes.append(.yesOrNo(column: names[0])) }
    }
    let pairs = try paired(distributions, with: forecasts) { .file(table.place(ofRow: $0)) }
    return outcome(measured(pairs.p, pairs.q), notes)
  }

  /// A column, or what another tells about it.
  func column(
    _ name: String, of reading: TableReading, given: String?, _ memory: Int?
  ) throws(WorkflowError) -> MeasureOutcome {
    let table = try read(reading, memory, textColumns: Set([name] + (given.map { [$0] } ?? [])))
    var notes: [DatasetNote] = []
    let asked = try cells(name, of: table, reading, &notes)
    guard let given else {
      guard asked.codes.contains(where: { $0 >= 0 }) else {
        throw WorkflowError(MeasureFault.emptyColumn(name), at: table.header)
      }
      func measures(_ unit: InformationUnit) -> CountMeasures {
        CrossEntropy::known {
          try CountMeasures(ofCodes: asked.codes, outcomes: asked.levels.count, in: unit)
        }
      }
      return outcome(
        .counts(
          measures(unit), beside: measures(unit.beside), levels: asked.levels,
          missing: asked.codes.count { $0 < 0 }), notes)
    }
    let known = try cells(given, of: table, reading, &notes)
    let pairs = zip(asked.codes, known.codes).count { $0 >= 0 && $1 >= 0 }
    guard pairs > 0 else {
      throw WorkflowError(MeasureFault.noCommonRow(column: name, given: given), at: table.header)
    }
    guard asked.levels.count * known.levels.count <= Self.mostPairs else {
      throw WorkflowError(
        MeasureFault.notCategories(
          column: name, values: asked.levels.count, given: given, givenValues: known.levels.count,
          mostPairs: Self.mostPairs),
        at: table.header)
    }
    try table.checkMemory(
      with: Self.bytes(pairs: asked.levels.count * known.levels.count), memory)
    func measures(_ unit: InformationUnit) -> JointMeasures {
      CrossEntropy::known {
        try JointMeasures(
          ofCodes: asked.codes, outcomes: asked.levels.count, given: known.codes,
          outcomes: known.levels.count, in: unit)
      }
    }
    for (name, cells) in [(name, asked), (given, known)] {
      if let note = DatasetNote.idLike(cells, column: name) { notes.append(note) }
    }
    return outcome(
      .pair(
        measures(unit), beside: measures(unit.beside), outcomes: asked.levels.count,
        givenOutcomes: known.levels.count, missing: table.rowCount - pairs), notes)
  }

  private func outcome(
    _ answer: MeasureOutcome.Answer, _ notes: [DatasetNote] = []
  ) -> MeasureOutcome {
    MeasureOutcome(request: self, answer: answer, notes: notes)
  }

  private func read(
    _ reading: TableReading, _ memory: Int?, textColumns: Set<String> = []
  ) throws(WorkflowError) -> Table {
    try reading.validate()
    do throws(TableError) {
      return try reading.read(textColumns: textColumns, memory: memory)
    } catch {
      throw WorkflowError(error)
    }
  }

  // MARK: Columns

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
    _ names: [String], of table: Table, else remedies: [WorkflowError.Remedy] = []
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

  private func numberColumns(of table: Table, _ reading: TableReading) -> [String] {
    let ignored = reading.ignored.flatMap { table.names(in: $0) }
    return table.columns.filter {
      if case .numbers = $0.values { !ignored.contains($0.name) } else { false }
    }.map(\.name)
  }

  private func columnNames(
    _ texts: [String], of table: Table
  ) throws(WorkflowError) -> [String] {
    let names = texts.flatMap { table.names(in: $0) }
    for name in names { _ = try known(name, of: table) }
    return names
  }

  /// The cells of a column, with the same rules as those of a feature.
  private func cells(
    _ name: String, of table: Table, _ reading: TableReading, _ notes: inout [DatasetNote]
  ) throws(WorkflowError) -> NamedCells {
    for text in reading.numeric + reading.categorical { _ = try columnNames([text], of: table) }
    let column = try known(name, of: table)
    guard case .categories(let codes, let levels) = column.values else {
      return NamedCells(codes: [], levels: [])
    }
    var cells = NamedCells(codes: codes, levels: levels)
    let isNumeric = reading.numeric.contains { table.names(in: $0).contains(name) }
    notes += cells.readAsFeature(
      of: table, column: name, missing: reading.missing, isNumeric: isNumeric)
    return cells
  }

  private func known(_ name: String, of table: Table) throws(WorkflowError) -> Column {
    if let column = table.column(named: name) { return column }
    throw WorkflowError(MeasureFault.unknownColumn(table.unknownColumn(name)), at: table.header)
  }
}

extension Table {
  fileprivate var header: WorkflowError.Place { .file(FilePlace(file: name, line: headerLine)) }
}

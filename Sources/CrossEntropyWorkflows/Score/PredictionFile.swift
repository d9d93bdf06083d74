internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// Predictions of a file as they stand in it, and the truth of every row.
struct PredictionFile {
  let table: DataTable
  /// The classes, in the order of their columns; of a lone column the positive class is the last.
  let classes: [String]
  /// rows × columns, as they stand in the file.
  let numbers: Matrix<Double>
  /// The class of every row; −1 where it is missing.
  let labels: [Int32]
  /// Whether the one column is that of the positive class.
  let isPositiveAlone: Bool
  let weights: [Double]?
  let groups: [Int32]?
  /// The ID of every row; nil where rows come in order.
  let ids: [String]?
  let lint: [LintFinding]
  /// The rows of the table.
  let rows: [Int]
  /// The columns by which rows are sliced.
  let slices: [SliceColumn]

  init(_ request: ScoreRequest, _ reading: TableReading, memory: Int?) throws(WorkflowError) {
    let target = request.targetColumn
    var reading = reading
    // An array of labels has no column, and is read beside that of the predictions.
    let truthIsOfArray = request.truth.map { $0.hasSuffix(".npy") } ?? false
    if truthIsOfArray { reading.labels = request.truth }
    let texts = Set([target, request.id, request.group].compactMap { $0 })
    let table = try Self.read(reading, texts, memory)
    self.table = table
    let truthTable: DataTable
    if let truth = request.truth, !truthIsOfArray {
      truthTable = try Self.read(TableReading(path: truth), texts, memory)
    } else {
      truthTable = table
    }
    let truth = try Self.cells(target, in: truthTable)
    var lint: [LintFinding] = []

    // Which row of the truth belongs to which row of the predictions.
    var rows = Array(0..<table.rowCount)
    var truthRows = rows
    var ids: [String]?
    if let id = request.id {
      let own = try Self.cells(id, in: table)
      let repeated = Self.repeated(own)
      if repeated > 0 { lint.append(.repeatedIDs(rows: repeated, column: id)) }
      if request.truth != nil, !truthIsOfArray {
        (rows, truthRows) = try Self.joined(
          own, try Self.cells(id, in: truthTable), truthTable, file: table.name, id)
        let lost = (table.rowCount - rows.count, truthTable.rowCount - Set(truthRows).count)
        if lost.0 > 0 || lost.1 > 0 { lint.append(.unmatched(predictions: lost.0, truths: lost.1)) }
      }
      ids = rows.map { own.codes[$0] < 0 ? "" : own.levels[Int(own.codes[$0])] }
    } else if truthTable.rowCount != table.rowCount {
      throw WorkflowError(
        .score(.otherRowCount(table.rowCount, truth: truthTable.name, rows: truthTable.rowCount)),
        at: .file(table.name), remedies: [.set(.idColumn)])
    }
    (self.rows, self.ids) = (rows, ids)

    slices = try SliceColumn.named(
      request.slices, in: (table, rows), or: (truthTable, truthRows))
    let columns = try PredictionColumns(request, table, truth: truth)
    (classes, isPositiveAlone) = (columns.classes, columns.isPositiveAlone)
    var numbers = ContiguousArray<Double>(
      repeating: 0, count: rows.count * columns.places.count)
    for (index, place) in columns.places.enumerated() {
      let column = table.columns[place]
      guard case .numbers(let values) = column.values else {
        throw WorkflowError(.dataset(.notNumbers(column.name)), at: .file(table.name))
      }
      for (row, tableRow) in rows.enumerated() {
        let value = values[tableRow] + column.offset
        guard !value.isNaN else {
          throw WorkflowError(
            .score(.missing(column: column.name)), at: .file(table.place(ofRow: tableRow)),
            remedies: [])
        }
        numbers[row * columns.places.count + index] = value
      }
    }
    self.numbers = Matrix(rows: rows.count, columns: columns.places.count, fitting: numbers)
    labels = try columns.labels(of: truth, rows: truthRows, in: truthTable)
    weights = try request.weight.map { (name) throws(WorkflowError) in
      try Self.weights(name, table, rows)
    }
    groups = try request.group.map { (name) throws(WorkflowError) in
      let cells = try Self.cells(name, in: table)
      for row in rows where cells.codes[row] < 0 {
        throw WorkflowError(
          .dataset(.missingGroup(column: name)), at: .file(table.place(ofRow: row)),
          remedies: [.add(.group)])
      }
      return rows.map { cells.codes[$0] }
    }
    self.lint = lint
  }

  private static func read(
    _ reading: TableReading, _ texts: Set<String>, _ memory: Int?
  ) throws(WorkflowError) -> DataTable {
    do throws(TableError) {
      return try reading.read(textColumns: texts, memory: memory)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The cells of a column of names.
  private static func cells(
    _ name: String, in table: DataTable
  ) throws(WorkflowError) -> NamedCells {
    guard let column = table.column(named: name) else {
      let unknown = table.unknownColumn(name)
      throw WorkflowError(
        .dataset(.unknownColumn(unknown)),
        at: .file(FilePlace(file: table.name, line: table.headerLine)),
        remedies: [unknown.nearest.map { .didYouMean($0) } ?? .oneOfColumns(unknown.columns)])
    }
    guard let cells = NamedCells(column) else {
      throw WorkflowError(.dataset(.notText(name)), at: .file(table.name))
    }
    return cells
  }

  /// How many rows have a name that another has, too.
  private static func repeated(_ cells: NamedCells) -> Int {
    cells.counts.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
  }

  /// The rows of both tables that have the same ID.
  private static func joined(
    _ own: NamedCells, _ other: NamedCells, _ truth: DataTable, file: String, _ id: String
  ) throws(WorkflowError) -> (rows: [Int], truthRows: [Int]) {
    var places: [String: Int] = [:]
    for (row, code) in other.codes.enumerated() where code >= 0 {
      if places.updateValue(row, forKey: other.levels[Int(code)]) != nil {
        throw WorkflowError(
          .score(.repeatedID(column: id, other.levels[Int(code)])),
          at: .file(truth.place(ofRow: row)), remedies: [.nameAnother(.idColumn)])
      }
    }
    var (rows, truthRows): ([Int], [Int]) = ([], [])
    for (row, code) in own.codes.enumerated() where code >= 0 {
      guard let place = places[own.levels[Int(code)]] else { continue }
      rows.append(row)
      truthRows.append(place)
    }
    guard !rows.isEmpty else {
      throw WorkflowError(
        .score(.noSharedID(column: id, truth: truth.name)), at: .file(file),
        remedies: [.nameAnother(.idColumn)])
    }
    return (rows, truthRows)
  }

  private static func weights(
    _ name: String, _ table: DataTable, _ rows: [Int]
  ) throws(WorkflowError) -> [Double] {
    guard let column = table.column(named: name) else {
      throw WorkflowError(
        DatasetError(
          .unknownColumn(table.unknownColumn(name)),
          at: FilePlace(file: table.name, line: table.headerLine)))
    }
    guard case .numbers(let values) = column.values else {
      throw WorkflowError(
        DatasetError(
          .weightsNotNumbers(column: name, note: column.notes.first),
          at: FilePlace(file: table.name)))
    }
    var greatest = 0.0
    let weights = try rows.map { (row) throws(WorkflowError) in
      let weight = values[row] + column.offset
      guard weight >= 0, weight.isFinite else {
        throw WorkflowError(
          DatasetError(
            weight.isNaN
              ? .missingWeight(column: name) : .negativeWeight(column: name, weight),
            at: table.place(ofRow: row)))
      }
      greatest = max(greatest, weight)
      return weight
    }
    guard greatest > 0 else { return weights }
    // A power of two keeps every digit, and no sum overflows.
    let unit = Double(sign: .plus, exponent: min(-Int(greatest.exponent), 1023), significand: 1)
    return weights.map { $0 * unit }
  }
}

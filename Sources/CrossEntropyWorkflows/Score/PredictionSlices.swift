internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A column by whose cells rows are sliced.
struct SliceColumn {
  let name: String
  let cells: Cells

  enum Cells {
    /// The level of each row, −1 where it is missing, and the names of the levels.
    case levels([Int32], names: [String])
    /// The number of each row, NaN where it is missing; of dates the days since the beginning of 1970.
    case numbers([Double], areDates: Bool)
  }

  /// The cells of some rows.
  func cells(ofRows rows: [Int]) -> SliceColumn {
    switch cells {
    case .levels(let codes, let names):
      SliceColumn(name: name, cells: .levels(rows.map { codes[$0] }, names: names))
    case .numbers(let numbers, let areDates):
      SliceColumn(name: name, cells: .numbers(rows.map { numbers[$0] }, areDates: areDates))
    }
  }
}

extension SliceColumn {
  private init(_ column: DataTable.Column, rows: [Int]) {
    name = column.name
    switch column.values {
    case .categories(let codes, let levels):
      cells = .levels(rows.map { codes[$0] }, names: levels)
    case .numbers(let numbers):
      cells = .numbers(
        rows.map { numbers[$0] + column.offset },
        areDates: column.notes.contains { if case .dates = $0 { true } else { false } })
    case .sparse:
      // No name leads to what has none of its own.
      cells = .levels([Int32](repeating: -1, count: rows.count), names: [])
    }
  }

  /// The columns that a request names: those of the predictions, or of the truth where they stand there alone.
  ///
  /// - Parameters:
  ///   - names: The columns, or several separated by commas.
  ///   - table: The table of the predictions, and which of its rows are scored.
  ///   - truth: That of the truth, and its rows for those.
  static func named(
    _ names: [String], in table: (table: DataTable, rows: [Int]),
    or truth: (table: DataTable, rows: [Int])
  ) throws(WorkflowError) -> [SliceColumn] {
    var found: [SliceColumn] = []
    for text in names {
      let isOfTruth = table.table.column(named: text) == nil
      for name in isOfTruth ? truth.table.names(in: text) : [text] {
        if found.contains(where: { $0.name == name }) {
          throw WorkflowError(.namedTwice(name, .slice, .slice))
        }
        if let column = table.table.column(named: name) {
          found.append(SliceColumn(column, rows: table.rows))
        } else if let column = truth.table.column(named: name) {
          found.append(SliceColumn(column, rows: truth.rows))
        } else {
          throw WorkflowError(
            DatasetError(
              .unknownColumn(table.table.unknownColumn(name)),
              at: FilePlace(file: table.table.name, line: table.table.headerLine)))
        }
      }
    }
    return found
  }
}

internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// Rows of a table that the live page starts with, as text and without anything formed of them.
public struct PageRows: Sendable, Hashable {
  /// The most rows that a page takes; of more it has so many, evenly spread.
  public static let mostRows = 1_000
  /// The most columns that a page takes.
  public static let mostColumns = 100

  /// The file, as the caller named it.
  public var file: String
  /// The column to predict.
  public var target: String
  /// The names of the columns, the target among them.
  public var columns: [String]
  /// The cells row by row; nil where one is missing.
  public var rows: [[String?]]
  /// How many rows the table has.
  public var rowCount: Int

  /// Reads a table; columns beyond the most and sparse ones are left out, the target never.
  /// - Parameters:
  ///   - reading: The table, and how to read it.
  ///   - target: The column to predict.
  ///   - memory: The most bytes to hold beyond the file; nil: half of what is free.
  public init(_ reading: TableReading, target: String, memory: Int? = nil) throws(WorkflowError) {
    try reading.validate()
    let table: DataTable
    do throws(TableError) {
      table = try reading.read(textColumns: [target], memory: memory)
      try table.checkEncoding(of: [target])
    } catch {
      throw WorkflowError(error)
    }
    guard table.column(named: target) != nil else {
      throw WorkflowError(
        DatasetError(
          .unknownColumn(table.unknownColumn(target)),
          at: FilePlace(file: table.name, line: table.headerLine)))
    }
    do throws(DatasetError) {
      try Dataset.checkTarget(target, of: table)
    } catch {
      var refusal = WorkflowError(error)
      // A page takes no option that makes classes of a quantity.
      refusal.remedies.removeAll { $0 == .set(.areClasses) }
      throw refusal
    }
    var room = Self.mostColumns - 1
    let shown = table.columns.filter { column in
      if case .sparse = column.values { return false }
      if column.name == target { return true }
      room -= 1
      return room >= 0
    }
    let count = min(table.rowCount, Self.mostRows)
    file = table.name
    self.target = target
    columns = shown.map(\.name)
    rowCount = table.rowCount
    rows = (0..<count).map { place in
      shown.map { $0.text(ofRow: place * table.rowCount / count) }
    }
  }
}

extension DataTable.Column {
  /// A cell as the shortest text that means it.
  fileprivate func text(ofRow row: Int) -> String? {
    switch values {
    case .numbers(let numbers):
      let number = numbers[row] + offset
      return number.isNaN
        ? nil : Int(exactly: number).map(String.init) ?? "\(number)"
    case .categories(let codes, let levels):
      return codes[row] < 0 ? nil : levels[Int(codes[row])]
    case .sparse: return nil
    }
  }
}

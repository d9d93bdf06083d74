public import CrossEntropyFiles

/// Why nothing of a table can be measured, and where.
public struct MeasureError: Error, Hashable, Sendable {
  /// Where the fault is: line 1 for a whole column.
  public var place: FilePlace
  /// What is wrong.
  public var fault: MeasureFault

  /// Makes an error from its parts.
  public init(_ fault: MeasureFault, at place: FilePlace) {
    self.fault = fault
    self.place = place
  }
}

extension MeasureError: CustomStringConvertible {
  /// The place and the case, for a developer.
  public var description: String { "\(place): \(fault)" }
}

/// What can be wrong with the columns of a table that are to be measured.
public enum MeasureFault: Hashable, Sendable {
  /// No column has that name.
  case unknownColumn(UnknownColumn)
  /// No column holds numbers, and none was named.
  case noNumbers
  /// A column of probabilities was not read as numbers; the note says why.
  case notNumbers(column: String, note: ColumnNote?)
  /// A column is empty in every row.
  case emptyColumn(String)
  /// No row has a cell in both columns.
  case noCommonRow(column: String, given: String)
  /// Two columns have so many different values each that they are no categories.
  case notCategories(column: String, values: Int, given: String, givenValues: Int)
}

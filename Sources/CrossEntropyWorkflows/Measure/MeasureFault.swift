public import CrossEntropyFiles

/// What can be wrong with the columns to measure.
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
  /// Two columns have too many different values to be categories: their product is above the most.
  case notCategories(column: String, values: Int, given: String, givenValues: Int, mostPairs: Int)
}

package import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What `predict` says around its predictions.
package protocol PredictPhrases {
  /// Why a file is not read as a model.
  func cause(_ error: ModelFileError) -> String
  /// What was predicted, as a heading.
  func predicted(_ rows: Int, of table: String, by model: String) -> String
  /// That the class of least expected cost is predicted, by a table in this file.
  func leastCost(by table: String) -> String
  /// From which probability on the positive class is predicted.
  func predictedFrom(_ threshold: String) -> String
  func unused(_ columns: String) -> String
  func newLevels(_ new: PredictOutcome.NewLevels, of rows: Int, _ examples: String) -> String
  func noNumbers(_ odd: PredictOutcome.NoNumbers) -> String
  /// Missing cells, by column.
  func unread(_ unread: PredictOutcome.Unread, of rows: Int) -> String
  func missing(_ columns: String) -> String
  func drift(_ drift: ColumnDrift) -> String
  func repeatedIDs(_ rows: Int, of column: String) -> String
  /// That there are too many IDs to say which are repeated.
  func unknownRepeats(of column: String) -> String
  func renamed(_ renamed: PredictOutcome.Renamed) -> String
}

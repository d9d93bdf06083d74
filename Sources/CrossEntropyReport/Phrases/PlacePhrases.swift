package import CrossEntropyWorkflows

/// What is said of where the loss lies.
package protocol PlacePhrases {
  /// The share of the loss that the worst rows or tokens carry, and the lines of the first of them.
  func worst(_ share: String?, of item: ScoredItem, lines: String) -> String
  /// How many rows are suspects, whose labels may be wrong if the predictions know so much, how many right labels would show,
  /// and the lines of the first.
  func suspects(_ count: Int, noise: String, _ doubt: LabelDoubt, lines: String) -> String
  /// A line, or the number of a row, with its ID.
  func line(_ line: Int, id: String?, isRow: Bool) -> String
  /// The heads of the table of costly rows: the row, its truth, what was predicted, the probability of the truth, the loss.
  var worstHeads: [String] { get }
  /// The heads of the table of suspects beside the first: the row's label, the probability of that, what is suspected, its probability.
  var suspectHeads: [String] { get }
  /// The heads of a table of slices beside the first: rows, log loss, the difference to all others, the bias.
  var sliceHeads: [String] { get }
  /// The head of the slices by class.
  func byClass(_ column: String) -> String
  /// So many levels in one slice.
  func others(levels: Int) -> String
  /// The slice of missing cells.
  var missingSlice: String { get }
  /// What the differences and the last column of slices are.
  func slicesNote(_ slices: Int) -> String
  /// What suspects are, and are not.
  func suspectsNote(_ doubt: LabelDoubt) -> String
}

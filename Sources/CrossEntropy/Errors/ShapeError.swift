/// Numbers of rows, columns or elements that do not fit each other.
public enum ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was counted.
  public enum Part: String, Sendable, CaseIterable {
    /// One per row and output.
    case logits
    /// One per row.
    case labels
    /// One per row and output.
    case targets
    /// One per row.
    case rowWeights = "row weights"
    /// One flag per row.
    case ignoredRows = "ignored rows"
    /// One flag per row and output, or one per output.
    case maskedOutputs = "masked outputs"
    /// One per row.
    case rowLosses = "row losses"
    /// One per row and output.
    case elementLosses = "element losses"
    /// The elements of a gradient, one per logit.
    case gradient
    /// One per class.
    case classWeights = "class weights"
    /// One per sigmoid output.
    case positiveWeights = "positive weights"
    /// The outputs of a row.
    case outputs
    /// The features of a row.
    case features
    /// One per class of a layer.
    case biases
    /// The sums over the logits of a row, one per row.
    case rowSums = "row sums"
    /// The outcomes of a distribution.
    case outcomes
    /// The rows of a table or a column.
    case rows
    /// The weights and biases of a model.
    case parameters
  }

  /// There are not as many of something as something else needs.
  case count(of: Part, expected: Int, got: Int)
  /// There is none of what needs at least one.
  case none(of: Part)
  /// There are more of them than can be counted.
  case tooMany(of: Part)
  /// A matrix has other elements than its rows × columns.
  case elements(rows: Int, columns: Int, got: Int)
  /// A row of a matrix, counted from 0, is not as long as the first.
  case ragged(row: Int, expected: Int, got: Int)
  /// The classes `first` ..< `first` + `count` are not among all the classes of a layer.
  case shard(first: Int, count: Int, classes: Int)

  /// What is wrong, with both numbers.
  public var description: String {
    switch self {
    case .count(let part, let expected, let got):
      "\(part.rawValue): expected \(expected), got \(got)"
    case .none(let part): "\(part.rawValue): expected 1 or more, got 0"
    case .tooMany(let part): "\(part.rawValue): more than \(Int.max) cannot be counted"
    case .elements(let rows, let columns, let got):
      "a matrix of \(rows) rows × \(columns) columns cannot have \(got) elements"
    case .ragged(let row, let expected, let got):
      "row \(row), counted from 0: expected \(expected) elements as in row 0, got \(got)"
    case .shard(let first, let count, let classes):
      "a shard of \(count) classes from class \(first) on is no part of \(classes) classes"
    }
  }
}

/// Why a table cannot be cut into the requested folds.
///
/// Classes are given by index; the caller knows their names.
public enum FoldError: Error, Sendable, Hashable {
  /// The class has fewer rows than there are folds.
  case tooFewRows(classIndex: Int, rows: Int, folds: Int)
  /// The class is present in fewer groups than there are folds.
  case tooFewGroups(classIndex: Int, groups: Int, folds: Int)
  /// Every row of the class is in one fold, so a model trained on the others would not know it.
  case missingFromTraining(classIndex: Int, fold: Int, rows: Int)
  /// The class is first met in a block, so a model trained on those before it would not know it.
  case unseenBefore(classIndex: Int, block: Int)
  /// Rows in an order have fewer places in it than there are blocks, the one that is only trained on
  /// among them.
  case tooFewRanks(Int, blocks: Int)
  /// The rows' labels or groups do not fit, or there are fewer than two folds.
  case badRows(EvaluationError)
}

extension FoldError: CustomStringConvertible {
  /// What is wrong, for who writes the program.
  public var description: String {
    switch self {
    case .tooFewRows(let classIndex, let rows, let folds):
      "class \(classIndex) has \(rows) rows for \(folds) folds"
    case .tooFewGroups(let classIndex, let groups, let folds):
      "class \(classIndex) is in \(groups) groups for \(folds) folds"
    case .missingFromTraining(let classIndex, let fold, let rows):
      "all \(rows) rows of class \(classIndex) are in fold \(fold)"
    case .unseenBefore(let classIndex, let block): "class \(classIndex) is first in block \(block)"
    case .tooFewRanks(let ranks, let blocks): "\(ranks) places in the order for \(blocks) blocks"
    case .badRows(let error): "\(error)"
    }
  }
}

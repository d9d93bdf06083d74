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
    case .badRows(let error): "\(error)"
    }
  }
}

/// Why a table cannot be cut into the folds that were asked for.
///
/// Classes are named by index; who knows their names says them.
public enum FoldError: Error, Sendable, Hashable {
  /// The class has fewer rows than there are folds.
  case tooFewRows(classIndex: Int, rows: Int, folds: Int)
  /// The class is present in fewer groups than there are folds.
  case tooFewGroups(classIndex: Int, groups: Int, folds: Int)
  /// Every row of the class is in one fold, so a model trained outside of it would not know it.
  case missingFromTraining(classIndex: Int, fold: Int, rows: Int)
}

extension FoldError: CustomStringConvertible {
  /// What is wrong and what to do, in one line.
  public var description: String {
    switch self {
    case .tooFewRows(let classIndex, let rows, let folds):
      "class \(classIndex) has \(counted(rows, "row")) but there are \(folds) folds; "
        + "use fewer folds, or merge or drop the class"
    case .tooFewGroups(let classIndex, let groups, let folds):
      "class \(classIndex) is present in \(counted(groups, "group")) but there are \(folds) folds; "
        + "use fewer folds, or merge or drop the class"
    case .missingFromTraining(let classIndex, let fold, let rows):
      "all rows of class \(classIndex) (\(rows)) are in fold \(fold), so its model cannot learn it; "
        + "merge or drop the class, or use another seed"
    }
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

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
}

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

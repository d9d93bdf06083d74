public import CrossEntropyEvaluation
public import CrossEntropyFiles

/// Why a classifier cannot be trained on a table, or cannot predict one.
public enum ClassifierError: Error, Sendable, Hashable {
  // MARK: Training

  /// A class has none of the rows that are trained on.
  case classWithoutRows(target: String, class: String)
  /// The rows cannot be cut into the folds of the search.
  case badFolds(FoldError)
  /// The model cannot be: it has no layers, or too many weights.
  case badModel(ModelNameError)
  /// A penalty below 0, a step size that is not above 0, or one that is not finite.
  case badValue(Double)
  /// Without a penalty the classes, which the columns tell apart, have no finite optimum.
  case separable
  /// A network's steps were too large for its features.
  case diverged
  /// Rows that were put on a disk cannot be read again.
  case disk(TableFault.SystemFailure)
  /// A fault of this package.
  case broken(String)

  // MARK: Predicting

  /// The table has no column of this name.
  case missingColumn(String, expected: FeatureKind)
  /// The column is of another kind than in training; see ``TableClassifier/textColumns``.
  case otherKind(String, expected: FeatureKind, found: FeatureKind)

  // MARK: Scoring

  /// The table has no column of this target, whose classes are to be scored.
  case missingTarget(String)
  /// The target was read as numbers; see ``TableClassifier/textColumns``.
  case targetNotText(String)
  /// A row has a class that was none in training; rows are counted from 0.
  case unknownClass(target: String, class: String, row: Int)
  /// No row has a label in every target.
  case noLabels
}

extension ClassifierError: CustomStringConvertible {
  /// What is wrong and what to do, for who writes the program.
  public var description: String {
    switch self {
    case .classWithoutRows(let target, let name):
      "class '\(name)' of '\(target)' has none of the rows to train on"
    case .badFolds(let error): "\(error); give more rows, or ask for fewer inner folds"
    case .badModel(let error): "\(error)"
    case .badValue(let value): "\(value) is no penalty and no step size"
    case .separable: "the classes are separable; give penalties above 0"
    case .diverged: "the training diverged; give smaller step sizes"
    case .disk(let failure): "\(TrainingError.disk(failure))"
    case .broken(let fault): "a fault of this package: \(fault)"
    case .missingColumn(let name, let kind):
      "there is no column '\(name)', which training read as \(kind.rawValue)"
    case .otherKind(let name, let expected, let found):
      "column '\(name)' was read as \(found.rawValue), and in training as \(expected.rawValue); read the "
        + "table with the classifier's textColumns"
    case .missingTarget(let name): "there is no column '\(name)' to score the predictions by"
    case .targetNotText(let name):
      "target '\(name)' was read as numbers; read the table with the classifier's textColumns"
    case .unknownClass(let target, let name, let row):
      "'\(name)' in row \(row) of '\(target)' was no class in training"
    case .noLabels: "no row has a label"
    }
  }
}

/// What `score` forms of predictions, by the names of its keys in JSON.
public enum ScoreMetric: String, Codable, Sendable, Hashable, CaseIterable {
  /// The log loss, in nats and bits, and the perplexity.
  case logLoss = "log_loss"
  /// The Brier score.
  case brier = "brier_score"
  /// The share of rows whose most probable class is the truth.
  case accuracy
  /// The mean recall over the classes that occur.
  case balancedAccuracy = "balanced_accuracy"
  /// The mean F1 over the classes.
  case macroF1 = "f1_macro"
  /// Matthews' correlation.
  case matthews = "matthews_corrcoef"
  /// What was predicted for the rows of each class.
  case confusion
  /// The area under the ROC curve.
  case rocAUC = "roc_auc"
  /// The loss of the class shares, and what share of it the predictions save.
  case skill
  /// The expected calibration error.
  case ece
  /// The test of calibration.
  case calibration

  /// What is kept of every row for it; the others are sums, for which nothing is.
  var kept: KeptOfRows {
    switch self {
    case .logLoss, .brier, .accuracy, .balancedAccuracy, .macroF1, .matthews, .confusion: []
    case .rocAUC, .calibration: .logProbabilities
    case .skill, .ece: .scores
    }
  }
}

extension ScoreMetric {
  /// Whether it is formed of sums, which those of parts merge into.
  var isMergeable: Bool { kept.isEmpty || self == .ece }
}

/// What is kept of every row of predictions.
struct KeptOfRows: OptionSet {
  let rawValue: UInt8

  /// The logarithms of all probabilities, and the labels.
  static let logProbabilities = KeptOfRows(rawValue: 1)
  /// The scores, and the labels.
  static let scores = KeptOfRows(rawValue: 2)
  static let all: KeptOfRows = [.logProbabilities, .scores]
}

extension ScoreRequest {
  /// Whether a number is to be formed.
  package func forms(_ metric: ScoreMetric) -> Bool { metrics?.contains(metric) ?? true }

  /// What is kept of every row.
  var kept: KeptOfRows {
    guard let metrics else { return .all }
    // Pairs are compared row by row.
    return metrics.reduce(predictions.count > 1 ? .scores : []) { $0.union($1.kept) }
  }
}

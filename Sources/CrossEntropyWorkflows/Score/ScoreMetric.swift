internal import CrossEntropyEvaluation

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
  /// How often the truth is among the most probable classes.
  case topAccuracy = "top_k_accuracy"
  /// The areas under the ROC curve.
  case rocAUC = "roc_auc"
  /// The average precision.
  case averagePrecision = "average_precision"
  /// The loss of the class shares, and what share of it the predictions save.
  case skill
  /// The expected calibration error.
  case ece
  /// The test of calibration.
  case calibration
  /// What recalibration would win, the splits of the scores, the classwise calibration error, and the curve.
  case recalibration
  /// Curves of thresholds and of coverage.
  case curves
  /// Where the loss lies: costly rows, suspects and slices.
  case places = "loss_places"
  /// How far the predictions of several files are from each other.
  case divergence

  /// What is kept of every row for it; the others are sums, for which nothing is.
  var kept: KeptOfRows {
    switch self {
    case .logLoss, .brier, .accuracy, .balancedAccuracy, .macroF1, .matthews, .confusion,
      .topAccuracy:
      []
    case .rocAUC, .averagePrecision, .calibration, .divergence: .logProbabilities
    case .skill, .ece: .scores
    case .recalibration, .places, .curves: .all
    }
  }
}

extension ScoreMetric {
  /// Those that need no other file beside it.
  static var ofOneFile: [ScoreMetric] { allCases.filter { $0 != .divergence } }

  /// Whether it has an interval, of rows enough.
  var hasInterval: Bool {
    switch self {
    case .ece, .calibration, .curves: false
    default: true
    }
  }

  /// Whether it is formed of sums, which those of parts merge into.
  var isMergeable: Bool { kept.isEmpty || self == .ece }

  /// Whether a part keeps rows for these; nil: everything.
  static func needRows(_ metrics: [ScoreMetric]?) -> Bool {
    metrics?.contains { !$0.isMergeable } ?? true
  }
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
  /// What is formed: what was asked for, by name or by what needs it; nil: everything.
  var formed: [ScoreMetric]? {
    guard let metrics else { return nil }
    var needed = gates.compactMap { PredictionScores.Metric(rawValue: $0.metric)?.formed }
    if baseline != nil { needed.append(.logLoss) }
    if worst != nil || !slices.isEmpty { needed.append(.places) }
    return metrics + needed.filter { !metrics.contains($0) }
  }

  /// Whether a number is to be formed.
  package func forms(_ metric: ScoreMetric) -> Bool { formed?.contains(metric) ?? true }

  /// Whether anything is formed that counts the rows of each class by what was predicted.
  var formsCounts: Bool {
    [.balancedAccuracy, .macroF1, .matthews, .confusion].contains { forms($0) }
  }

  /// What is kept of every row.
  var kept: KeptOfRows {
    guard rule == nil, let formed else { return .all }
    // Pairs are compared row by row.
    let needsRows = predictions.count > 1 || baseline != nil || keepsRows
    return formed.reduce(needsRows ? .scores : []) { $0.union($1.kept) }
  }
}

extension ScoreSums {
  /// The sums of no rows of predictions.
  init(predictionsOf classes: Int) throws(EvaluationError) {
    try self.init(classes: classes, topK: Self.topK(classes: classes))
  }

  /// The k of the top-k accuracies.
  static func topK(classes: Int) -> [Int] { [2, 3, 5].filter { $0 < classes } }
}

public import CrossEntropyEvaluation
public import CrossEntropyLearning

/// What the predictions of a file score.
public struct PredictionScores: Sendable {
  /// The file.
  public let path: String
  /// The label whose probabilities they are; nil unless there are several.
  public internal(set) var label: String? = nil
  /// The rows that were scored.
  public let rows: Int
  /// Rows that were left out because their truth is missing.
  public let unlabelledRows: Int
  /// The rows, or groups, that intervals are over.
  public let units: Int
  /// The classes, in the order of their columns; of two the last is the positive one.
  public let classes: Classes
  /// Mean −log p of the truth, in nats.
  public let logLoss: Score
  /// exp of it.
  public let perplexity: Score
  /// The mean Brier score: of the positive class for two classes, in 0 … 1; else over all, in 0 … 2.
  public let brier: Score
  /// The share of rows whose most probable class is the truth.
  public let accuracy: Score
  /// The mean recall over the classes that occur.
  public let balancedAccuracy: Score?
  /// The mean F1 over the classes.
  public let macroF1: Score?
  /// Matthews' correlation of truth and most probable class; nil where either is of one class alone.
  public let matthews: Score?
  /// The area under the ROC curve, of more classes than two their mean; nil with one class alone.
  public let rocAUC: Score?
  /// The mean of the areas by the classes' shares; of two classes the same area.
  public let rocAUCWeighted: Score?
  /// The average precision of the positive class, of more classes than two their mean; nil with one class alone.
  public let averagePrecision: Score?
  /// How often the truth is among the two, three and five most probable classes, where there are more.
  public let topAccuracies: [TopAccuracy]
  /// The rows of each class by what is most probable, `confusion[truth][predicted]`; nil with more than 100 classes.
  public let confusion: [[Double]]?
  /// The most frequent mistakes; nil where there is a ``confusion``.
  public let mistakes: [ClassSums.Mistake]?
  /// The mean log loss of the shares of the other rows; nil where the classes are more than a tenth of the rows.
  public let baseRateLogLoss: Double?
  /// What share of that the predictions save.
  public let skill: Score?
  /// The expected calibration error, and what right probabilities would show; nil where it is not asked for.
  public let calibration: CalibrationError?
  /// What one step of recalibration would win, and how probable that is by chance; nil of rows in groups,
  /// and where a truth was given probability 0.
  public let calibrationTest: CalibrationTest?
  /// What recalibration would win, the splits of the scores, and the curve; nil where it is not asked for.
  public let recalibration: RecalibrationScores?
  /// How good the decisions by a rule are; nil without one.
  public let decisions: PredictionDecisions?
  /// Curves of thresholds and of coverage; nil where they are not asked for.
  public let curves: PredictionCurves?
  /// Rows whose truth was given probability 0; nil where there are none.
  public let impossible: Impossible?
  /// Where the loss lies; nil where it was not asked for.
  public let places: LossPlaces?
  /// What was asked for; nil: everything.
  package let metrics: [ScoreMetric]?
  /// What should be known of the file and of its numbers.
  public internal(set) var lint: [LintFinding]
  /// How the file was read.
  public let notes: [DatasetNote]
  /// The rows of the sample of which is formed what sums do not give; nil: all rows.
  public let sampledRows: Int?

  /// A score with its 95 % interval for new rows; nil where there are too few.
  public struct Score: Sendable, Hashable {
    /// The score, with what intervals of any confidence are formed of.
    let estimate: ScoreEstimate

    /// The score.
    public var value: Double { estimate.value }
    /// Its interval.
    public var interval: ConfidenceInterval? { estimate.interval }
  }

  /// Rows whose truth was given probability 0, each of which costs an infinite loss.
  public struct Impossible: Encodable, Sendable, Hashable {
    /// How many there are.
    public let rows: Int
    /// The lines, or of arrays the rows, of the first of them.
    public let first: [Int]
    /// The log loss with at most −log 10⁻¹⁵ for a row.
    public let clippedLogLoss: Double
    /// The share of it that these rows cost.
    public let clippedShare: Double
    /// The log loss of the others; nil where there are none.
    public let logLossOfOthers: Double?

    enum CodingKeys: String, CodingKey {
      case rows, first
      case clippedLogLoss = "clipped_log_loss"
      case clippedShare = "clipped_share"
      case logLossOfOthers = "log_loss_of_others"
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rows, forKey: .rows)
      try container.encode(first, forKey: .first)
      try container.encode(clippedLogLoss, forKey: .clippedLogLoss)
      try container.encode(clippedShare, forKey: .clippedShare)
      try container.encode(logLossOfOthers, forKey: .logLossOfOthers)
    }
  }
}

/// What suspects are signs of.
package enum LabelDoubt: Sendable {
  /// Wrong labels: they are more than right ones would show.
  case labels
  /// Nothing: right labels would show as many.
  case chance
  /// Nothing: the predictions do not surely say more than the class shares, where these are known.
  case sharesAlone
}

extension PredictionScores: Encodable {
  enum CodingKeys: String, CodingKey {
    case path, label, rows
    case sampledRows = "sampled_rows"
    case unlabelledRows = "unlabelled_rows"
    case units, classes
    case logLoss = "log_loss"
    case logLossInterval = "log_loss_interval"
    case bits = "log_loss_bits"
    case perplexity
    case perplexityInterval = "perplexity_interval"
    case brier = "brier_score"
    case brierInterval = "brier_score_interval"
    case brierScale = "brier_scale"
    case accuracy
    case accuracyInterval = "accuracy_interval"
    case balancedAccuracy = "balanced_accuracy"
    case balancedAccuracyInterval = "balanced_accuracy_interval"
    case macroF1 = "f1_macro"
    case macroF1Interval = "f1_macro_interval"
    case matthews = "matthews_corrcoef"
    case matthewsInterval = "matthews_corrcoef_interval"
    case rocAUC = "roc_auc"
    case rocAUCInterval = "roc_auc_interval"
    case rocAUCWeighted = "roc_auc_weighted"
    case rocAUCWeightedInterval = "roc_auc_weighted_interval"
    case averagePrecision = "average_precision"
    case averagePrecisionInterval = "average_precision_interval"
    case topAccuracies = "top_k_accuracy"
    case confusion, mistakes
    case baseRateLogLoss = "base_rate_log_loss"
    case skill
    case skillInterval = "skill_interval"
    case ece
    case eceKind = "ece_kind"
    case eceNoise = "ece_noise"
    case eceNoise95 = "ece_noise_95"
    case eceExcess = "ece_excess"
    case reliability
    case calibrationGain = "calibration_gain"
    case calibrationPValue = "calibration_p_value"
    case decisions, curves
    case impossible, lint, notes
  }

  /// Whether a number was asked for.
  package func isFormed(_ metric: ScoreMetric) -> Bool { metrics?.contains(metric) ?? true }

  /// Whether the predictions may doubt a label.
  package func doubt(_ places: LossPlaces) -> LabelDoubt {
    if let skill, !(skill.interval.map { $0.low > 0 } ?? false) { return .sharesAlone }
    return Double(places.suspectCount) > places.suspectNoise95 ? .labels : .chance
  }

  /// The log loss in bits.
  package var logLossBits: Double { bits(ofNats: logLoss.value) }

  /// The most that a Brier score can be.
  package var brierMaximum: Int { classes.count == 2 ? 1 : 2 }

  /// Writes every score with its interval beside it, and what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(label, forKey: .label)
    try container.encode(rows, forKey: .rows)
    try container.encode(sampledRows, forKey: .sampledRows)
    try container.encode(unlabelledRows, forKey: .unlabelledRows)
    try container.encode(units, forKey: .units)
    try container.encode(classes, forKey: .classes)
    let logLoss = isFormed(.logLoss) ? logLoss : nil
    try container.encode(logLoss, .logLoss, .logLossInterval)
    try container.encode(logLoss == nil ? nil : logLossBits, forKey: .bits)
    try container.encode(
      logLoss == nil ? nil : perplexity, .perplexity, .perplexityInterval)
    try container.encode(isFormed(.brier) ? brier : nil, .brier, .brierInterval)
    try container.encode(brierMaximum, forKey: .brierScale)
    try container.encode(isFormed(.accuracy) ? accuracy : nil, .accuracy, .accuracyInterval)
    try container.encode(balancedAccuracy, .balancedAccuracy, .balancedAccuracyInterval)
    try container.encode(macroF1, .macroF1, .macroF1Interval)
    try container.encode(matthews, .matthews, .matthewsInterval)
    try container.encode(rocAUC, .rocAUC, .rocAUCInterval)
    try container.encode(rocAUCWeighted, .rocAUCWeighted, .rocAUCWeightedInterval)
    try container.encode(averagePrecision, .averagePrecision, .averagePrecisionInterval)
    try container.encode(isFormed(.topAccuracy) ? topAccuracies : nil, forKey: .topAccuracies)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(mistakes, forKey: .mistakes)
    try container.encode(baseRateLogLoss, forKey: .baseRateLogLoss)
    try container.encode(skill, .skill, .skillInterval)
    try container.encode(calibration?.estimate, forKey: .ece)
    try container.encode(calibration?.kind, forKey: .eceKind)
    try container.encode(calibration?.noise, forKey: .eceNoise)
    try container.encode(calibration?.noise95, forKey: .eceNoise95)
    try container.encode(
      calibration.flatMap { error in error.noise.map { error.estimate - $0 } },
      forKey: .eceExcess)
    try container.encode(calibration?.bins, forKey: .reliability)
    try RecalibrationScores.encode(recalibration, to: encoder)
    try container.encode(calibrationTest?.gain, forKey: .calibrationGain)
    try container.encode(calibrationTest?.pValue, forKey: .calibrationPValue)
    try container.encode(decisions, forKey: .decisions)
    try container.encode(curves, forKey: .curves)
    try container.encode(impossible, forKey: .impossible)
    try LossPlaces.encode(places, to: encoder)
    try container.encode(lint, forKey: .lint)
    try container.encode(notes, forKey: .notes)
  }
}

/// So many bits are these nats, of which log 2 are one.
func bits(ofNats nats: Double) -> Double { nats / 0.6931471805599453 }

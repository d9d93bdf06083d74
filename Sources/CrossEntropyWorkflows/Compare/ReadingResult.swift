public import CrossEntropyEvaluation

/// One reading of a loss: its scores out of fold and how they compare.
public struct ReadingResult: Codable, Sendable, Hashable {
  /// Mean −log p of the truth, in nats.
  public var logLoss: Double
  /// The same in bits.
  public var logLossBits: Double
  /// Its 95 % interval for these fits on new rows, in nats, not adjusted; nil with too few rows or groups.
  public var logLossInterval: ConfidenceInterval?
  /// 1 − log loss / the constant's log loss.
  public var skill: Double
  /// The skill's 95 % interval for these fits on new rows, not adjusted.
  public var skillInterval: ConfidenceInterval?
  /// Two classes: (p − y)² in 0 … 1; more: Σ (p − y)² in 0 … 2.
  public var brierScore: Double
  /// The share of rows whose most probable class is the truth.
  public var accuracy: Double
  /// The mean of the classes' shares.
  public var balancedAccuracy: Double
  /// How well the probabilities rank the rows: the area under the ROC curve of the positive class, of three classes or
  /// more their mean, each against the others.
  public var rocAUC: Double?
  /// The average precision of the same rankings.
  public var averagePrecision: Double?
  /// What a step of recalibration would win on these rows, in nats per row; nil with groups and with several labels.
  public var calibrationGain: Double?
  /// How often right probabilities would show as large a gain; nil as that is.
  public var calibrationPValue: Double?
  /// What the step may change: with more than a tenth as many classes as rows the scale alone; nil as the gain is.
  public var calibrationMap: CalibrationTest.Map?
  /// The expected calibration error, of the positive class or of the most probable one of three or more.
  public var ece: Double
  /// What ECE would be on average if the probabilities were right; nil with groups.
  public var eceNoise: Double?
  /// What it would exceed in 5 % of such tables.
  public var eceNoise95: Double?
  /// The calibration error of every class, the mean over three classes or more; nil with two, and with several labels.
  public var eceClasswise: Double?
  /// What it would be on average if the probabilities were right; nil with groups.
  public var eceClasswiseNoise: Double?
  /// What it would exceed in 5 % of such tables.
  public var eceClasswiseNoise95: Double?
  /// The reliability diagram: of the positive class, or of the most probable one of three or more.
  public var reliability: [ReliabilityBin]
  /// How every class fares; only for the baseline and the lowest log loss.
  public var classScores: [ClassScore]?
  /// The rows of each class, by weight, by what was predicted: `confusion[truth][predicted]`.
  ///
  /// For the baseline and the lowest log loss, unless there are many classes; averaged over
  /// repeats.
  public var confusion: [[Double]]?
  /// What the rows of each class were most often taken for, at most three classes each; only where there are too many
  /// classes for a confusion.
  public var mistakes: [ClassSums.Mistake]?
  /// The log loss's difference for these fits on new rows; nil, as all differences, where it or the baseline
  /// failed.
  public var difference: PairedDifference?
  /// The same for training anew on other rows; its interval is never the narrower one.
  public var differenceRetrained: PairedDifference?
  /// The Brier score's difference, not adjusted and not in the verdict.
  public var brierDifference: PairedDifference?
  /// The accuracy's difference, not adjusted and not in the verdict; positive is better.
  public var accuracyDifference: PairedDifference?
  /// A true difference of this size would probably have been seen; nil for the baseline.
  public var smallestDetectable: Double?
  /// Folds in which its log loss was below cross entropy's.
  public var foldsWon: Int
  /// Folds in which it was the same.
  public var foldsTied: Int
  /// What the comparison says.
  public var finding: ComparisonFinding
  /// The squared penalty that the search chose in every fold; nil for another model.
  public var l2: [Double]?
  /// The absolute penalty that the search chose in every fold; nil for another model.
  public var l1: [Double]?
  /// The step size that the search chose in every fold; nil for a linear model.
  public var learningRate: [Double]?
  /// The value of the loss's own parameter that the search chose in every fold; nil where it was given.
  public var parameter: [Double]?
  /// Folds in which the best penalty was at the edge of a grid that could grow no further.
  public var atEdge: Int
  /// Whether this is the lowest log loss: then it was selected, and its own score is optimistic.
  public var selected: Bool

  enum CodingKeys: String, CodingKey {
    case logLoss = "log_loss"
    case logLossBits = "log_loss_bits"
    case logLossInterval = "log_loss_interval"
    case skill
    case skillInterval = "skill_interval"
    case brierScore = "brier_score"
    case accuracy
    case balancedAccuracy = "balanced_accuracy"
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case calibrationGain = "calibration_gain"
    case calibrationPValue = "calibration_p_value"
    case calibrationMap = "calibration_map"
    case ece
    case eceNoise = "ece_noise"
    case eceNoise95 = "ece_noise_95"
    case eceClasswise = "ece_classwise"
    case eceClasswiseNoise = "ece_classwise_noise"
    case eceClasswiseNoise95 = "ece_classwise_noise_95"
    case reliability
    case classScores = "class_scores"
    case confusion, mistakes
    case difference
    case differenceRetrained = "difference_retrained"
    case brierDifference = "brier_difference"
    case accuracyDifference = "accuracy_difference"
    case smallestDetectable = "smallest_detectable"
    case foldsWon = "folds_won"
    case foldsTied = "folds_tied"
    case finding, l2, l1
    case learningRate = "learning_rate"
    case parameter
    case atEdge = "at_edge"
    case selected
  }

  /// What follows from other numbers.
  private enum DerivedKeys: String, CodingKey {
    case eceExcess = "ece_excess"
    case eceClasswiseExcess = "ece_classwise_excess"
  }

  /// Writes what is missing as null, and what follows from other numbers beside them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(logLossBits, forKey: .logLossBits)
    try container.encode(logLossInterval, forKey: .logLossInterval)
    try container.encode(skill, forKey: .skill)
    try container.encode(skillInterval, forKey: .skillInterval)
    try container.encode(brierScore, forKey: .brierScore)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(calibrationGain, forKey: .calibrationGain)
    try container.encode(calibrationPValue, forKey: .calibrationPValue)
    try container.encode(calibrationMap, forKey: .calibrationMap)
    try container.encode(ece, forKey: .ece)
    try container.encode(eceNoise, forKey: .eceNoise)
    try container.encode(eceNoise95, forKey: .eceNoise95)
    try container.encode(eceClasswise, forKey: .eceClasswise)
    try container.encode(eceClasswiseNoise, forKey: .eceClasswiseNoise)
    try container.encode(eceClasswiseNoise95, forKey: .eceClasswiseNoise95)
    try container.encode(reliability, forKey: .reliability)
    try container.encode(classScores, forKey: .classScores)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(mistakes, forKey: .mistakes)
    try container.encode(difference, forKey: .difference)
    try container.encode(differenceRetrained, forKey: .differenceRetrained)
    try container.encode(brierDifference, forKey: .brierDifference)
    try container.encode(accuracyDifference, forKey: .accuracyDifference)
    try container.encode(smallestDetectable, forKey: .smallestDetectable)
    try container.encode(foldsWon, forKey: .foldsWon)
    try container.encode(foldsTied, forKey: .foldsTied)
    try container.encode(finding, forKey: .finding)
    try container.encode(l2, forKey: .l2)
    try container.encode(l1, forKey: .l1)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(parameter, forKey: .parameter)
    try container.encode(atEdge, forKey: .atEdge)
    try container.encode(selected, forKey: .selected)
    var derived = encoder.container(keyedBy: DerivedKeys.self)
    try derived.encode(eceExcess, forKey: .eceExcess)
    try derived.encode(eceClasswiseExcess, forKey: .eceClasswiseExcess)
  }
}

extension ReadingResult {
  /// Whether right probabilities would rarely show as large a gain by recalibration; nil where that is not tested.
  package var isMiscalibrated: Bool? { calibrationPValue.map { $0 < Significance.level } }

  /// The calibration error less its noise: about 0 for right probabilities.
  public var eceExcess: Double? { eceNoise.map { ece - $0 } }

  /// The same of the classwise error.
  public var eceClasswiseExcess: Double? {
    guard let eceClasswise, let eceClasswiseNoise else { return nil }
    return eceClasswise - eceClasswiseNoise
  }
}

package import CrossEntropyEvaluation
package import CrossEntropyWorkflows

/// What `score` says around its numbers.
package protocol ScorePhrases {
  /// Why predictions cannot be scored.
  func sentence(_ fault: ScoreFault) -> String
  /// What was scored, as a heading: so many rows, in all of a weight, of these classes, and of two which is the positive one.
  func scored(
    _ path: String, rows: Int, weight: String?, classes: String, positive: String?
  ) -> String
  /// What rows weigh in all.
  func weighing(_ weight: String) -> String
  /// What stands in brackets.
  func brackets(percent: Int) -> String
  /// The name of a line.
  func scoreLabel(_ fact: ScoreFact) -> String
  /// A log loss, in bits and as a perplexity.
  func besideLogLoss(bits: String, perplexity: String) -> String
  /// What the shares of the classes score alone, and what share of it is saved.
  func baseRate(_ nats: String, skill: String, isWorse: Bool) -> String
  /// That there are too many classes for their shares to say anything.
  var noBaseRate: String { get }
  /// A calibration error beside what right probabilities would show.
  func calibrationError(_ error: String, noise: String?, noise95: String?) -> String
  /// What a calibration error is formed of; nil for bins of equal width.
  func kind(_ kind: CalibrationError.Kind) -> String?
  /// What recalibration would win, and how probable that is by chance.
  func calibration(pValue: String, isEvidence: Bool) -> String
  /// That there is no test, as rows come in groups, or a truth was given probability 0.
  func noCalibrationTest(isGrouped: Bool) -> String
  /// Rows whose truth was given probability 0, or tokens that were, by their lines, or by their numbers.
  func impossible(
    _ rows: PredictionScores.Impossible, lines: String, of item: ScoredItem, areRows: Bool
  ) -> String
  /// Rows without a truth.
  func unlabelled(_ rows: Int) -> String
  func sentence(_ finding: LintFinding) -> String
  /// A file beside the first, as a heading, with how many rows or tokens they share.
  func paired(_ path: String, with baseline: String, _ count: Int, of item: ScoredItem) -> String
  /// What the difference of log loss says, where `margin` nats matter.
  func says(
    _ finding: ComparisonFinding, of item: ScoredItem, margin: String, detectable: String?
  ) -> String
  /// That one file alone has an infinite loss: this one where the difference is +∞.
  func infinite(_ difference: Double, of item: ScoredItem, clipped: String) -> String
  /// That both files have an infinite loss, and what is said of the clipped ones.
  func undefined(of item: ScoredItem, clipped: String) -> String
  /// How often a row or a token costs less than in the first file, and how often as much.
  func wins(_ share: String, ties: String, of item: ScoredItem) -> String
  /// How far predictions are from others: the mean, what half and 99 of 100 rows are at most, and how often the class is the
  /// same.
  func divergence(_ mean: String, median: String, most: String, same: String) -> String
  /// Rows of either file that have no partner.
  func unpaired(_ own: Int, baseline: Int) -> String
  /// The tokens of a file, and of how many documents they are, as a heading.
  func tokens(_ path: String, _ tokens: Int, documents: Int?) -> String
  /// A log loss in bits per token.
  func bitsPerToken(_ bits: String) -> String
  /// That intervals of so many pairs hold jointly, and which do not.
  func adjusted(pairs: Int) -> String
}

/// A line about predictions.
package enum ScoreFact: Sendable, Hashable, CaseIterable {
  case logLoss, recalibrated, baseRate, brier, accuracy, balancedAccuracy, macroF1, matthews,
    rocAUC, averagePrecision, topAccuracies, ece, classwise, calibration, decisions, costs,
    bestThreshold, worst, suspects, wins, divergence, positiveF1, split, toCheck, perplexity,
    allTokens
}

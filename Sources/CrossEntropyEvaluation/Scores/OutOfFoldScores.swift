internal import CrossEntropy

/// Every row's scores by models that did not see it: averaged over repeats, summed over targets.
public struct OutOfFoldScores: Sendable, Hashable {
  /// −log p of the truth in nats, by row.
  public let logLoss: [Double]
  /// The Brier score, by row.
  public let brier: [Double]
  /// How often the most probable class is the truth, by target and row.
  public let correct: [[Double]]
  /// The mean log loss of every fold; nil where there is only one, as with a table to test on.
  public let folds: FoldLosses?

  /// A fold: its rows, and their scores by target.
  public struct Fold: Sendable {
    /// The rows that it holds out.
    public let rows: [Int]
    /// Their scores, target by target.
    public let scores: [RowScores]

    /// The scores of the rows that a fold holds out.
    public init(rows: [Int], scores: [RowScores]) {
      self.rows = rows
      self.scores = scores
    }
  }

  /// Puts the folds of one repeat or more together; `count` is the number of folds per repeat, and
  /// `testRatio` that of ``FoldLosses``.
  /// - Throws: `EvaluationError` for folds that are no whole repeats, for rows beyond the table's, and
  ///   where a fold's scores are not of its rows or not of as many targets as the first fold's.
  public init(
    _ folds: [Fold], count: Int, testRatio: Double? = nil, rows: Int, units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    try Self.validate(folds, count: count, rows: rows, units)
    var logLoss = [CompensatedSum](repeating: CompensatedSum(), count: rows)
    var brier = logLoss
    var correct = folds[0].scores.map { _ in logLoss }
    var means: [Double] = []
    for fold in folds {
      var sums = [Double](repeating: 0, count: fold.rows.count)
      for (target, scores) in fold.scores.enumerated() {
        for (i, row) in fold.rows.enumerated() {
          sums[i] += scores.logLoss[i]
          brier[row].add(scores.brier[i])
          correct[target][row].add(scores.correct[i])
        }
      }
      for (i, row) in fold.rows.enumerated() { logLoss[row].add(sums[i]) }
      means.append(try MeanEstimate(of: sums, weights: units.weights(of: fold.rows)).mean)
    }
    let share = 1 / Double(folds.count / count)
    self.logLoss = logLoss.map { $0.value * share }
    self.brier = brier.map { $0.value * share }
    self.correct = correct.map { $0.map { $0.value * share } }
    self.folds =
      folds.count == 1
      ? nil : try FoldLosses(means: means, count: count, testRatio: testRatio)
  }

  private static func validate(
    _ folds: [Fold], count: Int, rows: Int, _ units: RowUnits
  ) throws(EvaluationError) {
    if folds.count != 1 || count != 1 { try checkFolds(folds.count, perRepeat: count) }
    if rows < 0 { throw .tooFew(rows, of: .rows, least: 0) }
    try check(weights: units.weights, rows: rows)
    for fold in folds {
      try check(fold.scores.count, of: .targets, expected: max(1, folds[0].scores.count))
      for scores in fold.scores {
        try check(scores.logLoss.count, of: .scores, expected: fold.rows.count)
      }
      for row in fold.rows where row < 0 || row >= rows {
        throw .rowOutOfRange(row, rows: rows)
      }
    }
  }

  /// What a ``PairedComparison`` compares.
  public var losses: PredictorLosses { PredictorLosses(logLoss, folds: folds) }

  /// The share of the targets that are right, by row.
  public var accuracy: [Double] {
    if correct.count == 1 { return correct[0] }
    return correct[0].indices.map { row in
      correct.reduce(0) { $0 + $1[row] } / Double(correct.count)
    }
  }
}

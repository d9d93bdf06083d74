public import CrossEntropy

/// How well scores put the rows of a class above the others.
///
/// - Complexity: a radix sort of the rows per class.
/// - Error: counts of rows are exact; the rest is rounded as sums of n terms are, in a compensated sum. Enforced by
///   `RankingTests`, against scikit-learn's `roc_auc_score` and `average_precision_score`.
public struct RankingScores: Sendable, Hashable, Codable {
  /// Σ_{i∈P} Σ_{j∉P} wᵢwⱼ([sᵢ > sⱼ] + ½[sᵢ = sⱼ]) / Σ_{i∈P} Σ_{j∉P} wᵢwⱼ, the area under the ROC curve.
  ///
  /// How often a row of the class has a higher score than another one, ties by half: ½ by chance, 1 at best. Nil without
  /// a row of the class or without another.
  public let rocAUC: Double?
  /// Σ_t (R_t − R_{t−1})·P_t over the different scores t from the highest down, R_t and P_t being recall and precision of
  /// the rows whose score is at least t.
  ///
  /// The class's share by chance, 1 at best; rows of one score are taken together. Nil without a row of the class.
  public let averagePrecision: Double?

  /// The ranking by scores of any scale: a higher one speaks for the class.
  /// - Parameters:
  ///   - scores: One per row; −∞ and +∞ are such.
  ///   - isPositive: Which rows are of the class.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  /// - Throws: `EvaluationError` for counts that differ, for a weight that is none and a score that is no number.
  public init(
    scores: [Double], isPositive: [Bool], weights: [Double]? = nil
  ) throws(EvaluationError) {
    try check(scores.count, of: .scores, expected: isPositive.count)
    try check(weights: weights, rows: isPositive.count)
    for score in scores where score.isNaN { throw .outOfRange(.score, score) }
    self.init(RankedRows(scores: scores, isPositive: isPositive, weights: weights))
  }

  /// The ranking of rows that are in order.
  init(_ rows: RankedRows) {
    // Of the rows above, in the class and outside it.
    var (found, wrong) = (CompensatedSum(), CompensatedSum())
    var (area, precisions) = (CompensatedSum(), CompensatedSum())
    rows.forEachScore { _, foundHere, wrongHere in
      area.add(wrongHere * (found.value + foundHere / 2))
      found.add(foundHere)
      wrong.add(wrongHere)
      if foundHere > 0 { precisions.add(foundHere * found.value / (found.value + wrong.value)) }
    }
    let (all, others) = (found.value, wrong.value)
    rocAUC = all > 0 && others > 0 ? min(1, area.value / (all * others)) : nil
    averagePrecision = all > 0 ? min(1, precisions.value / all) : nil
  }

  /// The ranking by log-probabilities: of two classes that of the positive (last) one, of more the mean over the classes,
  /// each against all others.
  ///
  /// A class without rows, or without others, is left out of the mean.
  /// - Shape: `logProbabilities` is rows × classes, and each row is a log-softmax.
  /// - Throws: `EvaluationError` as ``init(scores:isPositive:weights:)`` does, and for a label that is none of the
  ///   classes.
  public init(
    logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
  ) throws(EvaluationError) {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    let ofClasses = try (classes == 2 ? 1..<2 : 0..<classes).map {
      (index) throws(EvaluationError) in
      try RankingScores(
        scores: labels.indices.map { logProbabilities[$0, index] },
        isPositive: labels.map { Int($0) == index }, weights: weights)
    }
    self.init(meanOf: ofClasses)
  }

  /// The mean of each measure over the rankings that have it.
  package init(meanOf rankings: [RankingScores]) {
    func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    rocAUC = mean(rankings.compactMap(\.rocAUC))
    averagePrecision = mean(rankings.compactMap(\.averagePrecision))
  }
}

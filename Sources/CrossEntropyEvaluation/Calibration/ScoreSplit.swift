package import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// S = MCB − DSC + UNC: a mean score as miscalibration, less discrimination, and the uncertainty of the outcomes.
///
/// With S_c the score after recalibration, MCB = S − S_c and DSC = UNC − S_c.
/// - Edges: if S is infinite, so is MCB, and DSC is finite.
/// - Source: Dimitriadis, Gneiting and Jordan 2021 (CORP).
package struct ScoreSplit: Sendable, Hashable, Codable {
  /// S, the mean score.
  package let score: Double
  /// S_c, the mean score after recalibration.
  package let recalibrated: Double
  /// UNC, the score of the rows' own base rate.
  package let uncertainty: Double

  package init(score: Double, recalibrated: Double, uncertainty: Double) {
    self.score = score
    self.recalibrated = recalibrated
    self.uncertainty = uncertainty
  }

  /// MCB, what recalibration wins on the rows that it is fitted to.
  package var miscalibration: Double { score - recalibrated }
  /// DSC, what recalibrated forecasts win over the base rate.
  package var discrimination: Double { uncertainty - recalibrated }

  /// The split of the Brier score by isotonic regression: of the positive class for two classes, else the sum over all.
  package static func brier(
    logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
  ) throws(EvaluationError) -> ScoreSplit {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    var sums = (score: 0.0, recalibrated: 0.0, uncertainty: 0.0)
    for c in classes == 2 ? 1..<2 : 0..<classes {
      let forecasts = try Forecasts(
        of: .positiveClass, probabilities: labels.indices.map { exp(logProbabilities[$0, c]) },
        happened: labels.map { Int($0) == c })
      let split = try ReliabilityCurve(
        forecasts, weights: weights, simulations: 0, seed: RandomSeed(0)
      ).brier
      sums.score += split.score
      sums.recalibrated += split.recalibrated
      sums.uncertainty += split.uncertainty
    }
    return ScoreSplit(
      score: sums.score, recalibrated: sums.recalibrated, uncertainty: sums.uncertainty)
  }

  /// The split of the log loss by softmax(a·log p + b), for any number of classes; by the temperature alone with more than a
  /// tenth as many classes as rows.
  ///
  /// The map is ``Recalibration/fitted(to:labels:weights:startingFrom:)``, whose penalty of one row in n may leave DSC
  /// below 0 by as little.
  /// - Throws: `RecalibrationError` as the fit does, but for truths of probability 0, which make S infinite and are left out
  ///   of the fit.
  package static func logLoss(
    logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
  ) throws -> ScoreSplit {
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: logProbabilities.columns)
    try check(weights: weights, rows: labels.count)
    let possible = labels.indices.filter {
      weights?[$0] != 0 && logProbabilities[$0, Int(labels[$0])] > -.infinity
    }
    let rows = logProbabilities.selecting(possible)
    let kept = (
      labels: possible.map { labels[$0] }, weights: weights.map { all in possible.map { all[$0] } }
    )
    let isTemperature = logProbabilities.columns * 10 > labels.count
    let map =
      isTemperature
      ? try Recalibration.temperature(of: rows, labels: kept.labels, weights: kept.weights).map
      : try Recalibration.fitted(to: rows, labels: kept.labels, weights: kept.weights)
    func mean(_ logs: Matrix<Double>, _ labels: [Int32], _ weights: [Double]?) throws -> Double {
      try MeanEstimate(of: labels.indices.map { -logs[$0, Int(labels[$0])] }, weights: weights).mean
    }
    let shares = classWeights(labels, classes: logProbabilities.columns, weights: weights)
    let total = shares.reduce(0, +)
    return ScoreSplit(
      score: try mean(logProbabilities, labels, weights),
      recalibrated: try mean(map.applied(to: rows), kept.labels, kept.weights),
      uncertainty: shares.reduce(0) { $1 > 0 ? $0 - $1 / total * log($1 / total) : $0 })
  }
}

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
/// With S_c the score after recalibration, MCB = S − S_c and DSC = UNC − S_c. Neither is below 0: the identity and the constant
/// are maps, too, and where a fitted map is worse than one of them, that one is the map.
/// - Edges: if S is infinite, so is MCB, and DSC is finite.
/// - Source: Dimitriadis, Gneiting and Jordan 2021 (CORP).
package struct ScoreSplit: Sendable, Hashable, Codable {
  /// S, the mean score.
  package let score: Double
  /// S_c, the mean score after recalibration.
  package let recalibrated: Double
  /// UNC, the score of the rows' own base rate.
  package let uncertainty: Double

  /// - Parameters:
  ///   - score: S.
  ///   - recalibrated: The score after the map that was fitted.
  ///   - uncertainty: UNC.
  package init(score: Double, recalibrated: Double, uncertainty: Double) {
    self.score = score
    self.recalibrated = min(recalibrated, score, uncertainty)
    self.uncertainty = uncertainty
  }

  /// MCB, what recalibration wins on the rows that it is fitted to.
  package var miscalibration: Double { score - recalibrated }
  /// DSC, what recalibrated forecasts win over the base rate.
  package var discrimination: Double { uncertainty - recalibrated }

  /// The split of the Brier score by isotonic regression: of the positive class for two classes, else the sum over all.
  ///
  /// - Parameters:
  ///   - logProbabilities: Rows × classes, each a log-softmax.
  ///   - labels: The class of each row.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  ///   - simulations: B, how often truths are drawn from the probabilities; 0: there is no noise.
  ///   - seed: The seed of the simulations.
  ///   - threads: The number of threads, 1 or more; the result does not depend on it.
  package static func brier(
    logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil,
    simulations: Int = 0, seed: RandomSeed = RandomSeed(0), threads: Int = 1
  ) throws(EvaluationError) -> (split: ScoreSplit, noise: ReliabilityCurve.Noise?) {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    try check(weights: weights, rows: labels.count)
    let kinds = classes == 2 ? 1..<2 : 0..<classes
    let forecasts = try kinds.map { (c) throws(EvaluationError) in
      OutcomeRows(
        try Forecasts(
          of: .positiveClass, probabilities: labels.indices.map { exp(logProbabilities[$0, c]) },
          happened: labels.map { Int($0) == c }), weights: weights)
    }
    try check(forecasts[0].ties.order.count, of: .rows, least: 1)
    @Sendable func split(_ truths: [Int32]) -> ScoreSplit {
      var sums = (score: 0.0, recalibrated: 0.0, uncertainty: 0.0)
      for (c, rows) in zip(kinds, forecasts) {
        let split = rows.brier { truths[$0] == c }
        sums.score += split.score
        sums.recalibrated += split.recalibrated
        sums.uncertainty += split.uncertainty
      }
      return ScoreSplit(
        score: sums.score, recalibrated: sums.recalibrated, uncertainty: sums.uncertainty)
    }
    let truths = simulations > 0 ? DrawnTruths([logProbabilities]) : nil
    let drawn = parallelMap(simulations, threads: threads) { simulation in
      var labels = labels
      truths?.draw(simulation, seed: seed) { labels[$0] = Int32($1) }
      return split(labels).miscalibration
    }
    return (split(labels), ReliabilityCurve.Noise(of: drawn))
  }

  /// The split of the log loss by softmax(a·log p + b), for any number of classes; by the temperature alone with more than a
  /// tenth as many classes as rows.
  ///
  /// The map is ``Recalibration/fitted(to:labels:weights:startingFrom:)``. Of more rows than ``RecalibrationGain/mostRowsFitted(classes:)`` it is fitted to as many, drawn by
  /// the seed, and applied to all.
  /// - Parameters:
  ///   - logProbabilities: Rows × classes, each a log-softmax.
  ///   - labels: The class of each row.
  ///   - losses: The log loss of each row as it is; nil: that of its log-probabilities.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  ///   - seed: The seed of the rows that the map is fitted to.
  /// - Throws: `RecalibrationError` as the fit does, but for truths of probability 0, which make S infinite and are left out
  ///   of the fit.
  package static func logLoss(
    logProbabilities: Matrix<Double>, labels: [Int32], losses: [Double]? = nil,
    weights: [Double]? = nil, seed: RandomSeed = RandomSeed(0)
  ) throws -> ScoreSplit {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    try check(weights: weights, rows: labels.count)
    let possible = labels.indices.filter {
      weights?[$0] != 0 && logProbabilities[$0, Int(labels[$0])] > -.infinity
    }
    func selected(_ rows: [Int]) -> (logs: Matrix<Double>, labels: [Int32], weights: [Double]?) {
      (
        rows.count == labels.count ? logProbabilities : logProbabilities.selecting(rows),
        rows.map { labels[$0] }, weights.map { all in rows.map { all[$0] } }
      )
    }
    let (all, most) = (selected(possible), RecalibrationGain.mostRowsFitted(classes: classes))
    let fitted =
      possible.count > most
      ? selected(seed.sample(most, of: possible.count).map { possible[$0] }) : all
    let map = try Recalibration.fitted(
      CalibrationTest.Map(classes: classes, rows: labels.count), to: fitted.logs,
      labels: fitted.labels, weights: fitted.weights)
    let after = try map.applied(to: all.logs)
    let shares = classWeights(labels, classes: classes, weights: weights)
    let total = shares.reduce(0, +)
    return ScoreSplit(
      score: try MeanEstimate(
        of: losses ?? labels.indices.map { 0 - logProbabilities[$0, Int(labels[$0])] },
        weights: weights
      ).mean,
      recalibrated: try MeanEstimate(
        of: all.labels.indices.map { 0 - after[$0, Int(all.labels[$0])] }, weights: all.weights
      ).mean,
      uncertainty: shares.reduce(0) { $1 > 0 ? $0 - $1 / total * log($1 / total) : $0 })
  }
}

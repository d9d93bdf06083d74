package import CrossEntropy

/// The log loss of every row after a map that was fitted to other rows: folds that keep the class shares, and groups
/// together, the mean over repeats.
struct CrossFitting {
  private let logProbabilities: Matrix<Double>
  private let labels: [Int32]
  private let weights: [Double]?
  private let cuts: [Folds]
  private let threads: Int

  init(
    _ logProbabilities: Matrix<Double>, labels: [Int32], units: RowUnits, folds: Int, repeats: Int,
    seed: RandomSeed, threads: Int
  ) throws {
    try check(repeats, of: .repeats, least: 1)
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(weights: units.weights, groups: units.groups, rows: labels.count)
    self.logProbabilities = logProbabilities
    self.labels = labels
    weights = units.weights
    self.threads = threads
    cuts = try (0..<repeats).map { cut in
      try Folds.stratified(
        labels: labels, classes: logProbabilities.columns, count: folds,
        seed: seed.derived(UInt64(cut)), groups: units.groups)
    }
  }

  /// The losses after a map; `fitted` fits it to some rows, their labels and weights.
  func losses(
    _ fitted: @Sendable (Matrix<Double>, [Int32], [Double]?) throws -> any LogProbabilityMap
  ) throws -> [Double] {
    let folds = cuts[0].count
    let parts = parallelMap(cuts.count * folds, threads: threads) { place in
      Result {
        let (cut, fold) = (cuts[place / folds], place % folds)
        let outside = cut.rowsOutside(fold)
        let map = try fitted(
          selected(outside), outside.map { labels[$0] },
          weights.map { all in outside.map { all[$0] } })
        let rows = cut.rows(in: fold)
        let logs = try map.applied(to: selected(rows))
        return (rows: rows, losses: rows.indices.map { 0 - logs[$0, Int(labels[rows[$0]])] })
      }
    }
    var losses = [Double](repeating: 0, count: labels.count)
    for part in parts {
      let part = try part.get()
      for (row, loss) in zip(part.rows, part.losses) { losses[row] += loss / Double(cuts.count) }
    }
    return losses
  }

  private func selected(_ rows: [Int]) -> Matrix<Double> { logProbabilities.selecting(rows) }
}

/// A map from rows of log-probabilities to others of the same classes.
package protocol LogProbabilityMap: Sendable {
  /// The rows after the map, each a log-softmax.
  func applied(to logProbabilities: Matrix<Double>) throws -> Matrix<Double>
}

extension Recalibration: LogProbabilityMap {}

extension Matrix<Double> {
  /// Some rows, in the order given.
  func selecting(_ rows: [Int]) -> Matrix<Double> {
    var elements: ContiguousArray<Double> = []
    elements.reserveCapacity(rows.count * columns)
    for row in rows { elements += self.elements[row * columns..<(row + 1) * columns] }
    return Matrix(rows: rows.count, columns: columns, fitting: elements)
  }
}

/// What recalibration would win: the log loss before and after a map that is fitted to other rows, by pairs.
///
/// The map is softmax(a·log p + b), or the temperature alone with more than a tenth as many classes as rows, as in
/// ``CalibrationTest``. On the rows that a map is fitted to it always wins; on others it wins what it is worth.
package struct RecalibrationGain: Sendable, Hashable, Codable {
  /// The mean log loss after the map.
  package let recalibrated: MeanEstimate
  /// The mean of before − after, with the error of pairs; above 0 where recalibration helps.
  package let gain: MeanEstimate
  /// Which map it is.
  package let map: CalibrationTest.Map

  /// The gain on rows of log-probabilities.
  /// - Throws: `FoldError` where a class has too few rows or groups, `RecalibrationError` for truths of probability 0,
  ///   and `EvaluationError` for rows that do not fit.
  package init(
    logProbabilities: Matrix<Double>, labels: [Int32], units: RowUnits = RowUnits(), folds: Int = 5,
    repeats: Int = 5, seed: RandomSeed, threads: Int = 1
  ) throws {
    let map: CalibrationTest.Map =
      logProbabilities.columns * 10 > labels.count ? .temperature : .scaleAndBias
    let fitting = try CrossFitting(
      logProbabilities, labels: labels, units: units, folds: folds, repeats: repeats, seed: seed,
      threads: threads)
    let after = try fitting.losses { rows, labels, weights in
      switch map {
      case .scaleAndBias: try Recalibration.fitted(to: rows, labels: labels, weights: weights)
      case .temperature:
        try Recalibration.temperature(of: rows, labels: labels, weights: weights).map
      }
    }
    self.map = map
    recalibrated = try units.mean(of: after)
    gain = try units.mean(
      of: labels.indices.map { 0 - logProbabilities[$0, Int(labels[$0])] - after[$0] })
  }
}

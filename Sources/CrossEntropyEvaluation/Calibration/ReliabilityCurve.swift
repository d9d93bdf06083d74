internal import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The reliability diagram without bins (CORP): how often an event happened, by isotonic regression on its probability,
/// with what right probabilities would show.
///
/// - Error: enforced by `IsotonicTests`, against scikit-learn; that right probabilities stay inside the band, too.
/// - Source: Dimitriadis, Gneiting and Jordan 2021.
package struct ReliabilityCurve: Sendable, Hashable, Codable {
  /// B, the number of simulations.
  package static let usualSimulations = 400
  /// At so many probabilities the band is given.
  package static let mostBandPoints = 100

  /// What right probabilities show at a probability: 95 % of the simulations lie between.
  package struct BandPoint: Sendable, Hashable, Codable {
    package let probability: Double
    package let low: Double
    package let high: Double
  }

  /// What right probabilities show of miscalibration by chance.
  package struct Noise: Sendable, Hashable, Codable {
    /// The mean of MCB*.
    package let mean: Double
    /// The smallest MCB* that at least 95 % of the simulations do not exceed.
    package let point95: Double

    /// Nil without simulations.
    init?(of errors: [Double]) {
      guard let noise = CalibrationNoise(errors) else { return nil }
      (mean, point95) = (noise.mean, noise.point95)
    }
  }

  /// How often the event happened, block by block.
  package let curve: IsotonicCurve
  /// Where right probabilities would lie; empty without simulations.
  package let band: [BandPoint]
  /// The split of the Brier score.
  package let brier: ScoreSplit
  /// The split of the log loss of the two outcomes.
  package let logLoss: ScoreSplit
  /// MCB of the Brier score by chance; nil without simulations.
  package let brierNoise: Noise?
  /// MCB of the log loss by chance; nil without simulations.
  package let logLossNoise: Noise?

  /// The curve of forecasts.
  /// - Parameters:
  ///   - forecasts: The probability of the event in each row, and whether it happened.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  ///   - simulations: B, the number of simulations; 0 where rows come in groups, since outcomes drawn row by row are too regular.
  ///   - seed: The seed of the simulations.
  ///   - threads: The number of threads, 1 or more; the result does not depend on it.
  package init(
    _ forecasts: Forecasts, weights: [Double]? = nil, simulations: Int = usualSimulations,
    seed: RandomSeed, threads: Int = 1
  ) throws(EvaluationError) {
    try check(simulations, of: .simulations, least: 0)
    try check(weights: weights, rows: forecasts.probabilities.count)
    let rows = OutcomeRows(forecasts, weights: weights)
    try check(rows.ties.order.count, of: .rows, least: 1)
    let observed = rows.result { forecasts.happened[$0] }
    curve = IsotonicCurve(rows.ties, pooled: observed.blocks)
    (brier, logLoss) = (observed.brier, observed.logLoss)
    let points = rows.bandTies(most: Self.mostBandPoints)
    let drawn = parallelMap(simulations, threads: threads) { simulation in
      let seed = seed.derived(UInt64(simulation))
      let result = rows.result { seed.uniform(UInt64($0)) < forecasts.probabilities[$0] }
      return (
        brier: result.brier.miscalibration, logLoss: result.logLoss.miscalibration,
        values: rows.values(of: result.blocks, at: points)
      )
    }
    brierNoise = Noise(of: drawn.map(\.brier))
    logLossNoise = Noise(of: drawn.map(\.logLoss))
    let outside = simulations * (100 - Significance.confidencePercent) / 200
    band =
      simulations == 0
      ? []
      : points.indices.map { point in
        let values = drawn.map { $0.values[point] }.sorted()
        return BandPoint(
          probability: rows.ties.forecasts[points[point]], low: values[outside],
          high: values[simulations - 1 - outside])
      }
  }
}

/// Sorted forecasts, and what each outcome costs.
struct OutcomeRows: Sendable {
  let ties: TiedForecasts
  private let weights: [Double]?
  private let total: Double
  /// By place in the order: the log loss if the event happens, and if not.
  private let losses: [(happened: Double, not: Double)]

  init(_ forecasts: Forecasts, weights: [Double]?) {
    ties = TiedForecasts(forecasts.probabilities, weights: weights)
    self.weights = weights
    total = ties.weights.reduce(0, +)
    losses = ties.order.map { row in
      let p = min(1, forecasts.probabilities[row])
      return (0 - log(p), 0 - log1p(-p))
    }
  }

  /// The blocks of the curve, and the splits of the scores.
  func result(
    _ happened: (_ row: Int) -> Bool
  ) -> (blocks: [TiedForecasts.Block], brier: ScoreSplit, logLoss: ScoreSplit) {
    var sums = [Double](repeating: 0, count: ties.forecasts.count)
    var (squares, logs) = (CompensatedSum(), CompensatedSum())
    for (place, row) in ties.order.enumerated() {
      let tie = ties.tieOfPlace[place]
      let weight = weights?[row] ?? 1
      let happens = happened(row)
      let error = ties.forecasts[tie] - (happens ? 1 : 0)
      if happens { sums[tie] += weight }
      squares.add(weight * error * error)
      logs.add(weight * (happens ? losses[place].happened : losses[place].not))
    }
    var (variance, entropy) = (CompensatedSum(), CompensatedSum())
    let blocks = ties.pooled(sums)
    for block in blocks {
      let share = min(1, block.sum / block.weight)
      variance.add(block.weight * share * (1 - share))
      entropy.add(block.weight * binaryEntropy(share))
    }
    let rate = min(1, sums.reduce(0, +) / total)
    return (
      blocks,
      ScoreSplit(
        score: squares.value / total, recalibrated: variance.value / total,
        uncertainty: rate * (1 - rate)),
      ScoreSplit(
        score: logs.value / total, recalibrated: entropy.value / total,
        uncertainty: binaryEntropy(rate))
    )
  }

  /// The split of the Brier score of outcomes.
  func brier(_ happened: (_ row: Int) -> Bool) -> ScoreSplit {
    var sums = [Double](repeating: 0, count: ties.forecasts.count)
    var squares = CompensatedSum()
    for (place, row) in ties.order.enumerated() {
      let tie = ties.tieOfPlace[place]
      let weight = weights?[row] ?? 1
      let happens = happened(row)
      let error = ties.forecasts[tie] - (happens ? 1 : 0)
      if happens { sums[tie] += weight }
      squares.add(weight * error * error)
    }
    var variance = CompensatedSum()
    for block in ties.pooled(sums) {
      let share = min(1, block.sum / block.weight)
      variance.add(block.weight * share * (1 - share))
    }
    let rate = min(1, sums.reduce(0, +) / total)
    return ScoreSplit(
      score: squares.value / total, recalibrated: variance.value / total,
      uncertainty: rate * (1 - rate))
  }

  /// Ties at equal steps of weight, the first and the last one among them.
  func bandTies(most: Int) -> [Int] {
    if ties.forecasts.count <= most { return Array(ties.forecasts.indices) }
    var points = [0]
    var below = 0.0
    for tie in ties.forecasts.indices {
      below += ties.weights[tie]
      if tie > 0, below >= total * Double(points.count) / Double(most - 1) { points.append(tie) }
    }
    if points.last != ties.forecasts.count - 1 { points.append(ties.forecasts.count - 1) }
    return points
  }

  /// The curve of these blocks at some ties.
  func values(of blocks: [TiedForecasts.Block], at points: [Int]) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(points.count)
    for block in blocks {
      while values.count < points.count, points[values.count] < block.ties.upperBound {
        values.append(block.sum / block.weight)
      }
    }
    return values
  }
}

/// −p·log p − (1 − p)·log(1 − p).
private func binaryEntropy(_ p: Double) -> Double {
  p <= 0 || p >= 1 ? 0 : -(p * log(p) + (1 - p) * log1p(-p))
}

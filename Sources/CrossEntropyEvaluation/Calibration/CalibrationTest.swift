public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Whether probabilities are calibrated: what a step of recalibration would win, against what it wins by chance.
///
/// The gain is ½gᵀH⁻¹g at the identity of the map softmax(a·log p + b): g is the gradient of the mean log loss in (a, b)
/// and H its Hessian if the probabilities are right, so no map is fitted. With right probabilities the gain is above 0 by
/// chance alone; p = (1 + #{gain* ≥ gain}) / (B + 1), the gain* of truths that are drawn from the given
/// probabilities: row by row up to ``mostRowsDrawn`` rows, above by their sums, which are as good as normal.
///
/// - Shape: of several repeats each has the probabilities of the same rows; the gain is their mean, and a truth
///   is drawn once for all of them, from the mean of their probabilities.
/// - Unit: nats.
/// - Edges: with more than a tenth as many classes as rows the map has the temperature alone. A truth that was given
///   probability 0 makes the gain infinite.
/// - Source: Rao 1948 for the score statistic.
public struct CalibrationTest: Sendable, Hashable, Codable {
  /// Up to so many rows truths are drawn row by row.
  public static let mostRowsDrawn = 5_000
  /// B, the number of simulations.
  public static let usualSimulations = 1_000

  /// What is mapped.
  public enum Map: String, Sendable, Hashable, Codable {
    /// One scale, and an offset per class.
    case scaleAndBias = "scale_and_bias"
    /// One scale alone: there are too many classes for offsets.
    case temperature
  }

  /// Why there is no test.
  public enum Withholding: String, Sendable, Hashable, Codable {
    /// The rows come in groups, and truths drawn row by row are too regular.
    case rowsAreGrouped
    /// Several labels of a row are forecast, and may depend on each other.
    case labelsShareRows
  }

  /// What one step of recalibration would win, in nats per row.
  public let gain: Double
  /// How often right probabilities would show as large a gain.
  public let pValue: Double
  /// Which map it is.
  public let map: Map
  /// The mean gain of right probabilities, about half a parameter per row.
  package let noise: Double
  /// The smallest gain that at least 95 % of the simulations do not exceed.
  package let noise95: Double

  /// The test of log-probabilities, rows × classes for each repeat, on the rows' labels.
  public init(
    _ repeats: [Matrix<Double>], labels: [Int32], weights: [Double]? = nil,
    simulations: Int = usualSimulations, seed: RandomSeed
  ) throws(EvaluationError) {
    try check(simulations, of: .simulations, least: 1)
    try checkRepeats(repeats, labels: labels, weights: weights)
    let sums = ScoreStatistic(repeats, labels: labels, weights: weights)
    map = sums.offsets > 0 ? .scaleAndBias : .temperature
    gain = sums.observedGain
    let drawn =
      labels.count <= Self.mostRowsDrawn
      ? sums.gainsOfDrawnRows(simulations, seed: seed)
      : sums.gainsOfNormalSums(simulations, seed: seed)
    let reached = drawn.count { [gain] in $0 >= gain }
    pValue = Double(1 + reached) / Double(simulations + 1)
    // Of one simulation at least.
    (noise, noise95) = CalibrationNoise(drawn).map { ($0.mean, $0.point95) } ?? (.nan, .nan)
  }
}

/// The sums over rows that a gain is made of.
private struct ScoreStatistic {
  let repeats: [Matrix<Double>]
  let weights: [Double]?
  let labels: [Int32]
  let classes: Int
  /// How many offsets the map has: one class less than there are, or none.
  let offsets: Int
  let total: Double
  /// By repeat: Σw p over the offsets' classes, then Σw Σ p log p, divided by Σw.
  private let expected: [[Double]]
  /// By repeat: the factor of H.
  private let factors: [CholeskyFactor]

  init(_ repeats: [Matrix<Double>], labels: [Int32], weights: [Double]?) {
    self.repeats = repeats
    self.labels = labels
    self.weights = weights
    let classes = repeats[0].columns
    self.classes = classes
    let offsets = 10 * classes > labels.count ? 0 : classes - 1
    self.offsets = offsets
    let total = weights?.reduce(0, +) ?? Double(labels.count)
    self.total = total
    var expected: [[Double]] = []
    var factors: [CholeskyFactor] = []
    for logs in repeats {
      var sums = [Double](repeating: 0, count: offsets + 1)
      var hessian = [Double](repeating: 0, count: (offsets + 1) * (offsets + 1))
      var squares = 0.0
      for i in labels.indices {
        let weight = (weights?[i] ?? 1) / total
        if weight == 0 { continue }
        let row = RowOfLogs(logs, i)
        for c in 0..<offsets { sums[c] += weight * row.p[c] }
        sums[offsets] += weight * row.mean
        squares += weight * row.meanSquare
        row.addCovariance(times: weight, offsets: offsets, to: &hessian)
      }
      // What rounding leaves where all probabilities of a row are equal: a scale changes nothing.
      if hessian[hessian.count - 1] <= 1e-24 * squares { hessian[hessian.count - 1] = 0 }
      expected.append(sums)
      factors.append(CholeskyFactor(hessian, size: offsets + 1))
    }
    self.expected = expected
    self.factors = factors
  }

  /// The gain of the true labels.
  var observedGain: Double {
    gain { repeatIndex, sums in
      let logs = repeats[repeatIndex]
      for i in labels.indices {
        let weight = (weights?[i] ?? 1) / total
        if weight == 0 { continue }
        let label = Int(labels[i])
        if label < offsets { sums[label] += weight }
        sums[offsets] += weight * logs[i, label]
      }
    }
  }

  /// The mean over repeats of ½gᵀH⁻¹g, from what the labels add up to.
  private func gain(_ add: (_ repeatIndex: Int, _ sums: inout [Double]) -> Void) -> Double {
    var gain = 0.0
    for index in repeats.indices {
      var sums = [Double](repeating: 0, count: offsets + 1)
      add(index, &sums)
      var gradient = expected[index]
      for k in gradient.indices { gradient[k] -= sums[k] }
      if gradient.contains(where: { !$0.isFinite }) { return .infinity }
      gain += factors[index].half(gradient)
    }
    return gain / Double(repeats.count)
  }

  /// The gains of labels that are drawn row by row.
  func gainsOfDrawnRows(_ simulations: Int, seed: RandomSeed) -> [Double] {
    let truths = DrawnTruths(repeats)
    // By row and class what a truth adds to the scale's sum of every repeat, so that these stand together.
    var added = [Double](repeating: 0, count: labels.count * classes * repeats.count)
    for (index, logs) in repeats.enumerated() {
      for place in logs.elements.indices {
        added[place * repeats.count + index] = logs.elements[place]
      }
    }
    return (0..<simulations).map { simulation in
      var counts = [Double](repeating: 0, count: offsets)
      var scales = [Double](repeating: 0, count: repeats.count)
      truths.draw(simulation, seed: seed) { i, truth in
        let weight = (weights?[i] ?? 1) / total
        if weight == 0 { return }
        if truth < offsets { counts[truth] += weight }
        let place = (i * classes + truth) * repeats.count
        for index in scales.indices { scales[index] += weight * added[place + index] }
      }
      return gain { index, sums in
        for c in counts.indices { sums[c] = counts[c] }
        sums[offsets] = scales[index]
      }
    }
  }

  /// The gains of labels whose sums are drawn from the normal distribution of the same mean and covariance.
  func gainsOfNormalSums(_ simulations: Int, seed: RandomSeed) -> [Double] {
    // The offsets' sums, which all repeats share, then the scale's of every repeat.
    let size = offsets + repeats.count
    var mean = [Double](repeating: 0, count: size)
    var covariance = [Double](repeating: 0, count: size * size)
    var logs = [Double](repeating: 0, count: repeats.count * classes)
    for i in labels.indices {
      let weight = (weights?[i] ?? 1) / total
      if weight == 0 { continue }
      let p = meanProbabilities(repeats, i)
      for c in 0..<offsets { mean[c] += weight * p[c] }
      for (index, each) in repeats.enumerated() {
        var average = 0.0
        for c in 0..<classes where p[c] > 0 { average += p[c] * each[i, c] }
        mean[offsets + index] += weight * average
        for c in 0..<classes { logs[index * classes + c] = p[c] > 0 ? each[i, c] - average : 0 }
      }
      let square = weight * weight
      for c in 0..<offsets {
        for d in 0...c { covariance[c * size + d] += square * ((c == d ? p[c] : 0) - p[c] * p[d]) }
      }
      for index in repeats.indices {
        let (place, own) = ((offsets + index) * size, index * classes)
        for c in 0..<offsets { covariance[place + c] += square * p[c] * logs[own + c] }
        for other in 0...index {
          var sum = 0.0
          for c in 0..<classes { sum += p[c] * logs[own + c] * logs[other * classes + c] }
          covariance[place + offsets + other] += square * sum
        }
      }
    }
    let factor = CholeskyFactor(covariance, size: size)
    return (0..<simulations).map { simulation in
      let seed = seed.derived(UInt64(simulation))
      let draw = factor.product(
        (0..<size).map { StandardNormal.quantile(within: seed.uniform(UInt64($0)) + 0x1p-54) })
      return gain { index, sums in
        for c in 0..<offsets { sums[c] = mean[c] + draw[c] }
        sums[offsets] = mean[offsets + index] + draw[offsets + index]
      }
    }
  }
}

/// A row's probabilities and logarithms.
private struct RowOfLogs {
  let p: [Double]
  /// log p less their mean; 0 where p is.
  private let centred: [Double]
  /// Σ p log p.
  let mean: Double
  /// Σ p (log p)².
  let meanSquare: Double

  init(_ logs: Matrix<Double>, _ i: Int) {
    p = (0..<logs.columns).map { exp(logs[i, $0]) }
    var (mean, meanSquare) = (0.0, 0.0)
    for c in p.indices where p[c] > 0 {
      mean += p[c] * logs[i, c]
      meanSquare += p[c] * logs[i, c] * logs[i, c]
    }
    self.mean = mean
    self.meanSquare = meanSquare
    centred = p.indices.map { [p] in p[$0] > 0 ? logs[i, $0] - mean : 0 }
  }

  /// Adds the covariance of what a label adds to the sums, to the lower triangle.
  func addCovariance(times weight: Double, offsets: Int, to matrix: inout [Double]) {
    let size = offsets + 1
    for c in 0..<offsets {
      for d in 0..<c { matrix[c * size + d] -= weight * p[c] * p[d] }
      matrix[c * size + c] += weight * p[c] * (1 - p[c])
      matrix[offsets * size + c] += weight * p[c] * centred[c]
    }
    var variance = 0.0
    for c in p.indices { variance += p[c] * centred[c] * centred[c] }
    matrix[offsets * size + offsets] += weight * variance
  }
}

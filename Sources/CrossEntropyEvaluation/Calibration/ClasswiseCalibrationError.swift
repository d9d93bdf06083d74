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

/// (1/K)·Σ_c Σ_b |Σ_{i∈b} wᵢ([yᵢ = c] − p_ic)| / Σw: the expected calibration error of every class's own probability,
/// the mean over the K classes.
///
/// The bin of p is min(⌊15p⌋, 14), as in ``CalibrationError``. It sees what the most probable class alone does not, such
/// as one class that is given too much at the cost of another.
///
/// - Shape: of several repeats each has the probabilities of the same rows; the error is their mean, and a truth
///   is drawn once for all of them, from the mean of their probabilities: with the same seed those of
///   ``CalibrationTest``.
/// - Unit: a difference of probabilities, in [0, 2 / K].
/// - Source: Kull et al. 2019.
public struct ClasswiseCalibrationError: Sendable, Hashable, Codable {
  /// The error, averaged over classes and repeats.
  public let estimate: Double
  /// What right probabilities would show on average; nil without simulations.
  public let noise: Double?
  /// The smallest error that at least 95 % of the simulations do not exceed; nil without simulations.
  public let noise95: Double?

  /// The error of log-probabilities, rows × classes for each repeat, on the rows' labels.
  /// - Throws: `EvaluationError` without a repeat, for counts that differ, and for a label or a weight that is none.
  public init(
    _ repeats: [Matrix<Double>], labels: [Int32], weights: [Double]? = nil,
    simulations: Int = CalibrationError.usualSimulations, seed: RandomSeed
  ) throws(EvaluationError) {
    try check(simulations, of: .simulations, least: 0)
    try checkRepeats(repeats, labels: labels, weights: weights)
    let binned = BinnedClasses(repeats, weights: weights)
    let truths = DrawnTruths(repeats)
    self.init(
      binned, labels,
      noise: (0..<simulations).map { simulation in
        binned.error { truths.draw(simulation, seed: seed, $0) }
      })
  }

  /// The error of log-probabilities, rows × classes, on the rows' labels; of more rows than ``mostRowsDrawn`` what right
  /// probabilities show comes of the bins' sums, which are as good as normal.
  ///
  /// - Parameters:
  ///   - logProbabilities: Rows × classes, each a log-softmax.
  ///   - labels: The class of each row.
  ///   - units: The weights, and the groups; of rows in groups there is no noise, since truths drawn row by row are too
  ///     regular.
  ///   - seed: The seed of the simulations.
  package init(
    of logProbabilities: Matrix<Double>, labels: [Int32], units: RowUnits, seed: RandomSeed
  ) throws(EvaluationError) {
    let simulations = units.groups == nil ? CalibrationError.usualSimulations : 0
    let isDrawn =
      labels.count <= Self.mostRowsDrawn || logProbabilities.columns > Self.mostClassesSummed
    guard simulations > 0, !isDrawn else {
      // Of many rows and many classes there is no noise: drawing it would take longer than all else.
      try self.init(
        [logProbabilities], labels: labels, weights: units.weights,
        simulations: labels.count <= 10 * Self.mostRowsDrawn ? simulations : 0, seed: seed)
      return
    }
    try checkRepeats([logProbabilities], labels: labels, weights: units.weights)
    let binned = BinnedClasses([logProbabilities], weights: units.weights)
    self.init(
      binned, labels,
      noise: binned.errorsOfNormalSums(logProbabilities, simulations: simulations, seed: seed))
  }

  private init(_ binned: BinnedClasses, _ labels: [Int32], noise errors: [Double]) {
    estimate = binned.error { add in
      for i in labels.indices { add(i, Int(labels[i])) }
    }
    let noise = CalibrationNoise(errors)
    self.noise = noise?.mean
    noise95 = noise?.point95
  }

  /// Up to so many rows truths are drawn row by row.
  package static let mostRowsDrawn = 20_000
  /// Of more classes the covariance of the bins' sums is not formed.
  private static let mostClassesSummed = 30
}

/// The bins of every repeat and class, with what was forecast in them.
private struct BinnedClasses {
  private static let bins = CalibrationError.usualBins

  private let repeats, classes: Int
  private let weights: [Double]?
  private let total: Double
  /// By row, class and repeat.
  private let binOf: [UInt8]
  /// Σ w·p by repeat, class and bin.
  private let expected: [Double]

  init(_ repeats: [Matrix<Double>], weights: [Double]?) {
    let (rows, classes, count) = (repeats[0].rows, repeats[0].columns, repeats.count)
    self.repeats = count
    self.classes = classes
    self.weights = weights
    total = weights?.reduce(0, +) ?? Double(rows)
    var binOf = [UInt8](repeating: 0, count: rows * classes * count)
    var expected = [Double](repeating: 0, count: count * classes * Self.bins)
    for (index, logs) in repeats.enumerated() {
      for i in 0..<rows {
        let weight = weights?[i] ?? 1
        for c in 0..<classes {
          let p = exp(logs[i, c])
          let bin = min(Int(Double(Self.bins) * p), Self.bins - 1)
          binOf[(i * classes + c) * count + index] = UInt8(bin)
          expected[(index * classes + c) * Self.bins + bin] += weight * p
        }
      }
    }
    self.binOf = binOf
    self.expected = expected
  }

  /// The errors of truths whose sums by class and bin are drawn from the normal distribution of their mean and covariance.
  func errorsOfNormalSums(
    _ logProbabilities: Matrix<Double>, simulations: Int, seed: RandomSeed
  ) -> [Double] {
    let size = expected.count
    var covariance = [Double](repeating: 0, count: size * size)
    var places = [Int](repeating: 0, count: classes)
    var p = [Double](repeating: 0, count: classes)
    for i in 0..<logProbabilities.rows {
      let weight = weights?[i] ?? 1
      for c in 0..<classes {
        p[c] = exp(logProbabilities[i, c])
        places[c] = c * Self.bins + Int(binOf[i * classes + c])
      }
      let square = weight * weight
      for c in 0..<classes {
        let row = places[c] * size
        for d in 0..<c { covariance[row + places[d]] -= square * p[c] * p[d] }
        covariance[row + places[c]] += square * p[c] * (1 - p[c])
      }
    }
    let factor = CholeskyFactor(covariance, size: size)
    return (0..<simulations).map { simulation in
      let seed = seed.derived(UInt64(simulation))
      let differences = factor.product(
        (0..<size).map { StandardNormal.quantile(within: seed.uniform(UInt64($0)) + 0x1p-54) })
      return differences.reduce(0) { $0 + abs($1) } / (total * Double(classes))
    }
  }

  /// The error of truths; `body` gets a function that takes a row and its truth.
  func error(_ body: ((_ row: Int, _ truth: Int) -> Void) -> Void) -> Double {
    if total == 0 { return 0 }
    var happened = [Double](repeating: 0, count: expected.count)
    body { i, truth in
      let weight = weights?[i] ?? 1
      let place = (i * classes + truth) * repeats
      for index in 0..<repeats {
        happened[(index * classes + truth) * Self.bins + Int(binOf[place + index])] += weight
      }
    }
    var sum = 0.0
    for bin in expected.indices { sum += abs(happened[bin] - expected[bin]) }
    return sum / (total * Double(repeats * classes))
  }
}

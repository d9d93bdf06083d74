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
    estimate = binned.error { add in
      for i in labels.indices { add(i, Int(labels[i])) }
    }
    let truths = DrawnTruths(repeats)
    let noise = CalibrationNoise(
      (0..<simulations).map { simulation in
        binned.error { truths.draw(simulation, seed: seed, $0) }
      })
    self.noise = noise?.mean
    noise95 = noise?.point95
  }
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

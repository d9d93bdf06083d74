public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// ECE = Σ_b |Σ_{i∈b} wᵢ(hᵢ − pᵢ)| / Σw, the expected calibration error over equally wide bins.
///
/// With two classes p is the probability of the positive (last) class and h whether it is the truth;
/// with three or more p is the highest probability (smallest index of equals) and h whether that
/// class is the truth. The bin of p is min(⌊15p⌋, 14).
///
/// ECE is positive even for perfect probabilities, so it has no interval but a noise floor: what it
/// would be if the truths were drawn from the given probabilities.
public struct CalibrationError: Sendable, Hashable, Codable {
  /// Which probability is held against what happened.
  public enum Event: String, Sendable, Hashable, Codable {
    /// The positive (last) of two classes is the truth.
    case positiveClass
    /// The most probable class is the truth.
    case topLabel
  }

  /// Why there is no p-value.
  public enum Withholding: String, Sendable, Hashable, Codable {
    /// The rows come in groups, and truths drawn row by row are too regular.
    case rowsAreGrouped
    /// Several labels of a row are forecast, and may depend on each other.
    case labelsShareRows
    /// The calibrator was fitted on these rows, so the probabilities already follow the truths.
    case calibratorSawTheRows
  }

  /// The expected calibration error, averaged over repeats.
  public let estimate: Double
  /// The mean of ECE* over the simulations: what perfect probabilities would show.
  public let noise: Double
  /// The 95 % point of ECE*: the smallest that at least 95 % of the simulations do not exceed.
  public let noise95: Double
  /// (1 + #{ECE* ≥ ECE}) / (B + 1); nil if withheld.
  public let pValue: Double?
  /// Why the p-value is withheld; nil if it is not.
  public let withholding: Withholding?
  /// Which probability is held against what happened.
  public let event: Event
  /// B, the number of simulations.
  public let simulations: Int
  /// The reliability diagram: what happened in every bin, and what perfect probabilities would show.
  public let bins: [ReliabilityBin]

  /// The calibration error of log-probabilities, one matrix of the same rows for each repeat.
  ///
  /// In a simulation row `i` uses one uniform number in all repeats: its truth is drawn once.
  /// - Parameters:
  ///   - logProbabilities: For each repeat, rows × classes log-softmax values.
  ///   - labels: The class of each row, in 0 ..< classes.
  ///   - weights: A weight ≥ 0 a row; nil for 1.
  ///   - withholding: Why the p-value does not hold here; nil if it does.
  ///   - bins: The number of bins.
  ///   - simulations: B, the number of simulations.
  ///   - seed: The seed of the simulations.
  ///   - threads: The number of threads; the result does not depend on it.
  public init(
    logProbabilities: [Matrix<Double>], labels: [Int32], weights: [Double]? = nil,
    withholding: Withholding? = nil, bins: Int = 15, simulations: Int = 1000, seed: Seed,
    threads: Int = 1
  ) {
    precondition(!logProbabilities.isEmpty, "expected 1 repeat or more, got 0")
    let classes = logProbabilities[0].columns
    let repeats = logProbabilities.map { matrix in
      precondition(
        matrix.rows == labels.count && matrix.columns == classes && classes >= 2,
        """
        expected \(labels.count) rows of \(classes) ≥ 2 classes, \
        got \(matrix.rows) × \(matrix.columns)
        """)
      return forecasts(matrix, labels: labels)
    }
    self.init(
      repeats.map {
        BinnedForecasts(
          probabilities: $0.probabilities, happened: $0.happened, weights: weights, bins: bins)
      },
      event: classes == 2 ? .positiveClass : .topLabel, withholding: withholding, bins: bins,
      simulations: simulations, seed: seed, threads: threads)
  }

  /// The calibration error of forecasts: the probability of an event, and whether it happened.
  ///
  /// - Parameters:
  ///   - probabilities: For each repeat, one probability in [0, 1] a row.
  ///   - happened: For each repeat, one outcome a row.
  ///   - event: What the event is.
  ///   - weights: A weight ≥ 0 a row; nil for 1.
  ///   - withholding: Why the p-value does not hold here; nil if it does.
  ///   - bins: The number of bins.
  ///   - simulations: B, the number of simulations.
  ///   - seed: The seed of the simulations.
  ///   - threads: The number of threads; the result does not depend on it.
  public init(
    probabilities: [[Double]], happened: [[Bool]], event: Event, weights: [Double]? = nil,
    withholding: Withholding? = nil, bins: Int = 15, simulations: Int = 1000, seed: Seed,
    threads: Int = 1
  ) {
    precondition(
      !probabilities.isEmpty && probabilities.map(\.count) == happened.map(\.count)
        && Set(probabilities.map(\.count)).count == 1,
      "expected as many outcomes as probabilities in each repeat, and 1 repeat or more")
    self.init(
      zip(probabilities, happened).map {
        BinnedForecasts(probabilities: $0, happened: $1, weights: weights, bins: bins)
      },
      event: event, withholding: withholding, bins: bins, simulations: simulations, seed: seed,
      threads: threads)
  }

  private init(
    _ repeats: [BinnedForecasts], event: Event, withholding: Withholding?, bins: Int,
    simulations: Int, seed: Seed, threads: Int
  ) {
    precondition(simulations >= 1, "expected 1 simulation or more, got \(simulations)")
    let observed = repeats.reduce(0) { $0 + $1.observedError } / Double(repeats.count)
    let drawn = CalibrationNoise(
      repeats, bins: bins, simulations: simulations, seed: seed, threads: threads)
    let simulated = drawn.errors
    let reached = simulated.count { $0 >= observed }
    var sum = CompensatedSum()
    for error in simulated { sum.add(error) }
    estimate = observed
    noise = sum.value / Double(simulations)
    noise95 = simulated.sorted()[(simulations * 95 + 99) / 100 - 1]
    pValue = withholding == nil ? Double(1 + reached) / Double(simulations + 1) : nil
    self.withholding = withholding
    self.event = event
    self.simulations = simulations
    self.bins = reliabilityBins(repeats, count: bins, drawn.happened)
  }
}

package func forecasts(
  _ logProbabilities: Matrix<Double>, labels: [Int32]
) -> (probabilities: [Double], happened: [Bool]) {
  let classes = logProbabilities.columns
  var probabilities = [Double](repeating: 0, count: labels.count)
  var happened = [Bool](repeating: false, count: labels.count)
  logProbabilities.elements.withUnsafeBufferPointer { elements in
    for row in labels.indices {
      let values = UnsafeBufferPointer(rebasing: elements[row * classes..<(row + 1) * classes])
      let event = classes == 2 ? 1 : mostProbable(values)
      probabilities[row] = exp(values[event])
      happened[row] = labels[row] == Int32(event)
    }
  }
  return (probabilities, happened)
}

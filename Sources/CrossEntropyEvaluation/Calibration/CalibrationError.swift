internal import CrossEntropy

/// ECE = Σ_b |Σ_{i∈b} wᵢ(hᵢ − pᵢ)| / Σw, the expected calibration error over equally wide bins.
///
/// With two classes p is the probability of the positive (last) class and h whether it is the
/// truth; with three or more p is the highest probability (smallest index on ties) and h whether
/// that class is the truth. The bin of p is min(⌊15p⌋, 14).
///
/// ECE is positive even for perfect probabilities, so it has a noise floor instead of an interval:
/// what it would be if the truths were drawn from the given probabilities.
public struct CalibrationError: Sendable, Hashable, Codable {
  /// The number of bins.
  public static let usualBins = 15
  /// The number of simulations.
  public static let usualSimulations = 1000

  /// What the error is formed of.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Bins of equal width.
    case equalWidth = "equal_width"
    /// Bins of about as much weight each, at most as many; equal probabilities share a bin.
    case equalMass = "equal_mass"
    /// No bins, but a Gaussian kernel whose bandwidth is the error (Błasiok and Nakkiran 2023).
    case smooth
  }

  /// What it is formed of.
  public let kind: Kind
  /// The expected calibration error, averaged over repeats.
  public let estimate: Double
  /// The mean of ECE* over the simulations: what perfect probabilities would show; nil without simulations.
  public let noise: Double?
  /// The 95 % point of ECE*: the smallest that at least 95 % of the simulations do not exceed; nil without simulations.
  public let noise95: Double?
  /// Which event was forecast.
  public let event: Forecasts.Event
  /// B, the number of simulations; 0 where rows come in groups, since truths drawn row by row are too regular.
  public let simulations: Int
  /// The reliability diagram: what happened in every bin, and what perfect probabilities would show.
  public let bins: [ReliabilityBin]

  /// The calibration error of forecasts summed by bin, one sum of the same rows for each repeat.
  ///
  /// In a simulation a row uses the same uniform number in all repeats: its truth is drawn once.
  /// - Parameter repeats: The sums of every repeat, all with the same seed.
  /// - Throws: `EvaluationError` without a repeat, and where their sums are not of the same bins,
  ///   simulations and event.
  public init(_ repeats: [CalibrationSums]) throws(EvaluationError) {
    try check(repeats.count, of: .repeats, least: 1)
    for other in repeats.dropFirst() { try repeats[0].requireLike(other) }
    let count = Double(repeats.count)
    var simulated = [Double](repeating: 0, count: repeats[0].simulations)
    for sums in repeats {
      for (simulation, error) in sums.simulatedErrors.enumerated() {
        simulated[simulation] += error
      }
    }
    for simulation in simulated.indices { simulated[simulation] /= count }
    self.init(
      repeats[0].starts == nil ? .equalWidth : .equalMass,
      repeats.reduce(0) { $0 + $1.observedError } / count, noise: simulated, repeats)
  }

  private init(
    _ kind: Kind, _ estimate: Double, noise errors: [Double], _ sums: [CalibrationSums]
  ) {
    let noise = CalibrationNoise(errors)
    self.kind = kind
    self.estimate = estimate
    self.noise = noise?.mean
    noise95 = noise?.point95
    event = sums[0].event
    simulations = errors.count
    bins = reliabilityBins(sums)
  }

  /// The calibration error of forecasts, of some kind; the bins of the smooth one are equally wide.
  package init(
    _ kind: Kind, of forecasts: Forecasts, weights: [Double]?,
    simulations: Int = usualSimulations, seed: RandomSeed, threads: Int
  ) throws(EvaluationError) {
    func sums(_ bins: Int) throws(EvaluationError) -> CalibrationSums {
      try CalibrationSums(
        forecasts, weights: weights, bins: bins, simulations: simulations,
        seed: seed, threads: threads)
    }
    switch kind {
    case .equalWidth: try self.init([sums(Self.usualBins)])
    case .equalMass:
      try self.init([
        CalibrationSums(
          inEqualBinsOf: forecasts, weights: weights,
          simulations: simulations, seed: seed, threads: threads)
      ])
    case .smooth:
      let smooth = SmoothCalibrationError()
      let cells = try sums(SmoothCalibrationError.cells)
      self.init(
        kind, smooth.error(of: cells.differences(), isSimulated: false),
        noise: parallelMap(simulations, threads: threads) { simulation in
          smooth.error(of: cells.differences(inSimulation: simulation), isSimulated: true)
        }, [try sums(Self.usualBins)])
    }
  }

  /// The calibration error of forecasts, for each repeat those of the same rows.
  /// - Parameters:
  ///   - repeats: The forecasts of each repeat.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  ///   - bins: The number of bins.
  ///   - simulations: B, the number of simulations; 0: there is no noise.
  ///   - seed: The seed of the simulations.
  ///   - threads: The number of threads, 1 or more; the result does not depend on it.
  /// - Throws: `EvaluationError` as ``CalibrationSums`` does, and where the repeats differ in their
  ///   rows.
  public init(
    _ repeats: [Forecasts], weights: [Double]? = nil, bins: Int = usualBins,
    simulations: Int = usualSimulations, seed: RandomSeed, threads: Int = 1
  ) throws(EvaluationError) {
    var sums: [CalibrationSums] = []
    for forecasts in repeats {
      try check(
        forecasts.probabilities.count, of: .rows, expected: repeats[0].probabilities.count)
      sums.append(
        try CalibrationSums(
          forecasts, weights: weights, bins: bins, simulations: simulations, seed: seed,
          threads: threads))
    }
    try self.init(sums)
  }
}

/// What right probabilities show in simulations: the mean of their errors, and the smallest that at least 95 % of them
/// do not exceed.
struct CalibrationNoise {
  let mean, point95: Double

  /// Nil without simulations.
  init?(_ errors: [Double]) {
    if errors.isEmpty { return nil }
    var sum = CompensatedSum()
    for error in errors { sum.add(error) }
    mean = sum.value / Double(errors.count)
    point95 = errors.sorted()[(errors.count * Significance.confidencePercent + 99) / 100 - 1]
  }
}

internal import CrossEntropy

/// Forecasts summed by bin, for rows that come in parts: what happened, and what would happen in
/// simulations in which the probabilities are right.
///
/// Sums of parts merge into the sums of the whole. A row keeps its draws whatever the cut: they are
/// a function of the seed and of its number, which it keeps in whatever part it stands (``RowNumbers``).
/// - Error: the simulations of rows with weight 1 to the bit, everything else within 1e-12
///   relative, enforced by `CalibrationSumsTests`.
public struct CalibrationSums: Sendable, Hashable, Codable {
  /// Which event is forecast.
  public let event: Forecasts.Event
  /// The number of bins.
  public var bins: Int { happened.count }
  /// B, the number of simulations.
  public let simulations: Int
  /// Σ w of each bin.
  private var weights: [CompensatedSum]
  /// Σ w·p of each bin.
  private var expected: [CompensatedSum]
  /// Σ w·h of each bin.
  private(set) var happened: [Double]
  /// Σ w·h of each bin in each simulation: simulation after simulation, bin after bin.
  private(set) var simulated: [Double]
  private var totalWeight: CompensatedSum
  /// The least probability of each bin, where they are no equal parts of [0, 1].
  private(set) var starts: [Double]?

  /// The sums of some rows.
  /// - Parameters:
  ///   - forecasts: The forecasts of the rows.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  ///   - numbers: The numbers of the rows.
  ///   - bins: The number of bins, equally wide.
  ///   - simulations: B, the number of simulations; 0: there is no noise.
  ///   - seed: The seed of the simulations.
  ///   - threads: The number of threads, 1 or more; the result does not depend on it.
  /// - Throws: `EvaluationError` for weights that do not fit, and for impossible numbers of bins and
  ///   simulations.
  public init(
    _ forecasts: Forecasts, weights: [Double]? = nil, numbers: RowNumbers = RowNumbers(),
    bins: Int = CalibrationError.usualBins,
    simulations: Int = CalibrationError.usualSimulations, seed: RandomSeed, threads: Int = 1
  ) throws(EvaluationError) {
    try checkSize(bins: bins, simulations: simulations)
    try self.init(
      forecasts, weights: weights, numbers: numbers, bins: bins, simulations: simulations,
      seed: seed, threads: threads
    ) { min(Int(Double(bins) * forecasts.probabilities[$0]), bins - 1) }
  }

  /// The sums of some rows in bins of about as much weight each; equal probabilities share a bin.
  package init(
    inEqualBinsOf forecasts: Forecasts, weights: [Double]?,
    most: Int = CalibrationError.usualBins, simulations: Int, seed: RandomSeed, threads: Int
  ) throws(EvaluationError) {
    try checkSize(bins: most, simulations: simulations)
    try check(weights: weights, rows: forecasts.probabilities.count)
    let bins = QuantileBins(of: forecasts.probabilities, weights: weights, most: most)
    try self.init(
      forecasts, weights: weights, numbers: RowNumbers(), bins: max(1, bins.ranges.count),
      simulations: simulations, seed: seed, threads: threads
    ) { Int(bins.binOfRow[$0]) }
    starts = bins.ranges.map(\.lowerBound)
  }

  /// The sums of some rows, in the bins that `bin` puts them in.
  private init(
    _ forecasts: Forecasts, weights: [Double]?, numbers: RowNumbers, bins: Int, simulations: Int,
    seed: RandomSeed, threads: Int, bin: (_ row: Int) -> Int
  ) throws(EvaluationError) {
    try check(weights: weights, rows: forecasts.probabilities.count)
    try numbers.check(rows: forecasts.probabilities.count)
    let sorted = SortedForecasts(
      forecasts, weights: weights, numbers: numbers, bins: bins, bin: bin)
    event = forecasts.event
    self.simulations = simulations
    self.weights = sorted.weightOfBin
    expected = sorted.expected
    happened = sorted.happened
    totalWeight = sorted.totalWeight
    simulated = sorted.simulate(simulations, seed: seed, threads: threads)
  }

  /// Adds the sums of other rows, of the same bins, simulations and event.
  public mutating func merge(_ other: CalibrationSums) throws(EvaluationError) {
    try requireLike(other)
    for bin in happened.indices {
      weights[bin].merge(other.weights[bin])
      expected[bin].merge(other.expected[bin])
      happened[bin] += other.happened[bin]
    }
    totalWeight.merge(other.totalWeight)
    for place in simulated.indices { simulated[place] += other.simulated[place] }
  }

  /// Throws unless the sums are of the same kind.
  func requireLike(_ other: CalibrationSums) throws(EvaluationError) {
    try check(other.bins, of: .bins, expected: bins)
    try check(other.simulations, of: .simulations, expected: simulations)
    if other.event != event { throw .otherEvent(other.event, expected: event) }
    require(starts == nil && other.starts == nil, "bins of equal weight are those of all rows")
  }

  func weight(ofBin bin: Int) -> Double { weights[bin].value }
  func expected(inBin bin: Int) -> Double { expected[bin].value }

  /// The calibration error of what happened; 0 over no weight.
  var observedError: Double { errors(happened)[0] }

  /// The calibration error of every simulation.
  var simulatedErrors: [Double] { errors(simulated) }

  /// (Σ w·h − Σ w·p) / Σ w of each bin, as it happened or in a simulation.
  func differences(inSimulation simulation: Int? = nil) -> [Double] {
    let total = totalWeight.value
    return (0..<bins).map { bin in
      let sum = simulation.map { simulated[$0 * bins + bin] } ?? happened[bin]
      return total > 0 ? (sum - expected[bin].value) / total : 0
    }
  }

  /// Σ_b |Σ w·h − Σ w·p| / Σ w for every run of bins in `happened`.
  private func errors(_ happened: [Double]) -> [Double] {
    let (expected, total) = (expected.map(\.value), totalWeight.value)
    return stride(from: 0, to: happened.count, by: bins).map { start in
      guard total > 0 else { return 0 }
      var sum = 0.0
      for bin in 0..<bins { sum += abs(happened[start + bin] - expected[bin]) }
      return sum / total
    }
  }
}

extension CalibrationSums {
  // Bins of equal weight are not written, since those of parts do not merge.
  enum CodingKeys: CodingKey {
    case event, simulations, weights, expected, happened, simulated, totalWeight
  }

  /// Reads sums, and refuses parts of different sizes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    event = try container.decode(Forecasts.Event.self, forKey: .event)
    simulations = try container.decode(Int.self, forKey: .simulations)
    weights = try container.decode([CompensatedSum].self, forKey: .weights)
    expected = try container.decode([CompensatedSum].self, forKey: .expected)
    happened = try container.decode([Double].self, forKey: .happened)
    simulated = try container.decode([Double].self, forKey: .simulated)
    totalWeight = try container.decode(CompensatedSum.self, forKey: .totalWeight)
    try decoder.check { [self] () throws(EvaluationError) in
      try checkSize(bins: bins, simulations: simulations)
      try check(weights.count, of: .bins, expected: bins)
      try check(expected.count, of: .bins, expected: bins)
      try check(simulated.count, of: .values, expected: bins * simulations)
    }
  }
}

/// The most sums of simulations that are held at once, 1 GiB of them.
private let mostSums = 1 << 27

private func checkSize(bins: Int, simulations: Int) throws(EvaluationError) {
  try check(bins, of: .bins, least: 1)
  try check(simulations, of: .simulations, least: 0)
  if bins > mostSums { throw .tooMany(bins, of: .bins, most: mostSums) }
  let most = mostSums / bins
  if simulations > most { throw .tooMany(simulations, of: .simulations, most: most) }
}

/// Forecasts in the order of their bins, so that a simulation keeps the tally of a bin in a register.
private struct SortedForecasts: Sendable {
  /// The bits of each row's number: a row keeps its draws in all repeats.
  private let rowBits: ContiguousArray<UInt64>
  /// ⌈p·2⁵³⌉ of each row: the event happens if the top 53 bits of its draw are below.
  private let thresholds: ContiguousArray<UInt64>
  /// The weight of each row; nil if all are 1.
  private let weights: [Double]?
  private let binStarts: [Int]
  let weightOfBin: [CompensatedSum]
  let expected: [CompensatedSum]
  let happened: [Double]
  let totalWeight: CompensatedSum

  init(
    _ forecasts: Forecasts, weights: [Double]?, numbers: RowNumbers, bins: Int,
    bin: (_ row: Int) -> Int
  ) {
    let (probabilities, happened) = (forecasts.probabilities, forecasts.happened)
    var binStarts = [Int](repeating: 0, count: bins + 1)
    let binOfRow = probabilities.indices.map { row in
      let bin = bin(row)
      binStarts[bin + 1] += 1
      return bin
    }
    for bin in 0..<bins { binStarts[bin + 1] += binStarts[bin] }

    var next = binStarts
    var order = [Int](repeating: 0, count: probabilities.count)
    for (row, bin) in binOfRow.enumerated() {
      order[next[bin]] = row
      next[bin] += 1
    }
    var expectedSums = [CompensatedSum](repeating: CompensatedSum(), count: bins)
    // In the order of the simulations' own sums, so that equal errors come out equal.
    var happenedSums = [Double](repeating: 0, count: bins)
    var weightSums = expectedSums
    var totalWeight = CompensatedSum()
    for row in order {
      let weight = weights?[row] ?? 1
      weightSums[binOfRow[row]].add(weight)
      expectedSums[binOfRow[row]].add(weight * probabilities[row])
      happenedSums[binOfRow[row]] += happened[row] ? weight : 0
      totalWeight.add(weight)
    }
    rowBits = ContiguousArray(order.lazy.map { rowSeed.bits(UInt64(numbers[$0])) })
    thresholds = ContiguousArray(
      order.lazy.map { UInt64((probabilities[$0] * 0x1p53).rounded(.up)) })
    self.weights = weights.map { weights in order.map { weights[$0] } }
    self.binStarts = binStarts
    weightOfBin = weightSums
    expected = expectedSums
    self.happened = happenedSums
    self.totalWeight = totalWeight
  }

  /// Σ w·h of each bin with every event drawn from its own probability, simulation after simulation.
  ///
  /// A simulation's seed is its number's stream.
  func simulate(_ simulations: Int, seed: RandomSeed, threads: Int) -> [Double] {
    let groups = (simulations + simulationsAtOnce - 1) / simulationsAtOnce
    return parallelMap(groups, threads: threads) { group in
      let first = group * simulationsAtOnce
      return simulate(
        (first..<min(first + simulationsAtOnce, simulations)).map { seed.derived(UInt64($0)) })
    }.flatMap { $0 }
  }

  /// Σ w·h of each bin in the simulations with these seeds: some rows at a time, which stay in the first levels of
  /// cache for all of them.
  private func simulate(_ seeds: [RandomSeed]) -> [Double] {
    let bins = happened.count
    var sums = [Double](repeating: 0, count: seeds.count * bins)
    for bin in 0..<bins {
      for first in stride(from: binStarts[bin], to: binStarts[bin + 1], by: rowsAtOnce) {
        let places = first..<min(first + rowsAtOnce, binStarts[bin + 1])
        for (i, seed) in seeds.enumerated() {
          add(places, drawnBy: seed, to: &sums[i * bins + bin])
        }
      }
    }
    return sums
  }

  private func add(_ places: Range<Int>, drawnBy seed: RandomSeed, to sum: inout Double) {
    guard let weights else {
      sum += Double(
        seed.count(
          ofDrawn: rowBits.span.extracting(places), below: thresholds.span.extracting(places)))
      return
    }
    for place in places where seed.bits(ofDrawn: rowBits[place]) >> 11 < thresholds[place] {
      sum += weights[place]
    }
  }
}

/// How many simulations go over the same rows, and over how many, before the next ones.
private let (simulationsAtOnce, rowsAtOnce) = (32, 2048)

/// The seed of the rows' own bits; the simulations' seeds come from the user's.
private let rowSeed = RandomSeed(0)

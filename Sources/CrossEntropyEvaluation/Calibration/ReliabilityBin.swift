internal import CrossEntropy

/// One bin of a reliability diagram: how often an event happened whose probability was in the bin.
public struct ReliabilityBin: Sendable, Hashable, Codable {
  /// The least probability in the bin.
  public let lower: Double
  /// Where the next bin begins; the last bin also holds 1.
  public let upper: Double
  /// The share of the rows, by weight, whose probability is in the bin; the mean over repeats.
  public let share: Double
  /// Σ w·p / Σ w, the mean probability in the bin; nil where it is empty.
  public let meanProbability: Double?
  /// Σ w·h / Σ w, how often the event happened; nil where the bin is empty.
  public let frequency: Double?
  /// The lower end of the noise band.
  ///
  /// 95 % of the simulations, in which the probabilities are right, show a frequency inside it; nil without
  /// simulations.
  public let noiseLow: Double?
  /// The upper end of the noise band.
  public let noiseHigh: Double?

  enum CodingKeys: String, CodingKey {
    case lower, upper, share
    case meanProbability = "mean_probability"
    case frequency
    case noiseLow = "noise_low"
    case noiseHigh = "noise_high"
  }

  /// Writes the missing values of an empty bin as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(lower, forKey: .lower)
    try container.encode(upper, forKey: .upper)
    try container.encode(share, forKey: .share)
    try container.encode(meanProbability, forKey: .meanProbability)
    try container.encode(frequency, forKey: .frequency)
    try container.encode(noiseLow, forKey: .noiseLow)
    try container.encode(noiseHigh, forKey: .noiseHigh)
  }
}

/// The bins of all repeats together.
func reliabilityBins(_ repeats: [CalibrationSums]) -> [ReliabilityBin] {
  func total(_ part: (CalibrationSums) -> Double) -> Double {
    var sum = CompensatedSum()
    for sums in repeats { sum.add(part(sums)) }
    return sum.value
  }
  let count = repeats[0].bins
  let weights = (0..<count).map { bin in total { $0.weight(ofBin: bin) } }
  let all = weights.reduce(0, +)
  return (0..<count).map { bin in
    // Bins of equal weight end where the next begins.
    let starts = repeats[0].starts
    let (lower, upper) =
      starts.map { ($0[bin], bin + 1 < count ? $0[bin + 1] : 1) }
      ?? (Double(bin) / Double(count), Double(bin + 1) / Double(count))
    let weight = weights[bin]
    guard weight > 0 else {
      return ReliabilityBin(
        lower: lower, upper: upper, share: 0, meanProbability: nil, frequency: nil, noiseLow: nil,
        noiseHigh: nil)
    }
    let frequencies = stride(from: bin, to: repeats[0].simulated.count, by: count)
      .map { place in repeats.reduce(0) { $0 + $1.simulated[place] } / weight }.sorted()
    let outside = frequencies.count * (100 - Significance.confidencePercent) / 200
    return ReliabilityBin(
      lower: lower, upper: upper, share: weight / all,
      meanProbability: total { $0.expected(inBin: bin) } / weight,
      frequency: total { $0.happened[bin] } / weight,
      noiseLow: frequencies.isEmpty ? nil : frequencies[outside],
      noiseHigh: frequencies.isEmpty ? nil : frequencies[frequencies.count - 1 - outside])
  }
}

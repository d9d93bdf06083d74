/// A difference from a baseline with its interval: negative where a loss is better.
public struct PairedDifference: Codable, Sendable, Hashable {
  /// The mean difference.
  public var estimate: Double
  /// The lower end of its interval; nil where there are too few units for one.
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// Whether the interval holds jointly with those of all other comparisons.
  public var adjusted: Bool

  /// A difference with its interval, one of several simultaneous ones unless said otherwise.
  public init(estimate: Double, interval: ConfidenceInterval?, adjusted: Bool = true) {
    self.estimate = estimate
    low = interval?.low
    high = interval?.high
    self.adjusted = adjusted
  }

  /// The baseline's difference from itself.
  public static let none = PairedDifference(
    estimate: 0, interval: ConfidenceInterval(from: 0, to: 0))

  /// The interval; nil where there are too few units for one.
  public var interval: ConfidenceInterval? {
    guard let low, let high else { return nil }
    return try? ConfidenceInterval(low: low, high: high)
  }

  enum CodingKeys: CodingKey {
    case estimate, low, high, adjusted
  }

  /// Reads a difference, and refuses ends that are no interval.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    estimate = try container.decode(Double.self, forKey: .estimate)
    low = try container.decodeIfPresent(Double.self, forKey: .low)
    high = try container.decodeIfPresent(Double.self, forKey: .high)
    adjusted = try container.decode(Bool.self, forKey: .adjusted)
    try decoder.check { [low, high] () throws(EvaluationError) in
      if low != nil || high != nil {
        _ = try ConfidenceInterval(low: low ?? .nan, high: high ?? .nan)
      }
    }
  }

  /// Writes a missing end as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(estimate, forKey: .estimate)
    try container.encode(low, forKey: .low)
    try container.encode(high, forKey: .high)
    try container.encode(adjusted, forKey: .adjusted)
  }
}

/// A difference from a baseline with its interval: negative where a loss is better.
public struct Difference: Codable, Sendable, Hashable {
  /// The mean difference.
  public var estimate: Double
  /// The lower end of its interval; nil where there are too few units for one.
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// Whether the interval holds jointly with those of all other comparisons.
  public var adjusted: Bool

  /// A difference with its interval, one of several simultaneous ones unless said otherwise.
  public init(estimate: Double, interval: Interval?, adjusted: Bool = true) {
    self.estimate = estimate
    low = interval?.low
    high = interval?.high
    self.adjusted = adjusted
  }

  /// The baseline's difference from itself.
  public static let none = Difference(estimate: 0, interval: Interval(low: 0, high: 0))

  /// The interval; nil where there are too few units for one.
  public var interval: Interval? {
    guard let low, let high else { return nil }
    return Interval(low: low, high: high)
  }

  /// Which side of 0 the interval lies on: −1, 1, or 0 where it contains 0 or is missing.
  var side: Int {
    guard let low, let high else { return 0 }
    return high < 0 ? -1 : low > 0 ? 1 : 0
  }

  enum CodingKeys: CodingKey {
    case estimate, low, high, adjusted
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

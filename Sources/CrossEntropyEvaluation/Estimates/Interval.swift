/// A closed interval of numbers, such as the 95 % interval of a mean.
public struct Interval: Sendable, Hashable, Codable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval from `low` to `high`.
  public init(low: Double, high: Double) {
    precondition(low <= high, "the lower end \(low) is above the upper end \(high)")
    self.low = low
    self.high = high
  }

  /// Whether `value` lies between the ends, or is one of them.
  public func contains(_ value: Double) -> Bool {
    low <= value && value <= high
  }

  /// max(|low|, |high|): what lies beyond it on either side is excluded.
  public var magnitude: Double { max(low.magnitude, high.magnitude) }
}

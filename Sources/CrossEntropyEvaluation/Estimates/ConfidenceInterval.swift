/// A closed interval of numbers, such as the 95 % interval of a mean.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval from `low` to `high`, which is not below it.
  public init(low: Double, high: Double) throws(EvaluationError) {
    self.init(from: low, to: high)
    try validate()
  }

  /// The interval between ends that are known to be in order.
  init(from low: Double, to high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether `value` lies between the ends, or is one of them.
  public func contains(_ value: Double) -> Bool {
    low <= value && value <= high
  }

  private func validate() throws(EvaluationError) {
    // False for NaN too.
    guard low <= high else { throw .noInterval(low: low, high: high) }
  }
}

extension ConfidenceInterval {
  /// Reads an interval, and refuses ends that are not in order.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    low = try container.decode(Double.self, forKey: .low)
    high = try container.decode(Double.self, forKey: .high)
    try decoder.check(validate)
  }
}

/// How a model's probabilities are read.
public enum ProbabilityReading: String, CaseIterable, Codable, Sendable {
  /// As the model gives them.
  case asTrained = "as_trained"
  /// After the recalibration that every loss gets.
  case recalibrated
}

/// One value for each ``ProbabilityReading``.
public struct ByReading<Value> {
  /// The value for the probabilities as the model gives them.
  public var asTrained: Value
  /// The value after recalibration.
  public var recalibrated: Value

  /// Both values, each made from its reading.
  public init<Failure: Error>(
    _ value: (ProbabilityReading) throws(Failure) -> Value
  ) throws(Failure) {
    asTrained = try value(.asTrained)
    recalibrated = try value(.recalibrated)
  }

  /// The value of a reading.
  public subscript(reading: ProbabilityReading) -> Value {
    get {
      switch reading {
      case .asTrained: asTrained
      case .recalibrated: recalibrated
      }
    }
    set {
      switch reading {
      case .asTrained: asTrained = newValue
      case .recalibrated: recalibrated = newValue
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case asTrained = "as_trained"
    case recalibrated
  }
}

extension ByReading: Sendable where Value: Sendable {}
extension ByReading: Equatable where Value: Equatable {}
extension ByReading: Hashable where Value: Hashable {}
extension ByReading: Encodable where Value: Encodable {}
extension ByReading: Decodable where Value: Decodable {}

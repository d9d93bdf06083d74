/// The unit of an amount of information: the base of its logarithm.
public enum InformationUnit: String, Sendable, Codable, CaseIterable {
  /// Base e.
  case nats
  /// Base 2; a nat is 1.4427 bits.
  case bits
  /// Base 10; a nat is 0.4343 hartleys.
  case hartleys

  /// The number of these units in a nat: 1 / ln(base).
  public var perNat: Double {
    switch self {
    case .nats: 1
    case .bits: 1.442695040888963407  // 1 / ln 2
    case .hartleys: 0.4342944819032518277  // 1 / ln 10
    }
  }
}

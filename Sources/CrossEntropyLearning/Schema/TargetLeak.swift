/// A column that alone tells a target so well that it probably was written down after it.
public struct TargetLeak: Codable, Sendable, Hashable {
  /// The column.
  public let column: String
  /// The target that it tells.
  public let target: String
  /// Whether it suffices to know which of its cells are missing.
  public let byMissing: Bool
  /// The log loss of a model of this column alone, cross-validated, in nats.
  public let logLoss: Double
  /// The log loss of the class shares alone on the same rows.
  public let constantLogLoss: Double

  enum CodingKeys: String, CodingKey {
    case column, target
    case byMissing = "by_missing"
    case logLoss = "log_loss"
    case constantLogLoss = "constant_log_loss"
  }
}

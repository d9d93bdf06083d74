public import CrossEntropyEvaluation
public import CrossEntropyLearning

/// A model that was trained, and what to expect of it; its JSON is this value with the names below in snake case.
public struct TrainOutcome: Encodable, Sendable, Hashable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// The request.
  public var request: TrainRequest
  /// What the held-out rows say: the loss beside cross entropy on the same folds.
  public var comparison: CompareOutcome
  /// How the model was made.
  public var record: TrainingRecord
  /// For each target the maps that its log-probabilities go through, in order.
  public var maps: [[Recalibration]]
  /// The features of an encoded row.
  public var features: Int
  /// The weights and biases of the model.
  public var weights: Int
  /// Those that are not 0.
  public var nonzeroWeights: Int

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, comparison, record, maps, features, weights
    case nonzeroWeights = "nonzero_weights"
  }

  /// Writes the version too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(comparison, forKey: .comparison)
    try container.encode(record, forKey: .record)
    try container.encode(maps, forKey: .maps)
    try container.encode(features, forKey: .features)
    try container.encode(weights, forKey: .weights)
    try container.encode(nonzeroWeights, forKey: .nonzeroWeights)
  }
}

extension TrainOutcome {
  /// The result of the loss on held-out rows.
  package var result: LossResult { comparison.losses[comparison.losses.count - 1] }

  /// The result of cross entropy on the same rows; nil where that is the loss.
  package var baseline: LossResult? { comparison.losses.count > 1 ? comparison.losses[0] : nil }
}

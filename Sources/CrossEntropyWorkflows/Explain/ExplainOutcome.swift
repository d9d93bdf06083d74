public import CrossEntropy
public import CrossEntropyLearning

/// The answer of `explain`: one row under a loss, step by step, and beside it what other losses
/// make of the row; without a row, how hard the losses pull.
public struct ExplainOutcome: Sendable, Hashable {
  /// The version of the JSON.
  public static let schemaVersion = 1

  /// What was asked.
  public let request: ExplainRequest
  /// The chosen loss, then the others in the order given, with squared error; empty without a row.
  ///
  /// Squared error stands beside every loss, and cross entropy beside squared error.
  public let losses: [Explained]
  /// |∂ℓ/∂z| by the probability of the truth; nil where a row is explained.
  public let gradients: LearningSpeed.Gradients?
  /// The losses as curves; nil unless requested.
  public let curves: [Curve]?

  /// A loss with its steps.
  public struct Explained: Sendable, Hashable {
    /// Which loss it is.
    public let loss: ComparedLoss
    /// What it makes of the row.
    public let explanation: Explanation
  }

  /// How many times as hard as squared error the chosen loss, or cross entropy, pulls on the
  /// logits; nil where squared error does not pull at all.
  public var pullRatio: Double? {
    guard
      let squared = losses.first(where: { $0.loss.kind == .squaredError })?.explanation.pull,
      let other = losses.first(where: { $0.loss.kind != .squaredError })?.explanation.pull,
      squared > 0
    else { return nil }
    return other / squared
  }

  /// The probability given to the row's likeliest target; nil without a row.
  public var truthProbability: Double? {
    guard let row = losses.first?.explanation else { return nil }
    if row.outputUnit == .softmax {
      let truth = row.targets.indices.reduce(0) { row.targets[$1] > row.targets[$0] ? $1 : $0 }
      return row.probabilities[truth]
    }
    // Of several labels the one given the least.
    return row.targets.indices.map {
      row.targets[$0] >= 0.5 ? row.probabilities[$0] : row.complements[$0]
    }.min()
  }

  /// Whether the truth was given so little that squared error hardly pulls; false without a row.
  package var isConfidentlyWrong: Bool { truthProbability.map { $0 < 0.1 } ?? false }
}

// MARK: JSON

extension ExplainOutcome: Codable {
  private enum CodingKeys: String, CodingKey {
    case request, beside, gradients, curves
    case schemaVersion = "schema_version"
    case pullRatio = "pull_ratio"
  }

  /// Reads an outcome.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    request = try container.decode(ExplainRequest.self, forKey: .request)
    let beside = try container.decode([Explained].self, forKey: .beside)
    losses = request.row == nil ? [] : [try Explained(from: decoder)] + beside
    gradients = try container.decodeIfPresent(LearningSpeed.Gradients.self, forKey: .gradients)
    curves = try container.decodeIfPresent([Curve].self, forKey: .curves)
  }

  /// Writes the chosen loss with its steps, and the others under `beside`.
  ///
  /// Without a row there are no steps; null stands where else something is missing.
  public func encode(to encoder: any Encoder) throws {
    try losses.first?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(Array(losses.dropFirst()), forKey: .beside)
    try container.encode(pullRatio, forKey: .pullRatio)
    try container.encode(gradients, forKey: .gradients)
    try container.encode(curves, forKey: .curves)
  }
}

extension ExplainOutcome.Explained: Codable {
  private enum CodingKeys: String, CodingKey {
    case loss, parameters, unit, pull, total
    case valueNats = "value_nats"
    case valueBits = "value_bits"
  }

  /// Reads a loss by its name and parameters, with its steps.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    loss = try ComparedLoss(
      name: try container.decode(String.self, forKey: .loss),
      parameters: try container.decode([String: Double].self, forKey: .parameters))
    explanation = try Explanation(from: decoder)
  }

  /// Writes its steps with its name, its parameters and its value in two units.
  public func encode(to encoder: any Encoder) throws {
    try explanation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loss.name, forKey: .loss)
    try container.encode(loss.parameters, forKey: .parameters)
    try container.encode(explanation.unit, forKey: .unit)
    try container.encode(explanation.total, forKey: .total)
    try container.encode(explanation.pull, forKey: .pull)
    try container.encode(explanation.value(in: .nats), forKey: .valueNats)
    try container.encode(explanation.value(in: .bits), forKey: .valueBits)
  }
}

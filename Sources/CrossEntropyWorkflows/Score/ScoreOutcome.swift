/// How good predictions are; its JSON is this value with the names below in snake case.
public struct ScoreOutcome: Encodable, Sendable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// What was asked.
  public let request: ScoreRequest
  /// The scores, file by file.
  public let predictions: [PredictionScores]
  /// Each file but the first beside the first; of predictions as the baseline each file beside that.
  public let pairs: [PredictionPair]
  /// Whether the conditions are met, file by file.
  public let gates: [GateResult]
  /// The log loss of every row, if it was to be kept.
  public let keptRows: KeptRows?
  /// The means over the labels, file by file; empty unless there are several.
  public var means: [LabelMeans] = []
  /// What the tokens cost, where log-probabilities of tokens are scored, and nothing else is.
  public var tokens: TokenOutcome? = nil

  /// The file of the partial result, where one is asked for.
  package let part: [UInt8]?

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, predictions, pairs, gates
    case keptRows = "kept_rows"
    case means = "label_means"
    case tokens
  }

  /// Writes the version too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(predictions, forKey: .predictions)
    try container.encode(pairs, forKey: .pairs)
    try container.encode(gates, forKey: .gates)
    try container.encode(keptRows, forKey: .keptRows)
    try container.encode(means, forKey: .means)
    try container.encode(tokens, forKey: .tokens)
  }
}

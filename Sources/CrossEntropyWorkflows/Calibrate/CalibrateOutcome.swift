public import CrossEntropyLearning

/// The calibrators that were tried on the predictions of a file, and the one that was fitted to all its rows.
public struct CalibrateOutcome: Sendable {
  /// The version of the JSON's keys.
  public static let schemaVersion = 1

  /// What was asked.
  public let request: CalibrateRequest
  /// The file.
  public let path: String
  /// The rows that were used.
  public let rows: Int
  /// Rows that were left out because their truth is missing.
  public let unlabelledRows: Int
  /// The classes, in the order of their columns; of two the last is the positive one.
  public let classes: [String]
  /// The log loss as it is.
  public let logLoss: PredictionScores.Score
  /// What was tried, from the fewest parameters up.
  public let candidates: [Candidate]
  /// What was fitted, and what it is for.
  public let calibrator: CalibratorFile
  /// What should be known of the file and of its numbers.
  public let lint: [LintFinding]
  /// How the file was read.
  public let notes: [DatasetNote]

  /// A calibrator that was tried.
  public struct Candidate: Sendable, Hashable {
    /// Which it is.
    public let method: CalibrateRequest.Method
    /// The log loss after it, fitted to other rows; nil where it was refused.
    public let logLoss: PredictionScores.Score?
    /// What it wins, by pairs; nil where it was refused.
    public let gain: PredictionScores.Score?
    /// Whether it wins beyond doubt, and beyond 1 % of the loss.
    public let isEligible: Bool
    /// Whether it wins beyond doubt, be it too little; false where it was refused.
    public let isBeyondDoubt: Bool
    /// Why it was refused.
    public let refusal: CalibrateFault.Refusal?
  }
}

extension CalibrateOutcome.Candidate: Encodable {
  enum CodingKeys: String, CodingKey {
    case method
    case logLoss = "log_loss"
    case logLossInterval = "log_loss_interval"
    case gain
    case gainInterval = "gain_interval"
    case isEligible = "eligible"
    case isBeyondDoubt = "beyond_doubt"
    case refusal
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(method, forKey: .method)
    try container.encode(logLoss?.value, forKey: .logLoss)
    try container.encode(logLoss?.interval, forKey: .logLossInterval)
    try container.encode(gain?.value, forKey: .gain)
    try container.encode(gain?.interval, forKey: .gainInterval)
    try container.encode(isEligible, forKey: .isEligible)
    try container.encode(isBeyondDoubt, forKey: .isBeyondDoubt)
    try container.encode(refusal, forKey: .refusal)
  }
}

extension CalibrateOutcome: Encodable {
  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case request, path, rows
    case unlabelledRows = "unlabelled_rows"
    case classes
    case logLoss = "log_loss"
    case logLossInterval = "log_loss_interval"
    case candidates, calibrator, lint, notes
  }

  /// Writes the version too.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(request, forKey: .request)
    try container.encode(path, forKey: .path)
    try container.encode(rows, forKey: .rows)
    try container.encode(unlabelledRows, forKey: .unlabelledRows)
    try container.encode(classes, forKey: .classes)
    try container.encode(logLoss.value, forKey: .logLoss)
    try container.encode(logLoss.interval, forKey: .logLossInterval)
    try container.encode(candidates, forKey: .candidates)
    try container.encode(calibrator, forKey: .calibrator)
    try container.encode(lint, forKey: .lint)
    try container.encode(notes, forKey: .notes)
  }
}

internal import CrossEntropyEvaluation

extension PredictionScores {
  /// A class: how often it is true, and how well it is found.
  public struct ClassScores: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The rows whose truth it is; weighted they are weights.
    public let rows: Double
    /// The rows of which it is the most probable class.
    public let predicted: Double
    /// Those of both.
    public let truePositives: Double
    /// The share of its rows of which it is the most probable class; nil without rows, and where nothing was asked for that
    /// counts the rows by what was predicted.
    public var recall: Score? { if case .formed(let recall, _, _) = shares { recall } else { nil } }
    /// The share that is of it of the rows of which it is the most probable class; nil without any, and as ``recall``.
    public var precision: Score? {
      if case .formed(_, let precision, _) = shares { precision } else { nil }
    }
    /// 2·truePositives / (rows + predicted); nil without both, and as ``recall``.
    public var f1: Score? { if case .formed(_, _, let f1) = shares { f1 } else { nil } }
    private let shares: Shares

    /// They take many times the room of all else, and most of tens of thousands of classes have none.
    private indirect enum Shares: Sendable, Hashable {
      case none
      case formed(recall: Score?, precision: Score?, f1: Score?)
    }

    /// - Parameter unit: What weights were multiplied by.
    init(_ name: String, _ score: ClassScore, unit: Double, _ estimates: ClassEstimates?) {
      (self.name, rows, predicted) = (name, score.rows / unit, score.predicted / unit)
      truePositives = score.truePositives / unit
      shares =
        estimates.map {
          .formed(
            recall: $0.recall.map { Score($0) }, precision: $0.precision.map { Score($0) },
            f1: Score($0.f1))
        } ?? .none
    }
  }

  /// How often the truth is among the most probable classes.
  public struct TopAccuracy: Sendable, Hashable {
    /// Among so many.
    public let classes: Int
    /// How often.
    public let accuracy: Score
  }
}

extension PredictionScores.ClassScores: Encodable {
  enum CodingKeys: String, CodingKey {
    case name, rows, predicted
    case truePositives = "true_positives"
    case recall
    case recallInterval = "recall_interval"
    case precision
    case precisionInterval = "precision_interval"
    case f1
    case f1Interval = "f1_interval"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(rows, forKey: .rows)
    try container.encode(predicted, forKey: .predicted)
    try container.encode(truePositives, forKey: .truePositives)
    try container.encode(recall, .recall, .recallInterval)
    try container.encode(precision, .precision, .precisionInterval)
    try container.encode(f1, .f1, .f1Interval)
  }
}

extension PredictionScores.TopAccuracy: Encodable {
  enum CodingKeys: String, CodingKey {
    case classes = "k"
    case accuracy
    case interval = "accuracy_interval"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(classes, forKey: .classes)
    try container.encode(accuracy, .accuracy, .interval)
  }
}

extension KeyedEncodingContainer {
  /// Writes a score and its interval, what is missing as null.
  mutating func encode(_ score: PredictionScores.Score?, _ key: Key, _ interval: Key) throws {
    try encode(score?.value, forKey: key)
    try encode(score?.interval, forKey: interval)
  }
}

extension PredictionScores.Score {
  init(_ estimate: ScoreEstimate) {
    self.init(estimate: estimate)
  }

  /// A share of rows.
  init(share sums: MeanSums) throws(EvaluationError) {
    self.init(
      estimate: try sums.share ?? ScoreEstimate(value: sums.estimate.mean, interval: nil))
  }

  init(_ estimate: MeanEstimate) throws(EvaluationError) {
    self.init(estimate: try ScoreEstimate(estimate))
  }
}

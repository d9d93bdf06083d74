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
    /// The share of its rows of which it is the most probable class; nil without rows.
    public let recall: Score?
    /// The share that is of it of the rows of which it is the most probable class; nil without any.
    public let precision: Score?
    /// 2·truePositives / (rows + predicted); nil without both.
    public let f1: Score?
  }

  /// How often the truth is among the most probable classes.
  public struct TopAccuracy: Sendable, Hashable {
    /// Among so many.
    public let classes: Int
    /// How often.
    public let accuracy: Score
  }
}

extension PredictionScores.ClassScores {
  init(_ name: String, _ score: ClassScore, _ estimates: ClassEstimates) {
    self.init(
      name: name, rows: score.rows, predicted: score.predicted,
      truePositives: score.truePositives,
      recall: estimates.recall.map { PredictionScores.Score($0) },
      precision: estimates.precision.map { PredictionScores.Score($0) },
      f1: estimates.f1.map { PredictionScores.Score($0) })
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

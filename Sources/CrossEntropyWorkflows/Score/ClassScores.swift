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
    public let recall: Score?
    /// The share that is of it of the rows of which it is the most probable class; nil without any, and as ``recall``.
    public let precision: Score?
    /// 2·truePositives / (rows + predicted); nil without both, and as ``recall``.
    public let f1: Score?
  }

  /// The classes, in the order of their columns.
  ///
  /// Each is put together when it is asked for, since of tens of thousands most have neither rows nor predictions.
  public struct Classes: RandomAccessCollection, Sendable, Hashable {
    private let names: [String]
    /// What is not 0, by the place of the class.
    private let scores: [Int: ClassScore]
    private let estimates: [Int: ClassEstimates]
    /// What weights were multiplied by.
    private let unit: Double

    init(
      _ names: [String], _ sums: ConfusionSums, unit: Double, hasShares: Bool
    ) throws(EvaluationError) {
      (self.names, self.unit) = (names, unit)
      scores = Dictionary(uniqueKeysWithValues: sums.present.map { ($0.place, $0.score) })
      estimates = hasShares ? try sums.classEstimates : [:]
    }

    /// 0.
    public var startIndex: Int { 0 }
    /// K, the number of classes.
    public var endIndex: Int { names.count }

    /// The class of a column.
    public subscript(place: Int) -> ClassScores {
      let (score, shares) = (scores[place] ?? ClassScore(), estimates[place])
      return ClassScores(
        name: names[place], rows: score.rows / unit, predicted: score.predicted / unit,
        truePositives: score.truePositives / unit, recall: shares?.recall.map { Score($0) },
        precision: shares?.precision.map { Score($0) }, f1: (shares?.f1).map { Score($0) })
    }

    /// The names of the classes without rows.
    var unseen: [String] {
      var (unseen, next): ([String], Int) = ([], 0)
      unseen.reserveCapacity(names.count)
      for place in scores.filter({ $1.rows > 0 }).keys.sorted() {
        unseen += names[next..<place]
        next = place + 1
      }
      return unseen + names[next...]
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

extension PredictionScores.Classes: Encodable {
  /// Writes every class.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for scores in self { try container.encode(scores) }
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

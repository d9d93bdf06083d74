internal import CrossEntropy
internal import CrossEntropyEvaluation

/// How far the predictions of a file are from those of the first, whatever the truth.
public struct PairDivergence: Encodable, Sendable, Hashable {
  /// The mean of KL(first ‖ these), in nats.
  public let mean: PredictionScores.Score
  /// What it is at most in half of the rows.
  public let median: Double
  /// What it is at most in 90 of 100 rows.
  public let percentile90: Double
  /// What it is at most in 99 of 100 rows.
  public let percentile99: Double
  /// The share of rows whose most probable class is the same.
  public let sameClassRate: Double

  enum CodingKeys: String, CodingKey {
    case mean
    case interval = "mean_interval"
    case median
    case percentile90 = "percentile_90"
    case percentile99 = "percentile_99"
    case sameClassRate = "same_class_rate"
  }

  /// Writes a missing interval as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mean.value, forKey: .mean)
    try container.encode(mean.interval, forKey: .interval)
    try container.encode(median, forKey: .median)
    try container.encode(percentile90, forKey: .percentile90)
    try container.encode(percentile99, forKey: .percentile99)
    try container.encode(sameClassRate, forKey: .sameClassRate)
  }

  /// Compares pairs of rows; nil where the classes are others.
  init?(
    _ own: ScoredRows, against first: ScoredRows, _ pairs: [(own: Int, first: Int)],
    units: RowUnits, threads: Int
  ) throws(EvaluationError) {
    let places = Dictionary(
      own.classes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let columns = first.classes.compactMap { places[$0] }
    guard columns.count == first.classes.count, columns.count == own.classes.count else {
      return nil
    }
    let found = try PredictionDivergence(
      first.logProbabilities, own.logProbabilities,
      pairs: pairs.map { (p: $0.first, q: $0.own) }, columns: columns, units: units,
      threads: threads)
    mean = PredictionScores.Score(found.mean)
    median = found.percentiles.half
    percentile90 = found.percentiles.ninety
    percentile99 = found.percentiles.ninetyNine
    sameClassRate = found.sameClass
  }
}

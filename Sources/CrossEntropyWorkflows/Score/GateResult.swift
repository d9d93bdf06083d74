public import CrossEntropyEvaluation

/// Whether the predictions of a file meet a condition.
public struct GateResult: Encodable, Sendable, Hashable {
  /// The condition.
  public let text: String
  /// The file of the predictions.
  public let path: String
  /// The file that they are compared with; nil of a condition that is required of their own score.
  public let baseline: String?
  /// Whether that is row by row; nil without a baseline.
  public let isPaired: Bool?
  /// The score, by its key, or the difference of log loss from the baseline.
  public let metric: String
  /// How it must stand to the bound.
  public let relation: ScoreGate.Relation
  /// What it is held against.
  public let bound: Double
  /// The rows that it is of.
  public let rows: Int
  /// The score; nil where it cannot be told.
  public let value: Double?
  /// The interval that decides; nil where there is none.
  public let interval: ConfidenceInterval?
  /// How often the interval misses; nil where the value alone decides.
  public let alpha: Double?
  /// Whether it is met.
  public let outcome: Outcome

  /// Whether a condition is met.
  public enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
    /// It is.
    case pass
    /// It is not.
    case fail
    /// These rows cannot tell.
    case inconclusive
  }

  enum CodingKeys: String, CodingKey {
    case text, path, baseline
    case isPaired = "paired"
    case metric, relation, bound, rows, value, low, high, alpha, outcome
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(text, forKey: .text)
    try container.encode(path, forKey: .path)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(isPaired, forKey: .isPaired)
    try container.encode(metric, forKey: .metric)
    try container.encode(relation, forKey: .relation)
    try container.encode(bound, forKey: .bound)
    try container.encode(rows, forKey: .rows)
    try container.encode(value, forKey: .value)
    try container.encode(interval?.low, forKey: .low)
    try container.encode(interval?.high, forKey: .high)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(outcome, forKey: .outcome)
  }
}

extension GateResult {
  /// Holds a score against the bound of a condition.
  init(
    _ gate: ScoreGate, of scores: PredictionScores, alpha: Double
  ) throws(EvaluationError) {
    let metric = PredictionScores.Metric(rawValue: gate.metric)
    let usesInterval = gate.usesInterval
    let score = try metric.flatMap { (metric) throws(EvaluationError) in
      try scores.score(metric, alpha: usesInterval ? alpha : Significance.level)
    }
    func holds(_ value: Double) -> Bool { gate.relation.holds(value, gate.bound) }
    let outcome: Outcome
    if let score {
      if !score.value.isFinite {
        outcome = .fail
      } else if !usesInterval {
        outcome = holds(score.value) ? .pass : .fail
      } else if let interval = score.interval {
        outcome =
          switch (holds(interval.low), holds(interval.high)) {
          case (true, true): .pass
          case (false, false): .fail
          default: .inconclusive
          }
      } else {
        outcome = .inconclusive
      }
    } else {
      outcome = .inconclusive
    }
    self.init(
      text: gate.text, path: scores.path, baseline: nil, isPaired: nil, metric: gate.metric,
      relation: gate.relation, bound: gate.bound, rows: scores.rows, value: score?.value,
      interval: usesInterval ? score?.interval : nil, alpha: usesInterval ? alpha : nil,
      outcome: outcome)
  }

  /// Holds the difference from a baseline against the margin, δ.
  ///
  /// It passes where the interval lies below δ, and fails where that lies above 0 and the difference above δ.
  init(
    _ scores: PredictionScores, _ rows: ScoredRows, against baseline: ScoreBaseline,
    pair: PredictionPair?, margin: EquivalenceMargin, alpha: Double
  ) throws(WorkflowError) {
    let (theirs, constant) = (baseline.logLoss, baseline.baseRateLogLoss ?? 0)
    let margin = pair?.margin ?? margin.nats(baseline: theirs, constant: constant)
    let isInfinite = !scores.logLoss.value.isFinite || !theirs.isFinite
    let found = try baseline.difference(rows, pair: pair, alpha: alpha)
    let interval = isInfinite ? nil : found.interval
    let value = isInfinite ? scores.logLoss.value - theirs : found.mean
    let outcome: Outcome
    if isInfinite {
      outcome = scores.logLoss.value.isFinite ? .pass : .fail
    } else if let interval {
      outcome =
        interval.high < margin
        ? .pass : interval.low > 0 && found.mean > margin ? .fail : .inconclusive
    } else {
      outcome = .inconclusive
    }
    self.init(
      text: "\(Self.differenceKey)<\(margin)", path: scores.path, baseline: baseline.path,
      isPaired: baseline.isPaired, metric: Self.differenceKey, relation: .less, bound: margin,
      rows: found.rows, value: value.isNaN ? nil : value, interval: interval, alpha: alpha,
      outcome: outcome)
  }

  private static let differenceKey = "log_loss_difference"
}

extension ScoreGate {
  /// Whether its interval decides: not where the value was asked for, nor of a score that never has one.
  var usesInterval: Bool {
    !isByValue && PredictionScores.Metric(rawValue: metric)?.hasInterval ?? false
  }
}

extension ScoreOutcome {
  /// What all conditions come to: failed where one is not met, inconclusive where these rows cannot tell of one; nil without
  /// any.
  public var gateOutcome: GateResult.Outcome? {
    let all = gates.map(\.outcome)
    if all.isEmpty { return nil }
    return all.contains(.fail) ? .fail : all.contains(.inconclusive) ? .inconclusive : .pass
  }
}

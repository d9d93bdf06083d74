internal import CrossEntropy
public import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Curves of the predictions of a file, each of at most 200 points.
public struct PredictionCurves: Encodable, Sendable, Hashable {
  /// Recall, false positive rate and precision from each threshold on; nil unless there are two classes, both true of some
  /// row.
  public let operating: OperatingCurve?
  /// What decisions cost at every ratio of costs; nil as the other is.
  public let decision: DecisionCurve?
  /// How often the surest rows are wrong.
  public let riskCoverage: RiskCoverage?

  enum CodingKeys: String, CodingKey {
    case operating, decision
    case riskCoverage = "risk_coverage"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(operating, forKey: .operating)
    try container.encode(decision, forKey: .decision)
    try container.encode(riskCoverage, forKey: .riskCoverage)
  }
}

extension PredictionCurves {
  init(_ scored: ScoredRows) throws(EvaluationError) {
    let (forecasts, weights) = (scored.scores.forecasts, scored.units.weights)
    let isBinary = scored.classes.count == 2
    let operating = isBinary ? try OperatingCurve(forecasts, weights: weights) : nil
    self.operating = operating
    decision = try operating.flatMap { (curve) throws(EvaluationError) in
      try DecisionCurve(forecasts, weights: weights, operating: curve)
    }
    // Of two classes from the logarithm of the one that is said: 1 − p is no number of the file, and parts what is tied.
    let (logs, said) = (scored.logs, scored.scores.predicted)
    riskCoverage = try RiskCoverage(
      confidences: isBinary
        ? said.indices.map { exp(logs[$0, Int(said[$0])]) } : forecasts.probabilities,
      isRight: scored.scores.correct.map { $0 > 0 }, weights: weights)
  }
}

internal import CrossEntropy

/// The mean over the folds of repeated cross-validation, with a variance that covers training anew.
///
/// SE² = s²·(1/(kr) + ρ), where s² is the variance of the kr fold differences and ρ the mean ratio of the
/// rows that a fold holds out to those that it trains on, 1/(k − 1) where every row is held out once: folds
/// share training rows, so s²/(kr) alone is too small.
/// - Source: Nadeau and Bengio 2003; Bouckaert and Frank 2004 for the repeats.
public struct CorrectedResampledMean: Sendable, Hashable, Codable {
  /// The mean of the fold differences.
  public let mean: Double
  /// The corrected standard error; nil if the mean is not finite.
  public let standardError: Double?
  /// kr − 1.
  public let degreesOfFreedom: Int

  /// The mean of the k·r fold differences of r repeats of k folds.
  ///
  /// Where rows have weights, each fold's difference is already a weighted mean.
  ///
  /// - Parameters:
  ///   - foldDifferences: Fold after fold, repeat after repeat.
  ///   - folds: k, the number of folds per repeat.
  ///   - testRatio: ρ; nil: 1/(k − 1).
  public init(
    foldDifferences: [Double], folds: Int, testRatio: Double? = nil
  ) throws(EvaluationError) {
    try checkFolds(foldDifferences.count, perRepeat: folds)
    let count = Double(foldDifferences.count)
    var sum = CompensatedSum()
    for difference in foldDifferences { sum.add(difference) }
    mean = sum.value / count
    degreesOfFreedom = foldDifferences.count - 1
    guard mean.isFinite else {
      standardError = nil
      return
    }
    var squares = CompensatedSum()
    for difference in foldDifferences { squares.add((difference - mean) * (difference - mean)) }
    let variance = squares.value / (count - 1)
    standardError = (variance * (1 / count + (testRatio ?? 1 / Double(folds - 1)))).squareRoot()
  }

  /// estimate ± t(1 − α/(2m), kr − 1)·SE, simultaneous over m comparisons by Bonferroni.
  ///
  /// The estimate is the mean over the folds, or another one of the same difference, such as that over all
  /// rows.
  public func interval(
    around estimate: Double? = nil, alpha: Double = Significance.level, comparisons: Int = 1
  ) throws(EvaluationError) -> ConfidenceInterval? {
    try reach(alpha: alpha, comparisons: comparisons)?.around(estimate ?? mean)
  }

  func reach(
    alpha: Double = Significance.level, comparisons: Int
  ) throws(EvaluationError) -> Reach? {
    guard let standardError else { return nil }
    return try Reach(
      standardError: standardError, degreesOfFreedom: Double(degreesOfFreedom), alpha: alpha,
      comparisons: comparisons)
  }
}

extension CorrectedResampledMean {
  /// Reads a mean, and refuses a standard error or degrees of freedom that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode(Double.self, forKey: .mean)
    standardError = try container.decodeIfPresent(Double.self, forKey: .standardError)
    degreesOfFreedom = try container.decode(Int.self, forKey: .degreesOfFreedom)
    try decoder.check { [self] () throws(EvaluationError) in
      _ = try StudentT(degreesOfFreedom: Double(degreesOfFreedom))
      try check(standardError: standardError, of: mean)
    }
  }
}

/// Throws for a standard error that is none.
func check(standardError: Double?, of mean: Double) throws(EvaluationError) {
  guard let standardError, !(standardError >= 0) else { return }
  throw .noInterval(low: mean - standardError, high: mean + standardError)
}

internal import CrossEntropy

/// The mean over the folds of repeated cross-validation, with a variance that covers training anew.
///
/// SE² = s²·(1/(kr) + 1/(k − 1)), where s² is the variance of the kr fold differences: folds share
/// training rows, so s²/(kr) alone is too small.
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
  public init(foldDifferences: [Double], folds: Int) {
    precondition(folds >= 2, "expected 2 folds or more, got \(folds)")
    precondition(
      !foldDifferences.isEmpty && foldDifferences.count.isMultiple(of: folds),
      "expected a multiple of \(folds) fold differences, got \(foldDifferences.count)")
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
    standardError = (variance * (1 / count + 1 / Double(folds - 1))).squareRoot()
  }

  /// mean ± t(1 − α/(2m), kr − 1)·SE, simultaneous over m comparisons by Bonferroni.
  public func interval(alpha: Double = Significance.level, comparisons: Int = 1) -> Interval? {
    guard let standardError else { return nil }
    return studentInterval(
      mean: mean, standardError: standardError, degreesOfFreedom: degreesOfFreedom, alpha: alpha,
      comparisons: comparisons)
  }
}

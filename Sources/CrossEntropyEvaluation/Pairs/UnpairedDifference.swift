/// The difference of two means that are not of the same rows, ours minus theirs: negative where ours is lower.
///
/// SE² = SE₁² + SE₂², less twice their covariance where rows of one group are on both sides, and ν = SE₁²+SE₂² squared over
/// SE₁⁴/ν₁ + SE₂⁴/ν₂.
/// - Source: Welch 1947.
/// - Error: enforced by `SliceTests`, against scipy's `ttest_ind(equal_var=False)`.
package struct UnpairedDifference: Sendable, Hashable {
  /// The difference.
  package let mean: Double
  /// Its standard error; nil where either mean has none, or has too few units for an interval.
  package let standardError: Double?
  /// ν of its t distribution.
  private let degreesOfFreedom: Double

  /// - Parameters:
  ///   - ours: A mean.
  ///   - theirs: The one that is taken away.
  ///   - covariance: Of the two means, which is 0 of rows that have nothing to do with each other.
  package init(_ ours: MeanEstimate, _ theirs: MeanEstimate, covariance: Double = 0) {
    mean = ours.mean - theirs.mean
    let units = (ours.units, theirs.units)
    guard let a = ours.standardError, let b = theirs.standardError,
      min(units.0, units.1) >= MeanEstimate.fewestUnitsForInterval
    else {
      (standardError, degreesOfFreedom) = (nil, 1)
      return
    }
    let (own, other) = (a * a, b * b)
    standardError = max(0, own + other - 2 * covariance).squareRoot()
    let least = Double(min(units.0, units.1) - 1)
    let moments = own * own / Double(units.0 - 1) + other * other / Double(units.1 - 1)
    degreesOfFreedom = moments > 0 ? max(least, (own + other) * (own + other) / moments) : least
  }

  /// mean ± t(1 − α/(2m), ν)·SE, simultaneous over m comparisons by Bonferroni; nil where there are too few units.
  package func interval(
    alpha: Double = Significance.level, comparisons: Int = 1
  ) throws(EvaluationError) -> ConfidenceInterval? {
    guard let standardError else { return nil }
    return try Reach(
      standardError: standardError, degreesOfFreedom: degreesOfFreedom, alpha: alpha,
      comparisons: comparisons
    ).around(mean)
  }
}

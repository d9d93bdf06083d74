/// The confidence of intervals, and how often a true difference is found.
public enum Significance {
  /// α: how often an interval may miss.
  public static let level = 0.05
  /// 100·(1 − α): the percentage of intervals that contain what they estimate.
  public static let confidencePercent = Int((100 * (1 - level)).rounded())
  /// How often a difference as large as the smallest detectable one is found.
  public static let power = 0.8
  /// 100·``power``, as a percentage.
  public static let powerPercent = Int((100 * power).rounded())
  /// The normal quantile of ``power``, rounded as power tables print it.
  static let powerQuantile = 0.842

  /// 1 − α/(2m): where the upper end of one of m simultaneous two-sided intervals lies (Bonferroni).
  static func upperEnd(alpha: Double, comparisons: Int) throws(EvaluationError) -> Double {
    guard alpha > 0, alpha < 1 else { throw .outOfRange(.alpha, alpha) }
    try check(comparisons, of: .comparisons, least: 1)
    return 1 - alpha / (2 * Double(comparisons))
  }
}

/// (z(1 − α/(2m)) + 0.842)·SE, the difference that is found with 80 % power at the adjusted level.
public func smallestDetectableDifference(
  standardError: Double, alpha: Double = Significance.level, comparisons: Int = 1
) throws(EvaluationError) -> Double {
  let end = try Significance.upperEnd(alpha: alpha, comparisons: comparisons)
  return (try StandardNormal.quantile(end) + Significance.powerQuantile) * standardError
}

/// mean ± t(1 − α/(2m), ν)·SE.
func studentInterval(
  mean: Double, standardError: Double, degreesOfFreedom: Int, alpha: Double, comparisons: Int
) throws(EvaluationError) -> Interval {
  let t = try StudentT(degreesOfFreedom: Double(degreesOfFreedom))
    .quantile(try Significance.upperEnd(alpha: alpha, comparisons: comparisons))
  return Interval(from: mean - t * standardError, to: mean + t * standardError)
}

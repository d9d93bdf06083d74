/// The confidence of intervals, and how often a true difference is found.
public enum Significance {
  /// α: how often an interval may miss.
  public static let level = 0.05
  /// 100·(1 − α): the percentage of intervals that contain what they estimate.
  public static let confidencePercent = Int((100 * (1 - level)).rounded())
  /// How often a difference as large as the smallest detectable one is found.
  public static let power = 0.8

  /// 1 − α/(2m): where the upper end of one of m simultaneous two-sided intervals lies (Bonferroni).
  static func upperEnd(alpha: Double, comparisons: Int) throws(EvaluationError) -> Double {
    guard alpha > 0, alpha < 1 else { throw .outOfRange(.alpha, alpha) }
    try check(comparisons, of: .comparisons, least: 1)
    return 1 - alpha / (2 * Double(comparisons))
  }
}

/// How far one of m simultaneous intervals reaches on either side, and what difference it finds.
struct Reach {
  /// t(1 − α/(2m), ν)·SE: half the width of the interval.
  let interval: Double
  /// (t(1 − α/(2m), ν) + t(0.8, ν))·SE: the true difference that is found with 80 % power.
  let detectable: Double

  init(
    standardError: Double, degreesOfFreedom: Double, alpha: Double, comparisons: Int
  ) throws(EvaluationError) {
    let student = try StudentT(degreesOfFreedom: degreesOfFreedom)
    let end = try student.quantile(
      try Significance.upperEnd(alpha: alpha, comparisons: comparisons))
    interval = end * standardError
    detectable = (end + (try student.quantile(Significance.power))) * standardError
  }

  /// The interval around a mean.
  func around(_ mean: Double) -> ConfidenceInterval {
    ConfidenceInterval(from: mean - interval, to: mean + interval)
  }
}

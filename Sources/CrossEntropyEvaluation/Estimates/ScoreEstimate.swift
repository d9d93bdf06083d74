#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A score with its 95 % interval on new rows of the same kind.
package struct ScoreEstimate: Sendable, Hashable, Codable {
  /// The score of the rows.
  package let value: Double
  /// The interval; nil below ``MeanEstimate/fewestUnitsForInterval`` rows or groups.
  package let interval: ConfidenceInterval?
  /// What intervals of any confidence are formed of; nil where only that one is known.
  private let law: ErrorLaw?

  /// A score of which only this interval is known.
  package init(value: Double, interval: ConfidenceInterval?) {
    self.value = value
    self.interval = interval
    law = nil
  }

  /// A mean of losses, none of which is below 0, with its t interval from 0 on.
  package init(_ mean: MeanEstimate) throws(EvaluationError) {
    try self.init(mean.mean, .mean(mean))
  }

  /// A mean of what may be below 0, as differences and costs may, with its t interval.
  package init(ofAnySign mean: MeanEstimate) throws(EvaluationError) {
    try self.init(mean.mean, .difference(mean))
  }

  /// A score of at most 1 that errs as the mean of what rows add to it, which is 0 (the delta method).
  init(_ value: Double, residuals: MeanEstimate) throws(EvaluationError) {
    try self.init(value, .residuals(residuals))
  }

  fileprivate init(_ value: Double, _ law: ErrorLaw) throws(EvaluationError) {
    self.value = value
    self.law = law
    interval = try law.interval(around: value, alpha: Significance.level)
  }

  /// The interval that misses with probability α, as of one of several gates; nil where there is none, or it is not known.
  package func interval(alpha: Double) throws(EvaluationError) -> ConfidenceInterval? {
    if alpha == Significance.level { return interval }
    return try law?.interval(around: value, alpha: alpha)
  }
}

/// A scale on which the error of a score is nearly normal.
enum ErrorScale: Codable {
  /// log(x / (1 − x)), of scores in (0, 1).
  case logit
  /// ½·log((1 + x) / (1 − x)), of scores in (−1, 1).
  case fisher

  fileprivate func forward(_ x: Double) -> Double {
    switch self {
    case .logit: log(x / (1 - x))
    case .fisher: atanh(x)
    }
  }

  fileprivate func back(_ y: Double) -> Double {
    switch self {
    case .logit: 1 / (1 + exp(-y))
    case .fisher: tanh(y)
    }
  }

  /// dy/dx.
  fileprivate func slope(_ x: Double) -> Double {
    switch self {
    case .logit: 1 / (x * (1 - x))
    case .fisher: 1 / (1 - x * x)
    }
  }
}

/// How a score errs.
private enum ErrorLaw: Sendable, Hashable, Codable {
  /// As a mean does, which is not below 0: what of an interval lies there says nothing.
  case mean(MeanEstimate)
  /// As a mean of either sign does.
  case difference(MeanEstimate)
  /// As the mean of what rows add to it does, which is 0; it is not above 1.
  case residuals(MeanEstimate)
  /// As exp of a mean does, which is not below 0.
  case exponential(MeanEstimate)
  /// With a standard error that is nearly normal on a scale (the delta method).
  case scaled(standardError: Double, units: Int, scale: ErrorScale, extremeRows: Double)
  /// As a bootstrap found at the usual level, on the logit scale nearly normal on each side of the score.
  case bootstrap(ConfidenceInterval)
  /// As a share of so many rows (Wilson); of rows in groups with the t quantile of the groups.
  case share(rows: Double, units: Int, isGrouped: Bool)

  func interval(
    around value: Double, alpha: Double
  ) throws(EvaluationError) -> ConfidenceInterval? {
    switch self {
    case .mean(let mean):
      return try mean.interval(alpha: alpha).map {
        ConfidenceInterval(from: max(0, $0.low), to: $0.high)
      }
    case .difference(let mean): return try mean.interval(alpha: alpha)
    case .residuals(let mean):
      return try mean.interval(alpha: alpha).map {
        ConfidenceInterval(from: value + $0.low, to: min(1, value + $0.high))
      }
    case .exponential(let mean):
      return try mean.interval(alpha: alpha).map {
        ConfidenceInterval(from: exp(max(0, $0.low)), to: exp($0.high))
      }
    case .scaled(let standardError, let units, let scale, let extremeRows):
      guard units >= MeanEstimate.fewestUnitsForInterval, standardError.isFinite else {
        return nil
      }
      let quantile = try StudentT(degreesOfFreedom: Double(units - 1)).quantile(
        try Significance.upperEnd(alpha: alpha, comparisons: 1))
      let least: Double =
        switch scale {
        case .logit: 0
        case .fisher: -1
        }
      if value <= least || value >= 1 {
        let share =
          (wilson(1, rows: extremeRows, quantile: quantile).low - 0.5) * (1 - least)
          + (1 + least) / 2
        return value >= 1
          ? ConfidenceInterval(from: min(share, 1), to: 1)
          : ConfidenceInterval(from: least, to: max(least, 1 + least - share))
      }
      let middle = scale.forward(value)
      let reach = quantile * standardError * scale.slope(value)
      return ConfidenceInterval(from: scale.back(middle - reach), to: scale.back(middle + reach))
    case .bootstrap(let usual):
      if alpha == Significance.level { return usual }
      let stretch =
        StandardNormal.quantile(
          within: try Significance.upperEnd(alpha: alpha, comparisons: 1))
        / StandardNormal.quantile(within: 1 - Significance.level / 2)
      let scale = ErrorScale.logit
      func moved(_ end: Double) -> Double {
        guard 0 < value, value < 1, 0 < end, end < 1 else { return end }
        let middle = scale.forward(value)
        return scale.back(middle + stretch * (scale.forward(end) - middle))
      }
      return ConfidenceInterval(from: moved(usual.low), to: moved(usual.high))
    case .share(let rows, let units, let isGrouped):
      guard units >= MeanEstimate.fewestUnitsForInterval, rows > 0 else { return nil }
      let end = try Significance.upperEnd(alpha: alpha, comparisons: 1)
      return wilson(
        value, rows: rows,
        quantile: isGrouped
          ? try StudentT(degreesOfFreedom: Double(units - 1)).quantile(end)
          : StandardNormal.quantile(within: end))
    }
  }
}

extension ScoreEstimate {
  /// A score in 0 … 1 with the interval of a bootstrap, which is stretched on the logit scale for another level.
  init(_ value: Double, bootstrap interval: ConfidenceInterval) throws(EvaluationError) {
    try self.init(value, .bootstrap(interval))
  }

  /// The interval of a score with a standard error, formed on a scale and taken back (the delta method).
  ///
  /// A score at an end of its range has no standard error: there one end is Wilson's for `extremeRows` rows that are all
  /// right.
  init(
    _ value: Double, standardError: Double, units: Int, scale: ErrorScale, extremeRows: Double
  ) throws(EvaluationError) {
    try self.init(
      value,
      .scaled(standardError: standardError, units: units, scale: scale, extremeRows: extremeRows))
  }

  /// Wilson's interval of a share of n rows: those p for which (p̂ − p)² ≤ q²·p(1 − p)/n.
  ///
  /// Of weighted rows n is (Σw)²/Σw²; of rows in groups it is that divided by the design effect, SE² over p̂(1 − p̂)/n
  /// (1 at least), or the number of groups where all rows are alike, and q is the t quantile of the groups.
  init(
    share: Double, weight: Double, squaredWeights: Double, standardError: Double?, units: Int,
    isGrouped: Bool
  ) throws(EvaluationError) {
    var rows = weight * weight / squaredWeights
    if isGrouped {
      if let standardError, standardError > 0 {
        rows = min(rows, share * (1 - share) / (standardError * standardError))
      } else {
        rows = min(rows, Double(units))
      }
    }
    try self.init(share, .share(rows: rows, units: units, isGrouped: isGrouped))
  }
}

private func wilson(_ share: Double, rows: Double, quantile: Double) -> ConfidenceInterval {
  let z = quantile * quantile / rows
  let middle = (share + z / 2) / (1 + z)
  let reach = (z * (share * (1 - share) + z / 4)).squareRoot() / (1 + z)
  return ConfidenceInterval(
    from: share <= 0 ? 0 : max(0, middle - reach), to: share >= 1 ? 1 : min(1, middle + reach))
}

extension MeanSums {
  /// The mean of values of 0 and 1, a share, with Wilson's interval; nil over nothing.
  package var share: ScoreEstimate? {
    get throws(EvaluationError) {
      let estimate = estimate
      guard estimate.mean.isFinite else { return nil }
      return try ScoreEstimate(
        share: estimate.mean, weight: totalWeight, squaredWeights: squaredWeights,
        standardError: estimate.standardError, units: estimate.units, isGrouped: isGrouped)
    }
  }
}

extension MeanEstimate {
  /// exp of the mean of losses in nats, and of the ends of its interval.
  package var perplexity: ScoreEstimate {
    get throws(EvaluationError) { try ScoreEstimate(exp(mean), .exponential(self)) }
  }
}

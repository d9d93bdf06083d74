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

  package init(value: Double, interval: ConfidenceInterval?) {
    self.value = value
    self.interval = interval
  }
}

/// A scale on which the error of a score is nearly normal.
enum ErrorScale {
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

extension ScoreEstimate {
  /// The interval of a score with a standard error, formed on a scale and taken back (the delta method).
  ///
  /// A score at an end of its range has no standard error: there one end is Wilson's for `extremeRows` rows that are all
  /// right.
  init(
    _ value: Double, standardError: Double, units: Int, scale: ErrorScale, extremeRows: Double
  ) throws(EvaluationError) {
    self.value = value
    guard units >= MeanEstimate.fewestUnitsForInterval, standardError.isFinite else {
      interval = nil
      return
    }
    let quantile = try StudentT(degreesOfFreedom: Double(units - 1)).quantile(
      1 - Significance.level / 2)
    let least: Double =
      switch scale {
      case .logit: 0
      case .fisher: -1
      }
    if value <= least || value >= 1 {
      let share =
        (wilson(1, rows: extremeRows, quantile: quantile).low - 0.5) * (1 - least) + (1 + least) / 2
      interval =
        value >= 1
        ? ConfidenceInterval(from: min(share, 1), to: 1)
        : ConfidenceInterval(from: least, to: max(least, 1 + least - share))
      return
    }
    let middle = scale.forward(value)
    let reach = quantile * standardError * scale.slope(value)
    interval = ConfidenceInterval(from: scale.back(middle - reach), to: scale.back(middle + reach))
  }

  /// Wilson's interval of a share of n rows: those p for which (p̂ − p)² ≤ q²·p(1 − p)/n.
  ///
  /// Of weighted rows n is (Σw)²/Σw²; of rows in groups it is that divided by the design effect, SE² over p̂(1 − p̂)/n
  /// (1 at least), or the number of groups where all rows are alike, and q is the t quantile of the groups.
  init(
    share: Double, weight: Double, squaredWeights: Double, standardError: Double?, units: Int,
    isGrouped: Bool
  ) throws(EvaluationError) {
    value = share
    var rows = weight * weight / squaredWeights
    guard units >= MeanEstimate.fewestUnitsForInterval, rows > 0 else {
      interval = nil
      return
    }
    var quantile = StandardNormal.quantile(within: 1 - Significance.level / 2)
    if isGrouped {
      quantile = try StudentT(degreesOfFreedom: Double(units - 1)).quantile(
        1 - Significance.level / 2)
      if let standardError, standardError > 0 {
        rows = min(rows, share * (1 - share) / (standardError * standardError))
      } else {
        rows = min(rows, Double(units))
      }
    }
    interval = wilson(share, rows: rows, quantile: quantile)
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
    get throws(EvaluationError) {
      ScoreEstimate(
        value: exp(mean),
        interval: try interval().map { ConfidenceInterval(from: exp($0.low), to: exp($0.high)) })
    }
  }
}

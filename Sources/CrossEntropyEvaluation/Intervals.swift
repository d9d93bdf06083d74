internal import CrossEntropy

/// A closed interval of numbers, such as the 95 % interval of a mean.
public struct Interval: Sendable, Hashable, Codable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval from `low` to `high`.
  public init(low: Double, high: Double) {
    precondition(low <= high, "the lower end \(low) is above the upper end \(high)")
    self.low = low
    self.high = high
  }

  /// Whether `value` lies between the ends, or is one of them.
  public func contains(_ value: Double) -> Bool {
    low <= value && value <= high
  }

  /// max(|low|, |high|): what lies beyond it on either side is excluded.
  public var magnitude: Double { max(low.magnitude, high.magnitude) }
}

/// Σwℓ / Σw with its standard error: the mean of a score over rows that are independent, or grouped.
///
/// SE² = G/(G − 1)·Σ_g(Σ_{i∈g} wᵢ(ℓᵢ − ℓ̄))² / (Σw)², where the G units are the rows, or the groups.
/// Weights are importance weights, and only their ratios matter. A row of weight 0 adds exactly 0
/// whatever its value, and is no unit.
public struct MeanEstimate: Sendable, Hashable, Codable {
  /// Below this number of units there is no interval.
  public static let fewestUnitsForInterval = 5
  /// Below this number of units an interval is shown with a warning.
  public static let fewestUnitsWithoutWarning = 20

  /// Σwℓ / Σw; infinite if a value is, NaN over nothing or if infinities of both signs meet.
  public let mean: Double
  /// The standard error; nil if the mean is not finite or there are fewer than two units.
  public let standardError: Double?
  /// G, the number of rows, or of groups, that carry weight.
  public let units: Int

  /// The mean of one value a row.
  /// - Parameters:
  ///   - values: ℓ, one value a row, such as a difference of losses averaged over repeats.
  ///   - weights: w, one finite weight ≥ 0 a row; nil for 1.
  ///   - groups: The group of each row, any numbers; nil if the rows are independent.
  public init(of values: [Double], weights: [Double]? = nil, groups: [Int32]? = nil) {
    precondition(
      weights == nil || weights?.count == values.count,
      "expected \(values.count) weights, got \(weights?.count ?? 0)")
    precondition(
      groups == nil || groups?.count == values.count,
      "expected \(values.count) groups, got \(groups?.count ?? 0)")
    let (sum, total) = weightedSum(values, weights)
    mean = sum / total
    let deviations = unitDeviations(values, weights, groups, around: mean)
    units = deviations.count
    guard mean.isFinite, units >= 2 else {
      standardError = nil
      return
    }
    var squares = CompensatedSum()
    for deviation in deviations { squares.add(deviation / total * (deviation / total)) }
    standardError = (Double(units) / Double(units - 1) * squares.value).squareRoot()
  }

  /// Whether there are so few units (below 20) that the interval needs a warning.
  public var hasFewUnits: Bool { units < Self.fewestUnitsWithoutWarning }

  /// mean ± t(1 − α/(2m), G − 1)·SE, simultaneous over m comparisons by Bonferroni.
  ///
  /// Nil below 5 units, and if the mean is not finite.
  public func interval(alpha: Double = 0.05, comparisons: Int = 1) -> Interval? {
    guard let standardError, units >= Self.fewestUnitsForInterval else { return nil }
    return studentInterval(
      mean: mean, standardError: standardError, degreesOfFreedom: units - 1, alpha: alpha,
      comparisons: comparisons)
  }

  /// The difference that would probably have been seen, `smallestDetectableDifference` of the SE.
  public func smallestDetectable(alpha: Double = 0.05, comparisons: Int = 1) -> Double? {
    guard let standardError, units >= Self.fewestUnitsForInterval else { return nil }
    return smallestDetectableDifference(
      standardError: standardError, alpha: alpha, comparisons: comparisons)
  }
}

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
  /// A weighted fold mean is the caller's: one finished number a fold comes in.
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
  public func interval(alpha: Double = 0.05, comparisons: Int = 1) -> Interval? {
    guard let standardError else { return nil }
    return studentInterval(
      mean: mean, standardError: standardError, degreesOfFreedom: degreesOfFreedom, alpha: alpha,
      comparisons: comparisons)
  }
}

/// (z(1 − α/(2m)) + 0.842)·SE, the difference that is found with 80 % power at the adjusted level.
public func smallestDetectableDifference(
  standardError: Double, alpha: Double = 0.05, comparisons: Int = 1
) -> Double {
  (StandardNormal.quantile(level(alpha, comparisons)) + 0.842) * standardError
}

private func level(_ alpha: Double, _ comparisons: Int) -> Double {
  precondition(alpha > 0 && alpha < 1, "alpha is in (0, 1), got \(alpha)")
  precondition(comparisons >= 1, "expected 1 comparison or more, got \(comparisons)")
  return 1 - alpha / (2 * Double(comparisons))
}

private func studentInterval(
  mean: Double, standardError: Double, degreesOfFreedom: Int, alpha: Double, comparisons: Int
) -> Interval {
  let t = StudentT(degreesOfFreedom: Double(degreesOfFreedom))
    .quantile(level(alpha, comparisons))
  return Interval(low: mean - t * standardError, high: mean + t * standardError)
}

private func weightedSum(_ values: [Double], _ weights: [Double]?) -> (sum: Double, total: Double) {
  var sum = CompensatedSum()
  guard let weights else {
    values.withUnsafeBufferPointer { for value in $0 { sum.add(value) } }
    return (sum.value, Double(values.count))
  }
  var total = CompensatedSum()
  for row in values.indices where weights[row] != 0 {
    precondition(
      weights[row] > 0 && weights[row].isFinite,
      "row \(row): a weight is finite and not negative, got \(weights[row])")
    sum.add(weights[row] * values[row])
    total.add(weights[row])
  }
  return (sum.value, total.value)
}

/// Σ_{i∈g} wᵢ(ℓᵢ − ℓ̄) of every unit that carries weight.
private func unitDeviations(
  _ values: [Double], _ weights: [Double]?, _ groups: [Int32]?, around mean: Double
) -> [Double] {
  guard let groups else {
    guard let weights else { return values.map { $0 - mean } }
    return zip(values, weights).compactMap { $1 == 0 ? nil : $1 * ($0 - mean) }
  }
  let dense = DenseGroups(groups)
  var deviations = [CompensatedSum](repeating: CompensatedSum(), count: dense.count)
  var carries = [Bool](repeating: false, count: dense.count)
  for row in values.indices {
    let weight = weights?[row] ?? 1
    if weight == 0 { continue }
    let group = Int(dense.groupOfRow[row])
    deviations[group].add(weight * (values[row] - mean))
    carries[group] = true
  }
  return deviations.indices.compactMap { carries[$0] ? deviations[$0].value : nil }
}

internal import CrossEntropy

/// Σwℓ / Σw with its standard error: the mean of a score over rows that are independent, or grouped.
///
/// SE² = G/(G − 1)·Σ_g(Σ_{i∈g} wᵢ(ℓᵢ − ℓ̄))² / (Σw)², where the G units are the rows, or the groups.
/// Weights are importance weights, and only their ratios matter. A row of weight 0 adds exactly 0
/// whatever its value, and is no unit.
public struct MeanEstimate: Sendable, Hashable, Codable {
  /// Below this number of units there is no interval.
  public static let fewestUnitsForInterval = 5
  /// Below this number of units an interval comes with a warning.
  public static let fewestUnitsWithoutWarning = 20

  /// Σwℓ / Σw; infinite if a value is, NaN over nothing or if infinities of both signs meet.
  public let mean: Double
  /// The standard error; nil if the mean is not finite or there are fewer than two units.
  public let standardError: Double?
  /// G, the number of rows, or of groups, that carry weight.
  public let units: Int

  /// The mean of one value per row.
  /// - Parameters:
  ///   - values: ℓ, one value per row, such as a difference of losses averaged over repeats.
  ///   - weights: w, one finite weight ≥ 0 per row; nil for 1.
  ///   - groups: The group of each row, any numbers; nil if the rows are independent.
  /// - Throws: `EvaluationError` for counts that differ, and for a weight that is none.
  public init(
    of values: [Double], weights: [Double]? = nil, groups: [Int32]? = nil
  ) throws(EvaluationError) {
    try check(weights: weights, groups: groups, rows: values.count)
    self.init(checked: values, weights, groups)
  }

  /// The mean of one value per row, where rows are independent and weigh the same.
  public init(of values: [Double]) { self.init(checked: values, nil, nil) }

  private init(checked values: [Double], _ weights: [Double]?, _ groups: [Int32]?) {
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

  /// The mean of sums whose units' squared deviations add to Σ_g(Σ_{i∈g} wᵢ(ℓᵢ − ℓ̄))².
  init(mean: Double, squaredDeviations: Double, weight: Double, units: Int) {
    self.mean = mean
    self.units = units
    standardError =
      mean.isFinite && units >= 2
      ? (Double(units) / Double(units - 1) * squaredDeviations).squareRoot() / weight : nil
  }

  /// The mean of rows of which only this 95 % interval is known, whose lower end may be cut at 0.
  package init(
    mean: Double, interval: ConfidenceInterval?, units: Int
  ) throws(EvaluationError) {
    self.mean = mean
    self.units = units
    guard let interval else {
      standardError = nil
      return
    }
    try check(units, of: .units, least: Self.fewestUnitsForInterval)
    let end = try StudentT(degreesOfFreedom: Double(units - 1)).quantile(
      try Significance.upperEnd(alpha: Significance.level, comparisons: 1))
    standardError = (interval.high - mean) / end
  }

  /// mean ± t(1 − α/(2m), G − 1)·SE, simultaneous over m comparisons by Bonferroni.
  ///
  /// Nil below ``fewestUnitsForInterval`` units, and if the mean is not finite.
  public func interval(
    alpha: Double = Significance.level, comparisons: Int = 1
  ) throws(EvaluationError) -> ConfidenceInterval? {
    try reach(alpha: alpha, comparisons: comparisons)?.around(mean)
  }

  /// (t(1 − α/(2m), G − 1) + t(0.8, G − 1))·SE, the true difference that would be seen in four of five
  /// tables; nil where there is no interval.
  public func smallestDetectable(
    alpha: Double = Significance.level, comparisons: Int = 1
  ) throws(EvaluationError) -> Double? {
    try reach(alpha: alpha, comparisons: comparisons)?.detectable
  }

  func reach(
    alpha: Double = Significance.level, comparisons: Int
  ) throws(EvaluationError) -> Reach? {
    guard let standardError, units >= Self.fewestUnitsForInterval else { return nil }
    return try Reach(
      standardError: standardError, degreesOfFreedom: Double(units - 1), alpha: alpha,
      comparisons: comparisons)
  }
}

extension MeanEstimate {
  /// Reads an estimate, and refuses a standard error or a number of units that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mean = try container.decode(Double.self, forKey: .mean)
    standardError = try container.decodeIfPresent(Double.self, forKey: .standardError)
    units = try container.decode(Int.self, forKey: .units)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(units, of: .units, least: standardError == nil ? 0 : 2)
      try check(standardError: standardError, of: mean)
    }
  }
}

private func weightedSum(_ values: [Double], _ weights: [Double]?) -> (sum: Double, total: Double) {
  var sum = CompensatedSum()
  guard let weights else {
    for value in values { sum.add(value) }
    return (sum.value, Double(values.count))
  }
  var total = CompensatedSum()
  for row in values.indices where weights[row] != 0 {
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

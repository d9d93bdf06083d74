internal import CrossEntropy

/// Partial sums of a mean and its standard error, for rows that come in parts.
///
/// Sums of parts merge into the sums of the whole, and ``estimate`` is the ``MeanEstimate`` of all
/// rows. A group may have rows in several parts.
/// - Error: Σw and Σwℓ are rounded once, so the mean has the same bits whatever the cut and the order. The standard error
///   is that of `MeanEstimate` within 1e-12 relative; of groups within 1e-9, where their sums are near 1e4. Enforced by
///   `MeanSumsTests`.
public struct MeanSums: Sendable, Hashable, Codable {
  /// The rows that carry weight.
  public private(set) var rows = 0
  private var weight = ExactSum()
  /// Σwℓ.
  private var sum = ExactSum()
  private var moments = Moments()
  /// By group; nil while the rows are independent.
  private var groups: [Int32: GroupSums]?

  /// The sums of nothing.
  public init() {}

  /// Adds rows: one value per row, with a finite weight ≥ 0 and a group where there are any.
  public mutating func add(
    _ values: [Double], weights: [Double]? = nil, groups: [Int32]? = nil
  ) throws(EvaluationError) {
    try check(weights: weights, groups: groups, rows: values.count)
    try merge(MeanSums(checked: values, weights, groups))
  }

  /// Adds the sums of other rows: all rows are in groups, or none is.
  public mutating func merge(_ other: MeanSums) throws(EvaluationError) {
    guard other.rows > 0 else { return }
    guard rows == 0 || (groups == nil) == (other.groups == nil) else { throw .partlyGrouped }
    let all = try rowSum(rows, other.rows)
    moments.merge(other.moments, weights: (weight.value, other.weight.value))
    rows = all
    weight.merge(other.weight)
    sum.merge(other.sum)
    guard let added = other.groups else { return }
    groups = (groups ?? [:]).merging(added) { $0.merged(with: $1) }
  }

  /// Gives every group another number, by its own.
  mutating func renumberGroups(_ numbers: [Int32]) throws(EvaluationError) {
    groups = try renumbered(groups, numbers)
  }

  /// The mean with its standard error; NaN over nothing.
  public var estimate: MeanEstimate {
    let mean = sum.value / weight.value
    guard let groups else {
      return MeanEstimate(
        mean: mean, squaredDeviations: moments.squares(around: mean), weight: weight.value,
        units: rows)
    }
    var squares = CompensatedSum()
    // In the order of the groups' numbers: a dictionary has none of its own.
    for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
      let deviation = group.sum.value - mean * group.weight.value
      squares.add(deviation * deviation)
    }
    return MeanEstimate(
      mean: mean, squaredDeviations: squares.value, weight: weight.value, units: groups.count)
  }

  /// The sums of rows that are known to fit their weights and groups.
  init(checked values: [Double], _ weights: [Double]?, _ groups: [Int32]?) {
    guard weights != nil || groups != nil else {
      rows = values.count
      weight.add(Double(rows))
      sum.add(values.span)
      moments = Moments(of: values, around: sum.value / Double(rows))
      return
    }
    var ofGroup: [Int32: GroupSums]? = groups == nil ? nil : [:]
    for row in values.indices {
      let w = weights?[row] ?? 1
      if w == 0 { continue }
      rows += 1
      weight.add(w)
      sum.add(w * values[row])
      if let group = groups?[row] {
        ofGroup?[group, default: GroupSums()].add(values[row], weight: w)
      }
    }
    self.groups = ofGroup
    moments = Moments(of: values, weights: weights, around: sum.value / weight.value)
  }

  /// The covariance of the mean with that of other rows of the same groups; 0 of rows that are independent.
  func covariance(with other: MeanSums) -> Double {
    guard let groups, let others = other.groups, groups.count > 1, others.count > 1 else {
      return 0
    }
    let (mean, otherMean) = (estimate.mean, other.estimate.mean)
    var products = CompensatedSum()
    for (group, own) in groups.sorted(by: { $0.key < $1.key }) {
      guard let theirs = others[group] else { continue }
      products.add(
        (own.sum.value - mean * own.weight.value)
          * (theirs.sum.value - otherMean * theirs.weight.value))
    }
    let (a, b) = (Double(groups.count), Double(others.count))
    return (a / (a - 1) * b / (b - 1)).squareRoot() * products.value
      / (totalWeight * other.totalWeight)
  }

  /// Σw².
  var squaredWeights: Double { moments.weights }
  /// Σw.
  var totalWeight: Double { weight.value }
  /// Σwℓ without what is infinite.
  var finiteSum: Double { sum.finiteValue }
  /// Whether the rows come in groups.
  var isGrouped: Bool { groups != nil }
}

/// What is known of groups by their new numbers, which no two share.
func renumbered<Known>(
  _ groups: [Int32: Known]?, _ numbers: [Int32]
) throws(EvaluationError) -> [Int32: Known]? {
  guard let groups else { return nil }
  var all: [Int32: Known] = [:]
  for (group, known) in groups {
    guard numbers.indices.contains(Int(group)) else {
      throw .tooFew(numbers.count, of: .groups, least: Int(group) + 1)
    }
    all[numbers[Int(group)]] = known
  }
  return all
}

extension MeanSums {
  /// Reads sums, and refuses counts of rows that cannot be.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    rows = try container.decode(Int.self, forKey: .rows)
    weight = try container.decode(ExactSum.self, forKey: .weight)
    sum = try container.decode(ExactSum.self, forKey: .sum)
    moments = try container.decode(Moments.self, forKey: .moments)
    groups = try container.decodeIfPresent([Int32: GroupSums].self, forKey: .groups)
    try decoder.check { [self] () throws(EvaluationError) in
      try check(rows, of: .rows, least: groups?.count ?? 0)
    }
  }
}

/// Σw², Σw²(ℓ − c) and Σw²(ℓ − c)² around a centre c near the mean, so that no digits cancel.
private struct Moments: Sendable, Hashable, Codable {
  private var centre = 0.0
  private(set) var weights = 0.0
  private var deviations = 0.0
  private var squares = 0.0

  init() {}

  /// The moments of rows around their mean, or 0 if it is infinite.
  init(of values: [Double], weights: [Double]? = nil, around mean: Double) {
    centre = mean.isFinite ? mean : 0
    guard let weights else {
      self.weights = Double(values.count)
      for value in values {
        let deviation = value - centre
        deviations += deviation
        squares += deviation * deviation
      }
      return
    }
    for (value, weight) in zip(values, weights) where weight != 0 {
      let deviation = weight * (value - centre)
      self.weights += weight * weight
      deviations += weight * deviation
      squares += deviation * deviation
    }
  }

  /// Σw²(ℓ − m)².
  func squares(around mean: Double) -> Double {
    let shift = centre - mean
    return max(0, squares + 2 * shift * deviations + shift * shift * weights)
  }

  /// Moves both to the mean of their centres, weighted by Σw, and adds (Chan's rule).
  mutating func merge(_ other: Moments, weights total: (Double, Double)) {
    let share = total.1 / (total.0 + total.1)
    let common = centre + (other.centre - centre) * share
    let (ours, theirs) = (moved(to: common), other.moved(to: common))
    centre = common
    weights = ours.weights + theirs.weights
    deviations = ours.deviations + theirs.deviations
    squares = ours.squares + theirs.squares
  }

  private func moved(to centre: Double) -> Moments {
    var moved = self
    moved.centre = centre
    moved.deviations += (self.centre - centre) * weights
    moved.squares = squares(around: centre)
    return moved
  }
}

/// Σw and Σwℓ of a group.
private struct GroupSums: Sendable, Hashable, Codable {
  var weight = CompensatedSum()
  var sum = CompensatedSum()

  mutating func add(_ value: Double, weight w: Double) {
    weight.add(w)
    sum.add(w * value)
  }

  func merged(with other: GroupSums) -> GroupSums {
    var merged = self
    merged.weight.merge(other.weight)
    merged.sum.merge(other.sum)
    return merged
  }
}

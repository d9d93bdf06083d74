/// The rows' weights, and which rows belong together.
///
/// The unit of every interval is the row, or the group.
public struct RowUnits: Sendable, Hashable {
  /// One finite weight ≥ 0 per row; nil for 1.
  public let weights: [Double]?
  /// The group of each row, any numbers; nil if the rows are independent.
  public let groups: [Int32]?

  /// Independent rows of equal weight, unless weights or groups are given.
  public init(weights: [Double]? = nil, groups: [Int32]? = nil) {
    self.weights = weights
    self.groups = groups
  }

  /// The mean of one value per row.
  public func mean(of values: [Double]) throws(EvaluationError) -> MeanEstimate {
    try MeanEstimate(of: values, weights: weights, groups: groups)
  }

  /// The weights of some rows; nil for 1.
  package func weights(of rows: [Int]) -> [Double]? {
    weights.map { all in rows.map { all[$0] } }
  }
}

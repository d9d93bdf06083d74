/// The rows that cost most.
package struct CostliestRows: Sendable, Hashable {
  /// The costliest rows, of equally costly ones the first before the others.
  package let rows: [Int]
  /// The share of Σwℓ that the worst 1 % of Σw carry, of the last row a part where it does not fit; nil where the sum is
  /// 0 or infinite.
  ///
  /// It is 1 less the Lorenz curve at .99.
  package let worstShare: Double?

  /// The share of the weight that is worst.
  package static let worst = 0.01
  /// Above this share the interval of the mean is too narrow.
  package static let mostForIntervals = 0.5

  /// The costliest of some rows.
  /// - Parameters:
  ///   - losses: ℓ ≥ 0, one per row.
  ///   - weights: w, one per row; nil for 1.
  ///   - most: How many rows are named.
  package init(
    of losses: [Double], weights: [Double]? = nil, most: Int
  ) throws(EvaluationError) {
    try check(weights: weights, rows: losses.count)
    let order = descendingOrder(of: losses)
    rows = Array(order.lazy.filter { weights?[$0] != 0 }.prefix(most))
    let total = MeanSums(checked: losses, weights, nil)
    let sum = total.estimate.mean * total.totalWeight
    var left = Self.worst * total.totalWeight
    guard sum > 0, sum < .infinity else {
      worstShare = nil
      return
    }
    var cost = 0.0
    for row in order {
      let weight = weights?[row] ?? 1
      if weight >= left {
        cost += left * losses[row]
        break
      }
      cost += weight * losses[row]
      left -= weight
    }
    worstShare = min(1, cost / sum)
  }
}

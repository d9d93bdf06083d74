/// The loss of rows that have something in common, beside that of all others.
package struct SliceEstimate: Sendable, Hashable {
  /// How many rows carry weight.
  package let rows: Int
  /// Their mean loss; NaN without rows.
  package let loss: MeanEstimate
  /// It less the mean loss of all others; NaN without others, or where both are infinite.
  package let difference: UnpairedDifference
  /// The mean of p − y over their forecasts, above 0 where probabilities are too high; NaN without forecasts.
  package let bias: Double

  /// One estimate for each of so many slices.
  ///
  /// A group may have rows in several slices: then the covariance of their sums counts.
  /// - Parameters:
  ///   - sliceOfRow: The slice of each row, from 0; −1 of a row that is in none and is left out.
  ///   - count: How many slices there are.
  ///   - losses: The loss of each row.
  ///   - forecasts: What was forecast for each row; nil: nothing.
  ///   - units: The weights and groups of the rows.
  package static func of(
    _ sliceOfRow: [Int32], count: Int, losses: [Double], forecasts: Forecasts? = nil,
    units: RowUnits = RowUnits()
  ) throws(EvaluationError) -> [SliceEstimate] {
    try check(sliceOfRow.count, of: .labels, expected: losses.count)
    if let forecasts {
      try check(forecasts.probabilities.count, of: .outcomes, expected: losses.count)
    }
    try check(weights: units.weights, groups: units.groups, rows: losses.count)
    var rows = [[Int]](repeating: [], count: count)
    for (row, slice) in sliceOfRow.enumerated() where slice >= 0 {
      guard slice < count else { throw .wrongCount(Int(slice), of: .labels, expected: count) }
      rows[Int(slice)].append(row)
    }
    let sums = rows.map { rows in
      MeanSums(
        checked: rows.map { losses[$0] }, units.weights(of: rows),
        units.groups.map { all in rows.map { all[$0] } })
    }
    // What stands after each slice, merged from the end, so that no digits cancel as they would by subtraction.
    var after = [MeanSums()]
    for slice in sums.reversed() {
      var merged = slice
      try merged.merge(after[after.count - 1])
      after.append(merged)
    }
    var before = MeanSums()
    var estimates: [SliceEstimate] = []
    for (place, slice) in sums.enumerated() {
      var others = before
      try others.merge(after[sums.count - place - 1])
      let loss = slice.estimate
      estimates.append(
        SliceEstimate(
          rows: slice.rows, loss: loss,
          difference: UnpairedDifference(
            loss, others.estimate, covariance: slice.covariance(with: others)),
          bias: try forecasts.map { (forecasts) throws(EvaluationError) in
            try MeanEstimate(
              of: rows[place].map {
                forecasts.probabilities[$0] - (forecasts.happened[$0] ? 1 : 0)
              },
              weights: units.weights(of: rows[place])
            ).mean
          } ?? .nan))
      try before.merge(slice)
    }
    return estimates
  }
}

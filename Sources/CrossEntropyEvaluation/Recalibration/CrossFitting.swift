package import CrossEntropy

/// The log loss of every row after a map that was fitted to other rows: folds that keep the class shares, and groups
/// together, the mean over repeats.
struct CrossFitting {
  private let logProbabilities: Matrix<Double>
  private let labels: [Int32]
  private let weights: [Double]?
  private let cuts: [Folds]
  /// The rows that maps are fitted to; nil: all.
  private let sample: [Int]?
  private let threads: Int

  /// The cuts of the rows.
  /// - Parameters:
  ///   - isStratified: Whether each class has the same share in all folds, which needs as many rows of it as there are folds.
  ///   - sample: The rows that maps are fitted to; nil: all.
  init(
    _ logProbabilities: Matrix<Double>, labels: [Int32], units: RowUnits, folds: Int, repeats: Int,
    isStratified: Bool = true, sample: [Int]? = nil, seed: RandomSeed, threads: Int
  ) throws {
    try check(repeats, of: .repeats, least: 1)
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(weights: units.weights, groups: units.groups, rows: labels.count)
    self.logProbabilities = logProbabilities
    self.labels = labels
    weights = units.weights
    self.sample = sample
    self.threads = threads
    let (strata, count) =
      isStratified
      ? (labels, logProbabilities.columns) : ([Int32](repeating: 0, count: labels.count), 1)
    cuts = try (0..<repeats).map { cut in
      try Folds.stratified(
        labels: strata, classes: count, count: folds, seed: seed.derived(UInt64(cut)),
        groups: units.groups)
    }
  }

  /// The losses after a map; `fitted` fits it to some rows, their labels and weights.
  func losses(
    _ fitted: @Sendable (Matrix<Double>, [Int32], [Double]?) throws -> any LogProbabilityMap
  ) throws -> [Double] {
    let folds = cuts[0].count
    let parts = parallelMap(cuts.count * folds, threads: threads) { place in
      Result {
        let (cut, fold) = (cuts[place / folds], place % folds)
        let outside =
          sample.map { rows in rows.filter { Int(cut.foldOfRow[$0]) != fold } }
          ?? cut.rowsOutside(fold)
        let map = try fitted(
          selected(outside), outside.map { labels[$0] },
          weights.map { all in outside.map { all[$0] } })
        let rows = cut.rows(in: fold)
        let logs = try map.applied(to: selected(rows))
        return (rows: rows, losses: rows.indices.map { 0 - logs[$0, Int(labels[rows[$0]])] })
      }
    }
    var losses = [Double](repeating: 0, count: labels.count)
    for part in parts {
      let part = try part.get()
      for (row, loss) in zip(part.rows, part.losses) { losses[row] += loss / Double(cuts.count) }
    }
    return losses
  }

  private func selected(_ rows: [Int]) -> Matrix<Double> { logProbabilities.selecting(rows) }
}

/// A map from rows of log-probabilities to others of the same classes.
package protocol LogProbabilityMap: Sendable {
  /// The rows after the map, each a log-softmax.
  func applied(to logProbabilities: Matrix<Double>) throws -> Matrix<Double>
}

extension Recalibration: LogProbabilityMap {}

extension Matrix<Double> {
  /// Some rows, in the order given.
  package func selecting(_ rows: [Int]) -> Matrix<Double> {
    // One by one, since of few columns a slice takes longer than its elements.
    let (all, columns) = (elements, columns)
    let elements = ContiguousArray<Double>(capacity: rows.count * columns) { elements in
      for row in rows {
        for place in row * columns..<(row + 1) * columns { elements.append(all[place]) }
      }
    }
    return Matrix(rows: rows.count, columns: columns, fitting: elements)
  }
}

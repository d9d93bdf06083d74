package import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// How far predictions q are from others p of the same rows, whatever the truth: KL(p ‖ q) = Σ_c p_c·(log p_c − log q_c).
///
/// - Edges: a class that q gives 0 and p does not costs +∞; one that p gives 0 costs nothing.
/// - Error: enforced by `PredictionDivergenceTests`, against SciPy.
package struct PredictionDivergence: Sendable, Hashable {
  /// The mean over the rows, in nats.
  package let mean: ScoreEstimate
  /// What rows are at most.
  package let percentiles: Percentiles
  /// The share of rows whose most probable class is the same.
  package let sameClass: Double

  /// What a row is at most in half, 90 and 99 of 100 rows, by weight; NaN of no rows.
  package struct Percentiles: Sendable, Hashable {
    package let half: Double
    package let ninety: Double
    package let ninetyNine: Double
  }

  /// Compares row by row.
  ///
  /// - Parameters:
  ///   - p: The log-probabilities that are there, rows × classes.
  ///   - q: The others, of as many rows and classes.
  ///   - pairs: Which row of q belongs to which of p.
  ///   - columns: For each class of p its column in q.
  ///   - units: The weights and groups of the pairs.
  ///   - threads: The most threads; they change no digit.
  package init(
    _ p: Matrix<Double>, _ q: Matrix<Double>, pairs: [(p: Int, q: Int)], columns: [Int],
    units: RowUnits, threads: Int = 1
  ) throws(EvaluationError) {
    try check(columns.count, of: .classes, expected: p.columns)
    try check(q.columns, of: .classes, expected: p.columns)
    let size = 1 << 14
    let parts = parallelMap((pairs.count + size - 1) / size, threads: threads) { part in
      Self.rows(p, q, pairs[part * size..<min((part + 1) * size, pairs.count)], columns)
    }
    let divergences = parts.flatMap(\.divergences)
    let isSame = parts.flatMap(\.isSame)
    let estimate = try ScoreEstimate(units.mean(of: divergences))
    // No mean of divergences is below 0.
    mean = ScoreEstimate(
      value: estimate.value,
      interval: estimate.interval.map {
        ConfidenceInterval(from: max(0, $0.low), to: max(0, $0.high))
      })
    sameClass = try units.mean(of: isSame).mean
    let order = descendingOrder(of: divergences).reversed()
    let total = units.weights?.reduce(0, +) ?? Double(pairs.count)
    func most(of share: Double) -> Double {
      var below = 0.0
      for row in order {
        below += units.weights?[row] ?? 1
        // What rounding leaves of a sum does not move on to the next row.
        if below >= total * share * (1 - 1e-12) { return divergences[row] }
      }
      return .nan
    }
    percentiles = Percentiles(
      half: most(of: 0.5), ninety: most(of: 0.9), ninetyNine: most(of: 0.99))
  }

  /// What each of some pairs says.
  private static func rows(
    _ p: Matrix<Double>, _ q: Matrix<Double>, _ pairs: ArraySlice<(p: Int, q: Int)>,
    _ columns: [Int]
  ) -> (divergences: [Double], isSame: [Double]) {
    var divergences: [Double] = []
    var isSame: [Double] = []
    for pair in pairs {
      var (sum, top, otherTop) = (0.0, 0, 0)
      for c in 0..<p.columns {
        let (own, other) = (p[pair.p, c], q[pair.q, columns[c]])
        if own > -.infinity {
          // However little was there: exp of it may be 0.
          sum += other == -.infinity ? .infinity : exp(own) * (own - other)
        }
        if own > p[pair.p, top] { top = c }
        if other > q[pair.q, columns[otherTop]] { otherTop = c }
      }
      divergences.append(max(0, sum))
      isSame.append(top == otherTop ? 1 : 0)
    }
    return (divergences, isSame)
  }
}

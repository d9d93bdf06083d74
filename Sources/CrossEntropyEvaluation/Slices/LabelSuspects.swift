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

/// Rows whose label may be wrong, as far as the probabilities can tell.
///
/// t_c is the mean probability of c over the rows that are labelled c. A row labelled y is a suspect where p_y < t_y and the
/// probability of another class is at least its own threshold; of several such classes the most probable one is suspected.
/// - Source: the thresholds of confident learning, Northcutt, Jiang and Chuang 2021. There p_y may reach its threshold, too.
/// - Error: enforced by `SliceTests`, against NumPy.
package struct LabelSuspects: Sendable {
  /// t_c of every class; nil of a class without rows.
  package let thresholds: [Double?]
  /// How many of the rows would be suspects if their labels were drawn from the probabilities: the mean, and the standard
  /// deviation.
  package let noise: (mean: Double, deviation: Double)
  /// What they do not exceed in 95 of 100 draws: of few by Poisson's law, which is a little wider, of many by the normal law.
  package var noise95: Double {
    guard noise.mean < 20 else {
      return noise.mean + StandardNormal.quantile(within: 0.95) * noise.deviation
    }
    var (count, chance) = (0.0, exp(-noise.mean))
    var covered = chance
    while covered < 0.95 {
      count += 1
      chance *= noise.mean / count
      covered += chance
    }
    return count
  }
  /// The suspects, those first whose suspected class is farthest above the label.
  package let suspects: [Suspect]

  /// A row whose label may be wrong.
  package struct Suspect: Sendable, Hashable {
    /// The row.
    package let row: Int
    /// The class that it may be of.
    package let suspected: Int
    /// By how much that is more probable than the label.
    package let excess: Double
  }

  /// Looks for them.
  /// - Parameters:
  ///   - logProbabilities: Rows × classes, of models that did not learn from these labels.
  ///   - labels: The class that each row is labelled with.
  ///   - weights: One per row; nil for 1. A row of weight 0 is no suspect.
  package init(
    logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
  ) throws(EvaluationError) {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    try check(weights: weights, rows: labels.count)
    var totals = [Double](repeating: 0, count: classes)
    var sums = totals
    for (row, label) in labels.enumerated() {
      let weight = weights?[row] ?? 1
      totals[Int(label)] += weight
      sums[Int(label)] += weight * exp(logProbabilities[row, Int(label)])
    }
    let thresholds = zip(sums, totals).map { $1 > 0 ? $0 / $1 : nil }
    // A class that nobody has seen is suspected of no row.
    let least = thresholds.map { $0.map { log($0) } ?? .infinity }
    var suspects: [Suspect] = []
    var (mean, variance) = (0.0, 0.0)
    for (row, label) in labels.enumerated() where weights?[row] != 0 {
      let own = logProbabilities[row, Int(label)]
      var best: (place: Int, log: Double)?
      // What is at least its threshold makes suspects of all other labels.
      var usual = 0.0
      for c in 0..<classes {
        let log = logProbabilities[row, c]
        guard log >= least[c] else { continue }
        usual += exp(log)
        if c != Int(label), log > best?.log ?? -.infinity { best = (c, log) }
      }
      if usual > 0 {
        let chance = max(0, 1 - usual)
        mean += chance
        variance += chance * (1 - chance)
      }
      guard own < least[Int(label)], let best else { continue }
      suspects.append(
        Suspect(row: row, suspected: best.place, excess: exp(best.log) - exp(own)))
    }
    self.thresholds = thresholds
    noise = (mean, variance.squareRoot())
    self.suspects = descendingOrder(of: suspects.map(\.excess)).map { suspects[$0] }
  }
}

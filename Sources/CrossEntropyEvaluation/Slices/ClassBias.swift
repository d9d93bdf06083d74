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

/// Σw(p_c − [y = c]) / Σw of every class c: above 0 where its probabilities are too high on average.
package func classBias(
  logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
) throws(EvaluationError) -> [Double] {
  let classes = logProbabilities.columns
  try check(labels.count, of: .labels, expected: logProbabilities.rows)
  try check(labels: labels, classes: classes)
  try check(weights: weights, rows: labels.count)
  var sums = [CompensatedSum](repeating: CompensatedSum(), count: classes)
  var total = CompensatedSum()
  for (row, label) in labels.enumerated() {
    let weight = weights?[row] ?? 1
    total.add(weight)
    for c in 0..<classes {
      sums[c].add(weight * (exp(logProbabilities[row, c]) - (c == Int(label) ? 1 : 0)))
    }
  }
  return sums.map { $0.value / total.value }
}

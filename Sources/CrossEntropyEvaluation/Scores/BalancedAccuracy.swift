internal import CrossEntropy

/// (1/K')·Σ_c Σ_{y=c} wᵢ·correctᵢ / Σ_{y=c} wᵢ, the mean over classes of the share that is right.
///
/// The K' classes are those that carry weight; nil if none does.
/// - Parameters:
///   - correct: The correctness of each row; a fraction where it is a mean over repeats.
///   - labels: The class of each row, in 0 ..< classes.
///   - classes: The number of classes.
///   - weights: A weight ≥ 0 per row; nil for 1.
/// - Throws: `EvaluationError` for counts that differ, and for a label or a weight that is none.
public func balancedAccuracy(
  correct: [Double], labels: [Int32], classes: Int, weights: [Double]? = nil
) throws(EvaluationError) -> Double? {
  try check(correct.count, of: .values, expected: labels.count)
  try check(labels: labels, classes: classes)
  try check(weights: weights, rows: labels.count)
  let total = classWeights(labels, classes: classes, weights: weights)
  let right = classWeights(labels, classes: classes, weights: weights, times: correct)
  return meanShare(of: right, among: total)
}

/// Σ_{y=c} wᵢ·vᵢ of every class c of checked rows; v is 1 if not given.
func classWeights(
  _ labels: [Int32], classes: Int, weights: [Double]?, times values: [Double]? = nil
) -> [Double] {
  var sums = [CompensatedSum](repeating: CompensatedSum(), count: classes)
  for (row, label) in labels.enumerated() {
    let weight = weights?[row] ?? 1
    if weight != 0 { sums[Int(label)].add(weight * (values?[row] ?? 1)) }
  }
  return sums.map(\.value)
}

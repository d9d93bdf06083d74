internal import CrossEntropy

/// (1/K')·Σ_c Σ_{y=c} wᵢ·correctᵢ / Σ_{y=c} wᵢ, the mean over classes of the share that is right.
///
/// The K' classes are those that carry weight; nil if none does.
/// - Parameters:
///   - correct: The correctness of each row; a fraction where it is a mean over repeats.
///   - labels: The class of each row, in 0 ..< classes.
///   - classes: The number of classes.
///   - weights: A weight ≥ 0 per row; nil for 1.
public func balancedAccuracy(
  correct: [Double], labels: [Int32], classes: Int, weights: [Double]? = nil
) -> Double? {
  precondition(
    correct.count == labels.count, "expected \(labels.count) values, got \(correct.count)")
  let total = classWeights(labels, classes: classes, weights: weights)
  let right = classWeights(labels, classes: classes, weights: weights, times: correct)
  return meanShare(of: right, among: total)
}

/// Σ_{y=c} wᵢ·vᵢ of every class c; v is 1 if not given.
func classWeights(
  _ labels: [Int32], classes: Int, weights: [Double]?, times values: [Double]? = nil
) -> [Double] {
  precondition(
    weights == nil || weights?.count == labels.count,
    "expected \(labels.count) weights, got \(weights?.count ?? 0)")
  var sums = [CompensatedSum](repeating: CompensatedSum(), count: classes)
  for (row, label) in labels.enumerated() {
    let weight = weights?[row] ?? 1
    if weight != 0 { sums[Int(label)].add(weight * (values?[row] ?? 1)) }
  }
  return sums.map(\.value)
}

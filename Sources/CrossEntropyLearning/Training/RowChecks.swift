internal import CrossEntropy

// What rows can be wrong in, checked before a training reads them.

/// Throws unless there is one of the classes, or an ignored label, for every row.
func check(
  labels: [Int32], rows: Int, classes: Int, ignoring ignored: Set<Int> = []
) throws(TargetError) {
  try check(labels.count, of: .labels, expected: rows)
  for (row, label) in labels.enumerated() where label < 0 || label >= classes {
    if ignored.contains(Int(label)) { continue }
    throw .labelOutOfRange(row: row, label: "\(label)", classes: classes)
  }
}

/// Throws unless every row has indicators from 0 to 1.
func check(indicators: Matrix<Double>, rows: Int) throws(TargetError) {
  try check(indicators.rows, of: .rows, expected: rows)
  for (i, value) in indicators.elements.enumerated() where !(value >= 0 && value <= 1) {
    throw .targetOutOfRange(
      row: i / indicators.columns, output: i % indicators.columns, value: value)
  }
}

/// Throws unless there is no weight at all, or one finite weight ≥ 0 per row.
func check(weights: [Double], rows: Int) throws(TargetError) {
  if weights.isEmpty { return }
  try check(weights.count, of: .rowWeights, expected: rows)
  for (row, weight) in weights.enumerated() where !(weight >= 0 && weight < .infinity) {
    throw .weightOutOfRange(row: row, weight: weight)
  }
}

/// Throws for the first feature that is not finite.
func check(finite design: DesignMatrix) throws(TrainingError) {
  let all = design.matrix.elements
  guard let i = all.firstIndex(where: { !$0.isFinite }) else { return }
  throw .featureNotFinite(i % design.matrix.columns, row: i / design.matrix.columns)
}

/// Throws unless there are as many as expected.
func check(_ count: Int, of part: ShapeError.Part, expected: Int) throws(TargetError) {
  if count != expected { throw .shape(.count(of: part, expected: expected, got: count)) }
}

extension Objective {
  /// Throws where the options do not fit so many outputs, or such targets: asked of no row.
  func checkOptions(outputs: Int, hasIndicators: Bool) throws(TargetError) {
    var none = ContiguousArray<Double>()
    var logits = none.mutableSpan
    let (labels, numbers) = (ContiguousArray<Int32>(), ContiguousArray<Double>())
    if hasIndicators {
      _ = try formGradient(
        &logits, outputs: outputs, targets: numbers.span, rowWeights: numbers.span, threads: 1)
    } else {
      _ = try formGradient(
        &logits, outputs: outputs, labels: labels.span, rowWeights: numbers.span, threads: 1)
    }
  }
}

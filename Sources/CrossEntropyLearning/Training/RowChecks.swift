internal import CrossEntropy

// What rows can be wrong in, checked before a training reads them.

/// Throws unless there is one of the classes, or an ignored label, for every row.
func check(
  labels: [Int32], rows: Int, classes: Int, ignoring ignored: Set<Int> = []
) throws(TargetError) {
  try check(labels.count, of: .labels, expected: rows)
  let all = labels[...]
  try checkLabels(all.span, classes: classes) { ignored.contains(Int(labels[$0])) }
}

/// Throws unless every row has indicators from 0 to 1.
func check(indicators: Matrix<Double>, rows: Int) throws(TargetError) {
  try check(indicators.rows, of: .rows, expected: rows)
  try checkTargets(indicators.elements.span, outputs: indicators.columns)
}

/// Throws unless there is no weight at all, or one finite weight ≥ 0 per row.
func check(weights: [Double], rows: Int) throws(TargetError) {
  if weights.isEmpty { return }
  try check(weights.count, of: .rowWeights, expected: rows)
  let all = weights[...]
  try checkWeights(all.span)
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
    if hasIndicators {
      _ = try formGradient(&logits, outputs: outputs, targets: Span<Double>(), threads: 1)
    } else {
      _ = try formGradient(&logits, outputs: outputs, labels: Span(), threads: 1)
    }
  }

  /// The total of a block of rows that were checked before, its gradient in place of the logits.
  ///
  /// The rows have labels, or dense targets where there are any.
  func formChecked<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32> = Span(),
    targets: Span<Double> = Span(), rowWeights: Span<Double>
  ) -> LossTotal {
    do throws(TargetError) {
      return targets.isEmpty
        ? try formGradient(
          &logits, outputs: outputs, labels: labels, rowWeights: rowWeights, threads: 1)
        : try formGradient(
          &logits, outputs: outputs, targets: targets, rowWeights: rowWeights, threads: 1)
    } catch {
      fatalError("the rows were checked before: \(error)")
    }
  }
}

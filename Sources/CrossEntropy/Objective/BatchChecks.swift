// What a batch can be wrong in, checked before anything is written.

extension Objective {
  /// Throws for what is wrong with a batch of labels.
  func check(
    logits: Int, outputs: Int, labels: Span<Int32>, weights: Span<Double>, threads: Int?
  ) throws(TargetError) {
    try checkShape(logits: logits, outputs: outputs, rows: labels.count, weights: weights.count)
    try check(labels, classes: loss.classes(outputs: outputs), threads: threads)
    try CrossEntropy.check(weights) { isIgnored(labels[$0]) }
  }

  /// Throws for what is wrong with a batch of dense targets.
  func check(
    logits: Int, outputs: Int, targets: Span<Double>, weights: Span<Double>, ignored: Span<Bool>,
    threads: Int?
  ) throws(TargetError) {
    try checkOutputs(outputs)
    if targets.count != logits { throw .count(of: .targets, expected: logits, got: targets.count) }
    try checkShape(
      logits: logits, outputs: outputs, rows: logits / outputs, weights: weights.count)
    try checkDense(
      logits: logits, outputs: outputs, targets: targets, ignored: ignored, threads: threads)
    try CrossEntropy.check(weights) { !ignored.isEmpty && ignored[$0] }
  }

  /// The labels of a batch, in the type that kernels read, −1 where the row is ignored; throws for
  /// what is wrong with the batch.
  func checked<S: LogitScalar>(
    _ labels: some Collection<some FixedWidthInteger>, of logits: Matrix<S>,
    weights: Span<Double>
  ) throws(TargetError) -> ContiguousArray<Int32> {
    try checkShape(
      logits: logits.elements.count, outputs: logits.columns, rows: labels.count,
      weights: weights.count)
    let known = try checked(labels, classes: loss.classes(outputs: logits.columns))
    try CrossEntropy.check(weights) { known[$0] < 0 }
    return known
  }

  /// Throws for what is wrong with a batch of dense targets.
  func check<S: LogitScalar>(
    _ targets: Matrix<Double>, of logits: Matrix<S>, weights: Span<Double>, ignored: Span<Bool>,
    threads: Int?
  ) throws(TargetError) {
    if targets.rows != logits.rows {
      throw .count(of: .rows, expected: logits.rows, got: targets.rows)
    }
    try check(
      logits: logits.elements.count, outputs: logits.columns, targets: targets.elements.span,
      weights: weights, ignored: ignored, threads: threads)
  }

  /// The labels in the type that kernels read, −1 where the row is ignored.
  ///
  /// Throws for the first label, as it was given, that is neither ignored nor one of the classes.
  func checked(
    _ labels: some Collection<some FixedWidthInteger>, classes: Int
  ) throws(TargetError) -> ContiguousArray<Int32> {
    var result = ContiguousArray<Int32>()
    result.reserveCapacity(labels.count)
    for label in labels {
      if let known = Int(exactly: label), ignoredLabels.contains(known) {
        result.append(-1)
      } else if let known = Int32(exactly: label), known >= 0, known < classes {
        result.append(known)
      } else {
        throw .labelOutOfRange(row: result.count, label: "\(label)", classes: classes)
      }
    }
    return result
  }

  /// Throws for the first label that is neither ignored nor one of the classes.
  private func check(_ labels: Span<Int32>, classes: Int, threads: Int?) throws(TargetError) {
    let isFine = allPieces(of: labels, threads: threads) { labels in
      // As unsigned numbers, negative ones are the largest.
      var greatest: UInt32 = 0
      for i in labels.indices { greatest = max(greatest, UInt32(bitPattern: labels[i])) }
      return greatest < classes
    }
    if isFine { return }
    for i in labels.indices {
      let label = Int(labels[i])
      if label >= 0 && label < classes || ignoredLabels.contains(label) { continue }
      throw .labelOutOfRange(row: i, label: "\(label)", classes: classes)
    }
  }

  /// Whether a label that was checked marks its row to be ignored.
  @inline(__always)
  func isIgnored(_ label: Int32) -> Bool {
    !ignoredLabels.isEmpty && (label < 0 || ignoredLabels.contains(Int(label)))
  }

  /// Throws where logits and weights do not fit so many rows.
  private func checkShape(
    logits: Int, outputs: Int, rows: Int, weights: Int
  ) throws(TargetError) {
    try checkOutputs(outputs)
    let (expected, overflow) = rows.multipliedReportingOverflow(by: outputs)
    if overflow || logits != expected {
      throw .count(of: .logits, expected: overflow ? .max : expected, got: logits)
    }
    if weights != 0, weights != rows { throw .count(of: .rowWeights, expected: rows, got: weights) }
  }

  /// Throws where the loss has no row of so many outputs.
  func checkOutputs(_ outputs: Int) throws(TargetError) {
    guard outputs > 0 else { throw .shape(.none(of: .outputs)) }
    let group = (loss as? any CatalogLoss)?.outputsPerTarget ?? 1
    if outputs % group != 0 {
      throw .count(of: .outputs, expected: outputs + group - outputs % group, got: outputs)
    }
  }

  /// Throws where the targets of rows do not fit the logits, or are out of range.
  private func checkDense(
    logits: Int, outputs: Int, targets: Span<Double>, ignored: Span<Bool>, threads: Int?
  ) throws(TargetError) {
    let rows = logits / outputs
    if !ignored.isEmpty, ignored.count != rows {
      throw .count(of: .ignoredRows, expected: rows, got: ignored.count)
    }
    if loss.targetKind == .measurements {
      if classWeights != nil { throw .objective(.needsLabels(.classWeights, loss: loss.name)) }
      if labelSmoothing != 0 { throw .objective(.needsLabels(.labelSmoothing, loss: loss.name)) }
      return
    }
    let isFine = allPieces(of: targets, threads: threads) { areInside($0, upTo: 1) }
    if isFine { return }
    for i in targets.indices where !(targets[i] >= 0 && targets[i] <= 1) {
      let (row, output) = i.quotientAndRemainder(dividingBy: outputs)
      if !ignored.isEmpty, ignored[row] { continue }
      throw .targetOutOfRange(row: row, output: output, value: targets[i])
    }
  }
}

/// Throws for the first row that counts and whose weight is below 0 or not finite.
func check(_ weights: Span<Double>, isIgnored: (Int) -> Bool) throws(TargetError) {
  if areInside(weights, upTo: .greatestFiniteMagnitude) { return }
  for i in weights.indices where !(weights[i] >= 0 && weights[i].isFinite) {
    if !isIgnored(i) { throw .weightOutOfRange(row: i, weight: weights[i]) }
  }
}

/// Whether every number is from 0 to `most`, and none is −0.
///
/// Without a branch, and by the bits alone, which are ordered as the numbers are: three instructions per vector.
/// The bits of a number below 0 have the highest set, those of a NaN are above those of +∞.
@inline(__always)
private func areInside(_ x: Span<Double>, upTo most: Double) -> Bool {
  var outside: UInt64 = 0
  for i in x.indices { outside |= (most.bitPattern &- x[i].bitPattern) | x[i].bitPattern }
  return outside >> 63 == 0
}

/// Whether it is true of every part of a batch; large batches are read by several threads.
private func allPieces<T: BitwiseCopyable & Sendable>(
  of elements: Span<T>, threads: Int?, _ isFine: @Sendable (Span<T>) -> Bool
) -> Bool {
  let piece = 1 << 18
  let count = (elements.count + piece - 1) / piece
  if count <= 1 { return isFine(elements) }
  return parallelMap(count, threads: threads ?? processorCount) { index in
    isFine(
      elements.extracting(index * piece..<min((index + 1) * piece, elements.count)))
  }.allSatisfy { $0 }
}

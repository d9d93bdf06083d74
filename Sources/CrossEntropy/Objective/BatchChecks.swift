// What a batch can be wrong in, checked before anything is written.

extension Objective {
  /// Throws for what is wrong with a batch of labels.
  func check(
    logits: Int, outputs: Int, labels: Span<Int32>, weights: Span<Double>, threads: Int?
  ) throws(TargetError) {
    try checkShape(logits: logits, outputs: outputs, rows: labels.count, weights: weights.count)
    try check(labels, classes: loss.classes(outputs: outputs), threads: threads)
    try checkWeights(weights) { isIgnored(labels[$0]) }
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
    try checkWeights(weights) { !ignored.isEmpty && ignored[$0] }
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
    try checkWeights(weights) { known[$0] < 0 }
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
    try checkLabels(labels, classes: classes) { ignoredLabels.contains(Int(labels[$0])) }
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
    let rest = outputs % group
    if rest != 0 {
      let (next, overflow) = outputs.addingReportingOverflow(group - rest)
      throw .count(of: .outputs, expected: overflow ? outputs - rest : next, got: outputs)
    }
  }

  /// Throws where the weights of classes and outputs do not fit so many outputs.
  func checkOptions(outputs: Int) throws(TargetError) {
    if let classWeights {
      let classes = loss.classes(outputs: outputs)
      if classWeights.count != classes {
        throw .count(of: .classWeights, expected: classes, got: classWeights.count)
      }
      let isMultiLabel = loss.targetKind == .indicators && outputs > 1
      if isMultiLabel, !type(of: loss).isLinearInTarget {
        throw .objective(.needsLinearLoss(.classWeights, loss: loss.name))
      }
    }
    if let positiveWeights, positiveWeights.count != outputs {
      throw .count(of: .positiveWeights, expected: outputs, got: positiveWeights.count)
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
    if !isFine { try checkTargets(targets, outputs: outputs, ignored: ignored) }
  }
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

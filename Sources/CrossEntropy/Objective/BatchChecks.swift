// What a batch can be wrong in, checked before anything is written.

extension Objective {
  /// A batch of labels; throws for what is wrong with it.
  ///
  /// Labels that were read by `withLabels` are −1 where the row is ignored.
  @_lifetime(copy labels, copy weights, copy masked)
  func checked(
    logits: Int, outputs: Int, labels: Span<Int32>, wereRead: Bool = false,
    _ weights: Span<Double>, _ masked: Span<Bool>, _ threads: Int?
  ) throws(TargetError) -> RowBatch<Double> {
    try checkShape(logits: logits, outputs: outputs, rows: labels.count, weights: weights.count)
    if !wereRead { try check(labels, classes: loss.classes(outputs: outputs), threads: threads) }
    let hasNegativeMarks = wereRead || self.hasNegativeMarks
    try checkWeights(weights) {
      labels[$0] < 0 || !hasNegativeMarks && ignoredLabels.contains(Int(labels[$0]))
    }
    try check(masked, logits: logits, outputs: outputs)
    return RowBatch(
      labels: labels, hasNegativeMarks: hasNegativeMarks, weights: weights, masked: masked)
  }

  /// A batch of dense targets; throws for what is wrong with it.
  @_lifetime(copy targets, copy weights, copy ignored, copy masked)
  func checked<T: LogitScalar>(
    logits: Int, outputs: Int, targets: Span<T>, _ weights: Span<Double>, _ ignored: Span<Bool>,
    _ masked: Span<Bool>, _ threads: Int?
  ) throws(TargetError) -> RowBatch<T> {
    try checkOutputs(outputs)
    try checkCount(.targets, of: targets.count, expected: logits)
    let rows = logits / outputs
    try checkShape(logits: logits, outputs: outputs, rows: rows, weights: weights.count)
    if !ignored.isEmpty { try checkCount(.ignoredRows, of: ignored.count, expected: rows) }
    try check(masked, logits: logits, outputs: outputs)
    try checkWeights(weights) { !ignored.isEmpty && ignored[$0] }
    let batch = RowBatch(
      rows: rows, targets: targets, weights: weights, ignored: ignored, masked: masked)
    try checkTargets(batch, outputs: outputs, threads: threads)
    return batch
  }

  /// Whether every label of a row to ignore is below 0.
  var hasNegativeMarks: Bool { !ignoredLabels.contains { $0 >= 0 } }

  /// Throws where flags of outputs to leave out do not fit the logits, or the loss cannot leave one out.
  private func check(
    _ masked: Span<Bool>, logits: Int, outputs: Int
  ) throws(TargetError) {
    if masked.isEmpty { return }
    if masked.count != outputs {
      try checkCount(.maskedOutputs, of: masked.count, expected: logits)
    }
    if loss.targetKind != .distribution { try checkElements(.maskedOutputs) }
  }

  /// Throws where the loss does not add up losses of single outputs.
  func checkElements(_ part: ShapeError.Part) throws(TargetError) {
    let sharesOutputs = loss.targetKind == .distribution || loss.outputUnit == .softmax
    if sharesOutputs || outputsPerTarget != 1 {
      throw .objective(.needsSeparateOutputs(part, loss: loss.name))
    }
  }

  /// The labels in the type that kernels read, as they are where they have it.
  ///
  /// Throws for the first label, as it was given, that is neither ignored nor one of the classes. The flag is true where
  /// they were read: checked, and −1 where the row is ignored.
  func withLabels<R>(
    _ labels: some Collection<some FixedWidthInteger>, classes: Int,
    _ body: (_ labels: Span<Int32>, _ wereRead: Bool) throws(TargetError) -> R
  ) throws(TargetError) -> R {
    let result = labels.withContiguousStorageIfAvailable { all in
      read(all, classes: classes, body)
    }
    if let result { return try result.get() }
    let known = try checked(labels, classes: classes)
    return try body(known.span, true)
  }

  private func read<L: FixedWidthInteger, R>(
    _ labels: UnsafeBufferPointer<L>, classes: Int,
    _ body: (Span<Int32>, Bool) throws(TargetError) -> R
  ) -> Result<R, TargetError> {
    do throws(TargetError) {
      if L.self == Int32.self {
        let own = unsafe UnsafeRawBufferPointer(labels).assumingMemoryBound(to: Int32.self)
        return .success(try unsafe body(own.span, false))
      }
      let known = try unsafe known(labels, classes: classes)
      return .success(try body(known.span, true))
    } catch {
      return .failure(error)
    }
  }

  /// The labels of a batch that need no look at which are ignored are read without a branch.
  @specialized(where L == Int)
  @specialized(where L == Int64)
  @specialized(where L == UInt8)
  private func known<L: FixedWidthInteger>(
    _ labels: UnsafeBufferPointer<L>, classes: Int
  ) throws(TargetError) -> ContiguousArray<Int32> {
    var result = ContiguousArray<Int32>(repeating: 0, count: labels.count)
    var isFine = hasNegativeMarks
    for i in labels.indices {
      let label = unsafe labels[i]
      isFine = isFine && label >= 0 && label < classes && label <= Int32.max
      result[i] = Int32(truncatingIfNeeded: label)
    }
    return isFine ? result : try unsafe checked(labels, classes: classes)
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

  /// Whether row `i` is to be skipped.
  @inline(__always)
  func isIgnored<T: LogitScalar>(_ i: Int, _ batch: borrowing RowBatch<T>) -> Bool {
    if batch.isDense { return !batch.ignored.isEmpty && batch.ignored[i] }
    let label = batch.labels[i]
    return label < 0 || !batch.hasNegativeMarks && ignoredLabels.contains(Int(label))
  }

  /// Throws where logits and weights do not fit so many rows.
  func checkShape(
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
    let rest = outputs % outputsPerTarget
    if rest != 0 {
      let (next, overflow) = outputs.addingReportingOverflow(outputsPerTarget - rest)
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

  /// Throws where targets do not go with the options, or are out of range.
  private func checkTargets<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, outputs: Int, threads: Int?
  ) throws(TargetError) {
    if loss.targetKind == .measurements {
      if classWeights != nil { throw .objective(.needsLabels(.classWeights, loss: loss.name)) }
      if labelSmoothing != 0 { throw .objective(.needsLabels(.labelSmoothing, loss: loss.name)) }
      return
    }
    let isFine = allPieces(of: batch.targets, threads: threads) { areProbabilities($0) }
    if isFine { return }
    for i in batch.targets.indices {
      let value = batch.targets[i].arithmetic
      if value >= 0 && value <= 1 { continue }
      let (row, output) = i.quotientAndRemainder(dividingBy: outputs)
      if !batch.ignored.isEmpty, batch.ignored[row] { continue }
      // A class that is left out of a softmax has its target all the same.
      let isMasked = !batch.masked.isEmpty && batch.isMasked(row, output, outputs: outputs)
      if isMasked, loss.targetKind != .distribution { continue }
      throw .targetOutOfRange(row: row, output: output, value: value)
    }
  }
}

/// Throws unless there are as many as there must be.
func checkCount(_ part: ShapeError.Part, of count: Int, expected: Int) throws(TargetError) {
  if count != expected { throw .count(of: part, expected: expected, got: count) }
}

/// Whether it is true of every part of a batch; large batches are read by several threads.
func allPieces<T: BitwiseCopyable & Sendable>(
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

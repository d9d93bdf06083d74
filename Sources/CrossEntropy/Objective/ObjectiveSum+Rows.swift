// Batches under several objectives: block by block, each term's gradient formed with its own factor and divisor, and added
// while the block is in cache.

extension ObjectiveSum {
  /// Forms a batch that every term has checked.
  @specialized(where S == Float, T == Double)
  @specialized(where S == Double, T == Double)
  @specialized(where S == Float, T == Float)
  func formRows<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, outputs: Int, _ batch: borrowing RowBatch<T>,
    of reduction: Reduction = .sum, threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotalSum {
    let count = batch.rows
    if count == 0 {
      for term in terms { try term.objective.checkOptions(outputs: outputs) }
      return LossTotalSum(terms.map { ($0.factor, LossTotal(outputs: outputs)) })
    }
    var all: [Part] = []
    for term in terms {
      let objective = term.objective
      let form = try objective.form(S.self, outputs: outputs, isDense: batch.isDense, level)
      let own = batch.read(hasNegativeMarks: batch.hasNegativeMarks || objective.hasNegativeMarks)
      let scale =
        reduction == .sum || place.hasNoGradient
        ? 1 : objective.scale(of: reduction, own, form.targets, threads: threads)
      all.append(
        Part(
          factor: term.factor, objective: objective, form: form, scale: term.factor * scale,
          hasNegativeMarks: own.hasNegativeMarks))
    }
    let parts = all
    let whole = batch.part(0..<count, outputs: outputs)
    return RowBlocks.total(
      rows: count, outputs: outputs, threads: threads,
      scratch: SumScratch<S>(
        rows: count, outputs: outputs, parts, hasGradient: !place.hasNoGradient)
    ) { rows, scratch in
      formBlock(
        place.part(rows, outputs: outputs), whole.part(rows, outputs: outputs), parts, scratch)
    }
  }

  private func formBlock<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, _ batch: borrowing RowBatch<T>, _ parts: [Part], _ scratch: SumScratch<S>
  ) -> LossTotalSum {
    var totals: [(Double, LossTotal)] = []
    // The first term comes last, since it may write over the logits.
    for k in parts.indices.reversed() {
      let part = parts[k]
      let total = part.objective.formBlock(
        scratch.place(k, place), batch.read(hasNegativeMarks: part.hasNegativeMarks), part.form,
        scale: part.scale, scratch.kernels[k])
      totals.append((part.factor, total))
    }
    scratch.add(parts.map(\.factor), to: place, batch.rows)
    return LossTotalSum(totals.reversed())
  }
}

/// A term, and what it makes of every block of a batch.
private struct Part: Sendable {
  let factor: Double
  let objective: Objective
  let form: RowForm
  /// What multiplies the gradient of the term's own sum.
  let scale: Double
  let hasNegativeMarks: Bool
}

/// What one thread needs besides the rows: room for the gradients and row losses of a block under every term but the first,
/// and for the terms' kernels.
@safe
private final class SumScratch<S: LogitScalar> {
  let kernels: [RowScratch]
  private let rows: Int
  private let outputs: Int
  private let gradients: UnsafeMutablePointer<S>
  private let losses: UnsafeMutablePointer<Double>

  init(rows: Int, outputs: Int, _ parts: [Part], hasGradient: Bool) {
    kernels = parts.map { RowScratch(rows, outputs: outputs, $0.form.kernel) }
    self.rows = min(rows, RowBlocks.rows(outputs: outputs))
    self.outputs = outputs
    let others = parts.count - 1
    unsafe gradients = .allocate(capacity: hasGradient ? others * self.rows * outputs : 0)
    unsafe losses = .allocate(capacity: others * self.rows)
  }

  deinit {
    unsafe gradients.deallocate()
    unsafe losses.deallocate()
  }

  /// Where term `k` forms a block that belongs to `place`.
  func place(_ k: Int, _ place: RowPlace<S>) -> RowPlace<S> {
    if k == 0 { return place }
    var own = place
    if !place.hasNoGradient { unsafe own.gradient = gradients + (k - 1) * rows * outputs }
    if unsafe place.rowLosses != nil { unsafe own.rowLosses = losses + (k - 1) * rows }
    return own
  }

  /// Adds what the other terms formed to what the first did, rounded once: gradients as they are, row losses times
  /// their factors.
  @inline(__always)
  func add(_ factors: [Double], to place: RowPlace<S>, _ count: Int) {
    if let own = unsafe place.rowLosses {
      for i in 0..<count {
        var sum = 0.0
        for k in factors.indices where factors[k] != 0 {
          // 0 times an infinity is 0.
          sum += unsafe factors[k] * (k == 0 ? own[i] : losses[(k - 1) * rows + i])
        }
        unsafe own[i] = sum
      }
    }
    guard factors.count > 1, let own = unsafe place.gradient else { return }
    let size = 1024
    var room = ContiguousArray(repeating: 0.0, count: size)
    unsafe room.withUnsafeMutableBufferPointer { sums in
      for start in stride(from: 0, to: count * outputs, by: size) {
        let part = min(size, count * outputs - start)
        let first = unsafe own + start
        for i in 0..<part { unsafe sums[i] = first[i].arithmetic }
        for k in 1..<factors.count {
          let other = unsafe gradients + (k - 1) * rows * outputs + start
          for i in 0..<part { unsafe sums[i] += other[i].arithmetic }
        }
        for i in 0..<part { unsafe first[i] = S(rounding: sums[i]) }
      }
    }
  }
}

extension ObjectiveSum {
  /// A batch of labels; throws for what any term finds wrong with it.
  @_lifetime(copy labels, copy weights, copy masked)
  func checked(
    logits: Int, outputs: Int, labels: Span<Int32>, wereRead: Bool = false,
    _ weights: Span<Double>, _ masked: Span<Bool>, _ threads: Int?
  ) throws(TargetError) -> RowBatch<Double> {
    for term in terms.dropFirst() {
      _ = try term.objective.checked(
        logits: logits, outputs: outputs, labels: labels, wereRead: wereRead, weights, masked,
        threads)
    }
    return try terms[0].objective.checked(
      logits: logits, outputs: outputs, labels: labels, wereRead: wereRead, weights, masked,
      threads
    ).read(hasNegativeMarks: wereRead)
  }

  /// A batch of dense targets; throws for what any term finds wrong with it.
  @_lifetime(copy targets, copy weights, copy ignored, copy masked)
  func checked<T: LogitScalar>(
    logits: Int, outputs: Int, targets: Span<T>, _ weights: Span<Double>, _ ignored: Span<Bool>,
    _ masked: Span<Bool>, _ threads: Int?
  ) throws(TargetError) -> RowBatch<T> {
    for term in terms.dropFirst() {
      _ = try term.objective.checked(
        logits: logits, outputs: outputs, targets: targets, weights, ignored, masked, threads)
    }
    return try terms[0].objective.checked(
      logits: logits, outputs: outputs, targets: targets, weights, ignored, masked, threads)
  }

  /// The labels in the type that kernels read; the flag is true where they were read, by all terms alike.
  func withLabels<R>(
    _ labels: some Collection<some FixedWidthInteger>, classes: Int,
    _ body: (_ labels: Span<Int32>, _ wereRead: Bool) throws(TargetError) -> R
  ) throws(TargetError) -> R {
    let first = terms[0].objective
    if terms.allSatisfy({ $0.objective.ignoredLabels == first.ignoredLabels }) {
      return try first.withLabels(labels, classes: classes, body)
    }
    for term in terms { _ = try term.objective.checked(labels, classes: classes) }
    // A label that the type cannot hold is one that every term ignores.
    let known = ContiguousArray(labels.map { Int32(exactly: $0) ?? -1 })
    return try body(known.span, false)
  }
}

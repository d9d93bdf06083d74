internal import CrossEntropyKernels

// Batches of a student and its teacher: block by block, the cross entropy as its objective forms it, and then the divergence
// row by row in double precision.

extension Distillation {
  /// Forms a batch whose labels, weights and masks were checked; the teacher is checked here.
  @specialized(where S == Float, T == Float)
  @specialized(where S == Double, T == Double)
  @specialized(where S == Float, T == Double)
  func formRows<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, teacher: Span<T>, outputs: Int, _ batch: borrowing RowBatch<Double>,
    of reduction: Reduction = .sum, threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotalSum {
    let count = batch.rows
    try check(teacher, outputs: outputs, batch, threads: threads)
    if count == 0 { return totals(LossTotal(outputs: outputs), LossTotal(outputs: outputs)) }
    let form = try hard.form(S.self, outputs: outputs, isDense: false, level)
    // The rows, their weights and so the divisors of both terms are the same.
    let scale =
      reduction == .sum || place.hasNoGradient
      ? 1 : hard.scale(of: reduction, batch, form.targets, threads: threads)
    let whole = batch.part(0..<count, outputs: outputs)
    return RowBlocks.total(
      rows: count, outputs: outputs, threads: threads,
      scratch: (
        hard: RowScratch(count, outputs: outputs, form.kernel),
        soft: DivergenceScratch(self, outputs: outputs, level)
      )
    ) { rows, scratch in
      formBlock(
        place.part(rows, outputs: outputs),
        teacher.extracting(rows.lowerBound * outputs..<rows.upperBound * outputs),
        whole.part(rows, outputs: outputs), form, scale: scale, scratch.hard, scratch.soft)
    }
  }

  private func formBlock<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, _ teacher: Span<T>, _ batch: borrowing RowBatch<Double>, _ form: RowForm,
    scale: Double, _ scratch: RowScratch, _ soft: DivergenceScratch
  ) -> LossTotalSum {
    let outputs = form.targets.outputs
    let labelled = hard.formBlock(place, batch, form, scale: (1 - alpha) * scale, scratch)
    var divergence = labelled
    (divergence.infiniteRows, divergence.firstInfiniteRows) = (0, [])
    var sum = CompensatedSum()
    for i in 0..<batch.rows {
      var value = 0.0
      // The weight of an ignored row may be no number.
      let weight = hard.isIgnored(i, batch) ? 0 : batch.weight(i)
      if weight != 0 {
        value =
          weight
          * soft.room.divergence(
            i, place, teacher.extracting(i * outputs..<(i + 1) * outputs), batch, outputs: outputs)
        place.add(
          soft.room.slopes, times: alpha * temperature * scale * weight, to: i, outputs: outputs)
      }
      // 0 times an infinity is 0.
      place.setRowLoss(
        i,
        (alpha == 0 ? 0 : alpha * temperature * temperature * value)
          + (alpha == 1 ? 0 : (1 - alpha) * place.rowLoss(i)))
      if value == .infinity { divergence.noteInfiniteRow(i) }
      sum.add(value)
    }
    divergence.sum = sum.value
    return totals(divergence, labelled)
  }

  private func totals(_ divergence: LossTotal, _ labelled: LossTotal) -> LossTotalSum {
    LossTotalSum([(alpha * temperature * temperature, divergence), (1 - alpha, labelled)])
  }

  /// Throws where there are not as many of the teacher's logits, or one that is read is no number.
  private func check<T: LogitScalar>(
    _ teacher: Span<T>, outputs: Int, _ batch: borrowing RowBatch<Double>, threads: Int?
  ) throws(TargetError) {
    try checkCount(.targets, of: teacher.count, expected: batch.rows * outputs)
    if allPieces(of: teacher, threads: threads, { areNumbers($0) }) { return }
    for k in teacher.indices where teacher[k].arithmetic.isNaN {
      let (row, output) = k.quotientAndRemainder(dividingBy: outputs)
      if hard.isIgnored(row, batch) { continue }
      if !batch.masked.isEmpty, batch.isMasked(row, output, outputs: outputs) { continue }
      throw .targetOutOfRange(row: row, output: output, value: teacher[k].arithmetic)
    }
  }
}

/// What one thread needs for the divergence of a row.
private final class DivergenceScratch {
  var room: DivergenceRoom

  init(_ distillation: Distillation, outputs: Int, _ level: KernelLevel) {
    room = DivergenceRoom(distillation, outputs: outputs, level)
  }
}

/// Room for a row of both, in double precision.
private struct DivergenceRoom {
  /// The student's logits, and then p′ − t.
  private(set) var slopes: ContiguousArray<Double>
  private var teacher: ContiguousArray<Double>
  private var rest: ContiguousArray<Double>
  private let softened: LogitOptions
  private let level: KernelLevel

  init(_ distillation: Distillation, outputs: Int, _ level: KernelLevel) {
    // Whole vectors.
    slopes = ContiguousArray(repeating: -.infinity, count: (outputs + 15) / 16 * 16)
    (teacher, rest) = (slopes, slopes)
    softened = distillation.softened
    self.level = level
  }

  /// D(softmax(teacher/T) ‖ softmax(student/T)) of row `i`.
  mutating func divergence<S: LogitScalar, T: LogitScalar>(
    _ i: Int, _ student: RowPlace<S>, _ teacher: Span<T>, _ batch: borrowing RowBatch<Double>,
    outputs: Int
  ) -> Double {
    read(i, student, teacher, batch, outputs: outputs)
    if level == .definition { return define(outputs) }
    let (count, rate) = (slopes.count, 1 / softened.temperature)
    let value = unsafe slopes.withUnsafeMutableBufferPointer { z in
      unsafe self.teacher.withUnsafeMutableBufferPointer { y in
        unsafe rest.withUnsafeMutableBufferPointer { rest in
          guard let z = z.baseAddress, let y = y.baseAddress, let rest = rest.baseAddress else {
            return Double.nan
          }
          return unsafe cek_divergence(level.level, z, y, rest, count, rate)
        }
      }
    }
    if value.isFinite { return value }
    read(i, student, teacher, batch, outputs: outputs)
    return define(outputs)
  }

  /// Both rows in double precision, −∞ where a class is left out and behind the last one.
  @inline(__always)
  private mutating func read<S: LogitScalar, T: LogitScalar>(
    _ i: Int, _ student: RowPlace<S>, _ teacher: Span<T>, _ batch: borrowing RowBatch<Double>,
    outputs: Int
  ) {
    student.widen(i, outputs: outputs, into: &slopes)
    widen(teacher, into: &self.teacher)
    for j in outputs..<slopes.count { (slopes[j], self.teacher[j]) = (-.infinity, -.infinity) }
    if batch.masked.isEmpty { return }
    for j in 0..<outputs where batch.isMasked(i, j, outputs: outputs) {
      (slopes[j], self.teacher[j]) = (-.infinity, -.infinity)
    }
  }

  /// The same of the rows that were read, by its definition.
  private mutating func define(_ outputs: Int) -> Double {
    let temperature = softened.temperature
    var peak = -Double.infinity
    for z in teacher { peak = max(peak, z) }
    if peak == -.infinity {
      // A teacher without a class says nothing.
      for j in slopes.indices { slopes[j] = 0 }
      return 0
    }
    // The peak is taken away before the division, which would round it.
    for j in teacher.indices {
      teacher[j] = teacher[j] == peak ? 0 : (teacher[j] - peak) / temperature
    }
    let moved = teacher
    let softmax = SoftmaxRow(moved.span)
    for j in teacher.indices { teacher[j] = softmax.probability(teacher[j]) }
    var mass = CompensatedSum()
    for t in teacher { mass.add(t) }
    // A one-hot row is a label, with all of a label's digits.
    let label = onlyNonzero(teacher)
    let targets = teacher
    let base = targets.span
    let target = TargetRow(
      label: label, spike: label < 0 ? 0 : targets[label],
      base: base.extracting(first: label < 0 ? base.count : 0), mass: mass.value)
    var (own, wide) = (slopes, rest)
    var row = own.mutableSpan
    var room = wide.mutableSpan
    let value = softened.formGradient(
      &row, target: target, of: KullbackLeiblerLoss(), factor: temperature, importance: nil,
      moved: &room)
    slopes = own
    return value
  }
}

/// Whether none is NaN.
@specialized(where T == Float)
@specialized(where T == Double)
@specialized(where T == BFloat16)
private func areNumbers<T: LogitScalar>(_ x: Span<T>) -> Bool {
  // A sum rather than a branch.
  var count = 0
  for i in x.indices {
    let value = x[i].arithmetic
    count &+= value == value ? 0 : 1
  }
  return count == 0
}

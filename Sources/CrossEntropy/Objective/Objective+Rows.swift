// Batches of labels or dense targets, by a kernel or row by row.

extension Objective {
  /// Forms a batch that was checked.
  @specialized(where S == Float, T == Double)
  @specialized(where S == Double, T == Double)
  @specialized(where S == Float, T == Float)
  func formRows<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, outputs: Int, _ batch: borrowing RowBatch<T>,
    of reduction: Reduction = .sum, threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    let count = batch.rows
    // Without rows there may be more outputs than memory has room for.
    if count == 0 {
      try checkOptions(outputs: outputs)
      return LossTotal(outputs: outputs)
    }
    let form = try form(S.self, outputs: outputs, isDense: batch.isDense, level)
    let targets = form.targets
    let scale =
      reduction == .sum || place.hasNoGradient
      ? 1 : scale(of: reduction, batch, targets, threads: threads)
    // A closure may not hold what is borrowed.
    let all = batch.part(0..<count, outputs: outputs)
    return RowBlocks.total(
      rows: count, outputs: outputs, threads: threads,
      scratch: RowScratch(count, outputs: outputs, form.kernel)
    ) { rows, scratch in
      formBlock(
        place.part(rows, outputs: outputs), all.part(rows, outputs: outputs), form, scale: scale,
        scratch)
    }
  }

  /// What multiplies the gradient of the sum; 0 for a mean over nothing.
  func scale<T: LogitScalar>(
    of reduction: Reduction, _ batch: borrowing RowBatch<T>, _ form: LabelForm, threads: Int?
  ) -> Double {
    let outputs = form.outputs
    var total = LossTotal(outputs: outputs)
    // In the blocks of the total, so that its divisor is this one to the last bit.
    let size = RowBlocks.rows(outputs: outputs)
    var start = 0
    while start < batch.rows {
      let end = min(start + size, batch.rows)
      total.append(weighed(batch.part(start..<end, outputs: outputs), form))
      start = end
    }
    let divisor = total.divisor(of: reduction)
    return divisor == 0 ? 0 : 1 / divisor
  }

  /// A total of these rows without their losses.
  private func weighed<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, _ form: LabelForm
  ) -> LossTotal {
    let outputs = form.outputs
    var total = LossTotal(outputs: outputs)
    total.rows = batch.rows
    total.maskedElements = maskedElements(batch, outputs: outputs)
    let hasIgnored = batch.isDense ? !batch.ignored.isEmpty : !ignoredLabels.isEmpty
    let isUnit =
      classWeights == nil && positiveWeights == nil
      && !(batch.isDense && loss.targetKind == .distribution)
    if !hasIgnored, batch.weights.isEmpty {
      total.countedRows = batch.rows
      if isUnit {
        total.weight = Double(batch.rows)
        return total
      }
      if !batch.isDense {
        total.weight = weight(of: batch.labels, form.weights)
        return total
      }
    }
    var weight = CompensatedSum()
    var counted = 0
    for i in 0..<batch.rows where !isIgnored(i, batch) {
      counted += 1
      weight.add(
        batch.weight(i)
          * (!batch.isDense
            ? form.weights[Int(batch.labels[i])]
            : isUnit ? 1 : importance(i, batch, form)))
    }
    total.countedRows = counted
    total.weight = weight.value
    return total
  }

  /// Σⱼ wⱼtⱼ of dense row `i`; 1, as of several outputs, where its only one is left out, whose target is not read.
  private func importance<T: LogitScalar>(
    _ i: Int, _ batch: borrowing RowBatch<T>, _ form: LabelForm
  ) -> Double {
    if form.outputs == 1, isMaskedByElement(batch), batch.isMasked(i, 0, outputs: 1) { return 1 }
    return form.weight(of: batch.target(i, outputs: form.outputs))
  }

  /// The elements of rows of sigmoid or other outputs that a mask leaves out.
  private func maskedElements<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, outputs: Int
  ) -> Int {
    if !isMaskedByElement(batch) { return 0 }
    var count = 0
    for j in batch.masked.indices where batch.masked[j] { count += 1 }
    return batch.masked.count == outputs ? count * batch.rows : count
  }

  /// Σ of the weights of the rows' classes, counted by class where there are fewer classes than
  /// rows.
  private func weight(of labels: Span<Int32>, _ weights: ContiguousArray<Double>) -> Double {
    var sum = CompensatedSum()
    if weights.count > labels.count {
      for i in labels.indices { sum.add(weights[Int(labels[i])]) }
      return sum.value
    }
    var counts = ContiguousArray<Int32>(repeating: 0, count: weights.count)
    for i in labels.indices { counts[Int(labels[i])] += 1 }
    for c in weights.indices { sum.add(Double(counts[c]) * weights[c]) }
    return sum.value
  }

  /// The losses of a block of rows, and the gradient of their sum times `scale`.
  func formBlock<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, _ batch: borrowing RowBatch<T>, _ form: RowForm, scale: Double,
    _ scratch: RowScratch
  ) -> LossTotal {
    let outputs = form.targets.outputs
    if scale == 0 {
      // A loss of +∞ has no gradient that 0 takes away, so none is formed.
      var values = place
      values.forgetGradient()
      let total = formBlock(values, batch, form, scale: 1, scratch)
      for i in 0..<batch.rows { place.clearGradient(i, outputs: outputs) }
      return total
    }
    var total = weighed(batch, form.targets)
    // Classes that are left out of the softmax are −∞ in a copy, which the gradient takes the place of.
    var copy = ContiguousArray<S>()
    let isCopied = !batch.masked.isEmpty && !isMaskedByElement(batch)
    let place = isCopied ? place.masked(batch, outputs: outputs, &copy) : place
    var sum = CompensatedSum()
    var left = batch.rows
    let kernel = form.kernel.flatMap {
      $0.scalar.holds(batch.weights) && $0.scalar.holds(scale: scale)
        && !hasNoMeasurement(batch, outputs: outputs) ? $0 : nil
    }
    if let kernel {
      let hasFactors = setFactors(batch, form.targets, scratch)
      if batch.isDense {
        let isMasked = isMaskedByElement(batch)
        if isMasked || T.self != Double.self {
          scratch.setTargets(batch, isMasked: isMasked, outputs: outputs)
        }
      } else if !batch.hasNegativeMarks || isMaskedByElement(batch) {
        // The only output of a row that a mask leaves out.
        scratch.setLabels(batch.rows) { i in
          let isOut = isMaskedByElement(batch) && batch.isMasked(i, 0, outputs: 1)
          return isOut || isIgnored(i, batch) ? -1 : batch.labels[i]
        }
      }
      sum.add(kernel.form(place, batch, hasFactors: hasFactors, gradientScale: scale, scratch))
      left = scratch.specialCount
    }
    if left > 0 {
      var room = RowRoom(self, form.targets, isDense: batch.isDense, S.self)
      var own = ContiguousArray<S>()
      for k in 0..<left {
        let i = kernel == nil ? k : scratch.special(k)
        let value = formRow(i, place, batch, form.targets, scale: scale, &room, &own)
        place.setRowLoss(i, value)
        if value == .infinity { total.noteInfiniteRow(i) }
        sum.add(value)
      }
    }
    total.sum = sum.value
    withExtendedLifetime(copy) {}
    return total
  }

  /// Whether a measurement beside masked ones is NaN, which a kernel would take for masked.
  private func hasNoMeasurement<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, outputs: Int
  ) -> Bool {
    guard loss.targetKind == .measurements, !batch.masked.isEmpty else { return false }
    for k in batch.targets.indices where batch.targets[k].arithmetic.isNaN {
      if !batch.isMasked(k / outputs, k % outputs, outputs: outputs) { return true }
    }
    return false
  }

  /// Sets what multiplies the rows' losses in a kernel; false where all are 1 or the rows' own weights.
  private func setFactors<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, _ form: LabelForm, _ scratch: RowScratch
  ) -> Bool {
    if batch.isDense {
      if batch.ignored.isEmpty, form.factors.isEmpty { return false }
      // A factor of 0 marks a row to skip: a kernel leaves alone what it cannot multiply away.
      scratch.setFactors(batch.rows) { i in
        if isIgnored(i, batch) { return 0 }
        return batch.weight(i) * (form.factors.isEmpty ? 1 : importance(i, batch, form))
      }
      return true
    }
    if form.factors.isEmpty { return false }
    scratch.setFactors(batch.rows) { i in
      // The weight of an ignored row may be no number.
      isIgnored(i, batch) ? 1 : batch.weight(i) * form.factors[Int(batch.labels[i])]
    }
    return true
  }

  /// Row `i` by its definition; its loss with everything that multiplies it.
  @inline(__always)
  private func formRow<S: LogitScalar, T: LogitScalar>(
    _ i: Int, _ place: RowPlace<S>, _ batch: borrowing RowBatch<T>, _ form: LabelForm,
    scale: Double, _ room: inout RowRoom, _ own: inout ContiguousArray<S>
  ) -> Double {
    let outputs = form.outputs
    var (label, spike) = (-1, 0.0)
    var (mass, importance) = (0.0, 0.0)
    let isCounted = !isIgnored(i, batch)
    if isCounted, batch.isDense {
      let dense = batch.target(i, outputs: outputs)
      mass = form.formBase(&room.base, &room.masses, from: dense)
      importance = form.weight(of: dense)
      // A one-hot row is a label, with all of a label's digits.
      label = onlyNonzero(room.base)
      if label >= 0 { spike = room.base[label] }
    } else if isCounted {
      let c = Int(batch.labels[i])
      (label, spike) = (form.output(of: c), form.spike(of: c))
      (mass, importance) = (form.masses[c], form.weights[c])
    }
    let factor = batch.weight(i) * (form.factors.isEmpty ? 1 : importance)
    if !isCounted || factor == 0 || mass == 0 {
      place.clear(i, outputs: outputs)
      return 0
    }
    // Which outputs are true changes what they weigh in all.
    let isTrue = !batch.isDense && !form.trueMasses.isEmpty
    if isTrue { room.masses[label] = form.trueMasses[label] }
    let penaltyWeight = form.penaltyWeight(importance)
    let isByElement = place.hasElementLosses || isMaskedByElement(batch)
    let (baseElements, masses) = (batch.isDense ? room.base : form.base, room.masses)
    let base = baseElements.span
    let value: Double
    if !isByElement {
      let target = TargetRow(
        label: label, spike: spike,
        base: base.extracting(first: batch.isDense && label >= 0 ? 0 : base.count), mass: mass,
        masses: masses.span)
      var row = place.row(i, outputs: outputs, own: &own)
      value = formDefined(
        &row, target, factor: factor, scale: scale, penaltyWeight, &room.moved)
    } else {
      var sum = CompensatedSum()
      for j in 0..<outputs {
        if !batch.masked.isEmpty, batch.isMasked(i, j, outputs: outputs) {
          place.clearElement(i * outputs + j)
          continue
        }
        let isHard = j == label
        let ownMass = masses.isEmpty ? mass : masses[j]
        let target = TargetRow(
          label: isHard ? 0 : -1, spike: isHard ? spike : 0,
          base: base.extracting(base.isEmpty || batch.isDense && isHard ? 0..<0 : j..<j + 1),
          mass: ownMass)
        var element = place.row(i * outputs + j, outputs: 1, own: &own)
        let value =
          ownMass == 0
          ? 0
          : formDefined(
            &element, target, factor: factor, scale: scale, penaltyWeight, &room.moved)
        if ownMass == 0 { element.clear() }
        place.setElementLoss(i * outputs + j, value)
        sum.add(value)
      }
      value = sum.value
    }
    if isTrue { room.masses[label] = form.outputMasses[label] }
    return value
  }

  /// Whether a mask leaves out elements, each with a loss of its own, rather than classes of one distribution.
  @inline(__always)
  private func isMaskedByElement<T: LogitScalar>(_ batch: borrowing RowBatch<T>) -> Bool {
    !batch.masked.isEmpty && loss.targetKind != .distribution
  }

  /// The loss of a row or an element times its factor, and its gradient times `scale` besides in place of the logits.
  @inline(__always)
  private func formDefined<S: LogitScalar>(
    _ row: inout MutableSpan<S>, _ target: borrowing TargetRow, factor: Double, scale: Double,
    _ penaltyWeight: Double?, _ moved: inout ContiguousArray<Double>
  ) -> Double {
    if !moved.isEmpty {
      return factor * formMoved(&row, target, factor: factor * scale, penaltyWeight, &moved)
    }
    let value = loss.formGradient(&row, target: target)
    row.scale(by: factor * scale)
    return factor * value
  }

  /// The loss with logit options, and `factor` times its gradient, in room for the logits that the loss sees.
  @inline(never)
  private func formMoved<S: LogitScalar>(
    _ row: inout MutableSpan<S>, _ target: borrowing TargetRow, factor: Double,
    _ penaltyWeight: Double?, _ moved: inout ContiguousArray<Double>
  ) -> Double {
    var all = moved.mutableSpan
    var span = all._mutatingExtracting(first: row.count)
    return logitOptions.formGradient(
      &row, target: target, of: loss, factor: factor, importance: penaltyWeight, moved: &span)
  }
}

/// What rows need that their definition forms.
private struct RowRoom {
  /// The smoothed and weighted form of a dense target; empty for labels.
  var base: ContiguousArray<Double>
  /// What each output weighs.
  var masses: ContiguousArray<Double>
  /// The logits that the loss sees; empty where they are the row's.
  ///
  /// Half precision has room too: its gradient would be rounded once by the loss and again by the row's factor.
  var moved: ContiguousArray<Double>

  init<S: LogitScalar>(_ objective: Objective, _ form: LabelForm, isDense: Bool, _: S.Type) {
    base = ContiguousArray(repeating: 0, count: isDense ? form.outputs : 0)
    masses = form.outputMasses
    let isOwn = objective.logitOptions == .none && MemoryLayout<S>.size > 2
    moved = ContiguousArray(repeating: 0, count: isOwn ? 0 : form.outputs)
  }
}

/// The index of the only element that is not 0; −1 where there are several or none.
@inline(__always)
func onlyNonzero(_ elements: ContiguousArray<Double>) -> Int {
  var found = -1
  for j in elements.indices where elements[j] != 0 {
    if found >= 0 { return -1 }
    found = j
  }
  return found
}

extension MutableSpan where Element: LogitScalar {
  @inline(__always)
  mutating func clear() {
    for j in indices { self[j] = Element(rounding: 0) }
  }

  @inline(__always)
  mutating func scale(by factor: Double) {
    if factor == 1 { return }
    for j in indices { self[j] = Element(rounding: factor * self[j].arithmetic) }
  }
}

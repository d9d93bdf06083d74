// Batches of dense targets, by a kernel or row by row.
extension Objective {
  @specialized(where S == Float)
  @specialized(where S == Double)
  func formRows<S: LogitScalar>(
    _ place: RowPlace<S>, outputs: Int, targets: Span<Double>, rowWeights: Span<Double>,
    ignoredRows: Span<Bool>, threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    try checkOptions(outputs: outputs)
    let count = targets.count / outputs
    if count == 0 { return LossTotal(outputs: outputs) }
    let form = LabelForm(self, outputs: outputs)
    let kernel = denseKernel(S.self, form, level)
    return RowBlocks.total(
      rows: count, outputs: outputs, threads: threads,
      scratch: RowScratch(count, outputs: outputs, kernel)
    ) { rows, scratch in
      formBlock(
        rows, place, form, kernel, targets: targets, weights: rowWeights, ignored: ignoredRows,
        scratch)
    }
  }

  /// The kernel for dense targets; nil where only the definition will do.
  private func denseKernel<S: LogitScalar>(
    _: S.Type, _ form: LabelForm, _ level: KernelLevel
  ) -> RowKernel? {
    guard level != .definition, logitOptions == .none, let scalar = KernelScalar(S.self),
      let known = (loss as? any CatalogLoss)?.kernel
    else { return nil }
    if loss.outputUnit == .softmax {
      guard known.formsSoftTargets, classWeights == nil, labelSmoothing == 0 else { return nil }
      return RowKernel(
        scalar, level: level, loss: known, outputs: form.outputs, targets: .distributions)
    }
    let weights = form.denseWeights(isLinear: type(of: loss).isLinearInTarget)
    let share = loss.targetKind == .indicators ? labelSmoothing / 2 : 0
    return RowKernel(
      scalar, level: level, loss: known, outputs: form.outputs,
      targets: .dense(
        keep: 1 - labelSmoothing, share: share, yes: weights.yes, no: weights.no))
  }

  private func formBlock<S: LogitScalar>(
    _ rows: Range<Int>, _ place: RowPlace<S>, _ form: LabelForm, _ kernel: RowKernel?,
    targets: Span<Double>, weights: Span<Double>, ignored: Span<Bool>, _ scratch: RowScratch
  ) -> LossTotal {
    let outputs = form.outputs
    var total = LossTotal(outputs: outputs)
    total.rows = rows.count
    var sum = CompensatedSum()
    var (row, own, moved) = (
      ContiguousArray<S>(), TargetRoom(form, isDense: true),
      movedRoom(S.self, outputs: form.outputs)
    )
    var weight = CompensatedSum()
    let isUnit =
      classWeights == nil && positiveWeights == nil && loss.targetKind != .distribution
    if ignored.isEmpty, weights.isEmpty, isUnit {
      total.countedRows = rows.count
      weight.add(Double(rows.count))
    } else {
      for i in rows where ignored.isEmpty || !ignored[i] {
        total.countedRows += 1
        let importance = isUnit ? 1 : form.weight(of: targets.row(i, of: outputs))
        weight.add((weights.isEmpty ? 1 : weights[i]) * importance)
      }
    }
    total.weight = weight.value
    guard let kernel else {
      for i in rows {
        formDense(
          i, rows, place, form, targets.row(i, of: outputs), weights, ignored, &row, &own, &moved,
          &sum,
          &total)
      }
      total.sum = sum.value
      return total
    }
    let some = targets.extracting(rows.lowerBound * outputs..<rows.upperBound * outputs)
    if ignored.isEmpty, form.factors.isEmpty {
      sum.add(
        kernel.form(place, rows, form, targets: some, factors: weights.part(rows), scratch))
    } else {
      // A factor of 0 marks a row to skip: a kernel leaves alone what it cannot multiply away.
      scratch.setFactors(rows) { i in
        if !ignored.isEmpty, ignored[i] { return 0 }
        let factor = form.factors.isEmpty ? 1 : form.weight(of: targets.row(i, of: outputs))
        return (weights.isEmpty ? 1 : weights[i]) * factor
      }
      sum.add(
        kernel.form(place, rows, form, targets: some, factors: scratch.factors.span, scratch))
    }
    for k in 0..<scratch.specialCount {
      let i = rows.lowerBound + scratch.special(k)
      formDense(
        i, rows, place, form, targets.row(i, of: outputs), weights, ignored, &row, &own, &moved,
        &sum,
        &total)
    }
    total.sum = sum.value
    return total
  }

  /// Row `i` by its definition.
  @inline(__always)
  private func formDense<S: LogitScalar>(
    _ i: Int, _ rows: Range<Int>, _ place: RowPlace<S>, _ form: LabelForm, _ dense: Span<Double>,
    _ weights: Span<Double>, _ ignored: Span<Bool>, _ elements: inout ContiguousArray<S>,
    _ own: inout TargetRoom,
    _ moved: inout ContiguousArray<Double>, _ sum: inout CompensatedSum, _ total: inout LossTotal
  ) {
    var row = place.row(i, outputs: form.outputs, own: &elements)
    if !ignored.isEmpty, ignored[i] {
      row.clear()
      return
    }
    let mass = form.formBase(
      &own.base, &own.masses, from: dense, isLinear: type(of: loss).isLinearInTarget)
    let rowWeight = weights.isEmpty ? 1 : weights[i]
    let importance = form.weight(of: dense)
    let factor = form.factors.isEmpty ? rowWeight : rowWeight * importance
    if factor == 0 || mass == 0 {
      row.clear()
      return
    }
    // A one-hot row is a label, with all of a label's digits.
    let label = onlyNonzero(own.base)
    let value: Double
    do {
      let target = TargetRow(
        label: label, spike: label < 0 ? 0 : own.base[label],
        base: own.base.span.extracting(first: label < 0 ? form.outputs : 0), mass: mass,
        masses: own.masses.span)
      value =
        moved.isEmpty
        ? formOwn(&row, target, factor: factor)
        : formMoved(&row, target, factor: factor, form.penaltyWeight(importance), &moved)
    }
    if value == .infinity { total.noteInfiniteRow(i - rows.lowerBound) }
    sum.add(value)
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

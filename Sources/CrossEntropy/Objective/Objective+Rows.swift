// Batches of labels, by a kernel or row by row.
extension Objective {
  @specialized(where S == Float)
  @specialized(where S == Double)
  func formRows<S: LogitScalar>(
    _ place: RowPlace<S>, outputs: Int, labels: Span<Int32>, rowWeights: Span<Double>,
    threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    try checkOptions(outputs: outputs)
    let count = labels.count
    // Without rows there may be more outputs than memory has room for.
    if count == 0 { return LossTotal(outputs: outputs) }
    let form = LabelForm(self, outputs: outputs)
    let kernel = kernel(S.self, labels: form, level)
    return RowBlocks.total(
      rows: count, outputs: outputs, threads: threads,
      scratch: RowScratch(count, outputs: outputs, kernel)
    ) { rows, scratch in
      formBlock(rows, place, form, kernel, labels: labels, weights: rowWeights, scratch)
    }
  }

  /// The kernel for these labels; nil where only the definition will do.
  private func kernel<S: LogitScalar>(
    _: S.Type, labels form: LabelForm, _ level: KernelLevel
  ) -> RowKernel? {
    guard level != .definition, logitOptions == .none, let scalar = KernelScalar(S.self),
      let known = (loss as? any CatalogLoss)?.kernel
    else { return nil }
    switch loss.outputUnit {
    case .softmax:
      guard form.base.isEmpty || known.formsSoftTargets else { return nil }
      return RowKernel(
        scalar, level: level, loss: known, outputs: form.outputs,
        targets: .labels(spikes: form.spikes, base: form.base))
    case .sigmoid where form.outputs < form.classes:
      let base = form.base.isEmpty ? 0 : form.base[0]
      let yes = (base, base + form.spikes[1])
      return RowKernel(
        scalar, level: level, loss: known, outputs: 1,
        targets: .lone(yes: yes, no: (form.masses[0] - yes.0, form.masses[1] - yes.1)))
    default: return nil
    }
  }

  private func formBlock<S: LogitScalar>(
    _ rows: Range<Int>, _ place: RowPlace<S>, _ form: LabelForm, _ kernel: RowKernel?,
    labels: Span<Int32>, weights: Span<Double>, _ scratch: RowScratch
  ) -> LossTotal {
    var total = LossTotal(outputs: form.outputs)
    total.rows = rows.count
    if ignoredLabels.isEmpty, weights.isEmpty {
      total.countedRows = rows.count
      total.weight =
        classWeights == nil && positiveWeights == nil
        ? Double(rows.count) : weight(of: labels, rows, form.weights)
    } else {
      var weight = CompensatedSum()
      for i in rows {
        if isIgnored(labels[i]) { continue }
        total.countedRows += 1
        weight.add((weights.isEmpty ? 1 : weights[i]) * form.weights[Int(labels[i])])
      }
      total.weight = weight.value
    }
    var sum = CompensatedSum()
    var (row, own, moved) = (
      ContiguousArray<S>(), TargetRoom(form, isDense: false),
      movedRoom(S.self, outputs: form.outputs)
    )
    guard let kernel else {
      for i in rows {
        formLabelled(i, rows, place, form, labels, weights, &row, &own, &moved, &sum, &total)
      }
      total.sum = sum.value
      return total
    }
    if ignoredLabels.isEmpty, form.factors.isEmpty {
      sum.add(
        kernel.form(
          place, rows, form, labels: labels.extracting(rows), factors: weights.part(rows), scratch))
    } else {
      scratch.setLabels(rows) { isIgnored(labels[$0]) ? -1 : labels[$0] }
      // Rows that all weigh 1 have no factors.
      let hasFactors = !weights.isEmpty || !form.factors.isEmpty
      scratch.setFactors(hasFactors ? rows : rows.prefix(0)) { i in
        // The weight of an ignored row may be no number.
        if isIgnored(labels[i]) { return 1 }
        let factor = form.factors.isEmpty ? 1 : form.factors[Int(labels[i])]
        return (weights.isEmpty ? 1 : weights[i]) * factor
      }
      sum.add(
        kernel.form(
          place, rows, form, labels: scratch.labels.span, factors: scratch.factors.span, scratch))
    }
    for k in 0..<scratch.specialCount {
      let i = rows.lowerBound + scratch.special(k)
      formLabelled(i, rows, place, form, labels, weights, &row, &own, &moved, &sum, &total)
    }
    total.sum = sum.value
    return total
  }

  /// Σ of the weights of the rows' classes, counted by class where there are fewer classes than
  /// rows.
  private func weight(
    of labels: Span<Int32>, _ rows: Range<Int>, _ weights: ContiguousArray<Double>
  ) -> Double {
    var sum = CompensatedSum()
    if weights.count > rows.count {
      for i in rows { sum.add(weights[Int(labels[i])]) }
      return sum.value
    }
    var counts = ContiguousArray<Int32>(repeating: 0, count: weights.count)
    for i in rows { counts[Int(labels[i])] += 1 }
    for c in weights.indices { sum.add(Double(counts[c]) * weights[c]) }
    return sum.value
  }

  /// Row `i` by its definition.
  @inline(__always)
  private func formLabelled<S: LogitScalar>(
    _ i: Int, _ rows: Range<Int>, _ place: RowPlace<S>, _ form: LabelForm, _ labels: Span<Int32>,
    _ weights: Span<Double>, _ elements: inout ContiguousArray<S>, _ own: inout TargetRoom,
    _ moved: inout ContiguousArray<Double>, _ sum: inout CompensatedSum, _ total: inout LossTotal
  ) {
    let label = Int(labels[i])
    var row = place.row(i, outputs: form.outputs, own: &elements)
    if isIgnored(labels[i]) {
      row.clear()
      return
    }
    let rowWeight = weights.isEmpty ? 1 : weights[i]
    let factor = form.factors.isEmpty ? rowWeight : rowWeight * form.factors[label]
    if factor == 0 || form.masses[label] == 0 {
      row.clear()
      return
    }
    // Which outputs are true changes what they weigh in all.
    if !form.trueMasses.isEmpty { own.masses[label] = form.trueMasses[label] }
    let value: Double
    do {
      let target = TargetRow(
        label: form.output(of: label), spike: form.spike(of: label), base: form.base.span,
        mass: form.masses[label], masses: own.masses.span)
      value =
        moved.isEmpty
        ? formOwn(&row, target, factor: factor)
        : formMoved(
          &row, target, factor: factor, form.penaltyWeight(form.weights[label]), &moved)
    }
    if !form.trueMasses.isEmpty { own.masses[label] = form.outputMasses[label] }
    if value == .infinity { total.noteInfiniteRow(i - rows.lowerBound) }
    sum.add(value)
  }
}

extension Objective {
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

  func formRows<S: LogitScalar>(
    _ place: RowPlace<S>, outputs: Int, labels: Span<Int32>, rowWeights: Span<Double>,
    threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    let form = try LabelForm(self, outputs: outputs)
    let kernel = kernel(S.self, labels: form, level)
    return labels.withUnsafeBufferPointer { labels in
      rowWeights.withUnsafeBufferPointer { weights in
        nonisolated(unsafe) let (labels, weights) = (labels, weights)
        return RowBlocks.total(
          rows: labels.count, outputs: outputs, threads: threads,
          scratch: { RowScratch(labels.count, outputs: outputs, kernel) }
        ) { rows, scratch in
          formBlock(rows, place, form, kernel, labels: labels, weights: weights, scratch)
        }
      }
    }
  }

  func formRows<S: LogitScalar>(
    _ place: RowPlace<S>, outputs: Int, targets: Span<Double>, rowWeights: Span<Double>,
    ignoredRows: Span<Bool>, threads: Int?, level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    let form = try LabelForm(self, outputs: outputs)
    let kernel = denseKernel(S.self, form, level)
    return targets.withUnsafeBufferPointer { targets in
      rowWeights.withUnsafeBufferPointer { weights in
        ignoredRows.withUnsafeBufferPointer { ignored in
          nonisolated(unsafe) let (targets, weights, ignored) = (targets, weights, ignored)
          let count = targets.count / outputs
          return RowBlocks.total(
            rows: count, outputs: outputs, threads: threads,
            scratch: { RowScratch(count, outputs: outputs, kernel) }
          ) { rows, scratch in
            formBlock(
              rows, place, form, kernel, targets: targets, weights: weights, ignored: ignored,
              scratch)
          }
        }
      }
    }
  }

  // MARK: A block of rows with labels

  private func formBlock<S: LogitScalar>(
    _ rows: Range<Int>, _ place: RowPlace<S>, _ form: LabelForm, _ kernel: RowKernel?,
    labels: UnsafeBufferPointer<Int32>, weights: UnsafeBufferPointer<Double>,
    _ scratch: RowScratch
  ) -> LossTotal {
    var total = LossTotal()
    total.outputs = form.outputs
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
    var row = DefinedRow<S>(place, form)
    var moved = ContiguousArray(repeating: 0.0, count: logitOptions == .none ? 0 : form.outputs)
    guard let kernel else {
      for i in rows { formLabelled(i, rows, labels, weights, &row, &moved, &sum, &total) }
      total.sum = sum.value
      return total
    }
    if !ignoredLabels.isEmpty {
      scratch.labels.removeAll(keepingCapacity: true)
      for i in rows {
        scratch.labels.append(isIgnored(labels[i]) ? -1 : labels[i])
      }
    }
    let hasFactors = !weights.isEmpty || !form.factors.isEmpty
    if hasFactors {
      scratch.factors.removeAll(keepingCapacity: true)
      for i in rows {
        // The weight of an ignored row may be no number.
        if !ignoredLabels.isEmpty, scratch.labels[i - rows.lowerBound] < 0 {
          scratch.factors.append(1)
          continue
        }
        let factor = form.factors.isEmpty ? 1 : form.factors[Int(labels[i])]
        scratch.factors.append((weights.isEmpty ? 1 : weights[i]) * factor)
      }
    }
    let formed = scratch.labels.withUnsafeBufferPointer { own in
      scratch.factors.withUnsafeBufferPointer { factors in
        kernel.form(
          place, rows, outputs: form.outputs,
          labels: ignoredLabels.isEmpty
            ? labels.baseAddress.map { $0 + rows.lowerBound } : own.baseAddress,
          targets: nil, factors: hasFactors ? factors.baseAddress : nil, scratch: scratch)
      }
    }
    sum.add(formed)
    for k in 0..<scratch.specialCount {
      let i = rows.lowerBound + scratch.special(k)
      formLabelled(i, rows, labels, weights, &row, &moved, &sum, &total)
    }
    total.sum = sum.value
    return total
  }

  /// Σ of the weights of the rows' classes, counted by class where there are fewer classes than
  /// rows.
  private func weight(
    of labels: UnsafeBufferPointer<Int32>, _ rows: Range<Int>, _ weights: ContiguousArray<Double>
  ) -> Double {
    var sum = CompensatedSum()
    if weights.count > rows.count {
      for i in rows { sum.add(weights[Int(labels[i])]) }
      return sum.value
    }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: weights.count) { counts in
      counts.initialize(repeating: 0)
      for i in rows { counts[Int(labels[i])] += 1 }
      for c in weights.indices { sum.add(Double(counts[c]) * weights[c]) }
    }
    return sum.value
  }

  /// Row `i` by its definition.
  @inline(__always)
  private func formLabelled<S: LogitScalar>(
    _ i: Int, _ rows: Range<Int>, _ labels: UnsafeBufferPointer<Int32>,
    _ weights: UnsafeBufferPointer<Double>, _ row: inout DefinedRow<S>,
    _ moved: inout ContiguousArray<Double>, _ sum: inout CompensatedSum,
    _ total: inout LossTotal
  ) {
    let form = row.form
    let label = Int(labels[i])
    row.open(i)
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
    if !form.trueMasses.isEmpty { row.masses[label] = form.trueMasses[label] }
    let value: Double
    do {
      let target = TargetRow(
        label: form.output(of: label), spike: form.spike(of: label), base: form.base.span,
        mass: form.masses[label], masses: row.masses.span)
      var span = row.elements.mutableSpan
      value =
        factor
        * (moved.isEmpty
          ? loss.formGradient(&span, target: target)
          : formMoved(&span, target, form.penaltyWeight(form.weights[label]), &moved))
    }
    if !form.trueMasses.isEmpty { row.masses[label] = form.outputMasses[label] }
    row.close(scale: factor)
    if value == .infinity { total.noteInfiniteRow(i - rows.lowerBound) }
    sum.add(value)
  }

  // MARK: A block of rows with dense targets

  private func formBlock<S: LogitScalar>(
    _ rows: Range<Int>, _ place: RowPlace<S>, _ form: LabelForm, _ kernel: RowKernel?,
    targets: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>,
    ignored: UnsafeBufferPointer<Bool>, _ scratch: RowScratch
  ) -> LossTotal {
    let outputs = form.outputs
    var total = LossTotal()
    total.outputs = outputs
    total.rows = rows.count
    func dense(_ i: Int) -> UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(rebasing: targets[i * outputs..<(i + 1) * outputs])
    }
    var sum = CompensatedSum()
    var row = DefinedRow<S>(place, form)
    var moved = ContiguousArray(repeating: 0.0, count: logitOptions == .none ? 0 : form.outputs)
    var weight = CompensatedSum()
    let isUnit =
      classWeights == nil && positiveWeights == nil && loss.targetKind != .distribution
    scratch.factors.removeAll(keepingCapacity: true)
    // A factor of 0 marks a row to skip: a kernel leaves alone what it cannot multiply away.
    let hasFactors =
      kernel != nil && !(weights.isEmpty && form.factors.isEmpty && ignored.isEmpty)
    if ignored.isEmpty, weights.isEmpty, isUnit {
      total.countedRows = rows.count
      weight.add(Double(rows.count))
    } else {
      for i in rows {
        if !ignored.isEmpty, ignored[i] {
          if hasFactors { scratch.factors.append(0) }
          continue
        }
        total.countedRows += 1
        let rowWeight = weights.isEmpty ? 1 : weights[i]
        let importance = isUnit ? 1 : form.weight(of: dense(i).span)
        weight.add(rowWeight * importance)
        if hasFactors {
          scratch.factors.append(form.factors.isEmpty ? rowWeight : rowWeight * importance)
        }
      }
    }
    total.weight = weight.value
    guard let kernel else {
      for i in rows { formDense(i, rows, dense(i), weights, ignored, &row, &moved, &sum, &total) }
      total.sum = sum.value
      return total
    }
    sum.add(
      scratch.factors.withUnsafeBufferPointer { factors in
        kernel.form(
          place, rows, outputs: outputs, labels: nil,
          targets: targets.baseAddress.map { $0 + rows.lowerBound * outputs },
          factors: hasFactors ? factors.baseAddress : nil, scratch: scratch)
      })
    for k in 0..<scratch.specialCount {
      let i = rows.lowerBound + scratch.special(k)
      formDense(i, rows, dense(i), weights, ignored, &row, &moved, &sum, &total)
    }
    total.sum = sum.value
    return total
  }

  /// Row `i` by its definition.
  @inline(__always)
  private func formDense<S: LogitScalar>(
    _ i: Int, _ rows: Range<Int>, _ dense: UnsafeBufferPointer<Double>,
    _ weights: UnsafeBufferPointer<Double>,
    _ ignored: UnsafeBufferPointer<Bool>, _ row: inout DefinedRow<S>,
    _ moved: inout ContiguousArray<Double>, _ sum: inout CompensatedSum,
    _ total: inout LossTotal
  ) {
    let form = row.form
    row.open(i)
    if !ignored.isEmpty, ignored[i] {
      row.clear()
      return
    }
    let mass = form.formBase(
      &row.base, &row.masses, from: dense.span, isLinear: type(of: loss).isLinearInTarget)
    let rowWeight = weights.isEmpty ? 1 : weights[i]
    let importance = form.weight(of: dense.span)
    let factor = form.factors.isEmpty ? rowWeight : rowWeight * importance
    if factor == 0 || mass == 0 {
      row.clear()
      return
    }
    // A one-hot row is a label, with all of a label's digits.
    let label = onlyNonzero(row.base)
    let value: Double
    do {
      let target = TargetRow(
        label: label, spike: label < 0 ? 0 : row.base[label],
        base: row.base.span.extracting(first: label < 0 ? form.outputs : 0), mass: mass,
        masses: row.masses.span)
      var span = row.elements.mutableSpan
      value =
        factor
        * (moved.isEmpty
          ? loss.formGradient(&span, target: target)
          : formMoved(&span, target, form.penaltyWeight(importance), &moved))
    }
    row.close(scale: factor)
    if value == .infinity { total.noteInfiniteRow(i - rows.lowerBound) }
    sum.add(value)
  }

  /// The loss of one row with logit options, with room for its changed logits.
  @inline(never)
  private func formMoved<S: LogitScalar>(
    _ row: inout MutableSpan<S>, _ target: borrowing TargetRow, _ importance: Double?,
    _ moved: inout ContiguousArray<Double>
  ) -> Double {
    var span = moved.mutableSpan
    return logitOptions.formGradient(
      &row, target: target, of: loss, importance: importance, moved: &span)
  }
}

extension RowScratch {
  fileprivate convenience init(_ rows: Int, outputs: Int, _ kernel: RowKernel?) {
    self.init(
      rows: min(rows, RowBlocks.rows(outputs: outputs)), outputs: outputs, scalar: kernel?.scalar)
  }
}

extension RowKernel {
  fileprivate func form<S: LogitScalar>(
    _ place: RowPlace<S>, _ rows: Range<Int>, outputs: Int, labels: UnsafePointer<Int32>?,
    targets: UnsafePointer<Double>?, factors: UnsafePointer<Double>?, scratch: RowScratch
  ) -> Double {
    guard let logits = place.logits else { return 0 }
    let start = rows.lowerBound * outputs
    return form(
      UnsafeRawPointer(logits + start),
      gradient: place.gradient.map { UnsafeMutableRawPointer($0 + start) }, count: rows.count,
      labels: labels, targets: targets, factors: factors, scratch: scratch)
  }
}

/// The index of the only element that is not 0; −1 where there are several or none.
@inline(__always)
private func onlyNonzero(_ elements: ContiguousArray<Double>) -> Int {
  var found = -1
  for j in elements.indices where elements[j] != 0 {
    if found >= 0 { return -1 }
    found = j
  }
  return found
}

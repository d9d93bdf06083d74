/// Σᵢ rᵢ·ℓ(zᵢ, tᵢ): a loss, and everything about targets and rows, said once for all losses.
///
/// A label y becomes the target t = w ⊙ ((1 − ε)·onehot(y) + ε/C), with class weights w and smoothing
/// ε. Where the loss is not linear in its target, the weights multiply the row's loss by Σⱼ wⱼtⱼ (t
/// before smoothing) instead. The options have no order.
///
/// A lone sigmoid output tells two classes apart: labels 0 and 1, two class weights, smoothing ε/2.
/// Several sigmoid outputs are smoothed to t(1 − ε) + ε/2 each, and wⱼ weighs output j, which asks
/// for a loss that is linear in its target; such a row weighs 1. A positive weight vⱼ weighs what is true
/// of output j alone: vⱼtⱼ against 1 − tⱼ, PyTorch's `pos_weight`, after smoothing.
///
/// Measurements have no classes: class weights and smoothing act on their labels, and dense ones take
/// row weights alone.
///
/// The logits themselves may be capped, divided by a temperature and kept in bounds:
/// ``LogitOptions``.
///
/// - Edges: an ignored row is never read and its gradient is 0. A row of weight 0 counts, adds
///   exactly 0 and has gradient 0, whatever its logits; so does an output of weight 0. Smoothing
///   over a masked class costs what p = 0 costs: +∞ under cross entropy.
public struct Objective: Sendable {
  /// The loss of one row.
  public let loss: any Loss
  /// One weight a class, 0 or more; nil is 1 everywhere.
  public let classWeights: [Double]?
  /// One weight a sigmoid output, 0 or more, for what is true of it; nil is 1 everywhere.
  public let positiveWeights: [Double]?
  /// ε: the share of a label's weight that is spread over all classes; from 0 to below 1.
  public let labelSmoothing: Double
  /// Labels that mark a row as not there.
  public let ignoredLabels: Set<Int>
  /// What is done to logits before the loss sees them.
  public let logitOptions: LogitOptions

  /// A loss with its options.
  public init(
    _ loss: some Loss, classWeights: [Double]? = nil, positiveWeights: [Double]? = nil,
    labelSmoothing: Double = 0, ignoredLabels: Set<Int> = [],
    logitOptions: LogitOptions = .none
  ) {
    precondition(
      labelSmoothing >= 0 && labelSmoothing < 1,
      "label smoothing must be from 0 to below 1, got \(labelSmoothing)")
    precondition(
      classWeights?.allSatisfy { $0 >= 0 && $0.isFinite } ?? true,
      "class weights must be finite and 0 or more, got \(classWeights ?? [])")
    precondition(
      positiveWeights?.allSatisfy { $0 >= 0 && $0.isFinite } ?? true,
      "positive weights must be finite and 0 or more, got \(positiveWeights ?? [])")
    precondition(
      positiveWeights == nil
        || loss.targetKind == .indicators && type(of: loss).isLinearInTarget,
      "positive weights need a loss of sigmoid outputs that is linear in its target")
    logitOptions.check(loss.outputUnit)
    self.loss = loss
    self.logitOptions = logitOptions
    self.classWeights = classWeights
    self.positiveWeights = positiveWeights
    self.labelSmoothing = labelSmoothing
    self.ignoredLabels = ignoredLabels
  }

  /// Replaces the logits by the gradient of the sum, and returns the total.
  ///
  /// Every label is checked before anything is written. `rowWeights` holds one weight a row, finite
  /// and 0 or more, or nothing for 1 everywhere.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span()
  ) throws(TargetError) -> LossTotal {
    checkShape(elements: logits.count, outputs: outputs, rows: labels.count, weights: rowWeights)
    let form = LabelForm(self, outputs: outputs)
    try check(labels, classes: form.classes)

    var total = LossTotal()
    total.outputs = outputs
    total.rows = labels.count
    if ignoredLabels.isEmpty, rowWeights.isEmpty, form.factors.isEmpty, logitOptions == .none {
      if formWithKernel(&logits, labels: labels, form: form, total: &total) { return total }
    }
    var sum = CompensatedSum()
    var weight = CompensatedSum()
    var masses = form.outputMasses
    let isPlain = logitOptions == .none
    var moved = ContiguousArray(repeating: 0.0, count: isPlain ? 0 : outputs)
    for i in labels.indices {
      let label = Int(labels[i])
      var row = logits._mutatingExtracting(i * outputs..<(i + 1) * outputs)
      if !ignoredLabels.isEmpty, ignoredLabels.contains(label) {
        fill(&row, with: 0)
        continue
      }
      let rowWeight = rowWeights.isEmpty ? 1 : rowWeights[i]
      total.countedRows += 1
      weight.add(rowWeight * form.weights[label])
      let factor = form.factors.isEmpty ? rowWeight : rowWeight * form.factors[label]
      if factor == 0 || form.masses[label] == 0 {
        fill(&row, with: 0)
        continue
      }
      // What is true of a row changes what its output weighs in all.
      if !form.trueMasses.isEmpty { masses[label] = form.trueMasses[label] }
      let value: Double
      do {
        let target = TargetRow(
          label: form.output(of: label), spike: form.spike(of: label), base: form.base.span,
          mass: form.masses[label], masses: masses.span)
        value =
          factor
          * (isPlain
            ? loss.formGradient(&row, target: target)
            : formMoved(&row, target, form.penaltyWeight(form.weights[label]), &moved))
      }
      if !form.trueMasses.isEmpty { masses[label] = form.outputMasses[label] }
      if factor != 1 { scale(&row, by: factor) }
      if value == .infinity { total.noteInfiniteRow(i) }
      sum.add(value)
    }
    total.sum = sum.value
    total.weight = weight.value
    return total
  }

  /// Replaces the logits by the gradient of the sum for dense targets: probabilities, indicators or
  /// measurements.
  ///
  /// `targets` holds rows × outputs values, each from 0 to 1 unless they are measurements. A one-hot
  /// row is the same as its label. `ignoredRows` holds one flag a row, true where the row is not there
  /// and its target not read either, or nothing.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<Double>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span()
  ) -> LossTotal {
    let rows = outputs == 0 ? 0 : targets.count / outputs
    checkShape(elements: logits.count, outputs: outputs, rows: rows, weights: rowWeights)
    precondition(
      targets.count == logits.count,
      "expected \(logits.count) targets for as many logits, got \(targets.count)")
    precondition(
      ignoredRows.isEmpty || ignoredRows.count == rows,
      "expected \(rows) flags of ignored rows, got \(ignoredRows.count)")
    precondition(
      loss.targetKind != .measurements || classWeights == nil && labelSmoothing == 0,
      "a measured target has no class: class weights and smoothing need labels")
    let form = LabelForm(self, outputs: outputs)

    var total = LossTotal()
    total.outputs = outputs
    total.rows = rows
    var sum = CompensatedSum()
    var weight = CompensatedSum()
    var base = ContiguousArray(repeating: 0.0, count: outputs)
    var masses = form.outputMasses
    let isPlain = logitOptions == .none
    var moved = ContiguousArray(repeating: 0.0, count: isPlain ? 0 : outputs)
    for i in 0..<rows {
      var row = logits._mutatingExtracting(i * outputs..<(i + 1) * outputs)
      if !ignoredRows.isEmpty, ignoredRows[i] {
        fill(&row, with: 0)
        continue
      }
      total.countedRows += 1
      let dense = targets.extracting(i * outputs..<(i + 1) * outputs)
      let mass = form.formBase(
        &base, &masses, from: dense, isLinear: type(of: loss).isLinearInTarget)
      let rowWeight = rowWeights.isEmpty ? 1 : rowWeights[i]
      let importance = form.weight(of: dense)
      weight.add(rowWeight * importance)
      let factor = form.factors.isEmpty ? rowWeight : rowWeight * importance
      if factor == 0 || mass == 0 {
        fill(&row, with: 0)
        continue
      }
      // A one-hot row is a label, with all of a label's digits.
      let label = onlyNonzero(base)
      let target = TargetRow(
        label: label, spike: label < 0 ? 0 : base[label],
        base: base.span.extracting(first: label < 0 ? outputs : 0), mass: mass,
        masses: masses.span)
      let value =
        factor
        * (isPlain
          ? loss.formGradient(&row, target: target)
          : formMoved(&row, target, form.penaltyWeight(importance), &moved))
      if factor != 1 { scale(&row, by: factor) }
      if value == .infinity { total.noteInfiniteRow(i) }
      sum.add(value)
    }
    total.sum = sum.value
    total.weight = weight.value
    return total
  }

  /// The loss of one row whose logits are moved, with room for them.
  @inline(never)
  private func formMoved<S: LogitScalar>(
    _ row: inout MutableSpan<S>, _ target: borrowing TargetRow, _ importance: Double?,
    _ moved: inout ContiguousArray<Double>
  ) -> Double {
    var span = moved.mutableSpan
    return logitOptions.formGradient(
      &row, target: target, of: loss, importance: importance, moved: &span)
  }

  /// The kernel's rows, block by block; false where the loss has no kernel for them.
  @inline(__always)
  private func formWithKernel<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, labels: Span<Int32>, form: LabelForm, total: inout LossTotal
  ) -> Bool {
    guard !labels.isEmpty, form.outputs == form.classes else { return false }
    let block = 512
    var losses = ContiguousArray(repeating: 0.0, count: min(block, labels.count))
    var sum = CompensatedSum()
    var weight = CompensatedSum()
    for start in stride(from: 0, to: labels.count, by: block) {
      let rows = start..<min(start + block, labels.count)
      var slice = logits._mutatingExtracting(
        rows.lowerBound * form.outputs..<rows.upperBound * form.outputs)
      var lossesOut = losses.mutableSpan
      guard
        loss._formGradients(
          &slice, outputs: form.outputs, labels: labels.extracting(rows), base: form.base.span,
          spikes: form.spikes.span, losses: &lossesOut)
      else {
        precondition(start == 0, "a kernel that took the first rows must take all of them")
        return false
      }
      for i in rows {
        let value = losses[i - start]
        if value == .infinity { total.noteInfiniteRow(i) }
        sum.add(value)
        weight.add(form.weights[Int(labels[i])])
      }
    }
    total.countedRows = labels.count
    total.sum = sum.value
    total.weight = weight.value
    return true
  }

  private func check(_ labels: Span<Int32>, classes: Int) throws(TargetError) {
    for i in labels.indices {
      let label = Int(labels[i])
      if label >= 0, label < classes { continue }
      if ignoredLabels.contains(label) { continue }
      throw .labelOutOfRange(row: i, label: label, classes: classes)
    }
  }

  private func checkShape(elements: Int, outputs: Int, rows: Int, weights: Span<Double>) {
    precondition(outputs > 0, "expected 1 output or more, got \(outputs)")
    precondition(
      elements == rows * outputs,
      "expected \(rows) rows × \(outputs) outputs = \(rows * outputs) logits, got \(elements)")
    precondition(
      weights.isEmpty || weights.count == rows,
      "expected \(rows) row weights, got \(weights.count)")
  }
}

/// What a label means as a target, for every label at once.
private struct LabelForm {
  let outputs: Int
  let classes: Int
  /// The weight below the spike, by output; empty where it is 0.
  let base: ContiguousArray<Double>
  /// The weight on the label above the base, by class.
  let spikes: ContiguousArray<Double>
  /// The weight of the whole distribution, by class of the label.
  let masses: ContiguousArray<Double>
  /// What each of several sigmoid outputs weighs, of a row that it is not true of; empty elsewhere.
  let outputMasses: ContiguousArray<Double>
  /// The same of a row that it is true of; empty where that is no other.
  let trueMasses: ContiguousArray<Double>
  /// What multiplies the row's loss, by class; empty where it is 1.
  let factors: ContiguousArray<Double>
  /// The weight that a mean over weights divides by, by class.
  let weights: ContiguousArray<Double>

  private let smoothing: Double
  private let classWeights: ContiguousArray<Double>
  /// The weight of what is true of each of several sigmoid outputs; empty elsewhere.
  private let positiveWeights: ContiguousArray<Double>
  private let kind: TargetKind

  init(_ objective: Objective, outputs: Int) {
    let loss = objective.loss
    let classes = loss.classes(outputs: outputs)
    let given = objective.classWeights
    precondition(
      given == nil || given?.count == classes,
      "expected \(classes) class weights, got \(given?.count ?? 0)")
    let isLinear = type(of: loss).isLinearInTarget
    let kind = loss.targetKind
    let isMultiLabel = kind == .indicators && outputs > 1
    precondition(
      !isMultiLabel || isLinear || given == nil,
      "class weights over several sigmoid outputs need a loss that is linear in its target")
    let positive = objective.positiveWeights
    precondition(
      positive == nil || positive?.count == outputs,
      "expected \(outputs) positive weights, got \(positive?.count ?? 0)")
    let ones = ContiguousArray(repeating: 1.0, count: classes)
    var own = given.map { ContiguousArray($0) } ?? ones
    if let positive, !isMultiLabel { own[1] *= positive[0] }
    let positives = isMultiLabel ? ContiguousArray(positive ?? []) : []
    let scale =
      positives.isEmpty
      ? (isLinear ? own : ones) : ContiguousArray(zip(own, positives).map { $0 * $1 })
    let epsilon = objective.labelSmoothing
    let share = epsilon / Double(isMultiLabel ? 2 : classes)
    let levels = scale.map { $0 * share }

    self.outputs = outputs
    self.classes = classes
    self.kind = kind
    smoothing = epsilon
    classWeights = own
    positiveWeights = positives
    spikes = ContiguousArray(scale.map { $0 * (1 - epsilon) })
    factors = isLinear || given == nil ? [] : own
    weights = isMultiLabel ? ones : own
    if positives.isEmpty {
      outputMasses = isMultiLabel && given != nil ? own : []
      trueMasses = []
    } else {
      outputMasses = ContiguousArray(zip(own, levels).map { $0 * (1 - share) + $1 })
      trueMasses = ContiguousArray(zip(own, scale).map { $0 * share + $1 * (1 - share) })
    }
    if epsilon == 0 {
      base = []
      masses = isMultiLabel ? ones : spikes
    } else {
      base = outputs < classes ? [levels[1]] : ContiguousArray(levels)
      var level = CompensatedSum()
      for term in levels { level.add(term) }
      masses = isMultiLabel ? ones : ContiguousArray(spikes.map { $0 + level.value })
    }
  }

  /// What a row's penalties weigh, given what its target does; nil: each output's what it weighs.
  @inline(__always)
  func penaltyWeight(_ importance: Double) -> Double? {
    // Factors multiply the whole row, penalties and all.
    kind == .indicators && outputs > 1 ? nil : factors.isEmpty ? importance : 1
  }

  /// The output that carries the label's spike; −1 for the class that a lone sigmoid says no to.
  @inline(__always)
  func output(of label: Int) -> Int {
    outputs == classes ? label : label - 1
  }

  @inline(__always)
  func spike(of label: Int) -> Double { outputs == classes || label == 1 ? spikes[label] : 0 }

  /// The smoothed and weighted form of a dense row, what its outputs weigh, and its mass.
  @inline(__always)
  func formBase(
    _ base: inout ContiguousArray<Double>, _ masses: inout ContiguousArray<Double>,
    from dense: Span<Double>, isLinear: Bool
  ) -> Double {
    if kind == .measurements {
      for j in dense.indices { base[j] = dense[j] }
      return 1
    }
    let share = smoothing / Double(kind == .indicators ? 2 : classes)
    if outputs < classes {
      let yes = (1 - smoothing) * dense[0] + share
      let no = (1 - smoothing) * (1 - dense[0]) + share
      base[0] = isLinear ? classWeights[1] * yes : yes
      return base[0] + (isLinear ? classWeights[0] * no : no)
    }
    var mass = CompensatedSum()
    for j in dense.indices {
      let t = (1 - smoothing) * dense[j] + share
      base[j] = isLinear ? classWeights[j] * t : t
      if !positiveWeights.isEmpty {
        masses[j] = classWeights[j] * (1 - t)
        base[j] *= positiveWeights[j]
        masses[j] += base[j]
      }
      mass.add(base[j])
    }
    return kind == .indicators ? 1 : mass.value
  }

  /// Σⱼ wⱼtⱼ of a dense row, before smoothing; 1 where its outputs are no classes of one another.
  @inline(__always)
  func weight(of dense: Span<Double>) -> Double {
    switch kind {
    case .measurements: return 1
    case .indicators where outputs > 1: return 1
    case .indicators: return classWeights[1] * dense[0] + classWeights[0] * (1 - dense[0])
    case .distribution: break
    }
    var sum = CompensatedSum()
    for j in dense.indices { sum.add(classWeights[j] * dense[j]) }
    return sum.value
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

@inline(__always)
private func fill<S: LogitScalar>(_ row: inout MutableSpan<S>, with value: Double) {
  for j in row.indices { row[j] = S(rounding: value) }
}

@inline(__always)
private func scale<S: LogitScalar>(_ row: inout MutableSpan<S>, by factor: Double) {
  for j in row.indices { row[j] = S(rounding: factor * row[j].arithmetic) }
}

internal import Dispatch

/// What an objective makes of a batch before its first row: the same for every batch of as many outputs.
final class RowForm: Sendable {
  /// What a form is made for.
  struct Key: Equatable {
    let outputs: Int
    let isDense: Bool
    /// The logits, where a kernel knows them.
    let scalar: KernelScalar?
    let level: KernelLevel
  }

  let key: Key
  let targets: LabelForm
  /// Nil where only the definition will do.
  let kernel: RowKernel?

  init(_ key: Key, _ targets: LabelForm, _ kernel: RowKernel?) {
    self.key = key
    self.targets = targets
    self.kernel = kernel
  }
}

/// The forms that an objective made last, for all its copies and every thread.
final class RowForms: @unchecked Sendable {
  /// Training and its validation, with and without dense targets.
  private static let most = 4

  private var known: [RowForm] = []
  private let lock = DispatchSemaphore(value: 1)

  subscript(key: RowForm.Key) -> RowForm? {
    lock.wait()
    defer { lock.signal() }
    return known.first { $0.key == key }
  }

  func keep(_ form: RowForm) {
    lock.wait()
    defer { lock.signal() }
    // Two threads may have made it.
    if known.contains(where: { $0.key == form.key }) { return }
    if known.count == Self.most { known.removeFirst() }
    known.append(form)
  }
}

extension Objective {
  /// The form for so many outputs; throws where the options do not fit them.
  func form<S: LogitScalar>(
    _: S.Type, outputs: Int, isDense: Bool, _ level: KernelLevel
  ) throws(TargetError) -> RowForm {
    let key = RowForm.Key(
      outputs: outputs, isDense: isDense,
      scalar: level == .definition || logitOptions != .none ? nil : KernelScalar(S.self),
      level: level)
    if let form = forms[key] { return form }
    try checkOptions(outputs: outputs)
    let targets = LabelForm(self, outputs: outputs)
    let form = RowForm(key, targets, kernel(key, targets))
    forms.keep(form)
    return form
  }

  private func kernel(_ key: RowForm.Key, _ form: LabelForm) -> RowKernel? {
    guard let scalar = key.scalar, let known = (loss as? any CatalogLoss)?.kernel else {
      return nil
    }
    let weights = [
      form.spikes, form.base, form.factors, form.denseWeights.yes, form.denseWeights.no,
    ]
    if !weights.allSatisfy({ scalar.holds($0.span) }) { return nil }
    func kernel(_ targets: RowKernel.Targets) -> RowKernel {
      RowKernel(scalar, level: key.level, loss: known, outputs: key.outputs, targets: targets)
    }
    switch loss.outputUnit {
    case .softmax where key.isDense:
      guard known.formsSoftTargets, classWeights == nil, labelSmoothing == 0 else { return nil }
      return kernel(.distributions)
    case .softmax:
      guard form.base.isEmpty || known.formsSoftTargets else { return nil }
      return kernel(.labels(spikes: form.spikes, base: form.base))
    case _ where key.isDense:
      let weights = form.denseWeights
      let share = loss.targetKind == .indicators ? labelSmoothing / 2 : 0
      return kernel(
        .dense(keep: 1 - labelSmoothing, share: share, yes: weights.yes, no: weights.no))
    case .sigmoid where form.outputs < form.classes:
      let base = form.base.isEmpty ? 0 : form.base[0]
      let yes = (base, base + form.spikes[1])
      return kernel(.lone(yes: yes, no: (form.masses[0] - yes.0, form.masses[1] - yes.1)))
    default: return nil
    }
  }
}

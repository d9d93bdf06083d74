/// What a label means as a target, for every label at once.
final class LabelForm: Sendable {
  let outputs: Int
  let classes: Int
  /// The weight below the spike, by output; empty where it is 0.
  let base: ContiguousArray<Double>
  /// The weight on the label above the base, by class.
  let spikes: ContiguousArray<Double>
  /// The weight of the whole distribution, by class of the label.
  let masses: ContiguousArray<Double>
  /// The weight of each of several sigmoid outputs in a row where it is false; empty elsewhere.
  let outputMasses: ContiguousArray<Double>
  /// The same where it is true; empty if no different.
  let trueMasses: ContiguousArray<Double>
  /// What multiplies the row's loss, by class; empty where it is 1.
  let factors: ContiguousArray<Double>
  /// The weight that a mean over weights divides by, by class.
  let weights: ContiguousArray<Double>

  /// Whether weights scale the target rather than the row.
  private let isLinear: Bool
  private let smoothing: Double
  var hasSmoothing: Bool { smoothing != 0 }
  private let classWeights: ContiguousArray<Double>
  /// The weight of each of several sigmoid outputs where it is true; empty elsewhere.
  private let positiveWeights: ContiguousArray<Double>
  private let kind: TargetKind

  /// The form for an objective whose weights were checked against the outputs.
  init(_ objective: Objective, outputs: Int) {
    let loss = objective.loss
    let classes = loss.classes(outputs: outputs)
    let given = objective.classWeights
    let isLinear = type(of: loss).isLinearInTarget
    let kind = loss.targetKind
    let isMultiLabel = kind == .indicators && outputs > 1
    let positive = objective.positiveWeights
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
    self.isLinear = isLinear
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

  /// The weight of a row's penalties, given its target's; nil: each output's own weight.
  @inline(__always)
  func penaltyWeight(_ importance: Double) -> Double? {
    // Factors multiply the whole row, penalties and all.
    kind == .indicators && outputs > 1 ? nil : factors.isEmpty ? importance : 1
  }

  /// The output that carries the label's spike; −1 for the "no" of a single sigmoid.
  @inline(__always)
  func output(of label: Int) -> Int {
    outputs == classes ? label : label - 1
  }

  @inline(__always)
  func spike(of label: Int) -> Double { outputs == classes || label == 1 ? spikes[label] : 0 }

  /// The smoothed and weighted form of a dense row, what its outputs weigh, and its mass.
  @inline(__always)
  func formBase<T: LogitScalar>(
    _ base: inout ContiguousArray<Double>, _ masses: inout ContiguousArray<Double>,
    from dense: Span<T>
  ) -> Double {
    if kind == .measurements {
      for j in dense.indices { base[j] = dense[j].arithmetic }
      return 1
    }
    let share = smoothing / Double(kind == .indicators ? 2 : classes)
    if outputs < classes {
      let yes = (1 - smoothing) * dense[0].arithmetic + share
      let no = (1 - smoothing) * (1 - dense[0].arithmetic) + share
      base[0] = isLinear ? classWeights[1] * yes : yes
      return base[0] + (isLinear ? classWeights[0] * no : no)
    }
    var mass = CompensatedSum()
    for j in dense.indices {
      let t = (1 - smoothing) * dense[j].arithmetic + share
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

  /// Σⱼ wⱼtⱼ of a dense row, before smoothing; 1 where its outputs are not classes of one
  /// distribution.
  @inline(__always)
  func weight<T: LogitScalar>(of dense: Span<T>) -> Double {
    switch kind {
    case .measurements: return 1
    case .indicators where outputs > 1: return 1
    case .indicators:
      return classWeights[1] * dense[0].arithmetic + classWeights[0] * (1 - dense[0].arithmetic)
    case .distribution: break
    }
    var sum = CompensatedSum()
    for j in dense.indices { sum.add(classWeights[j] * dense[j].arithmetic) }
    return sum.value
  }

  /// The weight of "yes" and "no" of each sigmoid output, after smoothing; empty where it is 1.
  var denseWeights: (yes: ContiguousArray<Double>, no: ContiguousArray<Double>) {
    guard isLinear, kind == .indicators else { return ([], []) }
    if outputs < classes {
      return classWeights[0] == 1 && classWeights[1] == 1
        ? ([], []) : ([classWeights[1]], [classWeights[0]])
    }
    if positiveWeights.isEmpty {
      return classWeights.allSatisfy { $0 == 1 } ? ([], []) : (classWeights, classWeights)
    }
    return (ContiguousArray(zip(classWeights, positiveWeights).map { $0 * $1 }), classWeights)
  }
}

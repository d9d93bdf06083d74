internal import RealModule

/// From logits to probabilities.
struct UnitStep {
  var shift = 0.0
  var exponentials: [Double]
  var total: Double?
  var logProbabilities: [Double]
  var logComplements: [Double]

  init(_ logits: [Double], _ unit: OutputUnit) {
    if unit == .sigmoid {
      let outputs = logits.map { SigmoidOutput($0) }
      exponentials = logits.map { .exp(-$0) }
      logProbabilities = outputs.map(\.logProbability)
      logComplements = outputs.map(\.logComplement)
      return
    }
    var elements = ContiguousArray(logits)
    let row = SoftmaxRow(reading: elements.mutableSpan)
    // Below e^20 the plain exponentials are easier to follow.
    let isLarge = logits.contains { $0.isFinite && abs($0) > 20 }
    shift = isLarge && row.peak.isFinite ? row.peak : 0
    let base = shift
    exponentials = logits.map { .exp($0 == base ? 0 : $0 - base) }
    total = exponentials.reduce(0, +)
    logProbabilities = logits.map { row.logProbability($0) }
    // log Σ of the others − log Σ, where nothing cancels.
    logComplements = logits.indices.map { j in
      // The others of a masked class are everything, which two logarithms could miss by a rounding.
      if logits[j] == -.infinity { return 0 }
      // Rounding may leave the others a hair above the total.
      return min(0, .log(row.others(than: j, logit: logits[j])) - row.logTotal)
    }
  }
}

/// What the options of an objective make of a target.
struct TargetStep {
  var targets: [Double]
  var weights: [Double]
  var complementWeights: [Double]
  var rowWeight = 1.0

  init(_ objective: Objective, _ dense: [Double]) {
    let outputs = dense.count
    let isSigmoid = objective.loss.outputUnit == .sigmoid
    let isLone = isSigmoid && outputs == 1
    let smoothing = objective.labelSmoothing
    let share = smoothing / Double(isSigmoid ? 2 : outputs)
    targets = dense.map { smoothing == 0 ? $0 : (1 - smoothing) * $0 + share }
    weights = [Double](repeating: 1, count: outputs)
    complementWeights = weights
    if let alpha = (objective.loss as? FocalLoss)?.alpha {
      weights = [Double](repeating: alpha, count: outputs)
      // Read of sigmoid outputs alone.
      complementWeights = [Double](repeating: 1 - alpha, count: outputs)
    }
    let positiveWeights = objective.positiveWeights
    guard objective.classWeights != nil || positiveWeights != nil else { return }
    let classWeights =
      objective.classWeights ?? [Double](repeating: 1, count: isLone ? 2 : outputs)
    if type(of: objective.loss).isLinearInTarget {
      weights = zip(weights, isLone ? [classWeights[1]] : classWeights).map { $0 * $1 }
      complementWeights = zip(complementWeights, isLone ? [classWeights[0]] : classWeights)
        .map { $0 * $1 }
      if let positiveWeights { weights = zip(weights, positiveWeights).map { $0 * $1 } }
    } else if isLone {
      rowWeight = classWeights[1] * dense[0] + classWeights[0] * (1 - dense[0])
    } else {
      rowWeight = zip(classWeights, dense).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}

/// From probabilities to the loss of every output.
struct LossStep {
  var factor = 1.0
  var contributions: [LossExplanation.Contribution] = []
  var terms: [Double] = []
  var outputGradient: [Double] = []

  init(_ objective: Objective, _ unit: UnitStep, _ target: TargetStep, scale: Double) {
    switch (objective.loss as? any CatalogLoss)?.terms ?? .other {
    case .squares(let scale):
      factor = target.rowWeight * scale
      for j in target.targets.indices {
        // With t = 1 this keeps the digits of 1 − p.
        let t = target.targets[j]
        let residual = (1 - t) * .exp(unit.logProbabilities[j]) - t * .exp(unit.logComplements[j])
        terms.append(factor * residual * residual)
        outputGradient.append(2 * factor * residual)
      }
    case .truth(let loss):
      let isSigmoid = objective.loss.outputUnit == .sigmoid
      for j in target.targets.indices {
        let (p, q) = (unit.logProbabilities[j], unit.logComplements[j])
        let yes = target.weights[j] * target.targets[j]
        let no = isSigmoid ? target.complementWeights[j] * (1 - target.targets[j]) : 0
        var parts: [LossExplanation.Contribution] = []
        if yes != 0 {
          parts.append(
            LossExplanation.Contribution(
              loss, output: j, isTrue: true, share: yes, log: p, complement: q, scale: scale))
        }
        if no != 0 {
          parts.append(
            LossExplanation.Contribution(
              loss, output: j, isTrue: false, share: no, log: q, complement: p, scale: scale))
        }
        contributions += parts
        terms.append(parts.reduce(0) { $0 + $1.share * $1.value })
        outputGradient.append(
          parts.reduce(0) { $0 + ($1.isTrue ? -1 : 1) * $1.strengthPerProbability(loss) })
      }
    case .other: break
    }
  }
}

extension LossExplanation.Contribution {
  fileprivate init(
    _ loss: any TruthLoss, output: Int, isTrue: Bool, share: Double, log: Double,
    complement: Double, scale: Double
  ) {
    let (value, slope) = loss.valueAndSlope(logProbability: log, complement: .exp(complement))
    self.init(
      output: output, isTrue: isTrue, share: share, probability: .exp(log),
      surprisal: 0 - log * scale, value: scale * value, pull: -scale * slope)
  }

  /// |∂ℓ/∂p|, at p = 0 its limit; p^q / p is the one form that is 0 / 0 there.
  fileprivate func strengthPerProbability(_ loss: any TruthLoss) -> Double {
    if probability > 0 || strength > 0 { return strength / probability }
    return (loss as? GeneralizedCrossEntropy)?.q == 1 ? share : .infinity
  }
}

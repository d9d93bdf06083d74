/// Why a loss cannot have these options.
public enum ObjectiveError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The options that can be wrong, under their names in JSON.
  public enum Option: String, Sendable, CaseIterable {
    /// The share of a label's weight that is spread over all classes.
    case labelSmoothing = "label_smoothing"
    /// One weight per class.
    case classWeights = "class_weights"
    /// One weight per sigmoid output, where it is true.
    case positiveWeights = "positive_weights"
    /// The greatest logit that the loss may see.
    case softCap = "soft_cap"
    /// What divides the logits.
    case temperature
    /// What the square of the log-sum-exp costs.
    case zLoss = "z_loss"
    /// What a nat of entropy is worth.
    case confidencePenalty = "confidence_penalty"
    /// What multiplies a term of a sum.
    case factor
    /// The teacher's share in a distillation.
    case alpha

    /// The range of its number or numbers.
    public var range: ParameterRange {
      switch self {
      case .labelSmoothing: .from(0, below: 1)
      case .softCap, .temperature: .above(0)
      case .alpha: .from(0, through: 1)
      case .classWeights, .positiveWeights, .zLoss, .confidencePenalty, .factor: .from(0)
      }
    }
  }

  /// The option holds a number outside its range.
  case outOfRange(Option, value: Double)
  /// The option makes no sense for this loss on these outputs.
  case notSupported(Option, loss: String, unit: OutputUnit)
  /// The option needs labels, since the loss's dense targets are measured and have no class.
  case needsLabels(Option, loss: String)
  /// Over several sigmoid outputs the option needs a loss that is linear in its target.
  case needsLinearLoss(Option, loss: String)
  /// Flags or losses of single outputs need a loss that adds up those of its outputs.
  case needsSeparateOutputs(ShapeError.Part, loss: String)
  /// The loss predicts no probabilities.
  case noProbabilities(loss: String, unit: OutputUnit)
  /// The terms of a sum have other outputs, or other kinds of targets.
  case otherOutputs(loss: String, than: String)
  /// A sum has no terms.
  case noTerms
  /// Only softmax and sigmoid outputs are explained.
  case notExplained(loss: String, unit: OutputUnit)
  /// A ``LinearCrossEntropy`` is the cross entropy of softmax outputs and no other loss.
  case notLinear(loss: String, unit: OutputUnit)
  /// A ``LinearCrossEntropy`` does not take the option.
  case notSupportedByLinear(Option)

  /// What is wrong.
  public var description: String {
    switch self {
    case .outOfRange(let option, let value):
      "\(option.rawValue) must be in \(option.range), got \(value)"
    case .notSupported(let option, let loss, let unit):
      "\(loss) of \(unit.rawValue) outputs takes no \(option.rawValue)"
    case .needsLabels(let option, let loss):
      "\(option.rawValue) needs labels: dense targets of \(loss) are measured and have no class"
    case .needsLinearLoss(let option, let loss):
      "\(option.rawValue) over several sigmoid outputs needs a loss that is linear in its target, "
        + "which \(loss) is not"
    case .needsSeparateOutputs(let part, let loss):
      "\(part.rawValue) need a loss that adds up those of its outputs, which \(loss) does not"
    case .noProbabilities(let loss, let unit):
      "\(loss) predicts \(unit.rawValue) outputs, no probabilities"
    case .otherOutputs(let loss, let first):
      "the terms of a sum share their outputs and targets: \(loss) has others than \(first)"
    case .noTerms: "a sum of objectives needs a term"
    case .notExplained(let loss, let unit):
      "an explanation needs softmax or sigmoid outputs, \(loss) has \(unit.rawValue) outputs"
    case .notLinear(let loss, let unit):
      "a linear cross entropy is that of softmax outputs, not \(loss) of \(unit.rawValue) outputs"
    case .notSupportedByLinear(let option): "a linear cross entropy takes no \(option.rawValue)"
    }
  }
}

extension ObjectiveError.Option {
  /// Throws for a number outside the option's range.
  func check(_ value: Double) throws(ObjectiveError) {
    if !range.contains(value) { throw .outOfRange(self, value: value) }
  }

  /// Throws for the first of these numbers outside the option's range.
  func check(_ values: [Double]?) throws(ObjectiveError) {
    guard let values else { return }
    for value in values { try check(value) }
  }
}

public import CrossEntropy
public import CrossEntropyLearning

/// One row under a loss by name, step by step, and beside it what other losses make of the row.
///
/// Squared error always stands beside the chosen loss; where it is the chosen one, cross entropy does.
public struct ExplainedRow: Sendable, Hashable {
  /// A loss with its explanation.
  public struct Loss: Sendable, Hashable {
    /// Which loss it is.
    public let loss: ComparedLoss
    /// What it makes of the row.
    public let explanation: Explanation
  }

  /// The outputs of a row.
  public enum Outputs: Sendable, Hashable {
    /// Any real numbers, or −∞ for a class that is masked.
    case logits([Double])
    /// Ready probabilities; under softmax they sum to 1.
    case probabilities([Double])
  }

  /// What a row is asked with, beside its outputs and its target.
  public struct Options: Sendable, Hashable {
    /// One weight a class; nil is 1 everywhere.
    public var classWeights: [Double]?
    /// The share of the target that is spread over the classes.
    public var labelSmoothing = 0.0
    /// The factor of squared error, 1 unless it is ½ or 1/C.
    public var scale = 1.0
    /// The inputs of the layer that gave the logits.
    public var inputs: [Double] = []
    /// The unit of losses that have one.
    public var unit = InformationUnit.nats

    /// No weights, no smoothing, nats.
    public init() {}
  }

  /// The chosen loss.
  public let chosen: Loss
  /// The others, in the order given, and squared error.
  public let others: [Loss]

  /// Explains a row of softmax or sigmoid outputs under the first loss, beside the rest.
  ///
  /// - Shape: as for `Explanation`.
  public init(
    _ outputs: Outputs, targets: [Double], unit: OutputUnit, losses: [ComparedLoss],
    options: Options = Options()
  ) throws(LossNameError) {
    precondition(!losses.isEmpty, "an explanation needs a loss")
    var rows: [Loss] = []
    for loss in Self.besideEachOther(losses) {
      let objective = try loss.objective(
        unit: unit, outputs: targets.count, options: options, isChosen: rows.isEmpty)
      let explanation =
        switch outputs {
        case .logits(let z):
          Explanation(
            of: objective, logits: z, targets: targets, inputs: options.inputs, in: options.unit)
        case .probabilities(let p):
          Explanation(
            of: objective, probabilities: p, targets: targets, inputs: options.inputs,
            in: options.unit)
        }
      rows.append(Loss(loss: loss, explanation: explanation))
    }
    chosen = rows[0]
    others = Array(rows.dropFirst())
  }

  /// These losses, each once, and the one that always stands beside the first.
  public static func besideEachOther(_ losses: [ComparedLoss]) -> [ComparedLoss] {
    let rival: ComparedLoss.Kind =
      losses.first?.kind == .squaredError ? .crossEntropy : .squaredError
    var all: [ComparedLoss] = []
    for loss in losses + [ComparedLoss(rival)] where !all.contains(loss) { all.append(loss) }
    return all
  }

  /// How many times as hard as squared error cross entropy, or the chosen loss, pulls at the logits;
  /// nil where squared error does not pull at all.
  public var pullRatio: Double? {
    let all = [chosen] + others
    guard let squared = all.first(where: { $0.loss.kind == .squaredError })?.explanation.pull,
      let other = all.first(where: { $0.loss.kind != .squaredError })?.explanation.pull,
      squared > 0
    else { return nil }
    return other / squared
  }

  /// The probability that the row's likeliest target is given.
  public var truthProbability: Double {
    let row = chosen.explanation
    if row.outputUnit == .softmax {
      let truth = row.targets.indices.reduce(0) { row.targets[$1] > row.targets[$0] ? $1 : $0 }
      return row.probabilities[truth]
    }
    // Of several labels the one that is given the least.
    return row.targets.indices.map {
      row.targets[$0] >= 0.5 ? row.probabilities[$0] : row.complements[$0]
    }.min() ?? .nan
  }
}

extension ComparedLoss {
  /// The objective of this loss for a row of which no others are known.
  fileprivate func objective(
    unit: OutputUnit, outputs: Int, options: ExplainedRow.Options, isChosen: Bool
  ) throws(LossNameError) -> Objective {
    if kind == .balancedCrossEntropy || kind == .priorCorrectedCrossEntropy {
      throw LossNameError(
        "\(kind.rawValue) takes its weights from a table, and one row has none; "
          + "give them: --loss cross_entropy --class-weights 1,2")
    }
    var smoothing = options.labelSmoothing
    if kind == .labelSmoothing {
      if isChosen, smoothing != 0 {
        throw LossNameError(
          "label_smoothing:epsilon and --label-smoothing both smooth; leave one out")
      }
      smoothing = parameter ?? 0.1
    }
    let loss: any CrossEntropy.Loss =
      switch kind {
      case .squaredError: SquaredError(scale: options.scale, unit: unit)
      case .focal: FocalLoss(gamma: parameter ?? 2, unit: unit)
      case .generalizedCrossEntropy: GeneralizedCrossEntropy(q: parameter ?? 0.7, unit: unit)
      default: unit == .sigmoid ? SigmoidCrossEntropy() : SoftmaxCrossEntropy()
      }
    // Weights of labels that may all be true cannot enter squared error: it stands there unweighted.
    let isUnweighted = kind == .squaredError && unit == .sigmoid && outputs > 1
    if isChosen, isUnweighted, options.classWeights != nil {
      throw LossNameError(
        "squared_error of several sigmoid outputs takes no class weights; leave them out")
    }
    return Objective(
      loss, classWeights: isUnweighted ? nil : options.classWeights, labelSmoothing: smoothing)
  }
}

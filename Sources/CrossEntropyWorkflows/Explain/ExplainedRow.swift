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
  ) throws(ExplainedRowError) {
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

/// Why a loss cannot explain a row.
public enum ExplainedRowError: Error, Hashable, Sendable {
  /// The loss takes its weights from a table.
  case needsTable(loss: String)
  /// The loss smooths labels, and so do the options.
  case smoothsTwice
  /// Weights of labels that may all be true cannot enter this loss.
  case takesNoClassWeights(loss: String)
}

extension ComparedLoss {
  /// The objective of this loss for a row of which no others are known.
  fileprivate func objective(
    unit: OutputUnit, outputs: Int, options: ExplainedRow.Options, isChosen: Bool
  ) throws(ExplainedRowError) -> Objective {
    if kind.isBalanced { throw .needsTable(loss: name) }
    if isChosen, kind.smoothsLabels, options.labelSmoothing != 0 { throw .smoothsTwice }
    let loss = scaled(by: options.scale).known(of: unit)
    // Beside the chosen loss it stands there unweighted.
    let isUnweighted = unit == .sigmoid && outputs > 1 && !type(of: loss).isLinearInTarget
    if isChosen, isUnweighted, options.classWeights != nil {
      throw .takesNoClassWeights(loss: name)
    }
    return Objective(
      loss, classWeights: isUnweighted ? nil : options.classWeights,
      labelSmoothing: kind.smoothsLabels ? labelSmoothing : options.labelSmoothing)
  }

  /// The loss with this scale, where it has one.
  private func scaled(by scale: Double) -> NamedLoss {
    guard loss.parameters["scale"] != nil else { return loss }
    do throws(LossNameError) {
      return try loss.setting("scale", to: scale)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

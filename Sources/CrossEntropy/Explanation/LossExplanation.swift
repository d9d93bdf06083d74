internal import RealModule

/// One row under one objective, step by step: logits, probabilities, surprisals, loss, gradient.
///
/// `value` and `gradient` are the ``Objective``'s own; the steps between say where they come from.
/// An array over outputs has one element per output: a single sigmoid has one, though it tells two
/// classes apart.
public struct LossExplanation: Sendable, Hashable, Codable {
  /// What turns the logits into probabilities.
  public let outputUnit: OutputUnit
  /// z; where probabilities were given, the logits that the unit turns into them.
  public let logits: [Double]
  /// What is subtracted from every logit before the exponential so that none overflows; 0 if none
  /// would.
  public let shift: Double
  /// exp(zⱼ − shift) under softmax, exp(−zⱼ) under sigmoid.
  public let exponentials: [Double]
  /// Σ of the exponentials under softmax; nil under sigmoid.
  public let total: Double?
  /// p.
  public let probabilities: [Double]
  /// 1 − p, from the other outputs rather than by subtraction.
  public let complements: [Double]
  /// −log p, in `unit`, or in nats where the loss has none.
  public let surprisals: [Double]
  /// −log(1 − p), likewise.
  public let complementSurprisals: [Double]
  /// p(1 − p) = ∂pⱼ/∂zⱼ, at most ¼: how much of a change passes through the unit.
  public let slopes: [Double]
  /// t, after smoothing and before class weights.
  public let targets: [Double]
  /// What multiplies squared error: its scale, times the row's weight where class weights are
  /// given; else 1.
  public let factor: Double
  /// What the target adds to a loss that is a function of the truth's probability; empty for other
  /// losses, such as squared error.
  public let contributions: [Contribution]
  /// What every output adds to the loss; empty where the loss cannot be taken apart this way.
  public let terms: [Double]
  /// ℓ.
  public let value: Double
  /// The unit of the loss and its gradient; nil where it has none, as squared error.
  public let unit: InformationUnit?
  /// ∂ℓ/∂p, each probability taken on its own; empty where the loss cannot be taken apart this way.
  public let outputGradient: [Double]
  /// ∂ℓ/∂z.
  public let gradient: [Double]
  /// ℓ divided by the number of outputs, as Keras reports several sigmoid outputs.
  public let meanOverOutputs: Double
  /// x, the inputs of a layer z = W·x + b before the unit; empty where none were given.
  public let inputs: [Double]
  /// ∂ℓ/∂W = ∂ℓ/∂zⱼ·xₖ, one row per output, empty without inputs; ∂ℓ/∂b is `gradient`.
  public let weightGradient: [[Double]]

  enum CodingKeys: String, CodingKey {
    case logits, shift, exponentials, total, probabilities, complements, surprisals, slopes, targets
    case factor, contributions, terms, value, unit, gradient, inputs
    case outputUnit = "output_unit"
    case complementSurprisals = "complement_surprisals"
    case outputGradient = "output_gradient"
    case meanOverOutputs = "mean_over_outputs"
    case weightGradient = "weight_gradient"
  }

  /// Explains a row of logits under softmax or sigmoid.
  ///
  /// The steps show class weights and smoothing. ``LogitOptions`` are in `value` and `gradient` only.
  ///
  /// - Shape: as many targets as logits, each from 0 to 1; under softmax they sum to 1. A masked
  ///   class has the logit −∞.
  public init(
    of objective: Objective, logits: [Double], targets: [Double], inputs: [Double] = [],
    in unit: InformationUnit = .nats
  ) throws(TargetError) {
    let loss = objective.loss
    guard loss.outputUnit == .softmax || loss.outputUnit == .sigmoid else {
      throw .objective(.notExplained(loss: loss.name, unit: loss.outputUnit))
    }
    // A user's own loss is in nats, as its protocol says.
    let hasUnit = (loss as? any CatalogLoss)?.entry.isInformation ?? true
    let scale = hasUnit ? unit.perNat : 1
    if loss.outputUnit == .softmax, targets.count == logits.count {
      do throws(DistributionError) {
        try checkDistribution(targets)
      } catch {
        throw .probabilities(error)
      }
    }
    // By the definition: what a teacher writes out holds to the last digit.
    let (sum, slope) = try objective.valueAndGradient(
      logits: Matrix(row: logits), targets: Matrix(row: targets), level: .definition)
    value = sum.sum * scale
    gradient = slope.elements.map { $0 * scale }
    self.unit = hasUnit ? unit : nil
    self.logits = logits
    self.inputs = inputs
    weightGradient = inputs.isEmpty ? [] : gradient.map { g in inputs.map { $0 == 0 ? 0 : g * $0 } }
    meanOverOutputs = value / Double(logits.count)
    outputUnit = loss.outputUnit

    let unitStep = UnitStep(logits, loss.outputUnit)
    shift = unitStep.shift
    exponentials = unitStep.exponentials
    total = unitStep.total
    probabilities = unitStep.logProbabilities.map { .exp($0) }
    complements = unitStep.logComplements.map { .exp($0) }
    slopes = zip(probabilities, complements).map { $0 * $1 }
    let surprisalScale = hasUnit ? unit.perNat : 1
    surprisals = unitStep.logProbabilities.map { 0 - $0 * surprisalScale }
    complementSurprisals = unitStep.logComplements.map { 0 - $0 * surprisalScale }

    let target = TargetStep(objective, targets)
    self.targets = target.targets
    let steps = LossStep(objective, unitStep, target, scale: scale)
    factor = steps.factor
    contributions = steps.contributions
    terms = steps.terms
    outputGradient = steps.outputGradient
  }

  /// Explains a row of ready probabilities, from 0 to 1; under softmax they sum to 1 within 1e-6
  /// and are then normalised.
  public init(
    of objective: Objective, probabilities: [Double], targets: [Double], inputs: [Double] = [],
    in unit: InformationUnit = .nats
  ) throws(TargetError) {
    let isSoftmax = objective.loss.outputUnit == .softmax
    do throws(DistributionError) {
      try checkProbabilities(probabilities)
      if isSoftmax { try checkDistribution(probabilities) }
    } catch {
      throw .probabilities(error)
    }
    try self.init(
      of: objective,
      logits: probabilities.map { isSoftmax ? .log($0) : .log($0) - .log(onePlus: -$0) },
      targets: targets, inputs: inputs, in: unit)
  }

  /// The loss in another unit; nil where it has none.
  public func value(in other: InformationUnit) -> Double? {
    unit.map { $0 == other ? value : value / $0.perNat * other.perNat }
  }

  /// The greatest |∂ℓ/∂zⱼ|: how hard the row pulls on the model.
  public var pull: Double { gradient.reduce(0) { max($0, abs($1)) } }

  /// The output to which the target gives most, the first of equals.
  package var likeliestTarget: Int {
    let all = targets[...]
    return mostProbable(all.span)
  }

  /// Σ of the contributions' strengths.
  public var strength: Double { contributions.reduce(0) { $0 + $1.strength } }

  /// Σ pⱼ ∂ℓ/∂pⱼ, what softmax subtracts from the gradient of every probability.
  public var meanOutputGradient: Double {
    zip(probabilities, outputGradient).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
  }

  /// A class, or the "yes" or "no" of a sigmoid output, that has a share of the target.
  public struct Contribution: Sendable, Hashable, Codable {
    /// The output.
    public let output: Int
    /// False for "no".
    public let isTrue: Bool
    /// The target's share, times the class weight.
    public let share: Double
    /// The probability forecast for it.
    public let probability: Double
    /// −log of that.
    public let surprisal: Double
    /// The loss if the whole target were on it.
    public let value: Double
    /// −∂value/∂log p, how strongly it pulls: 1 under cross entropy in nats.
    public let pull: Double

    /// share × pull.
    public var strength: Double { share * pull }

    enum CodingKeys: String, CodingKey {
      case output, share, probability, surprisal, value, pull
      case isTrue = "is_true"
    }
  }
}

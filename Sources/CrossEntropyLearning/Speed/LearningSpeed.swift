/// How fast every loss teaches the same model by plain gradient descent, and the gradients behind it.
///
/// All losses share the rows, the start and the order of the rows. Each trains at one common step
/// and at the step that suits it best; the gradient is that of the loss as defined, averaged over
/// the rows, and nothing else. Rows count by their weights. Speed is the epochs to a common log loss,
/// read through the scale-and-bias map of each epoch, so that a loss that is miscalibrated by design can
/// arrive too.
public struct LearningSpeed: Codable, Sendable, Hashable {
  /// How much of the way from the base rate's log loss to the lowest one counts as learnt.
  public static let targetShare = 0.9
  /// N, the epochs that are shown after epoch 0, the start.
  public var epochs: Int
  /// The rows per step.
  public var batchSize: Int
  /// The step that all losses share.
  public var commonStep: Double
  /// The rows trained on: the first fold's training rows, a seeded choice where they are many.
  public var trainingRows: Int
  /// The rows held out: the first fold's, a seeded choice where they are many.
  public var heldOutRows: Int
  /// The share of the most frequent class among the training rows.
  public var baseRate: Double
  /// The entropy of the classes' shares among the training rows, in nats; several targets are added.
  public var baseRateLogLoss: Double
  /// The lowest recalibrated training log loss that any loss reaches at any step.
  public var lowestLogLoss: Double
  /// The log loss that counts as learnt: 90 % of the way from the base rate's to the lowest.
  ///
  /// Nil where no loss falls below the base rate's.
  public var targetLogLoss: Double?
  /// The epochs at which curves are recalibrated: 0 to 10, each next one a tenth later, and the last.
  public var mappedEpochs: [Int]
  /// The starts, each with every loss.
  public var starts: [Start]
  /// The gradients of one row as its output goes from right to confidently wrong.
  public var gradients: Gradients

  /// One start of the weights, shared by all losses.
  public struct Start: Codable, Sendable, Hashable {
    /// How large its weights are.
    public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
      /// So small that no output is sure.
      case small
      /// So large that many outputs are confidently wrong.
      case saturated

      /// σ of its weights and biases.
      var deviation: Double {
        switch self {
        case .small: 0.1
        case .saturated: 3
        }
      }
    }

    /// Which of the starts it is; its name in JSON.
    public var kind: Kind
    /// σ: every weight and bias comes from N(0, σ²).
    public var deviation: Double
    /// The losses that are fitted, cross entropy first.
    public var losses: [LossSpeed]

    enum CodingKeys: String, CodingKey {
      case kind = "name"
      case deviation, losses
    }
  }

  /// A loss from one start.
  public struct LossSpeed: Codable, Sendable, Hashable {
    /// Its name, such as `focal`.
    public var name: String
    /// Its parameters.
    public var parameters: [String: Double]
    /// The training at the common step, with the first seed.
    public var common: Curve
    /// How soon it arrives at the common step, seed by seed.
    public var commonArrivals: Arrivals
    /// The training at the step of the fewest epochs to the target, with the first seed.
    ///
    /// Where no step arrives it is the one that comes nearest, and where all diverge the smallest.
    public var best: Curve
    /// How soon it arrives at that step, seed by seed.
    public var bestArrivals: Arrivals
    /// Every step that was tried with the first seed, the smallest first.
    public var trials: [Trial]

    enum CodingKeys: String, CodingKey {
      case name, parameters, common
      case commonArrivals = "common_arrivals"
      case best
      case bestArrivals = "best_arrivals"
      case trials
    }
  }

  /// How many epochs each seed takes to the target; a seed draws the start and the order of the rows.
  public struct Arrivals: Codable, Sendable, Hashable {
    /// The epochs of each seed, the first that of the curve; nil: not in N epochs.
    public var epochs: [Int?]
    /// Their median, where a run that does not arrive counts as N + 1; nil: not in N epochs.
    public var median: Int?
    /// The fewest; nil: no run arrives.
    public var fewest: Int?
    /// The most; nil: some run does not arrive.
    public var most: Int?

    /// Arrivals with their median and range; the middle one of an odd number.
    init(_ epochs: [Int?]) {
      let sorted = epochs.sorted { ($0 ?? .max) < ($1 ?? .max) }
      self.epochs = epochs
      median = sorted[sorted.count / 2]
      fewest = sorted[0]
      most = sorted[sorted.count - 1]
    }

    enum CodingKeys: CodingKey { case epochs, median, fewest, most }

    /// Writes what does not arrive as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(epochs, forKey: .epochs)
      try container.encode(median, forKey: .median)
      try container.encode(fewest, forKey: .fewest)
      try container.encode(most, forKey: .most)
    }
  }

  /// A step that was tried.
  public struct Trial: Codable, Sendable, Hashable {
    /// The size of the step.
    public var step: Double
    /// Whether a number ceased to be finite; that disqualifies the step.
    public var diverged: Bool
    /// The lowest recalibrated training log loss; nil: diverged.
    public var lowestLogLoss: Double?
    /// The first epoch that reaches the target; nil: not in N epochs.
    public var epochsToTarget: Int?

    enum CodingKeys: String, CodingKey {
      case step, diverged
      case lowestLogLoss = "lowest_log_loss"
      case epochsToTarget = "epochs_to_target"
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(step, forKey: .step)
      try container.encode(diverged, forKey: .diverged)
      try container.encode(lowestLogLoss, forKey: .lowestLogLoss)
      try container.encode(epochsToTarget, forKey: .epochsToTarget)
    }
  }

  /// A training run: one number per epoch, the first from before the first step; recalibrated, one per
  /// epoch of ``LearningSpeed/mappedEpochs``.
  ///
  /// Every number is for the weights after the epoch, over all rows. A run that diverges ends with
  /// its last finite epoch.
  public struct Curve: Codable, Sendable, Hashable {
    /// The size of the step.
    public var step: Double
    /// Whether a number ceased to be finite.
    public var diverged = false
    /// The first epoch that reaches the target; nil: not in N epochs.
    public var epochsToTarget: Int?
    /// The mean over the training rows of the loss that is trained.
    public var trainingLoss: [Double] = []
    /// The same over the held-out rows.
    public var heldOutLoss: [Double] = []
    /// Mean −log p of the truth, in nats.
    public var trainingLogLoss: [Double] = []
    /// The same over the held-out rows.
    public var heldOutLogLoss: [Double] = []
    /// The training log loss, read through the scale-and-bias map that fits these rows at that epoch.
    public var recalibratedLogLoss: [Double] = []
    /// The share of rows whose most probable class is the truth.
    public var trainingAccuracy: [Double] = []
    /// The same over the held-out rows.
    public var heldOutAccuracy: [Double] = []
    /// The length of the gradient of the mean loss over the training rows.
    public var trainingGradientNorm: [Double] = []
    /// The same over the held-out rows.
    public var heldOutGradientNorm: [Double] = []

    enum CodingKeys: String, CodingKey {
      case step, diverged
      case epochsToTarget = "epochs_to_target"
      case trainingLoss = "training_loss"
      case heldOutLoss = "held_out_loss"
      case trainingLogLoss = "training_log_loss"
      case heldOutLogLoss = "held_out_log_loss"
      case recalibratedLogLoss = "recalibrated_log_loss"
      case trainingAccuracy = "training_accuracy"
      case heldOutAccuracy = "held_out_accuracy"
      case trainingGradientNorm = "training_gradient_norm"
      case heldOutGradientNorm = "held_out_gradient_norm"
    }

    /// Writes a target that is not reached as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(step, forKey: .step)
      try container.encode(diverged, forKey: .diverged)
      try container.encode(epochsToTarget, forKey: .epochsToTarget)
      try container.encode(trainingLoss, forKey: .trainingLoss)
      try container.encode(heldOutLoss, forKey: .heldOutLoss)
      try container.encode(trainingLogLoss, forKey: .trainingLogLoss)
      try container.encode(heldOutLogLoss, forKey: .heldOutLogLoss)
      try container.encode(recalibratedLogLoss, forKey: .recalibratedLogLoss)
      try container.encode(trainingAccuracy, forKey: .trainingAccuracy)
      try container.encode(heldOutAccuracy, forKey: .heldOutAccuracy)
      try container.encode(trainingGradientNorm, forKey: .trainingGradientNorm)
      try container.encode(heldOutGradientNorm, forKey: .heldOutGradientNorm)
    }
  }

  /// |∂ℓ/∂z_y| of one row, under every loss in its own scale.
  ///
  /// With several classes, the rest of the probability is on one other class.
  public struct Gradients: Codable, Sendable, Hashable {
    /// The truth of the row: the rarest class, which matters to class weights alone.
    public var truth: String
    /// p_y, the probability that the output gives to the truth.
    public var probabilities: [Double]
    /// The losses in the order of the starts.
    public var losses: [Gradient]
  }

  /// The gradient under one loss.
  public struct Gradient: Codable, Sendable, Hashable {
    /// The name of the loss, such as `focal`.
    public var name: String
    /// Its parameters.
    public var parameters: [String: Double]
    /// |∂ℓ/∂z_y| at every probability.
    public var values: [Double]
    /// The greatest |∂ℓ/∂z_y| at any probability.
    public var greatest: Double
    /// The values divided by the greatest one.
    public var relative: [Double]
  }

  enum CodingKeys: String, CodingKey {
    case epochs
    case batchSize = "batch_size"
    case commonStep = "common_step"
    case trainingRows = "training_rows"
    case heldOutRows = "held_out_rows"
    case baseRate = "base_rate"
    case baseRateLogLoss = "base_rate_log_loss"
    case lowestLogLoss = "lowest_log_loss"
    case targetLogLoss = "target_log_loss"
    case mappedEpochs = "mapped_epochs"
    case starts, gradients
  }

  /// Writes a missing target as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(batchSize, forKey: .batchSize)
    try container.encode(commonStep, forKey: .commonStep)
    try container.encode(trainingRows, forKey: .trainingRows)
    try container.encode(heldOutRows, forKey: .heldOutRows)
    try container.encode(baseRate, forKey: .baseRate)
    try container.encode(baseRateLogLoss, forKey: .baseRateLogLoss)
    try container.encode(lowestLogLoss, forKey: .lowestLogLoss)
    try container.encode(targetLogLoss, forKey: .targetLogLoss)
    try container.encode(mappedEpochs, forKey: .mappedEpochs)
    try container.encode(starts, forKey: .starts)
    try container.encode(gradients, forKey: .gradients)
  }
}

extension LearningSpeed.Gradient {
  /// Whether a row that is as confidently wrong as any still pulls with half the greatest gradient.
  package var pullsHard: Bool { leastTruth > 0.5 }

  /// Whether such a row pulls with less than a hundredth of it.
  package var hasFaded: Bool { leastTruth < 0.01 }

  /// The share of the greatest gradient at the least probability of the truth, which is the last.
  private var leastTruth: Double { relative.last ?? 0 }
}

extension LearningSpeed {
  /// The log loss that counts as learnt; nil where nothing falls below the base rate's.
  static func target(baseRate: Double, lowest: Double) -> Double? {
    lowest < baseRate ? baseRate - Self.targetShare * (baseRate - lowest) : nil
  }

  /// 0 to 10, each next one a tenth later, and the last of so many epochs.
  static func mappedEpochs(of epochs: Int) -> [Int] {
    var mapped = Array(0...min(10, epochs))
    while let last = mapped.last, last < epochs { mapped.append(min(epochs, (11 * last + 5) / 10)) }
    return mapped
  }

  /// The epochs of a small picture: 0, then powers of 2, then the last.
  package var shownEpochs: [Int] {
    [0] + sequence(first: 1) { 2 * $0 }.prefix { $0 < epochs } + [epochs]
  }
}

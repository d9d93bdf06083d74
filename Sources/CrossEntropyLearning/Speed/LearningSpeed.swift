/// How fast every loss teaches the same model by plain gradient descent, and the gradients behind it.
///
/// All losses share the rows, the start and the order of the rows. Each trains at one common step
/// and at the step that suits it best; the gradient is that of the loss as defined, averaged over
/// the rows, and nothing else. Rows count by their weights; several targets count alike.
public struct LearningSpeed: Codable, Sendable, Hashable {
  /// How much of the way from the base rate to the highest accuracy counts as learnt.
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
  /// The highest training accuracy that any loss reaches in a curve.
  public var highestAccuracy: Double
  /// The training accuracy that counts as learnt: 90 % of the way from the base rate to the highest.
  ///
  /// Nil where no loss rises above the base rate.
  public var targetAccuracy: Double?
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
    /// The training at the common step.
    public var common: Curve
    /// The training at the step of the lowest area under the training log loss.
    ///
    /// Where every step diverges it is the smallest one.
    public var best: Curve
    /// The step of the greatest area under the training accuracy.
    ///
    /// It stands beside ``best`` because log loss is what cross entropy itself minimises.
    public var bestByAccuracy: Trial
    /// Every step that was tried, the smallest first.
    public var trials: [Trial]

    enum CodingKeys: String, CodingKey {
      case name, parameters, common, best
      case bestByAccuracy = "best_by_accuracy"
      case trials
    }
  }

  /// A step that was tried.
  public struct Trial: Codable, Sendable, Hashable {
    /// The size of the step.
    public var step: Double
    /// Whether a number ceased to be finite; that disqualifies the step.
    public var diverged: Bool
    /// The area under the training log loss, trapezoids over the epochs divided by N; nil: diverged.
    public var logLossArea: Double?
    /// The same under the training accuracy.
    public var accuracyArea: Double?
    /// The first epoch that reaches the target; nil: not in N epochs.
    public var epochsToTarget: Int?

    enum CodingKeys: String, CodingKey {
      case step, diverged
      case logLossArea = "log_loss_area"
      case accuracyArea = "accuracy_area"
      case epochsToTarget = "epochs_to_target"
    }

    /// Writes what is missing as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(step, forKey: .step)
      try container.encode(diverged, forKey: .diverged)
      try container.encode(logLossArea, forKey: .logLossArea)
      try container.encode(accuracyArea, forKey: .accuracyArea)
      try container.encode(epochsToTarget, forKey: .epochsToTarget)
    }
  }

  /// A training run: one number per epoch, the first from before the first step.
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
    case highestAccuracy = "highest_accuracy"
    case targetAccuracy = "target_accuracy"
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
    try container.encode(highestAccuracy, forKey: .highestAccuracy)
    try container.encode(targetAccuracy, forKey: .targetAccuracy)
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

extension LearningSpeed.Curve {
  /// The first epoch whose training accuracy reaches the target; nil if none does, or it diverges.
  func epochs(to target: Double?) -> Int? {
    guard let target, !diverged else { return nil }
    return trainingAccuracy.firstIndex { $0 >= target }
  }

  /// The curve with its epochs to the target.
  func marked(_ target: Double?) -> Self {
    var curve = self
    curve.epochsToTarget = epochs(to: target)
    return curve
  }

  /// What the search for the best step reads of it.
  var trial: LearningSpeed.Trial {
    LearningSpeed.Trial(
      step: step, diverged: diverged, logLossArea: diverged ? nil : area(trainingLogLoss),
      accuracyArea: diverged ? nil : area(trainingAccuracy), epochsToTarget: epochsToTarget)
  }
}

extension LearningSpeed {
  /// The accuracy that counts as learnt; nil where nothing rises above the base rate.
  static func target(baseRate: Double, highest: Double) -> Double? {
    highest > baseRate ? baseRate + Self.targetShare * (highest - baseRate) : nil
  }

  /// The epochs of a small picture: 0, then powers of √2, then the last.
  package var shownEpochs: [Int] {
    var shown = [0]
    var next = 1.0
    while next < Double(epochs) {
      let epoch = Int(next.rounded())
      if epoch > shown[shown.count - 1], epoch < epochs { shown.append(epoch) }
      next *= 2.0.squareRoot()
    }
    return shown + [epochs]
  }
}

/// Trapezoids over the epochs, divided by their number.
private func area(_ curve: [Double]) -> Double {
  guard curve.count > 1 else { return curve.first ?? .infinity }
  let ends = (curve[0] + curve[curve.count - 1]) / 2
  return (curve.reduce(0, +) - ends) / Double(curve.count - 1)
}

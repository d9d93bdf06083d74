internal import CrossEntropyKernels
internal import RealModule

/// ℓ(z, y) = −(1 − p_y)^γ log p_y, cross entropy that turns easy rows down.
///
/// With f' = (1 − p)^γ (γ p log p / (1 − p) − 1) its gradient under softmax is
/// ∂ℓ/∂zⱼ = f'·([j = y] − pⱼ). γ = 0 is cross entropy. A soft target takes the mean over its classes,
/// Σⱼ tⱼ ℓ(z, j), as Keras's categorical form does; ``SoftFocalLoss`` is the form in p_t of torchvision and of Keras's
/// binary one. With labels they are the same.
///
/// α balances what it is given for: under sigmoid it multiplies the loss of "yes", and 1 − α that of "no". Under softmax
/// it multiplies every row; a weight per class is a class weight of ``Objective``.
///
/// - Shape: one logit per class under softmax; one output for two classes, or one per indicator, under
///   sigmoid.
/// - Unit: nats.
/// - Edges: p_y = 0 costs +∞; p_y = 1 costs 0, also for γ < 1. Convex in the logits only for γ = 0:
///   else f'' < 0 where they are confidently wrong. A NaN gives NaN.
/// - Error: (3γ + 4) ulp, and a label's gradient likewise, enforced by `FocalLossTests.vectors`; a
///   soft target's gradient as many ulp of tⱼ|f'ⱼ| + pⱼ Σₖ tₖ|f'ₖ|, enforced by
///   `FocalLossTests.softTargetsTakeTheMeanOverClasses`.
/// - Source: Lin et al. 2017, "Focal loss for dense object detection".
public struct FocalLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// What turns the logits into p: softmax or sigmoid.
  public let outputUnit: OutputUnit
  /// How strongly easy rows are turned down; 0 or more.
  public let gamma: Double
  /// α, between 0 and 1: what multiplies "yes", and 1 − α "no", or every softmax row; nil is 1 everywhere.
  public let alpha: Double?

  /// The focal loss of exponent `gamma`, balanced by `alpha` where it is given.
  public init(gamma: Double = 2, alpha: Double? = nil, unit: OutputUnit = .softmax) {
    require(Self.gamma.range.contains(gamma), "gamma must be 0 or more, got \(gamma)")
    if let alpha {
      require(Self.alpha.range.contains(alpha), "alpha must be between 0 and 1, got \(alpha)")
    }
    checkProbability(of: unit)
    self.gamma = gamma
    self.alpha = alpha
    outputUnit = unit
  }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    if let alpha, outputUnit == .sigmoid {
      return formSigmoidTruthGradient(
        &row, target: target, yesWeight: alpha, noWeight: 1 - alpha, of: self)
    }
    return formTruthGradient(&row, target: target, unit: outputUnit, of: self)
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    if let alpha, outputUnit == .sigmoid {
      formSigmoidTruthHessian(
        &row, target: target, yesWeight: alpha, noWeight: 1 - alpha, of: self)
    } else {
      formTruthHessian(&row, target: target, unit: outputUnit, of: self)
    }
    return true
  }
}

extension FocalLoss: CatalogLoss {
  static let gamma = LossParameter("gamma", default: 2, in: .from(0))
  static let alpha = LossParameter("alpha", usual: 0.25, in: .above(0, below: 1))
  static let entry = LossEntry(
    name: "focal",
    aliases: ["focal_loss", "categorical_focal_crossentropy", "binary_focal_crossentropy"],
    unitsOfAliases: [
      "categorical_focal_crossentropy": .softmax, "binary_focal_crossentropy": .sigmoid,
    ],
    parameters: [gamma, alpha], units: [.softmax, .sigmoid], isInformation: true,
    isConvex: { loss, _ in loss["gamma"] == 0 },
    isProper: { $0["gamma"] == 0 && $0.parameters["alpha"] == nil },
    formula: .truth(
      symbols: "−({complement})^{gamma} · {log} {p}",
      numbers: "{complement}^{gamma} · {surprisal}",
      strength: "({complement})^{gamma} · (1 − {gamma} {p} ln {p} / ({complement}))"),
    isOffered: true,
    make: { FocalLoss(gamma: $0["gamma"], alpha: $0.parameters["alpha"], unit: $1) })

  var entry: LossEntry { Self.entry }
  var parameterValues: [Double?] { [gamma, alpha] }
  // α is a weight of the target.
  var terms: LossTerms { .truth(FocalLoss(gamma: gamma, unit: outputUnit)) }
  var kernel: LossKernel? { alpha == nil ? LossKernel(cek_focal, parameter: gamma) : nil }
}

extension FocalLoss: TruthLoss {
  @inline(__always)
  func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double) {
    if complement == 0 { return gamma == 0 ? (-scale * logProbability, -scale) : (0, 0) }
    // γ = 2 is what nearly everybody uses, and a power costs more than the rest of the row.
    let power = gamma == 2 ? complement * complement : Double.pow(complement, gamma)
    let factor = scale * power
    let p = Double.exp(logProbability)
    let pLogP = p == 0 ? 0 : p * logProbability
    return (-factor * logProbability, factor * (gamma * pLogP / complement - 1))
  }

  @inline(__always)
  func curvature(logProbability: Double, complement: Double) -> Double {
    let p = Double.exp(logProbability)
    if complement == 0 || p == 0 { return 0 }
    let bracket = logProbability * (1 - (gamma - 1) * p / complement) + 2
    return scale * gamma * p * .pow(complement, gamma - 1) * bracket
  }

  /// α where it multiplies every row.
  @inline(__always)
  private var scale: Double { outputUnit == .softmax ? alpha ?? 1 : 1 }
}

internal import RealModule

/// ℓ(z, y) = −log p_y + ε·(1 − p_y), Poly-1: cross entropy with a different weight on the first
/// term of its series.
///
/// −log p = (1 − p) + (1 − p)²/2 + …, so ε > 0 pulls harder on rows that are nearly right, and ε =
/// −1 removes the first term. Its gradient under softmax is ∂ℓ/∂zⱼ = −(1 + ε·p_y)·([j = y] − pⱼ). A
/// soft target takes the mean over its classes, Σⱼ tⱼ ℓ(z, j).
///
/// - Shape: one logit per class under softmax; one output for two classes, or one per indicator, under
///   sigmoid.
/// - Unit: none; ε·(1 − p) is not an amount of information.
/// - Edges: p_y = 0 costs +∞; p_y = 1 costs 0. Convex in the logits for ε ≤ 1. A NaN gives NaN.
/// - Error: 12 ulp, and a label's gradient likewise, enforced by `PolyLossTests.vectors`; a soft
///   target's gradient as many ulp of tⱼ|f'ⱼ| + pⱼ Σₖ tₖ|f'ₖ| with f' = −(1 + εp), enforced by
///   `PolyLossTests.softTargetsTakeTheMeanOverClasses`.
/// - Source: Leng et al. 2022, "PolyLoss: a polynomial expansion perspective of classification loss
///   functions".
public struct PolyLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// What turns the logits into p: softmax or sigmoid.
  public let outputUnit: OutputUnit
  /// ε: the weight of 1 − p beside −log p; −1 or more.
  public let epsilon: Double

  /// The Poly-1 loss of weight `epsilon`.
  public init(epsilon: Double = 2, unit: OutputUnit = .softmax) {
    require(Self.epsilon.range.contains(epsilon), "epsilon must be −1 or more, got \(epsilon)")
    checkProbability(of: unit)
    self.epsilon = epsilon
    outputUnit = unit
  }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    formTruthGradient(&row, target: target, unit: outputUnit, of: self)
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    formTruthHessian(&row, target: target, unit: outputUnit, of: self)
    return true
  }
}

extension PolyLoss: CatalogLoss {
  static let epsilon = LossParameter("epsilon", default: 2, in: .from(-1))
  static let entry = LossEntry(
    name: "poly", aliases: ["poly_loss", "poly_1"], parameters: [epsilon],
    units: [.softmax, .sigmoid], isInformation: false,
    // f'' ≥ 0 requires 1 + ε(2p − 1) ≥ 0 at every p.
    isConvex: { loss, _ in loss["epsilon"] <= 1 }, isProper: { $0["epsilon"] == 0 },
    formula: .truth(
      symbols: "−{log} {p} + {epsilon} · ({complement})",
      numbers: "{surprisal} + {epsilon} · {complement}", strength: "(1 + {epsilon} {p})",
      strengthNumbers: "(1 + {epsilon} · {p})"),
    make: { PolyLoss(epsilon: $0["epsilon"], unit: $1) })

  var entry: LossEntry { Self.entry }
  var parameterValues: [Double?] { [epsilon] }
}

extension PolyLoss: TruthLoss {
  @inline(__always)
  func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double) {
    // Where ε is below 0, the two terms would cancel near p = 1.
    if epsilon >= 0 {
      return (
        epsilon * complement - logProbability, -1 - epsilon * .exp(logProbability)
      )
    }
    let withoutFirst =
      complement < 0.4 ? -logOnePlusMinus(-complement) : -logProbability - complement
    return (
      withoutFirst + (1 + epsilon) * complement, epsilon * complement - (1 + epsilon)
    )
  }

  @inline(__always)
  func curvature(logProbability: Double, complement: Double) -> Double {
    -epsilon * .exp(logProbability)
  }
}

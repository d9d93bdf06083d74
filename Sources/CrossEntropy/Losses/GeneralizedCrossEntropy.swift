internal import CrossEntropyKernels
internal import RealModule

/// ℓ(z, y) = (1 − p_y^q) / q, between cross entropy (q → 0) and the mean absolute error (q = 1).
///
/// Its gradient under softmax is ∂ℓ/∂zⱼ = −p_y^q·([j = y] − pⱼ): rows that the model has given up
/// on no longer pull. A soft target takes the mean over its classes, Σⱼ tⱼ ℓ(z, j).
///
/// - Shape: one logit per class under softmax; one output for two classes, or one per indicator, under
///   sigmoid.
/// - Unit: none; at most 1/q.
/// - Edges: p_y = 0 costs 1/q, with gradient 0. Not convex in the logits. A NaN gives NaN.
/// - Error: 4 ulp, since it is formed as −expm1(q log p_y)/q; a label's gradient
///   4·(1 + q·|log p_y|) ulp; enforced by `GeneralizedCrossEntropyTests.vectors`. A soft target's
///   gradient 4 ulp of tⱼpⱼ^q + pⱼ Σₖ tₖpₖ^q, enforced by
///   `GeneralizedCrossEntropyTests.softTargetsTakeTheMeanOverClasses`.
/// - Source: Zhang and Sabuncu 2018, "Generalized cross entropy loss for training deep neural
///   networks with noisy labels".
public struct GeneralizedCrossEntropy: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// What turns the logits into p: softmax or sigmoid.
  public let outputUnit: OutputUnit
  /// The exponent, above 0 and at most 1.
  public let q: Double

  /// The generalised cross entropy of exponent `q`.
  public init(q: Double = 0.7, unit: OutputUnit = .softmax) {
    require(Self.q.range.contains(q), "q must be above 0 and at most 1, got \(q)")
    checkProbability(of: unit)
    self.q = q
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

extension GeneralizedCrossEntropy: CatalogLoss {
  static let q = LossParameter("q", default: 0.7, in: .above(0, through: 1))
  static let entry = LossEntry(
    name: "generalized_cross_entropy",
    aliases: [
      "gce", "generalised_cross_entropy", "categorical_generalized_cross_entropy",
    ],
    unitsOfAliases: ["categorical_generalized_cross_entropy": .softmax], parameters: [q],
    units: [.softmax, .sigmoid], isInformation: false,
    isConvex: { _, _ in false }, isProper: { _ in false },
    formula: .truth(
      symbols: "(1 − {p}^{q}) / {q}", numbers: "(1 − {p}^{q}) / {q}", strength: "{p}^{q}",
      strengthNumbers: "{p}^{q}"),
    isOffered: true,
    make: { GeneralizedCrossEntropy(q: $0["q"], unit: $1) })

  var entry: LossEntry { Self.entry }
  var parameterValues: [Double?] { [q] }
  var kernel: LossKernel? { LossKernel(cek_generalized, parameter: q) }
}

extension GeneralizedCrossEntropy: TruthLoss {
  @inline(__always)
  func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double) {
    // −1 − expm1 would lose p^q where it is small.
    let exponent = q * logProbability
    return (-.expMinusOne(exponent) / q, -.exp(exponent))
  }

  @inline(__always)
  func curvature(logProbability: Double, complement: Double) -> Double {
    -q * .exp(q * logProbability)
  }
}

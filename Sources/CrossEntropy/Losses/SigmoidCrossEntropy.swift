internal import CrossEntropyKernels
internal import RealModule

/// ℓ(z, t) = Σⱼ tⱼ log(1 + exp(−zⱼ)) + (mⱼ − tⱼ) log(1 + exp(zⱼ)), the negative log-likelihood of
/// sigmoid units.
///
/// Its gradient is ∂ℓ/∂zⱼ = (mⱼ − tⱼ)·σ(zⱼ) − tⱼ·σ(−zⱼ), which is σ(z) − t for a target of mass 1,
/// and its Hessian's diagonal is mⱼ·σ(zⱼ)σ(−zⱼ). One output tells two classes apart; several are
/// labels that may all be true, and their losses add up.
///
/// - Shape: one output for two classes, or one per indicator.
/// - Unit: nats.
/// - Edges: z = ±∞ on the right side costs 0, on the wrong one +∞. A NaN gives NaN.
/// - Error: 4 ulp with labels, the gradient likewise, enforced by `SigmoidCrossEntropyTests.vectors`;
///   a soft target's value 2 ulp of m·log(1 + exp|z|), its gradient 2 ulp of its larger term,
///   enforced by `SigmoidCrossEntropyTests.softVectors`.
/// - Source: Cox 1958, "The regression analysis of binary sequences".
public struct SigmoidCrossEntropy: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Sigmoid.
  public var outputUnit: OutputUnit { .sigmoid }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    formSigmoidTruthGradient(&row, target: target, of: Surprisal())
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ² = σ(1 − σ)·mⱼ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    for j in row.indices {
      let e = Double.exp(-abs(row[j].arithmetic))
      row[j] = S(rounding: target.mass(of: j) * e / ((1 + e) * (1 + e)))
    }
    return true
  }
}

extension SigmoidCrossEntropy: CatalogLoss {
  var entry: LossEntry { SoftmaxCrossEntropy.entry }
  var terms: LossTerms { .truth(Surprisal()) }
  var kernel: LossKernel? { LossKernel(cek_cross_entropy) }
}

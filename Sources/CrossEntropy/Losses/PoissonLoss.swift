internal import RealModule

/// ℓ(z, t) = Σⱼ exp(zⱼ) − tⱼzⱼ, the negative log-likelihood of counts t of rate exp(z), without log
/// t!, which no logit changes.
///
/// Its gradient is ∂ℓ/∂zⱼ = exp(zⱼ) − tⱼ, the forecast minus the count, and its Hessian's diagonal
/// is exp(zⱼ).
///
/// - Shape: one output per count; a logit is the logarithm of its rate.
/// - Unit: nats; without log t! it may be below 0.
/// - Edges: t = 0 costs exp(z), also at z = −∞, where t > 0 costs +∞. z = +∞ costs +∞. A NaN gives NaN.
/// - Error: 2 ulp of Σ exp(zⱼ) + |tⱼzⱼ|, since it crosses 0, and the gradient 2 ulp of
///   max(exp(z), t); enforced by `PoissonLossTests.vectors`.
/// - Source: Nelder and Wedderburn 1972, "Generalized linear models".
public struct PoissonLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Exponential: exp(z) is a rate.
  public var outputUnit: OutputUnit { .exponential }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds the logarithms of rates, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var sum = CompensatedSum()
    for j in row.indices {
      let z = row[j].arithmetic
      let t = target[j]
      let rate = target.mass(of: j) * .exp(z)
      // ∞ less t times ∞ is ∞: the rate grows faster.
      sum.add(rate)
      if t != 0, rate != .infinity { sum.add(-t * z) }
      row[j] = S(rounding: rate - t)
    }
    return sum.value
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    for j in row.indices {
      row[j] = S(rounding: target.mass(of: j) * .exp(row[j].arithmetic))
    }
    return true
  }
}

extension PoissonLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "poisson", aliases: ["poisson_loss", "poisson_nll_loss"], units: [.exponential],
    isInformation: true,
    isConvex: { _, _ in true }, isProper: { _ in true },
    make: { _, _ in PoissonLoss() })

  var entry: LossEntry { Self.entry }
}

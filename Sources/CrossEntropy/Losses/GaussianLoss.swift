internal import RealModule

/// ℓ(z, t) = ½ Σⱼ (tⱼ − mⱼ)²·exp(−sⱼ) + sⱼ + log 2π, the negative log-likelihood of Gaussians whose
/// variance is forecast too.
///
/// The first half of the outputs are the means m, the second half the logarithms s of the
/// variances. With r = t − m the gradient is ∂ℓ/∂m = −r·exp(−s) and ∂ℓ/∂s = ½(1 − r²·exp(−s)).
/// Where the variance is fixed this is ``SquaredError`` of linear outputs, up to a constant.
///
/// - Shape: two outputs per measured number, n means and then n log-variances; the first n targets
///   belong to the means, and the other n are not read.
/// - Unit: nats of a density, so it may be below 0.
/// - Edges: finite logits never give NaN; a variance that underflows costs +∞ unless the mean is
///   hit exactly. Not convex in the logits. A NaN gives NaN.
/// - Error: 6 ulp of the sum of the terms' magnitudes, since they cross 0, the gradients likewise of
///   r·exp(−s) and of 1 + r²·exp(−s); enforced by `GaussianLossTests.vectors`.
/// - Source: Nix and Weigend 1994, "Estimating the mean and variance of the target probability
///   distribution".
public struct GaussianLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// The target enters squared.
  public static let isLinearInTarget = false
  /// Identity: the outputs are the means and the log-variances themselves.
  public var outputUnit: OutputUnit { .identity }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds means and log-variances, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    require(
      row.count % 2 == 0, "expected as many log-variances as means, got \(row.count) outputs")
    let half = row.count / 2
    let log2Pi = 1.8378770664093455
    var sum = CompensatedSum()
    for j in 0..<half {
      let logVariance = row[half + j].arithmetic
      let residual = target[j] - row[j].arithmetic
      let precision = Double.exp(-0.5 * logVariance)
      // An exact mean or an infinite variance leaves nothing: never 0·∞.
      let ratio = residual == 0 || precision == 0 ? 0 : residual * precision
      sum.add(ratio * ratio)
      sum.add(logVariance)
      sum.add(log2Pi)
      row[j] = S(rounding: ratio == 0 ? 0 : -ratio * precision)
      row[half + j] = S(rounding: 0.5 * (1 - ratio * ratio))
    }
    return 0.5 * sum.value
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    let half = row.count / 2
    for j in 0..<half {
      let logVariance = row[half + j].arithmetic
      let residual = target[j] - row[j].arithmetic
      let precision = Double.exp(-0.5 * logVariance)
      let ratio = residual == 0 || precision == 0 ? 0 : residual * precision
      row[j] = S(rounding: precision * precision)
      row[half + j] = S(rounding: 0.5 * ratio * ratio)
    }
    return true
  }
}

extension GaussianLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "gaussian", aliases: ["gaussian_loss"], units: [.identity], isInformation: true,
    isConvex: { _, _ in false }, isProper: { _ in true },
    make: { _, _ in GaussianLoss() })

  var entry: LossEntry { Self.entry }
  var outputsPerTarget: Int { 2 }
}

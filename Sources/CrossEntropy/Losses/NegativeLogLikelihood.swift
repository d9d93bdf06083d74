/// ℓ(z, t) = −Σⱼ tⱼ zⱼ of outputs that already are log-probabilities: the last step of cross
/// entropy, for models that end in a log-softmax of their own.
///
/// Its gradient is ∂ℓ/∂zⱼ = −tⱼ. A label reads one output and nothing else. On log-probabilities
/// from ``logSoftmax(_:)`` it is ``SoftmaxCrossEntropy`` of the logits. Outputs are taken as they
/// are, normalised or not, so a model must not be able to raise all of them.
///
/// - Shape: one log-probability per class.
/// - Unit: nats.
/// - Edges: −∞ costs 0 where the target is 0, and +∞ on the truth. Only outputs whose target is not
///   0 are read.
/// - Error: 1 ulp with labels; with soft targets 2 ulp of Σ|tⱼzⱼ|. The gradient is exact. Enforced by
///   `NegativeLogLikelihoodTests.vectors`.
/// - Source: Fisher 1922, "On the mathematical foundations of theoretical statistics".
public struct NegativeLogLikelihood: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Exponential: exp(z) is a probability.
  public var outputUnit: OutputUnit { .exponential }
  /// The outputs of a row are one distribution.
  public var targetKind: TargetKind { .distribution }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds log-probabilities, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var sum = CompensatedSum()
    for j in row.indices {
      let t = target[j]
      if t != 0 { sum.add(-t * row[j].arithmetic) }
      row[j] = S(rounding: 0 - t)
    }
    // From 0, so that certainty costs 0 and not −0.
    return 0 + sum.value
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    for j in row.indices { row[j] = S(rounding: 0) }
    return true
  }
}

extension NegativeLogLikelihood: CatalogLoss {
  static let entry = LossEntry(
    name: "negative_log_likelihood", aliases: ["nll", "nll_loss"], units: [.exponential],
    isInformation: true,
    isConvex: { _, _ in true }, isProper: { _ in true },
    make: { _, _ in NegativeLogLikelihood() })

  var entry: LossEntry { Self.entry }
}

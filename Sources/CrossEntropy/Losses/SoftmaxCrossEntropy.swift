internal import CrossEntropyKernels
internal import RealModule

/// ℓ(z, t) = Σⱼ tⱼ (log Σₖ exp(zₖ) − zⱼ), the negative log-likelihood of a softmax unit.
///
/// Its gradient is ∂ℓ/∂zⱼ = T·softmax(z)ⱼ − tⱼ with T = Σⱼ tⱼ, its Hessian's diagonal T·pⱼ(1 − pⱼ). With
/// a label y it is the surprisal of the label, −log softmax(z)_y, and the label's gradient is −Σ of the
/// others, never p − 1.
///
/// - Shape: one logit per class; any number of classes.
/// - Unit: nats.
/// - Edges: a −∞ logit is a masked class, whose target 0 costs 0; on the truth it costs +∞. A NaN
///   anywhere gives NaN.
/// - Error: 4 ulp, and a label's gradient likewise, enforced by `SoftmaxCrossEntropyTests.vectors`;
///   a soft or smoothed target's gradient 4 ulp of max(p, t), enforced by
///   `SoftmaxCrossEntropyTests.softVectors`.
/// - Source: Bridle 1990, "Probabilistic interpretation of feedforward classification network
///   outputs".
public struct SoftmaxCrossEntropy: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Softmax.
  public var outputUnit: OutputUnit { .softmax }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    if target.isHard {
      return formTruthGradient(&row, label: target.label, weight: target.spike, of: Surprisal())
    }
    // Σ tⱼ (peak − zⱼ) is read before the logits are overwritten.
    var peak = -Double.infinity
    for j in row.indices { peak = Swift.max(peak, row[j].arithmetic) }
    if peak == -.infinity { peak = 0 }  // every class is masked
    var distance = CompensatedSum()
    for j in row.indices {
      let t = target[j]
      let z = row[j].arithmetic
      if t != 0, z != peak { distance.add(t * (peak - z)) }
    }
    let softmax = SoftmaxRow(exponentiating: &row)
    let scale = target.mass / softmax.total
    for j in row.indices {
      row[j] = S(rounding: row[j].arithmetic * scale - target[j])
    }
    return distance.value + target.mass * softmax.logTotal
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ² = pⱼ(1 − pⱼ) Σₖ tₖ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    let softmax = SoftmaxRow(keeping: &row)
    for j in row.indices {
      let (p, complement) = softmax.probability(ofKept: row[j], at: j)
      row[j] = S(rounding: target.mass * p * complement)
    }
    return true
  }
}

extension SoftmaxCrossEntropy: CatalogLoss {
  static let entry = LossEntry(
    name: "cross_entropy",
    aliases: [
      "ce", "log_loss", "categorical_crossentropy", "sparse_categorical_crossentropy",
      "binary_crossentropy",
    ],
    unitsOfAliases: [
      "categorical_crossentropy": .softmax, "sparse_categorical_crossentropy": .softmax,
      "binary_crossentropy": .sigmoid,
    ],
    units: [.softmax, .sigmoid], isInformation: true, isConvex: { _, _ in true },
    isProper: { _ in true }, formula: .surprisal,
    isOffered: true,
    make: { _, unit in
      if unit == .sigmoid { return SigmoidCrossEntropy() }
      return SoftmaxCrossEntropy()
    })

  var entry: LossEntry { Self.entry }
  var terms: LossTerms { .truth(Surprisal()) }
  var kernel: LossKernel? { LossKernel(cek_cross_entropy, formsSoftTargets: true) }
}

/// f = −log p: the cross entropy as a function of the truth's probability.
struct Surprisal: TruthLoss {
  @inline(__always)
  func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double) {
    (-logProbability, -1)
  }

  @inline(__always)
  func curvature(logProbability: Double, complement: Double) -> Double {
    0
  }
}

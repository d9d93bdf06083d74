internal import RealModule

/// ℓ(z, t) = D(t ‖ p) = Σⱼ tⱼ log(tⱼ / pⱼ) of a softmax unit, or in reverse, D(p ‖ t) = Σⱼ pⱼ
/// log(pⱼ / tⱼ).
///
/// Forward it is ``SoftmaxCrossEntropy`` less the target's entropy, which no logit changes: its
/// gradient is ∂ℓ/∂zⱼ = pⱼ − tⱼ, and it is 0 where p = t. In reverse the gradient is ∂ℓ/∂zⱼ =
/// pⱼ·(log(pⱼ / tⱼ) − ℓ): the model keeps to where the target is likely, and leaves out what it
/// cannot cover. Where the targets sum to T, p is T times the probabilities.
///
/// - Shape: one logit per class; any number of classes.
/// - Unit: nats.
/// - Edges: 0·log 0 = 0. Forward, p = 0 where t > 0 costs +∞, as under cross entropy, which it
///   equals with labels. In reverse, t = 0 where p > 0 costs +∞, so labels need smoothing, and the
///   gradient of such a row is infinite: +∞ where t is 0, −∞ elsewhere. A NaN gives NaN.
/// - Error: forward 4 ulp with labels, else 8 ulp of Σ|tⱼ log(tⱼ/pⱼ)|, and never below 0; the gradient
///   4 ulp of max(p, t). In reverse 8 ulp of Σ|pⱼ log(pⱼ/tⱼ)| and of pⱼ·(1 + |log(pⱼ/tⱼ)| + ℓ).
///   Enforced by `KullbackLeiblerLossTests.vectors`, `KullbackLeiblerLossTests.softVectors` and
///   `KullbackLeiblerLossTests.reverseVectors`.
/// - Source: Kullback and Leibler 1951, "On information and sufficiency".
public struct KullbackLeiblerLoss: Loss, Hashable, Codable {
  /// Which distribution the mean is over.
  public enum Direction: String, Sendable, Codable, CaseIterable {
    /// D(t ‖ p), the mean over the target: the model must cover all of it.
    case forward
    /// D(p ‖ t), the mean over the model: it must stay within the target.
    case reverse
  }

  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// The target's own entropy is in it, so class weights scale the row.
  public static let isLinearInTarget = false
  /// Softmax.
  public var outputUnit: OutputUnit { .softmax }
  /// Which distribution the mean is over.
  public let direction: Direction

  /// The divergence in one of its directions.
  public init(direction: Direction = .forward) { self.direction = direction }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    switch direction {
    case .forward where target.isHard:
      formTruthGradient(&row, label: target.label, weight: target.spike, of: Surprisal())
    case .forward: formForwardGradient(&row, target: target)
    case .reverse: formReverseGradient(&row, target: target)
    }
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    if direction == .forward {
      formTruthHessian(&row, target: target, unit: .softmax, of: Surprisal())
      return true
    }
    let softmax = SoftmaxRow(reading: row)
    let scale = target.mass / softmax.total
    var sum = CompensatedSum()
    for j in row.indices {
      sum.add(divergenceTerm(softmax.exponential(of: row[j].arithmetic) * scale, target[j]))
    }
    let value = sum.value
    for j in row.indices {
      let z = row[j].arithmetic
      let p = softmax.exponential(of: z) * scale
      let q = p / target.mass
      let complement = softmax.others(than: j, logit: z) / softmax.total
      if p == 0 || value == .infinity {
        row[j] = S(rounding: p == 0 ? 0 : value)
      } else {
        let above = logRatio(p, target[j]) - value / target.mass
        row[j] = S(rounding: p * ((1 - 2 * q) * above + complement))
      }
    }
    return true
  }

  @inline(__always)
  private func formForwardGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let softmax = SoftmaxRow(reading: row)
    let scale = target.mass / softmax.total
    var sum = CompensatedSum()
    for j in row.indices {
      let z = row[j].arithmetic
      let t = target[j]
      let p = softmax.exponential(of: z) * scale
      if t == 0 || p >= .leastNormalMagnitude || p.isNaN {
        sum.add(divergenceTerm(t, p))
      } else {
        sum.add(t * (.log(t / target.mass) - softmax.logProbability(z)) - t)
      }
      row[j] = S(rounding: p - t)
    }
    return sum.value
  }

  @inline(__always)
  private func formReverseGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let softmax = SoftmaxRow(reading: row)
    let scale = target.mass / softmax.total
    var sum = CompensatedSum()
    for j in row.indices {
      sum.add(divergenceTerm(softmax.exponential(of: row[j].arithmetic) * scale, target[j]))
    }
    let value = sum.value
    for j in row.indices {
      let t = target[j]
      let p = softmax.exponential(of: row[j].arithmetic) * scale
      if p == 0 {
        row[j] = S(rounding: 0)
      } else if value == .infinity {
        row[j] = S(rounding: t == 0 ? .infinity : -.infinity)
      } else {
        row[j] = S(rounding: p * (logRatio(p, t) - value / target.mass))
      }
    }
    return value
  }
}

extension KullbackLeiblerLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "kullback_leibler", aliases: ["kl_divergence", "kld"], units: [.softmax],
    isInformation: true, isConvex: { _, _ in true }, isProper: { _ in true },
    make: { _, _ in KullbackLeiblerLoss() })
  static let reverseEntry = LossEntry(
    name: "reverse_kullback_leibler", aliases: ["reverse_kl_divergence"], units: [.softmax],
    isInformation: true, isConvex: { _, _ in false }, isProper: { _ in false },
    make: { _, _ in KullbackLeiblerLoss(direction: .reverse) })

  var entry: LossEntry { direction == .forward ? Self.entry : Self.reverseEntry }
}

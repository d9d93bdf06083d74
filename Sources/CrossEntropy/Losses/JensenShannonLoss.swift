internal import RealModule

/// ℓ(z, t) = JS(t, p) = ½ D(t ‖ m) + ½ D(p ‖ m) with m = ½(t + p), of a softmax unit.
///
/// Its gradient is ∂ℓ/∂zⱼ = ½ pⱼ·(log(pⱼ / mⱼ) − Σₖ pₖ log(pₖ / mₖ)). It is bounded, so rows that
/// the model has given up on no longer pull. Where the targets sum to T, p is T times the
/// probabilities.
///
/// - Shape: one logit per class; any number of classes.
/// - Unit: nats; at most ln 2 per row.
/// - Edges: finite for every target; p = 0 on the truth costs ln 2, with gradient 0. Not convex in the
///   logits. A NaN gives NaN.
/// - Error: 8 ulp with labels, the gradient 4·(2 + |log p_y|) ulp; with soft targets 8 ulp of
///   Σ|tⱼ log(tⱼ/mⱼ)| + |pⱼ log(pⱼ/mⱼ)|, the gradient 8 ulp of pⱼ·(1 + |log(pⱼ/mⱼ)|). Enforced by
///   `JensenShannonLossTests.vectors` and `JensenShannonLossTests.softVectors`.
/// - Source: Englesson and Azizpour 2021, "Generalized Jensen–Shannon divergence loss for learning
///   with noisy labels".
public struct JensenShannonLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// The target is in the mixture too, so class weights scale the row.
  public static let isLinearInTarget = false
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
      return formTruthGradient(&row, label: target.label, weight: target.spike, of: self)
    }
    let softmax = SoftmaxRow(reading: row)
    let scale = target.mass / softmax.total
    var sum = CompensatedSum()
    var products = CompensatedSum()
    for j in row.indices {
      let t = target[j]
      let p = softmax.exponential(of: row[j].arithmetic) * scale
      if t == 0, p == 0 { continue }
      sum.add(jensenShannonTerm(t, p))
      if p != 0 { products.add(p * logAboveMiddle(p, t)) }
    }
    let mean = products.value / target.mass
    for j in row.indices {
      let p = softmax.exponential(of: row[j].arithmetic) * scale
      row[j] = S(rounding: p == 0 ? 0 : 0.5 * p * (logAboveMiddle(p, target[j]) - mean))
    }
    return 0.5 * sum.value
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    if target.isHard {
      formTruthHessian(&row, target: target, unit: .softmax, of: self)
      return true
    }
    let softmax = SoftmaxRow(reading: row)
    let scale = target.mass / softmax.total
    var logs = CompensatedSum()
    var shares = CompensatedSum()
    for j in row.indices {
      let t = target[j]
      let p = softmax.exponential(of: row[j].arithmetic) * scale
      if p == 0 { continue }
      logs.add(p * logAboveMiddle(p, t))
      shares.add(p * (t / (t + p)))
    }
    let mean = logs.value / target.mass
    let share = shares.value / target.mass
    for j in row.indices {
      let t = target[j]
      let p = softmax.exponential(of: row[j].arithmetic) * scale
      let q = p / target.mass
      let own = p == 0 ? 0 : logAboveMiddle(p, t) - mean + t / (t + p)
      row[j] = S(rounding: 0.5 * p * ((1 - 2 * q) * own + q * share))
    }
    return true
  }

  /// log(p / ½(p + t)) for p > 0.
  @inline(__always)
  private func logAboveMiddle(_ p: Double, _ t: Double) -> Double {
    isClose(p, t) ? .log(onePlus: (p - t) / (p + t)) : .log(2 * (p / (p + t)))
  }
}

extension JensenShannonLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "jensen_shannon", aliases: ["js_divergence"], units: [.softmax], isInformation: true,
    isConvex: { _, _ in false }, isProper: { _ in false },
    make: { _, _ in JensenShannonLoss() })

  var entry: LossEntry { Self.entry }
  // Only with labels a function of the truth's probability.
  var terms: LossTerms { .other }
}

extension JensenShannonLoss: TruthLoss {
  /// With a label it is ½(log(2/(1 + p)) + p log(2p/(1 + p)) + (1 − p) log 2).
  @inline(__always)
  func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double) {
    let log2 = 0.6931471805599453
    let p = Double.exp(logProbability)
    if p == 0 { return (log2, 0) }
    // log(2p/(1 + p)), from 1 − p where that has the digits.
    let own =
      complement < 0.5
      ? Double.log(onePlus: -complement / (2 - complement)) : .log(2 * p / (1 + p))
    let others = complement * log2 - .log(onePlus: -0.5 * complement)
    return (0.5 * (others + p * own), 0.5 * p * (own - log2))
  }

  @inline(__always)
  func curvature(logProbability: Double, complement: Double) -> Double {
    let p = Double.exp(logProbability)
    if p == 0 { return 0 }
    return 0.5 * p * (.log(p / (1 + p)) + 1 / (1 + p))
  }
}

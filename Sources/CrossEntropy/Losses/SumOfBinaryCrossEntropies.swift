internal import RealModule

/// ℓ(z, t) = −Σⱼ tⱼ log pⱼ + (T − tⱼ) log(1 − pⱼ) of a softmax unit, T = Σⱼ tⱼ.
///
/// One of the articles writes categorical cross entropy this way, but it is another loss: each
/// class is scored as a yes or no of its own, though softmax ties them together, so it exceeds
/// ``SoftmaxCrossEntropy`` by what the false classes add. With oₖ = pₖ / (1 − pₖ) its gradient is
/// ∂ℓ/∂zⱼ = T·pⱼ − tⱼ + (T − tⱼ)·pⱼ − pⱼ Σ_{k≠j} (T − tₖ)·oₖ. On sigmoid outputs the same sum is
/// ``SigmoidCrossEntropy``.
///
/// - Shape: one logit per class; any number of classes.
/// - Unit: nats.
/// - Edges: a −∞ logit is a masked class, which adds 0 unless it is true; p = 0 on the truth and p
///   = 1 on a false class cost +∞. A NaN gives NaN.
/// - Error: 8 ulp; the gradient 8 ulp of tⱼ + pⱼ(2T + S) + qⱼ, where S is Σ (T − tₖ)·oₖ without the
///   most probable class and qⱼ its share in pⱼ's term; enforced by
///   `SumOfBinaryCrossEntropiesTests.vectors` and `SumOfBinaryCrossEntropiesTests.softVectors`.
/// - Source: worked example V16 of the articles, under a name of its own.
public struct SumOfBinaryCrossEntropies: Loss, Hashable, Codable {
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
    let softmax = SoftmaxRow(reading: row)
    let total = softmax.total
    let peak = softmax.peakIndex
    let peakNo = peak < 0 ? 0 : target.mass - target[peak]
    var value = CompensatedSum()
    var odds = CompensatedSum()
    for j in row.indices {
      let yes = target[j]
      let no = target.mass - yes
      let z = row[j].arithmetic
      if yes != 0 { value.add(-yes * softmax.logProbability(z)) }
      if j == peak || no == 0 { continue }
      // Every class but the most probable has p ≤ ½.
      let e = softmax.exponential(of: z)
      value.add(-no * .log(onePlus: -e / total))
      odds.add(no * (e / (total - e)))
    }
    // What the most probable class leaves is shared by these; their exponentials may have
    // underflowed.
    let rest = peakNo == 0 ? nil : SoftmaxRow(reading: row, without: peak)
    if let rest { value.add(peakNo * complementSurprisal(softmax, rest)) }
    let oddsSum = odds.value
    let peakProbability = 1 / total
    for j in row.indices {
      let yes = target[j]
      let no = target.mass - yes
      let z = row[j].arithmetic
      if j == peak {
        // T·p − t is no − T·(1 − p), from the others.
        let complement = target.mass * (softmax.rest / total)
        row[j] = S(rounding: no - complement + peakProbability * (no - oddsSum))
        continue
      }
      let e = softmax.exponential(of: z)
      let p = e / total
      let own = no == 0 ? 0 : no * (e / (total - e))
      let share = rest.map { $0.exponential(of: z) / $0.total } ?? 0
      let pull = peakNo * peakProbability * share
      row[j] = S(rounding: p * (target.mass + no - (oddsSum - own)) - pull - yes)
    }
    return value.value
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    let softmax = SoftmaxRow(reading: row)
    let total = softmax.total
    let peak = softmax.peakIndex
    let peakNo = peak < 0 ? 0 : target.mass - target[peak]
    var odds = CompensatedSum()
    var steepness = CompensatedSum()
    for j in row.indices where j != peak {
      let e = softmax.exponential(of: row[j].arithmetic)
      let ratio = (target.mass - target[j]) * (e / (total - e))
      odds.add(ratio)
      steepness.add(ratio * (total / (total - e)))
    }
    let rest = peakNo == 0 ? nil : SoftmaxRow(reading: row, without: peak)
    for j in row.indices {
      let no = target.mass - target[j]
      let z = row[j].arithmetic
      let e = softmax.exponential(of: z)
      let p = e / total
      let complement = softmax.others(than: j, logit: z) / total
      if j == peak {
        row[j] = S(
          rounding: p * complement * (target.mass + no - odds.value) + p * p * steepness.value)
        continue
      }
      let own = no * (e / (total - e))
      let share = rest.map { $0.exponential(of: z) / $0.total } ?? 0
      let pull = peakNo * share / total
      row[j] = S(
        rounding: p * complement * (target.mass + no - (odds.value - own)) - pull
          * (complement - share)
          + p * p * (steepness.value - own * (total / (total - e))))
    }
    return true
  }

  /// −log(1 − p) of the most probable class.
  @inline(__always)
  private func complementSurprisal(_ softmax: SoftmaxRow, _ rest: SoftmaxRow) -> Double {
    if softmax.rest >= .leastNormalMagnitude { return .log(onePlus: 1 / softmax.rest) }
    // Nothing beside it, or too little to be seen.
    return rest.peakIndex < 0 ? .infinity : softmax.peak - rest.peak - rest.logTotal
  }
}

extension SumOfBinaryCrossEntropies: CatalogLoss {
  static let entry = LossEntry(
    name: "sum_of_binary_cross_entropies", units: [.softmax], isInformation: true,
    isConvex: { _, _ in false }, isProper: { _ in true },
    make: { _, _ in SumOfBinaryCrossEntropies() })

  var entry: LossEntry { Self.entry }
}

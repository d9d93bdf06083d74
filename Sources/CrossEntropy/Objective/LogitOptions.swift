internal import RealModule

/// z′ = c·tanh(z/c) / T, and ℓ(z′, t) + λ·(log Σⱼ exp z′ⱼ)² − β·H(p′): what is done to logits
/// before the loss sees them, and penalties that keep them in bounds.
///
/// The soft cap c bends logits so that they stay within ±c. The temperature T divides them. The
/// z-loss λ pulls the log-sum-exp to 0, and the confidence penalty β rewards entropy, of one
/// distribution under softmax and of every output under sigmoid. With G the gradient of all this
/// with respect to z′, the gradient is ∂/∂zⱼ = Gⱼ·(1 − tanh²(zⱼ/c)) / T, where the z-loss adds
/// 2λ·log Σ exp z′·p′ⱼ to G and the penalty adds β·p′ⱼ·(log p′ⱼ + H).
///
/// Their order is fixed: the cap comes first, and both penalties use the logits that the loss sees.
/// A row's penalties have the row's weight, class weights included; those of several sigmoid
/// outputs have each output's weight.
///
/// - Shape: any; the z-loss needs softmax, the confidence penalty softmax or sigmoid outputs.
/// - Unit: nats; a confident loss less its penalty may be below 0.
/// - Edges: a −∞ logit stays −∞ under the cap, so that a masked class stays masked; where every class
///   is, the z-loss is +∞. A NaN gives NaN.
/// - Error: the loss's bound × (1 + |Δ|), Δ the greatest distance of z′ from the row's peak, with a
///   cap or under sigmoid the greatest |z′| itself, and a capped gradient's also × (1 + |z/c|); in
///   addition, with M the greater of |peak| and |log-sum-exp|, as many ulp of λM² and of βH, the
///   gradient of 2λMp and of βp(|log p| + H). Enforced by `LogitOptionsTests.vectors` and the tests
///   below it.
/// - Source: temperature: Hinton et al. 2015, "Distilling the knowledge in a neural network". Cap:
///   Gemma Team 2024, "Gemma 2". z-loss: Chowdhery et al. 2022, "PaLM". Penalty: Pereyra et al. 2017,
///   "Regularizing neural networks by penalizing confident output distributions".
public struct LogitOptions: Sendable, Hashable {
  /// c: the greatest logit that the loss may see; nil is no cap.
  public let softCap: Double?
  /// T: what divides the logits; 1 changes nothing.
  public let temperature: Double
  /// λ: what the square of the log-sum-exp costs.
  public let zLoss: Double
  /// β: what a nat of entropy is worth.
  public let confidencePenalty: Double

  /// Unchanged logits, without penalties.
  public static let none = Self()

  private init() {
    softCap = nil
    temperature = 1
    zLoss = 0
    confidencePenalty = 0
  }

  /// The given options; the others have no effect.
  ///
  /// Throws for a number outside an option's range.
  public init(
    softCap: Double? = nil, temperature: Double = 1, zLoss: Double = 0,
    confidencePenalty: Double = 0
  ) throws(ObjectiveError) {
    if let softCap { try ObjectiveError.Option.softCap.check(softCap) }
    try ObjectiveError.Option.temperature.check(temperature)
    try ObjectiveError.Option.zLoss.check(zLoss)
    try ObjectiveError.Option.confidencePenalty.check(confidencePenalty)
    self.softCap = softCap
    self.temperature = temperature
    self.zLoss = zLoss
    self.confidencePenalty = confidencePenalty
  }
}

extension LogitOptions: Codable {
  private enum CodingKeys: String, CodingKey {
    case temperature
    case softCap = "soft_cap"
    case zLoss = "z_loss"
    case confidencePenalty = "confidence_penalty"
  }

  /// Writes every option.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(softCap, forKey: .softCap)
    try container.encode(temperature, forKey: .temperature)
    try container.encode(zLoss, forKey: .zLoss)
    try container.encode(confidencePenalty, forKey: .confidencePenalty)
  }

  /// Reads the options; one that is left out has no effect.
  ///
  /// Throws ``ObjectiveError`` for a number outside an option's range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      softCap: container.decodeIfPresent(Double.self, forKey: .softCap),
      temperature: container.decodeIfPresent(Double.self, forKey: .temperature) ?? 1,
      zLoss: container.decodeIfPresent(Double.self, forKey: .zLoss) ?? 0,
      confidencePenalty: container.decodeIfPresent(Double.self, forKey: .confidencePenalty) ?? 0)
  }
}

extension LogitOptions {
  /// The first option that makes no sense for outputs of this unit.
  func option(notFor unit: OutputUnit) -> ObjectiveError.Option? {
    if zLoss != 0, unit != .softmax { return .zLoss }
    if confidencePenalty != 0, unit != .softmax, unit != .sigmoid { return .confidencePenalty }
    return nil
  }

  /// The loss of a row under these options; `factor` times its gradient replaces the logits.
  ///
  /// `moved` has room for the logits that the loss sees. `importance` is the weight of the row's
  /// penalties; nil: each output's weight in the target.
  @inline(__always)
  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow, of loss: any Loss,
    factor: Double, importance: Double?, moved: inout MutableSpan<Double>
  ) -> Double {
    let unit = loss.outputUnit
    let shift = shift(of: row, loss: loss)
    for j in row.indices { moved[j] = move(row[j].arithmetic, shift: shift) }
    let softmax = SoftmaxRow(reading: moved)
    let entropy = confidencePenalty == 0 || unit == .sigmoid ? 0 : entropy(of: moved, softmax)
    let value = loss.formGradient(&moved, target: target)

    let isMasked = softmax.peakIndex < 0 && !softmax.peak.isNaN
    let logSumExp =
      isMasked ? -Double.infinity : softmax.peak + shift / temperature + softmax.logTotal
    var penalty = CompensatedSum()
    let rowWeight = importance ?? 1
    if zLoss != 0 { penalty.add(rowWeight * zLoss * logSumExp * logSumExp) }
    if entropy != 0 { penalty.add(-rowWeight * confidencePenalty * entropy) }
    for j in row.indices {
      let z = row[j].arithmetic
      let z2 = move(z, shift: shift)
      var pull = 0.0
      if unit == .sigmoid, confidencePenalty != 0 {
        let sigmoid = SigmoidOutput(z2)
        let weight = confidencePenalty * (importance ?? target.mass(of: j))
        penalty.add(weight * (-sigmoid.entropy))
        let slope = sigmoid.probability * sigmoid.complement
        pull = slope == 0 ? 0 : weight * z2 * slope
      } else if zLoss != 0 || confidencePenalty != 0 {
        let p = softmax.exponential(of: z2) / softmax.total
        let surprise =
          confidencePenalty == 0 ? 0 : confidencePenalty * (softmax.logProbability(z2) + entropy)
        pull = p == 0 ? 0 : rowWeight * p * (2 * zLoss * logSumExp + surprise)
      }
      row[j] = S(rounding: factor * ((moved[j] + pull) * slope(at: z)))
    }
    return value + penalty.value
  }

  /// The part of the logits that a loss of softmax(z) alone does not see, kept out of the division so as not
  /// to round it.
  @inline(__always)
  private func shift<S: LogitScalar>(of row: borrowing MutableSpan<S>, loss: any Loss) -> Double {
    guard softCap == nil, temperature != 1, loss.outputUnit == .softmax,
      (loss as? any CatalogLoss)?.ignoresConstants == true
    else { return 0 }
    var peak = -Double.infinity
    for j in row.indices { peak = max(peak, row[j].arithmetic) }
    return peak.isFinite ? peak : 0
  }

  /// z′, or what it is above the shift's.
  @inline(__always)
  private func move(_ z: Double, shift: Double) -> Double {
    guard let softCap, z != -.infinity else { return (z - shift) / temperature }
    return softCap * .tanh(z / softCap) / temperature
  }

  /// ∂z′/∂z.
  @inline(__always)
  private func slope(at z: Double) -> Double {
    guard let softCap else { return 1 / temperature }
    // 1 − tanh² of a masked class is 0 as well.
    let cosh = Double.cosh(z / softCap)
    return 1 / (temperature * cosh * cosh)
  }

  /// −Σ p log p.
  @inline(__always)
  private func entropy(of row: borrowing MutableSpan<Double>, _ softmax: SoftmaxRow) -> Double {
    var sum = CompensatedSum()
    for j in row.indices {
      let p = softmax.exponential(of: row[j]) / softmax.total
      if p != 0 { sum.add(-p * softmax.logProbability(row[j])) }
    }
    return sum.value
  }
}

extension SigmoidOutput {
  /// −p log p − (1 − p) log(1 − p).
  fileprivate var entropy: Double {
    let yes = probability == 0 ? 0 : probability * logProbability
    let no = complement == 0 ? 0 : complement * logComplement
    return -(yes + no)
  }
}

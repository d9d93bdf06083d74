internal import RealModule

/// ℓ(z, t) = −(1 − p_t)^γ Σⱼ tⱼ log pⱼ with p_t = Σⱼ tⱼpⱼ, the focal loss of soft labels in the form of p_t: one
/// factor for the whole target, the chance that a label drawn from t is missed.
///
/// With labels it is ``FocalLoss``, which takes the mean over a soft target's classes instead, each with its own
/// factor. With H = −Σⱼ tⱼ log pⱼ its gradient under softmax is ∂ℓ/∂zⱼ = (1 − p_t)^γ(pⱼ − tⱼ) −
/// γ(1 − p_t)^(γ−1) H pⱼ(tⱼ − p_t). Under sigmoid every output is a target of its own, t for "yes" and 1 − t for "no", as in
/// torchvision's `sigmoid_focal_loss` and Keras's `BinaryFocalCrossentropy`. α then multiplies an output's loss
/// by αt + (1 − α)(1 − t); under softmax it multiplies every row.
///
/// A target that sums to T other than 1 weighs T times what it weighs divided by T.
///
/// - Shape: one logit per class under softmax; one output for two classes, or one per indicator, under sigmoid.
/// - Unit: nats.
/// - Edges: as ``FocalLoss``; a share of a class with p = 0 costs +∞. A NaN gives NaN.
/// - Error: with labels that of ``FocalLoss``; with soft targets (3γ + 8) ulp, the gradient as many of the two terms'
///   magnitudes. Enforced by `SoftFocalLossTests.softVectors` and `SoftFocalLossTests.softSigmoidVectors`.
/// - Source: Lin et al. 2017, "Focal loss for dense object detection", whose p_t is the truth's probability.
public struct SoftFocalLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// The target enters as a factor and in p_t, so class weights scale the row.
  public static let isLinearInTarget = false
  /// What turns the logits into p: softmax or sigmoid.
  public var outputUnit: OutputUnit { ofLabels.outputUnit }
  /// How strongly easy rows are turned down; above 0, since at 0 it is cross entropy, which is linear in its target.
  public var gamma: Double { ofLabels.gamma }
  /// α, between 0 and 1: what multiplies "yes", and 1 − α "no", or every softmax row; nil is 1 everywhere.
  public var alpha: Double? { ofLabels.alpha }
  /// The same with labels.
  private let ofLabels: FocalLoss

  /// The focal loss of exponent `gamma`, balanced by `alpha` where it is given.
  public init(gamma: Double = 2, alpha: Double? = nil, unit: OutputUnit = .softmax) {
    require(Self.gamma.range.contains(gamma), "gamma must be above 0, got \(gamma)")
    ofLabels = FocalLoss(gamma: gamma, alpha: alpha, unit: unit)
  }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ in nats.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    if isLabel(target) { return ofLabels.formGradient(&row, target: target) }
    return form(&row, target: target) { $0.slope }
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    if isLabel(target) { return ofLabels.formHessianDiagonal(&row, target: target) }
    _ = form(&row, target: target) { $0.curvature }
    return true
  }

  /// Whether one class has the whole target; what an output's "yes" leaves is its "no".
  @inline(__always)
  private func isLabel(_ target: borrowing TargetRow) -> Bool {
    outputUnit == .softmax && target.isHard
  }

  /// ℓ, with what `element` makes of every output in place of its logit.
  @inline(__always)
  private func form<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow, _ element: (FocalPoint) -> Double
  ) -> Double {
    outputUnit == .softmax
      ? formSoftmax(&row, target: target, element) : formSigmoid(&row, target: target, element)
  }

  @inline(__always)
  private func formSoftmax<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow, _ element: (FocalPoint) -> Double
  ) -> Double {
    let softmax = SoftmaxRow(reading: row)
    let (total, mass) = (softmax.total, target.mass)
    var (surprisal, hit, missed) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for j in row.indices {
      let t = target[j]
      if t == 0 { continue }
      let z = row[j].arithmetic
      surprisal.add(-t * softmax.logProbability(z))
      hit.add(t * (softmax.exponential(of: z) / total))
      missed.add(t * (softmax.others(than: j, logit: z) / total))
    }
    let scale = alpha ?? 1
    let miss = missed.value / mass
    for j in row.indices {
      let (z, t) = (row[j].arithmetic, target[j])
      let p = softmax.exponential(of: z) / total
      let complement = softmax.others(than: j, logit: z) / total
      row[j] = S(
        rounding: element(
          FocalPoint(
            gamma: gamma, scale: scale, miss: miss, surprisal: surprisal.value,
            missSlope: -p * (t - hit.value) / mass, surprisalSlope: mass * p - t,
            spread: complement - p, surprisalCurvature: mass * p * complement)))
    }
    return scale * .pow(miss, gamma) * surprisal.value
  }

  @inline(__always)
  private func formSigmoid<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow, _ element: (FocalPoint) -> Double
  ) -> Double {
    var sum = CompensatedSum()
    for j in row.indices {
      let sigmoid = SigmoidOutput(row[j].arithmetic)
      let (p, q) = (sigmoid.probability, sigmoid.complement)
      let mass = target.mass(of: j)
      let yes = target[j]
      let no = mass - yes
      if mass == 0 {
        row[j] = S(rounding: 0)
        continue
      }
      let scale = alpha.map { ($0 * yes + (1 - $0) * no) / mass } ?? 1
      let miss = (yes * q + no * p) / mass
      let surprisal =
        (yes == 0 ? 0 : -yes * sigmoid.logProbability)
        + (no == 0 ? 0 : -no * sigmoid.logComplement)
      let point = FocalPoint(
        gamma: gamma, scale: scale, miss: miss, surprisal: surprisal,
        missSlope: (no - yes) * p * q / mass, surprisalSlope: no * p - yes * q, spread: q - p,
        surprisalCurvature: mass * p * q)
      sum.add(point.value)
      row[j] = S(rounding: element(point))
    }
    return sum.value
  }
}

extension SoftFocalLoss: CatalogLoss {
  static let gamma = LossParameter("gamma", default: 2, in: .above(0))
  static let entry = LossEntry(
    name: "soft_focal", aliases: ["sigmoid_focal_loss"],
    unitsOfAliases: ["sigmoid_focal_loss": .sigmoid],
    parameters: [gamma, FocalLoss.alpha], units: [.softmax, .sigmoid],
    isInformation: true, isConvex: { _, _ in false }, isProper: { _ in false },
    formula: .outputs(
      softmax: .init(
        value: "t·(−{log} p)·(1 − s)^{gamma}",
        slope:
          "(1 − s)^{gamma}·(p − t){perNat} + {gamma}·(1 − s)^({gamma} − 1)·Σ(t·{log} p)·p·(t − s)",
        s: "Σ t·p", balance: "{alpha}"),
      sigmoid: .init(
        value: "(−t·{log} o − (1 − t)·{log}(1 − o))·(1 − s)^{gamma}",
        slope:
          "(1 − s)^{gamma}·(o − t){perNat} + {gamma}·(1 − s)^({gamma} − 1)·(t·{log} o + (1 − t)·{log}(1 − o))·(2t − 1)·o(1 − o)",
        s: "t·o + (1 − t)(1 − o)", balance: "({alpha}·t + (1 − {alpha})(1 − t))")),
    isOffered: true,
    make: { SoftFocalLoss(gamma: $0["gamma"], alpha: $0.parameters["alpha"], unit: $1) })

  var entry: LossEntry { Self.entry }
  var parameterValues: [Double?] { [gamma, alpha] }
}

/// s·m^γ·H with m the chance of a miss and H the surprisal, and its derivatives along one output from those of m and H.
private struct FocalPoint {
  let gamma, scale, miss, surprisal: Double
  /// ∂m/∂z, whose own slope is it times `spread`.
  let missSlope: Double
  let surprisalSlope: Double
  /// 1 − 2p.
  let spread: Double
  let surprisalCurvature: Double

  @inline(__always)
  var value: Double { times(power, surprisal) }

  @inline(__always)
  var slope: Double { times(powerSlope, surprisal) + power * surprisalSlope }

  @inline(__always)
  var curvature: Double {
    let bend = (gamma * (gamma - 1) * steepness + gamma * spread) * steepness
    return times(power * bend, surprisal) + 2 * powerSlope * surprisalSlope
      + power * surprisalCurvature
  }

  /// s·m^γ.
  @inline(__always)
  private var power: Double { scale * .pow(miss, gamma) }

  /// γ·s·m^(γ−1)·∂m/∂z.
  @inline(__always)
  private var powerSlope: Double { power * gamma * steepness }

  /// ∂ log m/∂z; where nothing can be missed the slopes are 0 as well.
  @inline(__always)
  private var steepness: Double { miss == 0 ? 0 : missSlope / miss }

  /// 0·∞ = 0.
  @inline(__always)
  private func times(_ a: Double, _ b: Double) -> Double { a == 0 ? 0 : a * b }
}

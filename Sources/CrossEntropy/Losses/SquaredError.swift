internal import CrossEntropyKernels
internal import RealModule

/// ℓ(z, t) = s·Σⱼ (pⱼ − tⱼ)², the squared error of softmax, sigmoid or linear outputs: the articles'
/// MSE.
///
/// With rⱼ = pⱼ − tⱼ its gradient is ∂ℓ/∂zⱼ = 2s·pⱼ·(rⱼ − Σₖ pₖ rₖ) under softmax,
/// 2s·rⱼ·σ(zⱼ)σ(−zⱼ) under sigmoid and 2s·rⱼ under identity, where p is z. The factor p, or σ',
/// vanishes where the output is confidently wrong: that is why squared error learns slowly there.
/// Linear outputs have no such factor; there it is, up to a constant, the negative log-likelihood
/// of a Gaussian of variance 1/2s.
///
/// The scale s is 1. ½ gives the textbooks' ½(y − o)², 1/C gives Keras's mean over the classes.
///
/// - Shape: one logit per class under softmax; one output for two classes, or one per indicator,
///   under sigmoid, where two classes count once: (σ − y)², half of what two softmax outputs give.
///   Under identity, one output per measured number, or for a label a row of zeros with a single 1.
/// - Unit: none; at most 2s per row under softmax, s per output under sigmoid.
/// - Edges: a −∞ logit is p = 0 and nothing is infinite, except under identity, where overflow
///   gives +∞. Not convex in the logits, except under identity. A NaN gives NaN.
/// - Error: with labels 8 ulp, the gradient likewise, under softmax of 2s·pⱼ·max|r|; enforced by
///   `SquaredErrorTests.softmaxVectors` and `SquaredErrorTests.sigmoidVectors`. With soft targets 8
///   ulp of Σ max(p, t)², the gradient 8 ulp of 2s·pⱼ·max(p, t) under softmax and of 2s·max(p,
///   t)·σ(z)σ(−z) under sigmoid; enforced by `SquaredErrorTests.softSoftmaxVectors` and
///   `SquaredErrorTests.softSigmoidVectors`. Under identity 4 ulp and the gradient 2, enforced by
///   `SquaredErrorTests.linearVectors`. From Float logits under softmax the value is within 8 ulp
///   of Float, since p is rounded in place.
/// - Source: Brier 1950, "Verification of forecasts expressed in terms of probability".
public struct SquaredError: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// The target enters squared, so class weights scale the row.
  public static let isLinearInTarget = false
  /// What turns the logits into p: softmax, sigmoid or identity.
  public let outputUnit: OutputUnit
  /// The factor s.
  public let scale: Double

  /// The squared error with factor `scale`.
  public init(scale: Double = 1, unit: OutputUnit = .softmax) {
    require(Self.scale.range.contains(scale), "scale must be above 0, got \(scale)")
    require(unit != .exponential, "squared error of exponential outputs is not defined")
    self.scale = scale
    outputUnit = unit
  }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    switch outputUnit {
    case .softmax: formSoftmaxGradient(&row, target: target)
    case .sigmoid: formSigmoidGradient(&row, target: target)
    case .identity, .exponential: formLinearGradient(&row, target: target)
    }
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    switch outputUnit {
    case .softmax: formSoftmaxHessian(&row, target: target)
    case .sigmoid: formSigmoidHessian(&row, target: target)
    case .identity, .exponential:
      for j in row.indices {
        row[j] = S(rounding: row[j].arithmetic.isNaN ? .nan : 2 * scale)
      }
    }
    return true
  }

  @inline(__always)
  private func formLinearGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var squares = CompensatedSum()
    for j in row.indices {
      let residual = row[j].arithmetic - target[j]
      squares.add(residual * residual)
      row[j] = S(rounding: 2 * scale * residual)
    }
    return scale * squares.value
  }

  @inline(__always)
  private func formSoftmaxGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let hardLabel = target.isHard && target.spike == 1 ? target.label : -1
    let logit = hardLabel < 0 ? 0 : row[hardLabel].arithmetic
    let softmax = SoftmaxRow(keeping: &row)
    let total = softmax.total
    // A hard label's own residual is −Σ of the others': p − 1 would lose it near p = 1.
    let hardResidual = hardLabel < 0 ? 0 : -softmax.others(than: hardLabel, logit: logit) / total
    var sum = CompensatedSum()
    var products = CompensatedSum()
    for j in row.indices {
      let p = softmax.probability(ofKept: row[j], at: j).p
      let residual = j == hardLabel ? hardResidual : p - target[j]
      sum.add(residual * residual)
      products.add(p * residual)
    }
    let squares = sum.value
    let mean = products.value
    // The most probable output's r − Σ p r is Σ pₖ (r − rₖ) over the others, in which nothing is lost where
    // its p is near 1.
    let peak = softmax.peakIndex
    var peakPull = CompensatedSum()
    if peak >= 0, peak != hardLabel {
      let residual = softmax.probability(ofKept: row[peak], at: peak).p - target[peak]
      for k in row.indices where k != peak {
        let p = softmax.probability(ofKept: row[k], at: k).p
        peakPull.add(p * (residual - (k == hardLabel ? hardResidual : p - target[k])))
      }
    }
    for j in row.indices {
      let p = softmax.probability(ofKept: row[j], at: j).p
      // A hard label's r − Σ p r is −Σ r², in which nothing cancels.
      let pull =
        j == hardLabel ? -squares : j == peak ? peakPull.value : p - target[j] - mean
      row[j] = S(rounding: 2 * scale * p * pull)
    }
    return scale * squares
  }

  @inline(__always)
  private func formSigmoidGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var squares = CompensatedSum()
    for j in row.indices {
      let sigmoid = SigmoidOutput(row[j].arithmetic)
      let yes = target[j]
      // (σ − t) written so that t = 1 keeps the digits of 1 − σ.
      let residual = (1 - yes) * sigmoid.probability - yes * sigmoid.complement
      squares.add(residual * residual)
      row[j] = S(rounding: 2 * scale * residual * sigmoid.probability * sigmoid.complement)
    }
    return scale * squares.value
  }

  /// 2s·pⱼ·((1 − 2pⱼ)(rⱼ − m) + pⱼ(1 − 2pⱼ + Σp²)) with m = Σ pₖrₖ.
  @inline(__always)
  private func formSoftmaxHessian<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) {
    let softmax = SoftmaxRow(keeping: &row)
    var products = CompensatedSum()
    var squares = CompensatedSum()
    for j in row.indices {
      let p = softmax.probability(ofKept: row[j], at: j).p
      products.add(p * (p - target[j]))
      squares.add(p * p)
    }
    for j in row.indices {
      let p = softmax.probability(ofKept: row[j], at: j).p
      let pull = p - target[j] - products.value
      row[j] = S(
        rounding: 2 * scale * p * ((1 - 2 * p) * pull + p * (1 - 2 * p + squares.value)))
    }
  }

  /// 2s·σ(1 − σ)·(σ(1 − σ) + (σ − t)(1 − 2σ)).
  @inline(__always)
  private func formSigmoidHessian<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) {
    for j in row.indices {
      let sigmoid = SigmoidOutput(row[j].arithmetic)
      let yes = target[j]
      let slope = sigmoid.probability * sigmoid.complement
      let residual = (1 - yes) * sigmoid.probability - yes * sigmoid.complement
      let bend = residual * (sigmoid.complement - sigmoid.probability)
      row[j] = S(rounding: 2 * scale * slope * (slope + bend))
    }
  }
}

extension SquaredError: CatalogLoss {
  static let scale = LossParameter("scale", default: 1, in: .above(0))
  static let entry = LossEntry(
    name: "squared_error", aliases: ["mse", "mean_squared_error", "brier"], parameters: [scale],
    units: [.softmax, .sigmoid, .identity], isInformation: false,
    isConvex: { _, unit in unit == .identity }, isProper: { _ in true },
    formula: .distance(term: "({p} − {t})²", slopeFactor: 2, slope: "({p} − {t})"),
    isOffered: true, offeredParameters: [],
    make: { SquaredError(scale: $0["scale"], unit: $1) })

  var entry: LossEntry { Self.entry }
  var parameterValues: [Double?] { [scale] }
  var terms: LossTerms { .squares(scale: scale) }
  var kernel: LossKernel? {
    LossKernel(outputUnit == .identity ? cek_linear_error : cek_squared_error, parameter: scale)
  }
}

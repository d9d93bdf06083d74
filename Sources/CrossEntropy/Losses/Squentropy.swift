internal import RealModule

/// ℓ(z, y) = −log softmax(z)_y + Σ_{j≠y} zⱼ² / (C − 1), cross entropy and the mean square of the wrong
/// outputs.
///
/// Its gradient is ∂ℓ/∂zⱼ = pⱼ − [j = y] + 2zⱼ[j ≠ y] / (C − 1). The squares hold the wrong outputs near 0,
/// which no constant added to a row of logits may move any more: unlike a loss of probabilities alone, it
/// says where the logits lie. A soft target takes the mean over its classes, cross entropy and
/// Σⱼ (T − tⱼ)zⱼ² / (C − 1) with T = Σⱼ tⱼ.
///
/// Its probabilities are softmax's, drawn towards each other by the squares.
///
/// One sigmoid output z tells two classes apart as the pair of outputs −z/2, z/2: its loss is that pair's,
/// sigmoid cross entropy + z²/4.
///
/// - Shape: one logit per class, of which a single class costs 0; under sigmoid one output for two classes, or
///   one per indicator, whose losses add up.
/// - Unit: none; a square is not an amount of information.
/// - Edges: a −∞ logit is a masked class, which is not among the C; on the truth it costs +∞. Convex. A NaN
///   gives NaN.
/// - Error: 8 ulp; the gradient 8 ulp of max(pⱼ, tⱼ) + 2T|zⱼ| / (C − 1), under sigmoid of 1 − p of the
///   truth + |z|/2. Enforced by `SquentropyTests.vectors`, `SquentropyTests.softVectors` and
///   `SquentropyTests.sigmoidVectors`.
/// - Source: Hui, Belkin and Wright 2023, "Cut your losses with squentropy".
public struct Squentropy: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// What turns the logits into p: softmax or sigmoid.
  public let outputUnit: OutputUnit

  /// The loss; it has no shape to choose.
  public init(unit: OutputUnit = .softmax) {
    checkProbability(of: unit)
    outputUnit = unit
  }

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    if outputUnit == .sigmoid { return formPairGradient(&row, target: target) }
    let rivals = max(unmasked(row) - 1, 1)
    let softmax = SoftmaxRow(reading: row)
    let total = softmax.total
    let hardLabel = target.isHard ? target.label : -1
    var sum = CompensatedSum()
    for j in row.indices {
      let z = row[j].arithmetic
      let yes = target[j]
      let no = target.mass - yes
      if yes != 0 { sum.add(-yes * softmax.logProbability(z)) }
      // The label's own is −Σ of the others: T·p − t would lose it near p = 1.
      var gradient =
        j == hardLabel
        ? -yes * (softmax.others(than: j, logit: z) / total)
        : target.mass * (softmax.exponential(of: z) / total) - yes
      if no != 0, z != -.infinity {
        let pull = no * z / rivals
        sum.add(pull * z)
        gradient += 2 * pull
      }
      row[j] = S(rounding: gradient)
    }
    return sum.value
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    if outputUnit == .sigmoid {
      for j in row.indices {
        let sigmoid = SigmoidOutput(row[j].arithmetic)
        row[j] = S(
          rounding: target.mass(of: j) * (sigmoid.probability * sigmoid.complement + 0.5))
      }
      return true
    }
    let rivals = max(unmasked(row) - 1, 1)
    let softmax = SoftmaxRow(reading: row)
    for j in row.indices {
      let z = row[j].arithmetic
      let p = softmax.exponential(of: z) / softmax.total
      let complement = softmax.others(than: j, logit: z) / softmax.total
      let square = z == -.infinity ? 0 : 2 * (target.mass - target[j]) / rivals
      row[j] = S(rounding: target.mass * p * complement + square)
    }
    return true
  }

  /// Of every output z the loss of −z/2, z/2, with the truth on one side or the other.
  @inline(__always)
  private func formPairGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var sum = CompensatedSum()
    for j in row.indices {
      let z = row[j].arithmetic
      let sigmoid = SigmoidOutput(z)
      let mass = target.mass(of: j)
      let yes = target[j]
      let no = mass - yes
      if mass == 0 {
        row[j] = S(rounding: 0)
        continue
      }
      if yes != 0 { sum.add(-yes * sigmoid.logProbability) }
      if no != 0 { sum.add(-no * sigmoid.logComplement) }
      sum.add(mass * (z / 2) * (z / 2))
      row[j] = S(
        rounding: no * sigmoid.probability - yes * sigmoid.complement + mass * (z / 2))
    }
    return sum.value
  }
}

extension Squentropy: CatalogLoss {
  static let entry = LossEntry(
    name: "squentropy", units: [.softmax, .sigmoid], isInformation: false,
    isConvex: { _, _ in true }, isProper: { _ in false },
    formula: .outputs(
      softmax: .init(
        value: "(−t·ln p + (1 − t)z² / (C − 1))", slope: "p − t + 2(1 − t)z / (C − 1)"),
      sigmoid: .init(value: "−t·ln o − (1 − t)·ln(1 − o) + z²/4", slope: "o − t + z/2")),
    isOffered: true,
    make: { Squentropy(unit: $1) })

  var entry: LossEntry { Self.entry }
  var ignoresConstants: Bool { false }
}

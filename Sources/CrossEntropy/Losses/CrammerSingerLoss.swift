/// ℓ(z, y) = max(0, 1 + maxⱼ≠y zⱼ − z_y), the hinge of several classes: the truth must be 1 above its
/// greatest rival.
///
/// Its gradient is 1 at the greatest rival (the first of them where they tie) and −1 at the truth
/// while the margin is not met, and 0 at its end and beyond. A soft target takes the mean over its
/// classes, Σⱼ tⱼ ℓ(z, j). The greatest logit is the prediction, as under softmax, but softmax(z)
/// are no probabilities until recalibrated. Keras's categorical hinge counts a rival of logit 0 beside the
/// others: append a 0 to the row for its number.
///
/// - Shape: one logit per class; a single class costs 0.
/// - Unit: logits.
/// - Edges: a −∞ logit is a masked class, no rival; on the truth it costs +∞. A NaN gives NaN.
/// - Error: 2 ulp of tⱼ(1 + |zⱼ − rival|) over the classes, since it crosses 0; the gradient is exact
///   with labels, else 1 ulp of Σ tⱼ. Enforced by `CrammerSingerLossTests.vectors` and
///   `CrammerSingerLossTests.softVectors`.
/// - Source: Crammer and Singer 2001, "On the algorithmic implementation of multiclass kernel-based
///   vector machines".
public struct CrammerSingerLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Softmax: the greatest logit is the prediction.
  public var outputUnit: OutputUnit { .softmax }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let first = GreatestLogit(row, without: -1)
    if first.value.isNaN {
      for j in row.indices { row[j] = S(rounding: .nan) }
      return .nan
    }
    // The rival of every class but the greatest is the greatest, whose own is the second.
    let second = GreatestLogit(row, without: first.index)
    var sum = CompensatedSum()
    var pulledByFirst = CompensatedSum()
    var pulledBySecond = 0.0
    var pullOfSecond = 0.0
    for j in row.indices {
      let t = target[j]
      let z = row[j].arithmetic
      row[j] = S(rounding: 0)
      if t == 0 { continue }
      let rival = j == first.index ? second : first
      let lack = z == -.infinity ? .infinity : rival.index < 0 ? 0 : 1 + (rival.value - z)
      if lack <= 0 { continue }
      // Two equal infinities differ by 0.
      sum.add(t * (lack.isNaN ? 1 : lack))
      row[j] = S(rounding: -t)
      if j == first.index { pulledBySecond = t } else { pulledByFirst.add(t) }
      if j == second.index { pullOfSecond = t }
    }
    if first.index >= 0 {
      row[first.index] = S(rounding: pulledByFirst.value - pulledBySecond)
    }
    if second.index >= 0 { row[second.index] = S(rounding: pulledBySecond - pullOfSecond) }
    return sum.value
  }
}

extension CrammerSingerLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "crammer_singer",
    aliases: ["crammer_singer_loss", "categorical_hinge", "multiclass_hinge_loss"],
    units: [.softmax], isInformation: false,
    isConvex: { _, _ in true }, isProper: { _ in false },
    make: { _, _ in CrammerSingerLoss() })

  var entry: LossEntry { Self.entry }
}

/// The greatest logit of a row except one, and the first output that has it; −1 where all are
/// masked.
private struct GreatestLogit {
  var value = -Double.infinity
  var index = -1

  @inline(__always)
  init<S: LogitScalar>(_ row: borrowing MutableSpan<S>, without left: Int) {
    for j in row.indices where j != left {
      let z = row[j].arithmetic
      if z > value || z.isNaN {
        value = z
        index = j
        if z.isNaN { return }
      }
    }
  }
}

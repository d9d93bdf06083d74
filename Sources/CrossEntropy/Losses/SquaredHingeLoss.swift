/// ℓ(z, y) = max(0, 1 − z)² for yes and max(0, 1 + z)² for no: the hinge without its kink.
///
/// Its gradient is −2·max(0, 1 − z) for yes and 2·max(0, 1 + z) for no, its second derivative is 2
/// within the margin, and 0 at its end and beyond. A soft target takes the mean, t·max(0, 1 − z)² +
/// (1 − t)·max(0, 1 + z)². As with ``HingeLoss``, σ(z) is not a probability until recalibrated.
///
/// - Shape: one output for two classes, or one per indicator.
/// - Unit: logits squared.
/// - Edges: z = ±∞ on the right side costs 0, on the wrong one +∞, with an infinite gradient. A NaN
///   gives NaN.
/// - Error: 2 ulp with labels, 4 with soft targets; the gradient 1 ulp with labels, and with soft
///   targets 2 ulp of the sum of its terms; enforced by `SquaredHingeLossTests.vectors` and
///   `SquaredHingeLossTests.softVectors`.
/// - Source: Chang and Lin 2008, "Coordinate descent method for large-scale L2-loss linear support
///   vector machines".
public struct SquaredHingeLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Sigmoid: yes is a logit above 0.
  public var outputUnit: OutputUnit { .sigmoid }

  /// The loss; it has no shape to choose.
  public init() {}

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    formMarginGradient(&row, target: target) { lack in (lack * lack, 2 * lack) }
  }

  /// On entry `row` holds logits, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    for j in row.indices {
      let z = row[j].arithmetic
      let yes = target[j]
      let no = target.mass(of: j) - yes
      row[j] = S(rounding: z.isNaN ? z : 2 * ((z < 1 ? yes : 0) + (z > -1 ? no : 0)))
    }
    return true
  }
}

extension SquaredHingeLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "squared_hinge", aliases: ["squared_hinge_loss"], units: [.sigmoid], isInformation: false,
    isConvex: { _, _ in true }, isProper: { _ in false },
    make: { _, _ in SquaredHingeLoss() })

  var entry: LossEntry { Self.entry }
}

/// ℓ(z, y) = max(0, 1 − z) for yes and max(0, 1 + z) for no: a rival of sigmoid cross entropy that
/// is content with a margin.
///
/// Its gradient is −1 or 1 within the margin, and 0 at its end and beyond. A soft target takes the
/// mean, t·max(0, 1 − z) + (1 − t)·max(0, 1 + z). A logit above 0 means yes, as under a sigmoid,
/// but σ(z) is not its probability until recalibrated.
///
/// - Shape: one output for two classes, or one per indicator.
/// - Unit: logits.
/// - Edges: z = ±∞ on the right side costs 0, on the wrong one +∞. A NaN gives NaN.
/// - Error: 1 ulp with labels, 2 with soft targets; the gradient is exact with labels, and with soft
///   targets 1 ulp of t + (1 − t); enforced by `HingeLossTests.vectors` and `HingeLossTests.softVectors`.
/// - Source: Cortes and Vapnik 1995, "Support-vector networks".
public struct HingeLoss: Loss, Hashable, Codable {
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
    formMarginGradient(&row, target: target) { lack in (lack, 1) }
  }
}

extension HingeLoss: CatalogLoss {
  static let entry = LossEntry(
    name: "hinge", aliases: ["hinge_loss"], units: [.sigmoid], isInformation: false,
    isConvex: { _, _ in true }, isProper: { _ in false },
    make: { _, _ in HingeLoss() })

  var entry: LossEntry { Self.entry }
}

/// Σⱼ tⱼ f(1 − zⱼ) + (mⱼ − tⱼ) f(1 + zⱼ) where the margin is not met, and its gradient in place.
///
/// `penalty` gives f and its slope for the shortfall from the margin, which is above 0.
@inline(__always)
func formMarginGradient<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow,
  penalty: (_ lack: Double) -> (value: Double, slope: Double)
) -> Double {
  var sum = CompensatedSum()
  for j in row.indices {
    let z = row[j].arithmetic
    let yes = target[j]
    let no = target.mass(of: j) - yes
    var gradient = 0.0
    // Not `> 0`, so that a NaN does not pass for a margin that is met.
    if yes != 0, !(z >= 1) {
      let (value, slope) = penalty(1 - z)
      sum.add(yes * value)
      gradient -= z.isNaN ? z : yes * slope
    }
    if no != 0, !(z <= -1) {
      let (value, slope) = penalty(1 + z)
      sum.add(no * value)
      gradient += z.isNaN ? z : no * slope
    }
    row[j] = S(rounding: gradient)
  }
  return sum.value
}

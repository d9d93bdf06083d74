/// ℓ(z, y) = (κ(z_y − M)² + Σ_{j≠y} zⱼ²) / C, the square loss of raw outputs: M for the truth, 0 for the
/// others.
///
/// Its gradient is ∂ℓ/∂z_y = 2κ(z_y − M) / C at the truth and 2zⱼ / C elsewhere. A soft target takes the
/// mean over its classes, Σⱼ (tⱼκ(zⱼ − M)² + (T − tⱼ)zⱼ²) / C with T = Σⱼ tⱼ. κ makes the truth count more
/// than the many classes that are false, and M spreads the outputs: Hui and Belkin take κ = 15 and M = 30 for
/// 1 000 classes, 1 and 1 for a few.
///
/// The greatest output is the prediction, as under softmax, but softmax(z) are no probabilities until
/// recalibrated: no unit stands between the outputs and the loss. ``SquaredError`` is the square of
/// probabilities.
///
/// One sigmoid output z tells two classes apart as the pair of outputs −z/2, z/2: its loss is that pair's.
///
/// - Shape: one output per class; under sigmoid one output for two classes, or one per indicator, whose
///   losses add up.
/// - Unit: squares of outputs.
/// - Edges: a −∞ output is a masked class, which is not among the C and has gradient 0; on the truth it costs +∞.
///   Convex. A NaN gives NaN.
/// - Error: 8 ulp, the gradient 4 ulp with labels and else of 2(tⱼκ|zⱼ − M| + T|zⱼ|) / C; under sigmoid 8
///   ulp, the gradient of κ(|z|/2 + M) + |z|/2. Enforced by `RescaledSquareLossTests.vectors`,
///   `RescaledSquareLossTests.softVectors` and `RescaledSquareLossTests.sigmoidVectors`.
/// - Source: Hui and Belkin 2020, "Evaluation of neural architectures trained with square loss vs
///   cross-entropy in classification tasks".
public struct RescaledSquareLoss: Loss, Hashable, Codable {
  /// The name in JSON and in model files.
  public var name: String { entry.name }
  /// Its target enters as a factor.
  public static let isLinearInTarget = true
  /// Softmax, where the greatest output is the prediction, or sigmoid, where yes is an output above 0.
  public let outputUnit: OutputUnit
  /// κ: how much more the truth counts than a false class; 1 or more.
  public let kappa: Double
  /// M: what the truth's output should be; above 0.
  public let m: Double

  /// The square loss of outputs that should be `m` at the truth, where they count `kappa` times, and else 0.
  public init(kappa: Double = 1, m: Double = 1, unit: OutputUnit = .softmax) {
    require(Self.kappa.range.contains(kappa), "kappa must be 1 or more, got \(kappa)")
    require(Self.m.range.contains(m), "m must be above 0, got \(m)")
    require(
      unit == .softmax || unit == .sigmoid,
      "the rescaled square loss tells classes apart; of \(unit.rawValue) outputs see SquaredError")
    self.kappa = kappa
    self.m = m
    outputUnit = unit
  }

  /// On entry `row` holds outputs, on return ∂ℓ/∂z; the result is ℓ.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    if outputUnit == .sigmoid { return formPairGradient(&row, target: target) }
    let classes = unmasked(row)
    var sum = CompensatedSum()
    for j in row.indices {
      let z = row[j].arithmetic
      let yes = target[j]
      let no = target.mass - yes
      if z == -.infinity {
        if yes != 0 { sum.add(.infinity) }
        row[j] = S(rounding: 0)
        continue
      }
      var gradient = 0.0
      if yes != 0 {
        let miss = z - m
        sum.add(yes * kappa * (miss * miss))
        gradient += yes * kappa * miss
      }
      if no != 0 {
        sum.add(no * (z * z))
        gradient += no * z
      }
      row[j] = S(rounding: 2 * (gradient / classes))
    }
    if sum.value.isNaN { for j in row.indices { row[j] = S(rounding: .nan) } }
    return sum.value / classes
  }

  /// On entry `row` holds outputs, on return ∂²ℓ/∂zⱼ².
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    let classes = unmasked(row)
    for j in row.indices {
      let z = row[j].arithmetic
      let yes = target[j]
      let curvature =
        if outputUnit == .sigmoid {
          target.mass(of: j) * (kappa + 1) / 4
        } else {
          z == -.infinity ? 0 : 2 * ((yes * kappa + (target.mass - yes)) / classes)
        }
      row[j] = S(rounding: z.isNaN ? .nan : curvature)
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
      let half = row[j].arithmetic / 2
      let yes = target[j]
      let no = target.mass(of: j) - yes
      var gradient = 0.0
      if yes != 0 {
        let miss = half - m
        sum.add(yes * (kappa * (miss * miss) + half * half) / 2)
        gradient += yes * (kappa * miss + half) / 2
      }
      if no != 0 {
        let miss = half + m
        sum.add(no * (kappa * (miss * miss) + half * half) / 2)
        gradient += no * (kappa * miss + half) / 2
      }
      row[j] = S(rounding: gradient)
    }
    return sum.value
  }
}

extension RescaledSquareLoss: CatalogLoss {
  static let kappa = LossParameter("kappa", default: 1, in: .from(1))
  static let m = LossParameter("m", default: 1, in: .above(0))
  static let entry = LossEntry(
    name: "rescaled_square", aliases: ["rescaled_square_loss"], parameters: [kappa, m],
    units: [.softmax, .sigmoid], isInformation: false,
    isConvex: { _, _ in true }, isProper: { _ in false },
    formula: .outputs(
      softmax: .init(
        value: "(t·{kappa}·(z − {m})² + (1 − t)z²) / C",
        slope: "2(t·{kappa}·(z − {m}) + (1 − t)z) / C"),
      sigmoid: .init(
        value: "({kappa}·(z²/4 − (2t − 1)·{m}·z + {m}²) + z²/4) / 2",
        slope: "({kappa}·(z/2 − (2t − 1)·{m}) + z/2) / 2")),
    isOffered: true,
    make: { RescaledSquareLoss(kappa: $0["kappa"], m: $0["m"], unit: $1) })

  var entry: LossEntry { Self.entry }
  var parameterValues: [Double?] { [kappa, m] }
  var ignoresConstants: Bool { false }
}

/// How many classes are not masked, at least 1.
@inline(__always)
func unmasked<S: LogitScalar>(_ row: borrowing MutableSpan<S>) -> Double {
  var classes = 0
  for j in row.indices where row[j].arithmetic != -.infinity { classes += 1 }
  return Double(max(classes, 1))
}

internal import CrossEntropy

/// What a row is to be.
enum LawTarget: CustomStringConvertible {
  case label(Int)
  case dense([Double])

  var description: String {
    switch self {
    case .label(let label): "label \(label)"
    case .dense(let target): "target \(target)"
    }
  }
}

/// Random rows for a loss of so many outputs, and a place for what is found on them.
struct LawRows {
  let loss: any Loss
  let outputs: Int
  private var random: SplitMix64

  init(_ loss: any Loss, outputs: Int, seed: UInt64) {
    self.loss = loss
    self.outputs = outputs
    random = SplitMix64(state: seed &* 0x9e37_79b9 &+ UInt64(outputs))
  }

  private var classes: Int {
    loss.targetKind != .distribution && outputs == 1 ? 2 : outputs
  }

  mutating func logits() -> [Double] { numbers(outputs, in: -4...4) }

  mutating func label() -> Int { .random(in: 0..<classes, using: &random) }

  /// A dense target that is none of the edges.
  mutating func dense() -> [Double] {
    switch loss.targetKind {
    case .distribution:
      let shares = numbers(outputs, in: 0.01...1)
      let sum = shares.reduce(0, +)
      return shares.map { $0 / sum }
    case .indicators: return numbers(outputs, in: 0.01...0.99)
    case .measurements:
      return numbers(outputs, in: loss.outputUnit == .identity ? -3...3 : 0.01...5)
    }
  }

  func oneHot(_ label: Int) -> [Double] {
    outputs == 1 && classes == 2
      ? [Double(label)] : (0..<outputs).map { $0 == label ? 1 : 0 }
  }

  /// The loss plain, and with class weights and smoothing where it takes them.
  mutating func objectives(dense: Bool) throws(TargetError) -> [Objective] {
    let plain = Objective(loss)
    if dense, loss.targetKind == .measurements { return [plain] }
    let isMultiLabel = loss.targetKind == .indicators && outputs > 1
    let takesWeights = !isMultiLabel || type(of: loss).isLinearInTarget
    let weights = numbers(classes, in: 0.5...2)
    do {
      return [
        plain,
        try Objective(
          loss, classWeights: takesWeights ? weights : nil, labelSmoothing: 0.1),
      ]
    } catch { throw .objective(error) }
  }

  /// Every objective with a label and with a dense target.
  mutating func cases() throws(TargetError) -> [(Objective, LawTarget)] {
    let (label, dense) = (label(), dense())
    return try objectives(dense: false).map { ($0, .label(label)) }
      + objectives(dense: true).map { ($0, .dense(dense)) }
  }

  /// The primitive on a target of any mass.
  func form(
    _ z: [Double], target: [Double], mass: Double
  ) -> (value: Double, gradient: [Double]) {
    var row = ContiguousArray(z)
    let base = ContiguousArray(target)
    var span = row.mutableSpan
    let value = loss.formGradient(
      &span, target: TargetRow(label: -1, spike: 0, base: base.span, mass: mass))
    return (value, Array(row))
  }

  /// The row that a loss without second derivatives leaves.
  func rowAfterHessian(_ z: [Double]) -> [Double] {
    var row = ContiguousArray(z)
    var span = row.mutableSpan
    _ = loss.formHessianDiagonal(
      &span, target: TargetRow(label: 0, spike: 1, base: Span(), mass: 1))
    return Array(row)
  }

  /// Notes a number that is not what it should be.
  func note(
    _ law: BrokenLaw.Law, _ z: [Double], _ target: LawTarget, _ output: Int?, _ got: Double,
    _ expected: Double, within tolerance: Double = 1e-7, _ broken: inout [BrokenLaw.Law: BrokenLaw]
  ) {
    if !isClose(got, expected, tolerance) {
      add(law, z, "\(target)", output, got, expected, &broken)
    }
  }

  /// Notes what is wrong, unless the law was seen to be broken before.
  func add(
    _ law: BrokenLaw.Law, _ z: [Double], _ target: String, _ output: Int?, _ got: Double,
    _ expected: Double?, _ broken: inout [BrokenLaw.Law: BrokenLaw]
  ) {
    if broken[law] != nil { return }
    broken[law] = BrokenLaw(
      law: law, logits: z, target: target, output: output, got: got, expected: expected)
  }

  private mutating func numbers(_ count: Int, in range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in .random(in: range, using: &random) }
  }
}

extension Objective {
  /// The value and the gradient of one row.
  func form<S: LogitScalar>(
    _ z: [S], _ target: LawTarget
  ) throws(TargetError) -> (value: Double, gradient: [Double]) {
    let row = ContiguousArray(z).matrix
    let (total, gradient) =
      switch target {
      case .label(let label): try valueAndGradient(logits: row, labels: CollectionOfOne(label))
      case .dense(let dense):
        try valueAndGradient(logits: row, targets: ContiguousArray(dense).matrix)
      }
    return (total.sum, gradient.elements.map { $0.arithmetic })
  }

  /// The diagonal of the Hessian of one row.
  func diagonal(_ z: [Double], _ target: LawTarget) throws(TargetError) -> [Double]? {
    let row = ContiguousArray(z).matrix
    let diagonal =
      switch target {
      case .label(let label): try hessianDiagonal(logits: row, labels: CollectionOfOne(label))
      case .dense(let dense):
        try hessianDiagonal(logits: row, targets: ContiguousArray(dense).matrix)
      }
    return diagonal.map { Array($0.elements) }
  }
}

extension ContiguousArray where Element: LogitScalar {
  /// A matrix of one row.
  var matrix: Matrix<Element> { Matrix(rows: 1, columns: count, fitting: self) }
}

func isClose(_ got: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  got == expected || got.isNaN && expected.isNaN
    || abs(got - expected) <= tolerance * max(1, abs(expected))
}

/// ∂f/∂zⱼ by central differences; by narrower ones where the wide ones meet a kink, which is where they
/// are not near what the loss says.
func derivative(
  at z: [Double], along j: Int, near expected: Double,
  of f: ([Double]) throws(TargetError) -> Double
) throws(TargetError) -> Double {
  func slope(_ width: Double) throws(TargetError) -> Double {
    var (up, down) = (z, z)
    up[j] += width
    down[j] -= width
    return try (f(up) - f(down)) / (up[j] - down[j])
  }
  // The error of second order is taken out.
  func smooth(_ width: Double) throws(TargetError) -> Double {
    try (4 * slope(width) - slope(2 * width)) / 3
  }
  let wide = try smooth(1e-3)
  if isClose(expected, wide, 1e-7) { return wide }
  let narrow = try smooth(1e-5)
  return isClose(expected, narrow, 1e-7) ? narrow : wide
}

/// Steele, Lea and Flood 2014.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

import CrossEntropy
import Testing

/// A row of `Scripts/loss_vectors.txt`: what a loss and its gradient are, to the last digit.
struct LossVector: CustomTestStringConvertible {
  var logits: [Double]
  var label: Int
  var value: Double
  var gradient: [Double]

  init(_ logits: [Double], label: Int, value: Double, gradient: [Double]) {
    self.logits = logits
    self.label = label
    self.value = value
    self.gradient = gradient
  }

  init(_ logit: Double, label: Int, value: Double, gradient: Double) {
    self.init([logit], label: label, value: value, gradient: [gradient])
  }

  var testDescription: String { "\(logits)[\(label)]" }

  /// The label as a dense target: one-hot, or the lone output's probability of "yes".
  var target: [Double] { oneHot(label, outputs: logits.count) }
}

/// The dense target of a label: one-hot, or a lone sigmoid's probability of "yes".
func oneHot(_ label: Int, outputs: Int) -> [Double] {
  outputs == 1 ? [Double(label)] : (0..<outputs).map { $0 == label ? 1 : 0 }
}

/// How far `got` is from `expected`, in units of the last place of `scale` (else of `expected`).
///
/// Everything below the least normal number is close to 0.
func ulps(_ got: Double, _ expected: Double, of scale: Double? = nil) -> Double {
  if got == expected || (got.isNaN && expected.isNaN) { return 0 }
  let difference = abs(got - expected)
  if difference < .leastNormalMagnitude { return 0 }
  return difference / abs(scale ?? expected).ulp
}

func floatUlps(_ got: Float, _ expected: Double, of scale: Double? = nil) -> Double {
  let difference = abs(Double(got) - expected)
  if difference <= Double(Float.leastNormalMagnitude) { return 0 }
  return difference / Double(Float(abs(scale ?? expected)).ulp)
}

func close(_ got: Double, _ expected: Double, _ tolerance: Double = 1e-13) -> Bool {
  got == expected || abs(got - expected) <= tolerance * max(1, abs(expected))
}

func close(_ got: [Double], _ expected: [Double], _ tolerance: Double = 1e-13) -> Bool {
  got.count == expected.count && zip(got, expected).allSatisfy { close($0, $1, tolerance) }
}

/// f' by central differences of two widths, their error of second order taken out.
func derivative(
  at z: [Double], along j: Int, of f: ([Double]) throws -> Double
) rethrows -> Double {
  func slope(_ width: Double) throws -> Double {
    var (up, down) = (z, z)
    up[j] += width
    down[j] -= width
    return (try f(up) - f(down)) / (up[j] - down[j])
  }
  return (4 * (try slope(1e-3)) - (try slope(2e-3))) / 3
}

func matrix<T>(_ rows: [[T]], as type: T.Type = T.self) -> Matrix<T> {
  Matrix(
    rows: rows.count, columns: rows.first?.count ?? 0, fitting: ContiguousArray(rows.joined()))
}

/// Steele, Lea and Flood 2014; the tests' own source of numbers, a seed each.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func uniforms(_ count: Int, in range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in .random(in: range, using: &self) }
  }

  mutating func distribution(_ count: Int) -> [Double] {
    let weights = uniforms(count, in: 0.01...1)
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}

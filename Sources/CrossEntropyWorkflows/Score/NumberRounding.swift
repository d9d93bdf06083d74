#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// To what numbers were rounded, as far as all that were looked at tell, and how far that may put the sum of a row from 1.
///
/// Those of parts merge.
struct NumberRounding: Sendable {
  /// Everything that is told apart; numbers that are rounded less keep a row's sum but for single precision.
  static let precisions: [LintFinding.Precision] =
    (1...6).map { .decimals($0) } + (2...6).map { .digits($0) } + [.bits(8), .bits(11)]

  /// A bit for each of them that is possible.
  private var possible: UInt16 = (1 << UInt16(precisions.count)) - 1
  private let areLogarithms: Bool
  private let unit: Double

  /// Numbers of a scale, none of which was looked at.
  init(_ scale: ScoreRequest.Scale) {
    areLogarithms = scale == .logProbabilities
    unit = scale == .percent ? 100 : 1
  }

  /// Looks at numbers.
  mutating func add(_ numbers: Span<Double>) {
    for index in numbers.indices {
      if possible == 0 { return }
      for place in Self.precisions.indices where possible & 1 << UInt16(place) != 0 {
        if !isRounded(numbers[index], to: Self.precisions[place]) {
          possible &= ~(1 << UInt16(place))
        }
      }
    }
  }

  /// Takes what others allow.
  mutating func merge(_ other: NumberRounding) { possible &= other.possible }

  /// The places of what is possible.
  var places: [Int] { Self.precisions.indices.filter { possible & 1 << UInt16($0) != 0 } }

  /// Whether it may put sums off 1: of one decimal two numbers are .1 off only by mistake.
  var explainsSums: Bool { possible & 1 == 0 }

  /// How far from 1 the sum of a row may be that was rounded so.
  func tolerance(_ row: Span<Double>, _ place: Int) -> Double {
    var most = Self.tolerance(columns: row.count)
    for column in row.indices {
      let x = row[column]
      guard x.isFinite else { continue }
      most += mostError(of: x, Self.precisions[place]) * (areLogarithms ? exp(x) : 1)
    }
    return most
  }

  /// How far from 1 the sum of a row may be that was computed in single precision.
  static func tolerance(columns: Int) -> Double { Double(columns) * 1.2e-7 + 1e-6 }

  /// Whether a number is one that rounding leaves, in double or in single precision.
  private func isRounded(_ x: Double, to precision: LintFinding.Precision) -> Bool {
    // What is next to 0 says nothing.
    guard x.isFinite, abs(x) > 1e-290 else { return true }
    switch precision {
    case .decimals(let count):
      let power = pow(10, Double(count)) / unit
      let rounded = (x * power).rounded() / power
      return abs(rounded - x) < 1e-12 * unit || Double(Float(rounded)) == x
    case .digits(let count):
      let power = pow(10, Double(count - 1) - floor(log10(abs(x))))
      let rounded = (x * power).rounded()
      return abs(x * power - rounded) < 1e-5 || Double(Float(rounded / power)) == x
    case .bits(let count):
      return x.significandBitPattern & (1 << UInt64(53 - count) - 1) == 0
    }
  }

  /// How far a number may be from the probability, or the logarithm, that it was rounded from.
  private func mostError(of x: Double, _ precision: LintFinding.Precision) -> Double {
    switch precision {
    case .decimals(let count): return 0.5 * pow(10, -Double(count))
    case .digits(let count):
      guard abs(x) > 1e-290 else { return 0 }
      // What is just below a power of ten may have come down from above, as fastText's probabilities, which it
      // writes .00001 too great.
      let exponent = floor(log10(abs(x) * (1 + 2e-5)))
      return 0.5 * pow(10, exponent - Double(count - 1)) / unit
    case .bits(let count):
      // A softmax in half precision rounds the powers, their sum and the quotients.
      return x == 0 ? 0 : scalbn(1, Int(x.exponent) - count + 2) / unit
    }
  }
}

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
  /// Everything that is told apart, of each kind from the coarsest; numbers that are rounded less keep a row's sum but
  /// for single precision.
  static let precisions: [LintFinding.Precision] =
    (1...6).map { .decimals($0) } + (2...6).map { .digits($0) } + [.bits(8), .bits(11)]
  /// The places of each kind.
  private static let (decimals, digits, bits) = (0..<6, 6..<11, 11..<13)

  /// A bit for each of them that is possible.
  private var possible: UInt16 = (1 << UInt16(precisions.count)) - 1
  private let areLogarithms: Bool
  private let unit: Double

  /// How far rounding may move the sum of a row: to no decimals, to one digit, to one bit.
  struct Moves {
    fileprivate var (decimals, digits, bits) = (0.0, 0.0, 0.0)
  }

  /// Numbers of a scale, none of which was looked at.
  init(_ scale: ScoreRequest.Scale) {
    areLogarithms = scale == .logProbabilities
    unit = scale == .percent ? 100 : 1
  }

  /// Looks at numbers.
  mutating func add(_ numbers: Span<Double>) {
    for index in numbers.indices {
      if possible == 0 { return }
      for kind in [Self.decimals, Self.digits, Self.bits] {
        for place in kind where isPossible(place) {
          // What the coarse have, the fine have, too.
          if isRounded(numbers[index], to: Self.precisions[place]) { break }
          possible &= ~(1 << UInt16(place))
        }
      }
    }
  }

  /// Takes what others allow.
  mutating func merge(_ other: NumberRounding) { possible &= other.possible }

  /// Whether numbers may have a precision, by its place.
  func isPossible(_ place: Int) -> Bool { possible & 1 << UInt16(place) != 0 }

  /// Whether it may put sums off 1: of one decimal two numbers are .1 off only by mistake.
  var explainsSums: Bool { !isPossible(0) }

  /// How far rounding may move the sum of a row.
  func moves(_ row: Span<Double>) -> Moves {
    var moves = Moves()
    let (hasDigits, hasBits) = (
      Self.digits.contains(where: isPossible), Self.bits.contains(where: isPossible)
    )
    for column in row.indices {
      let x = row[column]
      guard x.isFinite else { continue }
      let weight = areLogarithms ? exp(x) : 1
      moves.decimals += 0.5 * weight
      guard abs(x) > leastMagnitude else { continue }
      // What is just below a power of ten may have come down from above, as fastText's probabilities, which it
      // writes .00001 too great.
      if hasDigits {
        moves.digits += 0.5 * weight * tenTo(Int(floor(log10(abs(x) * (1 + 2e-5))))) / unit
      }
      // A softmax in half precision rounds the powers, their sum and the quotients.
      if hasBits { moves.bits += scalbn(2, Int(x.exponent)) * weight / unit }
    }
    return moves
  }

  /// How far from 1 the sum of a row may be that was rounded so.
  func tolerance(_ moves: Moves, columns: Int, _ place: Int) -> Double {
    let most =
      switch Self.precisions[place] {
      case .decimals(let count): moves.decimals * tenTo(-count)
      case .digits(let count): moves.digits * tenTo(1 - count)
      case .bits(let count): scalbn(moves.bits, 1 - count)
      }
    return Self.tolerance(columns: columns) + most
  }

  /// How far from 1 the sum of a row may be that was computed in single precision.
  static func tolerance(columns: Int) -> Double { Double(columns) * 1.2e-7 + 1e-6 }

  /// Whether a number is one that rounding leaves, in double or in single precision.
  private func isRounded(_ x: Double, to precision: LintFinding.Precision) -> Bool {
    guard x.isFinite, abs(x) > leastMagnitude else { return true }
    switch precision {
    case .decimals(let count):
      let power = tenTo(count) / unit
      let rounded = (x * power).rounded() / power
      return abs(rounded - x) < 1e-12 * unit || Double(Float(rounded)) == x
    case .digits(let count):
      let power = tenTo(count - 1 - Int(floor(log10(abs(x)))))
      let rounded = (x * power).rounded()
      return abs(x * power - rounded) < 1e-5 || Double(Float(rounded / power)) == x
    case .bits(let count):
      return x.significandBitPattern & (1 << UInt64(53 - count) - 1) == 0
    }
  }
}

/// What is nearer to 0 shows nothing.
private let leastMagnitude = 1e-290

/// A power of ten.
private func tenTo(_ exponent: Int) -> Double {
  powersOfTen.indices.contains(exponent + 20)
    ? powersOfTen[exponent + 20] : pow(10, Double(exponent))
}

private let powersOfTen = (-20...20).map { pow(10, Double($0)) }

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What the digits of probabilities show: that they were rounded, or are decisions.
///
/// Those of parts merge.
struct NumberDigits: Codable, Sendable {
  /// Bit d is set while no number has more than d decimals.
  private var decimals: UInt8
  private var areDecisions: Bool
  private let scale: ScoreRequest.Scale
  /// What the first rows are, which were said to be of another scale; nil where they may be of that.
  var looksLike: ScoreRequest.Scale?
  /// Rows that sum to 1 but for their precision; nil where there are none.
  var offSums: OffSums?

  /// Rows whose sum is off 1, by no more than their precision explains.
  struct OffSums: Codable, Sendable {
    var rows: Int
    /// How far it is off at most.
    var most: Double
    var precision: LintFinding.Precision
  }

  /// A probability of more decimals than these is not taken to be rounded.
  private static let mostDecimals = 4
  /// Sums that are less off 1 change no score that anybody reads.
  private static let mostSilentOffset = 1e-4

  /// The digits of numbers of a scale, where those of others show nothing.
  init(_ numbers: Span<Double>, _ scale: ScoreRequest.Scale) {
    self.scale = scale
    let isPercent = scale == .percent
    let isProbability = isPercent || scale == .probabilities
    (decimals, areDecisions) = (isProbability ? 0b11110 : 0, isProbability)
    let one = isPercent ? 100.0 : 1
    for index in numbers.indices {
      if decimals == 0, !areDecisions { break }
      let value = numbers[index]
      areDecisions = areDecisions && (value == 0 || value == one)
      for places in 1...Self.mostDecimals where decimals & 1 << UInt8(places) != 0 {
        let power = pow(10, Double(places))
        if !(abs((value * power).rounded() / power - value) < 1e-12) {
          decimals &= ~(1 << UInt8(places))
        }
      }
    }
  }

  /// Takes what others show.
  mutating func merge(_ other: NumberDigits) {
    decimals &= other.decimals
    areDecisions = areDecisions && other.areDecisions
    if looksLike != other.looksLike { looksLike = nil }
    offSums =
      offSums.map { own in
        OffSums(
          rows: own.rows + (other.offSums?.rows ?? 0),
          most: max(own.most, other.offSums?.most ?? 0),
          precision: own.precision.coarser(other.offSums?.precision ?? own.precision))
      } ?? other.offSums
  }

  /// The most decimals of any number, where they are few; nil where they are not.
  private var fewest: Int? { (1...Self.mostDecimals).first { decimals & 1 << UInt8($0) != 0 } }

  /// What makes the numbers mean less, though they can be scored.
  var findings: [LintFinding] {
    if let looksLike { return [.looksLike(looksLike, saidToBe: scale)] }
    if areDecisions { return [.decisions] }
    if let fewest { return [.rounded(decimals: fewest + (scale == .percent ? 2 : 0))] }
    guard let offSums, offSums.most > Self.mostSilentOffset else { return [] }
    return [.offSums(rows: offSums.rows, most: offSums.most, precision: offSums.precision)]
  }
}

extension LintFinding.Precision {
  /// The coarser of two, whichever comes first.
  fileprivate func coarser(_ other: LintFinding.Precision) -> LintFinding.Precision {
    func step(_ precision: LintFinding.Precision) -> (size: Double, kind: Int) {
      switch precision {
      case .decimals(let count): (pow(10, -Double(count)), 0)
      case .digits(let count): (pow(10, -Double(count)), 1)
      case .bits(let count): (pow(2, -Double(count)), 2)
      }
    }
    return step(self) < step(other) ? other : self
  }
}

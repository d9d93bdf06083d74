/// Σx of Doubles without any rounding but the last: the same bits whatever the order and the cut.
///
/// The sum is a whole number of 2⁻¹⁰⁷⁴, kept in limbs of 32 bits with room for carries in each. Infinities and NaN are
/// counted beside it.
///
/// - Complexity: a few operations per number, whatever its size; 536 bytes.
/// - Error: ``value`` is the exact sum, rounded once to nearest, ties to even; beyond the largest number it is infinite.
///   Enforced by `ExactSumTests`, against Python's `math.fsum`.
/// - Source: the small superaccumulator of Neal 2015.
package struct ExactSum: Sendable {
  /// Limb i counts 2^(32i − 1074).
  private var limbs = [Int64](repeating: 0, count: limbCount)
  /// How many numbers may still be added before the limbs must hand on their carries.
  private var room = mostBetweenCarries
  private var positiveInfinities = 0
  private var negativeInfinities = 0
  private var nans = 0

  /// The sum of nothing.
  package init() {}

  /// Adds a number.
  package mutating func add(_ x: Double) {
    if room == 0 { carry() }
    room -= 1
    if x.isFinite {
      var span = limbs.mutableSpan
      place(x, in: &span)
    } else {
      count(x)
    }
  }

  /// Adds numbers.
  package mutating func add(_ values: Span<Double>) {
    var next = 0
    while next < values.count {
      if room == 0 { carry() }
      let end = min(values.count, next + room)
      room -= end - next
      var others = 0
      do {
        var span = limbs.mutableSpan
        for i in next..<end {
          if values[i].isFinite { place(values[i], in: &span) } else { others += 1 }
        }
      }
      if others > 0 { for i in next..<end where !values[i].isFinite { count(values[i]) } }
      next = end
    }
  }

  /// Adds another sum.
  package mutating func merge(_ other: ExactSum) {
    carry()
    let added = other.carried
    for i in limbs.indices { limbs[i] += added[i] }
    carry()
    positiveInfinities += other.positiveInfinities
    negativeInfinities += other.negativeInfinities
    nans += other.nans
  }

  /// The sum, rounded once; NaN if a number was, or if infinities of both signs were.
  package var value: Double {
    if nans > 0 || positiveInfinities > 0 && negativeInfinities > 0 { return .nan }
    if positiveInfinities > 0 { return .infinity }
    if negativeInfinities > 0 { return -.infinity }
    return finiteValue
  }

  /// The sum of the finite numbers, rounded once.
  package var finiteValue: Double {
    var limbs = carried
    let isNegative = limbs[Self.limbCount - 1] < 0
    if isNegative {
      for i in limbs.indices { limbs[i] = -limbs[i] }
      Self.carry(&limbs)
    }
    // The last limb may exceed 32 bits only in sums that are infinite anyway.
    guard let top = limbs.lastIndex(where: { $0 != 0 }) else { return 0 }
    if limbs[top] >> 32 != 0 { return isNegative ? -.infinity : .infinity }
    func limb(_ i: Int) -> UInt64 { i >= 0 ? UInt64(limbs[i]) : 0 }
    let unused = limb(top).leadingZeroBitCount - 32
    var bits = limb(top) << 32 | limb(top - 1)
    if unused > 0 { bits = bits << UInt64(unused) | limb(top - 2) >> UInt64(32 - unused) }
    var exponent = 32 * (top - 1) - unused - 1074
    let isInexact =
      limb(top - 2) << UInt64(32 + unused) != 0
      || limbs.indices.contains { $0 < top - 2 && limbs[$0] != 0 }
    if isInexact { bits |= 1 }
    // Below 2⁻¹⁰⁷⁴ there are only zeros.
    if exponent < -1074 {
      bits >>= UInt64(-1074 - exponent)
      exponent = -1074
    }
    let magnitude = Double(sign: .plus, exponent: exponent, significand: Double(bits))
    return isNegative ? -magnitude : magnitude
  }

  /// The limbs after all carries: those below the last in 0 ..< 2³².
  private var carried: [Int64] {
    var limbs = limbs
    Self.carry(&limbs)
    return limbs
  }

  private mutating func carry() {
    Self.carry(&limbs)
    room = Self.mostBetweenCarries
  }

  private mutating func count(_ x: Double) {
    if x.isNaN {
      nans += 1
    } else if x > 0 {
      positiveInfinities += 1
    } else {
      negativeInfinities += 1
    }
  }

  private static func carry(_ limbs: inout [Int64]) {
    for i in 0..<limbs.count - 1 {
      limbs[i + 1] += limbs[i] >> 32
      limbs[i] &= 0xFFFF_FFFF
    }
  }

  /// 2098 bits of Doubles, and room for 2⁶³ of the largest.
  private static let limbCount = 68
  /// A number adds less than 2⁵³ to a limb.
  private static let mostBetweenCarries = 1000
}

extension ExactSum: Hashable, Codable {
  private var state: [Int64] {
    carried + [Int64(positiveInfinities), Int64(negativeInfinities), Int64(nans)]
  }

  /// Whether the sums are equal, to the last digit.
  package static func == (a: ExactSum, b: ExactSum) -> Bool { a.state == b.state }

  /// Adds the exact sum to a hash.
  package func hash(into hasher: inout Hasher) { hasher.combine(state) }

  /// Writes the limbs that are not 0 by their places, and how many infinities and NaNs there were.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for (place, limb) in state.enumerated() where limb != 0 {
      try container.encode(Int64(place))
      try container.encode(limb)
    }
  }

  /// Reads a sum, and refuses limbs that cannot be.
  package init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    var state = [Int64](repeating: 0, count: Self.limbCount + 3)
    while !container.isAtEnd {
      let place = try container.decode(Int.self)
      let limb = try container.decode(Int64.self)
      // No sum that a program can form has more than 2⁴⁷ terms, so that read ones can be added without a trap.
      let least = place == Self.limbCount - 1 ? -1 : 0
      guard state.indices.contains(place),
        least..<(place < Self.limbCount ? 1 << 32 : 1 << 47) ~= Int(limb)
      else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "limb \(place) cannot be \(limb)")
      }
      state[place] = limb
    }
    limbs = Array(state[..<Self.limbCount])
    positiveInfinities = Int(state[Self.limbCount])
    negativeInfinities = Int(state[Self.limbCount + 1])
    nans = Int(state[Self.limbCount + 2])
  }
}

/// Adds a finite number to limbs.
@inline(__always)
private func place(_ x: Double, in limbs: inout MutableSpan<Int64>) {
  let bits = x.bitPattern
  let exponent = Int(bits >> 52) & 0x7FF
  // A subnormal number has the exponent of the smallest normal one, and no hidden bit.
  let isNormal = exponent > 0
  let fraction = bits & 0xF_FFFF_FFFF_FFFF | (isNormal ? 1 << 52 : 0)
  let position = exponent - (isNormal ? 1 : 0)
  let (limb, shift) = (position >> 5, UInt64(position & 31))
  let low = Int64(fraction << shift & 0xFFFF_FFFF)
  let high = Int64(fraction >> (32 - shift))
  let sign = Int64(bitPattern: bits) >> 63
  limbs[limb] += (low ^ sign) - sign
  limbs[limb + 1] += (high ^ sign) - sign
}

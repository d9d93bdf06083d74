internal import CrossEntropy

/// A source of draws that are a function of (seed, counter): no state, hence no order.
///
/// A draw for row `i` is `seed.uniform(i)`, whatever was drawn before it and on whichever thread.
/// Independent streams come from `derived(_:)`: one for each fold, repeat or simulation.
///
/// The mixer is SplitMix64's finaliser, applied twice with the key added before each round, so that
/// neither neighbouring seeds nor neighbouring counters give related draws.
/// - Source: Steele, Lea and Flood 2014, with the constants of Stafford's variant 13.
public struct RandomSeed: Sendable, Hashable {
  private let key: UInt64

  /// The seed of a number that a user chose.
  public init(_ value: UInt64) {
    key = mixed(value &+ increment)
  }

  private init(key: UInt64) {
    self.key = key
  }

  /// The seed of a stream: `derived(2, 5)` is `derived(2).derived(5)`, and no other stream's seed.
  public func derived(_ streams: UInt64...) -> RandomSeed {
    var key = key
    for stream in streams {
      // Seed and stream enter differently, so that stream 2 of seed 5 is not stream 5 of seed 2.
      key = mixed(mixed(key &+ multiplier) &+ stream &* increment)
    }
    return RandomSeed(key: key)
  }

  /// The 64 random bits that belong to `counter`.
  public func bits(_ counter: UInt64) -> UInt64 {
    mixed(mixed(counter &* increment &+ key) &+ key)
  }

  /// The random bits of counters one after the other; here, since a loop over `bits(_:)` elsewhere is a call per counter.
  package func draw(into words: inout MutableSpan<UInt64>, from counter: UInt64) {
    let key = key
    for i in words.indices {
      words[i] = mixed(mixed((counter &+ UInt64(i)) &* increment &+ key) &+ key)
    }
  }

  /// Random bits of a pair of this seed and a counter whose own bits another seed has drawn.
  ///
  /// Half the work of `bits(_:)`, for loops over the same counters under many seeds.
  @inline(__always)
  func bits(ofDrawn bits: UInt64) -> UInt64 {
    mixed(bits ^ key)
  }

  /// How many of these have the top 53 bits of `bits(ofDrawn:)` below their thresholds.
  func count(ofDrawn bits: Span<UInt64>, below thresholds: Span<UInt64>) -> Int {
    countDrawn(bits: bits, below: thresholds, key: key)
  }

  /// A number in [0, 1) that belongs to `counter`: a multiple of 2⁻⁵³, each equally likely.
  public func uniform(_ counter: UInt64) -> Double {
    Double(bits(counter) >> 11) * 0x1p-53
  }

  /// Puts the elements in a random order (Fisher–Yates), a function of the seed and the count alone.
  ///
  /// An index below `m` is the high word of bits · m; its bias, m / 2⁶⁴, cannot be seen.
  public func shuffle(_ elements: inout [Int]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      let bound = UInt64(last + 1)
      let chosen = Int(bits(UInt64(last)).multipliedFullWidth(by: bound).high)
      elements.swapAt(last, chosen)
    }
  }
}

/// 2⁶⁴ / the golden ratio, made odd: the step of SplitMix64.
private let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
private let multiplier: UInt64 = 0xD134_2543_DE82_EF95

@inline(__always)
private func mixed(_ value: UInt64) -> UInt64 {
  var bits = value
  bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
  bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
  return bits ^ (bits >> 31)
}

internal import RealModule

/// pⱼ = exp(zⱼ − peak) / Σₖ exp(zₖ − peak): what one pass over a row of logits finds, and from it every
/// class's probability and log-probability without cancellation.
///
/// A ``Loss`` of your own on softmax outputs reads the row once, then asks for the classes it needs:
///
/// ```swift
/// let softmax = SoftmaxRow(row)
/// let z = row[label].arithmetic
/// let value = -softmax.logProbability(z)
/// ```
///
/// - Edges: a −∞ logit is a masked class, of probability 0, even where all are; a NaN makes all NaN.
/// - Error: 4 ulp of a probability, and of the larger of a log-probability and |z − peak|; enforced by
///   `SoftmaxRowTests` and, through ``softmax(_:)``, by `SoftmaxTests.softmaxVectors`.
public struct SoftmaxRow: Sendable, Hashable {
  /// The greatest logit; 0 where every class is masked, NaN where one is.
  public internal(set) var peak = -Double.infinity
  /// The first output that has it; −1 if none does, because every class is masked or one is NaN.
  var peakIndex = -1
  /// Σ exp(zⱼ − peak) over every output but `peakIndex`.
  ///
  /// The peak's own 1 is left out, so that a sum of 1e-18 beside it survives.
  var rest = 0.0
  /// log Σⱼ exp(zⱼ) − peak.
  var logTotal = 0.0

  /// Reads a row, and writes nothing.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public init<S: LogitScalar>(_ row: borrowing MutableSpan<S>) { self.init(reading: row) }

  /// Reads a row.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public init<S: LogitScalar>(_ row: Span<S>) { self.init(reading: row, without: -1) }

  /// p of a logit of this row.
  public func probability(_ z: Double) -> Double { exponential(of: z) / total }

  /// Replaces the logits of this row by their probabilities.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formProbabilities<S: LogitScalar>(_ row: inout MutableSpan<S>) {
    if S.self == Double.self {
      for j in row.indices { row[j] = S(rounding: probability(row[j].arithmetic)) }
      return
    }
    // A shorter type has no room for what the correction of `exponential` adds.
    let share = 1 / total
    for j in row.indices { row[j] = S(rounding: .exp(gap(row[j].arithmetic)) * share) }
  }

  /// log p of a logit of this row.
  @inline(__always)
  public func logProbability(_ z: Double) -> Double { gap(z) - logTotal }

  /// 1 − p of output `j` with logit `z`, taken from the other classes where p is near 1.
  public func complement(_ z: Double, at j: Int) -> Double { others(than: j, logit: z) / total }

  /// log Σⱼ exp(zⱼ); −∞ where every class is masked.
  public var logSumExp: Double {
    if peakIndex < 0, !peak.isNaN { return -.infinity }
    return peak.isInfinite ? peak : peak + logTotal
  }

  /// Σ exp(zⱼ − peak) over all outputs.
  var total: Double { 1 + rest }

  /// Σ exp(zₖ − peak) over every output but `j`, whose logit is `z`.
  @inline(__always)
  func others(than j: Int, logit z: Double) -> Double {
    j == peakIndex ? rest : total - exponential(of: z)
  }

  /// zⱼ − peak, where two equal infinities differ by 0.
  @inline(__always)
  func gap(_ z: Double) -> Double { z == peak ? 0 : z - peak }

  /// Reads the peak and the sum, and writes nothing.
  @inline(__always)
  init<S: LogitScalar>(reading row: borrowing MutableSpan<S>) {
    self.init(reading: row.span, without: -1)
  }

  /// The same for every output but one.
  @inline(__always)
  init<S: LogitScalar>(reading row: borrowing MutableSpan<S>, without left: Int) {
    self.init(reading: row.span, without: left)
  }

  @inline(__always)
  private init<S: LogitScalar>(reading row: Span<S>, without left: Int) {
    findPeak(row, without: left)
    var sum = CompensatedSum()
    for j in row.indices where j != peakIndex && j != left {
      sum.add(exponential(of: row[j].arithmetic))
    }
    rest = sum.value
    logTotal = .log(onePlus: rest)
  }

  /// Reads the peak and the sum, and leaves exp(zⱼ − peak) in place of each logit.
  @inline(__always)
  init<S: LogitScalar>(exponentiating row: inout MutableSpan<S>) {
    findPeak(row.span, without: -1)
    var sum = CompensatedSum()
    for j in row.indices {
      let e = exponential(of: row[j].arithmetic)
      row[j] = S(rounding: e)
      if j != peakIndex { sum.add(e) }
    }
    rest = sum.value
    logTotal = .log(onePlus: rest)
  }

  /// Reads the peak and the sum, and leaves exp(zⱼ − peak) in place of each logit where its type holds it.
  ///
  /// A `Float` would round it, so its logits stay; `probability` knows.
  @inline(__always)
  init<S: LogitScalar>(keeping row: inout MutableSpan<S>) {
    if S.self == Double.self { self.init(exponentiating: &row) } else { self.init(reading: row) }
  }

  /// p and 1 − p of output `j`, of what `init(keeping:)` left there.
  @inline(__always)
  func probability<S: LogitScalar>(
    ofKept element: S, at j: Int
  ) -> (p: Double, complement: Double) {
    let e = S.self == Double.self ? element.arithmetic : exponential(of: element.arithmetic)
    return (e / total, (j == peakIndex ? rest : total - e) / total)
  }

  /// exp(z − peak), the difference exact: its rounding error alone would cost |z − peak| ulp.
  @inline(__always)
  func exponential(of z: Double) -> Double {
    let difference = gap(z)
    if difference <= -746 { return 0 }  // below the least subnormal number; also a masked class
    // Knuth's TwoDiff: z − peak = difference + error, exactly.
    let peakSeen = z - difference
    let error = (z - (difference + peakSeen)) + (peakSeen - peak)
    let e = Double.exp(difference)
    return error.isFinite ? e + e * error : e
  }

  @inline(__always)
  private mutating func findPeak<S: LogitScalar>(
    _ row: Span<S>, without left: Int
  ) {
    for j in row.indices where j != left {
      let z = row[j].arithmetic
      // A NaN becomes the peak and remains it, so that it is never lost among larger numbers.
      if z > peak || z.isNaN {
        peak = z
        peakIndex = j
        if z.isNaN { break }
      }
    }
    // Every class is masked: every probability is 0.
    if peakIndex < 0 { peak = 0 }
    // A NaN has no peak index, so that `rest` holds it too.
    if peak.isNaN { peakIndex = -1 }
  }
}

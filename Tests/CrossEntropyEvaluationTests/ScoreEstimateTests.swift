import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Intervals of other confidences than the usual one, as several gates need them.
struct ScoreEstimateTests {
  private static let labels: [Int32] = (0..<60).map { (i: Int) -> Int32 in Int32(i * 7 % 3) }
  private static let predicted: [Int32] = (0..<60).map { (i: Int) -> Int32 in
    i % 5 < 4 ? Int32(i * 7 % 3) : Int32((i + 1) % 3)
  }

  private static func estimates() throws -> [ScoreEstimate] {
    let losses = (0..<60).map { (i: Int) -> Double in 0.1 + Double(i * i % 17) / 10 }
    let mean = MeanEstimate(of: losses)
    var confusion = try ConfusionSums(classes: 3)
    try confusion.add(labels: labels, predicted: predicted)
    var right = MeanSums()
    try right.add(zip(labels, predicted).map { $0 == $1 ? 1 : 0 })
    return try [
      ScoreEstimate(mean), mean.perplexity, right.share, confusion.balancedAccuracy,
      confusion.macroF1, confusion.matthews,
      SkillScore(losses: losses, constants: losses.map { $0 + 1 }).score,
    ].map { try #require($0) }
  }

  @Test("A smaller α makes a wider interval, and the usual one is the one that is shown")
  func widths() throws {
    for score in try Self.estimates() {
      let usual = try #require(score.interval)
      #expect(try score.interval(alpha: Significance.level) == usual)
      let wide = try #require(try score.interval(alpha: Significance.level / 3))
      #expect(wide.low < usual.low && wide.high > usual.high, "\(score)")
      #expect(wide.contains(score.value))
    }
  }

  /// x̄ ± t(1 − α/2, 59)·SE, and Wilson's interval with z(1 − α/2): scipy.stats.t.ppf(1 − .01/2, 59) = 2.6617587524…,
  /// scipy.stats.norm.ppf(1 − .01/2) = 2.5758293035….
  @Test("A mean and a share have the quantiles of their α")
  func quantiles() throws {
    let mean = MeanEstimate(of: (0..<60).map { Double($0) })
    let score = try ScoreEstimate(mean)
    let interval = try #require(try score.interval(alpha: 0.01))
    let reach = 2.661758752 * (try #require(mean.standardError))
    #expect(abs(interval.high - mean.mean - reach) < 1e-7)
    var sums = MeanSums()
    try sums.add((0..<60).map { $0 < 45 ? 1 : 0 })
    let share = try #require(try sums.share)
    let wilson = try #require(try share.interval(alpha: 0.01))
    let z = 2.575829303548901
    // Both ends p solve (p̂ − p)² = z²·p(1 − p)/n.
    for p in [wilson.low, wilson.high] {
      #expect(abs((0.75 - p) * (0.75 - p) - z * z * p * (1 - p) / 60) < 1e-12)
    }
  }

  /// Of .1, 0, 0, …: mean .01, SE .01, t(.975, 9) = 2.2621571628, so that t's interval is [−.0126, .0326].
  @Test("An interval ends where the score's range does")
  func ranges() throws {
    let mean = MeanEstimate(of: [0.1] + [Double](repeating: 0, count: 9))
    let interval = try #require(try ScoreEstimate(mean).interval)
    #expect(interval.low == 0 && abs(interval.high - 0.032621571628) < 1e-9)
    #expect(try ScoreEstimate(mean).interval(alpha: 0.001)?.low == 0)
    #expect(try #require(try mean.perplexity.interval).low == 1)
    // That of a difference does not.
    let difference = try #require(try ScoreEstimate(ofAnySign: mean).interval)
    #expect(abs(difference.low + 0.012621571628) < 1e-9 && difference.high == interval.high)
    let skill = try SkillScore(
      losses: [0.1] + [Double](repeating: 0, count: 9), constants: [Double](repeating: 1, count: 10)
    )
    #expect(try #require(skill.interval).high == 1)
    // What is cut is known from the other end.
    let again = try MeanEstimate(mean: mean.mean, interval: interval, units: 10)
    #expect(abs(try #require(again.standardError) - 0.01) < 1e-12)
  }

  @Test("Of too few rows there is none, and where one interval alone is known no other")
  func missing() throws {
    let few = try ScoreEstimate(MeanEstimate(of: [1, 2, 3]))
    #expect(few.interval == nil)
    #expect(try few.interval(alpha: 0.01) == nil)
    let known = ScoreEstimate(value: 1, interval: ConfidenceInterval(from: 0, to: 2))
    #expect(try known.interval(alpha: 0.05)?.high == 2)
    #expect(try known.interval(alpha: 0.01) == nil)
    // On the logit scale each side is stretched by 2.5758293 / 1.9599640, here from log 3 by log 2 and log 1.5.
    let drawn = try ScoreEstimate(0.75, bootstrap: ConfidenceInterval(from: 0.6, to: 9.0 / 11))
    let wide = try #require(try drawn.interval(alpha: 0.01))
    let stretch = 2.5758293035489004 / 1.959963984540054
    #expect(abs(log(wide.low / (1 - wide.low)) - (log(3.0) - stretch * log(2.0))) < 1e-12)
    #expect(abs(log(wide.high / (1 - wide.high)) - (log(3.0) + stretch * log(1.5))) < 1e-12)
    let many = try ScoreEstimate(MeanEstimate(of: (0..<9).map { Double($0) }))
    #expect(throws: EvaluationError.self) { try many.interval(alpha: 1.5) }
  }
}

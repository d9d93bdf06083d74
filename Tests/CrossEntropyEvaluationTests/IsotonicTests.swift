import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct IsotonicTests {
  private static let p = (0..<50).map { Double(1 + $0 * 7919 % 23) / 25 }
  private static let happened = (0..<50).map { ($0 * $0 + 3 * $0) % 7 < 3 }
  private static let weights = (0..<50).map { 0.5 + Double($0 % 4) * 0.75 }

  /// `Scripts/isotonic_vectors.py` prints these.
  @Test(
    arguments: [
      (
        false, [0.2727272727272727, 0.2727272727272727, 0.3125, 0.3125, 0.3125, 0.3125],
        [0.323104, 0.2097077922077922, 0.20999999999999996],
        [0.9265109077424953, 0.6101625981440741, 0.6108643020548934]
      ),
      (
        true,
        [
          0.2127659574468085, 0.3, 0.3291139240506329, 0.3291139240506329, 0.3291139240506329,
          0.36363636363636365,
        ],
        [0.3138858934169279, 0.21203835284237363, 0.21403091557669443],
        [0.8912687237147252, 0.6145129174114333, 0.6193762897414465]
      ),
    ])
  func scikitLearnAgrees(isWeighted: Bool, values: [Double], brier: [Double], logLoss: [Double])
    throws
  {
    let weights = isWeighted ? Self.weights : nil
    let curve = try IsotonicCurve(
      of: Self.happened.map { $0 ? 1 : 0 }, by: Self.p, weights: weights)
    let grid = Set(Self.p).sorted()
    for (place, expected) in zip(stride(from: 0, to: grid.count, by: 4), values) {
      #expect(agree(try #require(curve.value(at: grid[place])), expected))
    }
    let reliability = try ReliabilityCurve(
      try Forecasts(of: .positiveClass, probabilities: Self.p, happened: Self.happened),
      weights: weights, simulations: 0, seed: RandomSeed(1))
    #expect(reliability.curve == curve)
    #expect(reliability.band.isEmpty && reliability.brierNoise == nil)
    for (split, expected) in [(reliability.brier, brier), (reliability.logLoss, logLoss)] {
      #expect(agree(split.score, expected[0]))
      #expect(agree(split.recalibrated, expected[1]))
      #expect(agree(split.uncertainty, expected[2]))
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func curvesRiseAndKeepTheSum(seed: UInt64) throws {
    let seed = RandomSeed(seed)
    let x = (0..<200).map { (20 * seed.uniform(UInt64($0))).rounded() }
    let y = (0..<200).map { seed.derived(1).uniform(UInt64($0)) }
    let weights = (0..<200).map { max(0, seed.derived(2).uniform(UInt64($0)) - 0.2) }
    let curve = try IsotonicCurve(of: y, by: x, weights: weights)
    let means = curve.blocks.map(\.mean)
    for (a, b) in zip(means, means.dropFirst()) { #expect(a < b) }
    for (a, b) in zip(curve.blocks, curve.blocks.dropFirst()) { #expect(a.upper < b.lower) }
    let sum = curve.blocks.reduce(0) { $0 + $1.weight * $1.mean }
    #expect(agree(sum, zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 }))
    #expect(agree(curve.blocks.reduce(0) { $0 + $1.weight }, weights.reduce(0, +)))
    // No constant step of the whole is better, nor is any shift of a block.
    func loss(_ f: (Double) -> Double) -> Double {
      x.indices.reduce(0) { $0 + weights[$1] * (f(x[$1]) - y[$1]) * (f(x[$1]) - y[$1]) }
    }
    let best = loss { curve.value(at: $0) ?? .nan }
    #expect(best <= loss { _ in sum / weights.reduce(0, +) })
    for block in curve.blocks {
      for shift in [-0.01, 0.01] {
        #expect(
          best
            < loss { x in
              (curve.value(at: x) ?? .nan) + (block.lower...block.upper ~= x ? shift : 0)
            })
      }
    }
  }

  @Test(arguments: [2, 3])
  func splitsSumBack(classes: Int) throws {
    var (logs, labels) = simulatedRows(500, classes: classes, seed: RandomSeed(8))
    let weights = (0..<500).map { 0.5 + RandomSeed(8).uniform(UInt64($0)) }
    for split in [
      try ScoreSplit.brier(logProbabilities: logs, labels: labels, weights: weights).split,
      try ScoreSplit.logLoss(logProbabilities: logs, labels: labels, weights: weights),
    ] {
      #expect(agree(split.miscalibration - split.discrimination + split.uncertainty, split.score))
      #expect(split.miscalibration > 0 && split.discrimination > 0)
    }
    let scores = try RowScores(logProbabilities: logs, labels: labels)
    let brier = try ScoreSplit.brier(logProbabilities: logs, labels: labels).split
    #expect(agree(brier.score, MeanEstimate(of: scores.brier).mean))
    let logLoss = try ScoreSplit.logLoss(logProbabilities: logs, labels: labels)
    #expect(agree(logLoss.score, MeanEstimate(of: scores.logLoss).mean))
    // An impossible truth makes the score infinite, and with it MCB alone.
    logs[7, Int(labels[7])] = -.infinity
    let broken = try ScoreSplit.logLoss(logProbabilities: logs, labels: labels)
    #expect(broken.miscalibration == .infinity)
    #expect(broken.discrimination.isFinite)
  }

  /// The fit is penalised, and may cost more than the probabilities as they are or the shares alone do; both are maps, too.
  @Test("Neither part of a split is below 0", arguments: [12, 30, 100, 1000], [2, 3])
  func partsAreNotNegative(rows: Int, classes: Int) throws {
    let even = try Matrix(
      rows: rows, columns: classes,
      elements: [Double](repeating: -log(Double(classes)), count: rows * classes))
    let (some, labels) = simulatedRows(rows, classes: classes, seed: RandomSeed(9))
    var reversed = some
    for row in 0..<rows {
      for c in 0..<classes { reversed[row, c] = some[row, classes - 1 - c] }
    }
    // Just learnt shares, which no map betters.
    let shares = (0..<classes).map { c in log(Double(labels.count { Int($0) == c }) / Double(rows))
    }
    let known = try Matrix(
      rows: rows, columns: classes, elements: (0..<rows).flatMap { _ in shares })
    for logs in [even, reversed, known, some] {
      for split in [
        try ScoreSplit.logLoss(logProbabilities: logs, labels: labels),
        try ScoreSplit.brier(logProbabilities: logs, labels: labels).split,
      ] {
        #expect(split.miscalibration >= 0 && split.discrimination >= 0, "\(split)")
        let sum = split.miscalibration - split.discrimination + split.uncertainty
        #expect(abs(sum - split.score) <= 1e-12 * split.score)
      }
    }
  }

  /// Of right probabilities 95 % of the curve lies inside the band, and MCB is what chance makes of it.
  @Test func rightProbabilitiesStayInsideTheBand() throws {
    var (inside, points, above) = (0, 0, 0)
    for table in 0..<40 {
      let seed = RandomSeed(12).derived(UInt64(table))
      let p = (0..<300).map { seed.derived(1).uniform(UInt64($0)) }
      let curve = try ReliabilityCurve(
        try Forecasts(
          of: .positiveClass, probabilities: p,
          happened: p.indices.map { seed.uniform(UInt64($0)) < p[$0] }),
        simulations: 100, seed: seed.derived(2), threads: 2)
      #expect(curve.band.count == 100)
      #expect(curve.band.first?.probability == p.min() && curve.band.last?.probability == p.max())
      for point in curve.band {
        points += 1
        let value = try #require(curve.curve.value(at: point.probability))
        if point.low <= value && value <= point.high { inside += 1 }
      }
      let noise = try #require(curve.logLossNoise)
      #expect(noise.mean > 0 && noise.point95 > noise.mean)
      if curve.logLoss.miscalibration > noise.point95 { above += 1 }
    }
    // Points of a table are alike: 40 tables have a standard error of about .012.
    #expect(abs(Double(inside) / Double(points) - 0.95) < 0.035)
    #expect(above <= 6)
  }

  /// In-sample MCB of right probabilities is about .017 nats at 1 000 rows; it is noise, and its floor says so.
  @Test func theNoiseFloorIsThatOfChance() throws {
    let seed = RandomSeed(3)
    let p = (0..<1000).map { seed.derived(1).uniform(UInt64($0)) }
    let forecasts = try Forecasts(
      of: .positiveClass, probabilities: p,
      happened: p.indices.map { seed.uniform(UInt64($0)) < p[$0] })
    let curve = try ReliabilityCurve(forecasts, simulations: 100, seed: seed.derived(2))
    #expect(abs(try #require(curve.logLossNoise).mean - 0.017) < 0.004)
    let again = try ReliabilityCurve(forecasts, simulations: 100, seed: seed.derived(2), threads: 3)
    #expect(again == curve)
    #expect(
      try JSONDecoder().decode(ReliabilityCurve.self, from: try JSONEncoder().encode(curve))
        == curve)
  }
}

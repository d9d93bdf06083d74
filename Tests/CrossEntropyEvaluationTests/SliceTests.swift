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

/// Where the loss lies.
///
/// The numbers are those that `Scripts/slice_vectors.py` prints.
struct SliceTests {
  private static let losses = (0..<60).map { (i: Int) -> Double in
    Double(i * i % 17) / 10 + 0.05
  }
  private static let weights = (0..<60).map { (i: Int) -> Double in 0.5 + Double(i % 3) }
  private static let groups = (0..<60).map { Int32($0 / 4) }

  private static func expect(
    _ interval: ConfidenceInterval?, _ low: Double, _ high: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let interval = try #require(interval, sourceLocation: sourceLocation)
    #expect(
      abs(interval.low - low) < 1e-12 && abs(interval.high - high) < 1e-12, "\(interval)",
      sourceLocation: sourceLocation)
  }

  @Test("The difference of two means of other rows is Welch's")
  func unpaired() throws {
    let other = MeanEstimate(
      of: (0..<25).map { (i: Int) -> Double in Double(i * 7 % 13) / 9 + 0.2 })
    let difference = UnpairedDifference(MeanEstimate(of: Self.losses), other)
    #expect(abs(difference.mean + 0.023333333333333095) < 1e-14)
    try Self.expect(try difference.interval(), -0.25110910968560773, 0.20444244301894157)
    try Self.expect(try difference.interval(alpha: 0.01), -0.326322307663704, 0.2796556409970378)
    let few = UnpairedDifference(other, MeanEstimate(of: [1, 2, 3, 4]))
    #expect(try few.interval() == nil && few.standardError == nil)
    let alike = UnpairedDifference(
      MeanEstimate(of: [1, 1, 1, 1, 1]), MeanEstimate(of: [2, 2, 2, 2, 2]))
    try Self.expect(try alike.interval(), -1, -1)
  }

  @Test("Each slice is held against all other rows, and one of few rows has no interval")
  func slices() throws {
    let slices = (0..<60).map { (i: Int) -> Int32 in i < 3 ? 2 : Int32(i % 2) }
    let all = try SliceEstimate.of(slices, count: 3, losses: Self.losses)
    #expect(all.map(\.rows) == [28, 29, 3])
    let known = [
      (0.07276785714285716, -0.2942906042796628, 0.43982631856537757),
      (0.05294771968854284, -0.3147471229379274, 0.42064256231501346),
    ]
    for (slice, (mean, low, high)) in zip(all, known) {
      #expect(abs(slice.difference.mean - mean) < 1e-14)
      try Self.expect(try slice.difference.interval(comparisons: 3), low, high)
    }
    #expect(abs(all[2].difference.mean + 0.6596491228070177) < 1e-14)
    #expect(try all[2].difference.interval(comparisons: 3) == nil)
  }

  @Test("Groups that cross slices have their covariance counted")
  func groups() throws {
    let all = try SliceEstimate.of(
      (0..<60).map { Int32($0 % 2) }, count: 2, losses: Self.losses,
      units: RowUnits(weights: Self.weights, groups: Self.groups))
    #expect(abs(all[0].difference.mean - 0.028888888888888964) < 1e-14)
    try Self.expect(try all[0].difference.interval(), -0.2351548729556499, 0.29293265073342784)
    try Self.expect(try all[1].difference.interval(), -0.29293265073342784, 0.2351548729556499)
  }

  @Test("A slice of all rows has none to be held against, and rows of no slice are left out")
  func edges() throws {
    let all = try SliceEstimate.of([0, 0, -1, 0], count: 2, losses: [1, 2, 9, 3])
    #expect(all[0].loss.mean == 2 && all[0].difference.mean.isNaN)
    #expect(all[1].rows == 0 && all[1].loss.mean.isNaN)
    #expect(throws: EvaluationError.self) {
      try SliceEstimate.of([0, 2], count: 2, losses: [1, 2])
    }
    let infinite = try SliceEstimate.of([0, 1], count: 2, losses: [.infinity, 1])
    #expect(infinite[0].difference.mean == .infinity)
  }

  @Test("The worst 1 % of rows are 1 % of the weight, of the last row a part")
  func costliest() throws {
    let losses = (0..<250).map { (row: Int) -> Double in
      let x = Double(row * 37 % 101) / 50
      return x * x * x
    }
    let plain = try CostliestRows(of: losses, most: 3)
    #expect(abs(try #require(plain.worstShare) - 0.03984322424375409) < 1e-14)
    let order = losses.indices.sorted { (a: Int, b: Int) -> Bool in
      losses[a] == losses[b] ? a < b : losses[a] > losses[b]
    }
    #expect(plain.rows == Array(order.prefix(3)))
    let weighted = try CostliestRows(
      of: losses, weights: (0..<250).map { (i: Int) -> Double in 0.25 + Double(i % 4) }, most: 0)
    #expect(abs(try #require(weighted.worstShare) - 0.04055769182422729) < 1e-14)
    #expect(try CostliestRows(of: [1, .infinity], most: 1).worstShare == nil)
    #expect(try CostliestRows(of: [0, 0], most: 1).worstShare == nil)
    // Of two rows the worst 1 % is a 50th of the worse one.
    #expect(try CostliestRows(of: [1, 3], most: 5).worstShare == 0.015)
    #expect(try CostliestRows(of: [1, 3, 2], weights: [1, 0, 1], most: 5).rows == [2, 0])
  }

  @Test("The bias is the mean probability less how often it came true")
  func bias() throws {
    let forecasts = try Forecasts(
      of: .positiveClass, probabilities: [0.5, 0.75, 0.25, 1], happened: [true, false, false, true])
    let all = try SliceEstimate.of(
      [0, 0, 1, 1], count: 2, losses: [1, 1, 1, 1], forecasts: forecasts,
      units: RowUnits(weights: [1, 3, 1, 1]))
    // (−.5 + 3·.75)/4 and (.25 + 0)/2.
    #expect(all.map(\.bias) == [0.4375, 0.125])
    #expect(throws: EvaluationError.self) {
      try SliceEstimate.of([0], count: 1, losses: [1], forecasts: forecasts)
    }
    let logs = try Matrix([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]].map { $0.map { log($0) } })
    // Class 0: (.5·1 + .125·3 − 1)/4.
    let biases = try classBias(logProbabilities: logs, labels: [0, 2], weights: [1, 3])
    for (own, known) in zip(biases, [-0.03125, 0.625, -0.59375]) {
      #expect(abs(own - known) < 1e-15)
    }
  }

  @Test("Bins hold about as many numbers each, and equal numbers share one")
  func bins() {
    let numbers = (0..<57).map { (i: Int) -> Double in Double(i * 23 % 31) / 4 }
    let bins = QuantileBins(of: numbers, most: 10)
    #expect(bins.ranges.map(\.upperBound) == [0.75, 1.5, 2.5, 3, 3.75, 4.75, 5.25, 6.25, 7, 7.5])
    #expect(
      Array(bins.binOfRow.prefix(25))
        == [0, 7, 4, 2, 9, 7, 4, 1, 9, 6, 4, 1, 8, 6, 3, 1, 8, 5, 3, 0, 8, 5, 2, 0, 7])
    for (number, bin) in zip(numbers, bins.binOfRow) {
      #expect(bins.ranges[Int(bin)].contains(number))
    }
    let tied = QuantileBins(of: [2, 2, 2, 2, .nan, 1, 2, 3], most: 3)
    #expect(tied.ranges == [1...2, 3...3])
    #expect(tied.binOfRow == [0, 0, 0, 0, -1, 0, 0, 1])
    #expect(QuantileBins(of: [.nan], most: 3).ranges.isEmpty)
    #expect(QuantileBins(of: [5], most: 3).ranges == [5...5])
  }

  @Test("Suspects are rows below the threshold of their label and above that of another class")
  func suspects() throws {
    let rows = (0..<60).map { (i: Int) -> [Double] in
      let counts = (0..<3).map { (c: Int) -> Double in
        let rest = (31 * i + 17 * c + 5 * i * c) % 19
        return Double(1 + rest)
      }
      let sum = counts.reduce(0, +)
      return counts.map { $0 / sum }
    }
    let labels = rows.enumerated().map { (i: Int, p: [Double]) -> Int32 in
      let greatest = p.max() ?? 0
      let top = p.firstIndex(of: greatest) ?? 0
      return i % 5 == 0 ? Int32((top + 1) % 3) : Int32(top)
    }
    let logs = try Matrix(rows.map { $0.map { log($0) } })
    let found = try LabelSuspects(logProbabilities: logs, labels: labels)
    let known = [0.41830090441380763, 0.45782771902337116, 0.4577915915898035]
    for (own, known) in zip(found.thresholds, known) {
      #expect(abs(try #require(own) - known) < 1e-14)
    }
    #expect(found.suspects.map(\.row) == [40, 55, 5, 45, 10, 25, 35, 15, 30, 0])
    #expect(found.suspects.map(\.suspected) == [1, 0, 2, 2, 1, 0, 2, 0, 0, 1])
    // What these thresholds make of every label that a row may have, by its probability.
    var (mean, variance) = (0.0, 0.0)
    for p in rows {
      let chance = (0..<3).reduce(0.0) { sum, label in
        let isSuspect =
          p[label] < known[label] && (0..<3).contains { $0 != label && p[$0] >= known[$0] }
        return sum + (isSuspect ? p[label] : 0)
      }
      mean += chance
      variance += chance * (1 - chance)
    }
    #expect(abs(found.noise.mean - mean) < 1e-12 && mean > 5)
    #expect(abs(found.noise.deviation - variance.squareRoot()) < 1e-12)
    #expect(mean > 20)
    #expect(abs(found.noise95 - mean - 1.6448536269514722 * variance.squareRoot()) < 1e-12)
    // Of few the least count that Poisson's law covers.
    let few = try LabelSuspects(
      logProbabilities: Matrix(Array(rows[..<20]).map { $0.map { log($0) } }),
      labels: Array(labels[..<20]))
    var (chance, covered, count) = (exp(-few.noise.mean), exp(-few.noise.mean), 0.0)
    while covered < 0.95 {
      count += 1
      chance *= few.noise.mean / count
      covered += chance
    }
    #expect(few.noise.mean > 1 && few.noise95 == count)
    let weighted = try LabelSuspects(
      logProbabilities: logs, labels: labels, weights: Self.weights)
    #expect(weighted.suspects.map(\.row) == [40, 55, 5, 45, 10, 25, 15, 30, 0])
    let unseen = try LabelSuspects(
      logProbabilities: Matrix([[0.1, 0.2, 0.7].map { log($0) }]), labels: [0])
    #expect(unseen.suspects.isEmpty && unseen.thresholds[2] == nil)
  }
}

import CrossEntropyEvaluation
import Testing

struct IntervalsTests {
  // Six rows, Σw = 1+1+2+1+1+1 = 7, Σwℓ = 1+3+4+4+0+2 = 14, mean 2.
  private let values = [1.0, 3, 2, 4, 0, 2]
  private let weights = [1.0, 1, 2, 1, 1, 1]

  @Test func weightedRows() throws {
    // w(ℓ − 2) = −1, 1, 0, 2, −2, 0: squares sum to 10; SE² = 6/5·10/49 = 12/49.
    let estimate = try MeanEstimate(of: values, weights: weights)
    #expect(estimate.mean == 2)
    #expect(estimate.units == 6)
    #expect(close(try #require(estimate.standardError), (12.0 / 49).squareRoot()))
    // t(.975, 5) = 2.5705818356363146.
    let interval = try #require(try estimate.interval())
    #expect(close(interval.high, 2 + 2.5705818356363146 * (12.0 / 49).squareRoot(), 1e-10))
    #expect(close(interval.low, 2 - 2.5705818356363146 * (12.0 / 49).squareRoot(), 1e-10))
  }

  @Test func weightedGroups() throws {
    // Rows 0 and 1 share a group: the sums are 0, 0, 2, −2, 0; SE² = 5/4·8/49 = 10/49.
    let estimate = try MeanEstimate(of: values, weights: weights, groups: [9, 9, -4, 7, 8, 30])
    #expect(estimate.units == 5)
    #expect(close(try #require(estimate.standardError), (10.0 / 49).squareRoot()))
    // t(.975, 4) = 2.7764451051977934 and, for m = 2, t(1 − .05/4, 4) = 3.4954059325164417.
    let plain = try #require(try estimate.interval())
    #expect(close(plain.high - 2, 2.7764451051977934 * (10.0 / 49).squareRoot(), 1e-10))
    let adjusted = try #require(try estimate.interval(comparisons: 2))
    #expect(close(adjusted.high - 2, 3.4954059325164417 * (10.0 / 49).squareRoot(), 1e-10))
  }

  @Test func unweightedRowsGiveTheTextbookInterval() throws {
    // 1 … 9: mean 5, s² = 60/8 = 7.5, SE = √(7.5/9).
    let estimate = MeanEstimate(of: (1...9).map(Double.init))
    #expect(estimate.mean == 5)
    #expect(close(try #require(estimate.standardError), (7.5 / 9).squareRoot()))
  }

  @Test func thePercentageFollowsTheLevel() {
    #expect(Significance.confidencePercent == 95)
  }

  @Test(arguments: [(4, false), (5, true), (19, true), (20, true)])
  func fewUnitsHaveNoInterval(units: Int, hasInterval: Bool) throws {
    // Twice as many rows as groups.
    let values = (0..<2 * units).map { Double($0 * $0 % 7) }
    let estimate = try MeanEstimate(of: values, groups: values.indices.map { Int32($0 / 2) })
    #expect(estimate.units == units)
    #expect(try (estimate.interval() != nil) == hasInterval)
    #expect(try (estimate.smallestDetectable() != nil) == hasInterval)
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func orderChangesNothingBeyondRounding(seed: UInt64) throws {
    let rows = 300
    let values = (0..<rows).map { 1e3 * RandomSeed(seed).derived(1).uniform(UInt64($0)) }
    let weights = (0..<rows).map { RandomSeed(seed).derived(2).uniform(UInt64($0)) }
    let groups = (0..<rows).map { Int32(40 * RandomSeed(seed).derived(3).uniform(UInt64($0))) }
    var order = Array(0..<rows)
    RandomSeed(seed).shuffle(&order)
    let one = try MeanEstimate(of: values, weights: weights, groups: groups)
    let other = try MeanEstimate(
      of: order.map { values[$0] }, weights: order.map { weights[$0] },
      groups: order.map { groups[$0] })
    #expect(close(one.mean, other.mean))
    #expect(close(try #require(one.standardError), try #require(other.standardError)))
    #expect(one.units == other.units)
  }

  @Test(arguments: [2, 3, 7])
  func rowsRepeatedWithinAGroupAddNothing(times: Int) throws {
    let once = MeanEstimate(of: values)
    let repeated = try MeanEstimate(
      of: values.flatMap { Array(repeating: $0, count: times) },
      groups: values.indices.flatMap { Array(repeating: Int32($0), count: times) })
    #expect(close(once.mean, repeated.mean))
    #expect(close(try #require(once.standardError), try #require(repeated.standardError)))
    #expect(once.units == repeated.units)
  }

  @Test(arguments: [0.001, 1, 1e6])
  func onlyTheRatiosOfWeightsMatter(factor: Double) throws {
    let one = try MeanEstimate(of: values, weights: weights)
    let other = try MeanEstimate(of: values, weights: weights.map { $0 * factor })
    #expect(close(one.mean, other.mean))
    #expect(close(try #require(one.standardError), try #require(other.standardError)))
  }

  @Test func aRowOfWeightZeroIsNoUnit() throws {
    let one = try MeanEstimate(of: values, weights: weights)
    let other = try MeanEstimate(of: values + [.infinity], weights: weights + [0])
    #expect(one == other)
    let grouped = try MeanEstimate(
      of: values + [.infinity], weights: weights + [0], groups: [1, 2, 3, 4, 5, 6, 7])
    #expect(grouped.units == 6)
    #expect(grouped.standardError == one.standardError)
  }

  /// Rows of 8 groups that share an effect: t over groups covers, t over rows would not.
  @Test func intervalsCoverTheMean() throws {
    var covered = (groups: 0, rows: 0, independent: 0)
    let replicates = 1000
    for replicate in 0..<replicates {
      let seed = RandomSeed(UInt64(replicate))
      let noise = try (0..<48).map {
        try StandardNormal.quantile(seed.derived(1).uniform(UInt64($0)))
      }
      let effects = try (0..<8).map {
        try StandardNormal.quantile(seed.derived(2).uniform(UInt64($0)))
      }
      let groups = (0..<48).map { Int32($0 / 6) }
      let values = (0..<48).map { noise[$0] + effects[$0 / 6] }
      let byGroups = try #require(try MeanEstimate(of: values, groups: groups).interval())
      let byRows = try #require(try MeanEstimate(of: values).interval())
      let independent = try #require(try MeanEstimate(of: noise).interval())
      covered.groups += byGroups.contains(0) ? 1 : 0
      covered.rows += byRows.contains(0) ? 1 : 0
      covered.independent += independent.contains(0) ? 1 : 0
    }
    // The Monte-Carlo standard error of 95 % in 1000 replicates is .7 %.
    #expect(abs(Double(covered.groups) / 1000 - 0.95) < 0.025)
    #expect(abs(Double(covered.independent) / 1000 - 0.95) < 0.025)
    #expect(covered.rows < 800)
  }

  @Test func infiniteMeansHaveNoInterval() throws {
    for infinite in [Double.infinity, -.infinity] {
      let estimate = MeanEstimate(of: values + [infinite])
      #expect(estimate.mean == infinite)
      #expect(estimate.standardError == nil)
      #expect(try estimate.interval() == nil)
      #expect(try estimate.smallestDetectable() == nil)
    }
    #expect(MeanEstimate(of: [.infinity, -.infinity, 1]).mean.isNaN)
    #expect(MeanEstimate(of: []).mean.isNaN)
    #expect(MeanEstimate(of: []).units == 0)
  }

  @Test func sumsKeepSmallPartsBesideLargeOnes() {
    let values = [1e16] + Array(repeating: 1.0, count: 1000) + [-1e16]
    #expect(close(MeanEstimate(of: values).mean, 1000.0 / 1002))
  }

  @Test func correctedIntervalOverFolds() throws {
    // k = 5, r = 1: mean 3, s² = 10/4; SE² = 2.5·(1/5 + 1/4) = 1.125; 4 degrees of freedom.
    let once = try CorrectedResampledMean(foldDifferences: [1, 2, 3, 4, 5], folds: 5)
    #expect(once.mean == 3)
    #expect(once.degreesOfFreedom == 4)
    #expect(close(try #require(once.standardError), 1.125.squareRoot()))
    let interval = try #require(try once.interval(comparisons: 2))
    #expect(close(interval.low, 3 - 3.4954059325164417 * 1.125.squareRoot(), 1e-10))
    // k = 2, r = 2: mean 2, s² = 4/3; SE² = 4/3·(1/4 + 1/1) = 5/3; t(.975, 3) = 3.1824463052837078.
    let twice = try CorrectedResampledMean(foldDifferences: [1, 3, 1, 3], folds: 2)
    #expect(close(try #require(twice.standardError), (5.0 / 3).squareRoot()))
    let wide = try #require(try twice.interval())
    #expect(close(wide.high, 2 + 3.1824463052837078 * (5.0 / 3).squareRoot(), 1e-10))
    let infinite = try CorrectedResampledMean(foldDifferences: [1, .infinity], folds: 2)
    #expect(infinite.mean == .infinity)
    #expect(try infinite.interval() == nil)
  }

  @Test func smallestDetectable() throws {
    // (t(.975, 4) + t(.8, 4))·SE of 1, 2, 3, 4, 5: 2.7764451051977987 and 0.9409645772351816 (SciPy 1.17.1).
    let estimate = MeanEstimate(of: [1, 2, 3, 4, 5])
    let standardError = try #require(estimate.standardError)
    let alone = try #require(try estimate.smallestDetectable())
    #expect(close(alone / standardError, 2.7764451051977987 + 0.9409645772351816, 1e-9))
    // m = 2: t(.9875, 4) = 3.4954059325164417.
    let adjusted = try #require(try estimate.smallestDetectable(comparisons: 2))
    #expect(close(adjusted / standardError, 3.4954059325164417 + 0.9409645772351816, 1e-9))
  }

  @Test func whatAnIntervalExcludes() throws {
    let interval = try ConfidenceInterval(low: -0.3, high: 0.1)
    #expect(interval.contains(0) && interval.contains(-0.3) && !interval.contains(0.2))
  }
}

private func close(_ got: Double, _ expected: Double, _ tolerance: Double = 1e-13) -> Bool {
  abs(got - expected) <= tolerance * max(abs(expected), 1e-300)
}

import CrossEntropyEvaluation
import Testing

struct MeanSumsTests {
  enum Kind: CaseIterable { case plain, weighted, grouped, weightedGroups }

  @Test(arguments: Kind.allCases, 0..<20 as Range<UInt64>)
  func partsMergeIntoTheWhole(kind: Kind, seed: UInt64) throws {
    let rows = 500
    // Far from 0, so that sums of squares would lose their digits.
    let values = (0..<rows).map { 1e4 + RandomSeed(seed).derived(1).uniform(UInt64($0)) }
    let weights: [Double]? =
      kind == .weighted || kind == .weightedGroups
      ? (0..<rows).map { max(0, RandomSeed(seed).derived(2).uniform(UInt64($0)) - 0.1) } : nil
    // Groups of which most have rows in several parts.
    let groups: [Int32]? =
      kind == .grouped || kind == .weightedGroups
      ? (0..<rows).map { Int32(30 * RandomSeed(seed).derived(3).uniform(UInt64($0))) } : nil
    var sums = MeanSums()
    for part in parts(of: rows, seed: RandomSeed(seed)).reversed() {
      var other = MeanSums()
      try other.add(
        Array(values[part]), weights: weights.map { Array($0[part]) },
        groups: groups.map { Array($0[part]) })
      try sums.merge(other)
    }
    let whole = try MeanEstimate(of: values, weights: weights, groups: groups)
    #expect(agree(sums.estimate.mean, whole.mean))
    // The same bits as in one part.
    var one = MeanSums()
    try one.add(values, weights: weights, groups: groups)
    #expect(sums.estimate.mean.bitPattern == one.estimate.mean.bitPattern)
    let (merged, direct) = (sums.estimate.standardError, whole.standardError)
    // Of groups the deviations are differences of sums near 1e4: their last digits are its.
    let slack = groups == nil ? 1e-12 : 1e-9
    #expect(abs(try #require(merged) / (try #require(direct)) - 1) <= slack)
    #expect(sums.estimate.units == whole.units)
  }

  @Test func infiniteLossesStayInfinite() throws {
    var sums = MeanSums()
    try sums.add([1, 2, .infinity])
    try sums.add([3])
    #expect(sums.estimate.mean == .infinity)
    #expect(sums.estimate.standardError == nil)
    #expect(MeanSums().estimate.mean.isNaN)
    #expect(MeanSums().estimate.units == 0)
  }

  @Test func aRowOfWeightZeroIsNoUnit() throws {
    var sums = MeanSums()
    try sums.add([1, .infinity, 3], weights: [1, 0, 1])
    #expect(sums.estimate == MeanEstimate(of: [1, 3]))
  }
}

import CrossEntropyEvaluation
import Testing

struct SkillTests {
  /// A loss that is half of the constant's in every row is so in the mean too, whichever rows are drawn.
  @Test func aFixedShareOfTheConstantIsCertain() throws {
    let constants = [0.5, 1, 2, 4, 0.25, 8]
    let skill = try SkillScore(losses: constants.map { $0 / 2 }, constants: constants)
    let interval = try #require(skill.interval)
    #expect(skill.estimate == 0.5)
    #expect(abs(interval.low - 0.5) < 1e-15 && abs(interval.high - 0.5) < 1e-15)
  }

  /// Losses 1 … 5 against 4: mean 3, SE √(2.5/5), so 1 − (3 ± t·√.5)/4.
  @Test func ofAConstantWithoutNoiseItIsTheIntervalOfTheMean() throws {
    let skill = try SkillScore(losses: [1, 2, 3, 4, 5], constants: [4, 4, 4, 4, 4])
    let reach = try StudentT(degreesOfFreedom: 4).quantile(0.975) * 0.5.squareRoot() / 4
    let interval = try #require(skill.interval)
    #expect(abs(skill.estimate - 0.25) < 1e-15)
    #expect(abs(interval.low - (0.25 - reach)) < 1e-12)
    #expect(abs(interval.high - (0.25 + reach)) < 1e-12)
  }

  /// Of sums it is what the rows themselves say: to the last digits where all weigh the same, else but for O(1/n²), where taking
  /// every row for one of mean weight would be off by 2e-3.
  @Test(arguments: [([3.0], 1e-14), ([0.2, 1, 5], 1e-5)])
  func theConstantIsKnownOfSums(kinds: [Double], error: Double) throws {
    let labels = (0..<1000).map { Int32($0 * 7919 % 5 / 2) }
    let weights = (0..<1000).map { kinds[$0 * 31 % kinds.count] }
    let rows = try #require(
      try ConstantPredictor.logLossOfOthers(labels: labels, classes: 3, weights: weights))
    let mean = try MeanEstimate(of: rows, weights: weights).mean
    var (sums, squares) = ([0.0, 0, 0], [0.0, 0, 0])
    for (label, weight) in zip(labels, weights) {
      sums[Int(label)] += weight
      squares[Int(label)] += weight * weight
    }
    let known = ConstantPredictor.logLossOfOthers(weights: sums, squares: squares, rows: 1000)
    #expect(abs(known - mean) < error, "\(known), \(mean)")
  }

  /// Weights 1, 3 and 0: means (1 + 9)/4 and (2 + 12)/4.
  @Test func weightsAreWeights() throws {
    let skill = try SkillScore(
      losses: [1, 3, 100], constants: [2, 4, 1], units: RowUnits(weights: [1, 3, 0]))
    #expect(abs(skill.estimate - (1 - 10.0 / 14)) < 1e-15)
    #expect(skill.interval == nil)
  }
}

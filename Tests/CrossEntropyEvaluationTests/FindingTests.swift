import Foundation
import Testing

@testable import CrossEntropyEvaluation

struct FindingTests {
  /// Intervals against a margin of 1: the first rule that holds decides, and an end on the margin is within it.
  @Test(
    arguments: [
      (-3, -2, ComparisonFinding.better), (-3, -1, .slightlyBetter), (-3, -0.5, .slightlyBetter),
      (-1, -0.5, .asGood), (-1, 1, .asGood), (0.2, 1, .asGood), (0, 0, .asGood),
      (0.5, 3, .slightlyWorse), (1, 3, .slightlyWorse), (2, 3, .worse),
      (-0.5, 3, .undecided), (-3, 0.5, .undecided), (-3, 3, .undecided),
      (-3, 0, .undecided), (0, 3, .undecided),
    ] as [(Double, Double, ComparisonFinding)])
  func findings(_ low: Double, _ high: Double, _ finding: ComparisonFinding) throws {
    #expect(ComparisonFinding(try ConfidenceInterval(low: low, high: high), margin: 1) == finding)
  }

  @Test(
    "Without a margin whatever excludes 0 is better or worse",
    arguments: [(-3, -1e-9, ComparisonFinding.better), (1e-9, 3, .worse), (-1, 1, .undecided)]
      as [(Double, Double, ComparisonFinding)])
  func withoutAMargin(_ low: Double, _ high: Double, _ finding: ComparisonFinding) throws {
    #expect(ComparisonFinding(try ConfidenceInterval(low: low, high: high), margin: 0) == finding)
  }

  @Test func withoutAnIntervalNothingIsDecided() {
    #expect(ComparisonFinding(nil, margin: 1) == .undecided)
  }

  @Test(
    "The difference that decides is that of training anew where there was any",
    arguments: [(DecidingInterval.fits, 1.0), (.retrained, 2)])
  func decidingDifference(_ decision: DecidingInterval, _ high: Double) throws {
    let (fits, retrained) = (
      PairedDifference(estimate: 0, interval: try ConfidenceInterval(low: -1, high: 1)),
      PairedDifference(estimate: 0, interval: try ConfidenceInterval(low: -2, high: 2))
    )
    #expect(decision.deciding(fits, retrained).interval?.high == high)
  }

  @Test func namesInJSON() {
    #expect(
      ComparisonFinding.allCases.map(\.rawValue) == [
        "baseline", "better", "slightly_better", "as_good", "slightly_worse", "worse", "undecided",
        "same_numbers", "failed",
      ])
  }

  /// 1 % of the baseline's log loss, or 0.05 % of the constant's where that is more.
  @Test(
    arguments: [
      (EquivalenceMargin.usual, 0.5, 1, 0.005, 0.01), (.usual, 0.05, 1, 0.0005, 0.01),
      (.usual, 0.04, 1, 0.0005, nil),
      (.nats(0.02), 0.5, 1, 0.02, nil), (.nats(0), 0.5, 1, 0, nil),
      (.share(0.02), 0.5, 1, 0.01, 0.02),
    ] as [(EquivalenceMargin, Double, Double, Double, Double?)])
  func margins(
    _ margin: EquivalenceMargin, baseline: Double, constant: Double, nats: Double, share: Double?
  ) throws {
    #expect(abs(margin.nats(baseline: baseline, constant: constant) - nats) < 1e-15)
    #expect(margin.share(baseline: baseline, constant: constant) == share)
    let json = try JSONEncoder().encode([margin])
    #expect(try JSONDecoder().decode([EquivalenceMargin].self, from: json) == [margin])
  }
}

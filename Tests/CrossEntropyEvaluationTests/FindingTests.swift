import Testing

@testable import CrossEntropyEvaluation

struct FindingTests {
  /// Intervals as signs: −1 below 0, 0 around it, 1 above; nil where there is none.
  @Test(
    arguments: [
      (-1, -1, Finding.better, Finding.better), (1, 1, .worse, .worse),
      (-1, 0, .slightlyBetter, .undecided), (1, 0, .slightlyWorse, .undecided),
      (0, 0, .undecided, .undecided), (0, -1, .undecided, .better),
      (nil, 1, .undecided, .worse), (1, nil, .slightlyWorse, .undecided),
    ] as [(Int?, Int?, Finding, Finding)])
  func findingsOfTwoIntervals(
    _ fits: Int?, _ retrained: Int?, _ both: Finding, _ retrainedAlone: Finding
  ) throws {
    let difference = { (side: Int?) in
      Difference(
        estimate: Double(side ?? 0),
        interval: try side.map { try Interval(low: Double($0) - 0.5, high: Double($0) + 0.5) })
    }
    let pair = (try difference(fits), try difference(retrained))
    #expect(Finding(fits: pair.0, retrained: pair.1, decision: .both) == both)
    #expect(Finding(fits: pair.0, retrained: pair.1, decision: .retrained) == retrainedAlone)
  }

  @Test(
    arguments: [
      (-1, Finding.better), (0, .undecided), (1, .worse), (nil, .undecided),
    ] as [(Int?, Finding)])
  func withoutFoldsOneIntervalDecides(_ side: Int?, _ finding: Finding) throws {
    let difference = Difference(
      estimate: 0,
      interval: try side.map { try Interval(low: Double($0) - 0.5, high: Double($0) + 0.5) })
    #expect(Finding(fits: difference, retrained: nil, decision: .fits) == finding)
  }

  @Test(
    "The difference that decides is that of the fits unless training anew decides alone",
    arguments: [(Decision.both, 1.0), (.fits, 1), (.retrained, 2)])
  func decidingDifference(_ decision: Decision, _ magnitude: Double) throws {
    let (fits, retrained) = (
      Difference(estimate: 0, interval: try Interval(low: -1, high: 1)),
      Difference(estimate: 0, interval: try Interval(low: -2, high: 2))
    )
    #expect(decision.deciding(fits, retrained).interval?.magnitude == magnitude)
  }

  @Test func namesInJSON() {
    #expect(
      Finding.allCases.map(\.rawValue) == [
        "baseline", "better", "slightly_better", "as_good", "slightly_worse", "worse", "undecided",
        "same_numbers", "failed",
      ])
  }
}

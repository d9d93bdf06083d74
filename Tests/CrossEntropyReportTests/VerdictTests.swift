import CrossEntropyEvaluation
import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

@Suite struct VerdictTests {
  private let english = Language.english.phrases { "--\($0.rawValue)" }
  private let korean = Language.korean.phrases { "--\($0.rawValue)" }

  /// The example's outcome with these findings of its first rivals and no others.
  private func outcome(
    _ asTrained: [(Double, ComparisonFinding)], _ recalibrated: [(Double, ComparisonFinding)],
    leader: Int? = nil, decidedBy: DecidingInterval = .retrained
  ) throws -> CompareOutcome {
    var outcome = try exampleOutcome().outcome
    outcome.losses = Array(outcome.losses.prefix(1 + asTrained.count))
    outcome.decidedBy = decidedBy
    outcome.constant.logLoss = 1
    outcome.margin = ByReading { [losses = outcome.losses] _ in 0.01 * losses[0][.asTrained].logLoss
    }
    outcome.leader = ByReading { $0 == .asTrained ? leader : nil }
    for (place, findings) in zip(asTrained, recalibrated).enumerated() {
      for (reading, (difference, finding)) in zip(
        ProbabilityReading.allCases, [findings.0, findings.1])
      {
        var result = outcome.losses[place + 1][reading]
        result.finding = finding
        result.difference = PairedDifference(
          estimate: difference,
          interval: try ConfidenceInterval(low: difference - 0.01, high: difference + 0.01))
        result.differenceRetrained = PairedDifference(
          estimate: difference,
          interval: try ConfidenceInterval(low: difference - 0.02, high: difference + 0.02))
        outcome.losses[place + 1][reading] = result
      }
    }
    return outcome
  }

  private func lines(_ outcome: CompareOutcome) -> [String] {
    VerdictText(outcome, english).text.split(separator: "\n").map(String.init)
  }

  @Test func undecidedSaysWhatIsLeftOpen() throws {
    let outcome = try outcome([(0.004, .undecided)], [(-0.015, .undecided)])
    #expect(
      lines(outcome) == [
        "If you only swap the loss: undecided: squared error (−0.016 to +0.024 nats); more rows are needed.",
        "After the same recalibration: undecided: squared error (−0.035 to +0.0050 nats); more rows are "
          + "needed.",
      ])
    #expect(
      VerdictText(outcome, korean).text
        == "손실만 바꾸면: 판단할 수 없는 손실: 제곱 오차(−0.016~+0.024 nats); 행이 더 필요합니다.\n"
        + "똑같이 재보정하면: 판단할 수 없는 손실: 제곱 오차(−0.035~+0.0050 nats); 행이 더 필요합니다.")
  }

  @Test func onOneScreenTheIntervalsOfUndecidedLossesAreInTheTable() throws {
    let outcome = try outcome(
      [(0.004, .undecided), (0.2, .worse)], [(0, .undecided), (0, .undecided)])
    let text = VerdictText(outcome, english, isShort: true).text
    #expect(
      text
        == "If you only swap the loss: worse: focal γ=2 (+0.18 to +0.22 nats; all of it miscalibration). "
        + "Undecided: squared error; more rows are needed.\n"
        + "After the same recalibration: undecided: squared error, focal γ=2; more rows are needed."
    )
  }

  @Test func withoutTrainingAnewTheIntervalOfTheseFitsIsSaid() throws {
    let outcome = try outcome([(0.004, .undecided)], [(-0.02, .undecided)], decidedBy: .fits)
    #expect(lines(outcome)[0].contains("(−0.0060 to +0.014 nats)"))
  }

  @Test func withoutAnIntervalTheEstimateIsSaid() throws {
    var outcome = try outcome([(0.004, .undecided)], [(-0.02, .undecided)])
    outcome.losses[1][.asTrained].differenceRetrained = PairedDifference(
      estimate: 0.004, interval: nil)
    #expect(lines(outcome)[0].contains("squared error (+0.0040 nats, too few units)"))
  }

  @Test func everyLossIsNamedWithWhatWasFound() throws {
    let outcome = try outcome(
      [(-0.05, .better), (0.2, .worse), (-0.025, .slightlyBetter), (0.001, .asGood)],
      [(0, .asGood), (0.03, .slightlyWorse), (0, .asGood), (0, .sameNumbers)])
    #expect(
      lines(outcome)[0]
        == "If you only swap the loss: better than cross entropy: squared error (−0.070 to −0.030 nats). "
        + "Slightly better than cross entropy: label smoothing 0.1 (−0.045 to −0.0050 nats). As good as cross "
        + "entropy: balanced CE (no difference above 1\(gap)%). Worse: focal γ=2 (+0.18 to +0.22 nats; all but "
        + "0.030 of it miscalibration).")
    #expect(
      lines(outcome)[1]
        == "After the same recalibration: as good as cross entropy: squared error, label smoothing 0.1 "
        + "(no difference above 1\(gap)%). The same as cross entropy row by row: balanced CE. Slightly worse: "
        + "focal γ=2 (+0.010 to +0.050 nats).")
    #expect(
      VerdictText(outcome, korean).parts[0].answer
        == "교차 엔트로피보다 더 나은 손실: 제곱 오차(−0.070~−0.030 nats). 교차 엔트로피보다 조금 나은 손실: 레이블 스무딩 "
        + "0.1(−0.045~−0.0050 nats). 교차 엔트로피만큼 좋은 손실: 클래스 균형 CE(차이가 나도 1\(gap)% 이하). 더 나쁜 손실: "
        + "포컬 손실 γ=2(+0.18~+0.22 nats, 재보정하면 0.030만 남음).")
  }

  @Test(
    "What recalibration repairs of a worse loss is said as trained",
    arguments: [
      (0.0001, "; all of it miscalibration"), (-0.01, "; all of it miscalibration"),
      (0.02, "; all but 0.020 of it miscalibration"), (0.15, "; 0.050 of it miscalibration"),
      (0.19, ""), (0.3, ""),
    ])
  func miscalibration(_ left: Double, _ said: String) throws {
    let outcome = try outcome([(0.2, .worse)], [(left, .undecided)])
    #expect(
      lines(outcome)[0]
        == "If you only swap the loss: no loss is better than cross entropy. Worse: squared error (+0.18 to "
        + "+0.22 nats\(said)).")
  }

  @Test func theMarginIsSaidAsItIsGiven() throws {
    var outcome = try outcome([(0, .asGood)], [(0, .asGood)])
    outcome.request.margin = .share(0.02)
    #expect(lines(outcome)[0].contains("(no difference above 2\(gap)%)"))
    outcome.request.margin = .nats(0.005)
    outcome.margin = ByReading { _ in 0.005 }
    #expect(lines(outcome)[0].contains("(no difference above 0.0050 nats)"))
  }

  @Test func theBestIsSaidOnlyOverAllPairs() throws {
    let outcome = try outcome(
      [(-0.05, .better), (0.2, .worse)], [(-0.05, .better), (0.2, .worse)], leader: 1)
    #expect(
      lines(outcome)[0].hasPrefix(
        "If you only swap the loss: squared error is the best of these losses. Better than cross"))
    #expect(!lines(outcome)[1].contains("best"))
  }

  @Test func aCorrectionOfABalancedFitIsNamedOnceRecalibrated() throws {
    let text = VerdictText(try exampleOutcome().outcome, english)
    #expect(text.parts[0].answer.contains("prior-corrected CE"))
    #expect(!text.parts[1].answer.contains("prior-corrected CE"))
    #expect(text.parts[1].answer.contains("balanced CE"))
  }

  @Test func aFailedBaselineLeavesNothingToCompare() throws {
    var outcome = try outcome([(0.004, .undecided)], [(-0.02, .undecided)])
    outcome.losses[0][.asTrained].finding = .failed
    outcome.losses[1][.asTrained].difference = nil
    outcome.losses[1][.asTrained].differenceRetrained = nil
    #expect(
      lines(outcome)[0]
        == "If you only swap the loss: cross entropy itself is no better than the class shares alone, so "
        + "nothing can be compared with it.")
    let text = CompareText(
      outcome, training: "xent train", phrases: english, hasNotes: true, isDecorated: false)
    #expect(text.details.contains("failed"))
  }

  @Test func aFailedLossHasNoDifference() throws {
    var outcome = try outcome([(0.004, .failed)], [(-0.02, .undecided)])
    outcome.losses[1][.asTrained].difference = nil
    outcome.losses[1][.asTrained].differenceRetrained = nil
    #expect(
      lines(outcome)[0]
        == "If you only swap the loss: no loss is better than cross entropy. No better than the class shares "
        + "alone: squared error.")
  }

  @Test func crossEntropyAloneAsksForRivals() throws {
    #expect(
      lines(try outcome([], [])) == ["Cross entropy was fitted alone; name rivals with --losses."])
  }
}

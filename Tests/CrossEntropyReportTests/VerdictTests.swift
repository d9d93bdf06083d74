import CrossEntropyEvaluation
import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

@Suite struct VerdictTests {
  private let english = Language.english.phrases { "--\($0.rawValue)" }
  private let korean = Language.korean.phrases { "--\($0.rawValue)" }

  /// The example's outcome with these findings of its first rivals and no others.
  private func outcome(
    _ asTrained: [(Double, Finding)], _ recalibrated: [(Double, Finding)],
    leader: Int? = nil, decidedBy: Decision = .both
  ) throws -> CompareOutcome {
    var outcome = try exampleOutcome().outcome
    outcome.losses = Array(outcome.losses.prefix(1 + asTrained.count))
    outcome.decidedBy = decidedBy
    outcome.leader = ByReading { $0 == .asTrained ? leader : nil }
    for (place, findings) in zip(asTrained, recalibrated).enumerated() {
      for (reading, (difference, finding)) in zip(Reading.allCases, [findings.0, findings.1]) {
        var result = outcome.losses[place + 1][reading]
        result.finding = finding
        result.difference = Difference(
          estimate: difference,
          interval: try Interval(low: difference - 0.01, high: difference + 0.01))
        result.differenceRetrained = Difference(
          estimate: difference,
          interval: try Interval(low: difference - 0.5, high: difference + 0.5))
        outcome.losses[place + 1][reading] = result
      }
    }
    return outcome
  }

  private func lines(_ outcome: CompareOutcome) -> [String] {
    VerdictText(outcome, english).text.split(separator: "\n").map(String.init)
  }

  @Test func undecidedSaysWhatIsExcluded() throws {
    let outcome = try outcome([(0.004, .undecided)], [(-0.02, .undecided)])
    #expect(
      lines(outcome) == [
        "If you only swap the loss: no difference that this table can show (one above 0.014 nats is excluded).",
        "After the same recalibration: no difference that this table can show (one above "
          + "0.030 nats is excluded).",
      ])
    #expect(
      VerdictText(outcome, korean).text
        == "손실만 바꾸면: 이 표만으로는 차이가 있는지 판단할 수 없습니다(차이가 있더라도 0.014 nats 이하입니다).\n"
        + "똑같이 재보정하면: 이 표만으로는 차이가 있는지 판단할 수 없습니다(차이가 있더라도 0.030 nats 이하입니다).")
  }

  @Test func theIntervalThatDecidesIsTheOneThatExcludes() throws {
    let outcome = try outcome(
      [(0.004, .undecided)], [(-0.02, .undecided)], decidedBy: .retrained)
    #expect(lines(outcome)[0].contains("above 0.50 nats"))
  }

  @Test func withoutTrainingAnewTheseFitsExclude() throws {
    let outcome = try outcome([(0.004, .undecided)], [(-0.02, .undecided)], decidedBy: .fits)
    #expect(lines(outcome)[0].contains("above 0.014 nats"))
  }

  @Test func withoutAnIntervalNothingIsExcluded() throws {
    var outcome = try outcome([(0.004, .undecided)], [(-0.02, .undecided)])
    outcome.losses[1][.asTrained].difference = Difference(estimate: 0.004, interval: nil)
    #expect(
      lines(outcome)[0] == "If you only swap the loss: no difference that this table can show.")
  }

  @Test func betterAndWorseLossesAreNamed() throws {
    let outcome = try outcome(
      [(-0.05, .better), (0.2, .worse), (-0.02, .slightlyBetter)],
      [(0, .undecided), (0.03, .slightlyWorse), (0, .undecided)])
    #expect(
      lines(outcome)[0]
        == "If you only swap the loss: better than cross entropy: squared error (−0.050 nats). "
        + "Better with these fits, though training on other rows could reverse it: label smoothing "
        + "0.1 (−0.020 nats). Worse: focal γ=2 (+0.20 nats).")
    #expect(
      lines(outcome)[1]
        == "After the same recalibration: no loss is better than cross entropy. Worse with "
        + "these fits, though training on other rows could reverse it: focal γ=2 (+0.030 nats). The "
        + "others: no difference that this table can show (one above 0.010 nats is excluded).")
    #expect(
      VerdictText(outcome, korean).parts[0].answer
        == "교차 엔트로피보다 더 나은 손실: 제곱 오차(−0.050 nats). 이번에 학습한 모델에서는 더 낫지만 다시 학습하면 "
        + "달라질 수 있는 손실: 레이블 스무딩 0.1(−0.020 nats). 더 나쁜 손실: 포컬 손실 γ=2(+0.20 nats).")
  }

  @Test func theBestIsSaidOnlyOverAllPairs() throws {
    let outcome = try outcome(
      [(-0.05, .better), (0.2, .worse)], [(-0.05, .better), (0.2, .worse)], leader: 1)
    #expect(
      lines(outcome)[0].hasPrefix(
        "If you only swap the loss: squared error is the best of these losses. Better than cross"))
    #expect(!lines(outcome)[1].contains("best"))
  }

  @Test(arguments: Finding.allCases.filter { $0 != .baseline })
  func everyFindingIsSaid(finding: Finding) throws {
    let findings = [(-0.05, finding), (0.2, .undecided)]
    let outcome = try outcome(findings, findings)
    let (inEnglish, inKorean) = said(finding)
    #expect(
      VerdictText(outcome, english).parts[0].answer
        == inEnglish + "no difference that this table can show (one above 0.21 nats is excluded).")
    #expect(
      VerdictText(outcome, korean).parts[0].answer
        == inKorean + "차이가 있는지 판단할 수 없습니다(차이가 있더라도 0.21 nats 이하입니다).")
  }

  /// What is said of squared error with this finding, before what is said of the undecided others.
  private func said(_ finding: Finding) -> (inEnglish: String, inKorean: String) {
    let (inEnglish, inKorean) =
      switch finding {
      case .baseline, .undecided: ("", "")
      case .better: ("better than cross entropy", "교차 엔트로피보다 더 나은 손실")
      case .slightlyBetter:
        (
          "better with these fits, though training on other rows could reverse it",
          "이번에 학습한 모델에서는 더 낫지만 다시 학습하면 달라질 수 있는 손실"
        )
      case .worse:
        (
          "no loss is better than cross entropy. Worse",
          "교차 엔트로피보다 나은 손실은 없습니다. 더 나쁜 손실"
        )
      case .slightlyWorse:
        (
          "no loss is better than cross entropy. Worse with these fits, though training on other "
            + "rows could reverse it",
          "교차 엔트로피보다 나은 손실은 없습니다. 이번에 학습한 모델에서는 더 나쁘지만 다시 학습하면 달라질 수 있는 손실"
        )
      case .asGood:
        (
          "no loss is better than cross entropy. As good",
          "교차 엔트로피보다 나은 손실은 없습니다. 차이가 없다고 볼 수 있는 손실"
        )
      case .sameNumbers:
        (
          "no loss is better than cross entropy. The same row by row",
          "교차 엔트로피보다 나은 손실은 없습니다. 행마다 같은 결과인 손실"
        )
      case .failed:
        (
          "no loss is better than cross entropy. No better than the class shares alone",
          "교차 엔트로피보다 나은 손실은 없습니다. 학습에 실패해 클래스 비율만 아는 것보다 낫지 않은 손실"
        )
      }
    if finding == .undecided { return ("", "이 표만으로는 ") }
    return (
      "\(inEnglish): squared error (−0.050 nats). The others: ",
      "\(inKorean): 제곱 오차(−0.050 nats). 나머지는 이 표만으로 "
    )
  }

  @Test func crossEntropyAloneAsksForRivals() throws {
    #expect(
      lines(try outcome([], [])) == ["Cross entropy was fitted alone; name rivals with --losses."])
  }
}

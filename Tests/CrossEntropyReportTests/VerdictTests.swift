import CrossEntropyEvaluation
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

@Suite struct VerdictTests {
  private func loss(
    _ title: String, _ asTrained: (Double, Finding), _ recalibrated: (Double, Finding)
  ) -> Verdict.Entry {
    Verdict.Entry(
      title: title,
      readings: ByReading { reading in
        let (difference, finding) = reading == .asTrained ? asTrained : recalibrated
        return Verdict.Standing(
          finding: finding, difference: difference,
          interval: Interval(low: difference - 0.01, high: difference + 0.01))
      })
  }

  private func text(_ losses: [Verdict.Entry], leader: ByReading<Int?> = ByReading { _ in nil })
    -> [String]
  {
    Verdict(
      losses: [loss("cross entropy", (0, .baseline), (0, .baseline))] + losses, leader: leader
    ).text.split(separator: "\n").map(String.init)
  }

  @Test func nothingToChoose() {
    let lines = text([loss("A", (0.004, .undecided), (-0.02, .undecided))])
    #expect(
      lines == [
        "If you only swap the loss: no difference that this table can show "
          + "(differences beyond 0.014 nats are excluded).",
        "Recalibrated alike, so that only what was learnt counts: no difference that this table "
          + "can show (differences beyond 0.030 nats are excluded).",
      ])
  }

  @Test func betterAndWorse() {
    let lines = text([
      loss("A", (-0.05, .better), (0, .undecided)),
      loss("B", (0.2, .worse), (0.03, .slightlyWorse)),
      loss("C", (-0.02, .slightlyBetter), (0, .undecided)),
    ])
    #expect(
      lines[0]
        == "If you only swap the loss: A (−0.050 nats) is better than cross entropy. "
        + "C (−0.020 nats) is better with these fits; training on other rows could reverse it. "
        + "B (+0.20 nats) is worse.")
    #expect(
      lines[1]
        == "Recalibrated alike, so that only what was learnt counts: no loss is better than cross "
        + "entropy. B (+0.030 nats) is worse with these fits; training on other rows could reverse "
        + "it. For A and C no difference that this table can show (differences beyond 0.010 nats "
        + "are excluded).")
  }

  @Test func theBestIsSaidOnlyOverAllPairs() {
    let lines = text(
      [loss("A", (-0.05, .better), (-0.05, .better)), loss("B", (0.2, .worse), (0.2, .worse))],
      leader: ByReading { $0 == .asTrained ? 1 : nil })
    #expect(
      lines[0]
        == "If you only swap the loss: A is the best of these losses. "
        + "A (−0.050 nats) is better than cross entropy. B (+0.20 nats) is worse.")
    #expect(!lines[1].contains("best"))
  }

  @Test func oneLossAlone() {
    #expect(text([]) == ["Cross entropy was fitted alone; name rivals with --losses."])
  }

  @Test(arguments: [
    (0.0123456, "0.012"), (1.26, "1.3"), (12.6, "13"), (0, "0"), (0.000099, "9.9e-5"),
    (1e-12, "1e-12"),
    (123.4, "123"), (0.0999, "0.10"),
  ])
  func twoDigits(_ x: Double, _ expected: String) { #expect(significant(x) == expected) }
}

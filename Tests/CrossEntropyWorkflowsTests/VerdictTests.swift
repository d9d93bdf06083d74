import CrossEntropyEvaluation
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

@Suite struct VerdictTests {
  private func loss(_ title: String, _ raw: (Double, Finding), _ recalibrated: (Double, Finding))
    -> LossResult
  {
    LossResult(
      name: title, parameters: [:], title: title, raw: reading(raw.0, raw.1),
      recalibrated: reading(recalibrated.0, recalibrated.1), brierScale: "0 to 2", fits: 0,
      finalFits: 0, gridGrowths: 0, iterations: 0, seconds: 0, severalOptima: 0, unfinished: 0,
      readsFitOf: nil, layerGradientNorms: nil)
  }

  private func reading(_ estimate: Double, _ finding: Finding) -> ReadingResult {
    let difference = Difference(
      estimate: estimate, interval: Interval(low: estimate - 0.01, high: estimate + 0.01))
    return ReadingResult(
      logLoss: 0, logLossBits: 0, skill: 0, skillInterval: nil, brierScore: 0, accuracy: 0,
      balancedAccuracy: 0, ece: 0, eceNoise: 0, eceNoise95: 0, ecePValue: nil, reliability: [],
      difference: difference, differenceRetrained: difference, brierDifference: difference,
      accuracyDifference: difference, smallestDetectable: nil, foldsWon: 0, finding: finding,
      l2: [], learningRate: nil, atEdge: 0, selected: false)
  }

  private func text(_ losses: [LossResult], leaders: [Int?] = [nil, nil]) -> [String] {
    Verdict(
      losses: [loss("cross entropy", (0, .baseline), (0, .baseline))] + losses, leaders: leaders,
      decision: .both
    ).text.split(separator: "\n").map(String.init)
  }

  /// Intervals as signs: −1 below 0, 0 around it, 1 above; nil where there is none.
  @Test(
    arguments: [
      (-1, -1, Finding.better, Finding.better), (1, 1, .worse, .worse),
      (-1, 0, .betterWithTheseFits, .noDifference), (1, 0, .worseWithTheseFits, .noDifference),
      (0, 0, .noDifference, .noDifference), (0, -1, .noDifference, .better),
      (nil, 1, .noDifference, .worse), (1, nil, .worseWithTheseFits, .noDifference),
    ] as [(Int?, Int?, Finding, Finding)])
  func whatTwoIntervalsSay(
    _ fits: Int?, _ retrained: Int?, _ both: Finding, _ retrainedAlone: Finding
  ) {
    let difference = { (side: Int?) in
      Difference(
        estimate: Double(side ?? 0),
        interval: side.map { Interval(low: Double($0) - 0.5, high: Double($0) + 0.5) })
    }
    let pair = (difference(fits), difference(retrained))
    #expect(Finding(fits: pair.0, retrained: pair.1, decision: .both) == both)
    #expect(Finding(fits: pair.0, retrained: pair.1, decision: .retrained) == retrainedAlone)
  }

  @Test func nothingToChoose() {
    let lines = text([loss("A", (0.004, .noDifference), (-0.02, .noDifference))])
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
      loss("A", (-0.05, .better), (0, .noDifference)),
      loss("B", (0.2, .worse), (0.03, .worseWithTheseFits)),
      loss("C", (-0.02, .betterWithTheseFits), (0, .noDifference)),
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
      leaders: [1, nil])
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

import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

/// The calibration error of every class, and the noise beside it.
struct ClasswiseCalibrationErrorTests {
  @Test func aSmallTableByHand() throws {
    // Bins of 1/15. Class 0: .6 twice in one bin, one of two rows: |1 − 1.2| = .2; .1: |0 − .1|. Class 1: .3 and .2 apart:
    // .3 and |1 − .2| = .8; .3 joins the first: |0 − .6| in all. Class 2: .1, .2, .6 apart: .1, .2, |1 − .6| = .4.
    let logs = matrix([[0.6, 0.3, 0.1], [0.6, 0.2, 0.2], [0.1, 0.3, 0.6]])
    let error = try ClasswiseCalibrationError([logs], labels: [0, 1, 2], seed: RandomSeed(1))
    #expect(abs(error.estimate - (0.2 + 0.1 + 0.6 + 0.8 + 0.1 + 0.2 + 0.4) / 9) < 1e-15)
    // A row that weighs nothing is none, and a repeat of the same probabilities changes nothing.
    let more = matrix([
      [0.6, 0.3, 0.1], [0.6, 0.2, 0.2], [0.1, 0.3, 0.6], [0.05, 0.05, 0.9],
    ])
    let weighted = try ClasswiseCalibrationError(
      [more, more], labels: [0, 1, 2, 0], weights: [2, 2, 2, 0], simulations: 0, seed: RandomSeed(1)
    )
    #expect(abs(weighted.estimate - error.estimate) < 1e-15)
    #expect(weighted.noise == nil && weighted.noise95 == nil)
  }

  @Test(arguments: [0, 1] as [UInt64])
  func noiseOfOneRow(seed: UInt64) throws {
    // p = (½, ¼, ¼): the truth costs (½ + ¼ + ¼)/3 with probability ½, else (½ + ¾ + ¼)/3; the mean is 5/12, the
    // standard error of 1000 draws (1/12)/√1000 = .0026.
    let error = try ClasswiseCalibrationError(
      [matrix([[0.5, 0.25, 0.25]])], labels: [0], seed: RandomSeed(seed))
    #expect(abs(try #require(error.noise) - 5.0 / 12) < 5 * 0.0026)
    #expect(abs(try #require(error.noise95) - 0.5) < 1e-15)
  }

  /// Truths are drawn from the mean of the repeats, one for all of them.
  @Test func noiseOfTwoRepeats() throws {
    // The mean is (½, ½, 0): whatever is drawn, one repeat errs by 0 and the other by 1 + 1, over 2 · 3.
    let certain = [matrix([[1, 0, 0]]), matrix([[0, 1, 0]])]
    let error = try ClasswiseCalibrationError(certain, labels: [0], seed: RandomSeed(1))
    #expect(error.noise == 1.0 / 3 && error.noise95 == 1.0 / 3 && error.estimate == 1.0 / 3)
  }

  /// What the most probable class does not show: other shares of the classes.
  @Test func itSeesTheSharesOfClasses() throws {
    var found = (classwise: 0, topLabel: 0)
    for seed in 0..<20 as Range<UInt64> {
      let (logs, labels) = simulatedRows(300, classes: 3, seed: RandomSeed(seed))
      let shifted = distorted(logs) { x, classIndex in x + [0, 1, 0.4][classIndex] }
      let classwise = try ClasswiseCalibrationError(
        [shifted], labels: labels, simulations: 200, seed: RandomSeed(seed))
      let top = try CalibrationError(
        logProbabilities: [shifted], labels: labels, simulations: 200, seed: RandomSeed(seed))
      if classwise.estimate > classwise.noise95 ?? 0 { found.classwise += 1 }
      if top.estimate > top.noise95 ?? 0 { found.topLabel += 1 }
    }
    #expect(found.classwise >= 19)
    #expect(found.topLabel <= 15)
  }

  @Test func rightProbabilitiesAreNoise() throws {
    var above = 0
    for seed in 0..<40 as Range<UInt64> {
      let (logs, labels) = simulatedRows(200, classes: 4, seed: RandomSeed(seed))
      let error = try ClasswiseCalibrationError(
        [logs], labels: labels, simulations: 200, seed: RandomSeed(seed))
      if error.estimate > error.noise95 ?? 0 { above += 1 }
    }
    // 2 are expected.
    #expect(above <= 7)
  }

  @Test func wrongRowsAreRefused() throws {
    let logs = matrix([[0.5, 0.25, 0.25]])
    #expect(throws: EvaluationError.tooFew(0, of: .repeats, least: 1)) {
      try ClasswiseCalibrationError([], labels: [0], seed: RandomSeed(1))
    }
    #expect(throws: EvaluationError.tooFew(-1, of: .simulations, least: 0)) {
      try ClasswiseCalibrationError([logs], labels: [0], simulations: -1, seed: RandomSeed(1))
    }
    #expect(throws: EvaluationError.badProbability(row: 0, 800)) {
      try ClasswiseCalibrationError(
        [Matrix(row: [800, 0, 0])], labels: [0], simulations: 1, seed: RandomSeed(1))
    }
  }
}

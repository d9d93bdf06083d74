import CrossEntropy
import CrossEntropyEvaluation
import Testing

struct CalibrationErrorTests {
  @Test func aSmallTableByHand() throws {
    // Two bins. Below ½: p sums to .5, no event, |0 − .5| = .5. From ½: p sums to 2.05, three
    // events, |3 − 2.05| = .95. Together 1.45/5 = .29.
    let error = try CalibrationError(
      probabilities: [[0.25, 0.25, 0.55, 0.75, 0.75]],
      happened: [[false, false, true, true, true]], event: .positiveClass, bins: 2,
      seed: RandomSeed(1))
    #expect(abs(error.estimate - 0.29) < 1e-15)
  }

  @Test func theDiagramByHand() throws {
    // The same rows, their weights 1 1 2 1 1, and a repeat in which the third falls below ½.
    let error = try CalibrationError(
      probabilities: [[0.25, 0.25, 0.55, 0.75, 0.75], [0.25, 0.25, 0.45, 0.75, 0.75]],
      happened: [[false, false, true, true, true], [false, false, true, true, true]],
      event: .positiveClass, weights: [1, 1, 2, 1, 1], bins: 2, seed: RandomSeed(1))
    #expect(error.bins.map(\.lower) == [0, 0.5])
    #expect(error.bins.map(\.upper) == [0.5, 1])
    // Weights 2 and 4, then 4 and 2, of 12 in all.
    #expect(error.bins.map(\.share) == [0.5, 0.5])
    #expect(abs((error.bins[0].meanProbability ?? 0) - (0.5 + 0.5 + 0.9) / 6) < 1e-15)
    #expect(abs((error.bins[1].meanProbability ?? 0) - (1.1 + 1.5 + 1.5) / 6) < 1e-15)
    #expect(error.bins.map(\.frequency) == [2.0 / 6, 1])
  }

  @Test func anEmptyBinHasNothingToShow() throws {
    let error = try CalibrationError(
      probabilities: [[0.9, 0.8]], happened: [[true, false]], event: .topLabel, bins: 2,
      seed: RandomSeed(1))
    #expect(error.bins[0].share == 0)
    #expect(error.bins[0].frequency == nil && error.bins[0].noiseLow == nil)
  }

  @Test func theNoiseBandIsTheBinomialOne() throws {
    // 400 rows of p = .3: the frequency has deviation √(.3·.7/400) = .0229, so that 95 % lie within
    // .3 ± .0449; the ends are quantiles of 1000 draws, whose own error is about .002.
    let error = try CalibrationError(
      probabilities: [[Double](repeating: 0.3, count: 400)],
      happened: [[Bool](repeating: false, count: 400)], event: .positiveClass, seed: RandomSeed(1))
    let bin = try #require(error.bins.first { $0.share > 0 })
    #expect(abs((bin.noiseLow ?? 0) - 0.2551) < 0.006)
    #expect(abs((bin.noiseHigh ?? 0) - 0.3449) < 0.006)
  }

  @Test func twoClassesUseThePositiveClass() throws {
    let logProbabilities = matrix([[0.9, 0.1], [0.3, 0.7], [0.6, 0.4]])
    let error = try CalibrationError(
      logProbabilities: [logProbabilities], labels: [0, 1, 1], seed: RandomSeed(1))
    // Three bins of one row: |0 − .1| + |1 − .7| + |1 − .4| = 1; over 3 rows.
    #expect(error.event == .positiveClass)
    #expect(abs(error.estimate - 1.0 / 3) < 1e-15)
  }

  @Test func moreClassesUseTheTopLabel() throws {
    // Tops .6 (right), .4 (the tie goes to class 0: wrong), .6 (right), in bins 8, 5 (⌊6.0⌋ is 6 or
    // 5 by rounding, alone either way) and 8: |2 − 1.2| + |0 − .4| = 1.2; over 3 rows .4.
    let logProbabilities = matrix([[0.6, 0.2, 0.2], [0.4, 0.4, 0.2], [0.1, 0.3, 0.6]])
    let error = try CalibrationError(
      logProbabilities: [logProbabilities], labels: [0, 1, 2], seed: RandomSeed(1))
    #expect(error.event == .topLabel)
    #expect(abs(error.estimate - 0.4) < 1e-15)
  }

  /// Four bins: .25 and .3 are both in [.25, .5), where |1 − .55| = .45, over 2 rows; were .25 in the bin below, it
  /// would be (.25 + .7) / 2.
  @Test func anEdgeBelongsToTheBinAbove() throws {
    let error = try CalibrationError(
      probabilities: [[0.25, 0.3]], happened: [[false, true]], event: .positiveClass, bins: 4,
      seed: RandomSeed(1))
    #expect(abs(error.estimate - 0.225) < 1e-15)
    #expect(error.bins.map(\.share) == [0, 1, 0, 0])
  }

  @Test func theLastBinHoldsOne() throws {
    let error = try CalibrationError(
      probabilities: [[1, 0.95]], happened: [[true, false]], event: .topLabel, seed: RandomSeed(1))
    // One bin: |1 − 1.95| / 2.
    #expect(abs(error.estimate - 0.475) < 1e-15)
  }

  @Test func certainAndRightIsPerfect() throws {
    let error = try CalibrationError(
      probabilities: [[0, 1, 1]], happened: [[false, true, true]], event: .positiveClass,
      seed: RandomSeed(1))
    #expect(error.estimate == 0)
    #expect(error.noise == 0)
    #expect(error.noise95 == 0)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func noiseOfOneRow(seed: UInt64) throws {
    // p = .25: ECE* is .75 with probability .25, else .25; mean .375, standard error of the mean
    // over 1000 simulations .5·√(.25·.75/1000) = .0068.
    let error = try CalibrationError(
      probabilities: [[0.25]], happened: [[true]], event: .positiveClass, seed: RandomSeed(seed))
    #expect(error.estimate == 0.75)
    #expect(abs(try #require(error.noise) - 0.375) < 5 * 0.0068)
    #expect(error.noise95 == 0.75)
  }

  @Test func theErrorIsAboveTheNoiseWhereProbabilitiesAreWrong() throws {
    let rows = simulatedRows(400, classes: 3, seed: RandomSeed(5))
    let sharp = distorted(rows.logProbabilities) { x, _ in 3 * x }
    let error = try CalibrationError(
      logProbabilities: [sharp], labels: rows.labels, simulations: 199, seed: RandomSeed(1))
    #expect(error.estimate > (try #require(error.noise95)))
  }

  @Test func aWeightOfTwoIsTwoRows() throws {
    let weighted = try CalibrationError(
      probabilities: [[0.2, 0.21, 0.7]], happened: [[true, false, true]], event: .positiveClass,
      weights: [2, 1, 1], seed: RandomSeed(1))
    let repeated = try CalibrationError(
      probabilities: [[0.2, 0.2, 0.21, 0.7]], happened: [[true, true, false, true]],
      event: .positiveClass, seed: RandomSeed(1))
    #expect(abs(weighted.estimate - repeated.estimate) < 1e-15)
    // But one draw moves both: the noise is larger.
    #expect(try #require(weighted.noise) > (try #require(repeated.noise)))
  }

  @Test(arguments: [1.0, 0.25, 8])
  func equalWeightsAreNoWeights(weight: Double) throws {
    let rows = simulatedRows(60, classes: 2, seed: RandomSeed(3))
    func error(_ weights: [Double]?) throws -> CalibrationError {
      try CalibrationError(
        logProbabilities: [rows.logProbabilities], labels: rows.labels, weights: weights,
        simulations: 99, seed: RandomSeed(1))
    }
    let plain = try error(nil)
    let weighted = try error([Double](repeating: weight, count: 60))
    #expect(abs(plain.estimate - weighted.estimate) < 1e-15)
    #expect(abs(try #require(plain.noise) - (try #require(weighted.noise))) < 1e-15)
  }

  @Test(arguments: [2, 3, 16])
  func threadsChangeNothing(threads: Int) throws {
    let rows = simulatedRows(50, classes: 3, seed: RandomSeed(3))
    func error(_ threads: Int) throws -> CalibrationError {
      try CalibrationError(
        logProbabilities: [rows.logProbabilities], labels: rows.labels, simulations: 100,
        seed: RandomSeed(1), threads: threads)
    }
    #expect(try error(1) == error(threads))
  }

  @Test func equalRepeatsAreOneRepeat() throws {
    // One draw a row for all repeats: nothing averages out.
    let rows = simulatedRows(50, classes: 3, seed: RandomSeed(3))
    func error(_ repeats: Int) throws -> CalibrationError {
      try CalibrationError(
        logProbabilities: Array(repeating: rows.logProbabilities, count: repeats),
        labels: rows.labels, simulations: 100, seed: RandomSeed(1))
    }
    #expect(try error(1) == error(2))
  }

  @Test func repeatsAreAveraged() throws {
    let error = try CalibrationError(
      probabilities: [[0.25, 0.75], [0.5, 0.5]], happened: [[false, true], [false, false]],
      event: .topLabel, seed: RandomSeed(1))
    // (.25 + .25)/2 = .25 and |0 − 1|/2 = .5.
    #expect(abs(error.estimate - 0.375) < 1e-15)
  }

  @Test func withoutSimulationsThereIsNoNoise() throws {
    let error = try CalibrationError(
      probabilities: [[0.25]], happened: [[true]], event: .positiveClass, simulations: 0,
      seed: RandomSeed(1))
    #expect(error.estimate == 0.75)
    #expect(error.noise == nil && error.noise95 == nil)
    let bin = try #require(error.bins.first { $0.share > 0 })
    #expect(bin.frequency == 1 && bin.noiseLow == nil && bin.noiseHigh == nil)
  }
}

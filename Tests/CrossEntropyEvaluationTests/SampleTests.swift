import CrossEntropy
import CrossEntropyEvaluation
import Testing

/// Samples of many rows, and what stands for all rows by them.
struct SampleTests {
  @Test(arguments: [(10, 100), (1, 7), (99, 100), (200, 10_000)])
  func aSampleIsOfTheLowestBits(most: Int, rows: Int) {
    let seed = RandomSeed(5)
    let sample = seed.sample(most, of: rows)
    #expect(sample.count == most && sample == sample.sorted())
    let within = sample.map { seed.bits(UInt64($0)) }.max() ?? 0
    #expect((0..<rows).count { seed.bits(UInt64($0)) <= within } == most)
    #expect(seed.sample(rows, of: rows) == Array(0..<rows))
    #expect(seed.sample(most, of: 0).isEmpty)
  }

  /// Maps that are fitted to a part of the rows win what maps of all rows do.
  @Test func mapsOfASampleServeForAll() throws {
    let rows = RecalibrationGain.mostRowsFitted(classes: 600)
    #expect(rows == 6_000)
    #expect(RecalibrationGain.mostRowsFitted(classes: 3) == 200_000)
    let (logs, labels) = simulatedRows(320_000, classes: 2, seed: RandomSeed(3))
    let sharp = distorted(logs) { x, c in 2 * x + (c == 0 ? 0.5 : 0) }
    let gain = try RecalibrationGain(
      logProbabilities: sharp, labels: labels, seed: RandomSeed(1), threads: 2)
    let before = MeanEstimate(of: labels.indices.map { -sharp[$0, Int(labels[$0])] }).mean
    let right = MeanEstimate(of: labels.indices.map { -logs[$0, Int(labels[$0])] }).mean
    #expect(agree(gain.recalibrated.mean + gain.gain.mean, before))
    #expect(abs(gain.recalibrated.mean - right) < 2e-5)
    let split = try ScoreSplit.logLoss(
      logProbabilities: sharp, labels: labels, seed: RandomSeed(1))
    #expect(agree(split.score, before) && abs(split.recalibrated - right) < 2e-5)
  }

  /// A class with fewer rows than there are folds leaves folds that keep no shares.
  @Test func rareClassesAreCutAsTheyCome() throws {
    var (logs, labels) = simulatedRows(200, classes: 3, seed: RandomSeed(3))
    labels = labels.map { $0 == 2 ? 0 : $0 }
    (labels[0], logs[0, 2]) = (2, -0.5)
    let gain = try RecalibrationGain(logProbabilities: logs, labels: labels, seed: RandomSeed(1))
    #expect(gain.map == .scaleAndBias && gain.gain.mean.isFinite)
    #expect(throws: FoldError.self) {
      try RecalibrationGain(
        logProbabilities: logs.rows(0..<4), labels: Array(labels[..<4]), seed: RandomSeed(1))
    }
  }

  /// Sums drawn from the normal distribution show what truths drawn row by row do.
  @Test func classwiseNoiseOfManyRows() throws {
    let (logs, labels) = simulatedRows(20_001, classes: 3, seed: RandomSeed(6))
    let drawn = try ClasswiseCalibrationError([logs], labels: labels, seed: RandomSeed(1))
    let summed = try ClasswiseCalibrationError(
      of: logs, labels: labels, units: RowUnits(), seed: RandomSeed(1))
    #expect(drawn.estimate == summed.estimate)
    let (a, b) = (try #require(drawn.noise), try #require(summed.noise))
    #expect(a != b && abs(a - b) < 0.03 * a)
    let (c, d) = (try #require(drawn.noise95), try #require(summed.noise95))
    #expect(abs(c - d) < 0.05 * c)
    let grouped = try ClasswiseCalibrationError(
      of: logs, labels: labels, units: RowUnits(groups: labels), seed: RandomSeed(1))
    #expect(grouped.noise == nil && grouped.estimate == drawn.estimate)
  }

  /// Of right probabilities the miscalibration of three classes lies about its noise.
  @Test func brierNoiseOfSeveralClasses() throws {
    var above = 0
    for table in 0..<20 {
      let (logs, labels) = simulatedRows(200, classes: 3, seed: RandomSeed(40 + UInt64(table)))
      let (split, noise) = try ScoreSplit.brier(
        logProbabilities: logs, labels: labels, simulations: 100, seed: RandomSeed(1), threads: 2)
      let floor = try #require(noise)
      #expect(split.miscalibration > floor.mean / 3 && split.miscalibration < 3 * floor.mean)
      if split.miscalibration > floor.point95 { above += 1 }
    }
    #expect(above <= 4)
    let (logs, labels) = simulatedRows(200, classes: 3, seed: RandomSeed(40))
    let sharp = distorted(logs) { x, _ in 3 * x }
    let (split, noise) = try ScoreSplit.brier(
      logProbabilities: sharp, labels: labels, simulations: 100, seed: RandomSeed(1))
    #expect(split.miscalibration > (try #require(noise)).point95)
  }

  @Test func curvesAreMergedToSoManySteps() throws {
    let x = (0..<1000).map { Double($0) }
    let curve = try IsotonicCurve(of: x.map { $0 * $0 }, by: x)
    #expect(curve.blocks.count == 1000)
    let merged = curve.merged(to: 200)
    #expect(merged.blocks.count == 200 && merged.blocks[0].upper == 4)
    #expect(
      agree(merged.blocks.reduce(0) { $0 + $1.weight * $1.mean }, x.reduce(0) { $0 + $1 * $1 }))
    #expect(curve.merged(to: 1000) == curve)
  }
}

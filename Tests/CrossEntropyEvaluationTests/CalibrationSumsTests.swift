import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

struct CalibrationSumsTests {
  @Test(arguments: [2, 4], 0..<5 as Range<UInt64>)
  func partsMergeIntoTheWhole(classes: Int, seed: UInt64) throws {
    let (logProbabilities, labels) = simulatedRows(300, classes: classes, seed: RandomSeed(seed))
    let weights = (0..<300).map { 0.5 + RandomSeed(seed).derived(5).uniform(UInt64($0)) }
    func sums(_ rows: Range<Int>, _ weights: [Double]?) throws -> CalibrationSums {
      let scores = try RowScores(
        logProbabilities: logProbabilities.rows(rows), labels: Array(labels[rows]))
      return try CalibrationSums(
        scores.forecasts, weights: weights.map { Array($0[rows]) },
        numbers: RowNumbers(first: rows.lowerBound), simulations: 99, seed: RandomSeed(7))
    }
    for weights in [nil, weights] {
      let parts = try parts(of: 300, seed: RandomSeed(seed)).map { try sums($0, weights) }
      var merged = parts[0]
      for part in parts.dropFirst() { try merged.merge(part) }
      let (a, b) = try (CalibrationError([merged]), CalibrationError([sums(0..<300, weights)]))
      #expect(agree(a.estimate, b.estimate))
      #expect(agree(a.noise ?? 0, b.noise ?? 1) && agree(a.noise95 ?? 0, b.noise95 ?? 1))
      for (a, b) in zip(a.bins, b.bins) {
        #expect(agree(a.share, b.share))
        #expect(agree(a.meanProbability ?? 0, b.meanProbability ?? 0))
        #expect(agree(a.frequency ?? 0, b.frequency ?? 0))
        #expect(agree(a.noiseLow ?? 0, b.noiseLow ?? 0))
        #expect(agree(a.noiseHigh ?? 0, b.noiseHigh ?? 0))
        // Counts of draws: the same bits.
        if weights == nil { #expect(a.noiseLow == b.noiseLow && a.noiseHigh == b.noiseHigh) }
      }
    }
  }

  @Test func rowsThatAreLeftOutKeepTheirNumbers() throws {
    let probabilities = (0..<200).map { RandomSeed(1).uniform(UInt64($0)) }
    func sums(_ rows: Range<Int>, of kept: [Int]) throws -> CalibrationSums {
      let own = kept.filter(rows.contains)
      return try CalibrationSums(
        Forecasts(
          of: .topLabel, probabilities: own.map { probabilities[$0] },
          happened: own.map { $0.isMultiple(of: 3) }),
        numbers: RowNumbers(first: rows.lowerBound, places: own.map { $0 - rows.lowerBound }),
        seed: RandomSeed(7))
    }
    let kept = (0..<200).filter { $0 % 7 != 2 }
    let whole = try sums(0..<200, of: kept)
    var merged = try sums(0..<61, of: kept)
    try merged.merge(sums(61..<200, of: kept))
    #expect(try CalibrationError([merged]).noise == CalibrationError([whole]).noise)
    #expect(try whole != sums(0..<200, of: kept.map { $0 - 1 }.filter { $0 >= 0 }))
  }

  @Test func aPartNeedsTheNumberOfItsFirstRow() throws {
    let forecasts = try Forecasts(
      of: .topLabel, probabilities: [Double](repeating: 0.5, count: 50),
      happened: [Bool](repeating: true, count: 50))
    let first = try CalibrationSums(forecasts, seed: RandomSeed(1))
    #expect(
      try first
        != CalibrationSums(forecasts, numbers: RowNumbers(first: 50), seed: RandomSeed(1)))
  }

  /// More simulations and rows than are done at once.
  @Test(arguments: [false, true])
  func everySimulationIsTheDrawsOfItsSeed(isWeighted: Bool) throws {
    let rows = 5000
    let (seed, rowSeed) = (RandomSeed(3), RandomSeed(0))
    let probabilities = (0..<rows).map { RandomSeed(1).uniform(UInt64($0)) }
    let weights = isWeighted ? (0..<rows).map { RandomSeed(2).uniform(UInt64($0)) } : nil
    let forecasts = try Forecasts(
      of: .topLabel, probabilities: probabilities,
      happened: [Bool](repeating: true, count: rows))
    let sums = try CalibrationSums(
      forecasts, weights: weights, bins: 2, simulations: 70, seed: seed, threads: 2)
    for simulation in [0, 31, 32, 69] {
      let stream = seed.derived(UInt64(simulation))
      var expected = [0.0, 0]
      for (row, p) in probabilities.enumerated() {
        let drawn = stream.bits(ofDrawn: rowSeed.bits(UInt64(row))) >> 11
        if Double(drawn) < p * 0x1p53 { expected[p < 0.5 ? 0 : 1] += weights?[row] ?? 1 }
      }
      #expect(sums.simulated[2 * simulation..<2 * simulation + 2] == expected[...])
    }
  }
}

import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The interval of average precision; its value is held to scikit-learn's by `RankingTests`.
struct AveragePrecisionTests {
  @Test("The mean over the classes, as the rankings have it", arguments: [false, true])
  func value(isWeighted: Bool) throws {
    let rows = VectorRows()
    let weights = isWeighted ? rows.weights : nil
    let estimate = try RankingEstimates(
      scores: rows.probabilities, labels: rows.labels, units: RowUnits(weights: weights),
      bootstrapSeed: RandomSeed(1)
    ).averagePrecision
    let ranking = try RankingScores(
      logProbabilities: rows.probabilities, labels: rows.labels, weights: weights)
    #expect(abs(try #require(estimate).value - (try #require(ranking.averagePrecision))) < 1e-15)
    let interval = try #require(estimate?.interval)
    #expect(interval.contains(try #require(estimate).value))
    #expect(interval.high - interval.low > 0.1)
  }

  @Test("How far a row moves the value is its derivative by the row's weight", arguments: [nil, 6])
  func moves(most: Int?) throws {
    let rows = VectorRows()
    let isPositive = rows.labels.map { $0 == 2 }
    // With ties.
    let scores = (0..<60).map { (rows.probabilities[$0, 2] * 20).rounded() }
    func cells(_ weights: [Double]) -> PrecisionCells {
      PrecisionCells(
        RankedRows(scores: scores, isPositive: isPositive, weights: weights), most: most)
    }
    let own = cells(rows.weights)
    let (found, wrong) = own.moves
    for row in 0..<60 {
      var (up, down) = (rows.weights, rows.weights)
      up[row] += 1e-5
      down[row] -= 1e-5
      let slope = (cells(up).averagePrecision - cells(down).averagePrecision) / 2e-5
      let cell = Int(own.cellOfRow[row])
      #expect(abs(slope - (isPositive[row] ? found[cell] : wrong[cell])) < 1e-8)
    }
  }

  @Test("Scores that are rounded to 128 say nearly what exact ones do")
  func rounded() throws {
    let (logs, labels) = simulatedRows(30_000, classes: 2, seed: RandomSeed(4))
    let rows = RankedRows(
      scores: labels.indices.map { logs[$0, 1] }, isPositive: labels.map { $0 == 1 }, weights: nil)
    let (exact, rounded) = (PrecisionCells(rows, most: nil), PrecisionCells(rows, most: 128))
    #expect(rounded.count == 128)
    #expect(abs(exact.averagePrecision - rounded.averagePrecision) < 0.01)
    func standardError(_ cells: PrecisionCells) -> Double {
      let (found, wrong) = cells.moves
      return labels.indices.reduce(0.0) {
        let cell = Int(cells.cellOfRow[$1])
        let move = rows.isPositive[$1] ? found[cell] : wrong[cell]
        return $0 + move * move
      }.squareRoot()
    }
    let exactError = standardError(exact)
    #expect(abs(standardError(rounded) / exactError - 1) < 0.01)
    // And the interval of 4 096 pseudo-groups is that of rows, as far as 1 000 draws tell it.
    let estimate = try #require(
      try RankingEstimates(scores: logs, labels: labels, bootstrapSeed: RandomSeed(1), threads: 2)
        .averagePrecision)
    let interval = try #require(estimate.interval)
    #expect(abs(estimate.value - exact.averagePrecision) < 1e-12)
    #expect(abs((interval.high - interval.low) / (2 * 1.96 * exactError) - 1) < 0.12)
    #expect(abs((interval.high + interval.low) / 2 - estimate.value) < exactError / 3)
  }

  @Test("Of few rows of the class the cells are exact, however many rows there are")
  func fewPositives() throws {
    let seed = RandomSeed(8)
    let scores = (0..<25_000).map { seed.uniform(UInt64($0)) }
    let isPositive = scores.indices.map { $0 % 500 == 0 }
    let rows = RankedRows(scores: scores, isPositive: isPositive, weights: nil)
    let cells = PrecisionCells(rows, most: 128)
    #expect(cells.count == 50)
    let ranking = try RankingScores(scores: scores, isPositive: isPositive)
    #expect(abs(cells.averagePrecision - (try #require(ranking.averagePrecision))) < 1e-12)
  }

  @Test("Threads change nothing, the seed the draws, and groups what is drawn")
  func draws() throws {
    let rows = VectorRows()
    func interval(
      seed: UInt64 = 1, threads: Int = 1, groups: [Int32]? = nil
    ) throws -> ConfidenceInterval {
      try #require(
        try RankingEstimates(
          scores: rows.probabilities, labels: rows.labels, units: RowUnits(groups: groups),
          bootstrapSeed: RandomSeed(seed), threads: threads
        ).averagePrecision?.interval)
    }
    let one = try interval()
    #expect(try interval(threads: 3) == one)
    #expect(try interval(seed: 2) != one)
    #expect(try interval(groups: rows.groups) != one)
    // Groups of one row are rows.
    #expect(try interval(groups: (0..<60).map { 59 - $0 }) == one)
    // A row that comes twice tells no more than once.
    let twice = try RankingEstimates(
      scores: try Matrix((0..<120).map { row in (0..<4).map { rows.probabilities[row / 2, $0] } }),
      labels: (0..<120).map { rows.labels[$0 / 2] },
      units: RowUnits(groups: (0..<120).map { Int32($0 / 2) }), bootstrapSeed: RandomSeed(1))
    let own = try #require(twice.averagePrecision?.interval)
    #expect(abs(own.low - one.low) < 1e-12 && abs(own.high - one.high) < 1e-12)
  }

  @Test func endsAndWhatThereIsNothingOf() throws {
    let scores = try Matrix((0..<40).map { [0, Double($0)] })
    func estimate(_ isPositive: (Int) -> Bool) throws -> ScoreEstimate? {
      try RankingEstimates(
        scores: scores, labels: (0..<40).map { isPositive($0) ? 1 : 0 },
        bootstrapSeed: RandomSeed(1)
      ).averagePrecision
    }
    let perfect = try #require(try estimate { $0 >= 30 })
    let q = try StudentT(degreesOfFreedom: 39).quantile(0.975)
    #expect(perfect.value == 1 && perfect.interval?.high == 1)
    #expect(abs(try #require(perfect.interval?.low) - 10 / (10 + q * q)) < 1e-12)
    #expect(try estimate { $0 == 20 }?.interval == nil)
    #expect(try estimate { $0 == 39 }?.interval == nil)
    #expect(try estimate { _ in true } == nil)
    // A row without weight changes nothing.
    let rows = VectorRows()
    let none = rows.weights.enumerated().map { $0 % 7 == 0 ? 0 : $1 }
    let kept = (0..<60).filter { $0 % 7 != 0 }
    func of(_ rowsKept: [Int], _ weights: [Double]) throws -> ScoreEstimate? {
      try RankingEstimates(
        scores: try Matrix(rowsKept.map { row in (0..<4).map { rows.probabilities[row, $0] } }),
        labels: rowsKept.map { rows.labels[$0] }, units: RowUnits(weights: weights),
        bootstrapSeed: RandomSeed(1)
      ).averagePrecision
    }
    #expect(try of(Array(0..<60), none) == of(kept, kept.map { none[$0] }))
  }
}

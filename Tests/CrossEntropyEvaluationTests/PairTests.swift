import CrossEntropy
import CrossEntropyEvaluation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct PairTests {
  /// Two files of predictions, as arrays: no table, no folds, no loss.
  @Test func twoPredictionFilesAreJudged() throws {
    let (ours, labels) = simulatedRows(600, classes: 3, seed: RandomSeed(1))
    // The same rankings, overconfident.
    let theirs = distorted(ours) { x, _ in 3 * x }
    let units = RowUnits(groups: (0..<600).map { Int32($0 / 2) })
    let scores = try [ours, theirs].map { try RowScores(logProbabilities: $0, labels: labels) }
    let pair = try PairedComparison(
      PredictorLosses(scores[1].logLoss), PredictorLosses(scores[0].logLoss), units: units)
    #expect(pair.decision == .fits)
    #expect(try pair.finding() == .worse)
    #expect(try pair.retrained() == nil)
    let difference = try pair.fits()
    let means = try scores.map { try units.mean(of: $0.logLoss).mean }
    #expect(abs(difference.estimate - (means[1] - means[0])) < 1e-12)
    #expect(try #require(difference.low) > 0)
    #expect(scores[0].predicted == scores[1].predicted)
    let errors = try scores.map {
      try CalibrationError(
        [$0.forecasts], simulations: 99, seed: RandomSeed(2))
    }
    #expect(errors[1].estimate > (try #require(errors[0].noise95)))
  }

  /// Losses that differ by `here` with little noise on rows, and by `anew` on each of five folds.
  private func pair(here: Double, anew: [Double], rows: Int = 400) throws -> PairedComparison {
    let ours = PredictorLosses(
      (0..<rows).map { 1 + here + 0.01 * Double($0 % 3 - 1) },
      folds: try FoldLosses(means: anew.map { 1 + $0 }, count: 5))
    let theirs = PredictorLosses(
      [Double](repeating: 1, count: rows),
      folds: try FoldLosses(means: [Double](repeating: 1, count: 5), count: 5))
    return try PairedComparison(ours, theirs)
  }

  @Test(arguments: [
    (-0.1, [-0.1, -0.11, -0.09, -0.1, -0.1], ComparisonFinding.better),
    (0.1, [0.1, 0.11, 0.09, 0.1, 0.1], .worse),
    // Training anew may turn it round.
    (-0.1, [-0.5, 0.3, -0.4, 0.2, -0.1], .undecided),
    (0.1, [-0.3, 0.5, -0.2, 0.4, 0.1], .undecided),
    (0, [0, 0.001, -0.001, 0, 0], .asGood),
    (-0.025, [-0.035, -0.015, -0.025, -0.025, -0.025], .slightlyBetter),
  ])
  func theWiderIntervalDecides(here: Double, anew: [Double], finding: ComparisonFinding) throws {
    let pair = try pair(here: here, anew: anew)
    #expect(pair.decision == .retrained)
    #expect(try pair.finding(margin: 0.02) == finding)
  }

  /// The folds agree with each other to the last digit, the rows do not.
  @Test func theIntervalOverFoldsIsNeverTheNarrowerOne() throws {
    let ours = PredictorLosses(
      (0..<40).map { 1 + Double($0 % 2) },
      folds: try FoldLosses(means: [1.5, 1.5, 1.5, 1.5, 1.5], count: 5))
    let theirs = PredictorLosses(
      [Double](repeating: 1.4, count: 40),
      folds: try FoldLosses(means: [1.4, 1.4, 1.4, 1.4, 1.4], count: 5))
    let pair = try PairedComparison(ours, theirs)
    let (here, anew) = (try pair.fits(comparisons: 3), try pair.retrained(comparisons: 3))
    #expect(anew?.interval == here.interval)
    #expect(try pair.smallestDetectable() == pair.rows.smallestDetectable())
    #expect(try pair.finding() == .undecided)
  }

  @Test func bothIntervalsStandRoundTheMeanOverRows() throws {
    let pair = try pair(here: 0.1, anew: [-0.3, 0.5, -0.2, 0.4, 0.6])
    let anew = try #require(try pair.retrained())
    let interval = try #require(anew.interval)
    #expect(anew.estimate == pair.rows.mean)
    #expect(abs((interval.low + interval.high) / 2 - pair.rows.mean) < 1e-12)
    // The folds' interval is the wider one, and what it would find is given.
    let folds = try #require(pair.folds)
    let t = try StudentT(degreesOfFreedom: 4).quantile(0.975)
    let power = try StudentT(degreesOfFreedom: 4).quantile(0.8)
    let error = try #require(folds.standardError)
    #expect(abs(interval.high - (pair.rows.mean + t * error)) < 1e-12)
    let detectable = try #require(try pair.smallestDetectable())
    #expect(abs(detectable - (t + power) * error) < 1e-12)
  }

  @Test func aTieIsNeitherWonNorLost() throws {
    let ours = try FoldLosses(means: [1, 2, 3, 4, 5], count: 5)
    let theirs = try FoldLosses(means: [1.5, 2, 2.5, 4, 4.5], count: 5)
    #expect((ours.won(against: theirs), ours.tied(with: theirs)) == (1, 2))
    #expect((theirs.won(against: ours), theirs.tied(with: ours)) == (2, 2))
  }

  @Test func theSameLossesAreTheSameNumbers() throws {
    let losses = PredictorLosses(
      [1, 2, 3, 4, 5, 6], folds: try FoldLosses(means: [1, 2], count: 2))
    #expect(try PairedComparison(losses, losses).finding(margin: 1) == .sameNumbers)
  }

  @Test func belowFiveGroupsNothingIsDecided() throws {
    let ours = PredictorLosses(
      [Double](repeating: 1, count: 400), folds: try FoldLosses(means: [1, 1.001], count: 2))
    let theirs = PredictorLosses(
      (0..<400).map { 2 + 0.01 * Double($0 % 3) }, folds: try FoldLosses(means: [2, 2], count: 2))
    func finding(groups: Int) throws -> (ComparisonFinding, PairedDifference?) {
      let units = RowUnits(groups: (0..<400).map { Int32($0 % groups) })
      let pair = try PairedComparison(ours, theirs, units: units)
      return (try pair.finding(), try pair.retrained())
    }
    #expect(try finding(groups: 4).0 == .undecided)
    #expect(try finding(groups: 4).1?.interval == nil)
    #expect(try finding(groups: 5).0 == .better)
  }

  @Test func aLeaderBeatsEveryOther() throws {
    let noise = (0..<300).map { 0.01 * Double($0 % 5 - 2) }
    func losses(_ mean: Double) -> PredictorLosses {
      PredictorLosses(noise.map { mean + $0 * mean })
    }
    let three = [losses(1), losses(0.5), losses(0.8)]
    #expect(try PairedComparison.leader(among: three, comparisons: 3) == 1)
    // Not by more than the margin.
    #expect(try PairedComparison.leader(among: three, margin: 0.4, comparisons: 3) == nil)
    // The first two cannot be told apart.
    #expect(
      try PairedComparison.leader(among: [losses(0.5), losses(0.5), losses(0.8)], comparisons: 3)
        == nil)
    // With two there is a finding, and no leader.
    #expect(try PairedComparison.leader(among: [losses(1), losses(0.5)], comparisons: 1) == nil)
  }

  /// A difference of 2.6 standard errors: enough for 3 pairs (t 2.44), not for 6 (t 2.70).
  @Test(arguments: [(0.22, 3, nil), (0.26, 3, 0), (0.26, 6, nil), (0.30, 6, 0)])
  func aLeaderHoldsOverAllComparisons(_ gain: Double, _ comparisons: Int, _ expected: Int?) throws {
    let ours = PredictorLosses((0..<100).map { 3 - gain + ($0 % 2 == 0 ? 1 : -1) })
    let losses = [ours] + [3.0, 9.0].map { PredictorLosses([Double](repeating: $0, count: 100)) }
    #expect(try PairedComparison.leader(among: losses, comparisons: comparisons) == expected)
  }

  @Test func anInfiniteLossDecidesNothing() throws {
    let pair = try PairedComparison(
      PredictorLosses([1, 2, 3, 4, 5, .infinity]), PredictorLosses([1, 1, 1, 1, 1, 1]))
    #expect(try pair.fits().estimate == .infinity)
    #expect(try pair.fits().interval == nil)
    #expect(try pair.finding() == .undecided)
  }

  @Test func outOfFoldScoresAverageRepeats() throws {
    // One row in each of two folds, two repeats: −log ½, −log ¼ and twice −log ½.
    func scores(_ p: Double) throws -> [RowScores] {
      [try RowScores(logProbabilities: matrix([[1 - p, p]]), labels: [1])]
    }
    let all = try OutOfFoldScores(
      [
        .init(rows: [1], scores: scores(0.5)), .init(rows: [0], scores: scores(0.5)),
        .init(rows: [0], scores: scores(0.25)), .init(rows: [1], scores: scores(0.5)),
      ], count: 2, rows: 2)
    #expect(all.logLoss == [(log(2) + log(4)) / 2, log(2)])
    #expect(all.brier == [(0.25 + 0.5625) / 2, 0.25])
    #expect(all.correct == [[0, 0]])
    #expect(all.folds?.means == [log(2), log(2), log(4), log(2)])
  }

  @Test("Of one fold there are scores of rows and no losses of folds")
  func oneFold() throws {
    let fold = OutOfFoldScores.Fold(
      rows: [1, 0],
      scores: [
        try RowScores(
          logProbabilities: Matrix(rows: 2, columns: 2, repeating: log(0.5)), labels: [0, 1])
      ])
    let all = try OutOfFoldScores([fold], count: 1, rows: 2)
    #expect(all.logLoss == [log(2), log(2)])
    #expect(all.folds == nil)
    #expect(try PairedComparison(all.losses, all.losses).decision == .fits)
    #expect(throws: EvaluationError.self) { try OutOfFoldScores([fold, fold], count: 1, rows: 2) }
  }

  /// SE² = s²·(1/(kr) + ρ): s² of −1, 0, 1 is 1.
  @Test("The ratio of held-out rows to training rows is what it is told")
  func testRatio() throws {
    let zero = try FoldLosses(means: [0, 0, 0], count: 3, testRatio: 0.25)
    let ours = try FoldLosses(means: [-1, 0, 1], count: 3, testRatio: 0.25)
    let pair = try PairedComparison(
      PredictorLosses([0, 1], folds: ours), PredictorLosses([0, 0], folds: zero))
    let error = try #require(pair.folds?.standardError)
    #expect(abs(error - (1.0 / 3 + 0.25).squareRoot()) < 1e-15)
    let usual = try CorrectedResampledMean(foldDifferences: [-1, 0, 1], folds: 3)
    #expect(abs(try #require(usual.standardError) - (1.0 / 3 + 0.5).squareRoot()) < 1e-15)
  }
}

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

struct ScoreCase: Sendable, CustomTestStringConvertible {
  var probabilities: [Double]
  var label: Int32
  var logLoss: Double
  var brier: Double
  var correct: Double

  var testDescription: String { "\(probabilities)[\(label)]" }
}

struct ScoresTests {
  @Test(arguments: [
    // Two classes: (p₁ − y)².
    ScoreCase(probabilities: [0.8, 0.2], label: 0, logLoss: -log(0.8), brier: 0.04, correct: 1),
    ScoreCase(probabilities: [0.8, 0.2], label: 1, logLoss: -log(0.2), brier: 0.64, correct: 0),
    // Of equals the smallest index is predicted.
    ScoreCase(probabilities: [0.5, 0.5], label: 0, logLoss: log(2), brier: 0.25, correct: 1),
    ScoreCase(probabilities: [0.5, 0.5], label: 1, logLoss: log(2), brier: 0.25, correct: 0),
    // .5² + .3² + .8² = .25 + .09 + .64 = .98.
    ScoreCase(
      probabilities: [0.5, 0.3, 0.2], label: 2, logLoss: -log(0.2), brier: 0.98, correct: 0),
    // .5² + .3² + .2² = .38.
    ScoreCase(
      probabilities: [0.5, 0.3, 0.2], label: 0, logLoss: log(2), brier: 0.38, correct: 1),
    ScoreCase(probabilities: [0, 1, 0], label: 1, logLoss: 0, brier: 0, correct: 1),
    ScoreCase(probabilities: [0, 1, 0], label: 0, logLoss: .infinity, brier: 2, correct: 0),
  ])
  func scoresOfARow(_ row: ScoreCase) throws {
    let scores = try RowScores(logProbabilities: matrix([row.probabilities]), labels: [row.label])
    #expect(scores.logLoss[0] == row.logLoss)
    #expect(abs(scores.brier[0] - row.brier) <= 1e-15)
    #expect(scores.correct[0] == row.correct)
  }

  @Test func smallErrorsKeepTheirDigits() throws {
    // p₁ = 1 − 1e-20: log p₁ = −1e-20, and the Brier score is 1e-40.
    let logProbabilities = Matrix(rows: 1, columns: 2, fitting: [log(1e-20), -1e-20])
    let scores = try RowScores(logProbabilities: logProbabilities, labels: [1])
    #expect(scores.logLoss == [1e-20])
    #expect(abs(scores.brier[0] - 1e-40) <= 1e-54)
  }

  @Test func rowsComeInOrder() throws {
    let scores = try RowScores(
      logProbabilities: matrix([[0.5, 0.5], [0.25, 0.75], [1, 0]]), labels: [1, 1, 0])
    #expect(scores.correct == [0, 1, 1])
    #expect(scores.logLoss == [log(2), -log(0.75), 0])
  }

  @Test func balancedAccuracyIsTheMeanOfRecalls() throws {
    // Class 0: 3 of 4; class 1: ½ of 1; class 2 has no rows. (.75 + .5)/2.
    let correct = [1, 1, 1, 0, 0.5]
    let labels: [Int32] = [0, 0, 0, 0, 1]
    #expect(try balancedAccuracy(correct: correct, labels: labels, classes: 3) == 0.625)
    // With weights 1, 0, 0, 3 on class 0: 1/4; class 1 alone keeps ½.
    let weighted = try balancedAccuracy(
      correct: correct, labels: labels, classes: 3, weights: [1, 0, 0, 3, 2])
    #expect(weighted == 0.375)
    #expect(try balancedAccuracy(correct: [], labels: [], classes: 2) == nil)
  }

  @Test func constantPredictor() throws {
    // (3 + ½)/(4 + 3/2), (1 + ½)/5.5, ½/5.5.
    let constant = try ConstantPredictor(labels: [0, 0, 1, 0], classes: 3)
    #expect(constant.shares == [3.5 / 5.5, 1.5 / 5.5, 0.5 / 5.5])
    #expect(try constant.logLoss(of: [2, 0]) == [-log(0.5 / 5.5), -log(3.5 / 5.5)])
    #expect(try ConstantPredictor(labels: [], classes: 2).shares == [0.5, 0.5])
  }

  @Test(arguments: [0.01, 1, 1000])
  func constantPredictorTakesWeightsByRatio(factor: Double) throws {
    // Two rows with weight: 1.5 and .5 after scaling to mean 1; (1.5 + ½)/3 and (.5 + ½)/3.
    let constant = try ConstantPredictor(
      labels: [0, 1, 1], classes: 2, weights: [3 * factor, factor, 0])
    #expect(abs(constant.shares[0] - 2.0 / 3) < 1e-15)
    #expect(abs(constant.shares[1] - 1.0 / 3) < 1e-15)
  }
}

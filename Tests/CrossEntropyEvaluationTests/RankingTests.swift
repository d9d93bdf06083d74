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

/// The area under the ROC curve and the average precision, against scikit-learn and by what must hold of them.
struct RankingTests {
  private let rows = 0..<40
  private var weights: [Double] { rows.map { 0.5 + Double($0 % 4) * 0.75 } }
  /// With ties inside the class, outside it and across.
  private var scores: [Double] { rows.map { Double($0 * 7919 % 23) / 23 } }
  private var positive: [Bool] { rows.map { ($0 * $0 + 3 * $0) % 7 < 3 } }

  /// Four classes, each row's shares of whole numbers.
  private var fourClasses: (logProbabilities: Matrix<Double>, labels: [Int32]) {
    let p = rows.map { i in
      let counts = (0..<4).map { Double(1 + (31 * i + 17 * $0 + 5 * i * $0) % 19) }
      return counts.map { $0 / counts.reduce(0, +) }
    }
    return (matrix(p), rows.map { Int32(($0 * $0 + $0 / 3) % 4) })
  }

  @Test(
    "scikit-learn's digits, from Scripts/ranking_expected.py",
    arguments: [
      (2, false, 0.4285714285714286, 0.2645524614274614),
      (2, true, 0.46153846153846156, 0.2921484347992248),
      (4, false, 0.5088135584459115, 0.2853562622162754),
      (4, true, 0.49599429671080725, 0.2811695366452742),
    ])
  func peer(classes: Int, isWeighted: Bool, rocAUC: Double, averagePrecision: Double) throws {
    let weights = isWeighted ? weights : nil
    let ranking =
      classes == 2
      ? try RankingScores(scores: scores, isPositive: positive, weights: weights)
      : try RankingScores(
        logProbabilities: fourClasses.logProbabilities, labels: fourClasses.labels,
        weights: weights)
    #expect(abs(try #require(ranking.rocAUC) - rocAUC) < 1e-15)
    #expect(abs(try #require(ranking.averagePrecision) - averagePrecision) < 1e-15)
  }

  /// The definition, pair by pair: nothing is sorted.
  @Test(arguments: [false, true])
  func theAreaIsTheShareOfPairsInOrder(isWeighted: Bool) throws {
    let weights = isWeighted ? weights : rows.map { _ in 1 }
    var (right, all) = (0.0, 0.0)
    for i in rows where positive[i] {
      for j in rows where !positive[j] {
        let weight = weights[i] * weights[j]
        all += weight
        right += scores[i] > scores[j] ? weight : scores[i] == scores[j] ? weight / 2 : 0
      }
    }
    let ranking = try RankingScores(scores: scores, isPositive: positive, weights: weights)
    #expect(abs(try #require(ranking.rocAUC) - right / all) < 1e-15)
  }

  @Test func theOtherWayRoundIsTheRest() throws {
    let one = try RankingScores(scores: scores, isPositive: positive)
    let other = try RankingScores(scores: scores.map { -$0 }, isPositive: positive)
    #expect(abs(try #require(one.rocAUC) + (try #require(other.rocAUC)) - 1) < 1e-15)
    let others = try RankingScores(scores: scores.map { -$0 }, isPositive: positive.map { !$0 })
    #expect(abs(try #require(one.rocAUC) - (try #require(others.rocAUC))) < 1e-15)
  }

  @Test("Only the order of the scores matters, which may be infinite")
  func scale() throws {
    let one = try RankingScores(scores: scores, isPositive: positive, weights: weights)
    let stretched = scores.map { $0 == scores.max() ? .infinity : $0 == 0 ? -.infinity : exp($0) }
    #expect(
      try one
        == RankingScores(scores: stretched, isPositive: positive, weights: weights.map { 4 * $0 }))
  }

  @Test("A weight of two is two rows, and one of none is no row")
  func weightsAreRows() throws {
    let counts = rows.map { $0 % 3 }
    let repeated = rows.flatMap { Array(repeating: $0, count: counts[$0]) }
    let weighted = try RankingScores(
      scores: scores, isPositive: positive, weights: counts.map(Double.init))
    let whole = try RankingScores(
      scores: repeated.map { scores[$0] }, isPositive: repeated.map { positive[$0] })
    #expect(weighted == whole)
    let first = try RankingScores(
      scores: [2, 1, 0], isPositive: [false, false, true], weights: [0, 1, 1])
    #expect(first.rocAUC == 0 && first.averagePrecision == 0.5)
  }

  @Test(
    "The ends, and what there is nothing of",
    arguments: [
      ([1, 2, 3, 4], [false, false, true, true], 1, 1),
      ([4, 3, 2, 1], [false, false, true, true], 0, 0.5 * (1.0 / 3 + 2.0 / 4)),
      ([1, 1, 1, 1], [true, false, false, false], 0.5, 0.25),
      ([1, 2], [true, true], nil, 1),
      ([1, 2], [false, false], nil, nil),
      ([], [], nil, nil),
    ] as [([Double], [Bool], Double?, Double?)])
  func ends(_ scores: [Double], _ positive: [Bool], _ rocAUC: Double?, _ precision: Double?) throws
  {
    let ranking = try RankingScores(scores: scores, isPositive: positive)
    #expect(ranking.rocAUC == rocAUC)
    #expect(ranking.averagePrecision == precision)
  }

  @Test("Two classes are ranked by the last one, more by the mean over those that have rows")
  func classes() throws {
    let two = matrix([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]])
    let ranking = try RankingScores(logProbabilities: two, labels: [0, 1, 1])
    #expect(ranking.rocAUC == 1)
    // The third class has no row.
    let three = matrix([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.5, 0.4, 0.1]])
    let mean = try RankingScores(logProbabilities: three, labels: [0, 1, 1])
    #expect(mean.rocAUC == 1)
    #expect(mean.averagePrecision == 1)
  }

  @Test("Log-probabilities tell rows apart whose probabilities round to 1")
  func nearOne() throws {
    let logs = Matrix(
      rows: 2, columns: 2,
      fitting: [-50, -1e-22, -40, -4e-18] as ContiguousArray<Double>)
    #expect(try RankingScores(logProbabilities: logs, labels: [1, 0]).rocAUC == 1)
  }

  @Test func wrongRowsAreRefused() throws {
    #expect(throws: EvaluationError.wrongCount(2, of: .scores, expected: 1)) {
      try RankingScores(scores: [1, 2], isPositive: [true])
    }
    #expect(throws: EvaluationError.wrongCount(1, of: .weights, expected: 2)) {
      try RankingScores(scores: [1, 2], isPositive: [true, false], weights: [1])
    }
    let error = #expect(throws: EvaluationError.self) {
      try RankingScores(scores: [1, .nan], isPositive: [true, false])
    }
    #expect("\(try #require(error))" == "a score is a number, got nan")
    #expect(throws: EvaluationError.wrongCount(1, of: .labels, expected: 2)) {
      try RankingScores(logProbabilities: matrix([[0.5, 0.5], [0.5, 0.5]]), labels: [1])
    }
  }
}

import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct ScoreSumsTests {
  @Test(arguments: [2, 5], 0..<10 as Range<UInt64>)
  func partsMergeIntoTheWhole(classes: Int, seed: UInt64) throws {
    var (logProbabilities, labels) = simulatedRows(400, classes: classes, seed: RandomSeed(seed))
    // Impossible truths, two of them in rows 7 and 300.
    for row in [7, 300] {
      let p = exp(logProbabilities[row, Int(labels[row])])
      for c in 0..<classes { logProbabilities[row, c] -= log(1 - p) }
      logProbabilities[row, Int(labels[row])] = -.infinity
    }
    let weights = (0..<400).map { 0.5 + RandomSeed(seed).derived(5).uniform(UInt64($0)) }
    func sums(_ rows: Range<Int>, _ weights: [Double]?) throws -> ScoreSums {
      let labels = Array(labels[rows])
      return try ScoreSums(
        try RowScores(logProbabilities: logProbabilities.rows(rows), labels: labels),
        labels: labels,
        classes: classes, units: RowUnits(weights: weights.map { Array($0[rows]) }))
    }
    for weights in [nil, weights] {
      let whole = try sums(0..<400, weights)
      var merged = try ScoreSums(classes: classes)
      for part in parts(of: 400, seed: RandomSeed(seed)) { try merged.merge(sums(part, weights)) }
      #expect(merged.rows == 400)
      #expect(merged.infiniteRows == 2)
      #expect(merged.firstInfiniteRows == [7, 300])
      #expect(merged.logLoss.estimate.mean == .infinity)
      #expect(agree(merged.brier.estimate.mean, whole.brier.estimate.mean))
      #expect(agree(merged.accuracy.estimate.mean, whole.accuracy.estimate.mean))
      guard weights != nil else {
        #expect(merged.classes == whole.classes)
        continue
      }
      for (a, b) in zip(merged.classes.scores, whole.classes.scores) {
        #expect(agree(a.rows, b.rows) && agree(a.predicted, b.predicted))
        #expect(agree(a.truePositives, b.truePositives))
      }
    }
  }

  @Test(
    "Recall and precision are shares of the rows and of what was predicted",
    arguments: [
      (ClassScore(rows: 8, predicted: 4, truePositives: 2), 0.25, 0.5),
      (ClassScore(rows: 0, predicted: 4, truePositives: 0), nil, 0),
      (ClassScore(rows: 8, predicted: 0, truePositives: 0), 0, nil),
    ] as [(ClassScore, Double?, Double?)])
  func recallAndPrecision(_ score: ClassScore, _ recall: Double?, _ precision: Double?) {
    #expect(score.recall == recall)
    #expect(score.precision == precision)
  }

  @Test func sumsAreThoseOfTheRows() throws {
    // Truths 0 0 1 1 2, predicted 0 1 1 1 0, weights 1 2 1 1 4.
    var sums = try ClassSums(classes: 3)
    try sums.add(labels: [0, 0, 1, 1, 2], predicted: [0, 1, 1, 1, 0], weights: [1, 2, 1, 1, 4])
    #expect(sums.scores.map(\.rows) == [3, 2, 4])
    #expect(sums.scores.map(\.predicted) == [5, 4, 0])
    #expect(sums.scores.map(\.truePositives) == [1, 2, 0])
    #expect(sums.confusion == [[1, 2, 0], [0, 2, 0], [4, 0, 0]])
    // (1/3 + 1 + 0)/3.
    #expect(abs(try #require(sums.balancedAccuracy) - 4.0 / 9) < 1e-15)
    #expect(try ClassSums(classes: 3).balancedAccuracy == nil)
  }

  @Test func beyondThirtyClassesMistakesAreKept() throws {
    let classes = ClassSums.mostConfusedClasses + 1
    // Class 2 is taken for 30 three times, for 4 and 5 twice, for 6 once; class 7 is right.
    let said: [Int32] = [30, 4, 30, 5, 4, 6, 30, 5, 2, 7]
    let labels = said.map { Int32($0 == 7 ? 7 : 2) }
    var whole = try ClassSums(classes: classes)
    try whole.add(labels: labels, predicted: said)
    let expected = [
      ClassSums.Mistake(truth: 2, said: 30, rows: 3), ClassSums.Mistake(truth: 2, said: 4, rows: 2),
      ClassSums.Mistake(truth: 2, said: 5, rows: 2),
    ]
    #expect(whole.mistakes(mostPerClass: 3) == expected)
    var first = try ClassSums(classes: classes)
    var second = first
    try first.add(labels: Array(labels[..<4]), predicted: Array(said[..<4]))
    try second.add(labels: Array(labels[4...]), predicted: Array(said[4...]))
    try first.merge(second)
    #expect(first == whole)
    #expect(
      try JSONDecoder().decode(ClassSums.self, from: try JSONEncoder().encode(whole)) == whole)
    #expect(try ClassSums(classes: classes - 1).mistakes(mostPerClass: 3) == nil)
  }

  @Test func confusionEndsAtThirtyClasses() throws {
    #expect(try ClassSums(classes: ClassSums.mostConfusedClasses).confusion != nil)
    #expect(try ClassSums(classes: ClassSums.mostConfusedClasses + 1).confusion == nil)
  }
}

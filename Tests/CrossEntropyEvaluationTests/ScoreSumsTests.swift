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
  @Test("A truth's rank is how many classes are more probable, or as probable and before it")
  func ranks() throws {
    let z = ContiguousArray<Double>([3, 1, 3, 2, 1, 3])
    let expected: [Int32] = [0, 4, 1, 3, 5, 2]
    let rows = Matrix(rows: 6, columns: 6, fitting: ContiguousArray((0..<6).flatMap { _ in z }))
    let scores = try RowScores(withoutBrierOf: rows, labels: [0, 1, 2, 3, 4, 5])
    #expect(scores.ranks == expected)
  }

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
    let groups = (0..<400).map { Int32(40 * RandomSeed(seed).derived(6).uniform(UInt64($0))) }
    func sums(_ rows: Range<Int>, _ units: RowUnits) throws -> ScoreSums {
      let labels = Array(labels[rows])
      return try ScoreSums(
        try RowScores(logProbabilities: logProbabilities.rows(rows), labels: labels),
        labels: labels, classes: classes,
        units: RowUnits(
          weights: units.weights.map { Array($0[rows]) },
          groups: units.groups.map { Array($0[rows]) }),
        topK: [2], numbers: RowNumbers(first: rows.lowerBound))
    }
    for units in [
      RowUnits(), RowUnits(weights: weights), RowUnits(weights: weights, groups: groups),
    ] {
      let whole = try sums(0..<400, units)
      var merged = try ScoreSums(classes: classes, topK: [2])
      for part in parts(of: 400, seed: RandomSeed(seed)).reversed() {
        try merged.merge(sums(part, units))
      }
      #expect(merged.rows == 400)
      #expect(merged.infiniteRows == 2)
      #expect(merged.firstInfiniteRows == [7, 300])
      #expect(merged.logLoss.estimate.mean == .infinity)
      // To the bit, whatever the cut and the order.
      #expect(merged.finiteLogLoss == whole.finiteLogLoss)
      #expect(merged.clippedShare == whole.clippedShare)
      #expect(merged.classes == whole.classes)
      for score in [\.clippedLogLoss, \.brier, \.accuracy] as [KeyPath<ScoreSums, MeanSums>] {
        let (a, b) = (merged[keyPath: score].estimate, whole[keyPath: score].estimate)
        #expect(a.mean == b.mean)
        #expect(agree(try #require(a.standardError), try #require(b.standardError)))
      }
      #expect(merged.topAccuracy[2]?.estimate.mean == whole.topAccuracy[2]?.estimate.mean)
      #expect(try merged.confusion.matthews?.value == whole.confusion.matthews?.value)
    }
  }

  @Test func impossibleTruthsAreClippedAndLeftOut() throws {
    let scores = try RowScores(
      probabilities: Matrix([[0.5, 0.5], [1, 0], [1, 1e-20]]), labels: [0, 1, 1])
    #expect(scores.logLoss == [log(2), .infinity, -log(1e-20)])
    let sums = try ScoreSums(scores, labels: [0, 1, 1], classes: 2, numbers: RowNumbers(first: 10))
    #expect(sums.firstInfiniteRows == [11])
    #expect(agree(sums.finiteLogLoss, (log(2) - log(1e-20)) / 2))
    #expect(agree(sums.clippedLogLoss.estimate.mean, (log(2) - 2 * log(1e-15)) / 3))
    #expect(agree(sums.clippedShare, -log(1e-15) / (log(2) - 2 * log(1e-15))))
  }

  /// `Scripts/score_vectors.py` prints these: log loss, Brier score, accuracy, top 2 and top 3.
  @Test(
    arguments: [
      (
        false,
        [1.2090922062581615, 0.633371426576044, 0.7333333333333333, 0.8166666666666667, 0.9],
        [0.6288707230030066, 0.2188368230213842]
      ),
      (
        true,
        [
          1.1594053274855716, 0.6209192683239643, 0.7564102564102564, 0.8435897435897436,
          0.9384615384615385,
        ],
        [0.6225528374321974, 0.2156354051415826]
      ),
    ])
  func scikitLearnAgrees(isWeighted: Bool, expected: [Double], ofTwo: [Double]) throws {
    let rows = VectorRows()
    let units = RowUnits(weights: isWeighted ? rows.weights : nil)
    let logs = try Matrix(
      rows: 60, columns: 4, elements: ContiguousArray(rows.probabilities.elements.map { log($0) }))
    for scores in [
      try RowScores(probabilities: rows.probabilities, labels: rows.labels),
      try RowScores(logProbabilities: logs, labels: rows.labels),
    ] {
      let sums = try ScoreSums(scores, labels: rows.labels, classes: 4, units: units, topK: [2, 3])
      let means = [
        sums.logLoss, sums.brier, sums.accuracy, sums.topAccuracy[2], sums.topAccuracy[3],
      ]
      for (mean, expected) in zip(means, expected) {
        #expect(agree(try #require(mean).estimate.mean, expected))
      }
    }
    let two = try Matrix(
      (0..<60).map { row in
        let p = rows.probabilities[row, 2] + rows.probabilities[row, 3]
        return [1 - p, p]
      })
    let labels = rows.labels.map { $0 >= 2 ? Int32(1) : 0 }
    let sums = try ScoreSums(
      try RowScores(probabilities: two, labels: labels), labels: labels, classes: 2, units: units)
    #expect(
      agree(sums.logLoss.estimate.mean, ofTwo[0]) && agree(sums.brier.estimate.mean, ofTwo[1]))
  }

  @Test func rowsThatAreNoDistributionAreRefused() throws {
    for (row, error) in [
      ([0.5, 0.4], .badSum(row: 0, 0.9)), ([-0.5, 1.5], .badProbability(row: 0, -0.5)),
      ([.nan, 1], .badProbability(row: 0, .nan)),
    ] as [([Double], EvaluationError)] {
      let thrown = #expect(throws: EvaluationError.self) {
        try RowScores(probabilities: Matrix([row]), labels: [0])
      }
      #expect(thrown?.description == error.description)
    }
    #expect(
      try RowScores(probabilities: Matrix([[0.5, 0.4]]), labels: [0], tolerance: 0.2).brier == [
        0.16000000000000003
      ])
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

import CrossEntropy
import CrossEntropyEvaluation
import Testing

/// A call with wrong data, and the error that it must throw.
struct WrongCall: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let error: EvaluationError
  let run: @Sendable () throws -> Void

  init(
    _ name: String, _ error: EvaluationError, _ run: @escaping @Sendable () throws -> Void
  ) {
    testDescription = name
    self.error = error
    self.run = run
  }
}

private let forecasts = try? Forecasts(
  of: .topLabel, probabilities: [0.5, 0.9], happened: [true, false])
private let twoRows = matrix([[0.5, 0.5], [0.1, 0.9]])

private func scores(_ labels: [Int32] = [0, 1]) throws -> RowScores {
  try RowScores(logProbabilities: twoRows, labels: labels)
}

private func sums(_ bins: Int = 2, _ simulations: Int = 3) throws -> CalibrationSums {
  try CalibrationSums(
    try #require(forecasts), bins: bins, simulations: simulations, seed: RandomSeed(1))
}

struct WrongDataTests {
  static let weights: [WrongCall] = [
    .init("too few", .wrongCount(1, of: .weights, expected: 2)) {
      _ = try MeanEstimate(of: [1, 2], weights: [1])
    },
    .init("negative", .badTarget(.weightOutOfRange(row: 1, weight: -1))) {
      _ = try MeanEstimate(of: [1, 2], weights: [1, -1])
    },
    .init("infinite", .badTarget(.weightOutOfRange(row: 0, weight: .infinity))) {
      _ = try RowUnits(weights: [.infinity, 1]).mean(of: [1, 2])
    },
    .init("too few groups", .wrongCount(3, of: .groups, expected: 2)) {
      _ = try MeanEstimate(of: [1, 2], groups: [1, 2, 3])
    },
    .init("of sums", .badTarget(.weightOutOfRange(row: 1, weight: -2))) {
      var sums = MeanSums()
      try sums.add([1, 2], weights: [1, -2])
    },
    .init("groups of sums", .wrongCount(1, of: .groups, expected: 2)) {
      var sums = MeanSums()
      try sums.add([1, 2], groups: [1])
    },
    .init("some in groups", .partlyGrouped) {
      var sums = MeanSums()
      try sums.add([1, 2], groups: [1, 1])
      try sums.add([1, 2])
    },
    .init("of balanced accuracy", .badTarget(.weightOutOfRange(row: 0, weight: -1))) {
      _ = try balancedAccuracy(correct: [1], labels: [0], classes: 2, weights: [-1])
    },
    .init("of the constant", .wrongCount(2, of: .weights, expected: 1)) {
      _ = try ConstantPredictor(labels: [0], classes: 2, weights: [1, 1])
    },
    .init("of classes", .badTarget(.weightOutOfRange(row: 1, weight: -0.5))) {
      var sums = try ClassSums(classes: 2)
      try sums.add(labels: [0, 1], predicted: [0, 1], weights: [1, -0.5])
    },
    .init("of calibration", .badTarget(.weightOutOfRange(row: 0, weight: -1))) {
      _ = try CalibrationSums(try #require(forecasts), weights: [-1, 1], seed: RandomSeed(1))
    },
    .init("of scores", .wrongCount(1, of: .weights, expected: 2)) {
      _ = try ScoreSums(
        try scores(), labels: [0, 1], classes: 2, units: RowUnits(weights: [1]))
    },
    .init("out of fold", .badTarget(.weightOutOfRange(row: 1, weight: -1))) {
      _ = try OutOfFoldScores(
        [.init(rows: [0, 1], scores: [try scores()]), .init(rows: [], scores: [])], count: 2,
        rows: 2, units: RowUnits(weights: [1, -1]))
    },
    .init("of skill", .badTarget(.weightOutOfRange(row: 0, weight: -1))) {
      _ = try SkillScore(losses: [1, 2], constants: [2, 2], units: RowUnits(weights: [-1, 1]))
    },
    .init("of a pair", .wrongCount(1, of: .weights, expected: 2)) {
      _ = try PairedComparison(
        PredictorLosses([1, 2]), PredictorLosses([1, 2]), units: RowUnits(weights: [1]))
    },
  ]

  static let labels: [WrongCall] = [
    .init("too few", .wrongCount(1, of: .labels, expected: 2)) { _ = try scores([0]) },
    .init("beyond", .badTarget(.labelOutOfRange(row: 1, label: "2", classes: 2))) {
      _ = try scores([0, 2])
    },
    .init("negative", .badTarget(.labelOutOfRange(row: 0, label: "-1", classes: 2))) {
      _ = try ConstantPredictor(labels: [-1], classes: 2)
    },
    .init("scored", .badTarget(.labelOutOfRange(row: 0, label: "3", classes: 2))) {
      _ = try ConstantPredictor(labels: [0], classes: 2).logLoss(of: [3])
    },
    .init("of balanced accuracy", .badTarget(.labelOutOfRange(row: 0, label: "9", classes: 2))) {
      _ = try balancedAccuracy(correct: [1], labels: [9], classes: 2)
    },
    .init("without values", .wrongCount(0, of: .values, expected: 1)) {
      _ = try balancedAccuracy(correct: [], labels: [0], classes: 2)
    },
    .init("predicted", .badTarget(.labelOutOfRange(row: 0, label: "5", classes: 3))) {
      var sums = try ClassSums(classes: 3)
      try sums.add(labels: [0], predicted: [5])
    },
    .init("too few predicted", .wrongCount(0, of: .predictions, expected: 1)) {
      var sums = try ClassSums(classes: 3)
      try sums.add(labels: [0], predicted: [])
    },
    .init("one class", .tooFew(1, of: .classes, least: 2)) { _ = try ClassSums(classes: 1) },
    .init("too many classes", .tooMany(.max, of: .classes, most: Int(Int32.max))) {
      _ = try ScoreSums(classes: .max)
    },
    .init("one column", .tooFew(1, of: .classes, least: 2)) {
      _ = try RowScores(logProbabilities: matrix([[1]]), labels: [0])
    },
    .init("other scores", .wrongCount(2, of: .scores, expected: 1)) {
      _ = try ScoreSums(try scores(), labels: [0], classes: 2)
    },
    .init("other classes", .wrongCount(3, of: .classes, expected: 2)) {
      var sums = try ScoreSums(classes: 2)
      try sums.merge(try ScoreSums(classes: 3))
    },
  ]

  static let probabilities: [WrongCall] = [
    .init("above 1", .badProbability(row: 1, 1.5)) {
      _ = try Forecasts(of: .topLabel, probabilities: [0, 1.5], happened: [true, true])
    },
    .init("NaN outcomes", .wrongCount(1, of: .outcomes, expected: 2)) {
      _ = try Forecasts(of: .topLabel, probabilities: [0, 1], happened: [true])
    },
    .init("positive logarithm", .badProbability(row: 0, 0.5)) {
      _ = try RowScores(
        logProbabilities: Matrix(rows: 1, columns: 2, fitting: [0.5, -1]), labels: [0])
    },
    .init("sum", .badSum(row: 1, 0.75)) {
      _ = try RowScores(logProbabilities: matrix([[0.5, 0.5], [0.25, 0.5]]), labels: [0, 0])
    },
    .init("negative simulations", .tooFew(-1, of: .simulations, least: 0)) { _ = try sums(2, -1) },
    .init("no bin", .tooFew(-1, of: .bins, least: 1)) { _ = try sums(-1) },
    .init("too many bins", .tooMany(.max, of: .bins, most: 1 << 27)) { _ = try sums(.max, 3) },
    .init("too many simulations", .tooMany(1 << 40, of: .simulations, most: 1 << 26)) {
      _ = try sums(2, 1 << 40)
    },
    .init("first row", .outOfRange(.rowNumber, -1)) {
      _ = try CalibrationSums(
        try #require(forecasts), numbers: RowNumbers(first: -1), seed: RandomSeed(1))
    },
    .init("rows of other numbers", .wrongCount(1, of: .rows, expected: 2)) {
      _ = try ScoreSums(
        RowScores(logProbabilities: matrix([[1, 0], [1, 0]]), labels: [0, 0]),
        labels: [0, 0], classes: 2, numbers: RowNumbers(places: [0]))
    },
    .init("numbers that do not rise", .outOfRange(.rowNumber, 3)) {
      _ = try ScoreSums(
        RowScores(logProbabilities: matrix([[1, 0], [1, 0]]), labels: [0, 0]),
        labels: [0, 0], classes: 2, numbers: RowNumbers(places: [3, 3]))
    },
    .init("other bins", .wrongCount(3, of: .bins, expected: 2)) {
      var all = try sums()
      try all.merge(try sums(3))
    },
    .init("other simulations", .wrongCount(4, of: .simulations, expected: 3)) {
      _ = try CalibrationError([try sums(), try sums(2, 4)])
    },
    .init("other event", .otherEvent(.positiveClass, expected: .topLabel)) {
      var all = try sums()
      try all.merge(
        try CalibrationSums(
          try Forecasts(of: .positiveClass, probabilities: [1], happened: [true]), bins: 2,
          simulations: 3, seed: RandomSeed(1)))
    },
    .init("no repeat", .tooFew(0, of: .repeats, least: 1)) {
      _ = try CalibrationError([CalibrationSums]())
    },
    .init("other rows", .wrongCount(0, of: .rows, expected: 2)) {
      _ = try CalibrationError(
        [
          try #require(forecasts), try Forecasts(of: .topLabel, probabilities: [], happened: []),
        ], seed: RandomSeed(1))
    },
  ]

  static let pairs: [WrongCall] = [
    .init("unequal rows", .wrongCount(2, of: .losses, expected: 1)) {
      _ = try PairedComparison(PredictorLosses([1]), PredictorLosses([1, 2]))
    },
    .init("unequal folds", .wrongCount(4, of: .folds, expected: 2)) {
      _ = try PairedComparison(
        PredictorLosses([1], folds: try FoldLosses(means: [1, 2], count: 2)),
        PredictorLosses([1], folds: try FoldLosses(means: [1, 2, 3, 4], count: 2)))
    },
    .init("half a repeat", .partialRepeat(folds: 5, perRepeat: 3)) {
      _ = try FoldLosses(means: [1, 2, 3, 4, 5], count: 3)
    },
    .init("one fold", .tooFew(1, of: .folds, least: 2)) {
      _ = try CorrectedResampledMean(foldDifferences: [1], folds: 1)
    },
    .init("no fold", .partialRepeat(folds: 0, perRepeat: 2)) {
      _ = try CorrectedResampledMean(foldDifferences: [], folds: 2)
    },
    .init("no comparison", .tooFew(0, of: .comparisons, least: 1)) {
      _ = try PairedComparison(PredictorLosses([1, 2, 3, 4, 5]), PredictorLosses([1, 2, 3, 4, 5]))
        .fits(comparisons: 0)
    },
    .init("no pair", .tooFew(0, of: .comparisons, least: 1)) {
      _ = try PairedComparison.leader(
        among: [PredictorLosses([1]), PredictorLosses([1]), PredictorLosses([1])], comparisons: 0)
    },
    .init("unequal leaders", .wrongCount(2, of: .losses, expected: 1)) {
      _ = try PairedComparison.leader(
        among: [PredictorLosses([1]), PredictorLosses([2, 2]), PredictorLosses([2])], comparisons: 3
      )
    },
    .init("no constants", .wrongCount(0, of: .losses, expected: 1)) {
      _ = try SkillScore(losses: [1], constants: [])
    },
    .init("a row beyond", .rowOutOfRange(2, rows: 2)) {
      _ = try OutOfFoldScores(
        [
          .init(rows: [0, 2], scores: [try scores()]), .init(rows: [0, 1], scores: [try scores()]),
        ],
        count: 2, rows: 2)
    },
    .init("scores of other rows", .wrongCount(2, of: .scores, expected: 1)) {
      _ = try OutOfFoldScores(
        [.init(rows: [0], scores: [try scores()]), .init(rows: [0, 1], scores: [try scores()])],
        count: 2, rows: 2)
    },
    .init("a fold without targets", .wrongCount(0, of: .targets, expected: 1)) {
      _ = try OutOfFoldScores(
        [.init(rows: [0, 1], scores: [try scores()]), .init(rows: [0], scores: [])], count: 2,
        rows: 2)
    },
  ]

  static let distributions: [WrongCall] = [
    .init("normal", .outOfRange(.p, 1.5)) { _ = try StandardNormal.quantile(1.5) },
    .init("t", .outOfRange(.p, -0.1)) {
      _ = try StudentT(degreesOfFreedom: 3).quantile(-0.1)
    },
    .init("half a degree", .outOfRange(.degreesOfFreedom, 0.5)) {
      _ = try StudentT(degreesOfFreedom: 0.5)
    },
    .init("alpha", .outOfRange(.alpha, 1)) {
      _ = try MeanEstimate(of: [1, 2, 3, 4, 5, 6]).interval(alpha: 1)
    },
    .init("detectable", .outOfRange(.alpha, 0)) {
      _ = try MeanEstimate(of: [1, 2, 3, 4, 5, 6]).smallestDetectable(alpha: 0)
    },
    .init("comparisons", .tooFew(-1, of: .comparisons, least: 1)) {
      _ = try CorrectedResampledMean(foldDifferences: [1, 2], folds: 2).interval(comparisons: -1)
    },
    .init("interval", .noInterval(low: 1, high: 0)) { _ = try ConfidenceInterval(low: 1, high: 0) },
  ]

  @Test(arguments: weights + labels + probabilities + pairs + distributions)
  func wrongDataThrowsWithItsNumbers(_ call: WrongCall) {
    #expect(throws: call.error) { try call.run() }
  }

  @Test func noNumberIsNoNumber() {
    // NaN is equal to nothing, so the errors are compared by their text.
    let calls: [(String, () throws -> Void)] = [
      ("row 0, counted from 0: a weight", { _ = try MeanEstimate(of: [1], weights: [.nan]) }),
      ("row 0: nan", { _ = try Forecasts(of: .topLabel, probabilities: [.nan], happened: [true]) }),
      (
        "row 0: nan",
        {
          _ = try RowScores(
            logProbabilities: Matrix(rows: 1, columns: 3, fitting: [.nan, -1, -2]), labels: [1])
        }
      ),
      ("p is in", { _ = try StandardNormal.quantile(.nan) }),
      ("alpha is in", { _ = try MeanEstimate(of: [1, 2, 3, 4, 5]).interval(alpha: .nan) }),
      ("no interval", { _ = try ConfidenceInterval(low: .nan, high: 1) }),
      ("degrees of freedom", { _ = try StudentT(degreesOfFreedom: .nan) }),
    ]
    for (text, run) in calls {
      let error = #expect(throws: EvaluationError.self) { try run() }
      #expect(error.map { "\($0)".hasPrefix(text) } == true, "\(text)")
    }
  }

  static let folds: [(EvaluationError, targets: [[Int32]], classes: [Int], count: Int, [Int32]?)] =
    [
      (.tooFew(1, of: .folds, least: 2), [[0, 1, 0, 1]], [2], 1, nil),
      (.tooFew(0, of: .targets, least: 1), [], [], 2, nil),
      (.wrongCount(2, of: .targets, expected: 1), [[0, 1, 0, 1]], [2, 2], 2, nil),
      (.wrongCount(3, of: .groups, expected: 4), [[0, 1, 0, 1]], [2], 2, [1, 2, 3]),
      (.wrongCount(3, of: .labels, expected: 4), [[0, 1, 0, 1], [0, 1, 0]], [2, 2], 2, nil),
      (
        .badTarget(.labelOutOfRange(row: 1, label: "7", classes: 2)), [[0, 7, 0, 1]], [2], 2, nil
      ),
      (.tooFew(-3, of: .classes, least: 1), [[0, 1, 0, 1]], [-3], 2, nil),
    ]

  @Test(arguments: folds.indices)
  func foldsOfWrongRowsThrow(_ index: Int) {
    let (error, targets, classes, count, groups) = Self.folds[index]
    #expect(throws: FoldError.badRows(error)) {
      try Folds.stratified(
        targets: targets, classes: classes, count: count, seed: RandomSeed(1), groups: groups)
    }
  }

  static let maps: [(RecalibrationError, @Sendable () throws -> Void)] = [
    (
      .noMap(scale: -1, offsets: [0, 0]), { _ = try Recalibration(scale: -1, offsets: [0, 0]) }
    ),
    (
      .noMap(scale: 1, offsets: [.infinity]),
      { _ = try Recalibration(scale: 1, offsets: [.infinity]) }
    ),
    (.noMap(scale: 1, offsets: []), { _ = try Recalibration(scale: 1, offsets: []) }),
    (
      .badClassWeight(classIndex: 1, 0),
      { _ = try Recalibration.priorCorrection(classWeights: [1, 0]) }
    ),
    (
      .badRows(.wrongCount(2, of: .classes, expected: 3)),
      { _ = try Recalibration.identity(classes: 3).applied(to: twoRows) }
    ),
    (
      .badRows(.wrongCount(1, of: .labels, expected: 2)),
      { _ = try Recalibration.fitted(to: twoRows, labels: [0]) }
    ),
    (
      .badRows(.badTarget(.labelOutOfRange(row: 1, label: "2", classes: 2))),
      { _ = try Recalibration.fitted(to: twoRows, labels: [0, 2]) }
    ),
    (
      .badRows(.badTarget(.weightOutOfRange(row: 1, weight: -1))),
      { _ = try Recalibration.fitted(to: twoRows, labels: [0, 1], weights: [1, -1]) }
    ),
    (
      .badRows(.wrongCount(3, of: .classes, expected: 2)),
      {
        _ = try Recalibration.fitted(
          to: twoRows, labels: [0, 1], startingFrom: .identity(classes: 3))
      }
    ),
    (
      .badRows(.tooFew(1, of: .classes, least: 2)),
      { _ = try Recalibration.fitted(to: matrix([[1], [1]]), labels: [0, 0]) }
    ),
  ]

  @Test(arguments: maps.indices)
  func wrongMapsThrow(_ index: Int) {
    let (error, run) = Self.maps[index]
    #expect(throws: error) { try run() }
  }
}

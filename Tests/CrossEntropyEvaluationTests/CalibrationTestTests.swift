import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

/// The test of calibration: its size on right probabilities, and its power against those of other shares.
struct CalibrationTestTests {
  /// Every class's probability times its weight, divided by their sum: what balanced training does.
  private func shifted(_ logs: Matrix<Double>) -> Matrix<Double> {
    distorted(logs) { x, classIndex in x + [0, 0.7, 0.2][classIndex % 3] }
  }

  private func test(
    _ logs: Matrix<Double>, _ labels: [Int32], weights: [Double]? = nil, seed: UInt64 = 1,
    simulations: Int = 200
  ) throws -> CalibrationTest {
    try CalibrationTest(
      [logs], labels: labels, weights: weights, simulations: simulations, seed: RandomSeed(seed))
  }

  /// Of 60 calibrated tables 3 are expected below .05; of 60 shifted ones nearly all.
  @Test(arguments: [2, 3])
  func sizeAndPower(classes: Int) throws {
    var rejected = (right: 0, shifted: 0)
    for seed in 0..<60 as Range<UInt64> {
      let (logs, labels) = simulatedRows(300, classes: classes, seed: RandomSeed(seed))
      if try test(logs, labels, seed: seed).pValue < 0.05 { rejected.right += 1 }
      if try test(shifted(logs), labels, seed: seed).pValue < 0.05 { rejected.shifted += 1 }
    }
    #expect(rejected.right <= 9)
    #expect(rejected.shifted >= 50)
  }

  /// One step from the identity wins nearly what the fitted map wins, where there is little to win.
  @Test func theGainIsThatOfTheMapToSecondOrder() throws {
    let (logs, labels) = simulatedRows(3000, classes: 3, seed: RandomSeed(3))
    let given = distorted(logs) { x, classIndex in 1.1 * x + (classIndex == 1 ? 0.1 : 0) }
    let map = try Recalibration.fitted(to: given, labels: labels)
    func mean(_ logs: Matrix<Double>) -> Double {
      labels.indices.reduce(0) { $0 - logs[$1, Int(labels[$1])] } / Double(labels.count)
    }
    let won = mean(given) - mean(try map.applied(to: given))
    let gain = try test(given, labels).gain
    #expect(abs(gain / won - 1) < 0.15, "\(gain) \(won)")
  }

  /// Beyond some rows sums are drawn in place of labels: the same gain, and nearly the same p.
  @Test func normalSumsAreAsGoodAsDrawnRows() throws {
    let (logs, labels) = simulatedRows(
      CalibrationTest.mostRowsDrawn, classes: 3, seed: RandomSeed(8))
    let given = distorted(logs) { x, classIndex in 1.02 * x + (classIndex == 1 ? 0.035 : 0) }
    let drawn = try test(given, labels, simulations: 400)
    // A row that weighs nothing changes the way and no number.
    let more = Matrix(
      rows: given.rows + 1, columns: 3, fitting: given.elements + given.elements.prefix(3))
    let sums = try test(
      more, labels + [0], weights: labels.map { _ in 1 } + [0], simulations: 400)
    #expect(abs(drawn.gain - sums.gain) < 1e-12)
    #expect(abs(drawn.pValue - sums.pValue) < 0.12)
    #expect((0.001..<0.9).contains(drawn.pValue))
  }

  @Test func repeatsOfTheSameProbabilitiesChangeNothing() throws {
    let (logs, labels) = simulatedRows(200, classes: 3, seed: RandomSeed(4))
    let once = try test(shifted(logs), labels)
    let twice = try CalibrationTest(
      [shifted(logs), shifted(logs)], labels: labels, simulations: 200, seed: RandomSeed(1))
    #expect(abs(once.gain - twice.gain) < 1e-12)
    #expect(once.pValue == twice.pValue)
  }

  @Test func onlyTheRatiosOfWeightsMatter() throws {
    let (logs, labels) = simulatedRows(150, classes: 2, seed: RandomSeed(6))
    let weights = labels.indices.map { Double($0 % 3) }
    let one = try test(logs, labels, weights: weights)
    let other = try test(logs, labels, weights: weights.map { 4 * $0 })
    #expect(one == other)
  }

  @Test func withManyClassesOnlyTheTemperatureIsTested() throws {
    let (logs, labels) = simulatedRows(100, classes: 11, seed: RandomSeed(2))
    #expect(try test(logs, labels).map == .temperature)
    let (fewer, theirs) = simulatedRows(110, classes: 11, seed: RandomSeed(2))
    #expect(try test(fewer, theirs).map == .scaleAndBias)
    #expect(try test(distorted(logs) { x, _ in 4 * x }, labels).pValue < 0.05)
  }

  @Test func anImpossibleTruthIsNoCalibration() throws {
    let (logs, labels) = simulatedRows(40, classes: 2, seed: RandomSeed(7))
    var elements = logs.elements
    let row = 3
    for c in 0..<2 { elements[2 * row + c] = c == Int(labels[row]) ? -.infinity : 0 }
    let test = try test(Matrix(rows: 40, columns: 2, fitting: elements), labels)
    #expect(test.gain == .infinity)
    #expect(test.pValue == 1.0 / 201)
  }

  /// Probabilities of 0 and 1 alone leave no doubt, so that one wrong row is more than any simulation shows.
  @Test func certainAndWrongIsNoCalibration() throws {
    let elements = [Double]((0..<40).flatMap { _ in [0, -800] })
    let logs = Matrix(rows: 40, columns: 2, fitting: ContiguousArray(elements))
    var labels = [Int32](repeating: 0, count: 40)
    #expect(try test(logs, labels).pValue == 1)
    labels[7] = 1
    let wrong = try test(logs, labels)
    #expect(wrong.gain == .infinity)
    #expect(wrong.pValue == 1.0 / 201)
  }

  /// Where all classes are as probable, a scale changes nothing, and rounding is not taken for a curvature.
  @Test(arguments: [2, 3, 10])
  func equalProbabilitiesAreTestedByTheShares(classes: Int) throws {
    let logs = distorted(Matrix(rows: 300, columns: classes, repeating: 0)) { x, _ in x }
    let even = (0..<300).map { Int32($0 % classes) }
    let right = try test(logs, even)
    #expect(right.gain < 1e-20)
    #expect(right.pValue == 1)
    let shifted = try test(logs, even.map { $0 == 0 ? 1 : $0 })
    // ½·Σ(n_c − n/K)²/(n/K)/n, half of Pearson's χ² per row: a class less, another twice as frequent.
    #expect(abs(shifted.gain - 1 / Double(classes)) < 1e-9)
    #expect(shifted.pValue < 0.01)
  }

  @Test(arguments: [3, 7, 10])
  func equalProbabilitiesHaveNoTemperature(classes: Int) throws {
    let logs = distorted(Matrix(rows: 20, columns: classes, repeating: 0)) { x, _ in x }
    let test = try test(logs, (0..<20).map { Int32($0 % 2) })
    #expect(test.map == .temperature && test.gain == 0 && test.pValue == 1)
  }

  /// The top label's error is noise where balanced training has multiplied unequal classes by weights.
  ///
  /// The test sees what recalibration wins.
  @Test func itSeesWhatTheTopLabelHides() throws {
    var (seen, hidden) = (0, 0)
    for seed in 0..<20 as Range<UInt64> {
      let (logs, labels) = simulatedRows(600, classes: 3, seed: RandomSeed(seed))
      let given = distorted(logs) { x, classIndex in x + [0.9, 0.2, 0][classIndex] }
      if try test(given, labels, seed: seed).pValue < 0.05 { seen += 1 }
      let error = try CalibrationError(
        logProbabilities: [given], labels: labels, simulations: 200, seed: RandomSeed(seed))
      if error.estimate <= error.noise95 ?? 0 { hidden += 1 }
    }
    #expect(seen == 20)
    #expect(hidden >= 5)
  }

  @Test func wrongRowsAreRefused() throws {
    let (logs, labels) = simulatedRows(10, classes: 2, seed: RandomSeed(7))
    #expect(throws: EvaluationError.tooFew(0, of: .repeats, least: 1)) {
      try CalibrationTest([], labels: labels, seed: RandomSeed(1))
    }
    #expect(throws: EvaluationError.wrongCount(10, of: .rows, expected: 9)) {
      try CalibrationTest([logs], labels: Array(labels.dropLast()), seed: RandomSeed(1))
    }
    #expect(throws: EvaluationError.tooFew(0, of: .simulations, least: 1)) {
      try self.test(logs, labels, simulations: 0)
    }
  }
}

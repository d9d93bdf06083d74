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

struct RecalibrationFitTests {
  @Test(arguments: [2, 3, 5], 0..<3 as Range<UInt64>)
  func calibratedRowsStayNearlyTheSame(classes: Int, seed: UInt64) throws {
    let rows = simulatedRows(1500, classes: classes, seed: RandomSeed(seed))
    let map = try Recalibration.fitted(to: rows.logProbabilities, labels: rows.labels)
    // The standard error of a is about .04, that of an offset at most .1.
    #expect(abs(map.scale - 1) < 0.2)
    #expect(map.offsets.allSatisfy { abs($0) < 0.5 })
    #expect(abs(map.offsets.reduce(0, +)) < 1e-9)
  }

  @Test(arguments: [2, 3, 10, 80], 0..<3 as Range<UInt64>)
  func theFitIsAStationaryPoint(classes: Int, seed: UInt64) throws {
    let rows = simulatedRows(120, classes: classes, seed: RandomSeed(seed))
    let weights = (0..<120).map { 3 * RandomSeed(seed).derived(7).uniform(UInt64($0)) }
    let given = distorted(rows.logProbabilities) { 2.5 * $0 + ($1 == 1 ? 0.7 : 0) }
    let map = try Recalibration.fitted(to: given, labels: rows.labels, weights: weights)
    try expectStationary(map, given, rows.labels, weights)
  }

  @Test(arguments: [2, 4, 80], 0..<3 as Range<UInt64>)
  func theFitBeatsTheIdentityAndTheConstant(classes: Int, seed: UInt64) throws {
    let rows = simulatedRows(150, classes: classes, seed: RandomSeed(seed))
    let given = distorted(rows.logProbabilities) { 0.4 * $0 + Double($1) / Double(classes) }
    let map = try Recalibration.fitted(to: given, labels: rows.labels)
    let fitted = try penalised(map, given, rows.labels)
    #expect(try fitted <= penalised(.identity(classes: classes), given, rows.labels))
    let shares = try ConstantPredictor(labels: rows.labels, classes: classes).logProbabilities
    let centre = shares.reduce(0, +) / Double(classes)
    let constant = try Recalibration(scale: 0, offsets: shares.map { $0 - centre })
    #expect(try fitted <= penalised(constant, given, rows.labels))
  }

  @Test(arguments: [2, 3, 80])
  func scoresThatPointTheWrongWayGetScaleZero(classes: Int) throws {
    let rows = simulatedRows(200, classes: classes, seed: RandomSeed(4))
    let wrong = distorted(rows.logProbabilities) { x, _ in -3 * x }
    let map = try Recalibration.fitted(to: wrong, labels: rows.labels)
    #expect(map.scale == 0)
    try expectStationary(map, wrong, rows.labels, nil)
  }

  /// Every row stands once for each class, weighted by its true probability, so the truth is the
  /// minimum but for the penalty, and no draw blurs it.
  @Test(arguments: [
    Distortion(name: "GCE, q = .7", power: 1 / 0.3, weights: [1, 1, 1]),
    Distortion(name: "class weights", power: 1, weights: [0.2, 1, 1.8]),
    Distortion(name: "both", power: 2, weights: [3, 0.5, 1]),
  ])
  func knownDistortionsAreUndone(_ distortion: Distortion) throws {
    let truth = simulatedRows(500, classes: 3, seed: RandomSeed(8)).logProbabilities
    let given = distorted(truth) { distortion.power * ($0 + log(distortion.weights[$1])) }
    var expanded: ContiguousArray<Double> = []
    var labels: [Int32] = []
    var weights: [Double] = []
    for row in 0..<truth.rows {
      for label in 0..<3 {
        for column in 0..<3 { expanded.append(given[row, column]) }
        labels.append(Int32(label))
        weights.append(exp(truth[row, label]))
      }
    }
    let all = Matrix(rows: 1500, columns: 3, fitting: expanded)
    let map = try Recalibration.fitted(to: all, labels: labels, weights: weights)
    #expect(abs(map.scale - 1 / distortion.power) < 0.01)
    let recovered = try map.applied(to: given)
    for (got, expected) in zip(recovered.elements, truth.elements) {
      #expect(abs(exp(got) - exp(expected)) < 0.005)
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func onDrawnTruthsTheLossIsThatOfTheTruth(seed: UInt64) throws {
    let rows = simulatedRows(2000, classes: 3, seed: RandomSeed(seed))
    let given = distorted(rows.logProbabilities) { x, _ in x / 0.3 }
    let map = try Recalibration.fitted(to: given, labels: rows.labels)
    let fitted = try meanLoss(map.applied(to: given), rows.labels)
    let truth = try meanLoss(rows.logProbabilities, rows.labels)
    // The truth is a = .3, b = 0 and costs ½·.7²/n in penalty: the minimum is not above it. With
    // three free parameters it is below by 3/(2n) on average.
    #expect(fitted <= truth + 0.5 * 0.49 / 2000)
    #expect(fitted >= truth - 10.0 / 2000)
    #expect(try meanLoss(given, rows.labels) > truth + 0.1)
  }

  @Test func scaledWeightsGiveTheSameFit() throws {
    let rows = simulatedRows(100, classes: 3, seed: RandomSeed(2))
    let weights = (0..<100).map { RandomSeed(3).uniform(UInt64($0)) }
    let one = try Recalibration.fitted(
      to: rows.logProbabilities, labels: rows.labels, weights: weights)
    let other = try Recalibration.fitted(
      to: rows.logProbabilities, labels: rows.labels, weights: weights.map { 1000 * $0 })
    expectEqual(one, other)
  }

  @Test func rowsOfWeightZeroAreNotRead() throws {
    let rows = simulatedRows(100, classes: 2, seed: RandomSeed(2))
    let one = try Recalibration.fitted(to: rows.logProbabilities, labels: rows.labels)
    var elements = rows.logProbabilities.elements
    elements += [.nan, -.infinity]
    let other = try Recalibration.fitted(
      to: Matrix(rows: 101, columns: 2, fitting: elements), labels: rows.labels + [1],
      weights: [Double](repeating: 1, count: 100) + [0])
    expectEqual(one, other)
  }

  @Test(arguments: [3, 80])
  func theStartDoesNotMatter(classes: Int) throws {
    let rows = simulatedRows(100, classes: classes, seed: RandomSeed(2))
    let given = distorted(rows.logProbabilities) { x, _ in 2 * x }
    let one = try Recalibration.fitted(to: given, labels: rows.labels)
    for scale in [0, 0.5, 20] {
      let start = try Recalibration(scale: scale, offsets: (0..<classes).map { Double($0 % 3) - 1 })
      expectEqual(
        one, try Recalibration.fitted(to: given, labels: rows.labels, startingFrom: start))
    }
  }

  @Test(arguments: [30.0, 700, 1e5, 1e8], [0.0, 0.1, 0.5])
  func saturatedRowsAreFitted(size: Double, wrong: Double) throws {
    // Two classes, one certain; the share `wrong` of the rows is certain of the wrong class.
    let rows = 60
    let labels = (0..<rows).map { Int32($0 % 2) }
    var given = Matrix(rows: rows, columns: 2, repeating: 0.0)
    for row in 0..<rows {
      let isWrong = Double(row / 2) < wrong * Double(rows / 2)
      given[row, isWrong ? Int(labels[row]) : 1 - Int(labels[row])] = -size
    }
    let map = try Recalibration.fitted(to: given, labels: labels)
    #expect(try penalised(map, given, labels) <= penalised(.identity(classes: 2), given, labels))
    let constant = try Recalibration(scale: 0, offsets: [0, 0])
    #expect(try penalised(map, given, labels) <= penalised(constant, given, labels))
    if wrong == 0.1 {
      // The best two numbers for 54 right of 60 are .9 and .1: a·size = log 9, but for the penalty.
      #expect(abs(map.scale * size - log(9)) < 0.5)
    }
    if wrong == 0 { #expect(try meanLoss(map.applied(to: given), labels) < 1e-3) }
  }

  @Test(arguments: [3, 30], [1e-8, 700, 1e5, 1e8])
  func scatteredScoresOfAnySizeAreFitted(classes: Int, size: Double) throws {
    // From scores that point the wrong way, over scores without any signal, to good ones.
    for signal in [-0.3, 0, 0.5] {
      let rows = 60
      let labels = (0..<rows).map { Int32($0 % classes) }
      var scores = Matrix(rows: rows, columns: classes, repeating: 0.0)
      for row in 0..<rows {
        for column in 0..<classes {
          let noise = RandomSeed(11).uniform(UInt64(row * classes + column))
          scores[row, column] = size * (noise + (column == Int(labels[row]) ? signal : 0))
        }
      }
      try Recalibration.identity(classes: classes).apply(to: &scores)
      let map = try Recalibration.fitted(to: scores, labels: labels)
      let fitted = try penalised(map, scores, labels)
      for factor in [0, 0.9, 0.99, 1.01, 1.1] {
        let nearby = try Recalibration(scale: map.scale * factor, offsets: map.offsets)
        #expect(try fitted <= penalised(nearby, scores, labels), "a × \(factor), signal \(signal)")
      }
      for change in [-0.1, -0.01, 0.01, 0.1] {
        var offsets = map.offsets
        offsets[1] += change
        let nearby = try Recalibration(scale: map.scale, offsets: offsets)
        #expect(try fitted <= penalised(nearby, scores, labels), "b + \(change), signal \(signal)")
      }
    }
  }

  @Test func maskedClassesAreLeftOut() throws {
    // Class 2 is masked in every second row, where it never is the truth.
    let rows = simulatedRows(200, classes: 3, seed: RandomSeed(6))
    var given = rows.logProbabilities
    var labels = rows.labels
    for row in stride(from: 0, to: 200, by: 2) {
      given[row, 2] = -.infinity
      if labels[row] == 2 { labels[row] = 0 }
    }
    let map = try Recalibration.fitted(to: given, labels: labels)
    #expect(map.scale.isFinite && map.offsets.allSatisfy(\.isFinite))
    try expectStationary(map, given, labels, nil)
    let mapped = try map.applied(to: given)
    #expect(mapped.elements.allSatisfy { !$0.isNaN })
  }

  @Test func impossibleTruthsAreNamed() throws {
    let given = matrix([[0.5, 0.5], [0, 1], [1, 0]])
    #expect(throws: RecalibrationError.impossibleTruth(rows: [1, 2], count: 2)) {
      try Recalibration.fitted(to: given, labels: [0, 0, 1])
    }
    #expect(throws: RecalibrationError.notALogProbability(row: 0, classIndex: 1)) {
      try Recalibration.fitted(
        to: Matrix(rows: 1, columns: 2, fitting: [0, .nan]), labels: [0])
    }
    #expect(throws: RecalibrationError.noRows) {
      try Recalibration.fitted(to: given, labels: [0, 0, 1], weights: [0, 0, 0])
    }
  }
}

struct Distortion: Sendable, CustomTestStringConvertible {
  var name: String
  var power: Double
  var weights: [Double]

  var testDescription: String { name }
}

private func meanLoss(
  _ logProbabilities: Matrix<Double>, _ labels: [Int32], _ weights: [Double]? = nil
) throws -> Double {
  try MeanEstimate(
    of: try RowScores(logProbabilities: logProbabilities, labels: labels).logLoss, weights: weights
  ).mean
}

/// The objective as its formula is written: mean log loss + ½(‖b‖² + (a − 1)²) / n.
private func penalised(
  _ map: Recalibration, _ given: Matrix<Double>, _ labels: [Int32], _ weights: [Double]? = nil
) throws -> Double {
  let norm = map.offsets.reduce((map.scale - 1) * (map.scale - 1)) { $0 + $1 * $1 }
  return try meanLoss(map.applied(to: given), labels, weights) + 0.5 * norm / Double(labels.count)
}

/// The central difference with step 1e-5 is 0 in every direction; at a = 0 that in a is not negative.
private func expectStationary(
  _ map: Recalibration, _ given: Matrix<Double>, _ labels: [Int32], _ weights: [Double]?
) throws {
  let step = 1e-5
  // A few offsets stand for all where there are many.
  for index in stride(from: 0, to: map.offsets.count, by: max(1, map.offsets.count / 4)) {
    let values = try [step, -step].map { change in
      var offsets = map.offsets
      offsets[index] += change
      return try penalised(
        try Recalibration(scale: map.scale, offsets: offsets), given, labels, weights)
    }
    #expect(abs(values[0] - values[1]) / (2 * step) < 1e-8, "offset \(index)")
  }
  let lower = max(0, map.scale - step)
  let below = try penalised(
    try Recalibration(scale: lower, offsets: map.offsets), given, labels, weights)
  let above = try penalised(
    try Recalibration(scale: map.scale + step, offsets: map.offsets), given, labels, weights)
  if map.scale == 0 {
    #expect(above >= below)
  } else {
    #expect(abs(above - below) / (2 * step) < 1e-7, "scale")
  }
}

private func expectEqual(_ one: Recalibration, _ other: Recalibration) {
  #expect(abs(one.scale - other.scale) < 1e-7)
  for (x, y) in zip(one.offsets, other.offsets) { #expect(abs(x - y) < 1e-7) }
}

import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

/// The test of calibration, the classwise error and the rankings in a comparison.
@Suite struct CalibrationComparisonTests {
  /// Three classes of about 30, 52 and 18 %, drawn from a linear softmax model of two columns.
  private static func unequal(rows: Int, weighted: Bool = false) throws -> Dataset {
    let seed = RandomSeed(3)
    var csv = "a,b,w,y\n"
    for i in 0..<rows {
      let (a, b) = (
        3 * seed.uniform(UInt64(3 * i)) - 1.5, 3 * seed.uniform(UInt64(3 * i + 1)) - 1.5
      )
      let shares = [exp(a - 0.1), exp(0.6 + 0.5 * b), exp(-a - 0.6)]
      var rest = seed.uniform(UInt64(3 * i + 2)) * shares.reduce(0, +)
      var label = 0
      while label < 2, rest >= shares[label] {
        rest -= shares[label]
        label += 1
      }
      csv += "\(a),\(b),\(1 + i % 3),c\(label)\n"
    }
    return try dataset(
      csv: csv,
      roles: Dataset.Roles(
        targets: ["y"], ignored: weighted ? [] : ["w"], weight: weighted ? "w" : nil))
  }

  private static let losses = [
    ComparedLoss(.balancedCrossEntropy), ComparedLoss(.priorCorrectedCrossEntropy),
  ]

  @Test("What balanced training does to the shares is seen, though the top label hides it")
  func balanced() throws {
    let outcome = try Comparison(
      try Self.unequal(rows: 600), losses: Self.losses, folds: 3, repeats: 1, l2: [1e-3]
    ).run()
    let (plain, balanced, corrected) = (outcome.losses[0], outcome.losses[1], outcome.losses[2])
    #expect(balanced[.asTrained].calibrationPValue == 1.0 / 1001)
    #expect(balanced[.asTrained].isMiscalibrated == true)
    let won = balanced[.asTrained].logLoss - balanced[.recalibrated].logLoss
    #expect(won > 0.03)
    #expect(abs(try #require(balanced[.asTrained].calibrationGain) / won - 1) < 0.3)
    #expect(balanced[.asTrained].ece < (try #require(balanced[.asTrained].eceNoise95)))
    #expect(
      try #require(balanced[.asTrained].eceClasswise)
        > (try #require(balanced[.asTrained].eceClasswiseNoise95)))
    for reading in [
      plain[.asTrained], plain[.recalibrated], corrected[.asTrained], balanced[.recalibrated],
    ] {
      #expect(reading.isMiscalibrated == false)
    }
  }

  @Test(
    "The numbers are the library's, of every row's own probabilities", arguments: [false, true])
  func numbersAreTheLibrarys(weighted: Bool) throws {
    let data = try Self.unequal(rows: 90, weighted: weighted)
    let outcome = try Comparison(
      data, losses: Self.losses, folds: 3, repeats: 2, l2: [1e-2], seed: 7
    ).run()
    let labels = data.targets[0].labels
    let logs = try (0..<2 as Range<UInt64>).map { index in
      let folds = try Folds.stratified(
        labels: labels, classes: 3, count: 3, seed: RandomSeed(7).derived(1, index))
      var logs = Matrix(rows: 90, columns: 3, repeating: 0.0)
      for fold in 0..<3 {
        let encoder = FeatureEncoder(data, rows: folds.rowsOutside(fold))
        let training = EncodedRows(
          data, rows: folds.rowsOutside(fold), encoder: encoder, as: .design)
        let fit = try LinearTrainer(
          ComparedLoss.baseline.objective(OutputShape(data), balance: []), l2: 1e-2,
          tolerance: 1e-9
        ).fit(
          training.design, labels: folds.rowsOutside(fold).map { labels[$0] }, classes: 3,
          rowWeights: training.weights)
        let part = try fit.model.logProbabilities(encoder.encode(data, rows: folds.rows(in: fold)))
        for (i, row) in folds.rows(in: fold).enumerated() {
          for c in 0..<3 { logs[row, c] = part[i, c] }
        }
      }
      return logs
    }
    let found = outcome.losses[0][.asTrained]
    let test = try CalibrationTest(
      logs, labels: labels, weights: data.weights, seed: RandomSeed(7).derived(2))
    #expect(abs(try #require(found.calibrationGain) - test.gain) < 1e-6)
    #expect(abs(try #require(found.calibrationPValue) - test.pValue) < 0.003)
    let classwise = try ClasswiseCalibrationError(
      logs, labels: labels, weights: data.weights, seed: RandomSeed(7).derived(2))
    #expect(abs(try #require(found.eceClasswise) - classwise.estimate) < 1e-5)
    #expect(abs(try #require(found.eceClasswiseNoise) - (try #require(classwise.noise))) < 1e-4)
    let rankings = try logs.map {
      try RankingScores(logProbabilities: $0, labels: labels, weights: data.weights)
    }
    let area = try rankings.reduce(0) { $0 + (try #require($1.rocAUC)) } / 2
    let precision = try rankings.reduce(0) { $0 + (try #require($1.averagePrecision)) } / 2
    // Two rows may be as good as tied.
    #expect(abs(try #require(found.rocAUC) - area) < 1e-3)
    #expect(abs(try #require(found.averagePrecision) - precision) < 1e-3)
  }

  @Test("With more than a tenth as many classes as rows the temperature is tested")
  func manyClasses() throws {
    let csv = cloudTable(rows: 88, classes: 8, seed: 2)
    for (data, map) in [
      (try dataset(csv: csv, roles: Dataset.Roles(target: "y")), CalibrationTest.Map.scaleAndBias),
      (
        try dataset(
          csv: csv.split(separator: "\n").prefix(73).joined(separator: "\n"),
          roles: Dataset.Roles(target: "y")), .temperature
      ),
    ] {
      let outcome = try Comparison(
        data, losses: [.baseline], folds: 2, repeats: 1, l2: [1e-2]
      ).run()
      #expect(outcome.losses[0][.asTrained].calibrationMap == map, "\(data.rows) rows")
      #expect(outcome.losses[0][.asTrained].calibrationGain != nil)
    }
  }

  @Test("Two classes have one calibration error, and are ranked by the positive one")
  func twoClasses() throws {
    let data = try dataset(
      csv: cloudTable(rows: 60, classes: 2, seed: 2), roles: Dataset.Roles(target: "y"))
    let reading = try Comparison(
      data, losses: [.baseline], folds: 2, repeats: 1, l2: [1e-2]
    ).run().losses[0][.asTrained]
    #expect(reading.eceClasswise == nil && reading.eceClasswiseExcess == nil)
    #expect(reading.eceExcess != nil && reading.calibrationPValue != nil)
    #expect(try #require(reading.rocAUC) > 0.9)
  }

  @Test("A class that a fold lacks is ranked over all rows")
  func foldWithoutAClass() throws {
    let data = try dataset(
      csv: cloudTable(rows: 90, classes: 3, seed: 2), roles: Dataset.Roles(target: "y"))
    var comparison = Comparison(
      data, losses: [.baseline], folds: 3, repeats: 1, l2: [1e-2])
    // The last class stands in the first two folds alone.
    let folds = data.targets[0].labels.enumerated().map { row, label in
      Int32(label == 2 ? row / 3 % 2 : row / 3 % 3)
    }
    comparison.given = .folds(folds, count: 3)
    let reading = try comparison.run().losses[0][.asTrained]
    #expect(try #require(reading.rocAUC) > 0.9)
    #expect(try #require(reading.averagePrecision) > 0.8)
  }
}

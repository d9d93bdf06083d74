import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import TestSupport
import Testing

/// What is read from JSON is whole, or refused: nothing that was decoded traps where it is used.
struct MutatedSumsTests {
  private static let scores = try? RowScores(
    logProbabilities: matrix([[0.5, 0.5], [0.1, 0.9], [0.2, 0.8]]), labels: [0, 1, 0])

  /// Values as JSON, and what their readers do with them.
  private static func uses() throws -> [(json: Data, use: (Data) throws -> Void)] {
    let scores = try #require(scores)
    let units = RowUnits(weights: [1, 2, 3], groups: [1, 1, 2])
    let sums = try ScoreSums(scores, labels: [0, 1, 0], classes: 2, units: units)
    let calibration = try CalibrationSums(
      scores.forecasts, bins: 3, simulations: 4, seed: RandomSeed(1))
    let folds = try Folds.stratified(
      labels: [0, 1, 0, 1, 0, 1], classes: 2, count: 2, seed: RandomSeed(1))
    let encoder = JSONEncoder()
    let decoder = JSONDecoder()
    let logits = try Matrix<Double>([[0.5, 1, 2], [3, 1, 0]])
    let objective =
      try 0.7 * Objective(SoftmaxCrossEntropy(), ignoredLabels: [-1])
      + 0.3 * Objective(FocalLoss())
    let total = try objective.value(logits: logits, labels: [0, 2])
    let distillation = try Distillation(temperature: 2, alpha: 0.5, ignoredLabels: [-1])
    return [
      (
        try encoder.encode(logits),
        {
          let read = try decoder.decode(Matrix<Double>.self, from: $0)
          _ = ("\(read)", softmax(read))
          for i in 0..<min(read.rows, 9) { _ = read.row(i) }
          _ = try? objective.valueAndGradient(logits: read, labels: [0, 2])
        }
      ),
      (
        try encoder.encode(total),
        {
          var read = try decoder.decode(LossTotalSum.self, from: $0)
          for reduction in Reduction.allCases { _ = try? read.value(of: reduction) }
          try? read.merge(total)
          try? read.merge(read)
          for term in read.terms {
            var total = term.total
            try? total.subtract(total)
          }
        }
      ),
      (
        try encoder.encode(objective),
        {
          let read = try decoder.decode(ObjectiveSum.self, from: $0)
          _ = try? read.valueAndGradient(logits: logits, labels: [0, 2], of: .meanOverRows)
        }
      ),
      (
        try encoder.encode(distillation),
        {
          let read = try decoder.decode(Distillation.self, from: $0)
          _ = try? read.valueAndGradient(logits: logits, teacher: logits, labels: [0, 2])
        }
      ),
      (
        try encoder.encode(sums),
        {
          var read = try decoder.decode(ScoreSums.self, from: $0)
          try? read.merge(sums)
          try? read.merge(read)
          _ = try? read.logLoss.estimate.interval()
          _ = read.classes.balancedAccuracy
          _ = (read.finiteLogLoss, read.clippedShare, try? read.accuracy.share)
          _ = (
            try? read.confusion.matthews, try? read.confusion.macroF1,
            try? read.confusion.classEstimates
          )
        }
      ),
      (
        try encoder.encode(calibration),
        {
          var read = try decoder.decode(CalibrationSums.self, from: $0)
          try? read.merge(calibration)
          _ = try? CalibrationError([read, read])
        }
      ),
      (
        try encoder.encode(scores),
        {
          let read = try decoder.decode(RowScores.self, from: $0)
          _ = try? ScoreSums(read, labels: [0, 1, 0], classes: 2)
          _ = try? OutOfFoldScores(
            [.init(rows: [0, 1, 2], scores: [read]), .init(rows: [], scores: [read])], count: 2,
            rows: 3)
          _ = try? CalibrationSums(read.forecasts, bins: 3, simulations: 2, seed: RandomSeed(1))
        }
      ),
      (
        try encoder.encode(folds),
        {
          let read = try decoder.decode(Folds.self, from: $0)
          _ = read.classShares
          for fold in [-1, 0, 1, Int.max] { _ = (read.rows(in: fold), read.rowsOutside(fold)) }
        }
      ),
      (
        try encoder.encode(try Recalibration(scale: 1.5, offsets: [0.5, -0.5])),
        {
          let read = try decoder.decode(Recalibration.self, from: $0)
          _ = try? read.applied(to: matrix([[0.5, 0.5], [0, 1]]))
          _ = try? Recalibration.fitted(
            to: matrix([[0.5, 0.5], [0.1, 0.9]]), labels: [0, 1], startingFrom: read)
        }
      ),
      (
        try encoder.encode(try ConstantPredictor(labels: [0, 1], classes: 2)),
        {
          let read = try decoder.decode(ConstantPredictor.self, from: $0)
          _ = try? read.logLoss(of: [0, 1])
        }
      ),
      (
        try encoder.encode(MeanEstimate(of: [1, 2, 3, 4, 5, 6])),
        {
          let read = try decoder.decode(MeanEstimate.self, from: $0)
          _ = (try? read.interval(), try? read.smallestDetectable())
        }
      ),
      (
        try encoder.encode(try CorrectedResampledMean(foldDifferences: [1, 2, 3, 4], folds: 2)),
        {
          let read = try decoder.decode(CorrectedResampledMean.self, from: $0)
          _ = try? read.interval()
        }
      ),
      (
        try encoder.encode(
          PairedDifference(estimate: 1, interval: try ConfidenceInterval(low: 0, high: 2))),
        { _ = try decoder.decode(PairedDifference.self, from: $0).interval }
      ),
    ]
  }

  @Test("Mutated JSON is refused or used without a trap", arguments: 0..<13)
  func mutatedSums(_ index: Int) throws {
    let (json, use) = try Self.uses()[index]
    try use(json)
    var refused = 0
    for step in 0..<400 * mutationRuns {
      let data = try mutated(json, seed: RandomSeed(13).derived(UInt64(index), UInt64(step)))
      do { try use(data) } catch {
        refused += 1
        let isTyped = error is DecodingError || error is ObjectiveError || error is LossNameError
        #expect(isTyped, "\(error)")
      }
    }
    #expect(refused > 0)
  }
}

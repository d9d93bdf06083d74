import TestSupport
import Testing

@testable import CrossEntropyLearning

/// The library fits as `compare` does.
@Suite struct TableClassifierFitTests {
  @Test(
    "A classifier says of held-out rows what the search says of them",
    arguments: [
      "cross_entropy", "squared_error", "balanced_cross_entropy", "prior_corrected_cross_entropy",
      "focal:gamma=1|3",
    ], [ModelKind.linear, .network(hidden: [DenseLayer(4, activation: .tanh)])])
  func sameBitsAsTheSearch(_ name: String, _ model: ModelKind) throws {
    let data = try dataset(
      csv: cloudTable(rows: 90, classes: 3, seed: 5), roles: Dataset.Roles(target: "y"))
    let outer = try data.folds(3, seed: RandomSeed(1))
    let (rows, test) = (outer.rowsOutside(0), outer.rows(in: 0))
    let inner = try data.folds(2, of: rows, seed: RandomSeed(2))
    let loss = try ComparedLoss(parsing: name)
    let search = LossSearch(
      data, losses: [loss], model: model, values: model == .linear ? [1e-3, 1e-1] : [0.03],
      tolerance: 1e-7, seed: RandomSeed(3))
    var fits: [LossSearch.Fit] = [(loss.fitted, [loss.fitted, loss])]
    if loss != .baseline { fits.insert((.baseline, [.baseline]), at: 0) }
    let results = try search.run(
      fits,
      on: Split(
        repeatIndex: 0, fold: 0, training: rows, test: test, inner: inner, classShares: [])
    ) { _, _ in }
    let heldOut = try #require(results.last?.heldOut.last)
    for reading in ProbabilityReading.allCases {
      let classifier = try search.classifier(of: loss, rows: rows, inner: inner, reading: reading)
      let predicted = try classifier.predict(data, rows: test).map(\.logProbabilities)
      let expected = heldOut[reading].logProbabilities
      // The search's second fit of a linear model starts from the curvature of its first.
      let isToTheBit = reading == .asTrained || model != .linear
      for (a, b) in zip(predicted[0].elements, expected[0].elements) {
        #expect(isToTheBit ? a == b : abs(a - b) < 1e-5)
      }
      #expect(predicted.count == 1 && predicted[0].elements.count == expected[0].elements.count)
    }
  }
}

import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

/// Several targets: labels that may all be true of a row.
@Suite struct MultiLabelTests {
  /// Two labels that lean on one feature each; the second is true of a fifth of the rows.
  private static func films(rows: Int = 120, weighted: Bool = false) throws -> Dataset {
    let seed = RandomSeed(12)
    var csv = "a,b,w,comedy,horror\n"
    for i in 0..<rows {
      let draw = { (k: Int) in seed.uniform(UInt64(5 * i + k)) }
      let comedy = draw(0) + 0.7 * draw(2) > 0.8 ? "yes" : "no"
      csv +=
        "\(draw(0)),\(draw(1)),\(1 + i % 3),\(comedy),\(draw(1) + 0.5 * draw(3) > 1.1 ? 1 : 0)\n"
    }
    return try dataset(
      csv: csv,
      roles: Dataset.Roles(
        targets: ["comedy", "horror"], ignored: weighted ? [] : ["w"],
        weight: weighted ? "w" : nil))
  }

  private func comparison(_ dataset: Dataset, losses: [ComparedLoss] = ComparedLoss.usual)
    -> Comparison
  {
    Comparison(dataset, losses: losses, folds: 3, repeats: 1, l2: [1e-2], seed: 5)
  }

  /// With labels that share nothing but the penalty, the joint fit is one binary fit a label.
  @Test(arguments: [false, true])
  func crossEntropyEqualsOneModelPerLabel(weighted: Bool) throws {
    let films = try Self.films(weighted: weighted)
    let outcome = try comparison(films).run()
    let folds = try Folds.stratified(
      targets: films.targets.map(\.labels), classes: [2, 2], count: 3,
      seed: RandomSeed(5).derived(1, 0))
    for (name, l2) in [("cross_entropy", 1e-2), ("balanced_cross_entropy", 1e-2)] {
      let kind = try #require(ComparedLoss.Kind(named: name))
      var logLoss = 0.0
      var right = 0.0
      for target in films.targets {
        for fold in 0..<3 {
          let encoder = FeatureEncoder(films, rows: folds.rowsOutside(fold))
          let training = EncodedRows(
            films, rows: folds.rowsOutside(fold), encoder: encoder, as: .design)
          let test = folds.rows(in: fold)
          let labels = folds.rowsOutside(fold).map { target.labels[$0] }
          let balance = balancedWeights(labels, weights: training.weights, classes: 2)
          let fit = try LinearTrainer(
            ComparedLoss(kind).objective(OutputShape(classes: [2]), balance: [balance]), l2: l2,
            tolerance: 1e-9
          ).fit(training.design, labels: labels, classes: 2, rowWeights: training.weights)
          let logs = try fit.model.logProbabilities(encoder.encode(films, rows: test))
          let scores = try RowScores(
            logProbabilities: logs, labels: test.map { target.labels[$0] })
          for (i, row) in test.enumerated() {
            let weight = films.weights?[row] ?? 1
            logLoss += weight * scores.logLoss[i] / Double(films.rows)
            right += weight * scores.correct[i] / Double(2 * films.rows)
          }
        }
      }
      let loss = try #require(outcome.losses.first { $0.name == name })
      #expect(
        abs(loss[.asTrained].logLoss - logLoss) < 1e-6,
        "\(name): \(loss[.asTrained].logLoss), \(logLoss)")
      #expect(abs(loss[.asTrained].accuracy - right) < 1e-12)
    }
  }

  @Test func numbersAreConsistent() throws {
    let films = try Self.films()
    let outcome = try comparison(films).run()
    #expect(outcome.table.isMultiLabel)
    #expect(outcome.brierMaximum == 2)
    #expect(outcome.table.target == "comedy, horror")
    #expect(outcome.table.classes.map(\.name) == ["comedy", "horror"])
    #expect(outcome.table.classes.map(\.positive) == ["yes", "1"])
    let counts = films.targets.map { target in target.labels.count { $0 == 1 } }
    #expect(outcome.table.classes.map(\.rows) == counts)
    #expect(outcome.brierMaximum == 2)
    for loss in outcome.losses {
      for reading in ProbabilityReading.allCases.map({ loss[$0] }) {
        #expect(reading.calibrationPValue == nil, "the labels of a row may depend on each other")
        #expect(reading.calibrationGain == nil && reading.calibrationMap == nil)
        #expect(reading.eceNoise != nil && reading.eceClasswise == nil)
        #expect((0...1).contains(try #require(reading.rocAUC)))
        #expect(reading.confusion == nil)
        #expect(reading.skill < 1)
        guard let scores = reading.classScores else { continue }
        #expect(scores.map(\.rows) == counts.map(Double.init))
        #expect(scores.allSatisfy { $0.truePositives <= min($0.rows, $0.predicted) })
      }
    }
    let corrected = try #require(outcome.losses.first { $0.readsFitOf != nil })
    let balanced = try #require(outcome.losses.first { $0.name == corrected.readsFitOf })
    #expect(
      corrected[.asTrained].logLoss < balanced[.asTrained].logLoss,
      "the weights are divided out again")
  }

  @Test func aNetworkLearnsLabelsToo() throws {
    var comparison = comparison(try Self.films(), losses: [ComparedLoss(.squaredError)])
    comparison.request.penalties = nil
    comparison.request.model = .network(hidden: [DenseLayer(4, activation: .tanh)])
    comparison.request.stepSizes = [3e-2]
    comparison.request.measuresSpeed = false
    let outcome = try comparison.run()
    #expect(outcome.losses.allSatisfy { $0[.asTrained].skill > 0.2 })
  }

  @Test func threadsChangeNoBit() throws {
    let runs = try [1, 3].map { threads in
      var comparison = comparison(try Self.films())
      comparison.threads = threads
      comparison.request.measuresSpeed = true
      var outcome = try comparison.run()
      for i in outcome.losses.indices { outcome.losses[i].seconds = 0 }
      return outcome
    }
    #expect(runs[0] == runs[1])
  }

  @Test func thePanelTakesEveryLabelAsACase() throws {
    let films = try Self.films()
    let panel = try #require(
      LearningSpeedPanel(
        films, losses: [ComparedLoss(.crossEntropy)], training: Array(0..<90),
        heldOut: Array(90..<120), epochs: 30, seed: RandomSeed(0), threads: 1))
    let shares = films.targets.map { target -> Double in
      let yes = Double(target.labels[0..<90].count { $0 == 1 }) / 90
      return max(yes, 1 - yes)
    }
    #expect(abs(panel.baseRate - (shares[0] + shares[1]) / 2) < 1e-12)
    let entropies = shares.map { -$0 * naturalLog($0) - (1 - $0) * naturalLog(1 - $0) }
    #expect(abs(panel.baseRateLogLoss - entropies[0] - entropies[1]) < 1e-12)
    let speed = panel.run { _ in }
    #expect(speed.lowestLogLoss < speed.baseRateLogLoss)
    #expect(speed.gradients.truth == "horror = 1", "the rarest of all classes of all labels")
    let curve = speed.starts[0].losses[0].best
    #expect((curve.trainingAccuracy.last ?? 0) > panel.baseRate)
    // Every label has a map of its own, and their log losses are added.
    for (epoch, recalibrated) in zip(speed.mappedEpochs, curve.recalibratedLogLoss) {
      #expect(recalibrated <= curve.trainingLogLoss[epoch] + 2e-5)
    }
    // The loss that is trained is the log loss here, summed over the labels.
    for (own, logLoss) in zip(curve.trainingLoss, curve.trainingLogLoss) {
      #expect(abs(own - logLoss) < 1e-12)
    }
  }

  // MARK: Trainers

  @Test func aRowOfWeightTwoIsTwoRows() throws {
    let table = try Self.films(rows: 40)
    let all = Array(0..<table.rows)
    let films = EncodedRows(
      table, rows: all, encoder: FeatureEncoder(table, rows: all), as: .design)
    let indicators = try #require(films.targets.indicators)
    let twice = [Int](0..<40) + [Int](0..<20)
    var rows = Matrix(rows: 60, columns: films.design.features, repeating: 0.0)
    var repeated = Matrix(rows: 60, columns: 2, repeating: 0.0)
    for (i, row) in twice.enumerated() {
      for j in 0..<rows.columns { rows[i, j] = films.design[row, j] }
      for j in 0..<2 { repeated[i, j] = indicators[row, j] }
    }
    let weights = (0..<40).map { $0 < 20 ? 2.0 : 1 }
    let trainer = LinearTrainer(
      Objective(SigmoidCrossEntropy()), l2: 1e-2, tolerance: 1e-10)
    let weighted = try trainer.fit(films.design, indicators: indicators, rowWeights: weights)
    let doubled = try trainer.fit(DesignMatrix(features: rows), indicators: repeated)
    #expect(abs(weighted.objective - doubled.objective) < 1e-12)
    for (a, b) in zip(weighted.model.weights.elements, doubled.model.weights.elements) {
      #expect(abs(a - b) < 1e-8)
    }
    #expect(weighted.model.unit == .sigmoid)

    let network = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(2, activation: .sigmoid)]), features: films.design.features)
    let scores = network.scores(
      try TrainingRows(films.design.floats, indicators: indicators, weights: weights),
      threads: 1)
    let others = network.scores(
      try TrainingRows(DesignMatrix(features: rows).floats, indicators: repeated),
      threads: 1)
    #expect(abs(scores.logLoss - others.logLoss) < 1e-12)
    #expect(abs(scores.accuracy - others.accuracy) < 1e-12)
  }

  // MARK: Tables

  @Test func aLabelOfTooFewRowsIsNamed() throws {
    var csv = "x,p,q\n"
    for i in 0..<30 { csv += "\(i % 7),\(i % 2),\(i < 2 ? "yes" : "no")\n" }
    let dataset = try dataset(csv: csv, roles: Dataset.Roles(targets: ["p", "q"]))
    let error = #expect(throws: WorkflowError.self) { try comparison(dataset).run() }
    let yes = WorkflowError.ClassName(name: "yes", column: "q")
    let rare = WorkflowError.RareClass(name: yes, count: 2)
    #expect(error?.cause == .tooFew(.row, [rare], least: 5, folds: 3, innerFolds: 3))
  }
}

import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct NetworkTrainerTests {
  @Test func overfitsAHundredRows() throws {
    let rows = try randomRows(100, features: 6, classes: 3, seed: 1)
    var network = try NeuralNetwork(mlp, features: 6, seed: RandomSeed(1))
    try NetworkTrainer(Objective(SoftmaxCrossEntropy()), learningRate: 5e-2, batchSize: 100)
      .train(&network, on: rows, epochs: 500)
    #expect(network.scores(rows, threads: 1).logLoss < 1e-3)
    #expect(network.scores(rows, threads: 1).accuracy == 1)
  }

  @Test func learnsSeveralLabelsPerRow() throws {
    // The articles' Keras model, compile(loss: "binary_crossentropy"): x₀ > 0, x₁ > 0, x₀ > x₁.
    let count = 200
    let features = try randomRows(count, features: 2, classes: 2, seed: 3).features
    let truths = (0..<count).flatMap { i -> [Double] in
      let (x, y) = (features[i, 0], features[i, 1])
      return [x > 0, y > 0, x > y].map { $0 ? 1 : 0 }
    }
    let rows = try TrainingRows(
      features: features,
      indicators: Matrix(rows: count, columns: 3, fitting: ContiguousArray(truths)))
    let model = NetworkArchitecture([
      DenseLayer(8, activation: .relu), DenseLayer(3, activation: .sigmoid),
    ])
    var network = try NeuralNetwork(model, features: 2, seed: RandomSeed(2))
    var last: TrainingEpoch?
    try NetworkTrainer(Objective(SigmoidCrossEntropy()), learningRate: 2e-2)
      .train(&network, on: rows, epochs: 60, scoresTraining: true) { epoch in
        last = epoch
        return true
      }
    let scores = try #require(last?.training)
    #expect(scores == network.scores(rows, threads: 1))
    #expect(scores.accuracy > 0.97)
    // Three labels of log 2 each say nothing.
    #expect(scores.logLoss < 0.3)
  }

  @Test func learnsOneClassPerRow() throws {
    let rows = try trainingRows("wine", target: "cultivar")
    var network = try NeuralNetwork(mlp, features: rows.features.columns, seed: RandomSeed(1))
    try NetworkTrainer(Objective(SoftmaxCrossEntropy()), learningRate: 1e-2)
      .train(&network, on: rows, epochs: 10)
    #expect(network.scores(rows, threads: 1).accuracy > 0.99)
  }

  @Test func withoutHiddenLayersItReachesTheLinearOptimum() throws {
    // Iris, λ = 1e-2: LinearTrainerTests' reference. 400 steps over all rows.
    let rows = try trainingRows("iris", target: "species")
    let objective = Objective(SoftmaxCrossEntropy())
    var network = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(3, activation: .softmax)]), features: 4, seed: RandomSeed(1))
    try NetworkTrainer(
      objective, optimizer: .sgd(momentum: 0.9, nesterov: true), learningRate: 0.5,
      batchSize: 150, l2: 1e-2
    ).train(&network, on: rows, epochs: 400)
    let squares = network.parameters.prefix(12).reduce(0) { $0 + Double($1) * Double($1) }
    let total = try objective.value(
      logits: try network.logits(rows.features), labels: rows.labels)
    let value = (total.meanOverRows ?? .nan) + 1e-2 / 2 * squares
    // Float's rounding of the gradient enters squared; that of the logits, 1e-7, does not.
    #expect(abs(value - 0.24367722664938243) < 2e-7)
  }

  @Test func threadsChangeNoBit() throws {
    // Three batches, the first two of eight blocks or more; then one of more blocks than lanes.
    for (count, batch) in [(2300, 1000), (2700, 2700)] {
      let rows = try randomRows(count, features: 5, classes: 3, seed: 4)
      let networks = try [1, 2, 3].map { threads in
        var network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
        var epochs: [TrainingEpoch] = []
        try NetworkTrainer(Objective(SoftmaxCrossEntropy()), batchSize: batch, threads: threads)
          .train(&network, on: rows, heldOut: rows, epochs: 2) { epoch in
            epochs.append(epoch)
            return true
          }
        return Trained(parameters: network.parameters, epochs: epochs)
      }
      #expect(networks[0] == networks[1])
      #expect(networks[0] == networks[2])
    }
  }

  @Test func seedsChooseTheOrder() throws {
    let rows = try randomRows(60, features: 5, classes: 3, seed: 4)
    let parameters = try [RandomSeed(7), RandomSeed(7), RandomSeed(8), nil].map { seed in
      var network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
      try NetworkTrainer(Objective(SoftmaxCrossEntropy()), batchSize: 16, seed: seed)
        .train(&network, on: rows, epochs: 2)
      return network.parameters
    }
    #expect(parameters[0] == parameters[1])
    #expect(parameters[0] != parameters[2])
    #expect(parameters[0] != parameters[3])
    let starts = try [1, 1, 2].map { try NeuralNetwork(mlp, features: 5, seed: RandomSeed($0)) }
    #expect(starts[0] == starts[1])
    #expect(starts[0] != starts[2])
  }

  @Test func allLossesShareTheOrder() throws {
    // The first logit is the row's number and 1, which no step moves.
    let features = Matrix(
      rows: 40, columns: 1, fitting: ContiguousArray((0..<40).map { Float($0) }))
    let rows = try TrainingRows(features: features, labels: (0..<40).map { Int32($0 % 2) })
    let start = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(2, activation: .softmax)]), features: 1,
      parameters: [1, 0, 1, 0])
    func order(_ loss: some Loss, _ seed: RandomSeed?) throws -> [Double] {
      let watched = WatchedLoss(loss)
      var network = start
      try NetworkTrainer(
        Objective(watched), optimizer: .sgd(), learningRate: 1e-30, batchSize: 16, seed: seed
      ).train(&network, on: rows, epochs: 2)
      return watched.watch.firstLogits
    }
    let shared = try order(SoftmaxCrossEntropy(), RandomSeed(1))
    #expect(try order(SquaredError(), RandomSeed(1)) == shared)
    #expect(try order(FocalLoss(), RandomSeed(1)) == shared)
    #expect(try order(SquaredError(), RandomSeed(2)) != shared)
    let natural = (1...40).map(Double.init)
    #expect(try order(SquaredError(), nil) == natural + natural)
    // Each epoch sees every row once, in an order of its own.
    #expect(shared.prefix(40).sorted() == natural)
    #expect(shared.suffix(40).sorted() == natural)
    #expect(shared.prefix(40) != shared.suffix(40))
  }

  @Test("Rows that are all ignored have no score, and a score of NaN stops no training")
  func noRowCounts() throws {
    let objective = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-100])
    let rows = try randomRows(30, features: 5, classes: 3, seed: 8)
    let ignored = try TrainingRows(
      features: rows.features, labels: [Int32](repeating: -100, count: 30))
    var network = try NeuralNetwork(mlp, features: 5)
    let scores = network.scores(ignored, ignoring: [-100], threads: 1)
    #expect(scores.logLoss.isNaN && scores.accuracy.isNaN)
    var epochs = 0
    try NetworkTrainer(objective).train(&network, on: rows, heldOut: ignored, epochs: 2) {
      epochs += 1
      return $0.heldOut?.logLoss.isNaN ?? false
    }
    #expect(epochs == 2)
  }

  @Test func ignoredRowsChangeNothing() throws {
    let rows = try randomRows(50, features: 5, classes: 3, seed: 4)
    let marked = try TrainingRows(
      features: rows.features,
      labels: rows.labels.enumerated().map { $0 % 2 == 0 ? $1 : -100 })
    let kept = (0..<50).filter { $0 % 2 == 0 }
    let fewer = try TrainingRows(
      features: Matrix(
        rows: 25, columns: 5,
        fitting: ContiguousArray(kept.flatMap { i in (0..<5).map { rows.features[i, $0] } })),
      labels: kept.map { rows.labels[$0] })
    let objective = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-100])
    let losses = try [marked, fewer].map { rows in
      var network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
      var loss = 0.0
      try NetworkTrainer(objective, optimizer: .sgd(), learningRate: 0.1, batchSize: 50)
        .train(&network, on: rows, epochs: 5, scoresTraining: true) { epoch in
          loss = epoch.training?.logLoss ?? .nan
          return true
        }
      return loss
    }
    // The rows lie in other orders, and so in other sums.
    #expect(abs(losses[0] - losses[1]) < 1e-5)
  }

  @Test(
    arguments: [Float.nan, .infinity, -.infinity], [DenseLayer.Activation.relu, .sigmoid, .tanh])
  func aFeatureThatIsNoNumberIsNamed(_ number: Float, _ hidden: DenseLayer.Activation) throws {
    var features = try randomRows(40, features: 5, classes: 3, seed: 4).features
    features[19, 2] = number
    let rows = try TrainingRows(features: features, labels: (0..<40).map { Int32($0 % 3) })
    let model = NetworkArchitecture([
      DenseLayer(8, activation: hidden), DenseLayer(3, activation: .softmax),
    ])
    let start = try NeuralNetwork(model, features: 5, seed: RandomSeed(1))
    var network = start
    let error = #expect(throws: TrainingError.self) {
      try NetworkTrainer(Objective(SoftmaxCrossEntropy()), batchSize: 8, seed: nil)
        .train(&network, on: rows, epochs: 2)
    }
    // Rows 16 ... 23 are the third batch.
    #expect(
      error
        == .notFinite(epoch: 1, step: 3, cause: .feature(2, row: 19)))
    #expect(network == start)
  }

  @Test(arguments: [NetworkTrainer.Optimizer.sgd(), .adam()])
  func stepsThatAreTooLargeAreNamed(_ optimizer: NetworkTrainer.Optimizer) throws {
    let rows = try randomRows(40, features: 5, classes: 3, seed: 4)
    var network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
    let error = #expect(throws: TrainingError.self) {
      try NetworkTrainer(
        Objective(SoftmaxCrossEntropy()), optimizer: optimizer, learningRate: 1e20, batchSize: 8
      ).train(&network, on: rows, epochs: 5)
    }
    guard case .notFinite(let epoch, let step, let cause) = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(epoch == 1 && step > 1 && step <= 5)
    #expect(cause == .learningRate(1e20))
    let text = try #require(error?.description)
    #expect(text.contains("epoch \(epoch), step \(step)"))
  }

  @Test func theLastStepIsLookedAtToo() throws {
    // One step of a size that Float does not hold.
    let rows = try randomRows(8, features: 5, classes: 3, seed: 4)
    var network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
    #expect(throws: TrainingError.self) {
      try NetworkTrainer(Objective(SoftmaxCrossEntropy()), learningRate: 1e50, batchSize: 8)
        .train(&network, on: rows, epochs: 1)
    }
  }

  @Test func aLabelOutOfRangeNamesItsRow() throws {
    let rows = try randomRows(3, features: 2, classes: 3, seed: 4)
    let bad = try TrainingRows(features: rows.features, labels: [0, 3, 1])
    var network = try NeuralNetwork(mlp, features: 2)
    let trainer = NetworkTrainer(Objective(SoftmaxCrossEntropy()))
    let expected = TrainingError.badTarget(.labelOutOfRange(row: 1, label: "3", classes: 3))
    #expect(throws: expected) { try trainer.train(&network, on: bad, epochs: 1) }
    #expect(throws: expected) {
      try trainer.train(&network, on: rows, heldOut: bad, epochs: 1)
    }
    #expect(throws: expected) { try trainer.session(network, on: bad, epochs: 1) }
  }

  @Test func aWrongActivationNamesTheRightOne() throws {
    let rows = try randomRows(3, features: 2, classes: 2, seed: 4)
    let indicators = try TrainingRows(
      features: rows.features, indicators: Matrix(rows: 3, columns: 3, repeating: 1))
    for (last, loss, rows, expected) in [
      (
        DenseLayer(3, activation: .sigmoid), SoftmaxCrossEntropy() as any Loss, rows,
        TrainingError.otherActivation(loss: "cross_entropy", needs: .softmax, got: .sigmoid)
      ),
      (
        DenseLayer(3, activation: .relu), SquaredError(), rows,
        .otherActivation(loss: "squared_error", needs: .softmax, got: .relu)
      ),
      (
        DenseLayer(1, activation: .softmax), SigmoidCrossEntropy(), rows,
        .otherActivation(loss: "cross_entropy", needs: .sigmoid, got: .softmax)
      ),
      (
        DenseLayer(1, activation: .softmax), SoftmaxCrossEntropy(), rows, .softmaxOfOneUnit
      ),
      (
        DenseLayer(3, activation: .softmax), SoftmaxCrossEntropy(), indicators,
        .indicatorsUnderSoftmax(outputs: 3)
      ),
    ] {
      var network = try NeuralNetwork(NetworkArchitecture([last]), features: 2)
      #expect(throws: expected) {
        try NetworkTrainer(Objective(loss)).train(&network, on: rows, epochs: 1)
      }
    }
  }

  @Test func aRowsLogitsDoNotDependOnTheOthers() throws {
    let rows = try randomRows(300, features: 5, classes: 3, seed: 4)
    let network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
    let all = try network.logits(rows.features)
    #expect(try network.logits(rows.features, threads: 3) == all)
    let few = Matrix(
      rows: 131, columns: 5, fitting: ContiguousArray(rows.features.elements.prefix(131 * 5)))
    // The last rows of a block may be summed by another tile, in the same order.
    #expect(try network.logits(few).elements == ContiguousArray(all.elements.prefix(131 * 3)))
  }
}

struct Trained: Equatable {
  let parameters: ContiguousArray<Float>
  let epochs: [TrainingEpoch]
}

/// Sixty-four hidden units and three classes.
let mlp = NetworkArchitecture([
  DenseLayer(64, activation: .relu), DenseLayer(3, activation: .softmax),
])

func randomRows(_ count: Int, features: Int, classes: Int, seed: UInt64) throws -> TrainingRows {
  let seed = RandomSeed(seed)
  let numbers = (0..<count * features).map { Float(seed.normal(UInt64($0))) }
  return try TrainingRows(
    features: Matrix(rows: count, columns: features, fitting: ContiguousArray(numbers)),
    labels: (0..<count).map { Int32(seed.derived(9).bits(UInt64($0)) % UInt64(classes)) })
}

/// A table of `Examples/`, encoded by itself.
func trainingRows(_ name: String, target: String) throws -> TrainingRows {
  encoded(try dataset(name, target: target), as: .floats).trainingRows
}

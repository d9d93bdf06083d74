import CrossEntropy
import CrossEntropyEvaluation
import Testing

@testable import CrossEntropyLearning

@Suite struct NetworkTrainerTests {
  @Test func overfitsAHundredRows() throws {
    let rows = randomRows(100, features: 6, classes: 3, seed: 1)
    let architecture = Sequential([Dense(64, activation: .relu), Dense(3, activation: .softmax)])
    var network = Network(architecture, features: 6, seed: Seed(1))
    let trainer = NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), learningRate: 1e-2, batchSize: 20)
    try trainer.train(&network, on: rows, epochs: 200)
    #expect(network.scores(rows, threads: 1).logLoss < 1e-3)
    #expect(network.scores(rows, threads: 1).accuracy == 1)
  }
}

func randomRows(_ count: Int, features: Int, classes: Int, seed: UInt64) -> TrainingRows {
  let seed = Seed(seed)
  let numbers = (0..<count * features).map { Float(seed.normal(UInt64($0))) }
  return TrainingRows(
    features: Matrix(rows: count, columns: features, elements: ContiguousArray(numbers)),
    labels: (0..<count).map { Int32(seed.derived(9).bits(UInt64($0)) % UInt64(classes)) })
}

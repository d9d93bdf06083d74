import CrossEntropy
import Testing

@testable import CrossEntropyLearning

@Suite struct WeightedNetworkTests {
  @Test func aRowOfWeightTwoIsTwoRows() throws {
    let rows = try randomRows(24, features: 3, classes: 3, seed: 2)
    let weights = (0..<24).map { Double($0 % 3) }
    let repeated = (0..<24).flatMap { Array(repeating: $0, count: $0 % 3) }
    let copies = try TrainingRows(
      features: Matrix(
        rows: repeated.count, columns: 3,
        fitting: ContiguousArray(
          repeated.flatMap { row in (0..<3).map { rows.features[row, $0] } })
      ), labels: repeated.map { rows.labels[$0] })
    let weighted = try TrainingRows(features: rows.features, labels: rows.labels, weights: weights)
    let start = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(5, activation: .tanh), DenseLayer(3, activation: .softmax)]),
      features: 3)
    let trainer = NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), optimizer: .sgd(), learningRate: 0.5, batchSize: 1_000,
      seed: nil)
    var networks = [start, start]
    try trainer.train(&networks[0], on: weighted, epochs: 20)
    try trainer.train(&networks[1], on: copies, epochs: 20)
    for (a, b) in zip(networks[0].parameters, networks[1].parameters) {
      #expect(abs(a - b) < 1e-5)
    }
    let scores = [networks[0].scores(weighted, threads: 1), networks[0].scores(copies, threads: 1)]
    #expect(abs(scores[0].logLoss - scores[1].logLoss) < 1e-9)
    #expect(scores[0].accuracy == scores[1].accuracy)
  }
}

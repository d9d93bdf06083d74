// A network, a loss by its name, and an epoch at a time.

// snippet.training
import CrossEntropy
import CrossEntropyLearning

let rows = try TrainingRows(
  features: try Matrix(rows: 4, columns: 2, elements: [0, 0, 0, 1, 1, 0, 1, 1]),
  labels: [0, 1, 1, 0])
let model = NetworkArchitecture([
  DenseLayer(8, activation: .tanh), DenseLayer(1, activation: .sigmoid),
])
let objective = try Objective(named: "binary_crossentropy", for: model, on: rows)
let trainer = NetworkTrainer(objective, learningRate: 0.05, batchSize: 4)
let session = try trainer.session(NeuralNetwork(model, features: 2), on: rows, epochs: 1_000)

for try await epoch in session.epochs where epoch.loss < 0.01 {
  print("exclusive or is learnt")
  break
}

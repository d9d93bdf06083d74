// Trains on the table in WORKFOLDER and prints one line of JSON:
// mlp-benchmark WORKFOLDER [BATCH [THREADS [EPOCHS]]].
//
// WORKFOLDER holds X.f32 (rows × 50 numbers, row after row) and y.i32, as peers.py writes them.

import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyLearning
import Foundation

/// What does the matrix products, of the library's C code: no part of its interface.
@_silgen_name("cek_products_name") func matrixProducts() -> UnsafePointer<CChar>

let arguments = CommandLine.arguments
let folder = URL(fileURLWithPath: arguments[1])
let batch = arguments.count > 2 ? Int(arguments[2])! : 128
let threads = arguments.count > 3 ? Int(arguments[3])! : 2
let epochs = arguments.count > 4 ? Int(arguments[4])! : 3

func numbers<T>(_ name: String, of type: T.Type) throws -> [T] {
  let data = try Data(contentsOf: folder.appendingPathComponent(name))
  return data.withUnsafeBytes { Array($0.bindMemory(to: T.self)) }
}

let labels = try numbers("y.i32", of: Int32.self)
let elements = ContiguousArray(try numbers("X.f32", of: Float.self))
let classes = Int(labels.max()!) + 1
let features = try Matrix(
  rows: labels.count, columns: elements.count / labels.count, elements: elements)

func networkAndTrainer() throws -> (NeuralNetwork, NetworkTrainer) {
  let architecture = NetworkArchitecture([
    DenseLayer(128, activation: .relu), DenseLayer(64, activation: .relu),
    DenseLayer(classes, activation: .softmax),
  ])
  return (
    try NeuralNetwork(architecture, features: features.columns, seed: RandomSeed(0)),
    NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), optimizer: .adam(), learningRate: 1e-3, batchSize: batch,
      seed: RandomSeed(0), threads: threads)
  )
}

// Threads started and code loaded on a discarded network, as peers.py does.
let warmRows = min(20 * batch, features.rows)
let warmFeatures = try Matrix(
  rows: warmRows, columns: features.columns,
  elements: ContiguousArray(elements[..<(warmRows * features.columns)]))
var (warmNetwork, trainer) = try networkAndTrainer()
try trainer.train(
  &warmNetwork,
  on: TrainingRows(features: warmFeatures, labels: Array(labels[..<warmRows])), epochs: 1)

let rows = try TrainingRows(features: features, labels: labels)
let clock = ContinuousClock()
var (network, _) = try networkAndTrainer()
var seconds: [Double] = []
var start = clock.now
try trainer.train(&network, on: rows, epochs: epochs) { _ in
  seconds.append((clock.now - start) / .seconds(1))
  start = clock.now
  return true
}

// The same training again, bit for bit, with the evaluation that is not timed.
var (scored, _) = try networkAndTrainer()
var losses: [Double] = []
try trainer.train(&scored, on: rows, epochs: epochs, scoresTraining: true) { epoch in
  losses.append(epoch.training?.logLoss ?? .nan)
  return true
}
precondition(scored == network, "two trainings with the same seed differ")
print(
  "{\"solver\":\"xent\",\"batch\":\(batch),\"threads\":\(threads),"
    + "\"seconds_per_epoch\":\(seconds),\"train_loss_after\":\(losses),"
    + "\"products\":\"\(String(cString: matrixProducts()))\"}")

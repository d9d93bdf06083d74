import CrossEntropy
import Testing

@testable import CrossEntropyLearning

/// Two steps on one weight, w = 1 at the start, η = 0.1, with the gradients ½ and −¼.
@Suite struct OptimizerTests {
  static let steps: [(optimizer: NetworkTrainer.Optimizer, first: Double, second: Double)] = [
    // 1 − 0.1·0.5; 0.95 + 0.1·0.25
    (.sgd(), 0.95, 0.975),
    // b = 0.5; b = 0.9·0.5 − 0.25 = 0.2, 0.95 − 0.1·0.2
    (.sgd(momentum: 0.9), 0.95, 0.93),
    // 0.5 + 0.9·0.5 = 0.95, 1 − 0.095; −0.25 + 0.9·0.2 = −0.07, 0.905 + 0.007
    (.sgd(momentum: 0.9, nesterov: true), 0.905, 0.912),
    // m̂ = 0.05/0.1 = 0.5, v̂ = 0.00025/0.001 = 0.25, 1 − 0.1·0.5/0.5;
    // m̂ = 0.02/0.19, v̂ = 0.00031225/0.001999, 0.9 − 0.1·0.1052631579/0.3952253807
    (.adam(), 0.9, 0.8733662987),
    // ε = ½ is added to the root after its bias is gone: 1 − 0.1·0.5/(0.5 + 0.5);
    // 0.95 − 0.1·0.1052631579/(0.3952253807 + 0.5)
    (.adam(epsilon: 0.5), 0.95, 0.9382417143),
    // Decoupled: 1·(1 − 0.1·0.1) − 0.1; 0.89·0.99 − 0.02663370127, Adam's own step
    (.adamW(decay: 0.1), 0.89, 0.8544662987),
  ]

  static let wrong: [(NetworkTrainer.Optimizer, TrainingError.Setting)] = [
    (.sgd(momentum: .nan), .momentum), (.sgd(momentum: -0.1), .momentum),
    (.sgd(momentum: 1.01, nesterov: true), .momentum),
    (.adam(beta1: 1), .beta), (.adam(beta2: 1), .beta), (.adam(beta1: -1e-9), .beta),
    (.adam(beta2: .nan), .beta), (.adam(epsilon: 0), .epsilon), (.adam(epsilon: -1e-8), .epsilon),
    (.adam(epsilon: 1e-60), .epsilon), (.adam(epsilon: 1e60), .epsilon),
    (.adam(epsilon: .nan), .epsilon), (.adamW(decay: -1), .decay), (.adamW(decay: .nan), .decay),
    (.adamW(decay: .infinity), .decay), (.adamW(beta1: 1), .beta), (.adamW(epsilon: 0), .epsilon),
  ]

  @Test("A number with which a step is none is named before the first step", arguments: wrong)
  func outOfRange(_ optimizer: NetworkTrainer.Optimizer, _ setting: TrainingError.Setting) throws {
    let trainer = NetworkTrainer(Objective(SoftmaxCrossEntropy()), optimizer: optimizer)
    let rows = try randomRows(8, features: 5, classes: 3, seed: 4)
    var network = try NeuralNetwork(mlp, features: 5)
    let start = network
    for train in [
      { try trainer.train(&network, on: rows, epochs: 1) },
      { _ = try trainer.session(start, on: rows, epochs: 1) },
    ] {
      let error = #expect(throws: TrainingError.self) { try train() }
      guard case .outOfRange(setting, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test(
    "The ends of the ranges train",
    arguments: [
      NetworkTrainer.Optimizer.sgd(momentum: 1), .sgd(momentum: 0, nesterov: true),
      .adam(beta1: 0, beta2: 0),
      .adamW(decay: 0, beta1: 1 - 0x1p-53, beta2: 1 - 0x1p-53, epsilon: 1e-40),
    ])
  func endsOfRanges(_ optimizer: NetworkTrainer.Optimizer) throws {
    var network = try NeuralNetwork(mlp, features: 5)
    try NetworkTrainer(Objective(SoftmaxCrossEntropy()), optimizer: optimizer).train(
      &network, on: randomRows(40, features: 5, classes: 3, seed: 4), epochs: 1)
  }

  @Test(arguments: steps.indices)
  func twoStepsByHand(_ index: Int) {
    let example = Self.steps[index]
    var state = OptimizerState(example.optimizer, parameters: 1)
    var weight: ContiguousArray<Float> = [1]
    for (gradient, expected) in [(Float(0.5), example.first), (-0.25, example.second)] {
      state.step(&weight, gradient: [gradient], rate: 0.1)
      // A few ulp of a Float near 1.
      #expect(abs(Double(weight[0]) - expected) < 3e-7)
    }
  }
}

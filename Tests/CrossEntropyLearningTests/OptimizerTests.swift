import Testing

@testable import CrossEntropyLearning

/// Two steps on one weight, w = 1 at the start, η = 0.1, with the gradients ½ and −¼.
@Suite struct OptimizerTests {
  static let steps: [(optimizer: Optimizer, first: Double, second: Double)] = [
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

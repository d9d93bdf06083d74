import CrossEntropy
import CrossEntropyEvaluation
import Testing

@testable import CrossEntropyLearning

/// Step sizes from epoch to epoch, held to `Scripts/schedule_vectors.py`.
@Suite struct ScheduleTests {
  static let factors: [(NetworkTrainer.Schedule, [Double])] = [
    (.constant, [Double](repeating: 1, count: 10)),
    (
      .cosine,
      [
        1.0, 0.9755282581475768, 0.9045084971874737, 0.7938926261462366, 0.6545084971874737, 0.5,
        0.34549150281252633, 0.2061073738537635, 0.09549150281252633, 0.024471741852423234,
      ]
    ),
    (
      .exponential(gamma: 0.9),
      [
        1.0, 0.9, 0.81, 0.7290000000000001, 0.6561, 0.5904900000000001, 0.531441,
        0.4782969000000001, 0.4304672100000001, 0.3874204890000001,
      ]
    ),
    (
      .step(size: 3, gamma: 0.1),
      [1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.0010000000000000002]
    ),
  ]

  @Test("The steps of every epoch have the size that PyTorch's formulas give", arguments: factors)
  func sizes(_ schedule: NetworkTrainer.Schedule, _ expected: [Double]) throws {
    let rows = try randomRows(20, features: 3, classes: 3, seed: 1)
    var network = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(3, activation: .softmax)]), features: 3)
    var rates: [Double] = []
    var moves: [Double] = []
    var before = network.parameters
    // A step of Adam's is about as long as its size, whatever the gradient.
    let session = NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), optimizer: .adam(beta1: 0, beta2: 0), learningRate: 0.01,
      schedule: schedule, batchSize: 20)
    var lengths: [Double] = []
    for epochs in 1...10 {
      // The cosine knows of how many epochs it is one, so that all are run to see the weights after each.
      network = try NeuralNetwork(
        NetworkArchitecture([DenseLayer(3, activation: .softmax)]), features: 3)
      rates = []
      try session.train(&network, on: rows, epochs: 10) { epoch in
        rates.append(epoch.learningRate)
        return epoch.number < epochs
      }
      if epochs > 1 {
        moves = zip(network.parameters, before).map { Double(abs($0 - $1)) }
        lengths.append(moves.max() ?? 0)
      }
      before = network.parameters
    }
    for (rate, factor) in zip(rates, expected) { #expect(abs(rate - 0.01 * factor) < 1e-15) }
    #expect(rates.count == 10)
    // g/(|g| + ε) is 1 to one part in 10⁴ of the largest gradient here; weights of size 1 hold 1e-7.
    for (length, factor) in zip(lengths, expected.dropFirst()) {
      #expect(abs(length - 0.01 * factor) < 3e-7, "\(factor)")
    }
  }

  @Test(
    "Numbers out of range are named",
    arguments: [
      (.exponential(gamma: 0), .gamma), (.exponential(gamma: 1.01), .gamma),
      (.exponential(gamma: .nan), .gamma), (.step(size: 0, gamma: 0.1), .size),
      (.step(size: 2, gamma: -1), .gamma),
    ] as [(NetworkTrainer.Schedule, TrainingError.Setting)])
  func outOfRange(_ schedule: NetworkTrainer.Schedule, _ setting: TrainingError.Setting) throws {
    let rows = try randomRows(4, features: 2, classes: 2, seed: 1)
    var network = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(2, activation: .softmax)]), features: 2)
    let error = #expect(throws: TrainingError.self) {
      try NetworkTrainer(Objective(SoftmaxCrossEntropy()), schedule: schedule)
        .train(&network, on: rows, epochs: 1)
    }
    guard case .outOfRange(let got, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(got == setting)
  }
}

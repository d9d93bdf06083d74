import CrossEntropy
import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Units left out at random; that the gradient is the slope is in `NetworkGradientTests`.
@Suite struct DropoutTests {
  private let model = NetworkArchitecture([
    DenseLayer(7, activation: .relu), DenseLayer(6, activation: .tanh),
    DenseLayer(3, activation: .softmax),
  ])

  @Test("Sums keep their mean, and no two units are left out together", arguments: [0.1, 0.5, 0.9])
  func meanIsKept(_ dropout: Double) throws {
    let network = try NeuralNetwork(model, features: 2)
    let rows = try randomRows(128, features: 2, classes: 3, seed: 1)
    var workspace = Workspace(network, of: rows.inputs, trains: true, dropout: dropout)
    #expect(workspace.masks.map(\.count) == [7 * 128, 6 * 128])
    let draws = 200
    var sums = [Double](repeating: 0, count: 13)
    var pairs = [Double](repeating: 0, count: 13)
    for seed in 0..<draws {
      workspace.drawMasks(of: 0..<128, seed: RandomSeed(UInt64(seed)))
      for row in 0..<128 {
        let units =
          workspace.masks[0][row * 7..<row * 7 + 7] + workspace.masks[1][row * 6..<row * 6 + 6]
        for (i, mask) in units.map(Double.init).enumerated() {
          sums[i] += mask
          pairs[i] += (mask - 1) * (Double(units[units.startIndex + (i + 1) % 13]) - 1)
        }
      }
    }
    // A mask has the variance p/(1 − p), a product of two its square; five standard errors of n draws.
    let n = Double(128 * draws)
    let variance = dropout / (1 - dropout)
    for i in 0..<13 {
      #expect(abs(sums[i] / n - 1) < 5 * (variance / n).squareRoot(), "unit \(i)")
      #expect(abs(pairs[i] / n) < 5 * variance / n.squareRoot(), "units \(i) and \(i + 1)")
    }
  }

  private func trained(
    dropout: Double, seed: RandomSeed? = RandomSeed(3), threads: Int = 1, rows count: Int = 2700
  ) throws -> Trained {
    let rows = try randomRows(count, features: 5, classes: 3, seed: 4)
    var network = try NeuralNetwork(model, features: 5, seed: RandomSeed(1))
    var epochs: [TrainingEpoch] = []
    try NetworkTrainer(
      Objective(SoftmaxCrossEntropy()), batchSize: 1000, dropout: dropout, seed: seed,
      threads: threads
    ).train(&network, on: rows, heldOut: rows, epochs: 2) {
      epochs.append($0)
      return true
    }
    return Trained(parameters: network.parameters, epochs: epochs)
  }

  @Test("Threads change no bit; the seed does, and so does every epoch")
  func threads() throws {
    let one = try trained(dropout: 0.3)
    #expect(try trained(dropout: 0.3, threads: 2) == one)
    #expect(try trained(dropout: 0.3, threads: 3) == one)
    #expect(try trained(dropout: 0.3, seed: RandomSeed(4)) != one)
    #expect(try trained(dropout: 0) != one)
    // Without a seed the order is that of the rows, and what is left out is still drawn.
    #expect(try trained(dropout: 0.3, seed: nil) != trained(dropout: 0, seed: nil))
  }

  @Test("A network in use has all of its units")
  func scores() throws {
    let rows = try randomRows(300, features: 5, classes: 3, seed: 4)
    var network = try NeuralNetwork(model, features: 5, seed: RandomSeed(1))
    var scores: EpochScores?
    try NetworkTrainer(Objective(SoftmaxCrossEntropy()), dropout: 0.5)
      .train(&network, on: rows, epochs: 1, scoresTraining: true) {
        scores = $0.training
        return true
      }
    #expect(scores == network.scores(rows, threads: 1))
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, .infinity])
  func outOfRange(_ dropout: Double) throws {
    let error = #expect(throws: TrainingError.self) { try trained(dropout: dropout, rows: 4) }
    guard case .outOfRange(.dropout, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("A search trains with the settings of its model")
  func settings() throws {
    let data = try dataset("wine", target: "cultivar")
    let (seed, shape) = (RandomSeed(5), OutputShape(data))
    let part = Part(
      data, training: Array(0..<data.rows), heldOut: [], as: .floats, stoppingBy: RandomSeed(6))
    let hidden = [DenseLayer(6, activation: .relu)]
    let settings = NetworkSettings(schedule: .cosine, dropout: 0.2, weightDecay: 0.5)
    var result = SplitResult()
    let fitter = NetworkFitter(
      loss: .baseline, shape: shape, hidden: hidden, settings: settings, seed: seed)
    let fitted = try fitter.fitOuter(part, value: 0.01, inner: [], &result).network
    var network = try NeuralNetwork(
      NetworkArchitecture(hidden: hidden, shape: shape),
      features: part.training.floats.features, seed: seed.derived(0))
    try NetworkTrainer(
      ComparedLoss.baseline.objective(shape, balance: part.balance),
      optimizer: .adamW(decay: 0.5), learningRate: 0.01, schedule: .cosine, batchSize: 32,
      dropout: 0.2, seed: seed.derived(1)
    ).train(
      &network, on: part.training.trainingRows, heldOut: part.stopping?.trainingRows,
      epochs: 200, patience: 40)
    #expect(fitted == network)
  }
}

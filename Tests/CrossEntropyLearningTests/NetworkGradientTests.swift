import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import Testing

@testable import CrossEntropyLearning

/// An objective with an output layer that fits it.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let objective: Objective
  var outputs = 3
  var isMultiLabel = false
  let testDescription: String

  init(
    _ title: String, _ objective: @autoclosure () throws -> Objective, outputs: Int = 3,
    isMultiLabel: Bool = false
  ) {
    self.objective = known { try objective() }
    self.outputs = outputs
    self.isMultiLabel = isMultiLabel
    testDescription = title
  }

  var output: DenseLayer {
    DenseLayer(outputs, activation: objective.loss.outputUnit == .softmax ? .softmax : .sigmoid)
  }
}

private let weights = [0.5, 1, 2.5]

private let cases: [GradientCase] = [
  GradientCase("cross entropy", Objective(SoftmaxCrossEntropy())),
  GradientCase("smoothing", try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)),
  GradientCase("class weights", try Objective(SoftmaxCrossEntropy(), classWeights: weights)),
  GradientCase("an ignored class", try Objective(SoftmaxCrossEntropy(), ignoredLabels: [1])),
  GradientCase("squared error", Objective(SquaredError())),
  GradientCase(
    "squared error, all options",
    try Objective(SquaredError(scale: 0.5), classWeights: weights, labelSmoothing: 0.2)),
  GradientCase("focal", Objective(FocalLoss())),
  GradientCase("focal, smoothing", try Objective(FocalLoss(gamma: 1.5), labelSmoothing: 0.1)),
  GradientCase("generalised", Objective(GeneralizedCrossEntropy())),
  GradientCase("sigmoid", Objective(SigmoidCrossEntropy()), outputs: 1),
  GradientCase(
    "sigmoid, all options",
    try Objective(SigmoidCrossEntropy(), classWeights: [0.5, 2], labelSmoothing: 0.1), outputs: 1),
  GradientCase(
    "sigmoid squared error", Objective(SquaredError(scale: 0.5, unit: .sigmoid)), outputs: 1),
  GradientCase("sigmoid focal", Objective(FocalLoss(unit: .sigmoid)), outputs: 1),
  GradientCase(
    "sigmoid generalised", Objective(GeneralizedCrossEntropy(unit: .sigmoid)), outputs: 1),
  GradientCase("a sigmoid a class", Objective(SigmoidCrossEntropy())),
  GradientCase("indicators", Objective(SigmoidCrossEntropy()), isMultiLabel: true),
  GradientCase(
    "indicators, all options",
    try Objective(SigmoidCrossEntropy(), classWeights: weights, labelSmoothing: 0.1),
    isMultiLabel: true),
  GradientCase(
    "indicators, squared error", Objective(SquaredError(unit: .sigmoid)), isMultiLabel: true),
  GradientCase("indicators, focal", Objective(FocalLoss(unit: .sigmoid)), isMultiLabel: true),
]

@Suite struct NetworkGradientTests {
  @Test(arguments: cases, [DenseLayer.Activation.linear, .relu, .sigmoid, .tanh])
  func gradientIsTheSlopeOfTheLoss(_ example: GradientCase, _ hidden: DenseLayer.Activation) throws
  {
    let model = NetworkArchitecture([
      DenseLayer(5, activation: hidden), DenseLayer(4, activation: hidden), example.output,
    ])
    let network = try NeuralNetwork(
      model, features: 3, seed: RandomSeed(5), start: .normal(deviation: 0.7))
    var rows = try randomRows(
      9, features: 3, classes: example.outputs == 1 ? 2 : example.outputs, seed: 2)
    if example.isMultiLabel {
      let bits = (0..<9 * example.outputs).map { Double(RandomSeed(8).bits(UInt64($0)) % 2) }
      rows = try TrainingRows(
        features: rows.features,
        indicators: Matrix(rows: 9, columns: example.outputs, fitting: ContiguousArray(bits)))
    }
    for l2 in [0, 0.3] {
      let gradient = try gradient(of: network, rows, example.objective, l2: l2)
      let slopes = try slopes(of: network, rows, example.objective, l2: l2)
      #expect(gradient.count == network.parameters.count)
      // Float's rounding of sums of some ten terms of size 1, and of w − (w − g). The slopes
      // themselves have 1e-8 of the step.
      for (i, (got, expected)) in zip(gradient, slopes).enumerated() {
        #expect(abs(got - expected) < 2e-6, "parameter \(i), l2 \(l2)")
      }
      // What could not fail would say nothing.
      #expect(slopes.map(abs).max() ?? 0 > 1e-3)
    }
  }

  @Test(
    "Under dropout it is the slope of the loss with the units left out that the seed says",
    arguments: [
      DenseLayer.Activation.linear, .relu, .sigmoid, .tanh,
    ])
  func dropout(_ hidden: DenseLayer.Activation) throws {
    let model = NetworkArchitecture([
      DenseLayer(5, activation: hidden), DenseLayer(4, activation: hidden),
      DenseLayer(3, activation: .softmax),
    ])
    let network = try NeuralNetwork(
      model, features: 3, seed: RandomSeed(5), start: .normal(deviation: 0.7))
    let rows = try randomRows(9, features: 3, classes: 3, seed: 2)
    let objective = Objective(SoftmaxCrossEntropy())
    let masks = masks(of: model, rows: 9, dropout: 0.4, seed: RandomSeed(6))
    #expect(masks.joined().joined().contains(0) && masks.joined().joined().contains(1 / 0.6))
    let gradient = try gradient(
      of: network, rows, objective, l2: 0, dropout: 0.4, seed: RandomSeed(6))
    let slopes = try slopes(of: network, rows, objective, l2: 0, masks: masks)
    for (i, (got, expected)) in zip(gradient, slopes).enumerated() {
      #expect(abs(got - expected) < 4e-6, "parameter \(i)")
    }
    #expect(slopes.map(abs).max() ?? 0 > 1e-3)
  }

  @Test func aLargeBatchIsTheMeanOfItsParts() throws {
    // 2700 rows are 22 blocks, more than there are lanes; thrice 900 rows are 8 each.
    let rows = try randomRows(2700, features: 5, classes: 3, seed: 4)
    let network = try NeuralNetwork(mlp, features: 5, seed: RandomSeed(1))
    let objective = Objective(SoftmaxCrossEntropy())
    let whole = try gradient(of: network, rows, objective, l2: 0)
    let parts = try (0..<3).map { part in
      let places = part * 900..<(part + 1) * 900
      let features = rows.features.elements[places.lowerBound * 5..<places.upperBound * 5]
      return try gradient(
        of: network,
        try TrainingRows(
          features: Matrix(rows: 900, columns: 5, fitting: ContiguousArray(features)),
          labels: Array(rows.labels[places])),
        objective, l2: 0)
    }
    for i in whole.indices {
      #expect(abs(whole[i] - (parts[0][i] + parts[1][i] + parts[2][i]) / 3) < 1e-6)
    }
    #expect(whole.map(abs).max() ?? 0 > 1e-2)
  }

  /// G3 … G5 of the articles: y = 0, x = 1.5; the gradient by the weight and by the bias.
  static let worked: [(o: Double, loss: any Loss, weight: Double, bias: Double)] = [
    // ½(y − o)²: x·o·o(1 − o) and o·o(1 − o); the larger mistake takes the smaller step.
    (0.7503, SquaredError(scale: 0.5, unit: .sigmoid), 0.210852956, 0.140568637),
    (0.9971, SquaredError(scale: 0.5, unit: .sigmoid), 0.004324807, 0.002883204),
    // Cross entropy: x·o and o; the larger mistake takes the larger step.
    (0.7503, SigmoidCrossEntropy(), 1.12545, 0.7503),
    (0.9971, SigmoidCrossEntropy(), 1.49565, 0.9971),
  ]

  @Test(arguments: worked.indices)
  func theArticlesNeuron(_ index: Int) throws {
    let example = Self.worked[index]
    let bias = 0.25
    let weight = (log(example.o / (1 - example.o)) - bias) / 1.5
    let network = try NeuralNetwork(
      NetworkArchitecture([DenseLayer(1, activation: .sigmoid)]), features: 1,
      parameters: [Float(weight), Float(bias)])
    let rows = try TrainingRows(
      features: Matrix(rows: 1, columns: 1, fitting: [1.5]), labels: [0])
    let gradient = try gradient(of: network, rows, Objective(example.loss), l2: 0)
    // z ≈ 5.8 has 2.4e-7 in Float, and w − (w − g) 1.2e-7.
    #expect(abs(gradient[0] - example.weight) < 1e-6)
    #expect(abs(gradient[1] - example.bias) < 1e-6)
  }

  @Test func gradientsVanishThroughSigmoidsAndNotThroughReLU() throws {
    // Wine, standardised, ten hidden layers of 16, one pass of batches of 32 whose steps are too
    // small to move anything. From one layer to the one before a sigmoid's gradient shrinks by its
    // slope, at most ¼.
    let rows = try trainingRows("wine", target: "cultivar")
    func norms(_ hidden: DenseLayer.Activation) throws -> [Double] {
      var layers = [DenseLayer](repeating: DenseLayer(16, activation: hidden), count: 10)
      layers.append(DenseLayer(3, activation: .softmax))
      var network = try NeuralNetwork(
        NetworkArchitecture(layers), features: rows.features.columns, seed: RandomSeed(1))
      var norms: [Double] = []
      try NetworkTrainer(Objective(SoftmaxCrossEntropy()), optimizer: .sgd(), learningRate: 1e-20)
        .train(&network, on: rows, epochs: 1) { epoch in
          norms = epoch.layerGradientNorms
          #expect(
            abs(epoch.gradientNorm - norms.reduce(0) { $0 + $1 * $1 }.squareRoot()) < 1e-12)
          return true
        }
      return norms
    }
    let sigmoid = try norms(.sigmoid)
    let relu = try norms(.relu)
    #expect(sigmoid.count == 11)
    #expect(sigmoid[0] < 1e-5 * sigmoid[10])
    #expect(relu[0] > 0.1 * relu[10])
  }
}

/// The gradient of the mean loss of all rows: what one step of size 1 subtracts.
private func gradient(
  of network: NeuralNetwork, _ rows: TrainingRows, _ objective: Objective, l2: Double,
  dropout: Double = 0, seed: RandomSeed? = RandomSeed(0)
) throws -> [Double] {
  var moved = network
  try NetworkTrainer(
    objective, optimizer: .sgd(), learningRate: 1, batchSize: rows.features.rows, l2: l2,
    dropout: dropout, seed: seed
  ).train(&moved, on: rows, epochs: 1)
  return zip(network.parameters, moved.parameters).map { Double($0) - Double($1) }
}

/// The same by central differences of a forward pass in Double: (e(w + h) − e(w − h)) / 2h.
private func slopes(
  of network: NeuralNetwork, _ rows: TrainingRows, _ objective: Objective, l2: Double,
  masks: [[[Double]]] = []
) throws -> [Double] {
  var parameters = network.parameters.map(Double.init)
  let step = 1e-4
  return try parameters.indices.map { i in
    let kept = parameters[i]
    parameters[i] = kept + step
    let above = try loss(network, parameters, rows, objective, l2: l2, masks)
    parameters[i] = kept - step
    let below = try loss(network, parameters, rows, objective, l2: l2, masks)
    parameters[i] = kept
    return (above - below) / (2 * step)
  }
}

/// By hidden layer, row and unit, of the first epoch: 0 where 32 bits of the seed are below the share that is left out, and
/// else 1 over what stays; units of the first half take the lower bits of a word, and those of the second its upper ones.
private func masks(
  of model: NetworkArchitecture, rows: Int, dropout: Double, seed: RandomSeed
) -> [[[Double]]] {
  model.layers.dropLast().enumerated().map { l, layer in
    (0..<rows).map { row in
      (0..<layer.units).map { j in
        let words = (layer.units + 1) / 2
        let bits = seed.derived(1, 1, UInt64(l)).bits(UInt64(row * words + j % words))
        let own = j < words ? bits % (1 << 32) : bits / (1 << 32)
        return own < UInt64(dropout * 0x1p32) ? 0 : 1 / (1 - dropout)
      }
    }
  }
}

/// The mean loss over the rows that are not ignored, and (λ/2)‖W‖², in Double throughout.
private func loss(
  _ network: NeuralNetwork, _ parameters: [Double], _ rows: TrainingRows, _ objective: Objective,
  l2: Double, _ masks: [[[Double]]]
) throws -> Double {
  let layers = network.architecture.layers
  var squares = 0.0
  var logits = ContiguousArray<Double>()
  for row in 0..<rows.features.rows {
    var x = (0..<network.features).map { Double(rows.features[row, $0]) }
    var at = 0
    squares = 0
    for (l, layer) in layers.enumerated() {
      let biases = at + x.count * layer.units
      for i in at..<biases { squares += parameters[i] * parameters[i] }
      let z = (0..<layer.units).map { j in
        x.indices.reduce(parameters[biases + j]) {
          $0 + x[$1] * parameters[at + $1 * layer.units + j]
        }
      }
      at = biases + layer.units
      x = l == layers.count - 1 ? z : z.map { activated($0, layer.activation) }
      if l < masks.count { x = zip(x, masks[l][row]).map { $0 * $1 } }
    }
    logits += x
  }
  let matrix = Matrix(
    rows: rows.features.rows, columns: layers[layers.count - 1].units, fitting: logits)
  let total =
    if let indicators = rows.indicators {
      try objective.value(logits: matrix, targets: indicators)
    } else {
      try objective.value(logits: matrix, labels: rows.labels)
    }
  return (total.meanOverCountedRows ?? .nan) + l2 / 2 * squares
}

private func activated(_ z: Double, _ activation: DenseLayer.Activation) -> Double {
  switch activation {
  case .linear, .softmax: z
  case .relu: max(0, z)
  case .sigmoid: 1 / (1 + exp(-z))
  case .tanh: tanh(z)
  }
}

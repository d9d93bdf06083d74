import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

/// What is read from JSON is whole, or refused: nothing that was decoded traps where it is used.
struct MutatedModelsTests {
  /// Values as JSON, and what their readers do with them.
  private static let uses:
    [(name: String, json: @Sendable () throws -> Data, use: @Sendable (Data) throws -> Void)] = [
      value(
        "a total",
        try Objective(SoftmaxCrossEntropy()).value(
          logits: matrix([[0, -.infinity], [1, 2]]), labels: [1, 0])
      ) { total in
        var merged = total
        try? merged.merge(total)
        try? merged.merge(merged)
        _ = (merged.meanOverRows, merged.meanOverElements, merged.meanOverCountedRows)
      },
      value(
        "the sums of rows",
        [
          "sums": try LinearCrossEntropy().rowSums(
            inputs: inputs, shard: LinearCrossEntropy.Shard(weights: inputs), labels: [0, 1])
        ]
      ) { read in
        let (loss, sums) = (LinearCrossEntropy(), read["sums"] ?? [])
        _ = try? loss.total(of: sums, labels: sums.map { _ in 1 }, classes: 2)
        _ = try? loss.gradients(
          inputs: inputs, shard: LinearCrossEntropy.Shard(weights: inputs), labels: [0, 1],
          sums: sums)
      },
      value(
        "an objective",
        try Objective(FocalLoss(), classWeights: [1, 2], labelSmoothing: 0.1, ignoredLabels: [-1])
      ) {
        _ = try? $0.valueAndGradient(logits: inputs, labels: [0, -1])
        _ = try? $0.valueAndGradient(logits: inputs, targets: matrix([[0, 1], [0.5, 0.5]]))
        _ = try? LossExplanation(of: $0, logits: [1, 2], targets: [0, 1])
      },
      value("a loss", try NamedLoss("focal", ["gamma": 1])) {
        for unit in OutputUnit.allCases { _ = (try? $0.loss(of: unit), $0.isConvex(of: unit)) }
      },
      value(
        "an explanation",
        try LossExplanation(
          of: Objective(SoftmaxCrossEntropy()), logits: [1, 2], targets: [0, 1], inputs: [1, 2])
      ) { _ = ($0.pull, $0.strength, $0.meanOutputGradient, $0.value(in: .bits)) },
      value("measures", try DistributionMeasures(of: [0.5, 0.5], under: [0.25, 0.75])) {
        _ = try? DistributionMeasures(meanOf: [$0, $0])
      },
      value("a linear model", try linearModel()) {
        _ = try? $0.logits(DesignMatrix(features: inputs))
        _ = try? $0.logProbabilities(DesignMatrix(features: inputs))
      },
      value("a network", try NeuralNetwork(layers, features: 2)) { network in
        _ = try? network.logits(floats)
        var trained = network
        try? NetworkTrainer(Objective(SoftmaxCrossEntropy())).train(
          &trained, on: TrainingRows(features: floats, labels: [0, 1]), epochs: 1)
      },
      value("an optimiser", NetworkTrainer.Optimizer.adamW()) {
        var network = try NeuralNetwork(layers, features: 2)
        try? NetworkTrainer(Objective(SoftmaxCrossEntropy()), optimizer: $0).train(
          &network, on: TrainingRows(features: floats, labels: [0, 1]), epochs: 2)
      },
      value("a recipe", ComparedLoss(.focal)) { _ = ($0.name, $0.parameters, $0.labelSmoothing) },
    ]

  @Test("Mutated JSON is refused or used without a trap", arguments: uses.indices)
  func mutatedModels(_ index: Int) throws {
    let (name, json, use) = Self.uses[index]
    let data = try json()
    try use(data)
    var refused = 0
    for step in 0..<400 * mutationRuns {
      let changed = try mutated(data, seed: RandomSeed(37).derived(UInt64(index), UInt64(step)))
      do {
        try use(changed)
      } catch is DecodingError {
        refused += 1
      } catch is LossNameError {
        refused += 1
      } catch is ObjectiveError {
        refused += 1
      }
    }
    #expect(refused > 0, "\(name)")
  }

  private static let inputs = matrix([[1, 2], [3, 4.0]])
  private static let floats = Matrix<Float>(rows: 2, columns: 2, repeating: 1)
  private static let layers = NetworkArchitecture([
    DenseLayer(3, activation: .relu), DenseLayer(2, activation: .softmax),
  ])

  private static func linearModel() throws -> LinearModel {
    try LinearTrainer(Objective(SoftmaxCrossEntropy()), l2: 1).fit(
      DesignMatrix(features: matrix([[1, 2], [3, 4], [5, 7]])), labels: [0, 1, 2], classes: 3
    ).model
  }

  private static func value<Value: Codable & Sendable>(
    _ name: String, _ value: @escaping @autoclosure @Sendable () throws -> Value,
    _ use: @escaping @Sendable (Value) throws -> Void
  ) -> (name: String, json: @Sendable () throws -> Data, use: @Sendable (Data) throws -> Void) {
    // Infinities as words: these values may hold them.
    let encoder = JSONEncoder.ofOutcomes
    let decoder = JSONDecoder.ofOutcomes
    return (
      name, { try encoder.encode(try value()) },
      { try use(decoder.decode(Value.self, from: $0)) }
    )
  }
}

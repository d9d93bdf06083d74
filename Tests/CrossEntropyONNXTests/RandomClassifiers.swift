import CrossEntropy
import CrossEntropyEvaluation
import TestSupport

@testable import CrossEntropyLearning

extension ONNXCase {
  /// A classifier with random columns, targets, weights and maps, and a random table.
  static func random(_ number: UInt64) throws -> ONNXCase {
    var draw = Draws(seed: RandomSeed(number))
    let numbers = draw.below(5)
    let categories = draw.below(4) + (numbers == 0 ? 1 : 0)
    let targets = [1, 1, 2, 3][draw.below(4)]
    let classes = targets > 1 ? 2 : 2 + draw.below(4)
    // Of each column, whether training has missing cells.
    let hasMissing = (0..<numbers + categories).map { _ in draw.below(2) == 0 }
    func csv(rows: Int, isTraining: Bool) -> String {
      let names =
        (0..<numbers).map { "n\($0)" } + (0..<categories).map { "k\($0)" }
        + (isTraining ? (0..<targets).map { "y\($0)" } : [])
      var text = names.joined(separator: ",") + "\n"
      for row in 0..<rows {
        var cells = hasMissing.indices.map { column in
          if draw.below(5) == 0, hasMissing[column] || !isTraining { return "" }
          return column < numbers
            ? "\(100 * draw.uniform())" : "v\(draw.below(isTraining ? 4 : 6))"
        }
        if isTraining { cells += (0..<targets).map { _ in "c\(row % classes)" } }
        text += cells.joined(separator: ",") + "\n"
      }
      return text
    }
    let data = try dataset(
      csv: csv(rows: 40, isTraining: true),
      roles: Dataset.Roles(targets: (0..<targets).map { "y\($0)" }))
    let encoder = TableEncoder(data)
    let maps = try (0..<targets).map { _ in
      try (0..<draw.below(3)).map { _ in
        try Recalibration(
          scale: 2 * draw.uniform(), offsets: (0..<classes).map { _ in draw.uniform() - 0.5 })
      }
    }
    let classifier = TableClassifier(
      schema: encoder.schema, encoder: encoder.encoder,
      model: try model(
        features: encoder.width,
        OutputShape(classes: Array(repeating: classes, count: targets)), &draw), maps: maps)
    return ONNXCase(classifier: classifier, csv: csv(rows: 12, isTraining: false))
  }

  private static func model(
    features: Int, _ shape: OutputShape, _ draw: inout Draws
  ) throws -> TableClassifier.Model {
    if draw.below(2) == 0 {
      let count = (features + 1) * shape.outputs
      let weights = ContiguousArray((0..<count).map { _ in 4 * draw.uniform() - 2 })
      return .linear(
        LinearModel(
          weights: Matrix(rows: features + 1, columns: shape.outputs, fitting: weights),
          unit: shape.unit))
    }
    let hidden = (0..<draw.below(3)).map { _ in
      DenseLayer(
        1 + draw.below(5),
        activation: [.relu, .tanh, .sigmoid, .linear][draw.below(4)])
    }
    return .network(
      try NeuralNetwork(
        NetworkArchitecture(hidden: hidden, shape: shape), features: features,
        seed: RandomSeed(draw.bits()), start: .normal(deviation: 0.5)))
  }
}

/// Random numbers one after another.
private struct Draws {
  let seed: RandomSeed
  private var count: UInt64 = 0

  init(seed: RandomSeed) { self.seed = seed }

  mutating func bits() -> UInt64 {
    count += 1
    return seed.bits(count)
  }

  mutating func uniform() -> Double {
    count += 1
    return seed.uniform(count)
  }

  mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }
}

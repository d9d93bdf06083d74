import CrossEntropyLearning
import Foundation
import TestSupport

@testable import CrossEntropyWorkflows

extension Comparison {
  /// A comparison on a dataset that came of no file, without the panel of learning speed.
  init(
    _ dataset: Dataset, losses: [ComparedLoss] = ComparedLoss.usual, folds: Int = 5,
    repeats: Int? = nil, l2: [Double]? = nil, model: ModelKind = .linear,
    learningRates: [Double]? = nil, seed: UInt64 = 0
  ) {
    do {
      let request = try CompareRequest(
        table: TableReading(path: dataset.name),
        target: dataset.targets.map(\.name).joined(separator: ","), losses: losses, model: model,
        folds: folds, repeats: repeats, penalties: l2, stepSizes: learningRates, seed: seed,
        measuresSpeed: false)
      self.init(dataset, request)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

/// JSON as the command writes it.
func encoded(_ value: some Encodable) throws -> Data {
  try JSONEncoder.ofOutcomes.encode(value)
}

/// A value from JSON as the command writes it.
func decoded<Value: Decodable>(_ type: Value.Type, _ json: Data) throws -> Value {
  try JSONDecoder.ofOutcomes.decode(type, from: json)
}

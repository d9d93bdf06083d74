internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension SplitResult {
  /// The results of a split's losses as a safetensors file, from which ``results(in:classes:rows:readers:)`` has the
  /// same bits; what other losses start from is left out.
  package static func fileBytes(of results: [SplitResult]) throws -> [UInt8] {
    var file = SafeTensors(metadata: [:], tensors: [:])
    file.metadata[key] = String(
      decoding: try JSONEncoder.ofAnyNumber.encode(results.map(Facts.init)), as: UTF8.self)
    for (loss, result) in results.enumerated() {
      for (reader, readings) in result.heldOut.enumerated() {
        for reading in ProbabilityReading.allCases {
          for (target, logs) in readings[reading].logProbabilities.enumerated() {
            file.tensors[name(loss, reader, reading, target)] = SafeTensors.Tensor(
              shape: [logs.rows, logs.columns], logs.elements)
          }
        }
      }
    }
    return try file.encoded()
  }

  /// The results that a file holds; nil where it does not hold those of such a split.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - classes: How many classes every target has.
  ///   - rows: How many rows are held out.
  ///   - readers: How many losses read every fit.
  package static func results(
    in bytes: [UInt8], classes: [Int], rows: Int, readers: [Int]
  ) -> [SplitResult]? {
    guard let file = try? SafeTensors(decoding: bytes), let text = file.metadata[key],
      let facts = try? JSONDecoder.ofAnyNumber.decode([Facts].self, from: Data(text.utf8)),
      facts.map(\.chosen.count) == readers
    else { return nil }
    var results: [SplitResult] = []
    for (loss, facts) in facts.enumerated() {
      var result = SplitResult(facts)
      for (reader, chosen) in facts.chosen.enumerated() {
        var logs = ByReading<[Matrix<Double>]> { _ in [] }
        for reading in ProbabilityReading.allCases {
          for (target, classes) in classes.enumerated() {
            guard let tensor = file.tensors[name(loss, reader, reading, target)],
              tensor.shape == [rows, classes], let numbers = tensor.doubles
            else { return nil }
            logs[reading].append(
              Matrix(rows: rows, columns: classes, fitting: ContiguousArray(numbers)))
          }
        }
        result.heldOut.append(
          ByReading { reading in
            HeldOut(
              value: chosen[reading].value, parameter: chosen[reading].parameter,
              isAtEdge: chosen[reading].isAtEdge, logProbabilities: logs[reading])
          })
      }
      results.append(result)
    }
    return results
  }

  private static let key = "results"

  private static func name(
    _ loss: Int, _ reader: Int, _ reading: ProbabilityReading, _ target: Int
  ) -> String { "\(loss).\(reader).\(reading.rawValue).\(target)" }

  private init(_ facts: Facts) {
    self.init()
    searchFits = facts.searchFits
    finalFits = facts.finalFits
    iterations = facts.iterations
    seconds = facts.seconds
    growths = facts.growths
    severalOptima = facts.severalOptima
    unfinished = facts.unfinished
    unfinishedFinal = facts.unfinishedFinal
    layerGradientNorms = facts.layerGradientNorms
  }
}

/// All of a result but its log-probabilities.
private struct Facts: Codable {
  let chosen: [ByReading<Choice>]
  let searchFits, finalFits, iterations, growths, severalOptima, unfinished: Int
  let unfinishedFinal: Int
  let seconds: Double
  let layerGradientNorms: [[Double]]

  /// What was chosen for a reading.
  struct Choice: Codable {
    let value: Double
    let parameter: Double?
    let isAtEdge: Bool
  }

  init(_ result: SplitResult) {
    chosen = result.heldOut.map { readings in
      ByReading { reading in
        let heldOut = readings[reading]
        return Choice(
          value: heldOut.value, parameter: heldOut.parameter, isAtEdge: heldOut.isAtEdge)
      }
    }
    searchFits = result.searchFits
    finalFits = result.finalFits
    iterations = result.iterations
    growths = result.growths
    severalOptima = result.severalOptima
    unfinished = result.unfinished
    unfinishedFinal = result.unfinishedFinal
    seconds = result.seconds
    layerGradientNorms = result.layerGradientNorms
  }
}

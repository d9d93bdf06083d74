internal import CrossEntropy
internal import CrossEntropyEvaluation

/// Reads one training's networks through the scale-and-bias map of every epoch, in one memory.
///
/// softmax(a·log p + b) is softmax(a·z + b) of the logits z, which are read instead; a sigmoid's are (0, z).
struct PanelMaps {
  /// The nats that a log loss may be too high.
  private static let precision = 1e-5

  private let rows: TrainingRows
  private let isSigmoid: Bool
  private var workspace: Workspace
  private var targets: [TargetMap]

  /// A target's logits, one column per class, and the map of the epoch before, where the next is sought.
  private struct TargetMap {
    let labels: [Int32]
    var logits: Matrix<Double>
    var map: Recalibration?
  }

  init(_ network: NeuralNetwork, of rows: TrainingRows) {
    self.rows = rows
    let outputs = network.architecture.outputs
    isSigmoid = rows.indicators != nil || outputs == 1
    workspace = Workspace(network, of: rows.inputs, trains: false)
    let empty = Matrix(rows: rows.inputs.rows, columns: isSigmoid ? 2 : outputs, repeating: 0.0)
    targets = (0..<(isSigmoid ? outputs : 1)).map { target in
      let indicated = rows.indicators.map { indicators in
        (0..<indicators.rows).map { Int32(indicators[$0, target]) }
      }
      return TargetMap(labels: indicated ?? rows.labels, logits: empty)
    }
  }

  /// The mean log loss of the rows under the map that fits them best, over labels the sum; nil where a
  /// logit is not finite.
  ///
  /// With a goal it is only as near as tells whether that is reached.
  mutating func logLoss(of network: NeuralNetwork, reaching goal: Double? = nil) -> Double? {
    guard gatherLogits(of: network) else { return nil }
    let weights = rows.weights.isEmpty ? nil : rows.weights
    var sum = 0.0
    for index in targets.indices {
      let target = targets[index]
      do {
        let (map, logLoss) = try Recalibration.nearlyFitted(
          to: target.logits, labels: target.labels, weights: weights, startingFrom: target.map,
          precision: Self.precision, target: targets.count == 1 ? goal : nil)
        targets[index].map = map
        sum += logLoss
      } catch {
        fatalError("labels, weights and logits fit each other: \(error)")
      }
    }
    return sum
  }

  /// Forms the logits of every target; false where one is not finite.
  private mutating func gatherLogits(of network: NeuralNetwork) -> Bool {
    let count = rows.inputs.rows
    let outputs = network.architecture.outputs
    for start in stride(from: 0, to: count, by: Workspace.rows) {
      let block = start..<min(start + Workspace.rows, count)
      workspace.gather(block, of: rows.inputs)
      workspace.forward(network)
      let found = workspace.logits
      guard found.allSatisfy(\.isFinite) else { return false }
      for target in targets.indices {
        var logits = targets[target].logits.elements.mutableSpan
        if isSigmoid {
          for row in block {
            logits[2 * row + 1] = Double(found[(row - start) * outputs + target])
          }
        } else {
          for (place, logit) in zip((start * outputs)..., found) { logits[place] = Double(logit) }
        }
      }
    }
    return true
  }
}

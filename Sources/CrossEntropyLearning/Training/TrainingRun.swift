internal import CrossEntropy
internal import CrossEntropyEvaluation

/// A training under way: the weights, what the optimiser remembers, and the memory of a batch.
struct TrainingRun {
  private(set) var network: Network
  private let trainer: NetworkTrainer
  private let rows: TrainingRows
  private var state: OptimizerState
  private let workspaces: [Workspace]

  init(_ trainer: NetworkTrainer, _ network: Network, on rows: TrainingRows) throws(NetworkError) {
    try network.architecture.check(trainer.objective)
    precondition(
      rows.features.columns == network.features,
      "expected \(network.features) features, got \(rows.features.columns)")
    let classes = network.architecture.outputs == 1 ? 2 : network.architecture.outputs
    for (row, label) in rows.labels.enumerated() where label < 0 || label >= classes {
      if trainer.objective.ignoredLabels.contains(Int(label)) { continue }
      throw .badTarget(.labelOutOfRange(row: row, label: Int(label), classes: classes))
    }
    self.trainer = trainer
    self.network = network
    self.rows = rows
    state = OptimizerState(trainer.optimizer, parameters: network.parameters.count)
    let batch = min(trainer.batchSize, max(1, rows.features.rows))
    workspaces = (0..<(batch + Workspace.rows - 1) / Workspace.rows).map { _ in Workspace(network) }
  }

  /// One pass over the rows; `isCancelled` is asked before every batch.
  mutating func epoch(
    _ number: Int, isCancelled: () -> Bool
  ) throws(NetworkError) -> Epoch {
    var order = Array(0..<rows.features.rows)
    trainer.seed?.derived(UInt64(number)).shuffle(&order)
    let layers = network.architecture.layers.count
    var squares = [Double](repeating: 0, count: layers)
    var total = LossTotal()
    var steps = 0
    for start in stride(from: 0, to: order.count, by: trainer.batchSize) {
      if isCancelled() { break }
      let batch = order[start..<min(start + trainer.batchSize, order.count)]
      steps += 1
      let loss = formGradient(batch)
      guard loss.sum.isFinite else {
        throw .notFinite(epoch: number, step: steps, cause: likelyCause(batch))
      }
      total.merge(loss)
      let gradient = workspaces[0].gradient
      for layer in 0..<layers {
        var sum = 0.0
        for i in network.offsets[layer]..<network.offsets[layer + 1] {
          sum += Double(gradient[i]) * Double(gradient[i])
        }
        squares[layer] += sum
      }
      state.step(
        &network.parameters, gradient: UnsafeBufferPointer(gradient), rate: trainer.learningRate)
    }
    let share = 1 / Double(max(1, steps))
    return Epoch(
      number: number, loss: total.meanOverCountedRows ?? .nan,
      gradientNorm: (squares.reduce(0, +) * share).squareRoot(),
      layerGradientNorms: squares.map { ($0 * share).squareRoot() })
  }

  /// The gradient of the batch's mean loss, left in the first workspace.
  private func formGradient(_ batch: ArraySlice<Int>) -> LossTotal {
    let blocks = (batch.count + Workspace.rows - 1) / Workspace.rows
    // The mean over the batch's rows, or over its weights.
    let weight =
      rows.weights.isEmpty ? Double(batch.count) : batch.reduce(0) { $0 + rows.weights[$1] }
    let scale = weight > 0 ? Float(1 / weight) : 0
    rows.features.elements.withUnsafeBufferPointer { features in
      rows.labels.withUnsafeBufferPointer { labels in
        // Only read, by every thread.
        nonisolated(unsafe) let (features, labels) = (features, labels)
        parallel(blocks, threads: trainer.threads) { block in
          let start = batch.startIndex + block * Workspace.rows
          let some = batch[start..<min(start + Workspace.rows, batch.endIndex)]
          let workspace = workspaces[block]
          workspace.gather(some, features, columns: network.features, labels: labels)
          workspace.forward(network)
          workspace.total = formLossGradient(workspace, some)
          for i in workspace.logits.indices { workspace.logits[i] *= scale }
          workspace.backward(network)
        }
      }
    }
    var total = LossTotal()
    let sum = workspaces[0].gradient
    for block in 0..<blocks {
      total.merge(workspaces[block].total)
      guard block > 0 else { continue }
      let part = workspaces[block].gradient
      for i in sum.indices { sum[i] += part[i] }
    }
    if trainer.l2 > 0 {
      let l2 = Float(trainer.l2)
      for layer in network.architecture.layers.indices {
        for i in network.offsets[layer]..<network.biasOffset(of: layer) {
          sum[i] += l2 * network.parameters[i]
        }
      }
    }
    return total
  }

  private func formLossGradient(_ workspace: Workspace, _ batch: ArraySlice<Int>) -> LossTotal {
    var logits = workspace.logits.mutableSpan
    let outputs = network.architecture.outputs
    if let indicators = rows.indicators {
      var targets = ContiguousArray<Double>()
      targets.reserveCapacity(batch.count * outputs)
      for row in batch { targets += indicators.elements[row * outputs..<(row + 1) * outputs] }
      return trainer.objective.formGradient(&logits, outputs: outputs, targets: targets.span)
    }
    let labels = ContiguousArray(workspace.labels.prefix(workspace.count))
    let weights = ContiguousArray(rows.weights.isEmpty ? [] : batch.map { rows.weights[$0] })
    do {
      return try trainer.objective.formGradient(
        &logits, outputs: outputs, labels: labels.span, rowWeights: weights.span)
    } catch {
      preconditionFailure("labels were checked when the run was made: \(error)")
    }
  }

  private func likelyCause(_ batch: ArraySlice<Int>) -> String {
    let columns = network.features
    for row in batch {
      for column in 0..<columns where !rows.features[row, column].isFinite {
        return "feature \(column) of row \(row) is \(rows.features[row, column])"
      }
    }
    return "the steps are too large; lower the learning rate from \(trainer.learningRate), "
      + "or standardise the features"
  }
}

internal import CrossEntropy
internal import CrossEntropyEvaluation

/// A training run: the weights, what the optimiser remembers, and the buffers of a batch.
struct TrainingRun {
  /// The weights to keep: the latest, or with a patience those of the best epoch.
  var kept: NeuralNetwork
  /// The latest weights.
  var network: NeuralNetwork
  /// The optimiser, and what it remembers.
  var state: OptimizerState
  /// The epochs that are done.
  var done = 0
  /// The lowest log loss of held-out rows under a patience, and the epoch it is of.
  var best = (logLoss: Double.infinity, epoch: 0)

  private let trainer: NetworkTrainer
  private let rows: any RowParts
  private let heldOut: (any RowParts)?
  private var workspaces: [Workspace]

  /// The most blocks whose gradients are held apart; lane k sums the blocks k, k + 16, … of a batch.
  private static let lanes = 16

  /// Rows in several parts are known to fit where the first part does.
  init(
    _ trainer: NetworkTrainer, _ network: NeuralNetwork, on rows: any RowParts,
    heldOut: (any RowParts)?
  ) throws(TrainingError) {
    try trainer.validate()
    try network.architecture.check(trainer.objective)
    let first = try rows.part(0)
    try network.validate(first, trainer.objective)
    try TrainingError.targets { () throws(TargetError) in
      try trainer.objective.checkOptions(
        outputs: network.architecture.outputs, hasIndicators: first.indicators != nil)
    }
    if let heldOut { try network.validate(try heldOut.part(0), trainer.objective) }
    self.trainer = trainer
    self.network = network
    self.rows = rows
    self.heldOut = heldOut
    kept = network
    state = OptimizerState(trainer.optimizer, parameters: network.parameters.count)
    let blocks = Workspace.blocks(of: min(trainer.batchSize, rows.partRows.max() ?? 0))
    workspaces = (0..<min(blocks, Self.lanes)).map { _ in
      Workspace(network, of: first.inputs, trains: true, dropout: trainer.dropout)
    }
  }

  /// Epoch after epoch, from the first that is not done, until `each` returns false or a patience ends; `isCancelled`
  /// is asked before every batch, and `each` gets the run as it is then.
  mutating func train(
    epochs: Int, patience: Int?, scoresTraining: Bool = false, isCancelled: () -> Bool,
    each: (TrainingEpoch, TrainingRun) -> Bool
  ) throws(TrainingError) {
    try TrainingError.check(.epochs, epochs)
    try TrainingError.check(.patience, patience ?? 1)
    let ignored = trainer.objective.ignoredLabels
    while done < epochs {
      if let patience, heldOut != nil, done - best.epoch >= patience { return }
      let number = done + 1
      var epoch = try epoch(number, of: epochs, isCancelled: isCancelled)
      if isCancelled() { return }
      if scoresTraining {
        epoch.training = try network.scores(
          inParts: rows, ignoring: ignored, threads: trainer.threads)
      }
      if let heldOut {
        epoch.heldOut = try network.scores(
          inParts: heldOut, ignoring: ignored, threads: trainer.threads)
      }
      if let logLoss = epoch.heldOut?.logLoss, patience != nil {
        if best.epoch == 0 || logLoss < best.logLoss {
          best = (logLoss.isNaN ? .infinity : logLoss, number)
          kept = network
        }
      } else {
        kept = network
      }
      done = number
      if !each(epoch, self) { return }
    }
  }

  /// One pass over the rows.
  private mutating func epoch(
    _ number: Int, of epochs: Int, isCancelled: () -> Bool
  ) throws(TrainingError) -> TrainingEpoch {
    let rate = trainer.learningRate * trainer.schedule.factor(epoch: number - 1, of: epochs)
    let layers = network.architecture.layers.count
    var squares = [Double](repeating: 0, count: layers)
    var total = LossTotal()
    var steps = 0
    epoch: for part in partOrder(of: number) {
      let rows = try rows.part(part)
      var order = Array(0..<rows.inputs.rows)
      seed(of: part, trainer.seed?.derived(UInt64(number)))?.shuffle(&order)
      // Of its own stream, so that what is left out is not drawn as the order is.
      let masks = (trainer.seed ?? RandomSeed(0)).derived(UInt64(number), 1)
      for start in stride(from: 0, to: order.count, by: trainer.batchSize) {
        if isCancelled() { break epoch }
        let batch = order[start..<min(start + trainer.batchSize, order.count)]
        steps += 1
        let loss = formGradient(batch, of: rows, masks: seed(of: part, masks) ?? masks)
        guard loss.sum.isFinite else {
          throw .notFinite(epoch: number, step: steps, cause: likelyCause(batch, of: rows))
        }
        total.append(loss)
        let gradient = workspaces[0].gradient
        for layer in 0..<layers {
          let sum = sumOfSquares(
            gradient.span.extracting(network.offsets[layer]..<network.offsets[layer + 1]))
          // A relu may hide an infinite sum from the loss, never from the gradient.
          guard sum.isFinite else {
            throw .notFinite(epoch: number, step: steps, cause: likelyCause(batch, of: rows))
          }
          squares[layer] += sum
        }
        state.step(&network.parameters, gradient: gradient, rate: rate)
      }
    }
    // No loss has seen the last step's weights yet.
    guard network.parameters.allSatisfy(\.isFinite) else {
      throw .notFinite(epoch: number, step: steps, cause: .learningRate(trainer.learningRate))
    }
    let share = 1 / Double(max(1, steps))
    return TrainingEpoch(
      number: number, learningRate: rate, loss: total.meanOverCountedRows ?? .nan,
      gradientNorm: (squares.reduce(0, +) * share).squareRoot(),
      layerGradientNorms: squares.map { ($0 * share).squareRoot() })
  }

  /// The parts in the order in which an epoch takes them.
  private func partOrder(of epoch: Int) -> [Int] {
    var order = Array(rows.partRows.indices)
    trainer.seed?.derived(UInt64(epoch), 2).shuffle(&order)
    return order
  }

  /// The seed of a part: its own, unless the part is all there is.
  private func seed(of part: Int, _ seed: RandomSeed?) -> RandomSeed? {
    rows.partRows.count == 1 ? seed : seed?.derived(3, UInt64(part))
  }

  /// The gradient of the batch's mean loss, left in the first workspace.
  private mutating func formGradient(
    _ batch: ArraySlice<Int>, of rows: TrainingRows, masks: RandomSeed
  ) -> LossTotal {
    let blocks = Workspace.blocks(of: batch.count)
    let lanes = min(blocks, Self.lanes)
    let weight = weight(of: batch, of: rows)
    let scale = weight > 0 ? Float(1 / weight) : 0
    parallelUpdate(&workspaces, first: lanes, threads: trainer.threads) {
      [network, trainer] lane, workspace in
      workspace.total = LossTotal()
      workspace.clearGradient()
      for block in stride(from: lane, to: blocks, by: Self.lanes) {
        let start = batch.startIndex + block * Workspace.rows
        let some = batch[start..<min(start + Workspace.rows, batch.endIndex)]
        workspace.gather(some, of: rows.inputs)
        if trainer.dropout > 0 { workspace.drawMasks(of: some, seed: masks) }
        workspace.forward(network)
        let loss = workspace.formLossGradient(trainer.objective, rows, some)
        workspace.total.append(loss)
        workspace.scaleLogits(by: scale)
        workspace.backward(network)
      }
    }
    var total = LossTotal()
    for lane in 0..<lanes {
      total.append(workspaces[lane].total)
      if lane > 0 { workspaces[0].addGradient(workspaces[lane].gradient) }
    }
    if trainer.l2 > 0 { workspaces[0].addPenalty(Float(trainer.l2), of: network) }
    return total
  }

  /// What the mean over a batch divides by: its rows, or their weights, without the ignored ones.
  private func weight(of batch: ArraySlice<Int>, of rows: TrainingRows) -> Double {
    // Only a label can mark its row as ignored.
    let ignored = rows.indicators == nil ? trainer.objective.ignoredLabels : []
    if rows.weights.isEmpty, ignored.isEmpty { return Double(batch.count) }
    return batch.reduce(0) { sum, row in
      if !ignored.isEmpty, ignored.contains(Int(rows.labels[row])) { return sum }
      return sum + (rows.weights.isEmpty ? 1 : rows.weights[row])
    }
  }

  private func likelyCause(
    _ batch: ArraySlice<Int>, of rows: TrainingRows
  ) -> TrainingError.Divergence {
    for row in batch {
      for column in 0..<rows.features.columns where !rows.features[row, column].isFinite {
        return .feature(column, row: row)
      }
    }
    return .learningRate(trainer.learningRate)
  }
}

extension NeuralNetwork {
  /// Throws for the target that does not fit this network.
  fileprivate func validate(_ rows: TrainingRows, _ objective: Objective) throws(TrainingError) {
    let outputs = architecture.outputs
    if rows.indicators != nil, objective.loss.outputUnit == .softmax {
      throw .indicatorsUnderSoftmax(outputs: outputs)
    }
    try TrainingError.targets { () throws(TargetError) in
      try check(
        rows.inputs.features, of: .features, expected: features)
      if rows.inputs.rows == 0 { throw .shape(.none(of: .rows)) }
      if let indicators = rows.indicators {
        try check(indicators.columns, of: .outputs, expected: outputs)
      } else {
        try check(
          labels: rows.labels, rows: rows.inputs.rows, classes: outputs == 1 ? 2 : outputs,
          ignoring: objective.ignoredLabels)
      }
    }
  }
}

extension Workspace {
  /// The loss of the block's rows, its gradient in place of their logits.
  fileprivate mutating func formLossGradient(
    _ objective: Objective, _ rows: TrainingRows, _ batch: ArraySlice<Int>
  ) -> LossTotal {
    let weights = rows.weights.isEmpty ? [] : ContiguousArray(batch.lazy.map { rows.weights[$0] })
    return withLogits { logits in
      let outputs = logits.count / batch.count
      if let indicators = rows.indicators {
        var targets = ContiguousArray<Double>()
        targets.reserveCapacity(batch.count * outputs)
        for row in batch {
          targets += indicators.elements[row * outputs..<(row + 1) * outputs]
        }
        return objective.formChecked(
          &logits, outputs: outputs, targets: targets.span, rowWeights: weights.span)
      }
      let labels = ContiguousArray(batch.lazy.map { rows.labels[$0] })
      return objective.formChecked(
        &logits, outputs: outputs, labels: labels.span, rowWeights: weights.span)
    }
  }
}

/// Σ x², in eight sums so that it does not wait for every addition.
private func sumOfSquares(_ x: Span<Float>) -> Double {
  var sums = SIMD8<Double>()
  let whole = x.count / 8 * 8
  for i in stride(from: 0, to: whole, by: 8) {
    let part = SIMD8<Double>(SIMD8<Float>(x, i..<i + 8))
    sums += part * part
  }
  for i in whole..<x.count { sums[i - whole] += Double(x[i]) * Double(x[i]) }
  return sums.sum()
}

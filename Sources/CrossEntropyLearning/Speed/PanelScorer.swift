internal import CrossEntropy

/// What a network scores on rows: the log loss, and its own loss with the length of its gradient.
struct PanelScores {
  var logLoss: Double
  var accuracy: Double
  var loss: Double
  var gradientNorm: Double

  var isFinite: Bool { logLoss.isFinite && loss.isFinite && gradientNorm.isFinite }
}

/// Scores one training's networks, block by block in one memory.
struct PanelScorer {
  private let objective: Objective
  private let crossEntropy: Objective
  private var workspace: Workspace

  init(_ network: NeuralNetwork, _ objective: Objective, of rows: NetworkRows) {
    self.objective = objective
    crossEntropy =
      objective.loss.outputUnit == .sigmoid
      ? Objective(SigmoidCrossEntropy()) : Objective(SoftmaxCrossEntropy())
    workspace = Workspace(network, of: rows, trains: true)
  }

  mutating func score(_ network: NeuralNetwork, _ rows: TrainingRows) -> PanelScores {
    let count = rows.inputs.rows
    var loss = LossTotal()
    var logLoss = LossTotal()
    var right = 0.0
    var gradient = ContiguousArray(repeating: 0.0, count: network.parameters.count)
    for start in stride(from: 0, to: count, by: Workspace.rows) {
      let block = start..<min(start + Workspace.rows, count)
      workspace.gather(block, of: rows.inputs)
      workspace.forward(network)
      var logits = ContiguousArray(workspace.logits)
      let outputs = logits.count / block.count
      for row in block {
        let weight = rows.weights.isEmpty ? 1 : rows.weights[row]
        let place = (row - start) * outputs
        right +=
          weight * shareRight(logits.span.extracting(place..<place + outputs), rows, row)
      }
      var span = logits.mutableSpan
      logLoss.append(form(crossEntropy, &span, rows, block))
      loss.append(workspace.withLogits { [objective] in form(objective, &$0, rows, block) })
      workspace.scaleLogits(by: 1)
      workspace.clearGradient()
      workspace.backward(network)
      for i in gradient.indices { gradient[i] += Double(workspace.gradient[i]) }
    }
    let squares = gradient.reduce(0) { $0 + $1 * $1 }
    let weight = rows.weights.isEmpty ? Double(count) : rows.weights.reduce(0, +)
    let share = weight > 0 ? 1 / weight : 0
    return PanelScores(
      logLoss: logLoss.sum * share, accuracy: right * share, loss: loss.sum * share,
      gradientNorm: squares.squareRoot() * share)
  }
}

/// The loss of the block, its gradient in place of the logits.
private func form(
  _ objective: Objective, _ logits: inout MutableSpan<Float>, _ rows: TrainingRows,
  _ block: Range<Int>
) -> LossTotal {
  let outputs = logits.count / block.count
  let weights = ContiguousArray(rows.weights.isEmpty ? [] : rows.weights[block])
  if let indicators = rows.indicators {
    let places = block.lowerBound * outputs..<block.upperBound * outputs
    return objective.formChecked(
      &logits, outputs: outputs, targets: indicators.elements.span.extracting(places),
      rowWeights: weights.span)
  }
  let labels = ContiguousArray(rows.labels[block])
  return objective.formChecked(
    &logits, outputs: outputs, labels: labels.span, rowWeights: weights.span)
}

/// The share of a row's targets that are right; of equal logits the smallest class counts.
private func shareRight(_ logits: Span<Float>, _ rows: TrainingRows, _ row: Int) -> Double {
  if let indicators = rows.indicators { return shareOfLabelsRight(logits, indicators, row: row) }
  if logits.count == 1 { return (logits[0] > 0) == (rows.labels[row] == 1) ? 1 : 0 }
  return Int32(mostProbable(logits)) == rows.labels[row] ? 1 : 0
}

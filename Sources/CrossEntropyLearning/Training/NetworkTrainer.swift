public import CrossEntropy
public import CrossEntropyEvaluation

/// Rows of features with their targets.
public struct TrainingRows: Sendable {
  /// One row of numbers per example.
  public var features: Matrix<Float> { inputs.numbers }
  /// The numbers, and the levels of a table's categories.
  let inputs: NetworkRows
  /// The class of every row; empty where there are indicators.
  public let labels: [Int32]
  /// Rows of 0 and 1, one column per label that may be true; nil where there are classes.
  public let indicators: Matrix<Double>?
  /// One weight per row; empty where all weigh the same.
  public let weights: [Double]

  /// Rows of one class each; throws for counts that differ, and for a weight that is none.
  public init(
    features: Matrix<Float>, labels: [Int32], weights: [Double] = []
  ) throws(TargetError) {
    try self.init(NetworkRows(features), labels: labels, weights: weights)
  }

  init(_ rows: NetworkRows, labels: [Int32], weights: [Double] = []) throws(TargetError) {
    try check(labels.count, of: .labels, expected: rows.rows)
    try check(weights: weights, rows: rows.rows)
    inputs = rows
    self.labels = labels
    self.weights = weights
    indicators = nil
  }

  /// Rows of several labels, each true or not; throws for counts that differ, and for an indicator
  /// or a weight that is out of range.
  public init(
    features: Matrix<Float>, indicators: Matrix<Double>, weights: [Double] = []
  ) throws(TargetError) {
    try self.init(NetworkRows(features), indicators: indicators, weights: weights)
  }

  init(
    _ rows: NetworkRows, indicators: Matrix<Double>, weights: [Double] = []
  ) throws(TargetError) {
    try check(indicators: indicators, rows: rows.rows)
    try check(weights: weights, rows: rows.rows)
    inputs = rows
    labels = []
    self.weights = weights
    self.indicators = indicators
  }
}

/// What one pass over the rows gave.
public struct TrainingEpoch: Sendable, Hashable, Codable {
  /// The first is 1.
  public var number: Int
  /// The size of its steps.
  public var learningRate: Double
  /// The mean training loss, each batch with the weights it was given.
  public var loss: Double
  /// The root mean square over the batches of the length of the gradient, penalty included.
  public var gradientNorm: Double
  /// The same for every layer's weights and biases, the first layer first.
  public var layerGradientNorms: [Double]
  /// Log loss and accuracy of the training rows after the epoch; nil unless requested.
  public var training: EpochScores?
  /// The same of held-out rows.
  public var heldOut: EpochScores?
}

/// What a network scores on rows; NaN where no row counts, and where the training has diverged.
public struct EpochScores: Sendable, Hashable, Codable {
  /// Mean −log p of the truth, in nats; under several sigmoid outputs the sum over them.
  public var logLoss: Double
  /// The share of rows, or of indicators, that are right; ignored rows are left out.
  public var accuracy: Double
}

/// Trains a ``NeuralNetwork`` by mini-batches, in a seeded order that every loss shares.
///
/// A step follows the gradient of the mean loss over the batch's rows that are not ignored, plus
/// (λ/2)‖W‖². Rows are gathered in blocks of a fixed size, whose gradients are merged in order: any
/// number of threads gives the same bits.
public struct NetworkTrainer: Sendable {
  /// The loss and what it does with targets.
  public var objective: Objective
  /// How a gradient becomes a step.
  public var optimizer: NetworkTrainer.Optimizer
  /// η, the size of a step.
  public var learningRate: Double
  /// How the size goes on from epoch to epoch.
  public var schedule: Schedule
  /// The rows per step.
  public var batchSize: Int
  /// λ, the factor of the penalty on weights; biases are free.
  public var l2: Double
  /// How likely a hidden unit is left out of a row in training, from 0 to below 1.
  ///
  /// Which ones are, the seed says, epoch by epoch and row by row. Those that stay are divided by the share that does, so
  /// that the sums of the next layer keep their mean, and nothing is left out of a network in use.
  public var dropout: Double
  /// The seed of the order of the rows; nil takes them as they come.
  public var seed: RandomSeed?
  /// The most threads to use; changes no bit.
  public var threads: Int

  /// A trainer for one objective.
  public init(
    _ objective: Objective, optimizer: NetworkTrainer.Optimizer = .adam(),
    learningRate: Double = 1e-3, schedule: Schedule = .constant,
    batchSize: Int = 32, l2: Double = 0, dropout: Double = 0, seed: RandomSeed? = RandomSeed(0),
    threads: Int = 1
  ) {
    self.objective = objective
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.batchSize = batchSize
    self.l2 = l2
    self.dropout = dropout
    self.seed = seed
    self.threads = threads
  }

  /// Trains for `epochs` passes, or until `each` returns false.
  ///
  /// With held-out rows and a `patience`, it stops when their log loss has not fallen for that many
  /// epochs, and the best weights are kept. After an error the network is as it was.
  /// - Throws: `TrainingError` for rows that do not fit the network or the objective, for a setting
  ///   that is out of range, and where the training diverges.
  public func train(
    _ network: inout NeuralNetwork, on rows: TrainingRows, heldOut: TrainingRows? = nil,
    epochs: Int,
    patience: Int? = nil, scoresTraining: Bool = false,
    each: (TrainingEpoch) -> Bool = { _ in true }
  ) throws(TrainingError) {
    try train(
      &network, onParts: rows, heldOut: heldOut, epochs: epochs, patience: patience,
      scoresTraining: scoresTraining, each: each)
  }

  /// The same with rows that need not all be in memory.
  func train(
    _ network: inout NeuralNetwork, onParts rows: any RowParts, heldOut: (any RowParts)?,
    epochs: Int, patience: Int?, scoresTraining: Bool, each: (TrainingEpoch) -> Bool
  ) throws(TrainingError) {
    var run = try TrainingRun(self, network, on: rows, heldOut: heldOut)
    try run.train(
      epochs: epochs, patience: patience, scoresTraining: scoresTraining,
      isCancelled: { false }, each: { epoch, _ in each(epoch) })
    network = run.kept
  }

  /// Throws for a setting that is out of range.
  func validate() throws(TrainingError) {
    try TrainingError.check(.learningRate, positive: learningRate)
    try schedule.validate()
    try TrainingError.check(.batchSize, batchSize)
    try TrainingError.check(.l2, l2)
    guard 0..<1 ~= dropout else { throw .outOfRange(.dropout, dropout) }
    try TrainingError.check(.threads, threads)
    try optimizer.validate()
  }
}

extension NeuralNetwork {
  /// Log loss and accuracy on these rows.
  func scores(_ rows: TrainingRows, ignoring ignored: Set<Int> = [], threads: Int) -> EpochScores {
    let all = product(rows.inputs, threads: threads)
    if let indicators = rows.indicators { return scores(all, indicators, rows.weights) }
    let outputs = all.columns
    var logits = ContiguousArray<Double>()
    logits.reserveCapacity(all.elements.count)
    var labels: [Int32] = []
    var weights: [Double] = []
    labels.reserveCapacity(rows.labels.count)
    for (row, label) in rows.labels.enumerated() where !ignored.contains(Int(label)) {
      labels.append(label)
      if !rows.weights.isEmpty { weights.append(rows.weights[row]) }
      for j in 0..<outputs { logits.append(Double(all.elements[row * outputs + j])) }
    }
    if labels.isEmpty { return .undefined }
    let counted = Matrix(rows: labels.count, columns: outputs, fitting: logits)
    let scores: RowScores
    do throws(EvaluationError) {
      scores = try RowScores(
        logProbabilities: logProbabilitiesOf(
          logits: counted, unit: outputs == 1 ? .sigmoid : .softmax), labels: labels)
    } catch {
      // The labels were checked before the training, so it has diverged: a logit is no number.
      return .undefined
    }
    var logLoss = mean(scores.logLoss, weights)
    if outputs > 1, architecture.layers[architecture.layers.count - 1].activation == .sigmoid {
      let total = known {
        try Objective(SigmoidCrossEntropy()).value(
          logits: counted, labels: labels, rowWeights: weights)
      }
      logLoss = total.meanOverWeight ?? .nan
    }
    return EpochScores(logLoss: logLoss, accuracy: mean(scores.correct, weights))
  }

  private func scores(
    _ logits: Matrix<Float>, _ indicators: Matrix<Double>, _ weights: [Double]
  ) -> EpochScores {
    let total = known {
      try Objective(SigmoidCrossEntropy()).value(
        logits: logits, targets: indicators, rowWeights: weights)
    }
    let right = (0..<logits.rows).map { row in
      shareOfLabelsRight(
        logits.elements.span.extracting(row * logits.columns..<(row + 1) * logits.columns),
        indicators, row: row)
    }
    return EpochScores(logLoss: total.meanOverWeight ?? .nan, accuracy: mean(right, weights))
  }
}

extension EpochScores {
  fileprivate static let undefined = EpochScores(logLoss: .nan, accuracy: .nan)
}

/// The mean of one value per row, of weights that were checked; none weigh the same.
private func mean(_ values: [Double], _ weights: [Double]) -> Double {
  known { try MeanEstimate(of: values, weights: weights.isEmpty ? nil : weights).mean }
}

/// The share of a row's labels that its logits put on the right side.
func shareOfLabelsRight(_ logits: Span<Float>, _ indicators: Matrix<Double>, row: Int) -> Double {
  var right = 0
  for j in logits.indices where (logits[j] > 0) == (indicators[row, j] > 0.5) { right += 1 }
  return Double(right) / Double(logits.count)
}

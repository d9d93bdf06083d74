internal import CrossEntropyFiles

/// Rows to train on, in parts of which one is in memory at a time.
protocol RowParts: Sendable {
  /// How many rows each part has: none is empty.
  var partRows: [Int] { get }

  /// Brings a part into memory.
  func part(_ index: Int) throws(TrainingError) -> TrainingRows
}

extension TrainingRows: RowParts {
  var partRows: [Int] { [inputs.rows] }

  func part(_ index: Int) -> TrainingRows { self }
}

extension NeuralNetwork {
  /// Log loss and accuracy on rows in parts.
  func scores(
    inParts rows: any RowParts, ignoring ignored: Set<Int> = [], threads: Int
  ) throws(TrainingError) -> EpochScores {
    if rows.partRows.count == 1 {
      return scores(try rows.part(0), ignoring: ignored, threads: threads)
    }
    var (logLoss, accuracy, weight) = (0.0, 0.0, 0.0)
    for index in rows.partRows.indices {
      let part = try rows.part(index)
      let scores = self.scores(part, ignoring: ignored, threads: threads)
      let own = part.weights.isEmpty ? Double(part.inputs.rows) : part.weights.reduce(0, +)
      logLoss += own * scores.logLoss
      accuracy += own * scores.accuracy
      weight += own
    }
    return EpochScores(logLoss: logLoss / weight, accuracy: accuracy / weight)
  }
}

internal import CrossEntropy

/// A model's outputs: one target of classes, or several labels that may all be true.
package struct OutputShape: Sendable, Hashable {
  let outputs: Int
  let unit: OutputUnit
  /// The number of targets that the outputs predict.
  let targets: Int

  /// The shape for targets of this many classes each; several have two each, and one output.
  package init(classes: [Int]) {
    targets = classes.count
    outputs = targets == 1 ? LinearModel.outputs(classes: classes[0]) : targets
    unit = outputs == 1 || targets > 1 ? .sigmoid : .softmax
  }

  /// The shape of a dataset's models.
  init(_ dataset: Dataset) { self.init(classes: dataset.targets.map(\.classes.count)) }

  /// The log-probability of every class, target by target.
  func logProbabilities(of logits: Matrix<Double>) -> [Matrix<Double>] {
    classLogits(logits).map { logSoftmax($0, threads: 1) }
  }

  /// Log-probabilities but for what all classes of a row have in common: the logits themselves, and of a lone
  /// output z the pair 0, z.
  func classLogits(_ logits: Matrix<Double>) -> [Matrix<Double>] {
    if unit == .softmax { return [logits] }
    return (0..<targets).map { target in
      var pairs = ContiguousArray(repeating: 0.0, count: 2 * logits.rows)
      for row in 0..<logits.rows { pairs[2 * row + 1] = logits[row, target] }
      return Matrix(rows: logits.rows, columns: 2, fitting: pairs)
    }
  }
}

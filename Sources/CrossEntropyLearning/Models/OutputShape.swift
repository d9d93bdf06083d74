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
    if targets == 1 { return [logProbabilitiesOf(logits: logits, unit: unit)] }
    return (0..<targets).map { target in
      let column = (0..<logits.rows).map { logits[$0, target] }
      return logProbabilitiesOf(
        logits: Matrix(rows: logits.rows, columns: 1, fitting: ContiguousArray(column)), unit: unit)
    }
  }
}

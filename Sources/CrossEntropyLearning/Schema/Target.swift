internal import CrossEntropy

/// A column that is to be predicted.
public struct Target: Sendable, Hashable {
  /// The column's name.
  public let name: String
  /// The classes, sorted; of two the last is the positive one.
  public let classes: [String]
  /// The class of every row, as an index into `classes`.
  public let labels: [Int32]
}

/// What a model puts out: one target of classes, or several labels that may all be true.
package struct OutputShape: Sendable, Hashable {
  let outputs: Int
  let unit: OutputUnit
  /// How many targets the outputs are for.
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
    if targets == 1 { return [logProbabilitiesOf(logits: logits)] }
    return (0..<targets).map { target in
      let column = (0..<logits.rows).map { logits[$0, target] }
      return logProbabilitiesOf(
        logits: Matrix(rows: logits.rows, columns: 1, elements: ContiguousArray(column)))
    }
  }
}

/// The labels of rows, target by target, as a trainer takes them.
struct RowTargets: Sendable {
  /// The class of every row, target by target.
  let labels: [[Int32]]
  /// Of several targets, rows of 0 and 1 with one column per target.
  let indicators: Matrix<Double>?

  init(_ labels: [[Int32]]) {
    self.labels = labels
    guard labels.count > 1 else {
      indicators = nil
      return
    }
    var indicators = Matrix(rows: labels[0].count, columns: labels.count, repeating: 0.0)
    for (target, labels) in labels.enumerated() {
      for (row, label) in labels.enumerated() { indicators[row, target] = Double(label) }
    }
    self.indicators = indicators
  }
}

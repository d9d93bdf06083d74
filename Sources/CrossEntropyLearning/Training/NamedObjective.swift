public import CrossEntropy

extension Objective {
  /// A loss by its name, `focal:gamma=2` or Keras's `categorical_crossentropy`, for a model and its rows.
  ///
  /// The model's last activation says whether it is the loss of softmax or of sigmoid outputs; the rows
  /// give the weights of a balanced loss. The names are those of ``ComparedLoss/init(parsing:)``.
  public init(
    named name: String, for model: Sequential, on rows: TrainingRows
  ) throws(LossNameError) {
    let loss = try ComparedLoss(parsing: name)
    let isSigmoid = model.layers[model.layers.count - 1].activation == .sigmoid
    let isMultiLabel = isSigmoid && model.outputs > 1
    let classes =
      isMultiLabel
      ? [Int](repeating: 2, count: model.outputs) : [isSigmoid ? 2 : model.outputs]
    let balance = rows.labels(targets: classes.count).enumerated().map { target, labels in
      balancedWeights(labels, weights: rows.weights, classes: classes[target])
    }
    self = loss.objective(OutputShape(classes: classes), balance: balance)
  }
}

extension TrainingRows {
  /// The class of every row; of several targets, whether each is true of it.
  fileprivate func labels(targets: Int) -> [[Int32]] {
    if let indicators {
      return (0..<targets).map { target in
        (0..<indicators.rows).map { indicators[$0, target] > 0.5 ? 1 : 0 }
      }
    }
    if targets == 1 { return [labels] }
    return (0..<targets).map { target in labels.map { $0 == Int32(target) ? 1 : 0 } }
  }
}

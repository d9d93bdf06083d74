public import CrossEntropy

extension Objective {
  /// A loss by its name, `focal:gamma=2` or Keras's `categorical_crossentropy`, for a model and its rows.
  ///
  /// The model's last activation says whether it is the loss of softmax or of sigmoid outputs; the rows
  /// give the weights of a balanced loss. The names are those of ``ComparedLoss/init(parsing:)``.
  /// - Throws: `TrainingError` for a name that is none, for a label that is none of the model's
  ///   classes, and where a balanced loss cannot be: a label is true of every row or of none.
  public init(
    named name: String, for model: NetworkArchitecture, on rows: TrainingRows
  ) throws(TrainingError) {
    let loss: ComparedLoss
    do throws(LossNameError) {
      loss = try ComparedLoss(parsing: name)
    } catch {
      throw .badLoss(error)
    }
    let isSigmoid = model.layers[model.layers.count - 1].activation == .sigmoid
    let isMultiLabel = isSigmoid && model.outputs > 1
    let classes =
      isMultiLabel
      ? [Int](repeating: 2, count: model.outputs) : [isSigmoid ? 2 : model.outputs]
    try TrainingError.targets { () throws(TargetError) in
      if let indicators = rows.indicators {
        try check(indicators.columns, of: .outputs, expected: model.outputs)
      } else {
        try check(
          labels: rows.labels, rows: rows.inputs.rows,
          classes: isMultiLabel ? model.outputs : classes[0])
      }
    }
    let balance = rows.labels(targets: classes.count).enumerated().map { target, labels in
      balancedWeights(labels, weights: rows.weights, classes: classes[target])
    }
    do throws(ObjectiveError) {
      self = try loss.objective(OutputShape(classes: classes), checking: balance)
    } catch {
      throw .badObjective(error)
    }
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

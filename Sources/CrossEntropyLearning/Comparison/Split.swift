internal import CrossEntropy
internal import CrossEntropyEvaluation

/// One outer fold: the rows to train on, the rows to judge on, and the inner folds of the former.
struct Split: Sendable {
  let repeatIndex: Int
  let fold: Int
  let training: [Int]
  let test: [Int]
  let inner: Folds
  /// The class shares of the held-out rows.
  let classShares: [Double]

  static let innerFolds = 3
}

/// Rows as a model takes them.
struct EncodedRows: Sendable {
  let design: DesignMatrix
  let labels: [Int32]
  /// One weight a row; empty where all weigh the same.
  let weights: [Double]

  init(_ dataset: Dataset, rows: [Int], encoder: FeatureEncoder) {
    design = encoder.encode(dataset, rows: rows)
    labels = rows.map { dataset.labels[$0] }
    weights = dataset.weights.map { all in rows.map { all[$0] } } ?? []
  }
}

/// What a fit learns from and what its model is shown, encoded by the training rows alone.
struct Part: Sendable {
  let training: EncodedRows
  let heldOut: EncodedRows
  /// n / (C·n_c): the weights under which every class of the training rows weighs the same.
  let balance: [Double]

  init(_ dataset: Dataset, training rows: [Int], heldOut: [Int]) {
    let encoder = FeatureEncoder(dataset, rows: rows)
    training = EncodedRows(dataset, rows: rows, encoder: encoder)
    self.heldOut = EncodedRows(dataset, rows: heldOut, encoder: encoder)
    balance = balancedWeights(training, classes: dataset.classes.count)
  }

  /// What the model says of the held-out rows, read by the rule.
  func heldOutLogProbabilities(_ model: some FittedModel, rule: ReadingRule) -> Matrix<Double> {
    var logs = model.logProbabilities(heldOut.design)
    if rule.dividesOutBalance {
      Recalibration.priorCorrection(classWeights: balance).apply(to: &logs)
    }
    return logs
  }
}

/// A split with everything encoded: made where it is needed, since it is as large as the table.
struct EncodedSplit: Sendable {
  let split: Split
  /// The inner folds' parts.
  let inner: [Part]
  /// Places of the inner parts' held-out rows among the training rows.
  let innerPlaces: [[Int]]
  let outer: Part
  let classes: Int

  init(_ dataset: Dataset, split: Split) {
    self.split = split
    classes = dataset.classes.count
    innerPlaces = (0..<split.inner.count).map { split.inner.rows(in: $0) }
    inner = (0..<split.inner.count).map { fold in
      Part(
        dataset, training: split.inner.rowsOutside(fold).map { split.training[$0] },
        heldOut: split.inner.rows(in: fold).map { split.training[$0] })
    }
    outer = Part(dataset, training: split.training, heldOut: split.test)
  }

  /// The log-probabilities of all training rows, each by the model that did not see it.
  func outOfFold(_ models: [some FittedModel], rule: ReadingRule) -> Matrix<Double> {
    var all = Matrix(rows: split.training.count, columns: classes, repeating: 0.0)
    for (part, (model, places)) in zip(inner, zip(models, innerPlaces)) {
      let some = part.heldOutLogProbabilities(model, rule: rule)
      for (i, place) in places.enumerated() {
        for c in 0..<classes { all[place, c] = some[i, c] }
      }
    }
    return all
  }
}

private func balancedWeights(_ rows: EncodedRows, classes: Int) -> [Double] {
  var counts = [Double](repeating: 0, count: classes)
  for (i, label) in rows.labels.enumerated() {
    counts[Int(label)] += rows.weights.isEmpty ? 1 : rows.weights[i]
  }
  let total = counts.reduce(0, +)
  // A class whose rows all weigh nothing has no say, whatever its weight.
  return counts.map { $0 > 0 ? total / (Double(classes) * $0) : 0 }
}

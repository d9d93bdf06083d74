internal import CrossEntropy
package import CrossEntropyEvaluation

/// One outer fold: the rows to train on, the rows to judge on, and the inner folds of the former.
package struct Split: Sendable {
  package let repeatIndex: Int
  package let fold: Int
  package let training: [Int]
  package let test: [Int]
  /// Where the test rows stand among all that are judged.
  package let places: [Int]
  package let inner: Folds
  /// The class shares of the held-out rows.
  package let classShares: [Double]

  /// How many inner folds there are unless told otherwise.
  package static let usualInnerFolds = 3

  package init(
    repeatIndex: Int, fold: Int, training: [Int], test: [Int], places: [Int]? = nil, inner: Folds,
    classShares: [Double]
  ) {
    self.repeatIndex = repeatIndex
    self.fold = fold
    self.training = training
    self.test = test
    self.places = places ?? test
    self.inner = inner
    self.classShares = classShares
  }
}

/// The rows that a fit learns from and those its model scores, encoded from the training rows
/// alone.
struct Part: Sendable {
  let training: EncodedRows
  let heldOut: EncodedRows
  /// n / (C·n_c), target by target: with these weights every class of the training rows weighs the
  /// same.
  let balance: [[Double]]
  private let shape: OutputShape

  init(_ dataset: Dataset, training rows: [Int], heldOut: [Int], as form: EncodedRows.Form) {
    let encoder = FeatureEncoder(dataset, rows: rows)
    training = EncodedRows(dataset, rows: rows, encoder: encoder, as: form)
    self.heldOut = EncodedRows(dataset, rows: heldOut, encoder: encoder, as: form)
    let weights = training.weights
    balance = zip(dataset.targets, training.targets.labels).map { target, labels in
      balancedWeights(labels, weights: weights, classes: target.classes.count)
    }
    shape = OutputShape(dataset)
  }

  /// The log-probabilities of held-out rows from their logits, as the loss reads them: one matrix
  /// per target.
  func logProbabilities(
    of logits: Matrix<Double>, readBy loss: ComparedLoss
  ) throws(SearchError) -> [Matrix<Double>] {
    var logs = shape.logProbabilities(of: logits)
    if loss.kind.dividesOutBalance {
      for (target, balance) in balance.enumerated() {
        try ours { () throws(RecalibrationError) in
          try Recalibration.priorCorrection(classWeights: balance).apply(to: &logs[target])
        }
      }
    }
    return logs
  }
}

/// The inner folds of a split, encoded; made only when needed, since they are as large as the table.
struct InnerParts: Sendable {
  let all: [Part]
  /// The classes of the split's training rows, target by target, and their weights if they differ.
  let labels: [[Int32]]
  let weights: [Double]?
  /// Places of the parts' held-out rows among the training rows.
  private let places: [[Int]]
  private let classes: [Int]

  init(_ dataset: Dataset, of split: Split, as form: EncodedRows.Form) {
    classes = dataset.targets.map(\.classes.count)
    labels = dataset.targets.map { target in split.training.map { target.labels[$0] } }
    weights = dataset.weights.map { all in split.training.map { all[$0] } }
    places = (0..<split.inner.count).map { split.inner.rows(in: $0) }
    all = (0..<split.inner.count).map { fold in
      Part(
        dataset, training: split.inner.rowsOutside(fold).map { split.training[$0] },
        heldOut: split.inner.rows(in: fold).map { split.training[$0] }, as: form)
    }
  }

  /// The log-probabilities of all training rows, by the held-out logits of every inner part.
  func outOfFold(
    _ logits: [Matrix<Double>], readBy loss: ComparedLoss
  ) throws(SearchError) -> [Matrix<Double>] {
    var logs = zip(classes, labels).map {
      Matrix(rows: $1.count, columns: $0, repeating: 0.0)
    }
    for (part, (logits, places)) in zip(all, zip(logits, places)) {
      for (target, some) in try part.logProbabilities(of: logits, readBy: loss).enumerated() {
        for (i, place) in places.enumerated() {
          for c in 0..<classes[target] { logs[target][place, c] = some[i, c] }
        }
      }
    }
    return logs
  }
}

/// n / (C·n_c) by class: under these weights every class weighs the same.
func balancedWeights(_ labels: [Int32], weights: [Double], classes: Int) -> [Double] {
  var counts = [Double](repeating: 0, count: classes)
  for (i, label) in labels.enumerated() {
    counts[Int(label)] += weights.isEmpty ? 1 : weights[i]
  }
  let total = counts.reduce(0, +)
  // A class whose rows all weigh nothing does not count, whatever its weight.
  return counts.map { $0 > 0 ? total / (Double(classes) * $0) : 0 }
}

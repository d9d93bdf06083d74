internal import CrossEntropy

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

  /// Rows with these labels as a network is trained on them; the counts and weights are known to fit.
  func trainingRows(_ rows: NetworkRows, weights: [Double]) -> TrainingRows {
    known {
      if let indicators {
        return try TrainingRows(rows, indicators: indicators, weights: weights)
      }
      return try TrainingRows(rows, labels: labels[0], weights: weights)
    }
  }
}

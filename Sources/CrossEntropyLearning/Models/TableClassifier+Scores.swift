public import CrossEntropyEvaluation
public import CrossEntropyFiles

/// How good predictions are, by the labels of the rows.
public struct ClassifierScores: Sendable, Hashable, Codable {
  /// The rows that were scored.
  public let rows: Int
  /// Rows that were left out because a target's cell is missing.
  public let unlabelledRows: Int
  /// Mean −log p of the truth in nats; with several labels their sum.
  public let logLoss: MeanEstimate
  /// The mean Brier score: of the positive class for two classes, else over all; with several labels their sum.
  public let brierScore: MeanEstimate
  /// The share of rows, or of labels, whose most probable class is the truth.
  public let accuracy: MeanEstimate
  /// How each class of every target fares.
  public let classes: [ClassSums]
}

extension TableClassifier {
  /// Scores the predictions of a table by its own target; a row without a label is left out.
  public func scores(on table: DataTable) throws(ClassifierError) -> ClassifierScores {
    let labels = try schema.targets.map { (target) throws(ClassifierError) in
      try target.labels(in: table)
    }
    let rows = (0..<table.rowCount).filter { row in labels.allSatisfy { $0[row] >= 0 } }
    let design = encoder.encode(try schema.select(from: table), rows: rows)
    return try scores(
      predictions(design), labels: labels.map { all in rows.map { all[$0] } }, units: RowUnits(),
      unlabelledRows: table.rowCount - rows.count)
  }

  /// Scores the predictions of rows of a dataset, all unless they are named, with its weights and groups.
  public func scores(
    on dataset: Dataset, rows: [Int]? = nil
  ) throws(ClassifierError) -> ClassifierScores {
    let rows = rows ?? Array(0..<dataset.rows)
    let labels = try schema.targets.map { (target) throws(ClassifierError) in
      try target.labels(in: dataset, rows: rows)
    }
    return try scores(
      try predict(dataset, rows: rows), labels: labels,
      units: RowUnits(
        weights: dataset.weights.map { all in rows.map { all[$0] } },
        groups: dataset.groups.map { all in rows.map { all[$0] } }), unlabelledRows: 0)
  }

  private func scores(
    _ predictions: [ClassPredictions], labels: [[Int32]], units: RowUnits, unlabelledRows: Int
  ) throws(ClassifierError) -> ClassifierScores {
    let rows = labels[0].count
    if rows == 0 { throw .noLabels }
    do throws(EvaluationError) {
      let each = try zip(predictions, labels).map { (prediction, labels) throws(EvaluationError) in
        try RowScores(logProbabilities: prediction.logProbabilities, labels: labels)
      }
      let all = try OutOfFoldScores(
        [OutOfFoldScores.Fold(rows: Array(0..<rows), scores: each)], count: 1, rows: rows,
        units: units)
      return ClassifierScores(
        rows: rows, unlabelledRows: unlabelledRows, logLoss: try units.mean(of: all.logLoss),
        brierScore: try units.mean(of: all.brier), accuracy: try units.mean(of: all.accuracy),
        classes: try zip(zip(classes, labels), each).map {
          (target, scores) throws(EvaluationError) in
          var sums = try ClassSums(classes: target.0.count)
          try sums.add(
            labels: target.1, predicted: scores.predicted, weights: units.weights)
          return sums
        })
    } catch {
      throw .broken("\(error)")
    }
  }
}

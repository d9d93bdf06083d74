internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

// What a reading's log-probabilities of the held-out rows say by themselves, whatever cross entropy's say.
extension Judge {
  /// The scores of every split's rows, by target.
  func rowScores(_ heldOut: [SplitResult.HeldOut]) throws(EvaluationError) -> [[RowScores]] {
    try zip(splits, heldOut).map { (split, heldOut) throws(EvaluationError) in
      try zip(dataset.targets, heldOut.logProbabilities).map {
        (target, logs) throws(EvaluationError) in
        try RowScores(logProbabilities: logs, labels: split.places.map { target.labels[$0] })
      }
    }
  }

  /// The log-probabilities of all rows, by target and repeat.
  func logProbabilities(_ heldOut: [SplitResult.HeldOut]) -> [[Matrix<Double>]] {
    dataset.targets.enumerated().map { (index, target) in
      let classes = target.classes.count
      var all = [Matrix<Double>](
        repeating: Matrix(rows: dataset.rows, columns: classes, repeating: 0), count: repeats)
      for (split, heldOut) in zip(splits, heldOut) {
        let logs = heldOut.logProbabilities[index]
        for (i, row) in split.places.enumerated() {
          for c in 0..<classes { all[split.repeatIndex][row, c] = logs[i, c] }
        }
      }
      return all
    }
  }

  /// Every row is a forecast; with several targets every row and target.
  func calibrationError(_ scores: [[RowScores]]) throws(EvaluationError) -> CalibrationError {
    let (rows, targets) = (dataset.rows, dataset.targets)
    var forecasts = [Forecasts](
      repeating: Forecasts(classes: targets[0].classes.count, rows: rows * targets.count),
      count: repeats)
    for (split, scores) in zip(splits, scores) {
      for (target, scores) in scores.enumerated() {
        forecasts[split.repeatIndex].place(
          scores.forecasts, at: split.places.lazy.map { target * rows + $0 })
      }
    }
    return try CalibrationError(
      forecasts, weights: dataset.weights.map { w in targets.flatMap { _ in w } },
      simulations: simulations, seed: simulationSeed)
  }

  /// Nil with groups and with several labels.
  func calibrationTest(_ logs: [[Matrix<Double>]]) throws(EvaluationError) -> CalibrationTest? {
    if table.withholding != nil { return nil }
    return try CalibrationTest(
      logs[0], labels: dataset.targets[0].labels, weights: dataset.weights, seed: simulationSeed)
  }

  /// Nil with two classes, whose probabilities are off together, and with several labels.
  func classwiseError(
    _ logs: [[Matrix<Double>]]
  ) throws(EvaluationError) -> ClasswiseCalibrationError? {
    if dataset.isMultiLabel || dataset.targets[0].classes.count == 2 { return nil }
    return try ClasswiseCalibrationError(
      logs[0], labels: dataset.targets[0].labels, weights: dataset.weights,
      // Every class of every row is counted by itself, so that of many rows fewer truths are drawn.
      simulations: dataset.rows > CalibrationTest.mostRowsDrawn
        ? min(simulations, 200) : simulations,
      seed: simulationSeed)
  }

  /// The mean over targets and repeats.
  func ranking(_ logs: [[Matrix<Double>]]) throws(EvaluationError) -> RankingScores {
    RankingScores(
      meanOf: try zip(dataset.targets, logs).map { (target, logs) throws(EvaluationError) in
        RankingScores(
          meanOf: try logs.map { (logs) throws(EvaluationError) in
            try RankingScores(
              logProbabilities: logs, labels: target.labels, weights: dataset.weights)
          })
      })
  }

  /// Truths drawn row by row are too regular where rows come in groups.
  private var simulations: Int {
    table.withholding == .rowsAreGrouped ? 0 : CalibrationError.usualSimulations
  }

  private var simulationSeed: RandomSeed { RandomSeed(seed).derived(2) }
}

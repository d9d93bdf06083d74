internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

extension ScoreRequest {
  /// Reads the files, looks at their numbers, and scores them.
  ///
  /// - Parameters:
  ///   - threads: The most threads; they change no digit.
  ///   - memory: The most bytes to hold beyond the files; nil: half of what is free.
  public func run(threads: Int = 1, memory: Int? = nil) throws(WorkflowError) -> ScoreOutcome {
    try validate()
    var (scores, rows): ([PredictionScores], [ScoredRows]) = ([], [])
    for reading in predictions {
      let file = try PredictionFile(self, reading, memory: memory)
      // Numbers, logarithms, probabilities and their scores, and what the rankings sort.
      try file.table.checkMemory(
        with: 64 * Double(file.rows.count * (file.classes.count + 3)), memory)
      let (some, scored) = try self.scores(of: file, threads: threads)
      scores.append(some)
      rows.append(scored)
    }
    return ScoreOutcome(
      request: self, predictions: scores,
      pairs: try rows.dropFirst().map { (own) throws(WorkflowError) in
        try PredictionPair(
          own, against: rows[0], comparisons: rows.count - 1, margin: margin,
          constant: scores[0].baseRateLogLoss ?? 0)
      })
  }

  private func scores(
    of file: PredictionFile, threads: Int
  ) throws(WorkflowError) -> (PredictionScores, ScoredRows) {
    let kept = file.labels.indices.filter { file.labels[$0] >= 0 && file.weights?[$0] != 0 }
    guard !kept.isEmpty else {
      throw WorkflowError(
        .score(.nothingToScore), at: .file(file.table.name), remedies: [.set(.target)])
    }
    let labels = kept.map { file.labels[$0] }
    let units = RowUnits(
      weights: file.weights.map { all in kept.map { all[$0] } },
      groups: file.groups.map { all in kept.map { all[$0] } })
    let numbers = PredictionNumbers(file, kept)
    let asGiven = try numbers.logProbabilities(scale, normalizes: normalizes, file)
    // What rounding leaves of a sum of 1 is nothing that a calibration could be tested by.
    let logs = logSoftmax(asGiven, threads: 1)
    do throws(EvaluationError) {
      let classes = file.classes.count
      let rows: RowScores
      if let probabilities = numbers.probabilities(scale, normalizes: normalizes) {
        rows = try RowScores(
          probabilities: probabilities, labels: labels, tolerance: numbers.tolerance)
      } else {
        rows = try RowScores(logProbabilities: logs, labels: labels)
      }
      let sums = try ScoreSums(rows, labels: labels, classes: classes, units: units)
      let logLoss = sums.logLoss.estimate
      let ranking = try RankingEstimates(scores: logs, labels: labels, units: units)
      let calibration = try CalibrationError([
        CalibrationSums(
          rows.forecasts, weights: units.weights, seed: RandomSeed(seed).derived(0),
          threads: threads)
      ])
      let rate = try ConstantPredictor.logLossOfOthers(
        labels: labels, classes: classes, weights: units.weights)
      let skill = try rate.map { (rate) throws(EvaluationError) in
        try SkillScore(losses: rows.logLoss, constants: rate, units: units)
      }
      let test =
        units.groups == nil && sums.infiniteRows == 0
        ? try CalibrationTest(
          [logs], labels: labels, weights: units.weights, seed: RandomSeed(seed).derived(1)) : nil
      let area = ranking.rocAUC
      let scored = ScoredRows(
        name: file.table.name,
        keys: kept.map { file.ids?[$0] ?? "\($0)" }, id: id,
        truths: labels.map { file.classes[Int($0)] }, scores: rows, units: units,
        lines: kept.map { file.table.line(ofRow: file.rows[$0]) })
      let scores = PredictionScores(
        path: file.table.name, rows: kept.count,
        unlabelledRows: file.labels.count { $0 < 0 },
        classes: zip(file.classes, sums.classes.scores).map {
          PredictionScores.ClassScores(
            name: $0, rows: $1.rows, predicted: $1.predicted, truePositives: $1.truePositives)
        },
        logLoss: PredictionScores.Score(logLoss, try logLoss.interval()),
        perplexity: PredictionScores.Score(try logLoss.perplexity),
        brier: PredictionScores.Score(sums.brier.estimate, try sums.brier.estimate.interval()),
        accuracy: try sums.accuracy.share.map { PredictionScores.Score($0) }
          ?? PredictionScores.Score(sums.accuracy.estimate, nil),
        balancedAccuracy: try sums.confusion.balancedAccuracy.map { PredictionScores.Score($0) },
        macroF1: try sums.confusion.macroF1.map { PredictionScores.Score($0) },
        matthews: try sums.confusion.matthews.map { PredictionScores.Score($0) },
        rocAUC: area.map { PredictionScores.Score($0) },
        baseRateLogLoss: try rate.map { (rate) throws(EvaluationError) in
          try units.mean(of: rate).mean
        },
        skill: skill.map { PredictionScores.Score(value: $0.estimate, interval: $0.interval) },
        calibration: calibration, calibrationTest: test,
        impossible: impossible(sums, file, kept),
        lint: file.lint + numbers.findings(scale)
          + (area.flatMap { $0.value < 0.5 ? [.backwards(rocAUC: $0.value)] : nil } ?? [])
          + (classes > 2 ? try permutation(logs, labels, units, file.classes) : [])
          + lint(file.classes, sums, units: logLoss.units),
        notes: file.table.notes.map { .table($0) })
      return (scores, scored)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(file.table.name))
    }
  }

  /// That the columns of the classes are probably permuted; of two classes the ranking says so.
  private func permutation(
    _ logs: Matrix<Double>, _ labels: [Int32], _ units: RowUnits, _ classes: [String]
  ) throws(EvaluationError) -> [LintFinding] {
    guard let found = try ClassPermutation(of: logs, labels: labels, units: units) else {
      return []
    }
    let moved = classes.indices.filter { found.columns[$0] != $0 }
    return [
      .permuted(
        classes: moved.map { classes[$0] }, under: moved.map { classes[found.columns[$0]] },
        logLoss: found.logLoss)
    ]
  }

  /// What is to be known of the classes and the groups.
  private func lint(_ classes: [String], _ sums: ScoreSums, units: Int) -> [LintFinding] {
    let unseen = zip(classes, sums.classes.scores).filter { $1.rows == 0 }.map(\.0)
    var lint: [LintFinding] = unseen.isEmpty ? [] : [.unseen(classes: unseen)]
    if group != nil, units < MeanEstimate.fewestUnitsWithoutWarning {
      lint.append(.fewGroups(units))
    }
    if sums.confusion.isTooSmallForIntervals { lint.append(.narrowIntervals) }
    return lint
  }

  private func impossible(
    _ sums: ScoreSums, _ file: PredictionFile, _ kept: [Int]
  ) -> PredictionScores.Impossible? {
    guard sums.infiniteRows > 0 else { return nil }
    return PredictionScores.Impossible(
      rows: sums.infiniteRows,
      first: sums.firstInfiniteRows.map { file.table.line(ofRow: file.rows[kept[$0]]) },
      clippedLogLoss: sums.clippedLogLoss.estimate.mean, clippedShare: sums.clippedShare,
      logLossOfOthers: sums.finiteLogLoss.isNaN ? nil : sums.finiteLogLoss)
  }
}

extension PredictionScores.Score {
  fileprivate init(_ estimate: ScoreEstimate) {
    self.init(value: estimate.value, interval: estimate.interval)
  }

  fileprivate init(_ estimate: MeanEstimate, _ interval: ConfidenceInterval?) {
    self.init(value: estimate.mean, interval: interval)
  }
}

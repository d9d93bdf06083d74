internal import CrossEntropy
internal import CrossEntropyEvaluation

extension PredictionScores {
  /// The scores of the rows of a file.
  init(_ scored: ScoredRows, _ request: ScoreRequest, threads: Int) throws(WorkflowError) {
    let (labels, units, rows, logs) = (
      scored.labels, scored.units, scored.scores, scored.logProbabilities
    )
    let (classes, seed) = (scored.classes.count, request.seed)
    do {
      let sums = try ScoreSums(rows, labels: labels, classes: classes, units: units)
      let logLoss = sums.logLoss.estimate
      let ranking = try RankingEstimates(scores: logs, labels: labels, units: units)
      let calibration = try CalibrationError([
        CalibrationSums(
          rows.forecasts, weights: units.weights,
          simulations: units.groups == nil ? CalibrationError.usualSimulations : 0,
          seed: RandomSeed(seed).derived(0), threads: threads)
      ])
      let rate = try ConstantPredictor.logLossOfOthers(
        labels: labels, classes: classes, weights: units.weights)
      let skill = try rate.map { rate in
        try SkillScore(losses: rows.logLoss, constants: rate, units: units)
      }
      let test =
        units.groups == nil && sums.infiniteRows == 0
        ? try CalibrationTest(
          [logs], labels: labels, weights: units.weights, seed: RandomSeed(seed).derived(1)) : nil
      let area = ranking.rocAUC
      self.init(
        path: scored.path, rows: scored.count, unlabelledRows: scored.unlabelledRows,
        classes: zip(scored.classes, sums.classes.scores).map {
          ClassScores(
            name: $0, rows: $1.rows, predicted: $1.predicted, truePositives: $1.truePositives)
        },
        logLoss: Score(logLoss, try logLoss.interval()),
        perplexity: Score(try logLoss.perplexity),
        brier: Score(sums.brier.estimate, try sums.brier.estimate.interval()),
        accuracy: try sums.accuracy.share.map { Score($0) }
          ?? Score(sums.accuracy.estimate, nil),
        balancedAccuracy: try sums.confusion.balancedAccuracy.map { Score($0) },
        macroF1: try sums.confusion.macroF1.map { Score($0) },
        matthews: try sums.confusion.matthews.map { Score($0) },
        rocAUC: area.map { Score($0) },
        baseRateLogLoss: try rate.map { rate in
          try units.mean(of: rate).mean
        },
        skill: skill.map { Score(value: $0.estimate, interval: $0.interval) },
        calibration: calibration, calibrationTest: test,
        recalibration: try RecalibrationScores(
          scored, test, isImpossible: sums.infiniteRows > 0, seed: RandomSeed(seed).derived(2),
          threads: threads),
        impossible: Self.impossible(sums, scored),
        lint: scored.lint
          + (area.flatMap { $0.value < 0.5 ? [.backwards(rocAUC: $0.value)] : nil } ?? [])
          + (classes > 2 ? try Self.permutation(scored) : [])
          + Self.lint(scored, sums, units: logLoss.units),
        notes: scored.notes)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(scored.path))
    }
  }

  /// That the columns of the classes are probably permuted; of two classes the ranking says so.
  private static func permutation(
    _ scored: ScoredRows
  ) throws(EvaluationError) -> [LintFinding] {
    guard
      let found = try ClassPermutation(
        of: scored.logProbabilities, labels: scored.labels, units: scored.units)
    else { return [] }
    let classes = scored.classes
    let moved = classes.indices.filter { found.columns[$0] != $0 }
    return [
      .permuted(
        classes: moved.map { classes[$0] }, under: moved.map { classes[found.columns[$0]] },
        logLoss: found.logLoss)
    ]
  }

  /// What is to be known of the classes and the groups.
  private static func lint(
    _ scored: ScoredRows, _ sums: ScoreSums, units: Int
  ) -> [LintFinding] {
    let unseen = zip(scored.classes, sums.classes.scores).filter { $1.rows == 0 }.map(\.0)
    var lint: [LintFinding] = unseen.isEmpty ? [] : [.unseen(classes: unseen)]
    if scored.units.groups != nil, units < MeanEstimate.fewestUnitsWithoutWarning {
      lint.append(.fewGroups(units))
    }
    if sums.confusion.isTooSmallForIntervals { lint.append(.narrowIntervals) }
    return lint
  }

  private static func impossible(_ sums: ScoreSums, _ scored: ScoredRows) -> Impossible? {
    guard sums.infiniteRows > 0 else { return nil }
    return Impossible(
      rows: sums.infiniteRows,
      first: sums.firstInfiniteRows.map { scored.lines[$0] },
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

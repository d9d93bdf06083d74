internal import CrossEntropy
internal import CrossEntropyEvaluation

extension PredictionScores {
  /// The scores of the rows of a file.
  init(_ scored: ScoredRows, _ request: ScoreRequest, threads: Int) throws(WorkflowError) {
    let (labels, units, rows, logs) = (
      scored.labels, scored.units, scored.scores, scored.logProbabilities
    )
    let (classes, seed) = (scored.classes.count, request.seed)
    do throws(EvaluationError) {
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
      let places = try LossPlaces(
        scored, target: request.targetColumn, most: request.worst ?? LossPlaces.usualMost)
      self.init(
        path: scored.path, rows: scored.count, unlabelledRows: scored.unlabelledRows,
        units: logLoss.units,
        classes: zip(scored.classes, sums.classes.scores).map {
          ClassScores(
            name: $0, rows: $1.rows, predicted: $1.predicted, truePositives: $1.truePositives)
        },
        logLoss: Score(estimate: try ScoreEstimate(logLoss)),
        perplexity: Score(estimate: try logLoss.perplexity),
        brier: Score(estimate: try ScoreEstimate(sums.brier.estimate)),
        accuracy: Score(
          estimate: try sums.accuracy.share
            ?? ScoreEstimate(value: sums.accuracy.estimate.mean, interval: nil)),
        balancedAccuracy: try sums.confusion.balancedAccuracy.map { Score(estimate: $0) },
        macroF1: try sums.confusion.macroF1.map { Score(estimate: $0) },
        matthews: try sums.confusion.matthews.map { Score(estimate: $0) },
        rocAUC: area.map { Score(estimate: $0) },
        baseRateLogLoss: try rate.map { (rate) throws(EvaluationError) in
          try units.mean(of: rate).mean
        },
        skill: skill.map { Score(estimate: $0.score) },
        calibration: calibration, calibrationTest: test,
        impossible: Self.impossible(sums, scored),
        places: places,
        lint: scored.lint
          + (area.flatMap { $0.value < 0.5 ? [.backwards(rocAUC: $0.value)] : nil } ?? [])
          + (classes > 2 ? try Self.permutation(scored) : [])
          + Self.lint(scored, sums, units: logLoss.units)
          + places.lint,
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

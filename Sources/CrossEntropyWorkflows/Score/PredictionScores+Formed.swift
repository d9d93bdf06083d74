internal import CrossEntropy
internal import CrossEntropyEvaluation

extension PredictionScores {
  /// The scores of the rows of a file.
  ///
  /// - Parameters:
  ///   - calibration: What the calibration error is made of; nil where it is not asked for.
  init(
    _ scored: ScoredRows, _ request: ScoreRequest, _ calibration: CalibrationSums?, threads: Int
  ) throws(WorkflowError) {
    let (labels, units, rows, logs) = (
      scored.labels, scored.units, scored.scores, scored.logProbabilities
    )
    let (classes, seed) = (scored.classes.count, request.seed)
    do throws(EvaluationError) {
      let sums = scored.sums
      let logLoss = sums.logLoss.estimate
      let area =
        request.forms(.rocAUC)
        ? try RankingEstimates(scores: logs, labels: labels, units: units, threads: threads).rocAUC
        : nil
      let rate =
        request.forms(.skill)
        ? try ConstantPredictor.logLossOfOthers(
          labels: labels, classes: classes, weights: units.weights) : nil
      let skill = try rate.map { (rate) throws(EvaluationError) in
        try SkillScore(losses: rows.logLoss, constants: rate, units: units)
      }
      let test =
        request.forms(.calibration) && units.groups == nil && sums.infiniteRows == 0
        ? try CalibrationTest(
          [logs], labels: labels, weights: units.weights, seed: RandomSeed(seed).derived(1)) : nil
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
        balancedAccuracy: request.forms(.balancedAccuracy)
          ? try sums.confusion.balancedAccuracy.map { Score($0) } : nil,
        macroF1: request.forms(.macroF1) ? try sums.confusion.macroF1.map { Score($0) } : nil,
        matthews: request.forms(.matthews) ? try sums.confusion.matthews.map { Score($0) } : nil,
        rocAUC: area.map { Score($0) },
        baseRateLogLoss: try rate.map { (rate) throws(EvaluationError) in
          try units.mean(of: rate).mean
        },
        skill: skill.map { Score(value: $0.estimate, interval: $0.interval) },
        calibration: try calibration.map { (sums) throws(EvaluationError) in
          try CalibrationError([sums])
        }, calibrationTest: test,
        impossible: Self.impossible(sums, scored), metrics: request.metrics,
        lint: scored.lint
          + (area.flatMap { $0.value < 0.5 ? [.backwards(rocAUC: $0.value)] : nil } ?? [])
          + (classes > 2 && logs.rows > 0 ? try Self.permutation(scored) : [])
          + Self.lint(scored, request, units: logLoss.units),
        notes: scored.notes)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(scored.path))
    }
  }

  /// What the calibration error of rows is made of; nil where it is not asked for.
  static func calibration(
    of scored: ScoredRows, _ request: ScoreRequest, threads: Int
  ) throws(WorkflowError) -> CalibrationSums? {
    guard request.forms(.ece) else { return nil }
    do throws(EvaluationError) {
      return try CalibrationSums(
        scored.scores.forecasts, weights: scored.units.weights, firstRow: request.rowsBefore,
        seed: RandomSeed(request.seed).derived(0), threads: threads)
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
    _ scored: ScoredRows, _ request: ScoreRequest, units: Int
  ) -> [LintFinding] {
    let sums = scored.sums
    let unseen = zip(scored.classes, sums.classes.scores).filter { $1.rows == 0 }.map(\.0)
    var lint: [LintFinding] = unseen.isEmpty ? [] : [.unseen(classes: unseen)]
    if scored.units.groups != nil, units < MeanEstimate.fewestUnitsWithoutWarning {
      lint.append(.fewGroups(units))
    }
    let hasCounts = [.balancedAccuracy, .macroF1, .matthews].contains { request.forms($0) }
    if hasCounts, sums.confusion.isTooSmallForIntervals { lint.append(.narrowIntervals) }
    return lint
  }

  private static func impossible(_ sums: ScoreSums, _ scored: ScoredRows) -> Impossible? {
    guard sums.infiniteRows > 0 else { return nil }
    return Impossible(
      rows: sums.infiniteRows,
      first: sums.firstInfiniteRows.map { scored.lines.line(ofNumbered: $0) },
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

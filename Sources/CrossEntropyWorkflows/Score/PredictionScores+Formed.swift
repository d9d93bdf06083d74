internal import CrossEntropy
internal import CrossEntropyEvaluation

extension PredictionScores {
  /// The scores of the rows of a file.
  ///
  /// - Parameters:
  ///   - calibration: What the calibration error of bins of equal width is made of; nil where it is not asked for.
  init(
    _ scored: ScoredRows, _ request: ScoreRequest, _ calibration: CalibrationSums?, threads: Int
  ) throws(WorkflowError) {
    let (labels, units, logs) = (scored.labels, scored.units, scored.logProbabilities)
    let (classes, seed) = (scored.classes.count, request.seed)
    let decisions = try PredictionDecisions(scored, request)
    do {
      let sums = scored.sums
      let logLoss = sums.logLoss.estimate
      let ranking =
        request.forms(.rocAUC) || request.forms(.averagePrecision)
        ? try RankingEstimates(
          scores: scored.logs, labels: labels, units: units,
          bootstrapSeed: RandomSeed(seed).derived(2),
          hasPrecision: request.forms(.averagePrecision), threads: threads) : nil
      let skill = request.forms(.skill) ? try Self.skill(of: scored) : nil
      let test =
        request.forms(.calibration) && units.groups == nil && sums.infiniteRows == 0
        ? try CalibrationTest(
          [logs], labels: labels, weights: units.weights, seed: RandomSeed(seed).derived(1)) : nil
      let error =
        if let calibration {
          try CalibrationError([calibration])
        } else if request.forms(.ece) {
          try CalibrationError(
            request.ece.kind, of: scored.scores.forecasts, weights: units.weights,
            simulations: Self.simulations(of: units), seed: RandomSeed(seed).derived(0),
            threads: threads)
        } else {
          nil as CalibrationError?
        }
      let area = request.forms(.rocAUC) ? ranking?.rocAUC : nil
      // Rows are told by their weights as they are given.
      let unit = scored.weightUnit
      let allClasses = try Classes(
        scored.classes, sums.confusion, unit: unit, hasShares: request.formsCounts)
      let hasConfusion = request.forms(.confusion)
      let topAccuracies = try sums.topAccuracy.sorted { $0.key < $1.key }.map {
        k, sums in
        TopAccuracy(classes: k, accuracy: try Score(share: sums))
      }
      let places =
        request.forms(.places)
        ? try LossPlaces(
          scored, target: request.targetColumn, most: request.worst ?? LossPlaces.usualMost) : nil
      self.init(
        path: scored.path, rows: scored.count, unlabelledRows: scored.unlabelledRows,
        units: logLoss.units,
        classes: allClasses,
        logLoss: try Score(logLoss),
        perplexity: Score(try logLoss.perplexity),
        brier: try Score(sums.brier.estimate),
        accuracy: try Score(share: sums.accuracy),
        balancedAccuracy: request.forms(.balancedAccuracy)
          ? try sums.confusion.balancedAccuracy.map { Score($0) } : nil,
        macroF1: request.forms(.macroF1)
          ? try sums.confusion.macroF1.map { Score($0) } : nil,
        matthews: request.forms(.matthews)
          ? try sums.confusion.matthews.map { Score($0) } : nil,
        rocAUC: area.map { Score($0) },
        rocAUCWeighted: area.flatMap { _ in ranking?.rocAUCWeighted }.map { Score($0) },
        averagePrecision: ranking?.averagePrecision.map { Score($0) },
        topAccuracies: topAccuracies,
        confusion: hasConfusion
          ? sums.confusion.table(mostClasses: mostConfusedClasses)?.map { $0.map { $0 / unit } }
          : nil,
        mistakes: hasConfusion && classes > mostConfusedClasses
          ? sums.confusion.mistakes(most: mostMistakes).map {
            ClassSums.Mistake(truth: $0.truth, said: $0.said, rows: $0.rows / unit)
          } : nil,
        baseRateLogLoss: skill?.baseRate, skill: skill.map { Score($0.skill.score) },
        calibration: error,
        calibrationTest: test,
        recalibration: request.forms(.recalibration)
          ? try RecalibrationScores(
            scored, test, isImpossible: sums.infiniteRows > 0, seed: RandomSeed(seed).derived(4),
            threads: threads) : nil,
        decisions: decisions, curves: request.forms(.curves) ? try PredictionCurves(scored) : nil,
        impossible: Self.impossible(sums, scored), places: places, metrics: request.formed,
        lint: scored.lint
          + Self.backwards(area)
          + (classes > 2 && logs.rows > 0 ? try Self.permutation(scored) : [])
          + Self.lint(scored, request, unseen: allClasses.unseen, units: logLoss.units)
          + (places?.lint ?? []) + Self.sampled(scored, request),
        notes: scored.notes, sampledRows: scored.isSample ? labels.count : nil)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(scored.path))
    }
  }

  /// What the calibration error of rows is made of, in bins of equal width; nil where it is not asked for.
  static func calibration(
    of scored: ScoredRows, _ request: ScoreRequest, threads: Int
  ) throws(WorkflowError) -> CalibrationSums? {
    guard request.forms(.ece), request.ece == .equalWidth else { return nil }
    if let sums = scored.calibration { return sums }
    do throws(EvaluationError) {
      return try CalibrationSums(
        scored.scores.forecasts, weights: scored.units.weights, numbers: scored.lines.numbers,
        simulations: simulations(of: scored.units),
        seed: RandomSeed(request.seed).derived(0), threads: threads)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(scored.path))
    }
  }

  /// How often the truths of rows are drawn: row by row they are too regular where rows come in groups.
  static func simulations(of units: RowUnits) -> Int {
    units.groups == nil ? CalibrationError.usualSimulations : 0
  }

  /// What the classes' shares cost, and what of that is saved; nil with too many classes.
  private static func skill(
    of scored: ScoredRows
  ) throws(EvaluationError) -> (baseRate: Double, skill: SkillScore)? {
    let (labels, units) = (scored.labels, scored.units)
    let ofClasses = scored.isSample ? scored.sums.classes.scores.map(\.rows) : nil
    guard
      let constants = try ConstantPredictor.logLossOfOthers(
        labels: labels, classes: scored.classes.count, weights: units.weights,
        of: ofClasses.map { ($0, rows: scored.count) })
    else { return nil }
    guard let ofClasses else {
      return (
        try units.mean(of: constants).mean,
        try SkillScore(losses: scored.scores.logLoss, constants: constants, units: units)
      )
    }
    let baseRate = ConstantPredictor.logLossOfOthers(
      weights: ofClasses, squares: scored.sums.confusion.squaredScores.map(\.rows),
      rows: scored.count)
    return (
      baseRate,
      try SkillScore(
        logLoss: scored.sums.logLoss.estimate.mean, constant: baseRate,
        residualsOf: scored.scores.logLoss, constants: constants, units: units)
    )
  }

  /// What is formed of a sample, since not all rows could be kept.
  private static func sampled(_ scored: ScoredRows, _ request: ScoreRequest) -> [LintFinding] {
    // The skill is that of all rows.
    let metrics = ScoreMetric.ofOneFile.filter {
      request.forms($0) && !$0.isMergeable && $0 != .skill
    }
    return scored.isSample && !metrics.isEmpty
      ? [.sampled(metrics, rows: scored.labels.count)] : []
  }

  /// That the scores rank backwards, beyond chance.
  static func backwards(_ area: ScoreEstimate?) -> [LintFinding] {
    guard let area, let interval = area.interval, interval.high < 0.5 else { return [] }
    return [.backwards(rocAUC: area.value)]
  }

  /// That the columns of the classes are probably permuted; of two classes the ranking says so.
  static func permutation(
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
    _ scored: ScoredRows, _ request: ScoreRequest, unseen: [String], units: Int
  ) -> [LintFinding] {
    var lint: [LintFinding] = unseen.isEmpty ? [] : [.unseen(classes: unseen)]
    if request.group != nil, units < MeanEstimate.fewestUnitsWithoutWarning {
      lint.append(.fewGroups(units, of: .row))
    }
    let hasIntervals = ScoreMetric.allCases.contains { $0.hasInterval && request.forms($0) }
    if hasIntervals, scored.sums.confusion.isTooSmallForIntervals { lint.append(.narrowIntervals) }
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

/// The most classes whose confusion is written whole.
private let mostConfusedClasses = 100
/// Of more classes so many mistakes are.
private let mostMistakes = 100

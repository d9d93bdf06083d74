internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A loss as shown: the results on every split of the fit that it reads.
struct LossSplits: Sendable {
  let loss: ComparedLoss
  /// Its place among the readers of the fit.
  let reader: Int
  let splits: [SplitResult]

  /// Whether another one of these is the fit that it reads: recalibrated the two are one.
  func readsAnother(of losses: [LossSplits]) -> Bool {
    loss.fitted != loss && losses.contains { $0.loss == loss.fitted }
  }

  subscript(reading: ProbabilityReading) -> [SplitResult.HeldOut] {
    splits.map { $0.heldOut[reader][reading] }
  }
}

/// Turns what was said of every split's rows into the outcome of a comparison.
struct Judge: Sendable {
  /// The rows that were held out.
  let dataset: Dataset
  /// All rows, some of which may only have been trained on.
  let all: Dataset
  let table: TableSummary
  let request: CompareRequest
  /// The folds per repeat.
  let folds: Int
  let splits: [Split]
  let threads: Int

  /// A loss above so many times the constant's has failed.
  static let failedAbove = 1.1

  private var model: ModelKind { request.model }
  var seed: UInt64 { request.seed }
  var repeats: Int { splits.count / folds }
  private var units: RowUnits { RowUnits(weights: dataset.weights, groups: dataset.groups) }

  /// The outcome; what it throws is a fault of ours, since the rows were checked before.
  func result(
    _ losses: [LossSplits], separable: Bool
  ) throws(EvaluationError) -> CompareOutcome {
    let constants = try constantLogLosses()
    let constant = try constant(constants)
    // In every reading the losses that have numbers of their own.
    let own = ByReading { reading in
      losses.indices.filter { reading == .asTrained || !losses[$0].readsAnother(of: losses) }
    }
    let pairs = { (n: Int) in n * (n - 1) / 2 }
    let rivals = ProbabilityReading.allCases.reduce(0) { $0 + own[$1].count - 1 }
    let comparisons = max(1, rivals)
    let comparisonsOfLeader = max(
      1, ProbabilityReading.allCases.reduce(0) { $0 + pairs(own[$1].count) })
    let scores = try losses.map { (loss) throws(EvaluationError) in
      try ByReading { (reading) throws(EvaluationError) in try outOfFold(loss[reading]) }
    }
    let means = try ByReading { (reading) throws(EvaluationError) in
      try scores.map { (scores) throws(EvaluationError) in
        try units.mean(of: scores[reading].logLoss).mean
      }
    }
    let lowest = ByReading { reading in
      means[reading].indices.min { (means[reading][$0], $0) < (means[reading][$1], $1) } ?? 0
    }
    let margins = ByReading { reading in
      request.margin.nats(baseline: means[reading][0], constant: constant.logLoss)
    }
    let hasFailed: @Sendable (Int, ProbabilityReading) -> Bool = {
      [means, constant] index, reading in
      !(means[reading][index] <= Self.failedAbove * constant.logLoss)
    }
    let results = try parallelMap(losses.count, threads: threads) { index in
      Result { () throws(EvaluationError) in
        lossResult(
          losses[index],
          try ByReading { (reading) throws(EvaluationError) in
            try result(
              scores[index][reading], against: scores[0][reading], isBaseline: index == 0,
              isLowest: index == lowest[reading], hasFailed: hasFailed(index, reading),
              isComparable: !hasFailed(index, reading) && !hasFailed(0, reading),
              constants: constants, comparisons: comparisons, margin: margins[reading],
              heldOut: losses[index][reading])
          })
      }
    }.map { (result) throws(EvaluationError) in try result.get() }
    let leaders = try ByReading { (reading) throws(EvaluationError) -> Int? in
      if hasFailed(0, reading) { return nil }
      return try PairedComparison.leader(
        among: own[reading].map { scores[$0][reading].losses }, units: units,
        margin: margins[reading], comparisons: comparisonsOfLeader
      ).map { own[reading][$0] }
    }
    let decision = try PairedComparison(
      scores[0].asTrained.losses, scores[0].asTrained.losses, units: units
    ).decision
    return CompareOutcome(
      request: request, table: table,
      model: model,
      constant: constant, margin: margins,
      losses: results, brierMaximum: brierMaximum,
      leader: leaders, folds: folds, repeats: repeats, comparisons: comparisons,
      decidedBy: decision, separable: separable, seed: seed, products: MatrixProducts.name)
  }

  /// The score of the class shares alone, which no fit is needed for.
  func constant() throws(EvaluationError) -> CompareOutcome.Constant {
    try constant(constantLogLosses())
  }

  private func constant(_ losses: [Double]) throws(EvaluationError) -> CompareOutcome.Constant {
    let mean = try units.mean(of: losses).mean
    return CompareOutcome.Constant(logLoss: mean, logLossBits: bits(mean))
  }

  // MARK: Rows

  /// The mean ratio of held-out rows to training rows, where folds do not hold out every row once.
  private var testRatio: Double? {
    guard dataset.rows < all.rows else { return nil }
    let ratios = splits.map { Double($0.test.count) / Double($0.training.count) }
    return ratios.reduce(0, +) / Double(ratios.count)
  }

  private func outOfFold(
    _ heldOut: [SplitResult.HeldOut]
  ) throws(EvaluationError) -> OutOfFoldScores {
    try OutOfFoldScores(
      zip(splits, try rowScores(heldOut)).map { OutOfFoldScores.Fold(rows: $0.places, scores: $1) },
      count: folds, testRatio: testRatio, rows: dataset.rows, units: units)
  }

  /// The log loss of the training parts' class shares, by row.
  private func constantLogLosses() throws(EvaluationError) -> [Double] {
    var sums = [Double](repeating: 0, count: dataset.rows)
    let units = RowUnits(weights: all.weights, groups: all.groups)
    for split in splits {
      for target in all.targets {
        let constant = try ConstantPredictor(
          labels: split.training.map { target.labels[$0] }, classes: target.classes.count,
          weights: units.weights(of: split.training))
        let losses = try constant.logLoss(of: split.test.map { target.labels[$0] })
        for (row, loss) in zip(split.places, losses) { sums[row] += loss }
      }
    }
    return sums.map { $0 / Double(repeats) }
  }

  /// The classes of every target and what was predicted for them; averaged over repeats.
  private func classSums(
    _ scores: [[RowScores]]
  ) throws(EvaluationError) -> [ClassSums] {
    try dataset.targets.enumerated().map { (index, target) throws(EvaluationError) in
      var sums = try ClassSums(classes: target.classes.count)
      for (split, scores) in zip(splits, scores) {
        try sums.add(
          labels: split.places.map { target.labels[$0] },
          predicted: scores[index].predicted, weights: units.weights(of: split.places),
          share: 1 / Double(repeats))
      }
      return sums
    }
  }

  /// The mean over targets of each target's balanced accuracy.
  private func meanBalancedAccuracy(_ correct: [[Double]]) throws(EvaluationError) -> Double {
    let all = try zip(dataset.targets, correct).map { (target, correct) throws(EvaluationError) in
      try balancedAccuracy(
        correct: correct, labels: target.labels, classes: target.classes.count,
        weights: dataset.weights) ?? 0
    }
    return all.reduce(0, +) / Double(all.count)
  }

  // MARK: Readings

  private func result(
    _ scores: OutOfFoldScores, against baseline: OutOfFoldScores, isBaseline: Bool,
    isLowest: Bool, hasFailed: Bool, isComparable: Bool, constants: [Double], comparisons: Int,
    margin: Double, heldOut: [SplitResult.HeldOut]
  ) throws(EvaluationError) -> ReadingResult {
    let mean = try units.mean(of: scores.logLoss)
    let logLoss = mean.mean
    let skill = try SkillScore(losses: scores.logLoss, constants: constants, units: units)
    let rows = try rowScores(heldOut)
    let logs = logProbabilities(heldOut)
    let calibration = try calibrationError(rows)
    let test = try calibrationTest(logs)
    let classwise = try classwiseError(logs)
    let ranking = try ranking(logs)
    let pair =
      isBaseline || !isComparable
      ? nil : try PairedComparison(scores.losses, baseline.losses, units: units)
    let fits = isBaseline ? PairedDifference.none : try pair?.fits(comparisons: comparisons)
    let retrained =
      isBaseline ? PairedDifference.none : try pair?.retrained(comparisons: comparisons)
    let classes = isBaseline || isLowest ? try classSums(rows) : nil
    func difference(
      _ ours: [Double], _ theirs: [Double]
    ) throws(EvaluationError) -> PairedDifference? {
      if isBaseline { return PairedDifference.none }
      if !isComparable { return nil }
      let mean = try units.mean(of: zip(ours, theirs).map { $0 - $1 })
      return PairedDifference(estimate: mean.mean, interval: try mean.interval(), adjusted: false)
    }
    return ReadingResult(
      logLoss: logLoss, logLossBits: bits(logLoss), logLossInterval: try mean.interval(),
      skill: skill.estimate,
      skillInterval: skill.interval, brierScore: try units.mean(of: scores.brier).mean,
      accuracy: try units.mean(of: scores.accuracy).mean,
      balancedAccuracy: try meanBalancedAccuracy(scores.correct),
      rocAUC: ranking.rocAUC, averagePrecision: ranking.averagePrecision,
      calibrationGain: test?.gain, calibrationPValue: test?.pValue, calibrationMap: test?.map,
      ece: calibration.estimate, eceNoise: calibration.noise, eceNoise95: calibration.noise95,
      eceClasswise: classwise?.estimate, eceClasswiseNoise: classwise?.noise,
      eceClasswiseNoise95: classwise?.noise95, reliability: calibration.bins,
      classScores: classes?.flatMap { dataset.isMultiLabel ? [$0.scores[1]] : $0.scores },
      confusion: dataset.isMultiLabel ? nil : classes?[0].confusion,
      mistakes: dataset.isMultiLabel ? nil : classes?[0].mistakes(mostPerClass: 3),
      difference: fits,
      // Where one table is trained on, nothing tells what another would give.
      differenceRetrained: retrained
        ?? fits.map { PairedDifference(estimate: $0.estimate, interval: nil) },
      brierDifference: try difference(scores.brier, baseline.brier),
      accuracyDifference: try difference(scores.accuracy, baseline.accuracy),
      smallestDetectable: try pair?.smallestDetectable(comparisons: comparisons),
      foldsWon: isBaseline ? 0 : folds(scores, against: baseline) { $0.won(against: $1) },
      foldsTied: isBaseline ? 0 : folds(scores, against: baseline) { $0.tied(with: $1) },
      finding: hasFailed
        ? .failed
        : isBaseline
          ? .baseline
          : try pair?.finding(margin: margin, comparisons: comparisons) ?? .undecided,
      l2: model == .linear ? heldOut.map(\.value) : nil,
      l1: model == .sparseLinear ? heldOut.map(\.value) : nil,
      learningRate: model.searched == .stepSize ? heldOut.map(\.value) : nil,
      parameter: heldOut.contains { $0.parameter == nil } ? nil : heldOut.compactMap(\.parameter),
      atEdge: heldOut.count { $0.isAtEdge }, selected: isLowest)
  }

  private func folds(
    _ ours: OutOfFoldScores, against theirs: OutOfFoldScores,
    _ count: (FoldLosses, FoldLosses) -> Int
  ) -> Int {
    guard let ours = ours.folds, let theirs = theirs.folds else { return 0 }
    return count(ours, theirs)
  }

  // MARK: Summaries

  private func lossResult(
    _ loss: LossSplits, _ readings: ByReading<ReadingResult>
  ) -> LossResult {
    let sum = { (part: (SplitResult) -> Int) in loss.splits.reduce(0) { $0 + part($1) } }
    return LossResult(
      name: loss.loss.name, parameters: loss.loss.parameters,
      searched: loss.loss.searched, readings: readings,
      fits: sum { $0.searchFits }, finalFits: sum { $0.finalFits }, gridGrowths: sum { $0.growths },
      iterations: sum { $0.iterations }, seconds: loss.splits.reduce(0) { $0 + $1.seconds },
      severalOptima: sum { $0.severalOptima }, unfinished: sum { $0.unfinished },
      unfinishedFinal: sum { $0.unfinishedFinal },
      readsFitOf: loss.loss.fitted == loss.loss ? nil : loss.loss.fitted.name,
      layerGradientNorms: layerNorms(loss))
  }

  /// Every layer's gradient norm in the first epoch, the mean over the final fits.
  private func layerNorms(_ loss: LossSplits) -> [Double]? {
    let all = loss.splits.flatMap(\.layerGradientNorms)
    guard let first = all.first else { return nil }
    return first.indices.map { layer in all.reduce(0) { $0 + $1[layer] } / Double(all.count) }
  }

  /// The greatest possible Brier score.
  private var brierMaximum: Int {
    dataset.isMultiLabel
      ? dataset.targets.count : dataset.targets[0].classes.count == 2 ? 1 : 2
  }
}

private func bits(_ nats: Double) -> Double { nats * InformationUnit.bits.perNat }

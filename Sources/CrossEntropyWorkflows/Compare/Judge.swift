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

  subscript(reading: Reading) -> [SplitResult.HeldOut] {
    splits.map { $0.heldOut[reader][reading] }
  }
}

/// Turns the scores of every split into the outcome of a comparison.
struct Judge: Sendable {
  let dataset: Dataset
  let table: TableSummary
  let request: CompareRequest
  let splits: [Split]
  let threads: Int

  private var folds: Int { request.folds }
  private var model: ModelKind { request.model }
  private var seed: UInt64 { request.seed }
  private var repeats: Int { splits.count / folds }
  private var units: RowUnits { RowUnits(weights: dataset.weights, groups: dataset.groups) }

  func result(_ losses: [LossSplits], separable: Bool) -> CompareOutcome {
    let constants = constantLogLosses()
    let constant = units.mean(of: constants).mean
    // Every rival in both readings.
    let comparisons = max(1, Reading.allCases.count * (losses.count - 1))
    let scores = losses.map { loss in ByReading { outOfFold(loss[$0]) } }
    let lowest = ByReading { reading in
      let means = scores.map { units.mean(of: $0[reading].logLoss).mean }
      return means.indices.min { (means[$0], $0) < (means[$1], $1) } ?? 0
    }
    let results = parallelMap(losses.count, threads: threads) { index in
      lossResult(
        losses[index],
        ByReading { reading in
          result(
            scores[index][reading], against: scores[0][reading], isBaseline: index == 0,
            isLowest: index == lowest[reading], constants: constants, comparisons: comparisons,
            heldOut: losses[index][reading])
        })
    }
    let leaders = ByReading { reading in
      leader(
        among: scores.map { $0[reading].losses }, units: units, readings: Reading.allCases.count)
    }
    let decision = Pair(
      scores[0].asTrained.losses, scores[0].asTrained.losses, units: units
    ).decision
    return CompareOutcome(
      request: request, table: table,
      model: model,
      constant: Constant(logLoss: constant, logLossBits: bits(constant)),
      losses: results, brierMaximum: brierMaximum,
      smallestDetectable: results.compactMap { $0[.asTrained].smallestDetectable }.max(),
      leader: leaders, folds: folds, repeats: repeats, comparisons: comparisons,
      decidedBy: decision, separable: separable, seed: seed, products: MatrixProducts.name)
  }

  // MARK: Rows

  private func outOfFold(_ heldOut: [SplitResult.HeldOut]) -> OutOfFoldScores {
    OutOfFoldScores(
      zip(splits, heldOut).map { OutOfFoldScores.Fold(rows: $0.test, scores: $1.scores) },
      count: folds, rows: dataset.rows, units: units)
  }

  /// The log loss of the training parts' class shares, by row.
  private func constantLogLosses() -> [Double] {
    var sums = [Double](repeating: 0, count: dataset.rows)
    for split in splits {
      for target in dataset.targets {
        let constant = ConstantPredictor(
          labels: split.training.map { target.labels[$0] }, classes: target.classes.count,
          weights: units.weights(of: split.training))
        let losses = constant.logLoss(of: split.test.map { target.labels[$0] })
        for (row, loss) in zip(split.test, losses) { sums[row] += loss }
      }
    }
    return sums.map { $0 / Double(repeats) }
  }

  /// Every row is a forecast; with several targets every row and target.
  private func calibrationError(_ heldOut: [SplitResult.HeldOut]) -> CalibrationError {
    let (rows, targets) = (dataset.rows, dataset.targets)
    var forecasts = [Forecasts](
      repeating: Forecasts(classes: targets[0].classes.count, rows: rows * targets.count),
      count: repeats)
    for (split, heldOut) in zip(splits, heldOut) {
      for (target, scores) in heldOut.scores.enumerated() {
        forecasts[split.repeatIndex].place(
          scores.forecasts, at: split.test.lazy.map { target * rows + $0 })
      }
    }
    return CalibrationError(
      forecasts, weights: dataset.weights.map { w in targets.flatMap { _ in w } },
      withholding: table.withholding, seed: Seed(seed).derived(2))
  }

  /// The classes of every target and what was predicted for them; averaged over repeats.
  private func classSums(_ heldOut: [SplitResult.HeldOut]) -> [ClassSums] {
    dataset.targets.enumerated().map { index, target in
      var sums = ClassSums(classes: target.classes.count)
      for (split, heldOut) in zip(splits, heldOut) {
        sums.add(
          labels: split.test.map { target.labels[$0] },
          predicted: heldOut.scores[index].predicted, weights: units.weights(of: split.test),
          share: 1 / Double(repeats))
      }
      return sums
    }
  }

  /// The mean over targets of each target's balanced accuracy.
  private func meanBalancedAccuracy(_ correct: [[Double]]) -> Double {
    let all = zip(dataset.targets, correct).map { target, correct in
      balancedAccuracy(
        correct: correct, labels: target.labels, classes: target.classes.count,
        weights: dataset.weights) ?? 0
    }
    return all.reduce(0, +) / Double(all.count)
  }

  // MARK: Readings

  private func result(
    _ scores: OutOfFoldScores, against baseline: OutOfFoldScores, isBaseline: Bool,
    isLowest: Bool, constants: [Double], comparisons: Int, heldOut: [SplitResult.HeldOut]
  ) -> ReadingResult {
    let logLoss = units.mean(of: scores.logLoss).mean
    let skill = Skill(losses: scores.logLoss, constants: constants, units: units)
    let calibration = calibrationError(heldOut)
    let pair =
      isBaseline ? nil : Pair(scores.losses, baseline.losses, units: units)
    let classes = isBaseline || isLowest ? classSums(heldOut) : nil
    func difference(_ ours: [Double], _ theirs: [Double]) -> Difference {
      if isBaseline { return .none }
      let mean = units.mean(of: zip(ours, theirs).map { $0 - $1 })
      return Difference(estimate: mean.mean, interval: mean.interval(), adjusted: false)
    }
    return ReadingResult(
      logLoss: logLoss, logLossBits: bits(logLoss), skill: skill.estimate,
      skillInterval: skill.interval, brierScore: units.mean(of: scores.brier).mean,
      accuracy: units.mean(of: scores.accuracy).mean,
      balancedAccuracy: meanBalancedAccuracy(scores.correct),
      ece: calibration.estimate, eceNoise: calibration.noise, eceNoise95: calibration.noise95,
      ecePValue: calibration.pValue, reliability: calibration.bins,
      classScores: classes?.flatMap { dataset.isMultiLabel ? [$0.scores[1]] : $0.scores },
      confusion: dataset.isMultiLabel ? nil : classes?[0].confusion,
      difference: pair?.fits(comparisons: comparisons) ?? .none,
      differenceRetrained: pair?.retrained(comparisons: comparisons) ?? .none,
      brierDifference: difference(scores.brier, baseline.brier),
      accuracyDifference: difference(scores.accuracy, baseline.accuracy),
      smallestDetectable: pair?.smallestDetectable(comparisons: comparisons),
      foldsWon: isBaseline ? 0 : scores.folds.won(against: baseline.folds),
      finding: pair?.finding(comparisons: comparisons) ?? .baseline,
      l2: model.searched == .penalty ? heldOut.map(\.value) : nil,
      learningRate: model.searched == .stepSize ? heldOut.map(\.value) : nil,
      atEdge: heldOut.count { $0.isAtEdge }, selected: isLowest)
  }

  // MARK: Summaries

  private func lossResult(
    _ loss: LossSplits, _ readings: ByReading<ReadingResult>
  ) -> LossResult {
    let sum = { (part: (SplitResult) -> Int) in loss.splits.reduce(0) { $0 + part($1) } }
    return LossResult(
      name: loss.loss.name, parameters: loss.loss.parameters, readings: readings,
      fits: sum { $0.searchFits }, finalFits: sum { $0.finalFits }, gridGrowths: sum { $0.growths },
      iterations: sum { $0.iterations }, seconds: loss.splits.reduce(0) { $0 + $1.seconds },
      severalOptima: sum { $0.severalOptima }, unfinished: sum { $0.unfinished },
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

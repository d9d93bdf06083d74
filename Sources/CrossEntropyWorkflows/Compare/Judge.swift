internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// A loss as it is shown: its results on every split, and which rule reads them.
struct LossSplits: Sendable {
  let loss: ComparedLoss
  let rule: Int
  let splits: [SplitResult]

  func readings(recalibrated: Bool) -> [SplitResult.Reading] {
    splits.map { recalibrated ? $0.recalibrated[rule] : $0.raw[rule] }
  }
}

/// Turns the scores of every split into what is shown: means, intervals, findings.
struct Judge: Sendable {
  let dataset: Dataset
  let splits: [Split]
  let folds: Int
  let model: ModelChoice
  let seed: UInt64
  let threads: Int

  /// Below this many rows or groups an interval over rows is too narrow to decide.
  static let fewestUnitsForRowInterval = 200

  private var repeats: Int { splits.count / folds }

  func result(_ losses: [LossSplits], separable: Bool) -> ComparisonOutcome {
    let constants = constantLogLosses()
    let constant = estimate(constants).mean
    let rows = losses.map { loss in
      [false, true].map { collect(loss.readings(recalibrated: $0)) }
    }
    let rivals = losses.count - 1
    let comparisons = max(1, 2 * rivals)
    let units = dataset.groups.map { Set($0).count } ?? dataset.rows
    let decision: ComparisonOutcome.Decision =
      units < Self.fewestUnitsForRowInterval ? .retrained : .both
    let calibration = parallelMap(2 * losses.count, threads: threads) { index in
      calibrationError(losses[index / 2].readings(recalibrated: index % 2 == 1))
    }

    var results: [LossResult] = []
    for (index, loss) in losses.enumerated() {
      let readings = [0, 1].map { side in
        reading(
          rows[index][side], against: rows[0][side], isBaseline: index == 0,
          calibration: calibration[2 * index + side], constants: constants,
          comparisons: comparisons, decision: decision,
          splits: loss.readings(recalibrated: side == 1),
          isLowest: isLowest(index, among: rows.map { $0[side].mean.mean }))
      }
      results.append(lossResult(loss, raw: readings[0], recalibrated: readings[1]))
    }
    let leaders = [0, 1].map { side in
      leader(rows.map { $0[side] }, decision: decision)
    }
    let detectable = results.compactMap(\.raw.smallestDetectable).max()
    return ComparisonOutcome(
      table: summary(), model: model.name,
      constant: Constant(logLoss: constant, logLossBits: bits(constant)),
      losses: results, smallestDetectable: detectable,
      verdict: Verdict(losses: results, leaders: leaders, decision: decision).text,
      folds: folds, repeats: repeats, comparisons: comparisons, decidedBy: decision,
      separable: separable, seed: seed, products: MatrixProducts.name)
  }

  // MARK: Rows

  /// One reading's scores by row, averaged over the repeats, and its log loss by fold.
  private struct Rows {
    /// Of several targets the sum over them.
    var logLoss: [Double]
    /// Of several targets the sum over them.
    var brier: [Double]
    /// By target.
    var correct: [[Double]]
    var foldLogLoss: [Double]
    var mean: MeanEstimate

    /// The share of the targets that are right.
    var accuracy: [Double] {
      if correct.count == 1 { return correct[0] }
      return correct[0].indices.map { row in
        correct.reduce(0) { $0 + $1[row] } / Double(correct.count)
      }
    }
  }

  private func collect(_ readings: [SplitResult.Reading]) -> Rows {
    var logLoss = [CompensatedSum](repeating: CompensatedSum(), count: dataset.rows)
    var brier = logLoss
    var correct = dataset.targets.map { _ in logLoss }
    var foldLogLoss: [Double] = []
    for (split, reading) in zip(splits, readings) {
      var sums = [Double](repeating: 0, count: split.test.count)
      for (target, scores) in reading.scores.enumerated() {
        for (i, row) in split.test.enumerated() {
          sums[i] += scores.logLoss[i]
          brier[row].add(scores.brier[i])
          correct[target][row].add(scores.correct[i])
        }
      }
      for (i, row) in split.test.enumerated() { logLoss[row].add(sums[i]) }
      foldLogLoss.append(
        MeanEstimate(
          of: sums, weights: dataset.weights.map { w in split.test.map { w[$0] } }
        ).mean)
    }
    let share = 1 / Double(repeats)
    let losses = logLoss.map { $0.value * share }
    return Rows(
      logLoss: losses, brier: brier.map { $0.value * share },
      correct: correct.map { $0.map { $0.value * share } }, foldLogLoss: foldLogLoss,
      mean: estimate(losses))
  }

  private func estimate(_ values: [Double]) -> MeanEstimate {
    MeanEstimate(of: values, weights: dataset.weights, groups: dataset.groups)
  }

  /// The log loss of the training parts' class shares, by row.
  private func constantLogLosses() -> [Double] {
    var sums = [Double](repeating: 0, count: dataset.rows)
    for split in splits {
      for target in dataset.targets {
        let constant = ConstantPredictor(
          labels: split.training.map { target.labels[$0] }, classes: target.classes.count,
          weights: dataset.weights.map { w in split.training.map { w[$0] } })
        let losses = constant.logLoss(of: split.test.map { target.labels[$0] })
        for (row, loss) in zip(split.test, losses) { sums[row] += loss }
      }
    }
    return sums.map { $0 / Double(repeats) }
  }

  /// Every row is a forecast; with several targets every row and target.
  private func calibrationError(_ readings: [SplitResult.Reading]) -> CalibrationError {
    let events = dataset.rows * dataset.targets.count
    var probabilities = [[Double]](
      repeating: [Double](repeating: 0, count: events), count: repeats)
    var happened = [[Bool]](repeating: [Bool](repeating: false, count: events), count: repeats)
    for (split, reading) in zip(splits, readings) {
      for (target, forecasts) in reading.forecasts.enumerated() {
        for (i, row) in split.test.enumerated() {
          let event = target * dataset.rows + row
          probabilities[split.repeatIndex][event] = forecasts.probabilities[i]
          happened[split.repeatIndex][event] = forecasts.happened[i]
        }
      }
    }
    return CalibrationError(
      probabilities: probabilities, happened: happened,
      event: dataset.targets[0].classes.count == 2 ? .positiveClass : .topLabel,
      weights: dataset.weights.map { w in dataset.targets.flatMap { _ in w } },
      withholding: withholding, seed: Seed(seed).derived(2))
  }

  /// Why ECE has no p-value: its simulations draw what they should not take as independent.
  private var withholding: CalibrationError.Withholding? {
    if dataset.groups != nil { return .rowsAreGrouped }
    return dataset.isMultiLabel ? .labelsShareRows : nil
  }

  /// The most classes whose confusion is shown cell by cell.
  static let mostConfusedClasses = 30

  /// The rows of every class, and what was most probable for them; the mean over repeats.
  private func confusion(_ readings: [SplitResult.Reading]) -> [[Double]]? {
    let classes = dataset.targets[0].classes.count
    guard !dataset.isMultiLabel, classes <= Self.mostConfusedClasses else { return nil }
    var sums = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
    forEachPrediction(readings, of: 0) { truth, said, weight in sums[truth][said] += weight }
    return sums
  }

  /// How every class fares; of several targets, how what is true of each does.
  private func classScores(_ readings: [SplitResult.Reading]) -> [ClassScore] {
    dataset.targets.indices.flatMap { target in
      var scores = dataset.targets[target].classes.map { _ in
        ClassScore(rows: 0, predicted: 0, right: 0)
      }
      forEachPrediction(readings, of: target) { truth, said, weight in
        scores[truth].rows += weight
        scores[said].predicted += weight
        if truth == said { scores[truth].right += weight }
      }
      return dataset.isMultiLabel ? [scores[1]] : scores
    }
  }

  private func forEachPrediction(
    _ readings: [SplitResult.Reading], of target: Int,
    _ body: (_ truth: Int, _ said: Int, _ weight: Double) -> Void
  ) {
    let labels = dataset.targets[target].labels
    let share = 1 / Double(repeats)
    for (split, reading) in zip(splits, readings) {
      let predicted = reading.scores[target].predicted
      for (i, row) in split.test.enumerated() {
        body(Int(labels[row]), Int(predicted[i]), share * (dataset.weights?[row] ?? 1))
      }
    }
  }

  /// The mean over the targets of the mean over their classes of the share that is right.
  private func meanBalancedAccuracy(_ correct: [[Double]]) -> Double {
    let all = zip(dataset.targets, correct).map { target, correct in
      balancedAccuracy(
        correct: correct, labels: target.labels, classes: target.classes.count,
        weights: dataset.weights) ?? 0
    }
    return all.reduce(0, +) / Double(all.count)
  }

  // MARK: Comparisons

  private func reading(
    _ rows: Rows, against baseline: Rows, isBaseline: Bool, calibration: CalibrationError,
    constants: [Double], comparisons: Int, decision: ComparisonOutcome.Decision,
    splits: [SplitResult.Reading], isLowest: Bool
  ) -> ReadingResult {
    let pair = Pair(rows.logLoss, baseline.logLoss, rows.foldLogLoss, baseline.foldLogLoss, self)
    let fits = pair.fits(comparisons: comparisons)
    let retrained = pair.retrained(comparisons: comparisons)
    let brier = estimate(zip(rows.brier, baseline.brier).map { $0 - $1 })
    let accuracy = estimate(zip(rows.accuracy, baseline.accuracy).map { $0 - $1 })
    let constant = estimate(constants).mean
    let isShownByClass = isBaseline || isLowest
    let plain = { (mean: MeanEstimate) in
      isBaseline
        ? Difference.none
        : Difference(estimate: mean.mean, interval: mean.interval(), adjusted: false)
    }
    return ReadingResult(
      logLoss: rows.mean.mean, logLossBits: bits(rows.mean.mean),
      skill: 1 - rows.mean.mean / constant,
      skillInterval: skillInterval(rows.logLoss, constants: constants),
      brierScore: estimate(rows.brier).mean,
      accuracy: estimate(rows.accuracy).mean,
      balancedAccuracy: meanBalancedAccuracy(rows.correct),
      ece: calibration.estimate, eceNoise: calibration.noise, eceNoise95: calibration.noise95,
      ecePValue: calibration.pValue, reliability: calibration.bins,
      classScores: isShownByClass ? classScores(splits) : nil,
      confusion: isShownByClass ? confusion(splits) : nil,
      difference: isBaseline ? .none : fits,
      differenceRetrained: isBaseline ? .none : retrained,
      brierDifference: plain(brier), accuracyDifference: plain(accuracy),
      smallestDetectable: isBaseline
        ? nil : pair.smallestDetectable(comparisons: comparisons, decision: decision),
      foldsWon: isBaseline
        ? 0 : zip(rows.foldLogLoss, baseline.foldLogLoss).count { $0 < $1 },
      finding: isBaseline
        ? .baseline : Finding(fits: fits, retrained: retrained, decision: decision),
      l2: model == .linear ? splits.map(\.value) : nil,
      learningRate: model == .linear ? nil : splits.map(\.value),
      atEdge: splits.count { $0.isAtEdge }, selected: isLowest)
  }

  /// 1 − ℓ̄/c̄ ± t·SE, by the delta method for a ratio of paired means.
  private func skillInterval(_ losses: [Double], constants: [Double]) -> Interval? {
    let constant = estimate(constants).mean
    let ratio = estimate(losses).mean / constant
    let residuals = estimate(zip(losses, constants).map { ($0 - ratio * $1) / constant })
    return residuals.interval().map { Interval(low: 1 - ratio + $0.low, high: 1 - ratio + $0.high) }
  }

  /// Two readings row by row and fold by fold.
  private struct Pair {
    let rows: MeanEstimate
    let folds: CorrectedResampledMean

    init(
      _ ours: [Double], _ theirs: [Double], _ ourFolds: [Double], _ theirFolds: [Double],
      _ judge: Judge
    ) {
      rows = judge.estimate(zip(ours, theirs).map { $0 - $1 })
      folds = CorrectedResampledMean(
        foldDifferences: zip(ourFolds, theirFolds).map { $0 - $1 }, folds: judge.folds)
    }

    func fits(comparisons: Int) -> Difference {
      Difference(estimate: rows.mean, interval: rows.interval(comparisons: comparisons))
    }

    func retrained(comparisons: Int) -> Difference {
      Difference(estimate: folds.mean, interval: folds.interval(comparisons: comparisons))
    }

    /// By the standard error of the interval that decides.
    func smallestDetectable(comparisons: Int, decision: ComparisonOutcome.Decision) -> Double? {
      if decision == .both { return rows.smallestDetectable(comparisons: comparisons) }
      return folds.standardError.map {
        smallestDetectableDifference(standardError: $0, comparisons: comparisons)
      }
    }
  }

  /// The loss that is better than every other one, over all pairs; nil if none is.
  private func leader(_ rows: [Rows], decision: ComparisonOutcome.Decision) -> Int? {
    guard rows.count > 2 else { return nil }
    let pairs = rows.count * (rows.count - 1)  // over both readings
    let first = rows.indices.min { rows[$0].mean.mean < rows[$1].mean.mean } ?? 0
    let beatsAll = rows.indices.allSatisfy { other in
      if other == first { return true }
      let pair = Pair(
        rows[first].logLoss, rows[other].logLoss, rows[first].foldLogLoss,
        rows[other].foldLogLoss, self)
      return Finding(
        fits: pair.fits(comparisons: pairs), retrained: pair.retrained(comparisons: pairs),
        decision: decision) == .better
    }
    return beatsAll ? first : nil
  }

  private func isLowest(_ index: Int, among means: [Double]) -> Bool {
    means.indices.min { (means[$0], $0) < (means[$1], $1) } == index
  }

  // MARK: Summaries

  private func lossResult(
    _ loss: LossSplits, raw: ReadingResult, recalibrated: ReadingResult
  ) -> LossResult {
    let sum = { (part: (SplitResult) -> Int) in loss.splits.reduce(0) { $0 + part($1) } }
    return LossResult(
      name: loss.loss.name, parameters: loss.loss.parameters, title: loss.loss.title, raw: raw,
      recalibrated: recalibrated, brierScale: brierScale,
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

  private var brierScale: String {
    dataset.isMultiLabel
      ? "0 to \(dataset.targets.count)"
      : dataset.targets[0].classes.count == 2 ? "0 to 1" : "0 to 2"
  }

  /// The classes of the target; of several targets, what is true of each.
  private var classes: [TableSummary.Class] {
    let weights = dataset.weights
    return dataset.targets.flatMap { target in
      var rows = [Int](repeating: 0, count: target.classes.count)
      var mass = [Double](repeating: 0, count: target.classes.count)
      for (i, label) in target.labels.enumerated() {
        rows[Int(label)] += 1
        mass[Int(label)] += weights?[i] ?? 1
      }
      let total = mass.reduce(0, +)
      if dataset.isMultiLabel {
        return [
          TableSummary.Class(
            name: target.name, rows: rows[1], share: mass[1] / total, positive: target.classes[1])
        ]
      }
      return target.classes.indices.map {
        TableSummary.Class(name: target.classes[$0], rows: rows[$0], share: mass[$0] / total)
      }
    }
  }

  private func summary() -> TableSummary {
    TableSummary(
      name: dataset.name, target: dataset.targets.map(\.name).joined(separator: ", "),
      rows: dataset.rows, classes: classes, isMultiLabel: dataset.isMultiLabel,
      columns: dataset.features.map(\.summary),
      numbers: dataset.features.filter(\.isNumber).map(\.name),
      categories: dataset.features.filter { !$0.isNumber }.map(\.name), dropped: dataset.dropped,
      missing: dataset.features.filter { $0.missingCount > 0 }.map {
        TableSummary.Missing(column: $0.name, cells: $0.missingCount)
      },
      unlabelledRows: dataset.unlabelledRows, groups: dataset.groups.map { Set($0).count },
      foldShares: dataset.groups == nil ? nil : splits.prefix(folds).map(\.classShares),
      weighted: dataset.weights != nil, notes: dataset.notes)
  }
}

private func bits(_ nats: Double) -> Double { nats * InformationUnit.bits.perNat }

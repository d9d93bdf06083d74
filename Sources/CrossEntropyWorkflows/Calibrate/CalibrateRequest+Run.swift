internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

extension CalibrateRequest {
  /// Reads the predictions, tries calibrators on rows that they are not fitted to, and fits the one that is chosen to all.
  ///
  /// - Parameters:
  ///   - threads: The most threads; they change no digit.
  ///   - memory: The most bytes to hold beyond the file; nil: half of what is free.
  public func run(threads: Int = 1, memory: Int? = nil) throws(WorkflowError) -> CalibrateOutcome {
    try validate()
    try predictions.checkPipes()
    if !predictions.inputs.contains(where: { Pipe($0) != nil }),
      let labels = try predictions.labels(memory: memory)
    {
      throw WorkflowError(.score(.gatesOfLabels(labels)), at: .setting(.target))
    }
    let joining: [LintFinding]
    let scored: ScoredRows
    do throws(WorkflowError) {
      var (joined, files) = try predictions.opened(beside: nil, threads: threads, memory: memory)
      var rows = [
        try PredictionFile(
          joined, files.predictions[0], truth: files.truth, maySample: false, threads: threads,
          memory: memory
        ).scored(threads: threads)
      ]
      joining = try joined.join(&rows, isJoined: false)
      scored = rows[0]
    } catch {
      throw predictions.mended(error)
    }
    // Numbers, and the folds' parts of them on every thread.
    let (needed, limit) = (
      wholeBytes(Double((64 + 24 * threads) * scored.count) * Double(scored.classes.count + 3)),
      memoryBudget(memory)
    )
    if needed > limit {
      throw WorkflowError.tooLarge(
        needed, limit: limit, at: .file(scored.path), else: [.reduce(.table)])
    }
    for (setting, shares) in [(RequestSetting.trainPrior, trainPrior), (.newPrior, newPrior)] {
      guard let shares, shares.count != scored.classes.count else { continue }
      throw WorkflowError(
        .calibrate(.otherShares(setting, shares.count, classes: scored.classes)))
    }
    do {
      return try outcome(scored, joining, threads: threads)
    } catch let error as WorkflowError {
      throw error
    } catch let refusal as CalibratorRefusal {
      throw Self.refused(method, refusal, scored)
    } catch is FoldError {
      throw WorkflowError(
        .calibrate(.tooFewToCut(folds: CalibratorChoice.folds)), at: .file(scored.path),
        remedies: [.add(.rows)])
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(scored.path))
    }
  }

  private static func refused(
    _ method: Method?, _ refusal: CalibratorRefusal, _ scored: ScoredRows
  ) -> WorkflowError {
    WorkflowError(
      .calibrate(
        .refused(method, CalibrateFault.Refusal(refusal, scored))),
      at: .file(scored.path))
  }

  private func outcome(
    _ scored: ScoredRows, _ joining: [LintFinding], threads: Int
  ) throws -> CalibrateOutcome {
    // Of rows that sum to 1 but for rounding those that do.
    let logs = logSoftmax(scored.logProbabilities, threads: threads)
    let (labels, units) = (scored.labels, scored.units)
    func score(_ estimate: MeanEstimate) throws -> PredictionScores.Score {
      try PredictionScores.Score(estimate)
    }
    var candidates: [CalibrateOutcome.Candidate] = []
    let calibrator: Calibrator
    let before: MeanEstimate
    if let trainPrior, let newPrior {
      calibrator = try Calibrator.priorShift(from: trainPrior, to: newPrior)
      before = try units.mean(of: labels.indices.map { 0 - logs[$0, Int(labels[$0])] })
    } else {
      let choice = try CalibratorChoice(
        among: method.map { [$0.kind] }, logProbabilities: logs, labels: labels, units: units,
        seed: RandomSeed(predictions.seed), threads: threads)
      before = choice.logLoss
      candidates = try choice.candidates.compactMap { candidate in
        try Method(rawValue: candidate.kind.rawValue).map { method in
          CalibrateOutcome.Candidate(
            method: method, logLoss: try candidate.logLoss.map(score),
            gain: try candidate.gain.map {
              PredictionScores.Score(try ScoreEstimate(ofAnySign: $0))
            }, isEligible: candidate.isEligible,
            isBeyondDoubt: candidate.isBeyondDoubt,
            refusal: candidate.refusal.map {
              CalibrateFault.Refusal($0, scored)
            })
        }
      }
      if method != nil, let refusal = choice.candidates.first?.refusal { throw refusal }
      calibrator = try Calibrator.fitted(
        method?.kind ?? choice.chosen, to: logs, labels: labels, weights: units.weights)
    }
    var lint = joining + scored.lint
    // A map would flatten what points the wrong way, and lose what it knows.
    lint +=
      scored.classes.count > 2
      ? try PredictionScores.permutation(scored)
      : PredictionScores.backwards(
        try RankingEstimates(scores: logs, labels: labels, units: units, hasPrecision: false).rocAUC
      )
    if case .temperature(let map) = calibrator,
      map.scale >= Recalibration.temperatureBounds.upperBound
    {
      lint.append(.temperatureAtBound(1 / map.scale))
    }
    let gain = candidates.first { $0.method.kind == calibrator.kind }?.gain
    return CalibrateOutcome(
      request: self, path: scored.path, rows: scored.count,
      unlabelledRows: scored.unlabelledRows, classes: scored.classes, logLoss: try score(before),
      candidates: candidates,
      calibrator: CalibratorFile(
        calibrator: calibrator, classes: scored.classes, columns: scored.columns?.names ?? [],
        scale: predictions.scale, normalizes: predictions.normalizes,
        fittedOn: CalibratorFile.Origin(path: scored.path, rows: scored.count),
        gain: gain.flatMap { gain in
          gain.value.isFinite
            ? CalibratorFile.Gain(
              estimate: gain.value, low: gain.interval?.low, high: gain.interval?.high,
              isSelected: method == nil) : nil
        }),
      lint: lint, notes: scored.notes)
  }
}

internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// Which loss should train a classifier on this table: every loss on the same folds, judged alike.
///
/// Each outer fold chooses every loss's penalty by inner log loss on its training rows, fits with it
/// and scores the rows that were held out. All losses get the same folds, the same penalties and the
/// same recalibration map, and are compared row by row.
struct Comparison: Sendable {
  /// The table, made ready.
  var dataset: Dataset
  /// The request, known to be valid; its table and columns are those of the dataset.
  var request: CompareRequest
  /// The most threads to use; changes no bit of the outcome.
  var threads: Int
  /// The most bytes to hold; nil: half of what is free.
  var memory: Int?
  /// The greatest absolute gradient at which a fit is done.
  var tolerance: Double

  /// A comparison on a dataset.
  init(
    _ dataset: Dataset, _ request: CompareRequest, threads: Int = 1, memory: Int? = nil,
    tolerance: Double = 1e-7
  ) {
    require(threads >= 1, "threads must be 1 or more, got \(threads)")
    self.dataset = dataset
    self.request = request
    self.threads = workerCount(.max, threads: threads)
    self.memory = memory
    self.tolerance = tolerance
  }

  /// Runs it; `progress` gets the steps done and their total, from any thread.
  func run(
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(WorkflowError) -> CompareOutcome {
    let shown = request.losses.withBaselineFirst
    let fitted = shown.map(\.fitted).withoutRepetition
    let search = LossSearch(
      dataset, losses: fitted, model: request.model, values: request.searchedValues,
      tolerance: tolerance, seed: Seed(request.seed).derived(3))
    try checkMemory(search.memory(folds: request.folds, innerFolds: request.innerFolds))
    let splits = try makeSplits()
    let table = TableSummary(
      dataset, splits: splits.prefix(request.folds),
      leaks: dataset.probableLeaks(seed: Seed(request.seed).derived(5), threads: threads))
    let steps = StepCounter(
      total: splits.count * fitted.count * search.steps
        + (request.measuresSpeed ? LearningSpeedPanel.steps(losses: fitted.count) : 0),
      report: progress)

    // Cross entropy comes first everywhere: losses with several optima start from its solutions.
    let baseline = try searchAll(fitted.prefix(1), splits, search, baselines: [], steps)
    let rivals = try searchAll(
      fitted.dropFirst(), splits, search, baselines: baseline, steps)
    let results = baseline.map(\.withoutStarts) + rivals
    let readings = shown.map { loss in
      let fit = fitted.firstIndex(of: loss.fitted) ?? 0
      let reader = readers(of: fitted[fit]).firstIndex { $0 == loss } ?? 0
      return LossSplits(
        loss: loss, reader: reader,
        splits: Array(results[fit * splits.count..<(fit + 1) * splits.count]))
    }
    let judge = Judge(
      dataset: dataset, table: table,
      request: request, splits: splits, threads: threads)
    let separable = try isSeparable(search)
    var outcome: CompareOutcome
    do throws(EvaluationError) {
      outcome = try judge.result(readings, separable: separable)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(dataset.name))
    }
    if request.measuresSpeed { outcome.speed = speed(of: fitted, on: splits[0], steps) }
    return outcome
  }

  /// How fast the fitted losses learn the rows of one split.
  private func speed(
    of losses: [ComparedLoss], on split: Split, _ steps: StepCounter
  ) -> LearningSpeed? {
    LearningSpeedPanel(
      dataset, losses: losses, training: split.training, heldOut: split.test,
      hidden: request.model.hiddenLayers, seed: Seed(request.seed).derived(4), threads: threads
    )?.run { steps.advance(added: $0) }
  }

  /// How often new folds are drawn.
  var repeatCount: Int {
    request.repeats ?? (dataset.rows < 300 ? 10 : dataset.rows < 1_000 ? 5 : 1)
  }

  /// The losses that read this fit: itself, and for the balanced one its correction.
  private func readers(of fit: ComparedLoss) -> [ComparedLoss] {
    request.losses.withBaselineFirst.filter { $0.fitted == fit }
  }

  /// Every loss on every split, the results loss by loss.
  private func searchAll(
    _ losses: some Collection<ComparedLoss>, _ splits: [Split], _ search: LossSearch,
    baselines: [SplitResult], _ steps: StepCounter
  ) throws(WorkflowError) -> [SplitResult] {
    let losses = Array(losses)
    let outcomes = parallelMap(losses.count * splits.count, threads: threads) { [self] index in
      let loss = losses[index / splits.count]
      let split = index % splits.count
      return Result { () throws(SearchError) in
        try search.run(
          loss, readers: readers(of: loss), on: splits[split],
          baseline: baselines.isEmpty ? nil : baselines[split],
          progress: { steps.advance(added: $0) })
      }
    }
    do throws(SearchError) {
      var results: [SplitResult] = []
      for outcome in outcomes { results.append(try outcome.get()) }
      return results
    } catch {
      throw WorkflowError(error, in: dataset.name)
    }
  }

  private func isSeparable(_ search: LossSearch) throws(WorkflowError) -> Bool {
    do throws(SearchError) {
      return try search.isSeparable(threads: threads)
    } catch {
      throw WorkflowError(error, in: dataset.name)
    }
  }
}

extension [ComparedLoss] {
  /// Each once, cross entropy first, whether given or not.
  var withBaselineFirst: [ComparedLoss] {
    ([.baseline] + self).withoutRepetition
  }
}

extension Array where Element: Hashable {
  fileprivate var withoutRepetition: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

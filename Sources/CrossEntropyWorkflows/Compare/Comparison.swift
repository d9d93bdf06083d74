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
  /// Which rows are held out; nil where folds are drawn.
  var given: GivenFolds?
  /// The most threads to use; changes no bit of the outcome.
  var threads: Int
  /// The most bytes to hold; nil: half of what is free.
  var memory: Int?
  /// The greatest absolute gradient at which a fit is done.
  var tolerance: Double

  /// A comparison on a dataset.
  init(
    _ dataset: Dataset, _ request: CompareRequest, given: GivenFolds? = nil, threads: Int = 1,
    memory: Int? = nil, tolerance: Double = 1e-7
  ) {
    require(threads >= 1, "threads must be 1 or more, got \(threads)")
    self.dataset = dataset
    self.request = request
    self.given = given
    self.threads = workerCount(.max, threads: threads)
    self.memory = memory
    self.tolerance = tolerance
  }

  /// Draws the folds and checks what the fits will hold, so that all is known before the first of them.
  func prepared() throws(WorkflowError) -> PreparedComparison {
    let search = lossSearch
    let memory = search.memory(folds: foldsOfSize, innerFolds: request.innerFolds)
    try checkMemory(memory)
    let splits = try makeSplits()
    let table = TableSummary(
      dataset, splits: splits.prefix(folds), tested: testedRows(splits),
      leaks: dataset.probableLeaks(seed: RandomSeed(request.seed).derived(5), threads: threads))
    let constant: CompareOutcome.Constant
    do throws(EvaluationError) {
      constant = try judge(table, splits).constant()
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(dataset.name))
    }
    return PreparedComparison(
      comparison: self, search: search, splits: splits,
      plan: ComparePlan(
        request: request, table: table, constant: constant, folds: folds, repeats: repeatCount,
        fits: splits.count
          * fitted.reduce(0) { $0 + search.fits(of: $1, innerFolds: request.innerFolds) },
        memory: bytesNeeded(memory, threads: threads)))
  }

  /// The rows that are held out where that happens once; nil of folds.
  private func testedRows(_ splits: [Split]) -> [Int]? {
    switch given {
    case .rows, .share: splits[0].test
    case .folds, .order, nil: nil
    }
  }

  /// Runs it; `progress` gets the steps done and their total, from any thread.
  func run(
    progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws(WorkflowError) -> CompareOutcome {
    try prepared().run(progress: progress)
  }

  /// The search for every loss's best value.
  var lossSearch: LossSearch {
    LossSearch(
      dataset, losses: fitted, model: request.model, values: request.searchedValues,
      tolerance: tolerance, seed: RandomSeed(request.seed).derived(3))
  }

  /// The losses that are fitted, cross entropy first.
  var fitted: [ComparedLoss] { shown.map(\.fitted).withoutRepetition }

  /// The losses that are shown, cross entropy first.
  private var shown: [ComparedLoss] { request.losses.withBaselineFirst }

  /// Fits every loss on the splits of every repeat that may begin; the results loss by loss.
  func results(
    of search: LossSearch, on splits: [Split], _ steps: StepCounter, mayBegin: RepeatGate,
    _ kept: KeptParts? = nil
  ) throws(WorkflowError) -> [[SplitResult]] {
    let fits = fitted.map { (loss: $0, readers: readers(of: $0)) }
    // All repeats at once, so that no thread waits for the last split of one.
    let outcomes = parallelMap(splits.count, threads: threads) { index in
      Result { () throws(WorkflowError) -> [SplitResult]? in
        guard mayBegin.lets(splits[index].repeatIndex), kept?.isFull != true else { return nil }
        if let known = kept?.splits[index] { return known }
        let results: [SplitResult]
        do throws(SearchError) {
          results = try search.run(
            fits, on: splits[index], store: kept?.fits(of: splits[index]),
            progress: { steps.advance(added: $1, cost: search.cost(of: $0)) })
        } catch {
          throw WorkflowError(error, in: dataset.name)
        }
        try kept?.keep(results, of: splits[index])
        return results
      }
    }
    let results = try outcomes.map { (outcome) throws(WorkflowError) in try outcome.get() }
    return fits.indices.map { fit in results.compactMap { $0?[fit] } }
  }

  /// Takes what a directory holds of these splits.
  func take(_ kept: KeptParts, of splits: [Split]) {
    kept.take(
      splits, classes: dataset.targets.map(\.classes.count),
      readers: fitted.map { readers(of: $0).count }, measuresSpeed: measuresSpeed)
  }

  /// What the fits of whole repeats come to.
  func outcome(
    _ results: [[SplitResult]], _ splits: [Split], _ table: TableSummary, separable: Bool
  ) throws(WorkflowError) -> CompareOutcome {
    let readings = shown.map { loss in
      let fit = fitted.firstIndex(of: loss.fitted) ?? 0
      let reader = readers(of: fitted[fit]).firstIndex { $0 == loss } ?? 0
      return LossSplits(loss: loss, reader: reader, splits: results[fit])
    }
    do throws(EvaluationError) {
      return try judge(table, splits).result(readings, separable: separable)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(dataset.name))
    }
  }

  private func judge(_ table: TableSummary, _ splits: [Split]) -> Judge {
    let judged = splits.prefix(folds).flatMap(\.test).sorted()
    return Judge(
      dataset: judged.count < dataset.rows ? dataset.judged(judged) : dataset, all: dataset,
      table: table, request: request, folds: folds, splits: splits, threads: threads)
  }

  /// The losses whose learning is shown: the fitted ones, a searched one with one of its parameters.
  var pictured: [ComparedLoss] { fitted.map(\.typical).withoutRepetition }

  /// Whether it is measured how fast losses learn: not where sparse numbers or words would fill a table of their own.
  var measuresSpeed: Bool { request.measuresSpeed && dataset.mostSparseFeatures <= 2_048 }

  /// How fast the fitted losses learn the rows of one split.
  func speed(on split: Split, _ steps: StepCounter) -> LearningSpeed? {
    LearningSpeedPanel(
      dataset, losses: pictured, training: split.training, heldOut: split.test,
      hidden: request.model.hiddenLayers, seed: RandomSeed(request.seed).derived(4),
      threads: threads
    )?.run { steps.advance(added: $0) }
  }

  /// The losses that read this fit: itself, and for the balanced one its correction.
  private func readers(of fit: ComparedLoss) -> [ComparedLoss] {
    request.losses.withBaselineFirst.filter { $0.fitted == fit }
  }

  /// The folds of a repeat.
  var folds: Int {
    switch given {
    case .folds(_, let count): count
    case .rows, .share: 1
    case .order, nil: request.folds
    }
  }

  /// Of how many folds one holds out as many rows as a split here, or fewer.
  private var foldsOfSize: Int {
    let share =
      switch given {
      case .rows(let first): 1 - Double(first) / Double(dataset.rows)
      case .share(let share): share
      case .folds, .order, nil: 1 / Double(folds)
      }
    return max(2, Int(min((1 / share).rounded(.up), Double(CompareRequest.mostFolds))))
  }

  func isSeparable(_ search: LossSearch) throws(WorkflowError) -> Bool {
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

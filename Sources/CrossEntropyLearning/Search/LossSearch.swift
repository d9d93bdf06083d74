internal import CrossEntropy
internal import CrossEntropyEvaluation
package import CrossEntropyFiles

/// Finds the best value for losses on splits of one dataset, by the fitter of the model.
package struct LossSearch: Sendable {
  let dataset: Dataset
  let model: ModelKind
  let grid: SearchGrid
  private let tolerance: Double
  private let seed: RandomSeed
  /// Whether some loss has several optima, and starts from cross entropy's solutions.
  let keepsStarts: Bool
  private let losses: Int
  /// The most values that a loss's own parameter is chosen from.
  private let mostVariants: Int

  /// A search over given values, or over the model's grid where they are nil.
  ///
  /// - Parameters:
  ///   - losses: All that will be searched for.
  ///   - values: Penalties of a linear model, step sizes of a network.
  ///   - tolerance: The greatest absolute gradient at which a linear fit is done.
  ///   - seed: The seed of a network's starts and orders; one is derived per repeat.
  package init(
    _ dataset: Dataset, losses: [ComparedLoss], model: ModelKind, values: [Double]?,
    tolerance: Double, seed: RandomSeed
  ) {
    self.dataset = dataset
    self.model = model
    grid =
      switch model {
      case .linear: .penalties(given: values)
      case .sparseLinear: .absolutePenalties(given: values)
      case .network: .steps(given: values)
      }
    self.tolerance = tolerance
    self.seed = seed
    let unit = OutputShape(dataset).unit
    self.losses = losses.count
    mostVariants = losses.map(\.variants.count).max() ?? 1
    keepsStarts = model.isLinear && !losses.allSatisfy { $0.isConvex(of: unit) }
  }

  /// The least value that is tried before a grid grows.
  package var leastValue: Double { grid.first[grid.first.count - 1] }

  /// The least number of steps that `run` reports of a loss.
  package func steps(of loss: ComparedLoss) -> Int { grid.first.count * loss.variants.count + 1 }

  /// The least number of fits that `run` makes of a loss: those of the inner folds, and one with what was
  /// chosen.
  package func fits(of loss: ComparedLoss, innerFolds: Int) -> Int {
    grid.first.count * loss.variants.count * innerFolds + 1
  }

  /// What a fit of a loss costs, in fits of cross entropy.
  package func cost(of loss: ComparedLoss) -> Int {
    // From zero, and from cross entropy's solution.
    model.isLinear && !loss.isConvex(of: OutputShape(dataset).unit) ? 2 : 1
  }

  /// What all fits of losses on a split cost, in fits of cross entropy.
  private func cost(of losses: [ComparedLoss], innerFolds: Int) -> Double {
    losses.reduce(0) { $0 + Double(cost(of: $1) * fits(of: $1, innerFolds: innerFolds)) }
  }

  /// What one repeat of losses takes: rows × filled cells per row × outputs × fits, of a network rows ×
  /// weights × fits.
  ///
  /// It is a function of the table and the request alone, and never of a clock.
  package func work(of losses: [ComparedLoss], folds: Int, innerFolds: Int) -> Double {
    let rows = Double(dataset.rows)
    let outputs = OutputShape(dataset).outputs
    let allFits = Double(folds) * cost(of: losses, innerFolds: innerFolds)
    switch model {
    case .linear, .sparseLinear:
      let cells = dataset.features.reduce(0) { $0 + $1.filledCells }
      return Double(cells) * Double(outputs) * allFits
    case .network(let hidden, _):
      let widths =
        [dataset.features.reduce(0) { $0 + $1.mostNumbers }] + hidden.map(\.units) + [outputs]
      let weights = zip(widths, widths.dropFirst()).map { Double($0 + 1) * Double($1) }
      return rows * weights.reduce(0, +) * allFits
    }
  }

  /// The seconds that losses take on a split, judged by a fit of cross entropy on the first inner part with the
  /// value in the middle.
  package func seconds(of losses: [ComparedLoss], on split: Split) throws(SearchError) -> Double {
    let clock = ContinuousClock()
    let rows = split.inner.rowsOutside(0).map { split.training[$0] }
    let start = clock.now
    let part = Part(
      dataset, training: rows, heldOut: split.inner.rows(in: 0).map { split.training[$0] },
      as: model.isLinear ? .design : .floats, stoppingBy: model.isLinear ? nil : seed)
    let encoded = clock.now
    var result = SplitResult()
    let value = grid.first[grid.first.count / 2]
    let shape = OutputShape(dataset)
    switch model {
    case .linear, .sparseLinear:
      var fitter = LinearFitter(
        loss: .baseline, shape: shape, isSparse: model == .sparseLinear, tolerance: tolerance,
        baseline: nil, keepsStarts: false)
      _ = try fitter.fitInner(part, index: 0, value: value, warm: nil, &result)
    case .network(let hidden, let settings):
      _ = try NetworkFitter(
        loss: .baseline, shape: shape, hidden: hidden, settings: settings, seed: seed
      ).fitInner(part, index: 0, value: value, warm: nil, &result)
    }
    // As it was measured on many tables: as much encoding as if every fit's cost had its own.
    let parts = losses.reduce(0) { $0 + cost(of: $1) } * (split.inner.count + 1)
    return (encoded - start) / .seconds(1) * Double(parts) + (clock.now - encoded) / .seconds(1)
      * cost(of: losses, innerFolds: split.inner.count)
  }

  /// A loss, and the losses that read its fits: itself, or one that corrects its probabilities.
  package typealias Fit = (loss: ComparedLoss, readers: [ComparedLoss])

  /// Every loss on one split; cross entropy comes first, since losses with several optima start from its
  /// solutions.
  ///
  /// - Parameters:
  ///   - fits: The losses.
  ///   - split: The rows.
  ///   - store: Where fits of networks are kept.
  ///   - progress: Called with a loss and 0 after each of its steps, and with the number of steps
  ///     added when its grid grows.
  package func run(
    _ fits: [Fit], on split: Split, store: (any FitStore)? = nil,
    progress: @escaping @Sendable (_ loss: ComparedLoss, _ added: Int) -> Void
  ) throws(SearchError) -> [SplitResult] {
    switch model {
    case .linear, .sparseLinear:
      try run(fits, on: split, as: .design, progress, fitter: linearFitter) {
        (_, search, choices, outer, result) throws(SearchError) in
        try search.score(choices, on: outer, &result)
      }
    case .network(let hidden, let settings):
      try run(
        fits, on: split, as: .floats, progress,
        fitter: networkFitter(hidden, settings, repeatIndex: split.repeatIndex, store)
      ) {
        (_, search, choices, outer, result) throws(SearchError) in
        try search.score(choices, on: outer, &result)
      }
    }
  }

  /// What draws the rows by which a network knows when to stop.
  func stoppingSeed(_ form: EncodedRows.Form, repeatIndex: Int) -> RandomSeed? {
    form == .floats ? seed.derived(UInt64(repeatIndex)).derived(2) : nil
  }

  func linearFitter(_ loss: ComparedLoss, _ baseline: SplitResult?) -> LinearFitter {
    LinearFitter(
      loss: loss, shape: OutputShape(dataset), isSparse: model == .sparseLinear,
      tolerance: tolerance, baseline: baseline, keepsStarts: keepsStarts && loss == .baseline)
  }

  func networkFitter(
    _ hidden: [DenseLayer], _ settings: NetworkSettings, repeatIndex: Int,
    _ store: (any FitStore)?, epoch: EpochReport? = nil
  ) -> (_ loss: ComparedLoss, _ baseline: SplitResult?) -> NetworkFitter {
    let seed = seed.derived(UInt64(repeatIndex))
    return { loss, _ in
      NetworkFitter(
        loss: loss, shape: OutputShape(dataset), hidden: hidden, settings: settings, seed: seed,
        store: store, epoch: epoch)
    }
  }

  /// Encodes the rows once for all losses: first the inner folds, and when every loss has chosen, all
  /// training rows in their place, on which `finish` does what is left to do.
  func run<F: Fitter>(
    _ fits: [Fit], on split: Split, as form: EncodedRows.Form,
    _ progress: @escaping @Sendable (_ loss: ComparedLoss, _ added: Int) -> Void,
    fitter: (_ loss: ComparedLoss, _ baseline: SplitResult?) -> F,
    finish: (
      _ index: Int, _ search: inout ModelSearch<F>, _ choices: Choices<F.Model>, _ outer: Part,
      _ result: inout SplitResult
    ) throws(SearchError) -> Void
  ) throws(SearchError) -> [SplitResult] {
    var results = fits.map { _ in SplitResult() }
    func modelSearch(_ index: Int) -> ModelSearch<F> {
      let (loss, readers) = fits[index]
      return ModelSearch(
        variants: loss.variants.map { ($0, fitter($0, index > 0 ? results[0] : nil)) },
        searched: loss.searched?.name, readers: readers, grid: grid,
        progress: { progress(loss, $0) })
    }
    let stopping = stoppingSeed(form, repeatIndex: split.repeatIndex)
    var choices: [Choices<F.Model>] = []
    do {
      let inner = InnerParts(dataset, of: split, as: form, stoppingBy: stopping)
      for index in fits.indices {
        choices.append(try modelSearch(index).choose(on: inner, &results[index]))
      }
    }
    let outer = Part(
      dataset, training: split.training, heldOut: split.test, as: form, stoppingBy: stopping)
    for index in fits.indices {
      var search = modelSearch(index)
      try finish(index, &search, choices[index], outer, &results[index])
    }
    return results.map(\.withoutStarts)
  }

  /// Whether a linear model with next to no penalty puts every row of a target on the right side.
  package func isSeparable(threads: Int) throws(SearchError) -> Bool {
    let all = Array(0..<dataset.rows)
    let rows = EncodedRows(
      dataset, rows: all, encoder: FeatureEncoder(dataset, rows: all), as: .design)
    let shape = OutputShape(dataset)
    let objective = ComparedLoss.baseline.objective(shape, balance: [])
    var model: LinearModel?
    for penalty in [1e-2, 1e-4, 1e-6] {
      let trainer = LinearTrainer(objective, l2: penalty, tolerance: tolerance, threads: threads)
      let fit = try trainer.fit(rows, shape, start: model)
      if separates(fit.model, rows) { return true }
      model = fit.model
    }
    return false
  }

  /// What a search holds, in splits of this many folds and inner folds.
  package func memory(folds: Int, innerFolds: Int) -> SearchMemory {
    SearchMemory(
      dataset, losses: losses, mostVariants: mostVariants, model: model, grid: grid, folds: folds,
      innerFolds: innerFolds, keepsStarts: keepsStarts)
  }
}

extension Dataset {
  /// The most features that sparse numbers and words come to.
  package var mostSparseFeatures: Int { FeatureEncoder.mostColumns(self).sparse }
}

extension Dataset.Feature {
  /// The cells that are there, of sparse numbers those that are not 0.
  fileprivate var filledCells: Int {
    switch values {
    case .numbers(let numbers): numbers.count - missingCount
    case .categories(let codes, _): codes.count - missingCount
    case .sparse(let rows): rows.places.count
    }
  }

  /// The numbers that a network reads of it, a category taken for one.
  fileprivate var mostNumbers: Int {
    if case .sparse(let rows) = values { min(rows.width, rows.places.count) } else { 1 }
  }
}

/// Why a search has no result.
package enum SearchError: Error, Sendable, Hashable {
  /// Without a penalty a separable table has no finite optimum.
  case separable
  /// Rows that were put on a disk cannot be read again.
  case disk(TableFault.SystemFailure)
  /// A fault of ours.
  case broken(String)
}

/// What a room below gives for rows that were checked before: if it refuses them, the fault is ours.
func ours<Value, Failure: Error>(
  _ body: () throws(Failure) -> Value
) throws(SearchError) -> Value {
  do throws(Failure) {
    return try body()
  } catch {
    throw .broken("\(error)")
  }
}

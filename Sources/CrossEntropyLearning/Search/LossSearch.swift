internal import CrossEntropy
package import CrossEntropyEvaluation

/// Finds the best value for losses on splits of one dataset, by the fitter of the model.
package struct LossSearch: Sendable {
  private let dataset: Dataset
  private let model: ModelKind
  private let grid: SearchGrid
  private let tolerance: Double
  private let seed: Seed

  /// A search over given values, or over the model's grid where they are nil.
  ///
  /// - Parameters:
  ///   - values: Penalties of a linear model, step sizes of a network.
  ///   - tolerance: The greatest absolute gradient at which a linear fit is done.
  ///   - seed: The seed of a network's starts and orders; one is derived per repeat.
  package init(
    _ dataset: Dataset, model: ModelKind, values: [Double]?, tolerance: Double, seed: Seed
  ) {
    self.dataset = dataset
    self.model = model
    grid =
      switch model.searched {
      case .penalty: .penalties(given: values)
      case .stepSize: .steps(given: values)
      }
    self.tolerance = tolerance
    self.seed = seed
  }

  /// The least number of steps that `run` reports.
  package var steps: Int { grid.first.count + 1 }

  /// One loss on one split, and what its readers make of it.
  ///
  /// - Parameters:
  ///   - readers: The losses that read its fits: itself, or one that corrects its probabilities.
  ///   - baseline: What cross entropy gave on this split; losses with several optima start from it.
  ///   - progress: Called with 0 after every step, and with the number of steps added when the grid
  ///     grows.
  package func run(
    _ loss: ComparedLoss, readers: [ComparedLoss], on split: Split, baseline: SplitResult?,
    progress: @escaping @Sendable (_ added: Int) -> Void
  ) throws(SearchError) -> SplitResult {
    let encoded = EncodedSplit(
      dataset, split: split, as: model == .linear ? .design : .floats)
    let shape = OutputShape(dataset)
    func run(_ fitter: some Fitter) throws(SearchError) -> SplitResult {
      try ModelSearch(
        loss: loss, readers: readers, split: encoded, grid: grid, fitter: fitter, progress: progress
      ).run()
    }
    switch model {
    case .linear:
      return try run(
        LinearFitter(loss: loss, shape: shape, tolerance: tolerance, baseline: baseline))
    case .network(let hidden):
      return try run(
        NetworkFitter(
          loss: loss, shape: shape, hidden: hidden, seed: seed.derived(UInt64(split.repeatIndex))))
    }
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

  /// The most bytes that a search on `threads` threads needs; nil if more than can be counted.
  ///
  /// Per thread, the outer rows once and those of the inner folds three times, and the networks that
  /// are held at once.
  package func bytesNeeded(threads: Int) -> Int? {
    let (cells, overflow) = dataset.rows.multipliedReportingOverflow(
      by: FeatureEncoder.mostColumns(dataset) + 1
        + 4 * dataset.targets.reduce(0) { $0 + $1.classes.count })
    let (rows, tooManyRows) = cells.multipliedReportingOverflow(by: 8 * 4)
    guard let networks = networkBytes else { return nil }
    let (sum, tooManyBytes) = rows.addingReportingOverflow(networks)
    let (bytes, tooManyThreads) = sum.multipliedReportingOverflow(by: threads)
    return overflow || tooManyRows || tooManyBytes || tooManyThreads ? nil : bytes
  }

  /// The bytes of one thread's networks; nil if more than can be counted, 0 for a linear model.
  ///
  /// A training holds its weights, the start, the best epoch, the gradient and two moments; the
  /// search keeps the inner networks of every value.
  private var networkBytes: Int? {
    guard case .network(let hidden) = model else { return 0 }
    let parameters = parameterCount(
      inputs: FeatureEncoder.mostColumns(dataset),
      layers: hidden.map(\.units) + [OutputShape(dataset).outputs])
    let copies = 6 + Split.innerFolds * grid.first.count
    return parameters.flatMap {
      let (bytes, overflow) = $0.multipliedReportingOverflow(
        by: copies * MemoryLayout<Float>.stride)
      return overflow ? nil : bytes
    }
  }
}

/// Why a search has no result.
package enum SearchError: Error, Sendable, Hashable {
  /// Without a penalty a separable table has no finite optimum.
  case separable
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

internal import CrossEntropy
internal import CrossEntropyEvaluation

extension LossSearch {
  /// The classifier of a loss: with what scores best on the inner folds for a reading, or with the one value that
  /// is given where there are none, one fit of all these rows.
  ///
  /// - Parameters:
  ///   - loss: What is minimised.
  ///   - rows: The rows to learn from.
  ///   - inner: Their folds.
  ///   - reading: How the probabilities are read.
  ///   - store: As for `run`.
  ///   - progress: As for `run`.
  ///   - epoch: Gets the epochs of the last fit of a network.
  func classifier(
    of loss: ComparedLoss, rows: [Int], inner: Folds?, reading: ProbabilityReading,
    store: (any FitStore)? = nil,
    progress: @escaping @Sendable (_ loss: ComparedLoss, _ added: Int) -> Void = { _, _ in },
    epoch: EpochReport? = nil
  ) throws(SearchError) -> TableClassifier {
    switch model {
    case .linear, .sparseLinear:
      try classifier(of: loss, rows, inner, reading, progress, as: .design, fitter: linearFitter) {
        .linear($0)
      }
    case .network(let hidden, let settings):
      try classifier(
        of: loss, rows, inner, reading, progress, as: .floats,
        fitter: networkFitter(hidden, settings, repeatIndex: 0, store, epoch: epoch)
      ) { .network($0.network) }
    }
  }

  private func classifier<F: Fitter>(
    of loss: ComparedLoss, _ rows: [Int], _ inner: Folds?, _ reading: ProbabilityReading,
    _ progress: @escaping @Sendable (_ loss: ComparedLoss, _ added: Int) -> Void,
    as form: EncodedRows.Form, fitter: (_ loss: ComparedLoss, _ baseline: SplitResult?) -> F,
    model: (F.Model) -> TableClassifier.Model
  ) throws(SearchError) -> TableClassifier {
    var fits: [Fit] = [(loss.fitted, [loss])]
    if keepsStarts { fits.insert((.baseline, [.baseline]), at: 0) }
    // What a fit adds to the counts is its own.
    func made(
      _ fitted: F.Model, _ maps: [[Recalibration]], _ chosen: Chosen, on outer: Part,
      before: SplitResult, after: SplitResult
    ) -> TableClassifier {
      TableClassifier(
        schema: Schema(dataset), encoder: outer.encoder, model: model(fitted), maps: maps,
        record: TrainingRecord(
          loss: chosen.loss, model: self.model, reading: reading, chosen: chosen.value,
          isAtEdge: chosen.isAtEdge,
          path: self.model == .sparseLinear && !chosen.tried.isEmpty ? chosen.tried : nil,
          isFinished: before.unfinished == after.unfinished,
          iterations: after.iterations - before.iterations, bestEpoch: fitted.bestEpoch,
          innerFolds: inner?.count,
          rows: rows.count,
          columns: dataset.features.map { ColumnProfile($0, rows: rows) },
          classRows: dataset.targets.map { $0.counts(of: rows) }))
    }
    guard let inner else {
      let outer = Part(
        dataset, training: rows, heldOut: [], as: form,
        stoppingBy: stoppingSeed(form, repeatIndex: 0))
      var baseline: SplitResult?
      for (loss, readers) in fits {
        var result = SplitResult()
        var fitter = fitter(loss, baseline)
        let value = grid.first[0]
        let fitted = try fitter.fitOuter(outer, value: value, inner: [], &result)
        if baseline == nil, keepsStarts {
          baseline = result
        } else {
          return made(
            fitted, try outer.maps(readBy: readers[0]),
            Chosen(loss: readers[0], value: value, isAtEdge: false), on: outer,
            before: SplitResult(), after: result)
        }
      }
      fatalError("the last fit is that of the loss")
    }
    var last: TableClassifier?
    let split = Split(
      repeatIndex: 0, fold: 0, training: rows, test: [], inner: inner, classShares: [])
    _ = try run(fits, on: split, as: form, progress, fitter: fitter) {
      (index, search, choices, outer, result) throws(SearchError) in
      if index < fits.count - 1 { return try search.score(choices, on: outer, &result) }
      let before = result
      let (fitted, maps, chosen) = try search.model(choices, reading, on: outer, &result)
      last = made(fitted, maps, chosen, on: outer, before: before, after: result)
    }
    guard let last else { fatalError("the last fit is that of the loss") }
    return last
  }
}

extension Dataset.Target {
  /// How many of some rows each class has.
  fileprivate func counts(of rows: [Int]) -> [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for row in rows { counts[Int(labels[row])] += 1 }
    return counts
  }
}

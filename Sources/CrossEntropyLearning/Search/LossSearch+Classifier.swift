internal import CrossEntropy
internal import CrossEntropyEvaluation

extension LossSearch {
  /// The classifier of a loss: with what scores best on the inner folds for a reading, or with the one value that
  /// is given where there are none, one fit of all these rows; and whether that fit came to its end.
  func classifier(
    of loss: ComparedLoss, rows: [Int], inner: Folds?, reading: ProbabilityReading
  ) throws(SearchError) -> (classifier: TableClassifier, isFinished: Bool) {
    switch model {
    case .linear:
      try classifier(of: loss, rows, inner, reading, as: .design, fitter: linearFitter) {
        .linear($0)
      }
    case .network(let hidden):
      try classifier(
        of: loss, rows, inner, reading, as: .floats, fitter: networkFitter(hidden, repeatIndex: 0)
      ) { .network($0.network) }
    }
  }

  private func classifier<F: Fitter>(
    of loss: ComparedLoss, _ rows: [Int], _ inner: Folds?, _ reading: ProbabilityReading,
    as form: EncodedRows.Form, fitter: (_ loss: ComparedLoss, _ baseline: SplitResult?) -> F,
    model: (F.Model) -> TableClassifier.Model
  ) throws(SearchError) -> (classifier: TableClassifier, isFinished: Bool) {
    var fits: [Fit] = [(loss.fitted, [loss])]
    if keepsStarts { fits.insert((.baseline, [.baseline]), at: 0) }
    func made(
      _ fitted: F.Model, _ maps: [[Recalibration]], on outer: Part
    ) -> TableClassifier {
      TableClassifier(
        schema: Schema(dataset), encoder: outer.encoder, model: model(fitted), maps: maps)
    }
    guard let inner else {
      let outer = Part(
        dataset, training: rows, heldOut: [], as: form,
        stoppingBy: stoppingSeed(form, repeatIndex: 0))
      var baseline: SplitResult?
      for (loss, readers) in fits {
        var result = SplitResult()
        var fitter = fitter(loss, baseline)
        let fitted = try fitter.fitOuter(outer, value: grid.first[0], inner: [], &result)
        if baseline == nil, keepsStarts {
          baseline = result
        } else {
          return (
            made(fitted, try outer.maps(readBy: readers[0]), on: outer), result.unfinished == 0
          )
        }
      }
      fatalError("the last fit is that of the loss")
    }
    var last: (classifier: TableClassifier, isFinished: Bool)?
    let split = Split(
      repeatIndex: 0, fold: 0, training: rows, test: [], inner: inner, classShares: [])
    @Sendable func progress(_: ComparedLoss, _: Int) {}
    _ = try run(fits, on: split, as: form, progress, fitter: fitter) {
      (index, search, choices, outer, result) throws(SearchError) in
      if index < fits.count - 1 { return try search.score(choices, on: outer, &result) }
      let before = result.unfinished
      let (fitted, maps) = try search.model(choices, reading, on: outer, &result)
      last = (made(fitted, maps, on: outer), result.unfinished == before)
    }
    guard let last else { fatalError("the last fit is that of the loss") }
    return last
  }
}

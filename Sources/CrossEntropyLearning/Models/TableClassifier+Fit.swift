public import CrossEntropyEvaluation

extension TableClassifier {
  /// Trains a classifier as `xent compare` does: inner folds of the rows choose the penalty of a linear model, or
  /// the step size of a network, and one fit on all of the rows follows.
  ///
  /// - Parameters:
  ///   - dataset: The table.
  ///   - rows: The rows to learn from; nil: all.
  ///   - model: A linear model, by what is penalised, or a network's hidden layers.
  ///   - loss: What is minimised.
  ///   - reading: Whether the probabilities are those that the model gives, or also go through a map that was learnt
  ///     on the inner folds.
  ///   - values: The penalties or step sizes to choose from; nil: a grid that grows where its best is at an edge.
  ///   - innerFolds: How many inner folds there are, 2 or more.
  ///   - seed: The seed of the folds, and of a network's first weights and order of rows.
  /// - Throws: ``ClassifierError`` for a class that is too rare for the folds, and for values that are none.
  public static func fit(
    _ dataset: Dataset, rows: [Int]? = nil, model: ModelKind = .linear,
    loss: ComparedLoss = .baseline, reading: ProbabilityReading = .asTrained,
    values: [Double]? = nil, innerFolds: Int = 3, seed: RandomSeed = RandomSeed(0)
  ) throws(ClassifierError) -> TableClassifier {
    try fit(
      dataset, rows: rows, model: model, loss: loss, reading: reading, values: values,
      innerFolds: innerFolds, seed: seed, store: nil, progress: { _, _ in }, epoch: nil)
  }

  /// The same with progress, which is called with a loss and 0 after each of its steps, and with the number of steps
  /// added when its grid grows; `store` keeps fits of a network, and `epoch` is called with the epochs of its last fit.
  package static func fit(
    _ dataset: Dataset, rows: [Int]?, model: ModelKind, loss: ComparedLoss,
    reading: ProbabilityReading, values: [Double]?, innerFolds: Int, seed: RandomSeed,
    store: (any FitStore)?,
    progress: @escaping @Sendable (_ loss: ComparedLoss, _ added: Int) -> Void,
    epoch: EpochReport?
  ) throws(ClassifierError) -> TableClassifier {
    try check(values, of: model)
    let rows = rows ?? Array(0..<dataset.rows)
    try check(rows, of: dataset)
    // A single value is not chosen, but a map still has to be learnt.
    let isGiven = values?.count == 1 && loss.searched == nil && reading == .asTrained
    let inner: Folds?
    do throws(FoldError) {
      inner = isGiven ? nil : try dataset.folds(innerFolds, of: rows, seed: seed.derived(0))
    } catch {
      throw .badFolds(error)
    }
    let search = LossSearch(
      dataset, losses: [loss], model: model, values: values, tolerance: tolerance,
      seed: seed.derived(1))
    let classifier: TableClassifier
    do throws(SearchError) {
      classifier = try search.classifier(
        of: loss, rows: rows, inner: inner, reading: reading, store: store, progress: progress,
        epoch: epoch)
    } catch {
      throw ClassifierError(error)
    }
    // A linear model has only come to its limit of steps.
    if classifier.record?.isFinished == false, model.searched == .stepSize { throw .diverged }
    return classifier
  }

  private static func check(
    _ rows: [Int], of dataset: Dataset
  ) throws(ClassifierError) {
    for target in dataset.targets {
      let present = Set(rows.map { target.labels[$0] })
      for (index, name) in target.classes.enumerated() where !present.contains(Int32(index)) {
        throw .classWithoutRows(target: target.name, class: name)
      }
    }
  }

  private static func check(
    _ values: [Double]?, of model: ModelKind
  ) throws(ClassifierError) {
    do throws(ModelNameError) {
      try model.check()
    } catch {
      throw .badModel(error)
    }
    guard let values else { return }
    if values.isEmpty { throw .badValue(.nan) }
    for value in values {
      let isPossible = model == .linear ? value >= 0 : value > 0
      guard isPossible, value.isFinite else { throw .badValue(value) }
    }
  }
}

/// The greatest absolute gradient at which a linear fit is done.
private let tolerance = 1e-7

extension ClassifierError {
  /// Why a search found no classifier.
  init(_ error: SearchError) {
    switch error {
    case .separable: self = .separable
    case .disk(let failure): self = .disk(failure)
    case .broken(let fault): self = .broken(fault)
    }
  }
}

extension ClassifierError {
  /// Why rows that were checked were not trained on.
  init(_ error: TrainingError) {
    if case .disk(let failure) = error { self = .disk(failure) } else { self = .broken("\(error)") }
  }
}

internal import CrossEntropy

/// A model that a search can score.
protocol FittedModel: Sendable {
  /// The logits of every row.
  func logits(_ rows: EncodedRows) -> Matrix<Double>
}

extension LinearModel: FittedModel {
  func logits(_ rows: EncodedRows) -> Matrix<Double> { product(rows.design) }
}

/// How a search fits one kind of model at one searched value.
protocol Fitter: Sendable {
  associatedtype Model: FittedModel

  /// Fits an inner part; `warm` is the part's model at the value before, if there is one.
  func fitInner(
    _ part: Part, index: Int, value: Double, warm: Model?, _ result: inout SplitResult
  ) throws(SearchError) -> Model

  /// Fits the whole training part; `inner` are the inner models at the same value.
  func fitOuter(
    _ part: Part, value: Double, inner: [Model], _ result: inout SplitResult
  ) throws(SearchError) -> Model
}

/// Linear models: by the path of penalties, and from cross entropy where there are several optima.
struct LinearFitter: Fitter {
  let loss: ComparedLoss
  let shape: OutputShape
  let tolerance: Double
  /// The cross-entropy result of this split, where the loss needs its models as starts.
  let baseline: SplitResult?
  /// Whether the models are kept as starts for other losses.
  let keepsStarts: Bool

  func fitInner(
    _ part: Part, index: Int, value: Double, warm: LinearModel?, _ result: inout SplitResult
  ) throws(SearchError) -> LinearModel {
    let model = try fit(
      part, penalty: value, warm: warm,
      baseline: { baseline?.nearestInner(value, part: index) }, &result)
    if keepsStarts { result.innerModels[value, default: []].append(model) }
    return model
  }

  func fitOuter(
    _ part: Part, value: Double, inner: [LinearModel], _ result: inout SplitResult
  ) throws(SearchError) -> LinearModel {
    let model = try fit(
      part, penalty: value, warm: inner[0],
      baseline: {
        baseline?.outerModels[value].map { ($0, true) }
          ?? baseline?.nearestInner(value, part: 0).map { ($0.model, false) }
      }, &result)
    if keepsStarts { result.outerModels[value] = model }
    return model
  }

  /// Fits from the quickest start; a loss with several optima from zero and from cross entropy's
  /// solution at the same penalty, keeping the lower training objective.
  private func fit(
    _ part: Part, penalty: Double, warm: LinearModel?,
    baseline: () -> (model: LinearModel, isSolution: Bool)?, _ result: inout SplitResult
  ) throws(SearchError) -> LinearModel {
    let own = trainer(loss, part, penalty: penalty)
    if loss.loss.isConvex(of: shape.unit) { return try run(own, part, from: warm, &result).model }
    guard let (model, isSolution) = baseline() else {
      fatalError("cross entropy is fitted before the losses that start from it")
    }
    let crossEntropy =
      isSolution
      ? model
      : try run(
        trainer(.baseline, part, penalty: penalty), part, from: model, &result
      ).model
    let fromZero = try run(own, part, from: nil, &result)
    let fromBaseline = try run(own, part, from: crossEntropy, &result)
    let gap = abs(fromZero.objective - fromBaseline.objective)
    if gap > 1e-4 * min(abs(fromZero.objective), abs(fromBaseline.objective)) {
      result.severalOptima += 1
    }
    return (fromBaseline.objective < fromZero.objective ? fromBaseline : fromZero).model
  }

  private func trainer(_ loss: ComparedLoss, _ part: Part, penalty: Double) -> LinearTrainer {
    LinearTrainer(
      loss.objective(shape, balance: part.balance), l2: penalty, tolerance: tolerance)
  }

  private func run(
    _ trainer: LinearTrainer, _ part: Part, from start: LinearModel?, _ result: inout SplitResult
  ) throws(SearchError) -> LinearFit {
    // Other rows may have taught the encoder other columns: a rare level, a missing cell.
    let start = start?.features == part.training.design.features ? start : nil
    let fit = try trainer.fit(part.training, shape, start: start)
    result.iterations += fit.iterations
    if !fit.converged { result.unfinished += 1 }
    if trainer.l2 == 0, separates(fit.model, part.training) { throw .separable }
    return fit
  }
}

extension SplitResult {
  /// The inner model of this penalty, or of the nearest one as a start for it.
  fileprivate func nearestInner(
    _ penalty: Double, part: Int
  ) -> (model: LinearModel, isSolution: Bool)? {
    if let models = innerModels[penalty] { return (models[part], true) }
    let nearest = innerModels.keys.min {
      (max($0 / penalty, penalty / $0), $0) < (max($1 / penalty, penalty / $1), $1)
    }
    return nearest.flatMap { innerModels[$0] }.map { ($0[part], false) }
  }
}

extension LinearTrainer {
  /// Fits rows of one target or of several.
  func fit(
    _ rows: EncodedRows, _ shape: OutputShape, start: LinearModel?
  ) throws(SearchError) -> LinearFit {
    try ours { () throws(TrainingError) in
      if let indicators = rows.targets.indicators {
        return try fit(
          rows.design, indicators: indicators, rowWeights: rows.weights, start: start)
      }
      return try fit(
        rows.design, labels: rows.targets.labels[0],
        classes: shape.unit == .sigmoid ? 2 : shape.outputs, rowWeights: rows.weights,
        start: start)
    }
  }
}

/// Whether the model puts every row of a target strictly on the right side.
func separates(_ model: LinearModel, _ rows: EncodedRows) -> Bool {
  let logits = model.product(rows.design)
  return rows.targets.labels.enumerated().contains { target, labels in
    labels.enumerated().allSatisfy { i, label in
      if model.unit == .sigmoid {
        return label == 1 ? logits[i, target] > 0 : logits[i, target] < 0
      }
      return (0..<model.outputs).allSatisfy {
        $0 == Int(label) || logits[i, $0] < logits[i, Int(label)]
      }
    }
  }
}

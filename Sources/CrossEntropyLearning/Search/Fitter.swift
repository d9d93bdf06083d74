internal import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A model that a search can score.
protocol FittedModel: Sendable {
  /// The logits of every row.
  func logits(_ rows: EncodedRows) -> Matrix<Double>
  /// The weights and biases that are not 0.
  var nonzeroWeights: Int { get }
  /// The epoch whose weights it has; nil of a model that has none.
  var bestEpoch: Int? { get }
}

extension LinearModel: FittedModel {
  func logits(_ rows: EncodedRows) -> Matrix<Double> { product(rows.design) }
  var nonzeroWeights: Int { weights.elements.count { $0 != 0 } }
  var bestEpoch: Int? { nil }
}

/// How a search fits one kind of model at one searched value.
protocol Fitter: Sendable {
  associatedtype Model: FittedModel

  /// Whether of two values that score alike the larger is preferred: a penalty, but not a step size.
  var prefersLargeValues: Bool { get }

  /// Fits an inner part; `warm` is the part's model at the value before, if there is one.
  mutating func fitInner(
    _ part: Part, index: Int, value: Double, warm: Model?, _ result: inout SplitResult
  ) throws(SearchError) -> Model

  /// Fits the whole training part; `inner` are the inner models at the same value, if there are any.
  mutating func fitOuter(
    _ part: Part, value: Double, inner: [Model], _ result: inout SplitResult
  ) throws(SearchError) -> Model
}

/// Linear models: by the path of penalties, and from cross entropy where there are several optima.
struct LinearFitter: Fitter {
  let loss: ComparedLoss
  let shape: OutputShape
  /// Whether the penalty is the absolute one.
  let isSparse: Bool
  let tolerance: Double
  /// The cross-entropy result of this split, where the loss needs its models as starts.
  let baseline: SplitResult?
  /// Whether the models are kept as starts for other losses.
  let keepsStarts: Bool
  /// By part, −1 for the whole training part: the curvature where its last fit ended, and at zero.
  private var curvatures: [Int: Curvature] = [:]
  private var curvaturesAtZero: [Int: Curvature] = [:]
  /// By part, the last two penalties with their models.
  private var paths: [Int: (before: Fitted?, last: Fitted)] = [:]

  private typealias Fitted = (penalty: Double, model: LinearModel)

  var prefersLargeValues: Bool { true }

  init(
    loss: ComparedLoss, shape: OutputShape, isSparse: Bool, tolerance: Double,
    baseline: SplitResult?, keepsStarts: Bool
  ) {
    self.loss = loss
    self.shape = shape
    self.isSparse = isSparse
    self.tolerance = tolerance
    self.baseline = baseline
    self.keepsStarts = keepsStarts
  }

  mutating func fitInner(
    _ part: Part, index: Int, value: Double, warm: LinearModel?, _ result: inout SplitResult
  ) throws(SearchError) -> LinearModel {
    let model = try fit(
      part, index, penalty: value, warm: start(for: value, index, warm),
      baseline?.nearestInner(value).map { ($0.models[index], $0.isSolution) }, &result)
    if keepsStarts { result.innerModels[value, default: []].append(model) }
    paths[index] = (paths[index]?.last, (value, model))
    return model
  }

  mutating func fitOuter(
    _ part: Part, value: Double, inner: [LinearModel], _ result: inout SplitResult
  ) throws(SearchError) -> LinearModel {
    // Every row is missing from one inner part, so their mean is nearer than any of them.
    let model = try fit(
      part, -1, penalty: value, warm: inner.isEmpty ? nil : mean(of: inner),
      baseline?.outerModels[value].map { ($0, true) }
        ?? baseline?.nearestInner(value).map { (mean(of: $0.models), false) }, &result)
    if keepsStarts { result.outerModels[value] = model }
    return model
  }

  /// Where the path of falling penalties leads to: as far on from the last model, by log λ, as it came from the one
  /// before.
  ///
  /// That takes a tenth to a quarter of the steps off, the more the more classes there are. Under the absolute penalty
  /// the path has a corner wherever a weight leaves 0, and what is past it is no better a start.
  private func start(for penalty: Double, _ index: Int, _ warm: LinearModel?) -> LinearModel? {
    guard !isSparse, warm != nil, let (before, last) = paths[index], let before,
      before.penalty > last.penalty, last.penalty > penalty, penalty > 0
    else { return warm }
    let share = log(penalty / last.penalty) / log(last.penalty / before.penalty)
    var weights = last.model.weights
    for i in weights.elements.indices {
      weights.elements[i] += share * (weights.elements[i] - before.model.weights.elements[i])
    }
    return LinearModel(weights: weights, unit: last.model.unit)
  }

  /// Fits from the quickest start; a loss with several optima from zero and from cross entropy's
  /// solution at the same penalty, keeping the lower training objective.
  private mutating func fit(
    _ part: Part, _ index: Int, penalty: Double, warm: LinearModel?,
    _ baseline: (model: LinearModel, isSolution: Bool)?, _ result: inout SplitResult
  ) throws(SearchError) -> LinearModel {
    let own = trainer(loss, part, penalty: penalty)
    var here = curvatures[index]
    defer { curvatures[index] = here }
    if loss.loss.isConvex(of: shape.unit) {
      return try run(own, part, from: warm, &here, &result).model
    }
    guard let (model, isSolution) = baseline else {
      fatalError("cross entropy is fitted before the losses that start from it")
    }
    var crossEntropy = model
    if !isSolution {
      var curvature: Curvature?
      crossEntropy = try run(
        trainer(.baseline, part, penalty: penalty), part, from: model, &curvature, &result
      ).model
    }
    if !isSparse, curvaturesAtZero[index] == nil {
      curvaturesAtZero[index] = own.curvatureAtZero(part.training, shape)
    }
    var curvature = curvaturesAtZero[index]
    let fromZero = try run(own, part, from: nil, &curvature, &result)
    let fromBaseline = try run(own, part, from: crossEntropy, &here, &result)
    let gap = abs(fromZero.objective - fromBaseline.objective)
    if gap > 1e-4 * min(abs(fromZero.objective), abs(fromBaseline.objective)) {
      result.severalOptima += 1
    }
    return (fromBaseline.objective < fromZero.objective ? fromBaseline : fromZero).model
  }

  private func trainer(_ loss: ComparedLoss, _ part: Part, penalty: Double) -> LinearTrainer {
    LinearTrainer(
      loss.objective(shape, balance: part.balance), l2: isSparse ? 0 : penalty,
      l1: isSparse ? penalty : 0, tolerance: tolerance)
  }

  private func run(
    _ trainer: LinearTrainer, _ part: Part, from start: LinearModel?,
    _ curvature: inout Curvature?, _ result: inout SplitResult
  ) throws(SearchError) -> LinearFit {
    // Other rows may have taught the encoder other columns: another level, a missing cell.
    let start = start?.features == part.training.design.features ? start : nil
    let fit = try trainer.fit(part.training, shape, start: start, curvature: &curvature)
    result.iterations += fit.iterations
    if !fit.converged { result.unfinished += 1 }
    if trainer.l2 == 0, trainer.l1 == 0, separates(fit.model, part.training) { throw .separable }
    return fit
  }
}

extension SplitResult {
  /// The inner models of this penalty, or of the nearest one as starts for it.
  fileprivate func nearestInner(
    _ penalty: Double
  ) -> (models: [LinearModel], isSolution: Bool)? {
    if let models = innerModels[penalty] { return (models, true) }
    let nearest = innerModels.keys.min {
      (max($0 / penalty, penalty / $0), $0) < (max($1 / penalty, penalty / $1), $1)
    }
    return nearest.flatMap { innerModels[$0] }.map { ($0, false) }
  }
}

extension LinearTrainer {
  /// Fits rows of one target or of several.
  func fit(
    _ rows: EncodedRows, _ shape: OutputShape, start: LinearModel?
  ) throws(SearchError) -> LinearFit {
    var curvature: Curvature?
    return try fit(rows, shape, start: start, curvature: &curvature)
  }

  /// The same with a curvature of these rows, which is left as it was used last.
  func fit(
    _ rows: EncodedRows, _ shape: OutputShape, start: LinearModel?,
    curvature: inout Curvature?
  ) throws(SearchError) -> LinearFit {
    // Not through `ours`, whose closure could not change the curvature.
    do throws(TrainingError) {
      return try fit(
        rows.design, rows.linearTargets, shape, rowWeights: rows.weights, start: start,
        curvature: &curvature)
    } catch {
      throw .broken("\(error)")
    }
  }

  /// The curvature at zero, where the loss has one.
  fileprivate func curvatureAtZero(_ rows: EncodedRows, _ shape: OutputShape) -> Curvature? {
    let problem = LinearProblem(
      self, design: rows.design, targets: rows.linearTargets, outputs: shape.outputs,
      rowWeights: rows.weights)
    var curvature = problem.curvature
    curvature?.form(at: problem.point(of: nil), l2: l2)
    return curvature
  }
}

extension EncodedRows {
  /// The targets as a linear model takes them; labels that were coded are those of classes.
  fileprivate var linearTargets: LinearProblem.Targets {
    targets.indicators.map { .indicators($0) } ?? .labels(ContiguousArray(targets.labels[0]))
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

/// The model of the mean weights; the first where they are not of the same features.
private func mean(of models: [LinearModel]) -> LinearModel {
  guard models.allSatisfy({ $0.features == models[0].features }) else { return models[0] }
  var mean = models[0].weights
  let share = 1 / Double(models.count)
  for i in mean.elements.indices {
    mean.elements[i] = models.reduce(0) { $0 + $1.weights.elements[i] } * share
  }
  return LinearModel(weights: mean, unit: models[0].unit)
}

public import CrossEntropy

/// Fits a ``LinearModel``: the minimum of Σᵢ rᵢℓᵢ / Σᵢ rᵢ + (λ/2)‖W‖², the intercept free.
///
/// By L-BFGS until the greatest absolute gradient is at most `tolerance`. The rows are cut into fixed
/// blocks whose sums are merged in order, so any number of threads gives the same bits.
public struct LinearTrainer: Sendable {
  /// The loss and what it does with targets.
  public var objective: Objective
  /// λ, the factor of the penalty.
  public var l2: Double
  /// The greatest absolute gradient at which a fit is done.
  public var tolerance: Double
  /// The most steps of a fit.
  public var iterationLimit: Int
  /// The most threads to use.
  public var threads: Int

  /// A trainer for one objective.
  public init(
    _ objective: Objective, l2: Double, tolerance: Double = 1e-6, iterationLimit: Int = 2_000,
    threads: Int = 1
  ) {
    self.objective = objective
    self.l2 = l2
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.threads = threads
  }

  /// Fits a model of `classes` classes from zero, or from the weights of `start`.
  /// - Throws: `TrainingError` for labels, weights or a start that do not fit, a loss of other outputs
  ///   than the model's, and a setting of the trainer that is out of range.
  public func fit(
    _ design: DesignMatrix, labels: [Int32], classes: Int, rowWeights: [Double] = [],
    start: LinearModel? = nil
  ) throws(TrainingError) -> LinearFit {
    if classes < 2 { throw .outOfRange(.classes, Double(classes)) }
    try TrainingError.targets { () throws(TargetError) in
      try check(labels: labels, rows: design.rows, classes: classes)
    }
    let shape = OutputShape(classes: [classes])
    return try fit(
      design, .labels(ContiguousArray(labels)), shape, rowWeights: rowWeights, start: start)
  }

  /// Fits a model of labels that may all be true, one column of 0 and 1 per label.
  /// - Throws: `TrainingError`, as with classes.
  public func fit(
    _ design: DesignMatrix, indicators: Matrix<Double>, rowWeights: [Double] = [],
    start: LinearModel? = nil
  ) throws(TrainingError) -> LinearFit {
    try TrainingError.targets { () throws(TargetError) in
      if indicators.columns == 0 { throw .shape(.none(of: .outputs)) }
      try check(indicators: indicators, rows: design.rows)
    }
    let shape = OutputShape(classes: [Int](repeating: 2, count: indicators.columns))
    return try fit(design, .indicators(indicators), shape, rowWeights: rowWeights, start: start)
  }

  private func fit(
    _ design: DesignMatrix, _ targets: LinearProblem.Targets, _ shape: OutputShape,
    rowWeights: [Double], start: LinearModel?
  ) throws(TrainingError) -> LinearFit {
    try validate(design, targets, shape, rowWeights: rowWeights, start: start)
    let outputs = shape.outputs
    let zero = Matrix(rows: design.features + 1, columns: outputs, repeating: 0.0)
    let from = start?.weights ?? zero
    let solver = LBFGS(tolerance: tolerance, iterationLimit: iterationLimit)
    let result: LBFGS.Result
    let weights: Matrix<Double>
    if case .labels(let labels) = targets,
      ManyClassProblem.pays(objective, classes: outputs, features: design.features)
    {
      let problem = ManyClassProblem(
        self, design: design, labels: labels, classes: outputs, rowWeights: rowWeights)
      result = solver.minimize(from: from.transposed.elements) {
        problem.value(at: $0, gradient: &$1)
      }
      weights =
        Matrix(rows: outputs, columns: zero.rows, fitting: result.point).transposed
    } else {
      var problem = LinearProblem(
        self, design: design, targets: targets, outputs: outputs, rowWeights: rowWeights)
      result = solver.minimize(from: from.elements) { problem.value(at: $0, gradient: &$1) }
      weights = Matrix(rows: zero.rows, columns: outputs, fitting: result.point)
    }
    return LinearFit(
      model: LinearModel(weights: weights, unit: shape.unit),
      objective: result.value, gradientNorm: result.gradientNorm, iterations: result.iterations,
      evaluations: result.evaluations, converged: result.stop != .iterationLimit)
  }

  private func validate(
    _ design: DesignMatrix, _ targets: LinearProblem.Targets, _ shape: OutputShape,
    rowWeights: [Double], start: LinearModel?
  ) throws(TrainingError) {
    try TrainingError.check(.l2, l2)
    try TrainingError.check(.tolerance, positive: tolerance)
    try TrainingError.check(.iterationLimit, iterationLimit, least: 0)
    try TrainingError.check(.threads, threads)
    let outputs = shape.outputs
    guard parameterCount(inputs: design.features, units: outputs) != nil else {
      throw .outOfRange(.classes, Double(outputs))
    }
    let unit = objective.loss.outputUnit
    guard unit == shape.unit else {
      throw .otherUnit(
        loss: objective.loss.name, unit, model: shape.unit, outputs: outputs)
    }
    try TrainingError.targets { () throws(TargetError) in
      if design.rows == 0 { throw .shape(.none(of: .rows)) }
      try check(weights: rowWeights, rows: design.rows)
      if let start {
        try check(start.features, of: .features, expected: design.features)
        try check(start.outputs, of: .outputs, expected: outputs)
      }
      if case .indicators = targets {
        try objective.checkOptions(outputs: outputs, hasIndicators: true)
      } else {
        try objective.checkOptions(outputs: outputs, hasIndicators: false)
      }
    }
    if !rowWeights.isEmpty, !rowWeights.contains(where: { $0 > 0 }) { throw .noWeight }
    try check(finite: design)
  }
}

/// What a fit gives.
public struct LinearFit: Sendable {
  /// The fitted model.
  public var model: LinearModel
  /// The mean loss with its penalty, at the model.
  public var objective: Double
  /// The greatest absolute gradient there.
  public var gradientNorm: Double
  /// The steps taken.
  public var iterations: Int
  /// The passes over the rows.
  public var evaluations: Int
  /// False where the limit of steps came first.
  public var converged: Bool
}

/// The penalised mean loss of one table as a function of the weights.
struct LinearProblem {
  /// What the rows should predict.
  enum Targets {
    case labels(ContiguousArray<Int32>)
    case indicators(Matrix<Double>)
  }

  private let rows: LinearRows
  private let l2: Double
  private let threads: Int
  private let weightSum: Double
  private var stripes: [Stripe]

  init(
    _ trainer: LinearTrainer, design: DesignMatrix, targets: Targets, outputs: Int,
    rowWeights: [Double]
  ) {
    l2 = trainer.l2
    threads = trainer.threads
    weightSum = rowWeights.isEmpty ? Double(design.rows) : rowWeights.reduce(0, +)
    let (block, blocks, count) = Self.cut(
      rows: design.rows, features: design.features, outputs: outputs)
    rows = LinearRows(
      objective: trainer.objective, design: design, targets: targets,
      weights: ContiguousArray(rowWeights), outputs: outputs, block: block)
    stripes = (0..<count).map { index in
      Stripe(
        blocks: blocks * index / count..<blocks * (index + 1) / count,
        gradient: ContiguousArray(repeating: 0, count: (design.features + 1) * outputs),
        logits: ContiguousArray(repeating: 0, count: block * outputs))
    }
  }

  /// The rows of a block, the number of blocks, and that of stripes.
  private static func cut(
    rows: Int, features: Int, outputs: Int
  ) -> (block: Int, blocks: Int, stripes: Int) {
    let block = rowsPerBlock(columns: max(features + 1, outputs))
    let blocks = (rows + block - 1) / block
    // With many classes, only as many blocks of logits and parts of the gradient as fit in 64 MB.
    let most = (1 << 23) / (max(block, features + 1) * outputs)
    return (block, blocks, min(64, blocks, max(2, most)))
  }

  /// The bytes of the buffers.
  static func bytes(rows: Int, features: Int, outputs: Int) -> Double {
    let (block, _, stripes) = cut(rows: rows, features: features, outputs: outputs)
    return Double(stripes) * Double(block + features + 1) * Double(outputs) * 8
  }

  mutating func value(
    at weights: ContiguousArray<Double>, gradient: inout ContiguousArray<Double>
  ) -> Double {
    parallelUpdate(&stripes, threads: threads) { [rows] _, stripe in
      stripe.sum = rows.form(
        &stripe.gradient, logits: &stripe.logits, weights: weights, blocks: stripe.blocks)
    }
    var sum = 0.0
    for i in gradient.indices { gradient[i] = 0 }
    for stripe in stripes {
      sum += stripe.sum
      let part = stripe.gradient
      for i in gradient.indices { gradient[i] += part[i] }
    }
    let share = 1 / weightSum
    let penalised = gradient.count - rows.outputs
    var squares = 0.0
    for i in 0..<penalised {
      squares += weights[i] * weights[i]
      gradient[i] = gradient[i] * share + l2 * weights[i]
    }
    for i in penalised..<gradient.count { gradient[i] *= share }
    return sum * share + 0.5 * l2 * squares
  }
}

/// A range of blocks, at most 64 of them: each adds up its rows by itself.
private struct Stripe {
  let blocks: Range<Int>
  var gradient: ContiguousArray<Double>
  /// The logits of one block, and then their gradient.
  var logits: ContiguousArray<Double>
  var sum = 0.0
}

/// The rows of a fit, only read, by every thread.
private struct LinearRows: Sendable {
  let objective: Objective
  let design: DesignMatrix
  let targets: LinearProblem.Targets
  let weights: ContiguousArray<Double>
  let outputs: Int
  let block: Int

  /// The loss of some blocks, and its gradient with respect to the weights.
  func form(
    _ gradient: inout ContiguousArray<Double>, logits scratch: inout ContiguousArray<Double>,
    weights w: ContiguousArray<Double>, blocks: Range<Int>
  ) -> Double {
    let columns = design.features + 1
    let x = design.matrix.elements.span
    var all = scratch.mutableSpan
    var sum = 0.0
    for i in gradient.indices { gradient[i] = 0 }
    var g = gradient.mutableSpan
    for index in blocks {
      let rows = index * block..<min((index + 1) * block, design.rows)
      let some = x.extracting(rows.lowerBound * columns..<rows.upperBound * columns)
      var logits = all._mutatingExtracting(0..<rows.count * outputs)
      multiply(some, w.span, into: &logits, rows: rows.count, depth: columns, columns: outputs)
      sum += formGradient(&logits, rows)
      multiplyTransposed(
        some, logits.span, addingTo: &g, rows: columns, depth: rows.count, columns: outputs)
    }
    return sum
  }

  /// The loss of these rows, its gradient in place of their logits.
  private func formGradient(_ logits: inout MutableSpan<Double>, _ rows: Range<Int>) -> Double {
    let weights = weights.isEmpty ? weights.span : weights.span.extracting(rows)
    switch targets {
    case .labels(let labels):
      return objective.formChecked(
        &logits, outputs: outputs, labels: labels.span.extracting(rows), rowWeights: weights
      ).sum
    case .indicators(let indicators):
      let places = rows.lowerBound * outputs..<rows.upperBound * outputs
      return objective.formChecked(
        &logits, outputs: outputs, targets: indicators.elements.span.extracting(places),
        rowWeights: weights
      ).sum
    }
  }
}

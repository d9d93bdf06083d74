public import CrossEntropy

/// Fits a ``LinearModel``: the minimum of Σᵢ rᵢℓᵢ / Σᵢ rᵢ + (λ/2)‖W‖² + λ₁‖W‖₁, the intercept free.
///
/// With λ₁ = 0 by L-BFGS from the loss's curvature, until the greatest absolute gradient is at most `tolerance`:
/// with one output under a convex loss that is nearly Newton's method. With λ₁ above 0 by the orthant-wise method, which
/// leaves weights at exactly 0; the gradient is then the pseudo-gradient, the least of the subgradients. The rows are cut into fixed
/// blocks whose sums are merged in order, so any number of threads gives the same bits.
public struct LinearTrainer: Sendable {
  /// The loss and what it does with targets.
  public var objective: Objective
  /// λ, the factor of the squared penalty.
  public var l2: Double
  /// λ₁, the factor of the absolute penalty.
  public var l1: Double
  /// The greatest absolute gradient at which a fit is done.
  public var tolerance: Double
  /// The most steps of a fit.
  public var iterationLimit: Int
  /// The most threads to use.
  public var threads: Int

  /// A trainer for one objective.
  public init(
    _ objective: Objective, l2: Double, l1: Double = 0, tolerance: Double = 1e-6,
    iterationLimit: Int = 2_000,
    threads: Int = 1
  ) {
    self.objective = objective
    self.l2 = l2
    self.l1 = l1
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
    var curvature: Curvature?
    return try fit(
      design, .labels(ContiguousArray(labels)), shape, rowWeights: rowWeights, start: start,
      curvature: &curvature)
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
    var curvature: Curvature?
    return try fit(
      design, .indicators(indicators), shape, rowWeights: rowWeights, start: start,
      curvature: &curvature)
  }

  /// Fits rows of one target or of several; a curvature of the same rows and loss, formed at a point
  /// near the start, saves forming one, and the last one is left for the next fit.
  func fit(
    _ design: DesignMatrix, _ targets: LinearProblem.Targets, _ shape: OutputShape,
    rowWeights: [Double], start: LinearModel?, curvature kept: inout Curvature?
  ) throws(TrainingError) -> LinearFit {
    try validate(design, targets, shape, rowWeights: rowWeights, start: start)
    let outputs = shape.outputs
    let solver = LBFGS(tolerance: tolerance, iterationLimit: iterationLimit)
    let result: LBFGS.Result
    let weights: Matrix<Double>
    let rounding: Double
    if l1 > 0 {
      var problem = LinearProblem(
        self, design: design, targets: targets, outputs: outputs, rowWeights: rowWeights)
      var penalties = ContiguousArray(repeating: l1, count: outputs * (design.features + 1))
      for place in problem.interceptPlaces { penalties[place] = 0 }
      let solver = OrthantWise(tolerance: tolerance, iterationLimit: iterationLimit)
      result = solver.minimize(from: problem.point(of: start), penalties: penalties) {
        problem.value(at: $0, gradient: &$1)
      }
      weights = problem.weights(at: result.point)
      rounding = result.stop == .rounding ? problem.roundingOfGradient(at: result.point) : 0
    } else if case .labels(let labels) = targets,
      ManyClassProblem.pays(objective, classes: outputs, design)
    {
      let from =
        start?.weights.transposed.elements
        ?? ContiguousArray(repeating: 0, count: outputs * (design.features + 1))
      let problem = ManyClassProblem(
        self, design: design, labels: labels, classes: outputs, rowWeights: rowWeights)
      result = solver.minimize(from: from) { problem.value(at: $0, gradient: &$1) }
      weights =
        Matrix(rows: outputs, columns: design.features + 1, fitting: result.point).transposed
      rounding = problem.roundingOfGradient(at: result.point)
    } else {
      var problem = LinearProblem(
        self, design: design, targets: targets, outputs: outputs, rowWeights: rowWeights)
      if kept == nil { kept = problem.curvature }
      result = solver.minimize(from: problem.point(of: start), curvature: &kept, l2: l2) {
        problem.value(at: $0, gradient: &$1)
      }
      weights = problem.weights(at: result.point)
      rounding = result.stop == .rounding ? problem.roundingOfGradient(at: result.point) : 0
    }
    let isConverged =
      switch result.stop {
      case .tolerance: true
      case .rounding: result.gradientNorm <= rounding
      case .iterationLimit: false
      }
    return LinearFit(
      model: LinearModel(weights: weights, unit: shape.unit),
      objective: result.value, gradientNorm: result.gradientNorm, iterations: result.iterations,
      evaluations: result.evaluations, converged: isConverged)
  }

  private func validate(
    _ design: DesignMatrix, _ targets: LinearProblem.Targets, _ shape: OutputShape,
    rowWeights: [Double], start: LinearModel?
  ) throws(TrainingError) {
    try TrainingError.check(.l2, l2)
    try TrainingError.check(.l1, l1)
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
  /// The passes over the rows for the objective and its gradient; those for its curvature are not
  /// counted.
  public var evaluations: Int
  /// Whether the gradient is within the tolerance, or as small as rounding lets it be.
  ///
  /// False where the limit of steps came first, and where no lower point was found though the gradient
  /// is above its rounding: 512 ulp of the greatest sum of magnitudes that it is made of.
  public var converged: Bool
}

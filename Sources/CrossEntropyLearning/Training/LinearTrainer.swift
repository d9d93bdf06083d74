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
    precondition(l2 >= 0 && l2.isFinite, "l2 must be 0 or more, got \(l2)")
    precondition(tolerance > 0, "tolerance must be above 0, got \(tolerance)")
    precondition(threads > 0, "threads must be 1 or more, got \(threads)")
    self.objective = objective
    self.l2 = l2
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.threads = threads
  }

  /// Fits a model of `classes` classes from zero, or from the weights of `start`.
  public func fit(
    _ design: DesignMatrix, labels: [Int32], classes: Int, rowWeights: [Double] = [],
    start: LinearModel? = nil
  ) throws(TargetError) -> LinearFit {
    precondition(
      labels.count == design.rows, "expected \(design.rows) labels, got \(labels.count)")
    for (i, label) in labels.enumerated() where label < 0 || label >= classes {
      throw .labelOutOfRange(row: i, label: Int(label), classes: classes)
    }
    let shape = OutputShape(classes: [classes])
    return fit(design, .labels(labels), shape, rowWeights: rowWeights, start: start)
  }

  /// Fits a model of labels that may all be true, one column of 0 and 1 per label.
  public func fit(
    _ design: DesignMatrix, indicators: Matrix<Double>, rowWeights: [Double] = [],
    start: LinearModel? = nil
  ) -> LinearFit {
    precondition(
      indicators.rows == design.rows,
      "expected \(design.rows) rows of indicators, got \(indicators.rows)")
    let shape = OutputShape(classes: [Int](repeating: 2, count: indicators.columns))
    return fit(design, .indicators(indicators), shape, rowWeights: rowWeights, start: start)
  }

  private func fit(
    _ design: DesignMatrix, _ targets: LinearProblem.Targets, _ shape: OutputShape,
    rowWeights: [Double], start: LinearModel?
  ) -> LinearFit {
    precondition(design.rows > 0, "no rows to fit")
    precondition(
      rowWeights.isEmpty || rowWeights.contains { $0 > 0 }, "no row has a weight above 0")
    let outputs = shape.outputs
    let zero = Matrix(rows: design.features + 1, columns: outputs, repeating: 0.0)
    let from = start?.weights ?? zero
    precondition(
      from.rows == zero.rows && from.columns == outputs,
      "expected a start of \(zero.rows) × \(outputs) weights, got \(from.rows) × \(from.columns)")
    let solver = LBFGS(tolerance: tolerance, iterationLimit: iterationLimit)
    let result: LBFGS.Result
    let weights: Matrix<Double>
    if case .labels(let labels) = targets,
      ManyClassProblem.pays(objective, classes: outputs, features: design.features)
    {
      let problem = ManyClassProblem(
        self, design: design, labels: labels, classes: outputs, rowWeights: rowWeights)
      result = solver.minimize(from: from.transposed.elements) {
        problem.value(at: $0, gradient: $1)
      }
      weights =
        Matrix(rows: outputs, columns: zero.rows, elements: result.point).transposed
    } else {
      let problem = LinearProblem(
        self, design: design, targets: targets, outputs: outputs, rowWeights: rowWeights)
      result = solver.minimize(from: from.elements) { problem.value(at: $0, gradient: $1) }
      weights = Matrix(rows: zero.rows, columns: outputs, elements: result.point)
    }
    return LinearFit(
      model: LinearModel(weights: weights, unit: shape.unit),
      objective: result.value, gradientNorm: result.gradientNorm, iterations: result.iterations,
      evaluations: result.evaluations, converged: result.stop != .iterationLimit)
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
///
/// Shared by the threads of one evaluation, which write to parts of the buffers that do not overlap.
final class LinearProblem: @unchecked Sendable {
  /// What the rows should predict.
  enum Targets {
    case labels([Int32])
    case indicators(Matrix<Double>)
  }

  private let trainer: LinearTrainer
  private let design: DesignMatrix
  private let targets: Targets
  private let rowWeights: [Double]
  private let weightSum: Double
  private let outputs: Int
  private let block: Int
  /// Ranges of blocks, at most 64: each adds up its rows by itself.
  private let stripes: [Range<Int>]
  private var partialGradients: ContiguousArray<Double>
  private var partialSums: ContiguousArray<Double>
  private var scratch: ContiguousArray<Double>

  init(
    _ trainer: LinearTrainer, design: DesignMatrix, targets: Targets, outputs: Int,
    rowWeights: [Double]
  ) {
    self.trainer = trainer
    self.design = design
    self.targets = targets
    self.rowWeights = rowWeights
    weightSum = rowWeights.isEmpty ? Double(design.rows) : rowWeights.reduce(0, +)
    self.outputs = outputs
    let (block, blocks, count) = Self.cut(
      rows: design.rows, features: design.features, outputs: outputs)
    self.block = block
    stripes = (0..<count).map { blocks * $0 / count..<blocks * ($0 + 1) / count }
    partialGradients = ContiguousArray(
      repeating: 0, count: count * (design.features + 1) * outputs)
    partialSums = ContiguousArray(repeating: 0, count: count)
    scratch = ContiguousArray(repeating: 0, count: count * block * outputs)
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

  func value(
    at weights: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let size = gradient.count
    partialGradients.withUnsafeMutableBufferPointer { partials in
      partialSums.withUnsafeMutableBufferPointer { sums in
        scratch.withUnsafeMutableBufferPointer { logits in
          let work = Work(weights: weights, partials: partials, sums: sums, logits: logits)
          parallel(stripes.count, threads: trainer.threads) { [self] stripe in
            runStripe(stripe, work)
          }
        }
      }
    }
    var sum = 0.0
    for i in gradient.indices { gradient[i] = 0 }
    partialGradients.withUnsafeBufferPointer { partials in
      for stripe in stripes.indices {
        sum += partialSums[stripe]
        let from = stripe * size
        for i in 0..<size { gradient[i] += partials[from + i] }
      }
    }
    let share = 1 / weightSum
    let penalised = size - outputs
    var squares = 0.0
    for i in 0..<penalised {
      squares += weights[i] * weights[i]
      gradient[i] = gradient[i] * share + trainer.l2 * weights[i]
    }
    for i in penalised..<size { gradient[i] *= share }
    return sum * share + 0.5 * trainer.l2 * squares
  }

  /// The buffers of one evaluation; every stripe writes to its own part of them.
  private struct Work: @unchecked Sendable {
    let weights: UnsafeBufferPointer<Double>
    let partials: UnsafeMutableBufferPointer<Double>
    let sums: UnsafeMutableBufferPointer<Double>
    let logits: UnsafeMutableBufferPointer<Double>
  }

  private func runStripe(_ stripe: Int, _ work: Work) {
    let columns = design.features + 1
    let size = columns * outputs
    let partial = UnsafeMutableBufferPointer(
      rebasing: work.partials[stripe * size..<(stripe + 1) * size])
    partial.update(repeating: 0)
    var sum = 0.0
    design.matrix.elements.withUnsafeBufferPointer { x in
      guard let x = x.baseAddress, let w = work.weights.baseAddress,
        let g = partial.baseAddress
      else { return }
      for index in stripes[stripe] {
        let rows = index * block..<min((index + 1) * block, design.rows)
        let start = stripe * block * outputs
        let z = UnsafeMutableBufferPointer(
          rebasing: work.logits[start..<start + rows.count * outputs])
        guard let logits = z.baseAddress else { return }
        let from = x + rows.lowerBound * columns
        multiply(from, w, into: logits, rows: rows.count, depth: columns, columns: outputs)
        sum += formGradient(z, rows)
        multiplyTransposed(
          from, logits, addingTo: g, rows: columns, depth: rows.count, columns: outputs)
      }
    }
    work.sums[stripe] = sum
  }

  /// The loss of these rows, its gradient in place of their logits.
  private func formGradient(
    _ logits: UnsafeMutableBufferPointer<Double>, _ rows: Range<Int>
  ) -> Double {
    rowWeights.withUnsafeBufferPointer { all in
      let weights = all.isEmpty ? all : UnsafeBufferPointer(rebasing: all[rows])
      var span = logits.mutableSpan
      switch targets {
      case .labels(let labels):
        return labels.withUnsafeBufferPointer { labels in
          do {
            return try trainer.objective.formGradient(
              &span, outputs: outputs,
              labels: UnsafeBufferPointer(rebasing: labels[rows]).span, rowWeights: weights.span,
              threads: 1
            ).sum
          } catch {
            preconditionFailure("labels were checked before the fit: \(error)")
          }
        }
      case .indicators(let indicators):
        return indicators.elements.withUnsafeBufferPointer { elements in
          let some = elements[rows.lowerBound * outputs..<rows.upperBound * outputs]
          return trainer.objective.formGradient(
            &span, outputs: outputs, targets: UnsafeBufferPointer(rebasing: some).span,
            rowWeights: weights.span, threads: 1
          ).sum
        }
      }
    }
  }
}

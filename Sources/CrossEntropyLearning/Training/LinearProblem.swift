internal import CrossEntropy

/// The penalised mean loss of one table as a function of the weights.
///
/// The weights are those of a model with the intercept after the numbers, so that one product takes
/// both, and the levels and the sparse numbers last.
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
      rows: design.rows, numbers: design.numbers, others: design.features - design.numbers,
      outputs: outputs)
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
    rows: Int, numbers: Int, others: Int, outputs: Int
  ) -> (block: Int, blocks: Int, stripes: Int) {
    let block = rowsPerBlock(columns: max(numbers + 1, outputs))
    let blocks = (rows + block - 1) / block
    // With many classes, only as many blocks of logits and parts of the gradient as fit in 64 MB.
    let features = numbers + others + 1
    let most = (1 << 23) / (max(block, features) * outputs)
    // With more levels than rows in a stripe, adding up the parts would take longer than forming them.
    return (block, blocks, min(64, blocks, max(2, most), max(8, 4 * rows / features)))
  }

  /// The bytes of the buffers.
  static func bytes(rows: Int, numbers: Int, others: Int, outputs: Int) -> Double {
    let (block, _, stripes) = cut(rows: rows, numbers: numbers, others: others, outputs: outputs)
    return Double(stripes) * Double(block + numbers + others + 1) * Double(outputs) * 8
  }

  /// Where a point has the intercepts, which are not penalised.
  var interceptPlaces: Range<Int> { rows.interceptPlaces }

  /// What a step should be divided by, where it is known.
  var curvature: Curvature? {
    Curvature(rows, weightSum: weightSum, threads: threads)
  }

  /// The weights of a model, or 0, as a point.
  func point(of model: LinearModel?) -> ContiguousArray<Double> {
    let (numbers, outputs) = (rows.design.numbers * rows.outputs, rows.outputs)
    guard let weights = model?.weights.elements else {
      return ContiguousArray(repeating: 0, count: (rows.design.features + 1) * outputs)
    }
    let intercept = weights.count - outputs
    return ContiguousArray(
      weights[..<numbers] + weights[intercept...] + weights[numbers..<intercept])
  }

  /// A model's weights at a point.
  func weights(at point: ContiguousArray<Double>) -> Matrix<Double> {
    let (numbers, outputs) = (rows.design.numbers * rows.outputs, rows.outputs)
    let levels = numbers + outputs
    return Matrix(
      rows: rows.design.features + 1, columns: outputs,
      fitting: ContiguousArray(point[..<numbers] + point[levels...] + point[numbers..<levels]))
  }

  /// The greatest absolute gradient that rounding alone may leave at a point.
  func roundingOfGradient(at point: ContiguousArray<Double>) -> Double {
    let design = rows.design
    let greatest = (design.matrix.elements + design.sparse.numbers).reduce(0) { max($0, abs($1)) }
    return CrossEntropyLearning.roundingOfGradient(
      slopes: rows.greatestSlopes(at: point) / weightSum, feature: greatest,
      penalty: l2 * point.reduce(0) { max($0, abs($1)) })
  }

  mutating func value(
    at weights: ContiguousArray<Double>, gradient: inout ContiguousArray<Double>
  ) -> Double {
    let shift = rows.shift(at: weights)
    parallelUpdate(&stripes, threads: threads) { [rows] _, stripe in
      stripe.sum = rows.form(
        &stripe.gradient, logits: &stripe.logits, weights: weights, shift: shift,
        blocks: stripe.blocks)
    }
    var sum = 0.0
    for i in gradient.indices { gradient[i] = 0 }
    for stripe in stripes {
      sum += stripe.sum
      let part = stripe.gradient
      for i in gradient.indices { gradient[i] += part[i] }
    }
    let share = 1 / weightSum
    let intercepts = rows.interceptPlaces
    let centres = rows.design.centres
    if !centres.isEmpty {
      // The slopes of all rows are the intercepts' gradient.
      let first = gradient.count - centres.count * intercepts.count
      for place in centres.indices {
        for (j, intercept) in intercepts.enumerated() {
          gradient[first + place * intercepts.count + j] -= centres[place] * gradient[intercept]
        }
      }
    }
    var squares = 0.0
    func penalise(_ places: Range<Int>) {
      for i in places {
        squares += weights[i] * weights[i]
        gradient[i] = gradient[i] * share + l2 * weights[i]
      }
    }
    penalise(0..<intercepts.lowerBound)
    for i in intercepts { gradient[i] *= share }
    penalise(intercepts.upperBound..<gradient.count)
    return sum * share + 0.5 * l2 * squares
  }
}

/// What rounding alone may leave of a gradient: 512 ulp, one for every row of a block, of its greatest
/// terms, which are the mean of the rows' slopes times the greatest feature and the penalty's.
func roundingOfGradient(slopes: Double, feature: Double, penalty: Double) -> Double {
  512 * .ulpOfOne * (slopes * max(1, feature) + penalty)
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
struct LinearRows: Sendable {
  let objective: Objective
  let design: DesignMatrix
  let targets: LinearProblem.Targets
  let weights: ContiguousArray<Double>
  let outputs: Int
  let block: Int

  /// Where a point has the intercepts, which are not penalised.
  var interceptPlaces: Range<Int> {
    design.numbers * outputs..<(design.numbers + 1) * outputs
  }

  /// What the centres of the sparse numbers come to at a point.
  func shift(at point: ContiguousArray<Double>) -> ContiguousArray<Double> {
    let dense = (design.numbers + 1) * outputs
    return design.shift(under: point.span.extracting(dense..<point.count), outputs: outputs)
  }

  /// Whether the same number added to all logits of a row changes nothing.
  var isShiftInvariant: Bool { objective.loss.outputUnit == .softmax }

  /// The rows of a block.
  func rows(ofBlock index: Int) -> Range<Int> {
    index * block..<min((index + 1) * block, design.rows)
  }

  /// The loss of some blocks, and its gradient with respect to the weights.
  func form(
    _ gradient: inout ContiguousArray<Double>, logits scratch: inout ContiguousArray<Double>,
    weights w: ContiguousArray<Double>, shift: ContiguousArray<Double>, blocks: Range<Int>
  ) -> Double {
    let columns = design.numbers + 1
    let (x, codes) = (design.matrix.elements.span, design.levels.codes.span)
    let (dense, levels) = (0..<columns * outputs, columns * outputs..<w.count)
    var all = scratch.mutableSpan
    var sum = 0.0
    for i in gradient.indices { gradient[i] = 0 }
    var g = gradient.mutableSpan
    for index in blocks {
      let rows = rows(ofBlock: index)
      var logits = all._mutatingExtracting(0..<rows.count * outputs)
      design.formLogits(
        &logits, of: rows, dense: w.span.extracting(dense), levels: w.span.extracting(levels),
        outputs: outputs, shift: shift)
      sum += formGradient(of: objective, &logits, rows)
      var ofDense = g._mutatingExtracting(dense)
      multiplyTransposed(
        x.extracting(rows.lowerBound * columns..<rows.upperBound * columns), logits.span,
        addingTo: &ofDense, rows: columns, depth: rows.count, columns: outputs)
      var ofLevels = g._mutatingExtracting(levels)
      addGradient(
        of: codes.extracting(design.levels.places(of: rows)),
        categories: design.levels.categories, logits.span, to: &ofLevels, outputs: outputs)
      let width = design.levels.width * outputs
      var ofSparse = ofLevels._mutatingExtracting(width..<levels.count)
      design.sparse.addGradient(of: rows, logits.span, to: &ofSparse, outputs: outputs)
    }
    return sum
  }

  /// The weighted slopes of some rows' losses by their logits, or with an objective's second
  /// derivative their curvatures.
  func formSlopes(
    _ slopes: inout ContiguousArray<Double>, _ objective: Objective, of rows: Range<Int>,
    at point: ContiguousArray<Double>, shift: ContiguousArray<Double>
  ) {
    let dense = (design.numbers + 1) * outputs
    var all = slopes.mutableSpan
    var logits = all._mutatingExtracting(0..<rows.count * outputs)
    design.formLogits(
      &logits, of: rows, dense: point.span.extracting(0..<dense),
      levels: point.span.extracting(dense..<point.count), outputs: outputs, shift: shift)
    _ = formGradient(of: objective, &logits, rows)
  }

  /// The greatest sum over the rows of an output's absolute slopes.
  func greatestSlopes(at point: ContiguousArray<Double>) -> Double {
    var slopes = ContiguousArray(repeating: 0.0, count: block * outputs)
    var sums = ContiguousArray(repeating: 0.0, count: outputs)
    let shift = shift(at: point)
    for index in 0..<(design.rows + block - 1) / block {
      let some = rows(ofBlock: index)
      formSlopes(&slopes, objective, of: some, at: point, shift: shift)
      for i in 0..<some.count * outputs { sums[i % outputs] += abs(slopes[i]) }
    }
    return sums.max() ?? 0
  }

  /// The loss of these rows, its gradient in place of their logits.
  private func formGradient(
    of objective: Objective, _ logits: inout MutableSpan<Double>, _ rows: Range<Int>
  ) -> Double {
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

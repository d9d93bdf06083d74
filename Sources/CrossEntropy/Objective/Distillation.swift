internal import RealModule

/// α·T²·D(softmax(teacher/T) ‖ softmax(student/T)) + (1 − α)·CE(student, label): a student learns from a
/// teacher's logits and from the labels.
///
/// With p = softmax(student), and p′, t those of student/T and teacher/T, the gradient with respect to the
/// student's logits is ∂/∂zⱼ = α·T·(p′ⱼ − tⱼ) + (1 − α)·(pⱼ − [j = y]). T² keeps the two terms in
/// proportion whatever T is. The first term of the ``LossTotalSum`` is the divergence with the factor α·T², the
/// second the cross entropy with 1 − α; `meanOverCountedRows` is what PyTorch gives with
/// `reduction="batchmean"` and `"mean"`.
///
/// - Shape: student and teacher rows × classes, with logits of any two types.
/// - Unit: nats.
/// - Edges: a class that the teacher masks, −∞, has t = 0 and costs nothing; one that the student masks and
///   the teacher does not costs +∞. A teacher that masks every class adds 0, a NaN of its is thrown as no
///   target. α = 0 and α = 1 leave out the other term exactly. An ignored label leaves its row out of both.
/// - Error: 8 ulp of Σ|tⱼ log(tⱼ/p′ⱼ)| for the divergence, enforced by `DistillationTests.vectors`.
/// - Source: Hinton et al. 2015, "Distilling the knowledge in a neural network".
public struct Distillation: Sendable, Hashable {
  /// T: what divides the logits of both before the divergence.
  public let temperature: Double
  /// α: the teacher's share, from 0 to 1.
  public let alpha: Double
  /// Labels that mark a row to ignore.
  public let ignoredLabels: Set<Int>

  /// A distillation; throws where T is not above 0, or α not from 0 to 1.
  public init(
    temperature: Double, alpha: Double, ignoredLabels: Set<Int> = []
  ) throws(ObjectiveError) {
    try ObjectiveError.Option.temperature.check(temperature)
    try ObjectiveError.Option.alpha.check(alpha)
    self.temperature = temperature
    self.alpha = alpha
    self.ignoredLabels = ignoredLabels
  }

  /// The totals of divergence and cross entropy.
  public func value<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, teacher: Matrix<T>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let hard = try objective().value(
      logits: logits, labels: labels, rowWeights: rowWeights, threads: threads)
    let blocks = try soft(logits, teacher, labels, rowWeights, threads) {
      (objective, block) throws(TargetError) in
      (
        try objective.value(
          logits: block.logits, targets: block.targets, rowWeights: block.weights,
          ignoredRows: block.ignored, threads: 1), []
      )
    }
    return total(blocks.map(\.total), hard)
  }

  /// The totals of divergence and cross entropy, and the gradient of their sums, or means, with respect to
  /// the student's logits.
  public func valueAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, teacher: Matrix<T>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    let hard = try objective().valueAndGradient(
      logits: logits, labels: labels, rowWeights: rowWeights, threads: threads)
    let blocks = try soft(logits, teacher, labels, rowWeights, threads) {
      (objective, block) throws(TargetError) in
      let (total, gradient) = try objective.valueAndGradient(
        logits: block.logits, targets: block.targets, rowWeights: block.weights,
        ignoredRows: block.ignored, threads: 1)
      return (total, gradient.elements)
    }
    let total = total(blocks.map(\.total), hard.total)
    var divergence = ContiguousArray<S>()
    divergence.reserveCapacity(logits.elements.count)
    for block in blocks { divergence += block.gradient }
    var gradient = Matrix(rows: logits.rows, columns: logits.columns, fitting: divergence)
    divergence = []
    var span = gradient.elements.mutableSpan
    span.add([hard.gradient.elements], times: total.scales(of: reduction))
    return (total, gradient)
  }
}

extension Distillation {
  /// A block of rows for the divergence.
  private struct Block<S: LogitScalar> {
    var logits: Matrix<S>
    var targets: Matrix<Double>
    var weights: [Double]
    var ignored: [Bool]
  }

  private func objective() throws(TargetError) -> Objective {
    do { return try Objective(SoftmaxCrossEntropy(), ignoredLabels: ignoredLabels) } catch {
      throw .objective(error)
    }
  }

  private func total(_ soft: [LossTotal], _ hard: LossTotal) -> LossTotalSum {
    var divergence = LossTotal(outputs: hard.outputs)
    for block in soft { divergence.append(block) }
    var sum = LossTotalSum()
    sum.terms = [
      LossTotalSum.Term(factor: alpha * temperature * temperature, total: divergence),
      LossTotalSum.Term(factor: 1 - alpha, total: hard),
    ]
    return sum
  }

  /// The divergence of every block of rows, so that the teacher's probabilities take no more room than a
  /// block; the labels were checked.
  private func soft<S: LogitScalar, T: LogitScalar>(
    _ logits: Matrix<S>, _ teacher: Matrix<T>,
    _ labels: some Collection<some FixedWidthInteger>, _ weights: [Double], _ threads: Int?,
    _ form: @Sendable (Objective, Block<S>) throws(TargetError) -> (LossTotal, ContiguousArray<S>)
  ) throws(TargetError) -> [(total: LossTotal, gradient: ContiguousArray<S>)] {
    let columns = logits.columns
    if teacher.rows != logits.rows {
      throw .count(of: .rows, expected: logits.rows, got: teacher.rows)
    }
    if teacher.columns != columns {
      throw .count(of: .outputs, expected: columns, got: teacher.columns)
    }
    let objective: Objective
    do {
      objective = try Objective(
        KullbackLeiblerLoss(), logitOptions: LogitOptions(temperature: temperature))
    } catch { throw .objective(error) }
    let ignored =
      ignoredLabels.isEmpty ? [] : labels.map { ignoredLabels.contains(Int($0)) }
    let size = max(1, (1 << 16) / columns)
    let results = parallelMap(
      (logits.rows + size - 1) / size, threads: threads ?? processorCount
    ) { block -> Result<(LossTotal, ContiguousArray<S>), TargetError> in
      let rows = block * size..<min((block + 1) * size, logits.rows)
      do throws(TargetError) {
        let targets = try targets(teacher, rows, ignored)
        let elements = rows.lowerBound * columns..<rows.upperBound * columns
        return .success(
          try form(
            objective,
            Block(
              logits: Matrix(
                rows: rows.count, columns: columns,
                fitting: ContiguousArray(logits.elements[elements])),
              targets: targets, weights: weights.isEmpty ? [] : Array(weights[rows]),
              ignored: ignored.isEmpty ? [] : Array(ignored[rows]))))
      } catch { return .failure(error) }
    }
    var blocks: [(total: LossTotal, gradient: ContiguousArray<S>)] = []
    for result in results {
      let (total, gradient) = try result.get()
      blocks.append((total, gradient))
    }
    return blocks
  }

  /// softmax(teacher/T) of some rows; 0 in ignored ones, which are not read.
  @specialized(where T == Float)
  @specialized(where T == Double)
  private func targets<T: LogitScalar>(
    _ teacher: Matrix<T>, _ rows: Range<Int>, _ ignored: [Bool]
  ) throws(TargetError) -> Matrix<Double> {
    let columns = teacher.columns
    var targets = Matrix(rows: rows.count, columns: columns, repeating: 0.0)
    var moved = ContiguousArray(repeating: 0.0, count: columns)
    for i in rows where ignored.isEmpty || !ignored[i] {
      let row = teacher.span(ofRow: i)
      var peak = -Double.infinity
      for j in row.indices {
        let z = row[j].arithmetic
        if z.isNaN { throw .targetOutOfRange(row: i, output: j, value: z) }
        peak = max(peak, z)
      }
      if peak == -.infinity { continue }
      // The peak is taken away before the division, which would round it.
      for j in row.indices {
        let z = row[j].arithmetic
        moved[j] = z == peak ? 0 : (z - peak) / temperature
      }
      let softmax = SoftmaxRow(moved.span)
      let start = (i - rows.lowerBound) * columns
      for j in moved.indices { targets.elements[start + j] = softmax.probability(moved[j]) }
    }
    return targets
  }
}

extension Distillation: Codable {
  private enum CodingKeys: String, CodingKey {
    case temperature, alpha
    case ignoredLabels = "ignored_labels"
  }

  /// Writes the options.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(temperature, forKey: .temperature)
    try container.encode(alpha, forKey: .alpha)
    try container.encode(ignoredLabels.sorted(), forKey: .ignoredLabels)
  }

  /// Reads the options; throws ``ObjectiveError`` for a number out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      temperature: container.decode(Double.self, forKey: .temperature),
      alpha: container.decode(Double.self, forKey: .alpha),
      ignoredLabels: Set(container.decodeIfPresent([Int].self, forKey: .ignoredLabels) ?? []))
  }
}

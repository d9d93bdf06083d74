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
///   target. `maskedOutputs` masks classes of both. α = 0 and α = 1 leave out the other term exactly. An
///   ignored label leaves its row out of both.
/// - Error: 8 ulp of Σ|tⱼ log(tⱼ/p′ⱼ)| × (1 + |Δ|) for the divergence, in double precision whatever the logits
///   are, Δ the greatest distance of a logit from its peak over T; enforced by `DivergenceKernelTests`, and
///   without the factor by `DistillationTests.vectors`. The cross entropy and its gradient are those of
///   ``SoftmaxCrossEntropy`` in a batch, and the sum of both gradients is rounded once more.
/// - Source: Hinton et al. 2015, "Distilling the knowledge in a neural network".
public struct Distillation: Sendable, Hashable {
  /// T: what divides the logits of both before the divergence.
  public let temperature: Double
  /// α: the teacher's share, from 0 to 1.
  public let alpha: Double
  /// Labels that mark a row to ignore.
  public let ignoredLabels: Set<Int>
  /// The cross entropy with the labels.
  let hard: Objective
  /// What the divergence does to the student's logits.
  let softened: LogitOptions

  /// A distillation; throws where T is not above 0, or α not from 0 to 1.
  public init(
    temperature: Double, alpha: Double, ignoredLabels: Set<Int> = []
  ) throws(ObjectiveError) {
    softened = try LogitOptions(temperature: temperature)
    try ObjectiveError.Option.alpha.check(alpha)
    hard = try Objective(SoftmaxCrossEntropy(), ignoredLabels: ignoredLabels)
    self.temperature = temperature
    self.alpha = alpha
    self.ignoredLabels = ignoredLabels
  }
}

// Matrices.
extension Distillation {
  /// The totals of divergence and cross entropy; nothing is overwritten.
  ///
  /// Weights, masks and threads are as for ``Objective``.
  public func value<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, teacher: Matrix<T>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    var results = MatrixResults<S>()
    return try form(
      logits, teacher, labels, rowWeights, maskedOutputs, &results, threads: threads)
  }

  /// The totals of divergence and cross entropy, and the gradient of their sums, or means, with respect to
  /// the student's logits.
  public func valueAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, teacher: Matrix<T>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], maskedOutputs: [Bool] = [], of reduction: Reduction = .sum,
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits)
    let total = try form(
      logits, teacher, labels, rowWeights, maskedOutputs, &results, of: reduction,
      threads: threads)
    return (total, results.gradient(of: logits))
  }

  /// The totals, and the loss of every row, with both factors and its weight: 0 where it is ignored.
  public func rowLosses<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, teacher: Matrix<T>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, rowLosses: [Double]) {
    var results = MatrixResults<S>(rows: logits.rows)
    let total = try form(
      logits, teacher, labels, rowWeights, maskedOutputs, &results, threads: threads)
    return (total, results.losses)
  }

  /// The totals, the loss of every row, and the gradient.
  public func rowLossesAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, teacher: Matrix<T>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], maskedOutputs: [Bool] = [], of reduction: Reduction = .sum,
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, rowLosses: [Double], gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits, rows: logits.rows)
    let total = try form(
      logits, teacher, labels, rowWeights, maskedOutputs, &results, of: reduction,
      threads: threads)
    return (total, results.losses, results.gradient(of: logits))
  }

  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Matrix<S>, _ teacher: Matrix<T>, _ labels: some Collection<some FixedWidthInteger>,
    _ rowWeights: [Double], _ masked: [Bool], _ results: inout MatrixResults<S>,
    of reduction: Reduction = .sum, threads: Int?
  ) throws(TargetError) -> LossTotalSum {
    let (weights, masked) = (ContiguousArray(rowWeights), ContiguousArray(masked))
    let (count, outputs) = (logits.elements.count, logits.columns)
    try hard.checkShape(
      logits: count, outputs: outputs, rows: labels.count, weights: weights.count)
    try checkCount(.rows, of: teacher.rows, expected: logits.rows)
    try checkCount(.outputs, of: teacher.columns, expected: outputs)
    return try hard.withLabels(labels, classes: outputs) { (labels, wereRead) throws(TargetError) in
      let batch = try hard.checked(
        logits: count, outputs: outputs, labels: labels, wereRead: wereRead, weights.span,
        masked.span, threads)
      return try results.form(of: logits) { (place) throws(TargetError) in
        try formRows(
          place, teacher: teacher.elements.span, outputs: outputs, batch, of: reduction,
          threads: threads)
      }
    }
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

internal import RealModule

/// The softmax cross entropy of a linear layer's logits z = W·x + b, from x, W, b and the labels.
///
/// The logits are never held whole: value and gradients are formed from blocks of them, rows ×
/// classes, that stay in a cache. A training step with a large vocabulary usually keeps rows ×
/// classes of logits and as much again of their gradient; here it keeps some megabytes per thread.
///
/// ∂ℓ/∂x = Wᵀ·g, ∂ℓ/∂W = Σ g·xᵀ, ∂ℓ/∂b = Σ g with g = ∂ℓ/∂z, as ``SoftmaxCrossEntropy`` says.
///
/// - Shape: x rows × features, W classes × features, b one per class, or none; one weight per row, or
///   none.
/// - Unit: nats.
/// - Edges: an ignored row is never read. A bias of −∞ masks its class. A value in x or W that is
///   not finite gives NaN.
/// - Error: that of the products, some ulp of Σ|wₖxₖ| in `Float` or `Double`, which the loss passes on.
/// - Source: Wijmans et al. 2024, "Cut Your Losses in Large-Vocabulary Language Models"; the running
///   log-sum-exp of Milakov and Gimelshein 2018.
public struct LinearCrossEntropy: Sendable {
  /// Label smoothing, ignored labels, soft cap and z-loss.
  public let objective: Objective
  /// A block of the gradient with respect to the logits is left out where every element is smaller.
  public let skippedGradient: Float

  /// Softmax cross entropy with the options of an objective, except class weights, a temperature and a
  /// confidence penalty.
  ///
  /// `skippedGradient` 0, the default, is exact; 2⁻¹² leaves out what `BFloat16` could not hold
  /// beside 1.
  public init(
    _ objective: Objective = Objective(SoftmaxCrossEntropy()), skippedGradient: Float = 0
  ) {
    precondition(
      Self.takes(objective),
      "a linear cross entropy takes SoftmaxCrossEntropy, and no class weights, temperature or confidence penalty"
    )
    precondition(skippedGradient >= 0, "skippedGradient must be 0 or more, got \(skippedGradient)")
    self.objective = objective
    self.skippedGradient = skippedGradient
  }

  /// Whether the initialiser takes these options.
  package static func takes(_ objective: Objective) -> Bool {
    objective.loss is SoftmaxCrossEntropy && objective.classWeights == nil
      && objective.logitOptions.confidencePenalty == 0 && objective.logitOptions.temperature == 1
  }

  /// The gradients of the sum of the rows' losses.
  public struct Gradients<S: LinearScalar>: Sendable {
    /// ∂/∂x, rows × features; without rows where it was left out.
    public var inputs: Matrix<S>
    /// ∂/∂W, classes × features.
    public var weights: Matrix<S>
    /// ∂/∂b, one per class.
    public var bias: ContiguousArray<S>
  }

  /// The classes of a layer that one process or machine holds: `first` and those that follow.
  ///
  /// Every shard gives its ``RowSums`` for the same rows. Once merged, they give every shard the
  /// loss and its own gradients; the shards' gradients of the inputs add up.
  public struct Shard<S: LinearScalar>: Sendable {
    /// W of these classes, classes × features.
    public let weights: Matrix<S>
    /// b of these classes, or nothing.
    public let bias: ContiguousArray<S>
    /// The first of the classes.
    public let first: Int
    /// The classes of all shards.
    public let classes: Int

    /// Part of a layer, by default all of it.
    public init(
      weights: Matrix<S>, bias: ContiguousArray<S> = [], first: Int = 0, classes: Int? = nil
    ) {
      let all = classes ?? weights.rows
      precondition(
        bias.isEmpty || bias.count == weights.rows,
        "expected \(weights.rows) biases, got \(bias.count)")
      precondition(
        first >= 0 && weights.rows > 0 && first + weights.rows <= all && all <= Int(Int32.max),
        "classes \(first) ..< \(first + weights.rows) of \(all)")
      self.weights = weights
      self.bias = bias
      self.first = first
      self.classes = all
    }
  }

  /// The sums over some of a row's logits.
  public struct RowSums: Sendable, Hashable, Codable {
    /// The greatest logit; −∞ if there is none.
    public internal(set) var peak = -Double.infinity
    /// Σ exp(z − peak).
    public internal(set) var sum = 0.0
    /// Σ z, where smoothing needs it.
    public internal(set) var total = 0.0
    /// The label's logit, where it is among these.
    public internal(set) var truth: Double?

    /// The sums of nothing.
    public init() {}

    /// Adds the sums over other classes.
    public mutating func merge(_ other: RowSums) {
      let (high, low) = peak >= other.peak ? (self, other) : (other, self)
      sum = high.sum + (low.peak == -.infinity ? 0 : low.sum * .exp(low.peak - high.peak))
      peak = high.peak
      total += other.total
      truth = truth ?? other.truth
    }

    /// log Σ exp(z).
    public var logSumExp: Double { peak == -.infinity ? -.infinity : peak + .log(sum) }
  }

  // MARK: A whole layer

  /// The total over rows of inputs with labels.
  public func value<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let layer = Shard(weights: weights, bias: bias)
    let sums = try rowSums(inputs: inputs, shard: layer, labels: labels, threads: threads)
    return total(of: sums, labels: labels, rowWeights: rowWeights, classes: layer.classes)
  }

  /// The total, and the gradients of its sum; those of the inputs cost a quarter of the time and
  /// can be left out.
  public func valueAndGradients<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    withInputs: Bool = true, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradients: Gradients<S>) {
    let layer = Shard(weights: weights, bias: bias)
    let sums = try rowSums(inputs: inputs, shard: layer, labels: labels, threads: threads)
    let gradients = try gradients(
      inputs: inputs, shard: layer, labels: labels, rowWeights: rowWeights, sums: sums,
      withInputs: withInputs, threads: threads)
    return (
      total(of: sums, labels: labels, rowWeights: rowWeights, classes: layer.classes), gradients
    )
  }

  // MARK: Shards

  /// The sums over this shard's logits, row by row.
  public func rowSums<S: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, labels: some Collection<some FixedWidthInteger>,
    threads: Int? = nil
  ) throws(TargetError) -> [RowSums] {
    let labels = try checked(labels, inputs, shard)
    return LinearBlocks(self, inputs, shard, labels: labels, threads: threads).rowSums()
  }

  /// The total over rows whose sums were merged over all shards.
  public func total(
    of sums: [RowSums], labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], classes: Int
  ) -> LossTotal {
    precondition(
      labels.count == sums.count, "expected \(sums.count) labels, got \(labels.count)")
    checkRowWeights(rowWeights, rows: sums.count)
    var total = LossTotal()
    total.outputs = classes
    total.rows = sums.count
    var (sum, weightSum) = (CompensatedSum(), CompensatedSum())
    let epsilon = objective.labelSmoothing
    for ((i, row), label) in zip(sums.enumerated(), labels) {
      if objective.ignoredLabels.contains(Int(clamping: label)) { continue }
      total.countedRows += 1
      let weight = rowWeights.isEmpty ? 1 : rowWeights[i]
      weightSum.add(weight)
      if weight == 0 { continue }
      let logSum = row.logSumExp
      let truth = row.truth ?? -.infinity
      var value = (1 - epsilon) * (truth == -.infinity ? .infinity : logSum - truth)
      if epsilon > 0 { value += epsilon * (logSum - row.total / Double(classes)) }
      if objective.logitOptions.zLoss > 0 {
        value += objective.logitOptions.zLoss * logSum * logSum
      }
      if value == .infinity { total.noteInfiniteRow(i) }
      sum.add(weight * value)
    }
    total.sum = sum.value
    total.weight = weightSum.value
    return total
  }

  /// The gradients of this shard from sums that were merged over all of them.
  public func gradients<S: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], sums: [RowSums], withInputs: Bool = true, threads: Int? = nil
  ) throws(TargetError) -> Gradients<S> {
    let labels = try checked(labels, inputs, shard)
    precondition(
      sums.count == inputs.rows, "expected \(inputs.rows) sums, got \(sums.count)")
    checkRowWeights(rowWeights, rows: inputs.rows)
    return LinearBlocks(self, inputs, shard, labels: labels, threads: threads)
      .gradients(sums, rowWeights: rowWeights, withInputs: withInputs)
  }

  // MARK: Checks

  private func checkRowWeights(_ weights: [Double], rows: Int) {
    precondition(
      weights.isEmpty || weights.count == rows, "expected \(rows) row weights, got \(weights.count)"
    )
    precondition(
      weights.allSatisfy { $0 >= 0 && $0.isFinite }, "row weights must be finite and 0 or more")
  }

  /// The labels, −1 for a row to skip.
  private func checked<S: LinearScalar>(
    _ labels: some Collection<some FixedWidthInteger>, _ inputs: Matrix<S>, _ shard: Shard<S>
  ) throws(TargetError) -> ContiguousArray<Int32> {
    precondition(
      inputs.columns == shard.weights.columns && inputs.columns > 0,
      "expected \(shard.weights.columns) features, got \(inputs.columns)")
    precondition(
      labels.count == inputs.rows, "expected \(inputs.rows) labels, got \(labels.count)")
    var result = ContiguousArray<Int32>()
    result.reserveCapacity(inputs.rows)
    for (i, label) in labels.enumerated() {
      let label = Int(clamping: label)
      if objective.ignoredLabels.contains(label) {
        result.append(-1)
      } else if label >= 0, label < shard.classes {
        result.append(Int32(label))
      } else {
        throw .labelOutOfRange(row: i, label: label, classes: shard.classes)
      }
    }
    return result
  }
}

internal import RealModule

/// The softmax cross entropy of a linear layer's logits z = W·x + b, from x, W, b and the labels.
///
/// The logits are never held whole: value and gradients are formed from blocks of them, rows ×
/// classes, that stay in a cache. A training step with a large vocabulary usually keeps rows ×
/// classes of logits and as much again of their gradient; here it keeps some megabytes per thread.
///
/// ∂ℓ/∂x = Wᵀ·g, ∂ℓ/∂W = Σ g·xᵀ, ∂ℓ/∂b = Σ g with g = ∂ℓ/∂z, as ``SoftmaxCrossEntropy`` says.
///
/// At most `threads` threads work, 1 or more; nil is as many as the machine has. They change no bit.
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

  /// Softmax cross entropy without options.
  ///
  /// `skippedGradient` 0, the default, is exact; 2⁻¹² leaves out what `BFloat16` could not hold
  /// beside 1.
  public init(skippedGradient: Float = 0) {
    require(skippedGradient >= 0, "skippedGradient must be 0 or more, got \(skippedGradient)")
    objective = Objective(SoftmaxCrossEntropy())
    self.skippedGradient = skippedGradient
  }

  /// Softmax cross entropy with the options of an objective; throws for another loss, class weights, a
  /// temperature and a confidence penalty.
  public init(_ objective: Objective, skippedGradient: Float = 0) throws(ObjectiveError) {
    require(skippedGradient >= 0, "skippedGradient must be 0 or more, got \(skippedGradient)")
    guard objective.loss is SoftmaxCrossEntropy else {
      throw .notLinear(loss: objective.loss.name, unit: objective.loss.outputUnit)
    }
    let options = objective.logitOptions
    if objective.classWeights != nil { throw .notSupportedByLinear(.classWeights) }
    if options.temperature != 1 { throw .notSupportedByLinear(.temperature) }
    if options.confidencePenalty != 0 { throw .notSupportedByLinear(.confidencePenalty) }
    self.objective = objective
    self.skippedGradient = skippedGradient
  }

  /// Whether the initialiser takes these options.
  package static func takes(_ objective: Objective) -> Bool { (try? Self(objective)) != nil }

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
    ) throws(ShapeError) {
      let all = classes ?? weights.rows
      guard bias.isEmpty || bias.count == weights.rows else {
        throw .count(of: .biases, expected: weights.rows, got: bias.count)
      }
      guard
        weights.rows > 0, all >= weights.rows, all <= Int(Int32.max),
        first >= 0, first <= all - weights.rows
      else {
        throw .shard(first: first, count: weights.rows, classes: all)
      }
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
    let (layer, known) = try checked(inputs, weights, bias, labels, rowWeights)
    let sums = LinearBlocks(self, inputs, layer, labels: known, threads: threads).rowSums()
    return total(of: sums, known, rowWeights, classes: layer.classes)
  }

  /// The total, and the gradients of its sum; those of the inputs cost a quarter of the time and
  /// can be left out.
  public func valueAndGradients<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    withInputs: Bool = true, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradients: Gradients<S>) {
    let (layer, known) = try checked(inputs, weights, bias, labels, rowWeights)
    let blocks = LinearBlocks(self, inputs, layer, labels: known, threads: threads)
    let sums = blocks.rowSums()
    return (
      total(of: sums, known, rowWeights, classes: layer.classes),
      blocks.gradients(sums, rowWeights: rowWeights, withInputs: withInputs)
    )
  }

  // MARK: Shards

  /// The sums over this shard's logits, row by row.
  public func rowSums<S: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, labels: some Collection<some FixedWidthInteger>,
    threads: Int? = nil
  ) throws(TargetError) -> [RowSums] {
    let known = try checked(inputs, shard, labels)
    return LinearBlocks(self, inputs, shard, labels: known, threads: threads).rowSums()
  }

  /// The total over rows whose sums were merged over all shards.
  public func total(
    of sums: [RowSums], labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], classes: Int
  ) throws(TargetError) -> LossTotal {
    let known = try checked(labels, rows: sums.count, classes: classes)
    try check(rowWeights, known)
    return total(of: sums, known, rowWeights, classes: classes)
  }

  private func total(
    of sums: [RowSums], _ labels: ContiguousArray<Int32>, _ rowWeights: [Double], classes: Int
  ) -> LossTotal {
    var total = LossTotal(outputs: classes)
    total.rows = sums.count
    var (sum, weightSum) = (CompensatedSum(), CompensatedSum())
    let epsilon = objective.labelSmoothing
    for (i, row) in sums.enumerated() where labels[i] >= 0 {
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
    let known = try checked(inputs, shard, labels)
    if sums.count != inputs.rows {
      throw .count(of: .rowSums, expected: inputs.rows, got: sums.count)
    }
    try check(rowWeights, known)
    return LinearBlocks(self, inputs, shard, labels: known, threads: threads)
      .gradients(sums, rowWeights: rowWeights, withInputs: withInputs)
  }

  // MARK: Checks

  /// A whole layer, and the labels, −1 for a row to skip.
  private func checked<S: LinearScalar>(
    _ inputs: Matrix<S>, _ weights: Matrix<S>, _ bias: ContiguousArray<S>,
    _ labels: some Collection<some FixedWidthInteger>, _ rowWeights: [Double]
  ) throws(TargetError) -> (layer: Shard<S>, labels: ContiguousArray<Int32>) {
    let layer: Shard<S>
    do throws(ShapeError) {
      layer = try Shard(weights: weights, bias: bias)
    } catch {
      throw .shape(error)
    }
    let known = try checked(inputs, layer, labels)
    try check(rowWeights, known)
    return (layer, known)
  }

  private func checked<S: LinearScalar>(
    _ inputs: Matrix<S>, _ shard: Shard<S>, _ labels: some Collection<some FixedWidthInteger>
  ) throws(TargetError) -> ContiguousArray<Int32> {
    guard inputs.columns > 0 else { throw .shape(.none(of: .features)) }
    if inputs.columns != shard.weights.columns {
      throw .count(of: .features, expected: shard.weights.columns, got: inputs.columns)
    }
    return try checked(labels, rows: inputs.rows, classes: shard.classes)
  }

  private func checked(
    _ labels: some Collection<some FixedWidthInteger>, rows: Int, classes: Int
  ) throws(TargetError) -> ContiguousArray<Int32> {
    if labels.count != rows { throw .count(of: .labels, expected: rows, got: labels.count) }
    return try objective.checked(labels, classes: classes)
  }

  private func check(
    _ rowWeights: [Double], _ labels: ContiguousArray<Int32>
  ) throws(TargetError) {
    if !rowWeights.isEmpty, rowWeights.count != labels.count {
      throw .count(of: .rowWeights, expected: labels.count, got: rowWeights.count)
    }
    let all = rowWeights[...]
    try checkWeights(all.span) { labels[$0] < 0 }
  }
}

internal import CrossEntropyKernels
internal import RealModule

/// The softmax cross entropy of a linear layer's logits z = W·x + b, from x, W, b and the labels.
///
/// The logits are never held whole: value and gradients take blocks of them, rows × classes, which stay
/// in a cache. What a training step of a large vocabulary usually keeps, rows × classes of logits and
/// as much again of their gradient, is here some megabytes a thread.
///
/// ∂ℓ/∂x = Wᵀ·g, ∂ℓ/∂W = Σ g·xᵀ, ∂ℓ/∂b = Σ g with g = ∂ℓ/∂z, as ``SoftmaxCrossEntropy`` says.
///
/// - Shape: x rows × features, W classes × features, b one a class or none.
/// - Unit: nats.
/// - Edges: an ignored row is not there. A bias of −∞ masks its class. What is not finite in x or W makes
///   NaN.
/// - Error: that of the products, some ulp of Σ|wₖxₖ| in `Float`, which the loss carries on.
/// - Source: Wijmans et al. 2024, "Cut Your Losses in Large-Vocabulary Language Models"; the running
///   log-sum-exp of Milakov and Gimelshein 2018.
public struct LinearCrossEntropy: Sendable {
  /// Label smoothing, ignored labels, soft cap and z-loss.
  public let objective: Objective
  /// A block of the gradient with respect to the logits whose every element is smaller is left out.
  public let skippedGradient: Float

  /// Softmax cross entropy with the options of an objective, class weights and a confidence penalty
  /// excepted.
  ///
  /// `skippedGradient` 0, the default, is exact; 2⁻¹² leaves out what `BFloat16` could not hold beside 1.
  public init(
    _ objective: Objective = Objective(SoftmaxCrossEntropy()), skippedGradient: Float = 0
  ) {
    precondition(
      objective.loss is SoftmaxCrossEntropy, "a linear cross entropy needs SoftmaxCrossEntropy")
    precondition(
      objective.classWeights == nil && objective.logitOptions.confidencePenalty == 0
        && objective.logitOptions.temperature == 1,
      "a linear cross entropy takes no class weights, temperature or confidence penalty")
    precondition(skippedGradient >= 0, "skippedGradient must be 0 or more, got \(skippedGradient)")
    self.objective = objective
    self.skippedGradient = skippedGradient
  }

  /// The gradients of the sum of the rows' losses.
  public struct Gradients: Sendable {
    /// ∂/∂x, rows × features.
    public var inputs: Matrix<Float>
    /// ∂/∂W, classes × features.
    public var weights: Matrix<Float>
    /// ∂/∂b, one a class.
    public var bias: ContiguousArray<Float>
  }

  /// The classes of a layer that one process or machine holds: `first` and those that follow.
  ///
  /// Every shard gives its ``RowSums`` of the same rows; merged they give every shard the loss and its
  /// own gradients, whose inputs' parts add up.
  public struct Shard: Sendable {
    /// W of these classes, classes × features.
    public let weights: Matrix<Float>
    /// b of these classes, or nothing.
    public let bias: ContiguousArray<Float>
    /// The first of the classes.
    public let first: Int
    /// The classes of all shards.
    public let classes: Int

    /// Part of a layer; of all of it, unless said.
    public init(
      weights: Matrix<Float>, bias: ContiguousArray<Float> = [], first: Int = 0, classes: Int? = nil
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

  /// What some of a row's logits add up to.
  public struct RowSums: Sendable, Hashable, Codable {
    /// The greatest logit; −∞ of none.
    public internal(set) var peak = -Double.infinity
    /// Σ exp(z − peak).
    public internal(set) var sum = 0.0
    /// Σ z, where smoothing asks for it.
    public internal(set) var total = 0.0
    /// The label's logit, where it is among these.
    public internal(set) var truth: Double?

    /// The sums of nothing.
    public init() {}

    /// Adds those of other classes.
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
  public func value(
    inputs: Matrix<Float>, weights: Matrix<Float>, bias: ContiguousArray<Float> = [],
    labels: some Collection<some FixedWidthInteger>, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let layer = Shard(weights: weights, bias: bias)
    let sums = try rowSums(inputs: inputs, shard: layer, labels: labels, threads: threads)
    return total(of: sums, labels: labels, classes: layer.classes)
  }

  /// The total, and the gradients of its sum.
  public func valueAndGradients(
    inputs: Matrix<Float>, weights: Matrix<Float>, bias: ContiguousArray<Float> = [],
    labels: some Collection<some FixedWidthInteger>, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradients: Gradients) {
    let layer = Shard(weights: weights, bias: bias)
    let sums = try rowSums(inputs: inputs, shard: layer, labels: labels, threads: threads)
    let gradients = try gradients(
      inputs: inputs, shard: layer, labels: labels, sums: sums, threads: threads)
    return (total(of: sums, labels: labels, classes: layer.classes), gradients)
  }

  // MARK: Shards

  /// What this shard's logits add up to, row by row.
  public func rowSums(
    inputs: Matrix<Float>, shard: Shard, labels: some Collection<some FixedWidthInteger>,
    threads: Int? = nil
  ) throws(TargetError) -> [RowSums] {
    let labels = try checked(inputs, shard, labels)
    var sums = [RowSums](repeating: RowSums(), count: inputs.rows)
    let plan = Plan(rows: inputs.rows, shard: shard)
    nonisolated(unsafe) let settings = block(shard)
    sums.withUnsafeMutableBufferPointer { places in
      nonisolated(unsafe) let places = places
      inputs.elements.withUnsafeBufferPointer { x in
        shard.weights.elements.withUnsafeBufferPointer { w in
          shard.bias.withUnsafeBufferPointer { b in
            nonisolated(unsafe) let (x, w, b) = (x, w, b)
            parallel(plan.blocks, threads: threads ?? processorCount) { index in
              let rows = plan.rows(ofBlock: index)
              guard let x = x.baseAddress, let w = w.baseAddress else { return }
              let depth = inputs.columns
              let logits = UnsafeMutablePointer<Float>.allocate(
                capacity: rows.count * Plan.classesPerBlock)
              defer { logits.deallocate() }
              var running = [cek_row_sums](
                repeating: cek_row_sums(peak: -.infinity, sum: 0, total: 0, log_sum: 0, factor: 0),
                count: rows.count)
              for classes in plan.classBlocks {
                multiplyByTransposed(
                  x + rows.lowerBound * depth, w + classes.lowerBound * depth, into: logits,
                  rows: rows.count, depth: depth, columns: classes.count)
                var block = settings
                block.rows = rows.count
                block.classes = classes.count
                block.first = classes.lowerBound
                block.bias = b.isEmpty ? nil : b.baseAddress
                cek_block_sums_f32(KernelLevel.best.level, &block, logits, &running)
                for (k, i) in rows.enumerated() {
                  let label = Int(labels[i]) - shard.first - classes.lowerBound
                  if classes.indices.contains(label + classes.lowerBound), labels[i] >= 0 {
                    places[i].truth = Double(logits[k * classes.count + label])
                  }
                }
              }
              for (k, i) in rows.enumerated() {
                places[i].peak = running[k].peak
                places[i].sum = running[k].sum
                places[i].total = running[k].total
              }
            }
          }
        }
      }
    }
    return sums
  }

  /// The total over rows whose sums were merged over all shards.
  public func total(
    of sums: [RowSums], labels: some Collection<some FixedWidthInteger>, classes: Int
  ) -> LossTotal {
    precondition(
      labels.count == sums.count, "expected \(sums.count) labels, got \(labels.count)")
    var total = LossTotal()
    total.outputs = classes
    total.rows = sums.count
    var sum = CompensatedSum()
    let epsilon = objective.labelSmoothing
    for ((i, row), label) in zip(sums.enumerated(), labels) {
      if objective.ignoredLabels.contains(Int(clamping: label)) { continue }
      total.countedRows += 1
      let logSum = row.logSumExp
      let truth = row.truth ?? -.infinity
      var value = (1 - epsilon) * (truth == -.infinity ? .infinity : logSum - truth)
      if epsilon > 0 { value += epsilon * (logSum - row.total / Double(classes)) }
      if objective.logitOptions.zLoss > 0 {
        value += objective.logitOptions.zLoss * logSum * logSum
      }
      if value == .infinity { total.noteInfiniteRow(i) }
      sum.add(value)
    }
    total.sum = sum.value
    total.weight = Double(total.countedRows)
    return total
  }

  /// The gradients of this shard from sums that were merged over all of them.
  public func gradients(
    inputs: Matrix<Float>, shard: Shard, labels: some Collection<some FixedWidthInteger>,
    sums: [RowSums], threads: Int? = nil
  ) throws(TargetError) -> Gradients {
    let labels = try checked(inputs, shard, labels)
    precondition(
      sums.count == inputs.rows, "expected \(inputs.rows) sums, got \(sums.count)")
    let running = sums.map {
      cek_row_sums(peak: $0.peak, sum: $0.sum, total: $0.total, log_sum: $0.logSumExp, factor: 1)
    }
    let depth = inputs.columns
    let plan = Plan(rows: inputs.rows, shard: shard)
    let threads = threads ?? processorCount
    nonisolated(unsafe) let settings = block(shard)
    var gradients = Gradients(
      inputs: Matrix(rows: inputs.rows, columns: depth, repeating: 0),
      weights: Matrix(rows: shard.weights.rows, columns: depth, repeating: 0),
      bias: ContiguousArray(repeating: 0, count: shard.weights.rows))
    // Each stripe of rows has its own part of ∂/∂W and ∂/∂b of a block of classes; they are added in
    // order, so that the bits are those of one thread.
    let size = Plan.classesPerBlock * (depth + 1)
    let parts = UnsafeMutablePointer<Float>.allocate(capacity: plan.stripes * size)
    let logits = UnsafeMutablePointer<Float>.allocate(
      capacity: plan.stripes * Plan.rowsPerBlock * Plan.classesPerBlock)
    defer {
      parts.deallocate()
      logits.deallocate()
    }
    nonisolated(unsafe) let (allParts, allLogits) = (parts, logits)
    gradients.inputs.elements.withUnsafeMutableBufferPointer { dx in
      gradients.weights.elements.withUnsafeMutableBufferPointer { dw in
        gradients.bias.withUnsafeMutableBufferPointer { db in
          inputs.elements.withUnsafeBufferPointer { x in
            shard.weights.elements.withUnsafeBufferPointer { w in
              shard.bias.withUnsafeBufferPointer { b in
                nonisolated(unsafe) let (dx, dw, db, x, w, b) = (dx, dw, db, x, w, b)
                for classes in plan.classBlocks {
                  parallel(plan.stripes, threads: threads) { stripe in
                    guard let x = x.baseAddress, let w = w.baseAddress, let dx = dx.baseAddress
                    else { return }
                    let part = allParts + stripe * size
                    part.update(repeating: 0, count: size)
                    let z = allLogits + stripe * Plan.rowsPerBlock * Plan.classesPerBlock
                    for index in plan.blocks(ofStripe: stripe) {
                      let rows = plan.rows(ofBlock: index)
                      let from = x + rows.lowerBound * depth
                      let weights = w + classes.lowerBound * depth
                      multiplyByTransposed(
                        from, weights, into: z, rows: rows.count, depth: depth,
                        columns: classes.count)
                      var block = settings
                      block.rows = rows.count
                      block.classes = classes.count
                      block.first = classes.lowerBound
                      block.bias = b.isEmpty ? nil : b.baseAddress
                      let own = labels[rows].map {
                        // Another shard's label is none of these classes.
                        $0 < 0 ? -1 : $0 < Int32(shard.first) ? Int32.max : $0 - Int32(shard.first)
                      }
                      let greatest = running.withUnsafeBufferPointer { running in
                        running.baseAddress.map {
                          cek_block_gradient_f32(
                            KernelLevel.best.level, &block, z, $0 + rows.lowerBound, own)
                        }
                      }
                      if let greatest, greatest < skippedGradient { continue }
                      multiplyTransposed(
                        z, from, addingTo: part, rows: classes.count, depth: rows.count,
                        columns: depth)
                      let sums = part + Plan.classesPerBlock * depth
                      for k in 0..<rows.count {
                        for j in 0..<classes.count { sums[j] += z[k * classes.count + j] }
                      }
                      multiply(
                        z, weights, addingTo: dx + rows.lowerBound * depth, rows: rows.count,
                        depth: classes.count, columns: depth)
                    }
                  }
                  parallel(classes.count / 64 + 1, threads: threads) { piece in
                    guard let dw = dw.baseAddress, let db = db.baseAddress else { return }
                    let some = piece * 64..<min(piece * 64 + 64, classes.count)
                    if some.isEmpty { return }
                    for stripe in 0..<plan.stripes {
                      let part = allParts + stripe * size
                      let to = dw + classes.lowerBound * depth
                      for i in some.lowerBound * depth..<some.upperBound * depth {
                        to[i] += part[i]
                      }
                      let sums = part + Plan.classesPerBlock * depth
                      for j in some { db[classes.lowerBound + j] += sums[j] }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return gradients
  }

  // MARK: Pieces

  /// How rows and classes are cut: the same at any number of threads.
  private struct Plan {
    static let rowsPerBlock = 512
    static let classesPerBlock = 1024
    private static let mostStripes = 8

    let rows: Int
    let blocks: Int
    let stripes: Int
    let classBlocks: [Range<Int>]

    init(rows: Int, shard: Shard) {
      self.rows = rows
      blocks = (rows + Self.rowsPerBlock - 1) / Self.rowsPerBlock
      stripes = min(blocks, Self.mostStripes)
      let count = shard.weights.rows
      classBlocks = stride(from: 0, to: count, by: Self.classesPerBlock).map {
        $0..<min($0 + Self.classesPerBlock, count)
      }
    }

    func rows(ofBlock index: Int) -> Range<Int> {
      rows * index / blocks..<rows * (index + 1) / blocks
    }

    func blocks(ofStripe stripe: Int) -> Range<Int> {
      blocks * stripe / stripes..<blocks * (stripe + 1) / stripes
    }
  }

  private func block(_ shard: Shard) -> cek_block {
    let epsilon = objective.labelSmoothing
    return cek_block(
      rows: 0, classes: 0, first: 0, bias: nil, cap: objective.logitOptions.softCap ?? 0,
      spike: 1 - epsilon, share: epsilon / Double(shard.classes),
      z_loss: objective.logitOptions.zLoss)
  }

  /// The labels, −1 where a row is not there.
  private func checked(
    _ inputs: Matrix<Float>, _ shard: Shard, _ labels: some Collection<some FixedWidthInteger>
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

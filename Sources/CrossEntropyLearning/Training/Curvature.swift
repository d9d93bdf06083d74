internal import CrossEntropy

/// The curvature of a penalised mean loss by output: what a step should be divided by.
///
/// The block of output c is XᵀDX/Σr + λI, where D holds the rows' |∂²ℓ/∂z_c²| with their weights: for
/// one output under a convex loss the Hessian itself, for several its blocks without what couples two
/// outputs. The codes of categories are as good as columns here too. The levels of the largest category
/// are known by their diagonal, since a row has only one of them, and are eliminated; categories that
/// would make a block too large keep their diagonal alone.
///
/// It is of a point, but serves others near it too, and under another λ: a fit that begins where
/// another ended takes over its curvature.
struct Curvature: Sendable {
  private let rows: LinearRows
  private let second: Objective
  private let weightSum: Double
  private let threads: Int
  private let plan: CurvaturePlan
  /// The greatest magnitude of every number, and of the ones.
  private let scales: ContiguousArray<Double>
  /// Σ over the rows, block by block; empty before it was formed.
  private var sums: [CurvatureSums] = []
  private var l2 = 0.0
  private var blocks: [CurvatureBlock] = []
  /// The evaluations of the loss since it was formed; nil before.
  private var age: Int?

  /// Whether as much work has gone into evaluations as it takes to form it anew.
  var isOld: Bool { age.map { $0 >= plan.evaluationsWorth } ?? true }

  /// Whether no step was taken since it was formed.
  var isFresh: Bool { age == 0 }

  /// Counts evaluations of the loss.
  mutating func grow(by evaluations: Int) { age = age.map { $0 + evaluations } }

  /// Nil where the loss has no second derivatives, or a block would be too large.
  init?(_ rows: LinearRows, weightSum: Double, threads: Int) {
    guard let second = rows.objective.secondDerivative(outputs: rows.outputs),
      let plan = CurvaturePlan(
        rows: rows.design.rows, numbers: rows.design.numbers,
        levels: rows.design.levels.ranges.map(\.count), sparse: rows.design.sparse.width,
        outputs: rows.outputs)
    else { return nil }
    self.rows = rows
    self.second = second
    self.weightSum = weightSum
    self.threads = threads
    self.plan = plan
    scales = rows.design.greatestMagnitudes
  }

  /// Forms it at a point.
  mutating func form(at point: ContiguousArray<Double>, l2: Double) {
    let all = (rows.design.rows + rows.block - 1) / rows.block
    let count = min(all, plan.stripes)
    let parts = parallelMap(count, threads: threads) { [rows, second, plan, scales] index in
      curvatureSums(
        rows, blocks: all * index / count..<all * (index + 1) / count, second, plan,
        scales: scales, at: point)
    }
    sums = parts[0]
    for part in parts.dropFirst() {
      for block in sums.indices { sums[block].add(part[block]) }
    }
    age = 0
    factor(l2: l2)
  }

  /// The same sums under another penalty.
  mutating func setPenalty(_ l2: Double) {
    if age != nil, l2 != self.l2 { factor(l2: l2) }
  }

  private mutating func factor(l2: Double) {
    self.l2 = l2
    let share = 1 / weightSum
    let centres = rows.design.centres
    blocks = parallelMap(sums.count, threads: threads) { [sums, plan] in
      CurvatureBlock(sums[$0], plan, centres: centres, share: share, l2: l2)
    }
  }

  /// Divides a direction by the curvature.
  ///
  /// Softmax does not see what all outputs have in common. Blocks that know nothing of each other would
  /// move it all the same, so it is kept apart.
  func solve(_ direction: inout ContiguousArray<Double>) {
    let outputs = rows.outputs
    let means = rows.isShiftInvariant ? takeMeans(from: &direction) : []
    var one = ContiguousArray(repeating: 0.0, count: direction.count / outputs)
    var room = CurvatureBlock.room(plan)
    for output in 0..<outputs {
      for i in one.indices { one[i] = direction[i * outputs + output] }
      blocks[plan.blocks == 1 ? 0 : output].solve(
        &one, plan, rows.design.levels.ranges, room: &room)
      for i in one.indices { direction[i * outputs + output] = one[i] }
    }
    if !rows.isShiftInvariant { return }
    _ = takeMeans(from: &direction)
    for (feature, mean) in means.enumerated() {
      // The penalty alone sees them.
      let step = feature == plan.dense - 1 || l2 == 0 ? mean : mean / l2
      for j in feature * outputs..<(feature + 1) * outputs { direction[j] += step }
    }
  }

  /// Takes from every feature what its weights of all outputs have in common.
  private func takeMeans(from direction: inout ContiguousArray<Double>) -> [Double] {
    let outputs = rows.outputs
    return stride(from: 0, to: direction.count, by: outputs).map { start in
      var sum = 0.0
      for j in start..<start + outputs { sum += direction[j] }
      let mean = sum / Double(outputs)
      for j in start..<start + outputs { direction[j] -= mean }
      return mean
    }
  }

  /// The most bytes that it holds: its sums and its blocks, and while it is formed every stripe's sums.
  static func bytes(
    rows: Int, numbers: Int, levels: [Int], sparse: Int, outputs: Int
  ) -> (kept: Double, formed: Double) {
    guard
      let plan = CurvaturePlan(
        rows: rows, numbers: numbers, levels: levels, sparse: sparse, outputs: outputs)
    else {
      return (0, 0)
    }
    let size = 8 * Double(plan.blocks) * Double(plan.blockSize)
    return (2 * size, Double(plan.stripes) * size)
  }
}

internal import CrossEntropy

/// One block, and its Cholesky factor.
struct CurvatureBlock: Sendable {
  /// The coupled features, row after row, in the lower half; then its factor.
  private var matrix: ContiguousArray<Double>
  private var couplings: ContiguousArray<Double>
  private var diagonal: ContiguousArray<Double>

  init(_ sums: CurvatureSums, _ plan: CurvaturePlan, share: Double, l2: Double) {
    let (d, q) = (plan.dense, plan.coupled)
    matrix = zeros(q * q)
    for i in 0..<d {
      for j in 0...i { matrix[i * q + j] = sums.dense[i * d + j] * share }
    }
    for i in d..<q {
      for j in 0...i { matrix[i * q + j] = sums.coupled[i * q + j] * share }
    }
    for i in 0..<q where i != d - 1 { matrix[i * q + i] += l2 }
    couplings = sums.couplings
    for i in couplings.indices { couplings[i] *= share }
    diagonal = sums.diagonal
    for i in diagonal.indices { diagonal[i] = max(diagonal[i] * share + l2, 1e-20) }
    factor(plan)
  }

  private mutating func factor(_ plan: CurvaturePlan) {
    let (q, count) = (plan.coupled, plan.eliminated.count)
    let diagonals = (0..<q).map { matrix[$0 * q + $0] }
    if count > 0 {
      var scaled = couplings
      for level in 0..<count {
        let factor = -1 / diagonal[plan.eliminated.lowerBound + level]
        for j in level * q..<(level + 1) * q { scaled[j] *= factor }
      }
      let own = couplings
      var lower = matrix.mutableSpan
      addLowerHalf(
        ofTransposed: own.span, scaled.span, to: &lower, depth: count, columns: q)
    }
    for j in 0..<q {
      let sum = dotOfRows(j, j, of: q)
      let pivot = matrix[j * q + j] - sum
      // What is not positive beyond rounding is left to its own diagonal.
      let least = max(1e-13 * diagonals[j], 1e-20)
      let root = (pivot > least ? pivot : max(diagonals[j], least)).squareRoot()
      matrix[j * q + j] = root
      for i in j + 1..<max(q, j + 1) {
        let sum = dotOfRows(i, j, of: q)
        matrix[i * q + j] = (matrix[i * q + j] - sum) / root
      }
    }
  }

  /// The product of two rows of the factor, up to the diagonal of the second.
  private func dotOfRows(_ i: Int, _ j: Int, of q: Int) -> Double {
    let all = matrix.span
    return dot(all.extracting(i * q..<i * q + j), all.extracting(j * q..<j * q + j))
  }

  /// Divides what one output's weights have by the block.
  func solve(
    _ v: inout ContiguousArray<Double>, _ plan: CurvaturePlan, _ ranges: [Range<Int>],
    room u: inout ContiguousArray<Double>
  ) {
    let (d, q) = (plan.dense, plan.coupled)
    for i in 0..<d { u[i] = v[i] }
    for (role, range) in zip(plan.roles, ranges) {
      guard case .coupled(let start) = role else { continue }
      for i in range { u[start + i - range.lowerBound] = v[d + i] }
    }
    for level in plan.eliminated {
      let start = (level - plan.eliminated.lowerBound) * q
      let factor = v[d + level] / diagonal[level]
      for j in 0..<q { u[j] -= factor * couplings[start + j] }
    }
    let factor = matrix.span
    for i in 0..<q {
      let sum = dot(factor.extracting(i * q..<i * q + i), u.span.extracting(0..<i))
      u[i] = (u[i] - sum) / matrix[i * q + i]
    }
    for i in (0..<q).reversed() {
      let x = u[i] / matrix[i * q + i]
      u[i] = x
      for j in 0..<i { u[j] -= x * matrix[i * q + j] }
    }
    for i in 0..<d { v[i] = u[i] }
    for (role, range) in zip(plan.roles, ranges) {
      switch role {
      case .coupled(let start):
        for i in range { v[d + i] = u[start + i - range.lowerBound] }
      case .eliminated:
        for i in range {
          let start = (i - range.lowerBound) * q
          let sum = dot(couplings.span.extracting(start..<start + q), u.span)
          v[d + i] = (v[d + i] - sum) / diagonal[i]
        }
      case .alone:
        for i in range { v[d + i] /= diagonal[i] }
      }
    }
  }
}

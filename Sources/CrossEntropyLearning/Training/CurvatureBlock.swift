internal import CrossEntropy

/// One block, ready to divide by.
struct CurvatureBlock: Sendable {
  /// Of the coupled features, once the eliminated levels are.
  private let inverse: SymmetricInverse
  private var couplings: ContiguousArray<Double>
  private var diagonal: ContiguousArray<Double>

  /// What ``solve(_:_:_:room:)`` needs beside: a right-hand side and what comes of it.
  typealias Room = (given: ContiguousArray<Double>, divided: ContiguousArray<Double>)

  static func room(_ plan: CurvaturePlan) -> Room {
    let zeros = zeros(SymmetricInverse.padded(plan.coupled))
    return (zeros, zeros)
  }

  init(
    _ sums: CurvatureSums, _ plan: CurvaturePlan, centres: ContiguousArray<Double>, share: Double,
    l2: Double
  ) {
    let (d, q) = (plan.dense, plan.coupled)
    var matrix = zeros(q * q)
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
    // What a sparse number of 0 adds in every row; what is lost to its size is not to pass for a small curvature.
    let all = sums.dense[d * d - 1]
    for place in centres.indices {
      let zero = all * centres[place] * centres[place]
      diagonal[plan.levels + place] = max(diagonal[plan.levels + place] + zero, 1e-12 * zero)
    }
    for i in diagonal.indices { diagonal[i] = max(diagonal[i] * share + l2, 1e-20) }
    let own = ContiguousArray((0..<q).map { matrix[$0 * q + $0] })
    if !plan.eliminated.isEmpty {
      eliminate(plan.eliminated, couplings, diagonal, from: &matrix, columns: q)
    }
    inverse = SymmetricInverse(lowerHalf: matrix.span, count: q, diagonal: own.span)
  }

  /// Divides what one output's weights have by the block.
  func solve(
    _ v: inout ContiguousArray<Double>, _ plan: CurvaturePlan, _ ranges: [Range<Int>],
    room: inout Room
  ) {
    let (d, q) = (plan.dense, plan.coupled)
    for i in 0..<d { room.given[i] = v[i] }
    for (role, range) in zip(plan.roles, ranges) {
      guard case .coupled(let start) = role else { continue }
      for i in range { room.given[start + i - range.lowerBound] = v[d + i] }
    }
    for level in plan.eliminated {
      let start = (level - plan.eliminated.lowerBound) * q
      let row = couplings.span.extracting(start..<start + q)
      let factor = v[d + level] / diagonal[level]
      for j in row.indices { room.given[j] -= factor * row[j] }
    }
    inverse.multiply(room.given, into: &room.divided)
    for i in 0..<d { v[i] = room.divided[i] }
    let u = room.divided.span.extracting(0..<q)
    for (role, range) in zip(plan.roles, ranges) {
      switch role {
      case .coupled(let start):
        for i in range { v[d + i] = u[start + i - range.lowerBound] }
      case .eliminated:
        for i in range {
          let start = (i - range.lowerBound) * q
          let row = couplings.span.extracting(start..<start + q)
          var sum = 0.0
          for j in row.indices { sum += row[j] * u[j] }
          v[d + i] = (v[d + i] - sum) / diagonal[i]
        }
      case .alone:
        for i in range { v[d + i] /= diagonal[i] }
      }
    }
    for i in plan.levels..<diagonal.count { v[d + i] /= diagonal[i] }
  }
}

/// Takes from a matrix what eliminated levels explain of it.
private func eliminate(
  _ levels: Range<Int>, _ couplings: ContiguousArray<Double>, _ diagonal: ContiguousArray<Double>,
  from matrix: inout ContiguousArray<Double>, columns: Int
) {
  var scaled = couplings
  for level in 0..<levels.count {
    let factor = -1 / diagonal[levels.lowerBound + level]
    for j in level * columns..<(level + 1) * columns { scaled[j] *= factor }
  }
  var lower = matrix.mutableSpan
  addLowerHalf(
    ofTransposed: couplings.span, scaled.span, to: &lower, depth: levels.count, columns: columns)
}

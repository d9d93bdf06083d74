internal import CrossEntropy

/// L(b, a) = Σw(lse(a·x + b) − (a·x_y + b_y)) / Σw + ½(‖b‖² + (a/s̄ − 1)²) / n, with x = log p / s.
///
/// The parameters are b₀ … b_{K−1}, then a. L is strictly convex.
struct RecalibrationObjective {
  private let logProbabilities: ContiguousArray<Double>
  /// The same with 0 for a masked class, so that no product with its p of 0 is a NaN.
  private let levers: ContiguousArray<Double>
  let labels: [Int32]
  private let weights: [Double]?
  let classes: Int
  /// Σw.
  private let totalWeight: Double
  /// 1/n, n being the number of rows that carry weight.
  private let penalty: Double
  /// s̄, the a that changes nothing.
  let identity: Double

  var parameters: Int { classes + 1 }

  init(
    _ logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]?, totalWeight: Double,
    penalty: Double, identity: Double
  ) {
    self.logProbabilities = logProbabilities.elements
    let isMasked = logProbabilities.elements.contains { $0 == -.infinity }
    levers =
      isMasked
      ? ContiguousArray(logProbabilities.elements.lazy.map { $0 == -.infinity ? 0 : $0 })
      : logProbabilities.elements
    self.labels = labels
    self.weights = weights
    classes = logProbabilities.columns
    self.totalWeight = totalWeight
    self.penalty = penalty
    self.identity = identity
  }

  /// The value; also the gradient, and the Hessian and the rows' probabilities where there is room.
  ///
  /// - Parameters:
  ///   - point: The parameters.
  ///   - gradient: Room for K + 1 numbers.
  ///   - hessian: Room for (K + 1)², of which the lower half is written; empty to skip it.
  ///   - probabilities: Room for softmax(a·x + b) of all rows; empty to skip them.
  func evaluate(
    at point: [Double], gradient: inout [Double], hessian: inout ContiguousArray<Double>,
    probabilities: inout ContiguousArray<Double>
  ) -> Double {
    let classes = classes
    var loss = CompensatedSum()
    var sums = Sums(classes: classes)
    var truths = [Double](repeating: 0, count: classes)
    var slope = 0.0
    // Σ w·ppᵀ, its lower half.
    var products = ContiguousArray(
      repeating: 0.0, count: hessian.isEmpty ? 0 : classes * classes)
    forEachBlock { rows in
      let z = logits(of: rows, at: point)
      let (p, logSums) = softmaxAndLogSums(z)
      let (levers, logits, outputs) = (levers, z.elements, p.elements)
      let (ofLevers, ofLogits, ofOutputs) = (levers.span, logits.span, outputs.span)
      for i in 0..<rows.count {
        let weight = weight(of: rows.lowerBound + i)
        if weight == 0 { continue }
        let label = Int(labels[rows.lowerBound + i])
        let x = ofLevers.extracting(places(rows.lowerBound + i))
        let row = ofOutputs.extracting(places(i))
        loss.add(weight * (logSums[i] - ofLogits[i * classes + label]))
        truths[label] += weight
        let mean = sumOfProducts(row, x)
        slope += weight * (mean - x[label])
        sums.add(row, weight)
        if !hessian.isEmpty { sums.addCurvature(row, x, mean: mean, weight) }
      }
      if !hessian.isEmpty { addProducts(p, rows, to: &products) }
      if !probabilities.isEmpty {
        probabilities.replaceSubrange(
          rows.lowerBound * classes..<rows.upperBound * classes, with: p.elements)
      }
    }
    if !hessian.isEmpty {
      for i in 0..<classes {
        for j in 0...i { hessian[i * parameters + j] = -products[i * classes + j] / totalWeight }
        hessian[i * parameters + i] += sums.probabilities[i] / totalWeight + penalty(of: i)
        hessian[classes * parameters + i] = sums.border[i] / totalWeight
      }
      hessian[hessian.count - 1] = sums.curvature / totalWeight + penalty(of: classes)
    }
    for k in 0..<classes { gradient[k] = sums.probabilities[k] - truths[k] }
    gradient[classes] = slope
    for index in gradient.indices {
      let pull = fromIdentity(point, index) * penalty / (index == classes ? identity : 1)
      gradient[index] = gradient[index] / totalWeight + pull
    }
    return loss.value / totalWeight + penalty(at: point)
  }

  /// What the penalty adds to L.
  func penalty(at point: [Double]) -> Double {
    var norm = 0.0
    for index in point.indices {
      let distance = fromIdentity(point, index)
      norm += distance * distance
    }
    return 0.5 * penalty * norm
  }

  private func fromIdentity(_ point: [Double], _ index: Int) -> Double {
    index == classes ? point[index] / identity - 1 : point[index]
  }

  /// The Hessian's diagonal at the point whose probabilities are given.
  func diagonal(_ probabilities: ContiguousArray<Double>) -> [Double] {
    var diagonal = [Double](repeating: 0, count: classes)
    var sums = Sums(classes: classes)
    forEachRow(probabilities) { weight, p, x in
      for k in 0..<classes { diagonal[k] += weight * p[k] * (1 - p[k]) }
      sums.addCurvature(p, x, mean: sumOfProducts(p, x), weight)
    }
    return (diagonal + [sums.curvature]).enumerated().map { $1 / totalWeight + penalty(of: $0) }
  }

  /// H·v at the point whose probabilities are given.
  func product(
    _ probabilities: ContiguousArray<Double>, _ vector: [Double], into result: inout [Double]
  ) {
    let classes = classes
    let (a, v) = (vector[classes], vector.span.extracting(0..<classes))
    var last = 0.0
    var sums = ContiguousArray(repeating: 0.0, count: classes)
    var room = sums
    var sum = sums.mutableSpan
    var u = room.mutableSpan
    forEachRow(probabilities) { weight, p, x in
      for k in 0..<classes { u[k] = a * x[k] + v[k] }
      let mean = sumOfProducts(p, u.span)
      for k in 0..<classes {
        u[k] = weight * p[k] * (u[k] - mean)
        sum[k] += u[k]
      }
      last += sumOfProducts(u.span, x)
    }
    for k in 0..<classes { result[k] = sum[k] }
    result[classes] = last
    for index in result.indices {
      result[index] = result[index] / totalWeight + penalty(of: index) * vector[index]
    }
  }

  /// The penalty's second derivative in a parameter.
  private func penalty(of index: Int) -> Double {
    index == classes ? penalty / (identity * identity) : penalty
  }

  // MARK: Rows

  private func weight(of row: Int) -> Double { weights?[row] ?? 1 }

  private func places(_ row: Int) -> Range<Int> { row * classes..<(row + 1) * classes }

  /// a·x + b; 0 in rows of weight 0, which are never read.
  private func logits(of rows: Range<Int>, at point: [Double]) -> Matrix<Double> {
    var z = ContiguousArray(repeating: 0.0, count: rows.count * classes)
    let (a, b) = (point[classes], point.span.extracting(0..<classes))
    var all = z.mutableSpan
    for (i, row) in rows.enumerated() where weight(of: row) != 0 {
      let x = logProbabilities.span.extracting(places(row))
      var to = all._mutatingExtracting(places(i))
      // a = 0 would make NaN of a masked class's −∞.
      for k in 0..<classes { to[k] = x[k] == -.infinity ? x[k] : a * x[k] + b[k] }
    }
    return Matrix(rows: rows.count, columns: classes, fitting: z)
  }

  /// Adds w·ppᵀ of every row to the lower half of `products`.
  private func addProducts(
    _ p: Matrix<Double>, _ rows: Range<Int>, to products: inout ContiguousArray<Double>
  ) {
    var sums = products.mutableSpan
    guard let weights else {
      addLowerHalf(
        ofTransposed: p.elements.span, p.elements.span, to: &sums, depth: rows.count,
        columns: classes)
      return
    }
    var weighted = p.elements
    for i in weighted.indices { weighted[i] *= weights[rows.lowerBound + i / classes] }
    addLowerHalf(
      ofTransposed: p.elements.span, weighted.span, to: &sums, depth: rows.count, columns: classes)
  }

  /// Some rows after the other, so many that their numbers stay in the cache.
  private func forEachBlock(_ body: (Range<Int>) -> Void) {
    let size = max(1, 8192 / classes)
    for start in stride(from: 0, to: labels.count, by: size) {
      body(start..<min(start + size, labels.count))
    }
  }

  private func forEachRow(
    _ probabilities: ContiguousArray<Double>,
    _ body: (_ weight: Double, _ p: Span<Double>, _ x: Span<Double>) -> Void
  ) {
    for row in labels.indices {
      let weight = weight(of: row)
      if weight == 0 { continue }
      body(
        weight, probabilities.span.extracting(places(row)), levers.span.extracting(places(row)))
    }
  }
}

/// Sums over rows: Σ w·p, and of the curvature Σ w·p(x − x̄) and Σ w·p(x − x̄)².
private struct Sums {
  private(set) var probabilities: ContiguousArray<Double>
  private(set) var border: ContiguousArray<Double>
  private(set) var curvature = 0.0
  private var room: ContiguousArray<Double>

  init(classes: Int) {
    probabilities = ContiguousArray(repeating: 0, count: classes)
    border = probabilities
    room = probabilities
  }

  @inline(__always)
  mutating func add(_ p: Span<Double>, _ weight: Double) {
    var sums = probabilities.mutableSpan
    for k in sums.indices { sums[k] += weight * p[k] }
  }

  @inline(__always)
  mutating func addCurvature(
    _ p: Span<Double>, _ x: Span<Double>, mean: Double, _ weight: Double
  ) {
    curvature += addBorder(p, x, mean: mean, weight, to: &border, &room)
  }
}

/// Gives the row's part of the curvature.
@inline(__always)
private func addBorder(
  _ p: Span<Double>, _ x: Span<Double>, mean: Double, _ weight: Double,
  to sums: inout ContiguousArray<Double>, _ room: inout ContiguousArray<Double>
) -> Double {
  var sums = sums.mutableSpan
  var u = room.mutableSpan
  for k in sums.indices {
    u[k] = weight * p[k] * (x[k] - mean)
    sums[k] += u[k]
  }
  // The u sum to 0, so that x may stand for x − x̄.
  return sumOfProducts(u.span, x)
}

/// Σ aₖbₖ; a call is worth its while only for many.
@inline(__always)
private func sumOfProducts(_ a: Span<Double>, _ b: Span<Double>) -> Double {
  if a.count > 16 { return dot(a, b) }
  var sum = 0.0
  for k in a.indices { sum += a[k] * b[k] }
  return sum
}

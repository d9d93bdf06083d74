internal import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// L(b, a) = Σw(lse(a·x + b) − (a·x_y + b_y)) / Σw + ½(‖b‖² + (a/s̄ − 1)²) / n, with x = log p / s.
///
/// The parameters are b₀ … b_{K−1}, then a. L is strictly convex.
struct RecalibrationObjective {
  let logProbabilities: ContiguousArray<Double>
  let labels: [Int32]
  let weights: [Double]?
  let classes: Int
  /// Σw.
  let totalWeight: Double
  /// 1/n, n being the number of rows that carry weight.
  let penalty: Double
  /// s̄, the a that changes nothing.
  let identity: Double

  var parameters: Int { classes + 1 }

  /// The value; also the gradient, the rows' probabilities and the Hessian where there is room.
  ///
  /// - Parameters:
  ///   - point: The parameters.
  ///   - gradient: Room for K + 1 numbers.
  ///   - hessian: Room for the lower triangle, row after row of K + 1 numbers; empty to skip it.
  ///   - probabilities: Room for softmax(a·x + b) of all rows, or of one row to be reused.
  func evaluate(
    at point: [Double], gradient: inout [Double], hessian: inout ContiguousArray<Double>,
    probabilities: inout ContiguousArray<Double>
  ) -> Double {
    let classes = classes
    let a = point[classes]
    let keepsRows = probabilities.count > classes
    var loss = LogSum()
    var slope = 0.0
    var curvature = 0.0
    for index in hessian.indices { hessian[index] = 0 }
    for index in gradient.indices { gradient[index] = 0 }
    var h = hessian.mutableSpan
    var all = probabilities.mutableSpan
    for row in labels.indices {
      let weight = weights?[row] ?? 1
      if weight == 0 { continue }
      let x = logProbabilities.span.extracting(row * classes..<(row + 1) * classes)
      let start = keepsRows ? row * classes : 0
      var p = all._mutatingExtracting(start..<start + classes)
      let label = Int(labels[row])
      let (highest, total) = softmax(x, a: a, b: point, into: &p)
      loss.add(weight, highest - (a * x[label] + point[label]), plusLogOf: total)
      var mean = 0.0
      for k in 0..<classes where p[k] > 0 { mean += p[k] * x[k] }
      for k in 0..<classes { gradient[k] += weight * p[k] }
      gradient[label] -= weight
      slope += weight * (mean - x[label])
      if !h.isEmpty {
        curvature += addCurvature(of: p.span, x, mean: mean, weight: weight, to: &h)
      }
    }
    gradient[classes] = slope
    var norm = 0.0
    for index in gradient.indices {
      let isScale = index == classes
      let fromIdentity = isScale ? point[index] / identity - 1 : point[index]
      gradient[index] =
        gradient[index] / totalWeight + penalty * fromIdentity / (isScale ? identity : 1)
      norm += fromIdentity * fromIdentity
    }
    if !hessian.isEmpty {
      hessian[hessian.count - 1] = curvature
      for index in hessian.indices { hessian[index] /= totalWeight }
      for index in 0..<parameters { hessian[index * (parameters + 1)] += penalty(of: index) }
    }
    return loss.value / totalWeight + 0.5 * penalty * norm
  }

  /// What the penalty adds to L.
  func penalty(at point: [Double]) -> Double {
    var norm = 0.0
    for index in point.indices {
      let fromIdentity = index == classes ? point[index] / identity - 1 : point[index]
      norm += fromIdentity * fromIdentity
    }
    return 0.5 * penalty * norm
  }

  /// The Hessian's diagonal at the point whose probabilities are given.
  func diagonal(_ probabilities: ContiguousArray<Double>) -> [Double] {
    var diagonal = [Double](repeating: 0, count: parameters)
    forEachRow(probabilities) { weight, p, x in
      var mean = 0.0
      for k in 0..<classes where p[k] > 0 { mean += p[k] * x[k] }
      for k in 0..<classes where p[k] > 0 {
        diagonal[k] += weight * p[k] * (1 - p[k])
        diagonal[classes] += weight * p[k] * (x[k] - mean) * (x[k] - mean)
      }
    }
    return diagonal.enumerated().map { $1 / totalWeight + penalty(of: $0) }
  }

  /// H·v at the point whose probabilities are given.
  func product(
    _ probabilities: ContiguousArray<Double>, _ vector: [Double], into result: inout [Double]
  ) {
    for index in result.indices { result[index] = 0 }
    let classes = classes
    let a = vector[classes]
    var last = 0.0
    forEachRow(probabilities) { weight, p, x in
      var mean = 0.0
      for k in 0..<classes where p[k] > 0 { mean += p[k] * (a * x[k] + vector[k]) }
      for k in 0..<classes where p[k] > 0 {
        let part = weight * p[k] * (a * x[k] + vector[k] - mean)
        result[k] += part
        last += part * x[k]
      }
    }
    result[classes] = last
    for index in result.indices {
      result[index] = result[index] / totalWeight + penalty(of: index) * vector[index]
    }
  }

  /// The penalty's second derivative in a parameter.
  private func penalty(of index: Int) -> Double {
    index == classes ? penalty / (identity * identity) : penalty
  }

  private func forEachRow(
    _ probabilities: ContiguousArray<Double>,
    _ body: (_ weight: Double, _ p: Span<Double>, _ x: Span<Double>) -> Void
  ) {
    for row in labels.indices {
      let weight = weights?[row] ?? 1
      if weight == 0 { continue }
      let places = row * classes..<(row + 1) * classes
      body(
        weight, probabilities.span.extracting(places), logProbabilities.span.extracting(places))
    }
  }
}

/// Σ w(x + log t) of rows with 1 ≤ t ≤ the number of classes, by one logarithm of many rows' product.
private struct LogSum {
  private var sum = CompensatedSum()
  private var part = 0.0
  private var product = 1.0
  private var count = 0

  var value: Double {
    var all = sum
    all.add(part + log(product))
    return all.value
  }

  mutating func add(_ weight: Double, _ x: Double, plusLogOf total: Double) {
    if weight == 1 {
      part += x
      product *= total
    } else {
      part += weight * (x + log(total))
    }
    count += 1
    // The product of so many totals is within 2³¹ to the power of 32, and little is lost of either sum.
    if count == 32 {
      sum.add(part + log(product))
      (part, product, count) = (0, 1, 0)
    }
  }
}

/// Writes softmax(a·x + b); gives the highest of a·x + b, and Σ exp of how far each is below it.
///
/// A masked class, x = −∞, gets 0.
private func softmax(
  _ x: Span<Double>, a: Double, b: [Double], into p: inout MutableSpan<Double>
) -> (highest: Double, total: Double) {
  var highest = -Double.infinity
  for k in x.indices {
    // a = 0 would make NaN of −∞.
    let z = x[k] == -.infinity ? x[k] : a * x[k] + b[k]
    p[k] = z
    if z > highest { highest = z }
  }
  var total = 0.0
  for k in p.indices {
    // Of two classes one is always the highest, and needs no exponential.
    let e = p[k] == highest ? 1 : exp(p[k] - highest)
    p[k] = e
    total += e
  }
  let inverse = 1 / total
  for k in p.indices { p[k] *= inverse }
  return (highest, total)
}

/// Adds w(diag p − ppᵀ) and w·p(x − x̄) to the triangle and gives w·Σ p(x − x̄)².
@inline(__always)
private func addCurvature(
  of p: Span<Double>, _ x: Span<Double>, mean: Double, weight: Double,
  to hessian: inout MutableSpan<Double>
) -> Double {
  let classes = p.count
  let width = classes + 1
  let last = classes * width
  var curvature = 0.0
  for j in 0..<classes where p[j] > 0 {
    let wp = weight * p[j]
    var row = hessian._mutatingExtracting(j * width...j * width + j)
    let others = p.extracting(0..<j)
    for k in others.indices { row[k] -= wp * others[k] }
    row[j] += wp * (1 - p[j])
    let lever = wp * (x[j] - mean)
    hessian[last + j] += lever
    curvature += lever * (x[j] - mean)
  }
  return curvature
}

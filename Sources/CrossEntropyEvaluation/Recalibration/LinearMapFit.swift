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

/// The θ with the lowest Σw(lse(z) − z_y)/Σw + (ρ/n)·½‖θ − θ₀‖², where each parameter moves the logit of one class:
/// z_c = s_c + Σ_{j of c} θⱼxⱼ.
///
/// Newton's method on a strictly convex function; the Hessian is factored, so it is for few parameters.
struct LinearMapFit {
  /// The class of each parameter.
  let classOfParameter: [Int]
  /// x by row and parameter.
  let levers: ContiguousArray<Double>
  /// s, rows × classes; −∞ is a masked class.
  let starts: Matrix<Double>
  let labels: [Int32]
  let weights: [Double]?
  /// θ₀, what changes nothing.
  let identity: [Double]
  /// ρ/n.
  let penalty: Double

  /// The lowest point, the parameters in `held` being 0 there, and its value.
  func minimum(holding held: Set<Int> = []) -> (parameters: [Double], value: Double) {
    let free = identity.indices.filter { !held.contains($0) }
    var point = identity
    for index in held { point[index] = 0 }
    var (value, gradient, hessian) = evaluate(point, free)
    for _ in 0..<200 {
      if free.isEmpty || gradient.allSatisfy({ abs($0) <= 1e-12 }) { break }
      let step = solved(hessian, gradient)
      let promise = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      var length = 1.0
      var isLower = false
      while length > 1e-10 {
        var trial = point
        for (place, index) in free.enumerated() { trial[index] -= length * step[place] }
        let next = evaluate(trial, free)
        // The last steps gain less than rounding.
        if next.value <= value - 1e-4 * length * promise + 1e-15 * abs(value) {
          (point, value, gradient, hessian) = (trial, next.value, next.gradient, next.hessian)
          isLower = true
          break
        }
        length /= 2
      }
      if !isLower || promise <= 1e-22 { break }
    }
    return (point, value)
  }

  /// z of a row.
  func logits(_ row: Int, at point: [Double]) -> [Double] {
    var z = (0..<starts.columns).map { starts[row, $0] }
    for (index, c) in classOfParameter.enumerated() where z[c] > -.infinity {
      z[c] += point[index] * levers[row * classOfParameter.count + index]
    }
    return z
  }

  private func evaluate(
    _ point: [Double], _ free: [Int]
  ) -> (value: Double, gradient: [Double], hessian: ContiguousArray<Double>) {
    let size = free.count
    var (loss, total) = (CompensatedSum(), CompensatedSum())
    var gradient = [Double](repeating: 0, count: size)
    var hessian = ContiguousArray(repeating: 0.0, count: size * size)
    var moves = gradient
    for row in labels.indices {
      let weight = weights?[row] ?? 1
      if weight == 0 { continue }
      let label = Int(labels[row])
      let z = logits(row, at: point)
      let most = z.max() ?? 0
      var p = z.map { exp($0 - most) }
      let sum = p.reduce(0, +)
      for c in p.indices { p[c] /= sum }
      loss.add(weight * (log(sum) + most - z[label]))
      total.add(weight)
      for (place, index) in free.enumerated() {
        let c = classOfParameter[index]
        let lever = levers[row * classOfParameter.count + index]
        moves[place] = p[c] * lever
        gradient[place] += weight * (moves[place] - (c == label ? lever : 0))
      }
      for i in 0..<size {
        let c = classOfParameter[free[i]]
        for j in 0...i {
          let isShared = classOfParameter[free[j]] == c
          let square = isShared ? moves[i] * levers[row * classOfParameter.count + free[j]] : 0
          hessian[i * size + j] += weight * (square - moves[i] * moves[j])
        }
      }
    }
    var norm = 0.0
    for (place, index) in free.enumerated() {
      gradient[place] = gradient[place] / total.value + penalty * (point[index] - identity[index])
      for j in 0...place { hessian[place * size + j] /= total.value }
      hessian[place * size + place] += penalty
    }
    for index in point.indices {
      norm += (point[index] - identity[index]) * (point[index] - identity[index])
    }
    return (loss.value / total.value + 0.5 * penalty * norm, gradient, hessian)
  }

  /// H⁻¹g.
  private func solved(_ hessian: ContiguousArray<Double>, _ gradient: [Double]) -> [Double] {
    let size = gradient.count
    let diagonal = (0..<size).map { hessian[$0 * (size + 1)] }
    let inverse = SymmetricInverse(lowerHalf: hessian.span, count: size, diagonal: diagonal.span)
    let padding = [Double](repeating: 0, count: SymmetricInverse.padded(size) - size)
    let given = ContiguousArray(gradient + padding)
    var solution = given
    inverse.multiply(given, into: &solution)
    return Array(solution[..<size])
  }
}

internal import CrossEntropy

/// L(θ) + gᵀd + ½dᵀHd, the quadratic model of a recalibration's objective, and its minimum.
///
/// With few classes H is factored. With many, where H alone would cost K² per row, its minimum is found
/// by conjugate gradients on products H·v, which cost K per row.
struct QuadraticModel {
  /// Up to this number of classes H is factored.
  static let mostClassesFactored = 64

  private let objective: RecalibrationObjective
  /// Empty where it is not factored.
  private var hessian: ContiguousArray<Double>
  private var probabilities: ContiguousArray<Double>
  private var diagonal: [Double]

  init(_ objective: RecalibrationObjective) {
    let size = objective.parameters
    let isFactored = objective.classes <= Self.mostClassesFactored
    self.objective = objective
    hessian = ContiguousArray(repeating: 0, count: isFactored ? size * size : 0)
    probabilities = ContiguousArray(
      repeating: 0, count: isFactored ? 0 : objective.classes * objective.labels.count)
    diagonal = [Double](repeating: 1, count: size)
  }

  /// Moves the model to a point; gives the objective's value and gradient there.
  mutating func update(at point: [Double], gradient: inout [Double]) -> Double {
    let value = objective.evaluate(
      at: point, gradient: &gradient, hessian: &hessian, probabilities: &probabilities)
    if isFactored {
      for index in diagonal.indices { diagonal[index] = hessian[index * (diagonal.count + 1)] }
    } else {
      diagonal = objective.diagonal(probabilities)
    }
    return value
  }

  private var isFactored: Bool { !hessian.isEmpty }

  /// Whether the gradient is at most 1e-10, in units in which the curvature is at most 1.
  func isStationary(_ point: [Double], _ gradient: [Double]) -> Bool {
    let last = point.count - 1
    return gradient.indices.allSatisfy { index in
      if index == last && point[last] == 0 && gradient[last] > 0 { return true }
      return abs(gradient[index]) <= 1e-10 * max(1, diagonal[index].squareRoot())
    }
  }

  /// The step d that minimises the model among those with a + d_a ≥ 0.
  func step(from point: [Double], gradient: [Double]) -> [Double] {
    let last = point.count - 1
    let solve = isFactored ? solved : conjugateGradients
    let free = solve(gradient.map { -$0 }, last + 1)
    if point[last] + free[last] >= 0 { return free }
    // The model is convex, so its minimum under the bound lies on it: a = 0, solved for b alone.
    var right = gradient.map { -$0 }
    let border = column(last)
    for index in 0..<last { right[index] += border[index] * point[last] }
    right[last] = 0
    var bound = solve(right, last)
    bound[last] = -point[last]
    return bound
  }

  private func column(_ last: Int) -> [Double] {
    if isFactored { return Array(hessian[last * (last + 1)..<(last + 1) * (last + 1)]) }
    var unit = [Double](repeating: 0, count: last + 1)
    unit[last] = 1
    var column = unit
    objective.product(probabilities, unit, into: &column)
    return column
  }

  /// H·d = right over the leading parameters.
  private func solved(_ right: [Double], leading: Int) -> [Double] {
    let size = right.count
    var lower = ContiguousArray<Double>()
    lower.reserveCapacity(leading * leading)
    for i in 0..<leading { lower += hessian[i * size..<i * size + leading] }
    let inverse = SymmetricInverse(
      lowerHalf: lower.span, count: leading, diagonal: diagonal.span.extracting(0..<leading))
    let padding = ContiguousArray(
      repeating: 0.0, count: SymmetricInverse.padded(leading) - leading)
    let given = ContiguousArray(right[..<leading]) + padding
    var solution = given
    inverse.multiply(given, into: &solution)
    return Array(solution[..<leading]) + [Double](repeating: 0, count: size - leading)
  }

  /// H·d = right over the leading parameters, preconditioned by the diagonal.
  private func conjugateGradients(_ right: [Double], leading: Int) -> [Double] {
    let size = right.count
    var solution = [Double](repeating: 0, count: size)
    var residual = right
    var scaled = zip(residual, diagonal).map { $0 / $1 }
    if leading < size { scaled[leading] = 0 }
    var direction = scaled
    var image = [Double](repeating: 0, count: size)
    var energy = dot(residual, scaled)
    // Loose while far from the minimum, tight near it: Newton's speed is kept at the end.
    let tolerance = min(1e-2, energy.squareRoot())
    let target = energy * tolerance * tolerance
    for _ in 0..<(2 * size) where energy > target && energy > 0 {
      objective.product(probabilities, direction, into: &image)
      let length = energy / dot(direction, image)
      for index in 0..<leading {
        solution[index] += length * direction[index]
        residual[index] -= length * image[index]
        scaled[index] = residual[index] / diagonal[index]
      }
      let next = dot(residual, scaled)
      for index in 0..<leading {
        direction[index] = scaled[index] + next / energy * direction[index]
      }
      energy = next
    }
    return solution
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  var sum = 0.0
  for index in x.indices { sum += x[index] * y[index] }
  return sum
}

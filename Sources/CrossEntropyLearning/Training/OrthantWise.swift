internal import CrossEntropy

/// Minimises f(x) + Σᵢ λᵢ|xᵢ| by the orthant-wise quasi-Newton method.
///
/// A step is that of L-BFGS from the pseudo-gradient, kept in the orthant where it starts: what would change its sign
/// becomes exactly 0. It is done where the greatest absolute pseudo-gradient, which is 0 at the optimum, is at most
/// `tolerance`.
/// - Source: Andrew and Gao 2007, "Scalable training of L1-regularized log-linear models".
struct OrthantWise {
  /// The greatest absolute pseudo-gradient at which it is done.
  var tolerance: Double
  /// The most steps it takes.
  var iterationLimit: Int
  /// How many steps it remembers.
  var memory = 12

  /// Minimises from a start; `penalties` holds λᵢ, 0 where a weight is free.
  func minimize(
    from start: ContiguousArray<Double>, penalties: ContiguousArray<Double>,
    _ f: (_ point: ContiguousArray<Double>, _ gradient: inout ContiguousArray<Double>) -> Double
  ) -> LBFGS.Result {
    var x = start
    var gradient = ContiguousArray(repeating: 0.0, count: x.count)
    var evaluations = 1
    var value = f(x, &gradient) + norm(x, penalties)
    var history = History(capacity: memory)
    var direction = gradient
    var trial = x
    var trialGradient = gradient
    var iterations = 0
    var stop = LBFGS.Stop.iterationLimit
    var slopes = pseudoGradient(x, gradient, penalties)
    while true {
      if !(largestMagnitude(slopes) > tolerance) {
        stop = .tolerance
        break
      }
      if iterations >= iterationLimit { break }
      history.direction(at: slopes, nil, into: &direction)
      // What does not descend by itself stays.
      for i in x.indices where direction[i] * slopes[i] >= 0 { direction[i] = 0 }
      var step = history.isEmpty ? min(1, 1 / length(slopes)) : 1
      var found: Double?
      for _ in 0..<60 {
        for i in x.indices {
          let moved = x[i] + step * direction[i]
          let side = x[i] != 0 ? x[i] : -slopes[i]
          trial[i] = penalties[i] > 0 && moved * side <= 0 ? 0 : moved
        }
        evaluations += 1
        let reached = f(trial, &trialGradient) + norm(trial, penalties)
        var expected = 0.0
        for i in x.indices { expected += slopes[i] * (trial[i] - x[i]) }
        // Where the values differ by rounding alone, the slopes tell.
        let isLower =
          abs(reached - value) <= 8 * value.ulp
          ? largestMagnitude(pseudoGradient(trial, trialGradient, penalties))
            < largestMagnitude(slopes)
          : reached <= value + 1e-4 * expected
        if isLower {
          found = reached
          break
        }
        step /= 2
      }
      guard let reached = found else {
        if history.isEmpty {
          stop = .rounding
          break
        }
        history.forget()
        continue
      }
      history.remember(step: difference(trial, x), change: difference(trialGradient, gradient))
      swap(&x, &trial)
      swap(&gradient, &trialGradient)
      value = reached
      iterations += 1
      slopes = pseudoGradient(x, gradient, penalties)
    }
    return LBFGS.Result(
      point: x, value: value, gradientNorm: largestMagnitude(slopes), iterations: iterations,
      evaluations: evaluations, stop: stop)
  }
}

/// Of all subgradients of f + Σ λᵢ|xᵢ| the least.
private func pseudoGradient(
  _ x: ContiguousArray<Double>, _ gradient: ContiguousArray<Double>,
  _ penalties: ContiguousArray<Double>
) -> ContiguousArray<Double> {
  var slopes = gradient
  for i in x.indices where penalties[i] > 0 {
    if x[i] != 0 {
      slopes[i] += x[i] > 0 ? penalties[i] : -penalties[i]
    } else {
      slopes[i] = max(0, gradient[i] - penalties[i]) + min(0, gradient[i] + penalties[i])
    }
  }
  return slopes
}

private func norm(_ x: ContiguousArray<Double>, _ penalties: ContiguousArray<Double>) -> Double {
  var sum = CompensatedSum()
  for i in x.indices { sum.add(penalties[i] * abs(x[i])) }
  return sum.value
}

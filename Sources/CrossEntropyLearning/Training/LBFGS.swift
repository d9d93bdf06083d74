internal import CrossEntropy

/// The limited-memory BFGS method with a line search that meets the strong Wolfe conditions.
///
/// Minimises f from a start until max|∂f| ≤ `tolerance`. It also stops where no step lowers f or its
/// gradient by more than rounding, or after `iterationLimit` steps; ``Result/stop`` says which.
///
/// Where a curvature is known, it takes the place of the identity that the remembered steps correct:
/// with the Hessian itself the steps are Newton's. It is formed anew when as much work as that takes
/// has gone into evaluations; the steps before are kept, since they are of the same function.
///
/// - Source: Nocedal and Wright 2006, "Numerical Optimization", algorithms 7.4, 7.5, 3.5 and 3.6.
struct LBFGS {
  /// The greatest absolute gradient at which it is done.
  var tolerance = 1e-6
  /// The most steps it takes.
  var iterationLimit = 2_000
  /// How many steps it remembers.
  var memory = 12

  /// The most steps in a row that lower neither f nor its gradient below what they were.
  private static let mostStalled = 10

  /// Why it stopped.
  ///
  /// `rounding` is a line search without a lower point, or steps without gain: the gradient may still be large where f or
  /// the step is lost in rounding, so it says nothing about an optimum.
  enum Stop: Sendable { case tolerance, rounding, iterationLimit }

  /// Where it ended.
  struct Result {
    var point: ContiguousArray<Double>
    var value: Double
    var gradientNorm: Double
    var iterations: Int
    var evaluations: Int
    var stop: Stop
  }

  /// Minimises `f`, which returns the value at a point and writes the gradient there.
  func minimize(
    from start: ContiguousArray<Double>,
    _ f: (_ point: ContiguousArray<Double>, _ gradient: inout ContiguousArray<Double>) -> Double
  ) -> Result {
    var none: Curvature?
    return minimize(from: start, curvature: &none, l2: 0, f)
  }

  /// The same with a curvature that may be of another point, and is left as it was used last.
  func minimize(
    from start: ContiguousArray<Double>, curvature: inout Curvature?, l2: Double,
    _ f: (_ point: ContiguousArray<Double>, _ gradient: inout ContiguousArray<Double>) -> Double
  ) -> Result {
    let n = start.count
    var here = Point(at: start)
    var evaluations = 0
    func evaluate(_ point: inout Point) {
      evaluations += 1
      point.value = f(point.x, &point.gradient)
    }
    evaluate(&here)
    curvature?.setPenalty(l2)
    var history = History(capacity: memory)
    var iteration = 0
    var stop = Stop.iterationLimit
    var direction = ContiguousArray(repeating: 0.0, count: n)
    var trial = here
    var counted = evaluations
    var best = (value: Double.infinity, norm: Double.infinity)
    var stalled = 0
    while true {
      let norm = largestMagnitude(here.gradient)
      if norm <= tolerance {
        stop = .tolerance
        break
      }
      if iteration >= iterationLimit { break }
      stalled = here.value < best.value || norm < best.norm ? 0 : stalled + 1
      best = (min(best.value, here.value), min(best.norm, norm))
      if stalled == Self.mostStalled {
        stop = .rounding
        break
      }
      curvature?.grow(by: evaluations - counted)
      counted = evaluations
      if curvature?.isOld ?? false { curvature?.form(at: here.x, l2: l2) }
      history.direction(at: here.gradient, curvature, into: &direction)
      var slope = dot(here.gradient, direction)
      if !(slope < 0) {
        // The remembered curvature no longer describes f: begin again with steepest descent.
        history.forget()
        history.direction(at: here.gradient, curvature, into: &direction)
        slope = dot(here.gradient, direction)
      }
      let isScaled = curvature != nil || !history.isEmpty
      let first = isScaled ? 1 : min(1, 1 / length(here.gradient))
      let search = WolfeSearch(value: here.value, slope: slope)
      let found = search.run(first: first) { step in
        move(here.x, by: step, along: direction, into: &trial.x)
        evaluate(&trial)
        return (trial.value, dot(trial.gradient, direction))
      }
      guard let step = found else {
        if history.isEmpty, curvature?.isFresh ?? true {
          stop = .rounding
          break
        }
        history.forget()
        curvature?.form(at: here.x, l2: l2)
        counted = evaluations
        continue
      }
      if step.needsEvaluation {
        move(here.x, by: step.length, along: direction, into: &trial.x)
        evaluate(&trial)
      }
      history.remember(
        step: difference(trial.x, here.x), change: difference(trial.gradient, here.gradient))
      swap(&here, &trial)
      iteration += 1
    }
    curvature?.grow(by: evaluations - counted)
    return Result(
      point: here.x, value: here.value, gradientNorm: largestMagnitude(here.gradient),
      iterations: iteration, evaluations: evaluations, stop: stop)
  }
}

/// A point with f and its gradient there.
private struct Point {
  var x: ContiguousArray<Double>
  var gradient: ContiguousArray<Double>
  var value = Double.nan

  init(at x: ContiguousArray<Double>) {
    self.x = x
    gradient = ContiguousArray(repeating: 0, count: x.count)
  }
}

/// The last few steps s and gradient changes y, and the inverse Hessian they stand for.
struct History {
  private let capacity: Int
  private var steps: [ContiguousArray<Double>] = []
  private var changes: [ContiguousArray<Double>] = []
  private var curvatures: [Double] = []

  init(capacity: Int) { self.capacity = capacity }

  var isEmpty: Bool { steps.isEmpty }

  mutating func forget() {
    steps = []
    changes = []
    curvatures = []
  }

  mutating func remember(step s: ContiguousArray<Double>, change y: ContiguousArray<Double>) {
    let curvature = dot(s, y)
    // Without positive curvature the inverse Hessian would stop being positive definite.
    guard curvature > 1e-14 * length(s) * length(y) else { return }
    if steps.count == capacity {
      steps.removeFirst()
      changes.removeFirst()
      curvatures.removeFirst()
    }
    steps.append(s)
    changes.append(y)
    curvatures.append(curvature)
  }

  /// −H·g by the two-loop recursion, from the curvature's inverse or a multiple of the identity.
  func direction(
    at gradient: ContiguousArray<Double>, _ curvature: Curvature?,
    into d: inout ContiguousArray<Double>
  ) {
    d = gradient
    var alphas = [Double](repeating: 0, count: steps.count)
    for i in steps.indices.reversed() {
      alphas[i] = dot(steps[i], d) / curvatures[i]
      add(-alphas[i], times: changes[i], to: &d)
    }
    if let curvature {
      curvature.solve(&d)
    } else if let y = changes.last, let curvature = curvatures.last {
      scale(&d, by: curvature / dot(y, y))
    }
    for i in steps.indices {
      let beta = dot(changes[i], d) / curvatures[i]
      add(alphas[i] - beta, times: steps[i], to: &d)
    }
    scale(&d, by: -1)
  }
}

private func dot(_ a: ContiguousArray<Double>, _ b: ContiguousArray<Double>) -> Double {
  dot(a.span, b.span)
}

func length(_ a: ContiguousArray<Double>) -> Double { dot(a, a).squareRoot() }

func largestMagnitude(_ a: ContiguousArray<Double>) -> Double {
  var largest = 0.0
  for x in a { largest = x.isNaN ? .nan : max(largest, abs(x)) }
  return largest
}

private func add(
  _ factor: Double, times a: ContiguousArray<Double>, to b: inout ContiguousArray<Double>
) {
  let count = b.count
  let x = a.span.extracting(0..<count)
  var y = b.mutableSpan
  for i in 0..<count { y[i] += factor * x[i] }
}

func difference(
  _ a: ContiguousArray<Double>, _ b: ContiguousArray<Double>
) -> ContiguousArray<Double> {
  var difference = a
  add(-1, times: b, to: &difference)
  return difference
}

private func scale(_ a: inout ContiguousArray<Double>, by factor: Double) {
  for i in a.indices { a[i] *= factor }
}

private func move(
  _ x: ContiguousArray<Double>, by step: Double, along d: ContiguousArray<Double>,
  into y: inout ContiguousArray<Double>
) {
  let count = y.count
  let (from, along) = (x.span.extracting(0..<count), d.span.extracting(0..<count))
  var to = y.mutableSpan
  for i in 0..<count { to[i] = from[i] + step * along[i] }
}

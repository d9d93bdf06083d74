/// The limited-memory BFGS method with a line search that meets the strong Wolfe conditions.
///
/// Minimises f from a start until max|∂f| ≤ `tolerance`. It also stops where no step lowers f by
/// more than rounding, or after `iterationLimit` steps; ``Result/stop`` says which.
///
/// - Source: Nocedal and Wright 2006, "Numerical Optimization", algorithms 7.4, 7.5, 3.5 and 3.6.
struct LBFGS {
  /// The greatest absolute gradient at which it is done.
  var tolerance = 1e-6
  /// The most steps it takes.
  var iterationLimit = 2_000
  /// How many steps it remembers.
  var memory = 12

  /// Why it stopped.
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
    let n = start.count
    var here = Point(at: start)
    var evaluations = 0
    func evaluate(_ point: inout Point) {
      evaluations += 1
      point.value = f(point.x, &point.gradient)
    }
    evaluate(&here)
    var history = History(capacity: memory, dimension: n)
    var iteration = 0
    var stop = Stop.iterationLimit
    var direction = ContiguousArray(repeating: 0.0, count: n)
    var trial = here
    while true {
      let norm = largestMagnitude(here.gradient)
      if norm <= tolerance {
        stop = .tolerance
        break
      }
      if iteration >= iterationLimit { break }
      history.direction(at: here.gradient, into: &direction)
      var slope = dot(here.gradient, direction)
      if !(slope < 0) {
        // The remembered curvature no longer describes f: begin again with steepest descent.
        history.forget()
        history.direction(at: here.gradient, into: &direction)
        slope = dot(here.gradient, direction)
      }
      let first = history.isEmpty ? min(1, 1 / length(here.gradient)) : 1
      let search = WolfeSearch(value: here.value, slope: slope)
      let found = search.run(first: first) { step in
        move(here.x, by: step, along: direction, into: &trial.x)
        evaluate(&trial)
        return (trial.value, dot(trial.gradient, direction))
      }
      guard let step = found else {
        if history.isEmpty {
          stop = .rounding
          break
        }
        history.forget()
        continue
      }
      if step.needsEvaluation {
        move(here.x, by: step.length, along: direction, into: &trial.x)
        evaluate(&trial)
      }
      history.remember(from: here, to: trial)
      swap(&here, &trial)
      iteration += 1
    }
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
private struct History {
  private let capacity: Int
  private var steps: [ContiguousArray<Double>] = []
  private var changes: [ContiguousArray<Double>] = []
  private var curvatures: [Double] = []

  init(capacity: Int, dimension: Int) { self.capacity = capacity }

  var isEmpty: Bool { steps.isEmpty }

  mutating func forget() {
    steps = []
    changes = []
    curvatures = []
  }

  mutating func remember(from old: Point, to new: Point) {
    var s = new.x
    var y = new.gradient
    subtract(old.x, from: &s)
    subtract(old.gradient, from: &y)
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

  /// −H·g by the two-loop recursion.
  func direction(at gradient: ContiguousArray<Double>, into d: inout ContiguousArray<Double>) {
    d = gradient
    var alphas = [Double](repeating: 0, count: steps.count)
    for i in steps.indices.reversed() {
      alphas[i] = dot(steps[i], d) / curvatures[i]
      add(-alphas[i], times: changes[i], to: &d)
    }
    if let y = changes.last, let curvature = curvatures.last {
      scale(&d, by: curvature / dot(y, y))
    }
    for i in steps.indices {
      let beta = dot(changes[i], d) / curvatures[i]
      add(alphas[i] - beta, times: steps[i], to: &d)
    }
    scale(&d, by: -1)
  }
}

/// Finds a step with f(t) ≤ f(0) + c₁t·f'(0) and |f'(t)| ≤ c₂|f'(0)|.
private struct WolfeSearch {
  let value: Double
  let slope: Double
  let sufficient = 1e-4
  let curvature = 0.9

  struct Step {
    var length: Double
    /// True where the last evaluation was at another step.
    var needsEvaluation: Bool
  }

  private struct Sample {
    var t: Double
    var f: Double
    var slope: Double
  }

  /// nil where f does not fall along the direction within rounding.
  func run(first: Double, _ sample: (Double) -> (Double, Double)) -> Step? {
    var low = Sample(t: 0, f: value, slope: slope)
    var t = first
    for attempt in 0..<40 {
      let (f, derivative) = sample(t)
      let now = Sample(t: t, f: f, slope: derivative)
      let falls = f.isFinite && f <= value + sufficient * t * slope
      if !falls || (attempt > 0 && f >= low.f) {
        return zoom(low: low, high: now, sample)
      }
      if abs(derivative) <= -curvature * slope { return Step(length: t, needsEvaluation: false) }
      if derivative >= 0 { return zoom(low: now, high: low, sample) }
      low = now
      t *= 2.5
    }
    return Step(length: low.t, needsEvaluation: true)
  }

  private func zoom(
    low: Sample, high: Sample, _ sample: (Double) -> (Double, Double)
  ) -> Step? {
    var low = low
    var high = high
    for _ in 0..<40 {
      let t = between(low, high)
      // The bracket is down to rounding: take what has been gained, if anything.
      if abs(high.t - low.t) <= 1e-15 * max(abs(low.t), abs(high.t)) { break }
      let (f, derivative) = sample(t)
      let now = Sample(t: t, f: f, slope: derivative)
      if !f.isFinite || f > value + sufficient * t * slope || f >= low.f {
        // Near the optimum f differs by less than its rounding, while the slope still tells.
        let tied = f.isFinite && abs(f - value) <= 1e-14 * abs(value)
        if tied, abs(derivative) <= -curvature * slope {
          return Step(length: t, needsEvaluation: false)
        }
        high = now
      } else {
        if abs(derivative) <= -curvature * slope { return Step(length: t, needsEvaluation: false) }
        if derivative * (high.t - low.t) >= 0 { high = low }
        low = now
      }
    }
    return low.t > 0 && low.f < value ? Step(length: low.t, needsEvaluation: true) : nil
  }

  /// The least point of the cubic through both ends, kept off the ends.
  private func between(_ a: Sample, _ b: Sample) -> Double {
    let middle = 0.5 * (a.t + b.t)
    guard b.f.isFinite, b.slope.isFinite else { return a.t + 0.1 * (b.t - a.t) }
    let d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return middle }
    let d2 = (b.t > a.t ? 1 : -1) * square.squareRoot()
    let t = b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    let margin = 0.1 * abs(b.t - a.t)
    guard t.isFinite else { return middle }
    return min(max(t, min(a.t, b.t) + margin), max(a.t, b.t) - margin)
  }
}

// Four running sums, which the compiler turns into vectors; one it may not reorder.
private func dot(_ a: ContiguousArray<Double>, _ b: ContiguousArray<Double>) -> Double {
  let whole = a.count / 4 * 4
  let (x, y) = (a.span, b.span)
  var sums = SIMD4<Double>()
  for i in stride(from: 0, to: whole, by: 4) {
    sums += four(x, at: i) * four(y, at: i)
  }
  for i in whole..<a.count { sums[0] += a[i] * b[i] }
  return (sums[0] + sums[1]) + (sums[2] + sums[3])
}

@inline(__always)
private func four(_ x: Span<Double>, at i: Int) -> SIMD4<Double> {
  let part = x.extracting(i..<i + 4)
  return SIMD4(part[0], part[1], part[2], part[3])
}

private func length(_ a: ContiguousArray<Double>) -> Double { dot(a, a).squareRoot() }

private func largestMagnitude(_ a: ContiguousArray<Double>) -> Double {
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

private func subtract(_ a: ContiguousArray<Double>, from b: inout ContiguousArray<Double>) {
  add(-1, times: a, to: &b)
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

public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension Recalibration {
  /// The a ≥ 0 and b with the lowest log loss + (1/n)·½(‖b‖² + (a − 1)²).
  ///
  /// Newton's method on a strictly convex function; where the scores point the wrong way a is 0. The
  /// penalty, that of one row in n, keeps the minimum finite where every row is right.
  /// - Parameters:
  ///   - logProbabilities: Rows × classes, finite or −∞ for a masked class.
  ///   - labels: The class of each row, in 0 ..< classes.
  ///   - weights: A weight ≥ 0 per row, of which only the ratios matter; nil for 1.
  ///   - start: Where to start, such as the fit of a neighbouring model; it changes only the time.
  /// - Throws: `RecalibrationError` if the truth of a row has probability 0, and for labels, weights
  ///   or a start that do not fit.
  public static func fitted(
    to logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil,
    startingFrom start: Recalibration? = nil
  ) throws(RecalibrationError) -> Recalibration {
    try fitted(
      to: logProbabilities, labels: labels, weights: weights, startingFrom: start, identity: 1)
  }

  /// The same with the penalty (1/n)·½(‖b‖² + (a/s̄ − 1)²), for log-probabilities that were divided by spreads
  /// of geometric mean s̄: `identity` is the a that changes nothing.
  package static func fitted(
    to logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]?,
    startingFrom start: Recalibration?, identity: Double
  ) throws(RecalibrationError) -> Recalibration {
    var fit = try Fit(
      logProbabilities, labels: labels, weights: weights, start: start, identity: identity)
    _ = minimise(fit.objective, from: &fit.point, precision: 0)
    return fit.map
  }

  /// A map whose log loss is within about `precision` nats of the lowest, and that log loss, without the penalty.
  ///
  /// With a `target` it is only as near as tells whether the lowest is below it.
  /// Logits serve as log-probabilities: what is added to all of a row does not matter.
  package static func nearlyFitted(
    to logits: Matrix<Double>, labels: [Int32], weights: [Double]?,
    startingFrom start: Recalibration?, precision: Double, target: Double? = nil
  ) throws(RecalibrationError) -> (map: Recalibration, logLoss: Double) {
    var fit = try Fit(logits, labels: labels, weights: weights, start: start, identity: 1)
    let value = minimise(fit.objective, from: &fit.point, precision: precision, target: target)
    return (fit.map, value - fit.objective.penalty(at: fit.point))
  }
}

/// What is minimised, and where.
private struct Fit {
  let objective: RecalibrationObjective
  var point: [Double]

  init(
    _ logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]?,
    start: Recalibration?, identity: Double
  ) throws(RecalibrationError) {
    let classes = logProbabilities.columns
    if let start, start.offsets.count != classes {
      throw .badRows(.wrongCount(start.offsets.count, of: .classes, expected: classes))
    }
    let totals = try check(logProbabilities, labels: labels, weights: weights)
    let offsets = start?.offsets ?? [Double](repeating: 0, count: classes)
    point = offsets + [start?.scale ?? identity]
    objective = RecalibrationObjective(
      logProbabilities, labels: labels, weights: weights, totalWeight: totals.weight,
      penalty: 1 / Double(totals.rows), identity: identity)
  }

  var map: Recalibration {
    Recalibration(checked: point[objective.classes], Array(point[..<objective.classes]))
  }
}

extension Recalibration {
  /// The bytes that a fit holds beside its rows: with many classes the probabilities of each.
  package static func bytesOfFit(rows: Double, classes: Int) -> Double {
    classes > QuadraticModel.mostClassesFactored ? 8 * rows * Double(classes) : 0
  }
}

/// Damped Newton: each step minimises the quadratic model under a ≥ 0, then shrinks until L falls.
///
/// It ends where the model promises less than `precision`, or where it is known whether the log loss is below
/// `target`, and gives L there.
private func minimise(
  _ objective: RecalibrationObjective, from point: inout [Double], precision: Double,
  target: Double? = nil
) -> Double {
  let size = objective.parameters
  var model = QuadraticModel(objective)
  var gradient = [Double](repeating: 0, count: size)
  var value = model.update(at: point, gradient: &gradient)
  if value > log(Double(objective.classes)) {
    softenStart(objective, &point)
    value = model.update(at: point, gradient: &gradient)
  }
  var trial = point
  var trialGradient = gradient
  for _ in 0..<200 {
    if model.isStationary(point, gradient) { return value }
    let step = model.step(from: point, gradient: gradient)
    var slope = 0.0
    for index in 0..<size { slope += gradient[index] * step[index] }
    let promise = -slope / 2
    if promise < precision { return value }
    if let target {
      let above = value - objective.penalty(at: point) - target
      // A promise may be too small, but hardly eight times.
      if above <= 0 || 8 * promise < above { return value }
    }
    // Below this the change of L is lost in its rounding; Newton's step alone is to be trusted.
    let isLost = -slope < 1e-13 * max(1, abs(value))
    var length = 1.0
    while true {
      for index in 0..<size { trial[index] = point[index] + length * step[index] }
      trial[size - 1] = max(0, trial[size - 1])
      let trialValue = model.update(at: trial, gradient: &trialGradient)
      if isLost || trialValue <= value + 1e-4 * length * slope {
        value = trialValue
        break
      }
      length *= 0.5
      if length < 1e-12 { return value }
    }
    // What is left of the gradient after a lost step is rounding, unless it still shrinks fast.
    let wasLast =
      isLost && norm(trialGradient, at: trial) > 0.5 * norm(gradient, at: point)
    if wasLast { return value }
    swap(&point, &trial)
    swap(&gradient, &trialGradient)
  }
  return value
}

/// Divides a by 10 while that lowers L, from b = 0.
///
/// Scores that are confidently wrong (log p = −1e5) lie where L is all slopes and no curvature,
/// where Newton's method gains little.
private func softenStart(_ objective: RecalibrationObjective, _ point: inout [Double]) {
  let last = objective.classes
  var gradient = point
  var none: ContiguousArray<Double> = []
  var noHessian = none
  point = [Double](repeating: 0, count: last) + [objective.identity]
  var lowest = Double.infinity
  for _ in 0..<20 {
    let value = objective.evaluate(
      at: point, gradient: &gradient, hessian: &noHessian, probabilities: &none)
    if value >= lowest {
      point[last] *= 10
      return
    }
    lowest = value
    point[last] /= 10
  }
}

/// The largest part of the gradient that the bound a ≥ 0 does not hold back.
private func norm(_ gradient: [Double], at point: [Double]) -> Double {
  let last = point.count - 1
  var norm = 0.0
  for index in 0..<last { norm = max(norm, abs(gradient[index])) }
  let isHeld = point[last] == 0 && gradient[last] > 0
  return isHeld ? norm : max(norm, abs(gradient[last]))
}

/// Throws for rows that no map can be fitted to; gives those that carry weight, and Σw.
func check(
  _ logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]?
) throws(RecalibrationError) -> (rows: Int, weight: Double) {
  let classes = logProbabilities.columns
  do {
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(weights: weights, rows: labels.count)
    try check(labels: labels, classes: classes) { weights?[$0] == 0 }
  } catch {
    throw .badRows(error)
  }
  var impossible: [Int] = []
  var impossibleCount = 0
  var rows = 0
  var weightSum = CompensatedSum()
  for row in labels.indices {
    let weight = weights?[row] ?? 1
    if weight == 0 { continue }
    rows += 1
    weightSum.add(weight)
    for classIndex in 0..<classes {
      // False for NaN too.
      guard logProbabilities[row, classIndex] < .infinity else {
        throw .notALogProbability(row: row, classIndex: classIndex)
      }
    }
    if logProbabilities[row, Int(labels[row])] == -.infinity {
      impossibleCount += 1
      if impossible.count < 16 { impossible.append(row) }
    }
  }
  if impossibleCount > 0 { throw .impossibleTruth(rows: impossible, count: impossibleCount) }
  if rows == 0 { throw .noRows }
  return (rows, weightSum.value)
}

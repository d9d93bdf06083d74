package import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What became of a fit of the temperature.
package enum TemperatureEnd: String, Sendable, Hashable, Codable {
  /// The lowest log loss lies between the bounds.
  case found
  /// Scores do not point at the truth: the log loss is lowest at the lower bound of β, or below.
  case pointsAway
  /// Every row is right: the log loss falls up to the upper bound of β, and beyond.
  case everyRowRight
}

extension Recalibration {
  /// The bounds of β = 1/T.
  package static let temperatureBounds = 1.0 / 64...64.0

  /// softmax(β·log p) with the lowest log loss, β in [1/64, 64].
  ///
  /// β is the root of Σw(E_β[z] − z_y), z being log p.
  /// The sum rises with β, so the root is bracketed by the bounds; masked classes stay masked.
  /// - Throws: `RecalibrationError` if the truth of a row has probability 0, and for labels or weights that do not fit.
  package static func temperature(
    of logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
  ) throws(RecalibrationError) -> (map: Recalibration, end: TemperatureEnd) {
    _ = try check(logProbabilities, labels: labels, weights: weights)
    let classes = logProbabilities.columns
    func map(_ beta: Double, _ end: TemperatureEnd) -> (map: Recalibration, end: TemperatureEnd) {
      (Recalibration(checked: beta, [Double](repeating: 0, count: classes)), end)
    }
    /// g(β) and its derivative.
    func slope(_ beta: Double) -> (value: Double, derivative: Double) {
      var (value, derivative) = (CompensatedSum(), CompensatedSum())
      let elements = logProbabilities.elements.span
      for row in labels.indices {
        let weight = weights?[row] ?? 1
        if weight == 0 { continue }
        let z = elements.extracting(row * classes..<(row + 1) * classes)
        let truth = z[Int(labels[row])]
        var most = -Double.infinity
        for c in z.indices { most = max(most, z[c]) }
        // Moments of z − z_y, so that a row that is surely right keeps its digits.
        var (total, mean, square) = (0.0, 0.0, 0.0)
        for c in z.indices where z[c] > -.infinity {
          let p = exp(beta * (z[c] - most))
          let distance = z[c] - truth
          total += p
          mean += p * distance
          square += p * distance * distance
        }
        mean /= total
        value.add(weight * mean)
        derivative.add(weight * (square / total - mean * mean))
      }
      return (value.value, derivative.value)
    }
    var (low, high) = (temperatureBounds.lowerBound, temperatureBounds.upperBound)
    if slope(low).value >= 0 { return map(low, .pointsAway) }
    if slope(high).value <= 0 { return map(high, .everyRowRight) }
    var beta = 1.0
    // Newton where it stays inside the bracket, else the bracket's middle.
    for _ in 0..<200 {
      let (value, derivative) = slope(beta)
      if value == 0 { break }
      if value < 0 { low = beta } else { high = beta }
      var next = beta - value / derivative
      if !(next > low && next < high) { next = (low * high).squareRoot() }
      let change = abs(next - beta)
      beta = next
      if change <= 1e-13 * beta || high - low <= 1e-13 * high { break }
    }
    return map(beta, .found)
  }
}

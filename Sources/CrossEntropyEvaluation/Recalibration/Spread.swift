package import CrossEntropy

/// s: how far apart a fit's log-probabilities lie on the rows that it was trained on.
///
/// The weighted standard deviation over rows and classes of log p, centred by row and then by class; 1 where it is
/// below 1e-9. A map that is fitted to log p / s does not depend on how far one fit's weights have grown, so that
/// what inner fits teach holds for the outer one.
package func spread(of logProbabilities: Matrix<Double>, weights: [Double] = []) -> Double {
  let (rows, classes) = (logProbabilities.rows, logProbabilities.columns)
  let elements = logProbabilities.elements.span
  func forEachRow(_ body: (_ weight: Double, _ row: Span<Double>, _ mean: Double) -> Void) {
    for i in 0..<rows {
      let weight = weights.isEmpty ? 1 : weights[i]
      if weight == 0 { continue }
      let row = elements.extracting(i * classes..<(i + 1) * classes)
      var mean = 0.0
      for c in row.indices { mean += row[c] }
      body(weight, row, mean / Double(classes))
    }
  }
  var total = 0.0
  var means = [Double](repeating: 0, count: classes)
  forEachRow { weight, row, mean in
    total += weight
    for c in row.indices { means[c] += weight * (row[c] - mean) }
  }
  for c in means.indices { means[c] /= total }
  var squares = CompensatedSum()
  forEachRow { weight, row, mean in
    var square = 0.0
    for c in row.indices {
      let x = row[c] - mean - means[c]
      square += x * x
    }
    squares.add(weight * square)
  }
  let deviation = (squares.value / (total * Double(classes))).squareRoot()
  return deviation >= 1e-9 && deviation.isFinite ? deviation : 1
}

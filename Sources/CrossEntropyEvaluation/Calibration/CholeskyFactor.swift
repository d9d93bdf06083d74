/// L with L·Lᵀ = D^{−½}·A·D^{−½}, D the diagonal of A; a parameter that A says nothing of is left out.
struct CholeskyFactor {
  private let size: Int
  private let roots: [Double]
  private var lower: [Double]
  /// What rounding leaves of a gradient that is 0, a mean of probabilities and of their logarithms.
  private static let rounding = 1e-9

  /// The factor of a matrix whose lower triangle is given.
  init(_ matrix: [Double], size: Int) {
    self.size = size
    roots = (0..<size).map { matrix[$0 * size + $0].squareRoot() }
    lower = [Double](repeating: 0, count: size * size)
    for i in 0..<size where roots[i] > 0 {
      for j in 0...i where roots[j] > 0 {
        var sum = matrix[i * size + j] / (roots[i] * roots[j])
        for k in 0..<j { sum -= lower[i * size + k] * lower[j * size + k] }
        if i == j {
          // What rounding leaves of a parameter that the others decide.
          lower[i * size + i] = sum > 1e-10 ? sum.squareRoot() : 0
        } else if lower[j * size + j] > 0 {
          lower[i * size + j] = sum / lower[j * size + j]
        }
      }
    }
  }

  /// ½gᵀA⁻¹g; +∞ where g moves a parameter that A says nothing of.
  func half(_ gradient: [Double]) -> Double {
    var solved = [Double](repeating: 0, count: size)
    var sum = 0.0
    for i in 0..<size {
      if roots[i] == 0, abs(gradient[i]) > Self.rounding { return .infinity }
      if lower[i * size + i] == 0 { continue }
      var x = gradient[i] / roots[i]
      for k in 0..<i { x -= lower[i * size + k] * solved[k] }
      solved[i] = x / lower[i * size + i]
      sum += solved[i] * solved[i]
    }
    return 0.5 * sum
  }

  /// D^{½}·L·z, which has the covariance A where z is standard normal.
  func product(_ z: [Double]) -> [Double] {
    (0..<size).map { i in
      var sum = 0.0
      for k in 0...i { sum += lower[i * size + k] * z[k] }
      return roots[i] * sum
    }
  }
}

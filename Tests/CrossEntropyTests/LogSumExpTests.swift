import CrossEntropy
import Testing

struct LogSumExpTests {
  // mpmath, 800 digits.
  private static let rows: [([Double], Double)] = [
    ([2, 1, 0.1], 2.4170300162778335), ([40, 0], 40), ([10003, 10000], 10003.048587351574),
    ([-1000, -1001], -999.68673831248178), ([0], 0), ([-.infinity, 3], 3),
    ([1e-9, -0.5, 0.25], 1.061448897940468),
    ([-0.6931471805599453, -0.6931471805599453], 2.3190468138462996e-17),
  ]

  @Test(arguments: rows)
  func vectors(logits: [Double], expected: Double) {
    let scale = logits.reduce(abs(expected)) { max($0, $1.isFinite ? abs($1) : 0) }
    #expect(ulps(logSumExp(logits), expected, of: scale) <= 2)
  }

  @Test func infinities() {
    #expect(logSumExp([]) == -.infinity)
    #expect(logSumExp([-.infinity]) == -.infinity)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    let empty = Matrix(rows: 3, columns: 0, repeating: 0.0)
    #expect(logSumExp(empty) == [-.infinity, -.infinity, -.infinity])
    #expect(logSumExp([1, .infinity]) == .infinity)
    #expect(logSumExp([.infinity, .infinity]) == .infinity)
    #expect(logSumExp([-.infinity, .infinity]) == .infinity)
  }

  @Test(arguments: [[Double.nan], [1, .nan], [.nan, .infinity], [-.infinity, .nan]])
  func aNaNGivesNaN(logits: [Double]) { #expect(logSumExp(logits).isNaN) }
}

import Testing

@testable import CrossEntropy

/// The digits are those of `Scripts/measure_vectors.py`.
struct LogOnePlusMinusTests {
  @Test(arguments: rows)
  func vectors(x: Double, expected: Double) {
    #expect(ulps(logOnePlusMinus(x), expected) <= 8)
  }

  @Test func edges() {
    #expect(logOnePlusMinus(0) == 0)
    #expect(logOnePlusMinus(-1) == -.infinity)
    #expect(logOnePlusMinus(.nan).isNaN)
  }

  @Test func aTermOfTheDivergence() {
    // x log(x/y) − x + y by mpmath, 400 digits.
    #expect(divergenceTerm(0, 0.25) == 0.25)
    #expect(divergenceTerm(0.25, 0.25) == 0)
    #expect(divergenceTerm(0.25, 0) == .infinity)
    #expect(ulps(divergenceTerm(0.5, 0.25), 0.096573590279972655) <= 8)
    #expect(ulps(divergenceTerm(0.75, 0.25), 0.32395921650108227) <= 8)
    #expect(ulps(divergenceTerm(1e-300, 0.25), 0.25) <= 8)
  }

  // x, log(1 + x) - x
  // swift-format-ignore
  private static let rows: [(Double, Double)] = [
    (1e-300, 0),
    (-1e-160, 0),
    (1e-100, -5.0000000000000002e-201),
    (1e-17, -5.0000000000000007e-35),
    (-1e-8, -5.0000000333333338e-17),
    (1e-5, -4.9999666669166655e-11),
    (-0.001, -5.0033358353350016e-7),
    (0.01, -4.9669146831917154e-5),
    (-0.1, -0.0053605156578263018),
    (0.2, -0.017678443206045376),
    (-0.25, -0.037682072451780927),
    (0.25, -0.026856448685790244),
    (0.26, -0.028888279036613373),
    (-0.3, -0.056674943938732374),
    (0.5, -0.094534891891835618),
    (-0.9, -1.4025850929940459),
    (1.0, -0.30685281944005469),
    (10.0, -7.6021047272016295),
    (10000000000.0, -9999999976.9741491),
  ]
}

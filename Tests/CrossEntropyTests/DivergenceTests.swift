import CrossEntropy
import Testing

/// The digits are mpmath's, 800 of them kept while summing.
struct DivergenceTests {
  /// p, q, D(p ‖ q), Σ|terms| of it, and the Jensen–Shannon divergence.
  private static let rows: [([Double], [Double], Double, Double, Double)] = [
    (
      [0.36, 0.48, 0.16], [1.0 / 3, 1.0 / 3, 1.0 / 3], 0.085299601318370586, 0.32016973734403471,
      0.022459860429714586
    ),
    (
      [0, 0.5, 0.5], [0.2, 0.5, 0.3], 0.25541281188299536, 0.25541281188299536, 0.081948295016779836
    ),
    (
      [0.8, 0.1, 0.1], [0.2, 0.2, 0.6], 0.86054482391711252, 1.3575261538747126, 0.20392813214568629
    ),
    (
      [0.25, 0.25, 0.25, 0.25], [0.25000025, 0.24999975, 0.25000025, 0.24999975],
      5.0005551112472583e-13, 9.999999999735779e-7, 1.249999999933476e-13
    ),
    (
      [0.1, 0.2, 0.3, 0.4], [0.1000001, 0.1999998, 0.30000029999999994, 0.3999998],
      3.5006933888993541e-13, 7.9999994995383233e-7, 8.7499990612707804e-14
    ),
    (
      [0.999999, 1e-6], [1e-6, 0.999999], 13.815481926944658, 13.815509557963774,
      0.69313236504988733
    ),
    ([0.3, 0.7], [0.4, 0.6], 0.021600854143546485, 0.19421009761461509, 0.0055086545025575103),
  ]

  @Test(arguments: rows.indices)
  func divergences(row: Int) throws {
    let (p, q, kl, terms, _) = Self.rows[row]
    #expect(try ulps(divergence(of: p, from: q), kl, of: terms) <= 2)
  }

  @Test(arguments: rows.indices)
  func jensenShannonDivergences(row: Int) throws {
    let (p, q, _, _, js) = Self.rows[row]
    #expect(try ulps(jensenShannonDivergence(between: p, and: q), js) <= 8)
    #expect(
      try jensenShannonDivergence(between: p, and: q) == jensenShannonDivergence(between: q, and: p)
    )
  }

  /// ½·5·10⁻³²⁴ is 0, so that 0 might pass for close to it.
  @Test func theLeastProbabilityIsNotCloseToZero() throws {
    let least = Double.leastNonzeroMagnitude
    #expect(try jensenShannonDivergence(between: [1, 0], and: [1, least]) == 0)
    #expect(try jensenShannonDivergence(between: [1, least], and: [1, 0]) == 0)
    #expect(
      try close(jensenShannonDivergence(between: [1, 0], and: [least, 1]), 0.6931471805599453))
  }

  @Test func otherUnits() throws {
    // SciPy and torchmetrics on the same rows.
    let p = [0.36, 0.48, 0.16]
    let q = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    #expect(try close(divergence(of: p, from: q, in: .bits), 0.12306131181181891))
    let distance = try jensenShannonDivergence(between: p, and: q).squareRoot()
    #expect(close(distance, 0.14986614170557205))
    #expect(try close(jensenShannonDivergence(between: [1, 0], and: [0, 1], in: .bits), 1))
    #expect(try close(jensenShannonDivergence(between: [1, 0], and: [0, 1]), 0.6931471805599453))
  }

  @Test func zeroProbabilities() throws {
    #expect(try divergence(of: [0, 1], from: [0, 1]) == 0)
    #expect(try divergence(of: [0, 1], from: [0.5, 0.5]) == 0.6931471805599453)
    #expect(try divergence(of: [0.5, 0.5], from: [0, 1]) == .infinity)
    #expect(try jensenShannonDivergence(between: [0, 1], and: [0, 1]) == 0)
    let least = Double.leastNonzeroMagnitude
    #expect(try jensenShannonDivergence(between: [least, 1], and: [0, 1]).isFinite)
  }

  @Test func aSubnormalForecastIsNotZero() throws {
    // 1e-320 as the multiple of the least number that it is.
    let q = 2024 * Double.leastNonzeroMagnitude
    #expect(try close(divergence(of: [0.5, 0.5], from: [q, 1]), 367.72047326492701))
  }

  @Test(arguments: [2, 3, 10], 0..<8 as Range<UInt64>)
  func neverBelowZero(outcomes: Int, seed: UInt64) throws {
    var random = SplitMix64(seed)
    let p = random.distribution(outcomes)
    let q = random.distribution(outcomes)
    #expect(try divergence(of: p, from: q) > 0)
    #expect(try divergence(of: p, from: p) == 0)
    let js = try jensenShannonDivergence(between: p, and: q)
    #expect(js > 0)
    #expect(js <= 0.6931471805599453)
    #expect(try js == jensenShannonDivergence(between: q, and: p))
    #expect(try jensenShannonDivergence(between: p, and: p) == 0)
    let middle = zip(p, q).map { ($0 + $1) / 2 }
    #expect(try close(js, (divergence(of: p, from: middle) + divergence(of: q, from: middle)) / 2))
  }
}

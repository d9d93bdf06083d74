import CrossEntropy
import Testing

/// Measures gathered from the functions that have tests of their own.
struct DistributionMeasuresTests {
  private let p = [0.8, 0.1, 0.1]
  private let q = [0.2, 0.2, 0.6]

  @Test("Each is the function of its name", arguments: InformationUnit.allCases)
  func eachIsItsFunction(unit: InformationUnit) throws {
    let m = try DistributionMeasures(of: p, under: q, in: unit)
    #expect(m.unit == unit)
    #expect(try m.entropy == entropy(of: p, in: unit))
    #expect(try m.forecastEntropy == entropy(of: q, in: unit))
    #expect(try m.crossEntropy == crossEntropy(of: p, under: q, in: unit))
    #expect(try m.divergence == divergence(of: p, from: q, in: unit))
    #expect(try m.reverseDivergence == divergence(of: q, from: p, in: unit))
    #expect(try m.jeffreysDivergence == jeffreysDivergence(between: p, and: q, in: unit))
    #expect(try m.jensenShannonDivergence == jensenShannonDivergence(between: p, and: q, in: unit))
    #expect(try m.jensenShannonDistance == jensenShannonDistance(between: p, and: q, in: unit))
    #expect(try m.totalVariation == totalVariation(between: p, and: q))
    #expect(try m.hellingerDistance == hellingerDistance(between: p, and: q))
    #expect(try m.perplexity == perplexity(of: p))
    #expect(close(m.forecastPerplexity ?? .nan, 4.479792299203812))
    // 0.6² + 0.1² + 0.5².
    #expect(close(m.squaredError ?? .nan, 0.62))
    #expect(m.accuracy == nil)
    #expect(try DistributionMeasures(of: p).crossEntropy == nil)
  }

  @Test("Means over rows; a perplexity is that of the mean", arguments: InformationUnit.allCases)
  func meansOverRows(unit: InformationUnit) throws {
    let rows = [
      try DistributionMeasures(of: [1, 0], under: [0.5, 0.5], in: unit),
      try DistributionMeasures(of: [0, 1], under: [0.75, 0.25], in: unit),
    ]
    let mean = try DistributionMeasures(meanOf: rows)
    // (ln 2 + ln 4) / 2 = 1.5 ln 2, and its exponential is 2√2.
    #expect(close(mean.crossEntropy ?? .nan, 1.0397207708399179 * unit.perNat))
    #expect(close(mean.forecastPerplexity ?? .nan, 2.8284271247461901))
    #expect(mean.perplexity == 1)
    // Of equals the first counts.
    #expect(mean.accuracy == 0.5)
    #expect(mean.reverseDivergence == .infinity)
  }

  @Test("Shares divided by their sum")
  func normalizedShares() throws {
    #expect(try probabilities(ofShares: [3, 1]) == [0.75, 0.25])
    #expect(try entropy(of: probabilities(ofShares: [9801] + Array(repeating: 1, count: 99))) > 0.1)
  }

  @Test("Counts: three, five and two of ten")
  func measuresOfCounts() throws {
    let m = try CountMeasures(ofCounts: [3, 5, 2, 0])
    #expect(m.total == 10)
    #expect(m.outcomesSeen == 3)
    #expect(try close(m.entropy, entropy(of: [0.3, 0.5, 0.2])))
    #expect(close(m.entropyMillerMadow, m.entropy + 0.1))
    #expect(try close(m.perplexity, perplexity(of: [0.3, 0.5, 0.2])))
    #expect(try CountMeasures(ofCodes: [0, 1, 1, 2, -1, 0, 0, 1, 1, 1, 2], outcomes: 4) == m)
  }

  @Test("Two columns: H(X | Y) and I(X; Y) add up to H(X)")
  func measuresOfTwoColumns() throws {
    let x: [Int32] = [0, 0, 1, 1, 1, -1, 0]
    let y: [Int32] = [0, 0, 1, 1, 0, 0, -1]
    let m = try JointMeasures(ofCodes: x, outcomes: 2, given: y, outcomes: 2)
    #expect(m.total == 5)
    #expect(try close(m.entropy, entropy(of: [0.4, 0.6])))
    #expect(try close(m.givenEntropy, entropy(of: [0.6, 0.4])))
    #expect(try close(m.jointEntropy, entropy(of: [0.4, 0.4, 0.2])))
    #expect(close(m.conditionalEntropy, m.jointEntropy - m.givenEntropy))
    #expect(close(m.reverseConditionalEntropy, m.jointEntropy - m.entropy))
    #expect(close(m.mutualInformation, m.entropy - m.conditionalEntropy))
    #expect(close(try #require(m.explainedShare), m.mutualInformation / m.entropy))
    // (3 − 2 − 2 + 1) / 10: nothing to correct.
    #expect(close(m.mutualInformationMillerMadow, m.mutualInformation))
    #expect(close(m.conditionalEntropyMillerMadow, m.conditionalEntropy + 0.1))
    #expect(
      try JointMeasures(ofCounts: Matrix(rows: 1, columns: 2, elements: [2, 3])).explainedShare
        == nil)
  }
}

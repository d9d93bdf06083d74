import CrossEntropyEvaluation
import Testing

/// How often the surest rows are wrong.
struct RiskCoverageTests {
  /// `Scripts/decision_vectors.py` prints these.
  @Test(arguments: [(false, 0.5380868614685834), (true, 0.4822967988186744)])
  func area(isWeighted: Bool, expected: Double) throws {
    let rows = DecisionRows()
    let curve = try #require(
      try RiskCoverage(
        confidences: rows.scores.map { max($0, 1 - $0) },
        isRight: zip(rows.scores, rows.positive).map { ($0 > 0.5) == $1 },
        weights: isWeighted ? rows.weights : nil))
    #expect(abs(curve.area - expected) < 1e-14)
    #expect(curve.coverage.last == 1)
  }

  @Test("By hand: four rows, two of one confidence")
  func byHand() throws {
    let curve = try #require(
      try RiskCoverage(confidences: [0.6, 0.9, 0.6, 0.5], isRight: [false, true, true, false]))
    #expect(curve.confidences == [0.9, 0.6, 0.5])
    #expect(curve.coverage == [0.25, 0.75, 1])
    #expect(curve.risk == [0, 1.0 / 3, 0.5])
    #expect(abs(curve.area - (0.5 / 3 + 0.25 * 0.5)) < 1e-15)
    // A row without weight is no point.
    let weighted = try RiskCoverage(
      confidences: [0.6, 0.9, 0.6, 0.5, 0.7], isRight: [false, true, true, false, false],
      weights: [1, 1, 1, 1, 0])
    #expect(weighted == curve)
    #expect(try RiskCoverage(confidences: [], isRight: []) == nil)
  }

  @Test func manyConfidencesAreThinnedOut() throws {
    let seed = RandomSeed(3)
    let confidences = (0..<5000).map { 0.5 + seed.uniform(UInt64($0)) / 2 }
    let isRight = confidences.indices.map { seed.derived(1).uniform(UInt64($0)) < confidences[$0] }
    let curve = try #require(try RiskCoverage(confidences: confidences, isRight: isRight))
    #expect((190...RiskCoverage.mostPoints).contains(curve.coverage.count))
    #expect(curve.confidences.first == confidences.max() && curve.coverage.first == 1 / 5000)
    #expect(curve.confidences.last == confidences.min() && curve.coverage.last == 1)
    for (place, confidence) in curve.confidences.enumerated() {
      let chosen = confidences.indices.filter { confidences[$0] >= confidence }
      let wrong = chosen.count { !isRight[$0] }
      #expect(abs(curve.risk[place] - Double(wrong) / Double(chosen.count)) < 1e-12)
    }
    // Of right probabilities the risk falls with the coverage.
    #expect(curve.area < 0.2 && curve.area < 0.8 * (curve.risk.last ?? 0))
  }
}

import CrossEntropyEvaluation
import Testing

/// What decisions cost at every ratio of costs, against the definition and by what must hold of it.
struct DecisionCurveTests {
  /// `Scripts/decision_vectors.py` prints these: the elementary score, that of the better constant, the net benefit and
  /// that of taking all rows.
  @Test(
    arguments: [
      (false, 0.25, [0.1875, 0.175, 0.05000000000000001, 0.06666666666666668]),
      (false, 0.5, [0.275, 0.15, -0.25, -0.39999999999999997]),
      (false, 0.7, [0.2325, 0.09000000000000001, -0.4749999999999999, -1.333333333333333]),
      (true, 0.25, [0.1701923076923077, 0.175, 0.0730769230769231, 0.06666666666666668]),
      (true, 0.5, [0.28076923076923077, 0.15, -0.26153846153846155, -0.39999999999999997]),
      (
        true, 0.7,
        [0.22846153846153847, 0.09000000000000001, -0.4615384615384615, -1.333333333333333]
      ),
    ])
  func definition(isWeighted: Bool, threshold: Double, expected: [Double]) throws {
    let curve = try Self.curve(isWeighted)
    let place = try #require(curve.thresholds.firstIndex(of: threshold))
    let own = [
      curve.elementaryScores[place], curve.elementaryScoresOfConstant[place],
      try #require(curve.netBenefit[place]), try #require(curve.netBenefitOfAll[place]),
    ]
    for (a, b) in zip(own, expected) { #expect(abs(a - b) < 1e-14) }
  }

  @Test(
    "The ends cost nothing, and the benefit is the share less the score over 1 − θ",
    arguments: [false, true])
  func ends(isWeighted: Bool) throws {
    let curve = try Self.curve(isWeighted)
    #expect(curve.thresholds.first == 0 && curve.thresholds.last == 1)
    #expect(curve.elementaryScores.first == 0 && curve.elementaryScores.last == 0)
    #expect(curve.netBenefit.last == .some(nil))
    for (place, threshold) in curve.thresholds.dropLast().enumerated() {
      let benefit = try #require(curve.netBenefit[place])
      #expect(abs(benefit - (0.3 - curve.elementaryScores[place] / (1 - threshold))) < 1e-12)
    }
  }

  @Test("Twice the area below Murphy's curve is the Brier score")
  func area() throws {
    let rows = DecisionRows()
    // Probabilities of two decimals, between which every threshold decides alike.
    let p = rows.scores.map { ($0 * 100).rounded() / 100 }
    let forecasts = try Forecasts(of: .positiveClass, probabilities: p, happened: rows.positive)
    let operating = try #require(try OperatingCurve(forecasts))
    let curve = try #require(try DecisionCurve(forecasts, operating: operating))
    var area = 0.0
    for place in curve.thresholds.indices.dropLast() {
      let (low, high) = (curve.thresholds[place], curve.thresholds[place + 1])
      // Between them the score is θ·FP + (1 − θ)·FN, of the decisions at the upper end.
      let chosen = p.indices.filter { p[$0] >= high }
      let alarms = Double(chosen.count { !rows.positive[$0] }) / 40
      let misses = (12 - Double(chosen.count { rows.positive[$0] })) / 40
      area += alarms * (high * high - low * low) / 2
      area += misses * ((high - low) - (high * high - low * low) / 2)
      let score = high * alarms + (1 - high) * misses
      #expect(abs(curve.elementaryScores[place + 1] - score) < 1e-14)
    }
    let brier = zip(p, rows.positive).reduce(0.0) {
      $0 + ($1.0 - ($1.1 ? 1 : 0)) * ($1.0 - ($1.1 ? 1 : 0)) / 40
    }
    #expect(abs(2 * area - brier) < 1e-12)
  }

  @Test func rarePositivesHaveThresholdsOfTheirOwn() throws {
    let seed = RandomSeed(5)
    let p = (0..<4000).map { 0.02 * seed.uniform(UInt64($0)) }
    let forecasts = try Forecasts(
      of: .positiveClass, probabilities: p, happened: p.indices.map { $0 % 97 == 0 })
    let operating = try #require(try OperatingCurve(forecasts))
    let curve = try #require(try DecisionCurve(forecasts, operating: operating))
    #expect(curve.thresholds.count <= OperatingCurve.mostPoints)
    #expect(curve.thresholds.count { $0 < 0.02 } > 60)
    #expect(curve.thresholds == curve.thresholds.sorted())
  }

  private static func curve(_ isWeighted: Bool) throws -> DecisionCurve {
    let rows = DecisionRows()
    let weights = isWeighted ? rows.weights : nil
    let forecasts = try rows.forecasts
    let operating = try #require(try OperatingCurve(forecasts, weights: weights))
    return try #require(try DecisionCurve(forecasts, weights: weights, operating: operating))
  }
}

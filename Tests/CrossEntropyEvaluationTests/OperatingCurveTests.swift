import CrossEntropyEvaluation
import Testing

/// The points of ROC and precision–recall curves, against scikit-learn and by what must hold of them.
struct OperatingCurveTests {
  /// `Scripts/decision_vectors.py` prints these, without the first, which is of no row.
  private static let expected:
    [(recall: [Double], falsePositiveRate: [Double], precision: [Double])] = [
      (
        [
          0, 0, 0.08333333333333333, 0.08333333333333333, 0.08333333333333333, 0.16666666666666666,
          0.16666666666666666, 0.25, 0.3333333333333333, 0.3333333333333333, 0.4166666666666667,
          0.5, 0.5, 0.5833333333333334, 0.6666666666666666, 0.6666666666666666, 0.75,
          0.8333333333333334, 0.8333333333333334, 0.9166666666666666, 0.9166666666666666,
          0.9166666666666666, 1,
        ],
        [
          0.07142857142857142, 0.14285714285714285, 0.17857142857142858, 0.25, 0.2857142857142857,
          0.32142857142857145, 0.35714285714285715, 0.39285714285714285, 0.42857142857142855, 0.5,
          0.5357142857142857, 0.5357142857142857, 0.6071428571428571, 0.6071428571428571,
          0.6428571428571429, 0.7142857142857143, 0.75, 0.7857142857142857, 0.8214285714285714,
          0.8571428571428571, 0.8928571428571429, 0.9642857142857143, 1,
        ],
        [
          0, 0, 0.16666666666666666, 0.125, 0.1111111111111111, 0.18181818181818182,
          0.16666666666666666, 0.21428571428571427, 0.25, 0.2222222222222222, 0.25,
          0.2857142857142857, 0.2608695652173913, 0.2916666666666667, 0.3076923076923077,
          0.2857142857142857, 0.3, 0.3125, 0.30303030303030304, 0.3142857142857143,
          0.3055555555555556, 0.2894736842105263, 0.3,
        ]
      ),
      (
        [
          0, 0, 0.14102564102564102, 0.14102564102564102, 0.14102564102564102, 0.16666666666666666,
          0.16666666666666666, 0.3076923076923077, 0.3717948717948718, 0.3717948717948718,
          0.3974358974358974, 0.5, 0.5, 0.5641025641025641, 0.7051282051282052, 0.7051282051282052,
          0.8076923076923077, 0.8333333333333334, 0.8333333333333334, 0.9743589743589743,
          0.9743589743589743, 0.9743589743589743, 1,
        ],
        [
          0.038461538461538464, 0.14285714285714285, 0.15384615384615385, 0.22527472527472528,
          0.2857142857142857, 0.3131868131868132, 0.35714285714285715, 0.36813186813186816,
          0.41208791208791207, 0.5164835164835165, 0.5439560439560439, 0.5439560439560439,
          0.6153846153846154, 0.6153846153846154, 0.6593406593406593, 0.6978021978021978,
          0.7252747252747253, 0.7857142857142857, 0.8131868131868132, 0.8571428571428571,
          0.8681318681318682, 0.9395604395604396, 1,
        ],
        [
          0, 0, 0.28205128205128205, 0.21153846153846154, 0.1746031746031746, 0.18571428571428572,
          0.16666666666666666, 0.26373626373626374, 0.27884615384615385, 0.23577235772357724,
          0.23846153846153847, 0.2826086956521739, 0.2582781456953642, 0.28205128205128205,
          0.3142857142857143, 0.3021978021978022, 0.3230769230769231, 0.3125, 0.3051643192488263,
          0.3275862068965517, 0.3247863247863248, 0.3076923076923077, 0.3,
        ]
      ),
    ]

  @Test(arguments: [false, true])
  func scikitLearnAgrees(isWeighted: Bool) throws {
    let rows = DecisionRows()
    let curve = try #require(
      try OperatingCurve(try rows.forecasts, weights: isWeighted ? rows.weights : nil))
    let expected = Self.expected[isWeighted ? 1 : 0]
    #expect(curve.thresholds == [.infinity] + (0..<23).reversed().map { Double($0) / 23 })
    for (own, wanted) in [
      (curve.recall, [0] + expected.recall),
      (curve.falsePositiveRate, [0] + expected.falsePositiveRate),
      (curve.precision, [1] + expected.precision),
    ] {
      #expect(own.count == wanted.count)
      #expect(zip(own, wanted).allSatisfy { abs($0 - $1) < 1e-14 })
    }
  }

  @Test("Many probabilities are thinned out, and each point that is left is exact")
  func bounded() throws {
    let seed = RandomSeed(3)
    let p = (0..<5000).map { seed.uniform(UInt64($0)) }
    let happened = (0..<5000).map { seed.derived(1).uniform(UInt64($0)) < 0.02 + 0.2 * p[$0] }
    let curve = try #require(
      try OperatingCurve(
        Forecasts(of: .positiveClass, probabilities: p, happened: happened)))
    #expect((150...OperatingCurve.mostPoints).contains(curve.thresholds.count))
    #expect(curve.thresholds.last == p.min() && curve.thresholds[1] == p.max())
    #expect(curve.recall.last == 1 && curve.falsePositiveRate.last == 1)
    let all = Double(happened.count { $0 })
    for (place, threshold) in curve.thresholds.enumerated() {
      let chosen = p.indices.filter { p[$0] >= threshold }
      let found = Double(chosen.count { happened[$0] })
      #expect(abs(curve.recall[place] - found / all) < 1e-12)
      let wrong = Double(chosen.count) - found
      #expect(abs(curve.falsePositiveRate[place] - wrong / (5000 - all)) < 1e-12)
      #expect(chosen.isEmpty || abs(curve.precision[place] - found / Double(chosen.count)) < 1e-12)
      guard place > 0 else { continue }
      // No step is much longer than the others.
      let step =
        curve.recall[place] - curve.recall[place - 1] + curve.falsePositiveRate[place]
        - curve.falsePositiveRate[place - 1]
      #expect(step < 0.021)
    }
  }

  @Test func oneClassHasNoCurve() throws {
    let forecasts = try Forecasts(
      of: .positiveClass, probabilities: [0.2, 0.4, 0.9], happened: [true, true, false])
    #expect(try OperatingCurve(forecasts, weights: [1, 1, 0]) == nil)
    #expect(try OperatingCurve(forecasts, weights: [1, 1, 2])?.recall == [0, 0, 0.5, 1])
    #expect(throws: EvaluationError.wrongCount(1, of: .weights, expected: 3)) {
      try OperatingCurve(forecasts, weights: [1])
    }
  }
}

/// The rows of `Scripts/decision_vectors.py`, with ties inside the class, outside it and across.
struct DecisionRows {
  let weights = (0..<40).map { 0.5 + Double($0 % 4) * 0.75 }
  let scores = (0..<40).map { Double($0 * 7919 % 23) / 23 }
  let positive = (0..<40).map { ($0 * $0 + 3 * $0) % 7 < 3 }

  var forecasts: Forecasts {
    get throws {
      try Forecasts(of: .positiveClass, probabilities: scores, happened: positive)
    }
  }
}

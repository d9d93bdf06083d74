import CrossEntropyEvaluation
import Foundation
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct ConfusionSumsTests {
  enum Kind: String, CaseIterable { case plain, weighted, grouped }

  /// `Scripts/score_vectors.py` prints these: the score and its standard error.
  static let expected: [Kind: [String: (Double, Double)]] = [
    .plain: [
      "balanced accuracy": (0.7953947368421053, 0.03955929083033452),
      "macro F1": (0.7390873015873016, 0.056716110852879316),
      "Matthews": (0.6575328212426582, 0.07131662135254688),
      "F1 of 1": (0.7777777777777778, 0.10924711152093208),
      "precision of 1": (0.6363636363636364, 0.14626472782449118),
    ],
    .weighted: [
      "balanced accuracy": (0.8065764023210832, 0.04168921177351846),
      "macro F1": (0.7639006685746962, 0.05729123261796353),
      "Matthews": (0.6896281189744483, 0.07356288792313116),
      "F1 of 1": (0.8617886178861789, 0.08066447382003986),
      "precision of 1": (0.7571428571428571, 0.12452783922641768),
    ],
    .grouped: [
      "balanced accuracy": (0.8065764023210832, 0.02745360045961561),
      "macro F1": (0.7639006685746962, 0.035801124271375814),
      "Matthews": (0.6896281189744483, 0.042333965300512574),
      "F1 of 1": (0.8617886178861789, 0.06738553778549342),
      "precision of 1": (0.7571428571428571, 0.10402814297514465),
    ],
  ]

  @Test(arguments: Kind.allCases)
  func scikitLearnAgrees(kind: Kind) throws {
    let sums = try sums(kind)
    let expected = try #require(Self.expected[kind])
    let t = try student(degreesOfFreedom: kind == .grouped ? 11 : 59)
    func hold(
      _ name: String, _ estimate: ScoreEstimate?, _ scale: (Double) -> Double,
      slope: (Double) -> Double
    ) throws {
      let (value, standardError) = try #require(expected[name])
      let estimate = try #require(estimate)
      #expect(agree(estimate.value, value), "\(name)")
      // The ends are t·SE away on the scale.
      let interval = try #require(estimate.interval)
      let reach = t * standardError * slope(value)
      #expect(abs(scale(interval.high) - scale(value) - reach) < 1e-6, "\(name)")
      #expect(abs(scale(value) - scale(interval.low) - reach) < 1e-6, "\(name)")
    }
    func logit(_ x: Double) -> Double { log(x / (1 - x)) }
    func logitSlope(_ x: Double) -> Double { 1 / (x * (1 - x)) }
    try hold("balanced accuracy", sums.balancedAccuracy, logit, slope: logitSlope)
    try hold("macro F1", sums.macroF1, logit, slope: logitSlope)
    try hold("Matthews", sums.matthews, { atanh($0) }, slope: { 1 / (1 - $0 * $0) })
    let ofOne = try #require(try sums.classEstimates[1])
    try hold("F1 of 1", ofOne.f1, logit, slope: logitSlope)
    // Precision has Wilson's interval: its ends solve (p̂ − p)² = q²·p(1 − p)/n.
    let (value, standardError) = try #require(expected["precision of 1"])
    let precision = try #require(ofOne.precision)
    #expect(agree(precision.value, value))
    let rows = VectorRows()
    let weights = (0..<60).map {
      rows.predicted[$0] == 1 ? kind == .plain ? 1 : rows.weights[$0] : 0
    }
    let sum = weights.reduce(0, +)
    var effective = sum * sum / weights.reduce(0) { $0 + $1 * $1 }
    var q = 1.959963984540054
    if kind == .grouped {
      let groups = Set((0..<60).filter { weights[$0] > 0 }.map { rows.groups[$0] }).count
      q = try student(degreesOfFreedom: groups - 1)
      effective = min(effective, value * (1 - value) / (standardError * standardError))
    }
    let interval = try #require(precision.interval)
    for end in [interval.low, interval.high] {
      #expect(abs((end - value) * (end - value) - q * q * end * (1 - end) / effective) < 1e-7)
    }
    #expect(ofOne.recall?.value == 1)
    #expect(ofOne.recall?.interval?.high == 1)
  }

  /// Beyond 30 classes the cells are kept one by one: the same numbers.
  @Test(arguments: Kind.allCases)
  func manyClassesHaveTheSameNumbers(kind: Kind) throws {
    let (few, many) = (try sums(kind), try sums(kind, classes: 40))
    for score in [{ try $0.balancedAccuracy }, { try $0.macroF1 }, { try $0.matthews }]
      as [Throwing]
    {
      let (a, b) = (try #require(try score(few)), try #require(try score(many)))
      #expect(agree(a.value, b.value))
      #expect(agree(try #require(a.interval?.low), try #require(b.interval?.low)))
    }
  }

  typealias Throwing = (ConfusionSums) throws -> ScoreEstimate?

  @Test(arguments: Kind.allCases, [4, 40])
  func sumsAreReadAsTheyWereWritten(kind: Kind, classes: Int) throws {
    let sums = try sums(kind, classes: classes)
    #expect(
      try JSONDecoder().decode(ConfusionSums.self, from: try JSONEncoder().encode(sums)) == sums)
  }

  @Test func scoresAtTheirEndsHaveAnIntervalToOneSide() throws {
    var sums = try ConfusionSums(classes: 2)
    let labels = (0..<40).map { Int32($0 % 4 == 0 ? 1 : 0) }
    try sums.add(labels: labels, predicted: labels)
    // Wilson's end for 10 of 10, the rows of the rarest class, with t of 39 degrees of freedom: n/(n + q²).
    let q = try student(degreesOfFreedom: 39)
    let end = 10 / (10 + q * q)
    let accuracy = try #require(try sums.balancedAccuracy)
    #expect(accuracy.value == 1 && accuracy.interval?.high == 1)
    #expect(abs(try #require(accuracy.interval?.low) - end) < 1e-12)
    let matthews = try #require(try sums.matthews)
    #expect(matthews.value == 1 && matthews.interval?.high == 1)
    #expect(abs(try #require(matthews.interval?.low) - (2 * end - 1)) < 1e-12)
    var wrong = try ConfusionSums(classes: 2)
    try wrong.add(labels: labels, predicted: labels.map { 1 - $0 })
    #expect(abs(try #require(try wrong.balancedAccuracy?.interval?.high) - (1 - end)) < 1e-12)
    #expect(abs(try #require(try wrong.matthews?.interval?.high) - (1 - 2 * end)) < 1e-12)
  }

  @Test func nothingHasNoScore() throws {
    let sums = try ConfusionSums(classes: 3)
    #expect(try sums.balancedAccuracy == nil)
    #expect(try sums.matthews == nil)
    #expect(try sums.macroF1 == nil)
    #expect(try sums.classEstimates[0] == nil)
  }

  @Test func twentyErrorsAndTwentyRowsOfAClassAreEnough() throws {
    func isTooSmall(errors: Int, rare: Int, weights: [Double]? = nil) throws -> Bool {
      var sums = try ConfusionSums(classes: 2)
      let labels = (0..<100).map { Int32($0 < rare ? 1 : 0) }
      let predicted = (0..<100).map { labels[$0] ^ ($0 >= 100 - errors ? 1 : 0) }
      try sums.add(labels: labels, predicted: predicted, units: RowUnits(weights: weights))
      return sums.isTooSmallForIntervals
    }
    #expect(try !isTooSmall(errors: 20, rare: 20))
    #expect(try isTooSmall(errors: 19, rare: 20))
    #expect(try isTooSmall(errors: 20, rare: 19))
    #expect(try !isTooSmall(errors: 20, rare: 20, weights: [Double](repeating: 0.3, count: 100)))
    #expect(try isTooSmall(errors: 20, rare: 20, weights: (0..<100).map { $0 == 99 ? 5 : 1 }))
  }

  @Test func groupsDoNotMixWithRows() throws {
    var sums = try ConfusionSums(classes: 2)
    try sums.add(labels: [0], predicted: [1])
    #expect(throws: EvaluationError.partlyGrouped) {
      try sums.add(labels: [0], predicted: [1], units: RowUnits(groups: [1]))
    }
  }

  private func sums(_ kind: Kind, classes: Int = 4) throws -> ConfusionSums {
    let rows = VectorRows()
    var sums = try ConfusionSums(classes: classes)
    try sums.add(
      labels: rows.labels, predicted: rows.predicted,
      units: RowUnits(
        weights: kind == .plain ? nil : rows.weights, groups: kind == .grouped ? rows.groups : nil))
    return sums
  }
}

/// t(0.975).
private func student(degreesOfFreedom: Int) throws -> Double {
  try StudentT(degreesOfFreedom: Double(degreesOfFreedom)).quantile(0.975)
}

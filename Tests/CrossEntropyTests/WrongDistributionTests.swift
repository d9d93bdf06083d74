import CrossEntropy
import Testing

/// Numbers that are no distribution and no counts are refused by every measure, with their place.
struct WrongDistributionTests {
  typealias Measure = @Sendable ([Double], [Double]) throws -> Any

  /// Every measure of one or two distributions.
  static let measures: [(name: String, of: Measure)] = [
    ("entropy", { p, _ in try entropy(of: p) }),
    ("perplexity", { p, _ in try perplexity(of: p) }),
    ("measures", { p, _ in try DistributionMeasures(of: p) }),
    ("crossEntropy", { try crossEntropy(of: $0, under: $1) }),
    ("divergence", { try divergence(of: $0, from: $1) }),
    ("Jensen–Shannon divergence", { try jensenShannonDivergence(between: $0, and: $1) }),
    ("Jensen–Shannon distance", { try jensenShannonDistance(between: $0, and: $1) }),
    ("Jeffreys", { try jeffreysDivergence(between: $0, and: $1) }),
    ("total variation", { try totalVariation(between: $0, and: $1) }),
    ("Hellinger", { try hellingerDistance(between: $0, and: $1) }),
    ("measures under a forecast", { try DistributionMeasures(of: $0, under: $1) }),
  ]

  @Test(arguments: measures.indices)
  func everyMeasureTakesDistributionsOnly(index: Int) {
    let (name, measure) = Self.measures[index]
    let half = [0.5, 0.5]
    let wrong: [([Double], DistributionError)] = [
      ([-0.5, 1.5], .notAProbability(row: nil, outcome: 0, value: -0.5)),
      ([1, .nan], .notAProbability(row: nil, outcome: 1, value: .nan)),
      ([.infinity, 1], .sumNotOne(.infinity)),
      ([0.5, 0.25], .sumNotOne(0.75)),
    ]
    for (p, error) in wrong { WrongData(name, error, try measure(p, half)).expect() }
    WrongData(name, DistributionError.shape(.none(of: .outcomes)), try measure([], [])).expect()
  }

  @Test(arguments: others)
  func itIsThrown(_ wrong: WrongData) { wrong.expect() }

  static let others: [WrongData] = [
    WrongData(
      "a forecast of other outcomes",
      DistributionError.shape(.count(of: .outcomes, expected: 2, got: 3)),
      try crossEntropy(of: [0.5, 0.5], under: [0.5, 0.25, 0.25])),
    WrongData(
      "a wrong forecast", DistributionError.sumNotOne(0.5),
      try divergence(of: [0.5, 0.5], from: [0.25, 0.25])),
    WrongData(
      "a joint sum", DistributionError.sumNotOne(0.9),
      try mutualInformation(of: matrix([[0.5, 0.4], [0, 0]]))),
    WrongData(
      "a joint probability",
      DistributionError.notAProbability(row: 1, outcome: 0, value: -0.5),
      try conditionalEntropy(of: matrix([[1, 0.5], [-0.5, 0]]), given: .rows)),
    WrongData(
      "no joint outcomes", DistributionError.shape(.none(of: .outcomes)),
      try mutualInformation(of: Matrix(rows: 0, columns: 3, elements: []))),
    WrongData("no counts", DistributionError.nothingCounted, try entropy(ofCounts: [0, 0])),
    WrongData(
      "counts of nothing", DistributionError.nothingCounted, try CountMeasures(ofCounts: [])),
    WrongData(
      "a negative count", DistributionError.negativeCount(row: nil, outcome: 1, count: -1),
      try entropy(ofCounts: [3, -1])),
    WrongData(
      "a negative joint count", DistributionError.negativeCount(row: 1, outcome: 1, count: -4),
      try mutualInformation(ofCounts: matrix([[3, 1], [2, -4]]))),
    WrongData(
      "too many counts", DistributionError.tooManyCounted,
      try CountMeasures(ofCounts: [.max, 1])),
    WrongData(
      "too many joint counts", DistributionError.tooManyCounted,
      try JointMeasures(ofCounts: matrix([[.max, 1]]))),
    WrongData(
      "a code", DistributionError.codeOutOfRange(row: 1, code: 3, outcomes: 3),
      try CountMeasures(ofCodes: [0, 3], outcomes: 3)),
    WrongData(
      "columns", DistributionError.shape(.count(of: .rows, expected: 2, got: 1)),
      try JointMeasures(ofCodes: [0, 1], outcomes: 2, given: [0], outcomes: 1)),
    WrongData(
      "a known code", DistributionError.codeOutOfRange(row: 0, code: 5, outcomes: 1),
      try JointMeasures(ofCodes: [0, 1], outcomes: 2, given: [5, 0], outcomes: 1)),
    WrongData(
      "a mean of nothing", DistributionError.shape(.none(of: .rows)),
      try DistributionMeasures(meanOf: [])),
    WrongData(
      "a mean of two units",
      DistributionError.otherUnit(row: 1, expected: .nats, got: .bits),
      try DistributionMeasures(meanOf: [
        DistributionMeasures(of: [1]), DistributionMeasures(of: [1], in: .bits),
      ])),
    WrongData(
      "a share", DistributionError.negative(outcome: 1, value: -1),
      try probabilities(ofShares: [2, -1])),
    WrongData("no shares", DistributionError.noSum(0), try probabilities(ofShares: [])),
    WrongData(
      "shares of ∞", DistributionError.noSum(.infinity),
      try probabilities(ofShares: [.infinity, 1])),
  ]
}

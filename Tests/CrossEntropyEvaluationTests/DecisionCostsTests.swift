import Testing

@testable import CrossEntropyEvaluation

/// What decisions cost, and what a threshold found on other rows does.
struct DecisionCostsTests {
  private let costs: [[Double]] = [[0, 2], [5, -1]]

  @Test("By hand: four rows, beside the cheaper of two constant decisions")
  func byHand() throws {
    let own = try DecisionCosts(labels: [0, 0, 1, 1], predicted: [0, 1, 0, 1], costs: costs)
    #expect(own.mean.mean == 1.5)
    // All for the first class: 0, 0, 5, 5; all for the second: 2, 2, −1, −1.
    #expect(own.constant == 1 && own.constantCost == 0.5)
    #expect(own.saved.mean == -1)
    let weighted = try DecisionCosts(
      labels: [0, 0, 1, 1], predicted: [0, 1, 0, 1], costs: costs,
      units: RowUnits(weights: [3, 1, 0, 1]))
    #expect(weighted.mean.mean == (2 - 1) / 5.0)
    #expect(weighted.constant == 0 && weighted.constantCost == 1)
    #expect(weighted.saved.mean == 0.8)
    let three = try DecisionCosts(
      labels: [0, 1, 2], predicted: [0, 2, 2], costs: [[0, 1, 2], [3, 0, 4], [5, 6, 0]])
    #expect(three.mean.mean == 4.0 / 3)
    #expect(three.constant == 2 && three.constantCost == 2)
  }

  /// Every threshold between two probabilities, tried one by one.
  @Test("The threshold of all rows is the cheapest there is", arguments: [false, true])
  func cheapest(isWeighted: Bool) throws {
    let rows = DecisionRows()
    let weights = isWeighted ? rows.weights : [Double](repeating: 1, count: 40)
    let costs: [[Double]] = [[0, 1], [3, 0]]
    func cost(_ threshold: Double) -> Double {
      rows.scores.indices.reduce(0) {
        $0 + weights[$1]
          * costs[rows.positive[$1] ? 1 : 0][rows.scores[$1] >= threshold ? 1 : 0]
      }
    }
    let choice = try choice(costs, units: RowUnits(weights: isWeighted ? weights : nil))
    let least = ((0...23).map { (Double($0) - 0.5) / 23 } + [.infinity]).map(cost).min()
    #expect(cost(choice.threshold) == least)
  }

  @Test("What no other rows teach is not won: by chance no threshold beats the right one")
  func noOptimism() throws {
    let seed = RandomSeed(2)
    var (own, inSample) = (0.0, 0.0)
    for replicate in 0..<100 as Range<UInt64> {
      // Right probabilities, so that θ = FP/(FP + FN) is the best threshold of the population.
      let p = (0..<80).map { seed.derived(replicate).uniform($0) } as [Double]
      let happened = p.indices.map { seed.derived(replicate, 1).uniform(UInt64($0)) < p[$0] }
      let forecasts = try Forecasts(of: .positiveClass, probabilities: p, happened: happened)
      let predicted = p.map { Int32($0 >= 0.25 ? 1 : 0) }
      let choice = try ThresholdChoice(
        forecasts, costs: [[0, 1], [3, 0]], predicted: predicted, seed: seed)
      own += choice.difference.mean
      inSample +=
        try DecisionCosts(
          labels: happened.map { $0 ? 1 : 0 },
          predicted: p.map { $0 >= choice.threshold ? 1 : 0 }, costs: [[0, 1], [3, 0]]
        ).mean.mean - choice.mean.mean
    }
    #expect(own > 0)
    #expect(inSample / 100 < -0.02)
  }

  @Test("Nothing and everything can be cheapest, and groups stay together")
  func edges() throws {
    #expect(try choice([[0, 9], [1, 0]]).threshold == .infinity)
    #expect(try choice([[0, 0], [1, 0]]).threshold == -.infinity)
    let grouped = try choice(
      [[0, 1], [1, 0]], units: RowUnits(groups: (0..<40).map { Int32($0 / 2) }))
    #expect(grouped.mean.units == 20)
    let forecasts = try Forecasts(
      of: .positiveClass, probabilities: [0.1, 0.9], happened: [false, true])
    #expect(throws: FoldError.self) {
      try ThresholdChoice(
        forecasts, costs: [[0, 1], [1, 0]], predicted: [0, 1], seed: RandomSeed(0))
    }
  }

  private func choice(
    _ costs: [[Double]], units: RowUnits = RowUnits()
  ) throws -> ThresholdChoice {
    let rows = DecisionRows()
    return try ThresholdChoice(
      rows.forecasts, costs: costs, predicted: rows.scores.map { $0 >= 0.5 ? 1 : 0 },
      units: units, seed: RandomSeed(0))
  }
}

import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct RankingEstimatesTests {
  /// `Scripts/score_vectors.py` prints these: the area and its standard error, for two classes, four, and four by share.
  @Test(
    arguments: [
      (
        false, false,
        [0.7115600448933782, 0.8284122546930237, 0.796434106491393],
        [0.07075213943272006, 0.035884196942563375, 0.04591143306706813]
      ),
      (
        true, false,
        [0.7421124828532236, 0.8401064151186477, 0.8196278689702708],
        [0.07753281106445144, 0.036605093774221754, 0.044205765605828166]
      ),
      (
        true, true,
        [0.7421124828532236, 0.8401064151186477, 0.8196278689702708],
        [0.07559261357379733, 0.03309474398446293, 0.03423444680384818]
      ),
    ])
  func scikitLearnAndDeLongAgree(
    isWeighted: Bool, isGrouped: Bool, areas: [Double], standardErrors: [Double]
  ) throws {
    let rows = VectorRows()
    let units = RowUnits(
      weights: isWeighted ? rows.weights : nil, groups: isGrouped ? rows.groups : nil)
    let four = try RankingEstimates(scores: rows.probabilities, labels: rows.labels, units: units)
    let two = try RankingEstimates(
      scores: try Matrix(
        (0..<60).map { [0, rows.probabilities[$0, 2] + rows.probabilities[$0, 3]] }),
      labels: rows.labels.map { $0 >= 2 ? 1 : 0 }, units: units)
    #expect(two.rocAUC == two.rocAUCWeighted)
    let t = try StudentT(degreesOfFreedom: isGrouped ? 11 : 59).quantile(0.975)
    for (estimate, (area, standardError)) in zip(
      [two.rocAUC, four.rocAUC, four.rocAUCWeighted], zip(areas, standardErrors))
    {
      let estimate = try #require(estimate)
      #expect(agree(estimate.value, area))
      let interval = try #require(estimate.interval)
      let reach = t * standardError / (area * (1 - area))
      for (end, expected) in [(interval.low, -reach), (interval.high, reach)] {
        #expect(abs(log(end / (1 - end)) - log(area / (1 - area)) - expected) < 1e-9)
      }
    }
  }

  @Test func perfectAndSingleRows() throws {
    let scores = try Matrix((0..<40).map { [0, Double($0)] })
    // 30 below, 10 above: Wilson's end for the 10 rows of the rarer class, with t of 39 degrees of freedom.
    let perfect = try RankingEstimates(scores: scores, labels: (0..<40).map { $0 < 30 ? 0 : 1 })
    let q = try StudentT(degreesOfFreedom: 39).quantile(0.975)
    #expect(perfect.rocAUC?.value == 1)
    #expect(perfect.rocAUC?.interval?.high == 1)
    #expect(abs(try #require(perfect.rocAUC?.interval?.low) - 10 / (10 + q * q)) < 1e-12)
    let inverted = try RankingEstimates(scores: scores, labels: (0..<40).map { $0 < 30 ? 1 : 0 })
    #expect(inverted.rocAUC?.value == 0 && inverted.rocAUC?.interval?.low == 0)
    // Of a single row of a class there is no error.
    let single = try RankingEstimates(scores: scores, labels: (0..<40).map { $0 == 20 ? 1 : 0 })
    #expect(single.rocAUC?.value == 20.0 / 39 && single.rocAUC?.interval == nil)
    #expect(
      try RankingEstimates(scores: scores, labels: [Int32](repeating: 1, count: 40)).rocAUC == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func theOrderIsThatOfAStableSort(seed: UInt64) {
    let seed = RandomSeed(seed)
    let numbers = (0..<700).map { row in
      let x = seed.uniform(UInt64(row))
      // Ties, both signs, all magnitudes, and what is not finite.
      return switch row % 7 {
      case 0: (8 * x).rounded() - 4
      case 1: -x
      case 2:
        Double(sign: x < 0.5 ? .plus : .minus, exponent: Int(2000 * x) - 1000, significand: 1 + x)
      case 3 where x < 0.1: -Double.infinity
      case 3 where x > 0.9: Double.infinity
      default: x
      }
    }
    let expected = numbers.indices.sorted { (numbers[$1], $0) < (numbers[$0], $1) }
    #expect(descendingOrder(of: numbers) == expected)
  }

  @Test func rowsThatDoNotFitAreRefused() throws {
    let scores = try Matrix([[0.5, 0.5], [0.5, .nan]])
    #expect(throws: EvaluationError.wrongCount(1, of: .labels, expected: 2)) {
      try RankingEstimates(scores: scores, labels: [0])
    }
    #expect(throws: EvaluationError.self) { try RankingEstimates(scores: scores, labels: [0, 1]) }
    #expect(throws: EvaluationError.wrongCount(1, of: .groups, expected: 2)) {
      try RankingEstimates(scores: scores, labels: [0, 1], units: RowUnits(groups: [1]))
    }
  }
}

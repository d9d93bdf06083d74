import CrossEntropy
import CrossEntropyEvaluation
import Foundation
import Testing

/// What is read from JSON is whole, or refused: nothing that was decoded traps where it is used.
struct DecodedSumsTests {
  private static let scores = try? RowScores(
    logProbabilities: matrix([[0.5, 0.5], [0.1, 0.9], [0.2, 0.8]]), labels: [0, 1, 0])

  /// Values as JSON, and what their readers do with them.
  private static func uses() throws -> [(json: Data, use: (Data) throws -> Void)] {
    let scores = try #require(scores)
    let units = RowUnits(weights: [1, 2, 3], groups: [1, 1, 2])
    let sums = try ScoreSums(scores, labels: [0, 1, 0], classes: 2, units: units)
    let calibration = try CalibrationSums(
      scores.forecasts, bins: 3, simulations: 4, seed: Seed(1))
    let folds = try Folds.stratified(
      labels: [0, 1, 0, 1, 0, 1], classes: 2, count: 2, seed: Seed(1))
    let encoder = JSONEncoder()
    let decoder = JSONDecoder()
    return [
      (
        try encoder.encode(sums),
        {
          var read = try decoder.decode(ScoreSums.self, from: $0)
          try? read.merge(sums)
          try? read.merge(read)
          _ = try? read.logLoss.estimate.interval()
          _ = read.classes.balancedAccuracy
        }
      ),
      (
        try encoder.encode(calibration),
        {
          var read = try decoder.decode(CalibrationSums.self, from: $0)
          try? read.merge(calibration)
          _ = try? CalibrationError([read, read])
        }
      ),
      (
        try encoder.encode(scores),
        {
          let read = try decoder.decode(RowScores.self, from: $0)
          _ = try? ScoreSums(read, labels: [0, 1, 0], classes: 2)
          _ = try? OutOfFoldScores(
            [.init(rows: [0, 1, 2], scores: [read]), .init(rows: [], scores: [read])], count: 2,
            rows: 3)
          _ = try? CalibrationSums(read.forecasts, bins: 3, simulations: 2, seed: Seed(1))
        }
      ),
      (
        try encoder.encode(folds),
        {
          let read = try decoder.decode(Folds.self, from: $0)
          _ = read.classShares
          for fold in [-1, 0, 1, Int.max] { _ = (read.rows(in: fold), read.rowsOutside(fold)) }
        }
      ),
      (
        try encoder.encode(try Recalibration(scale: 1.5, offsets: [0.5, -0.5])),
        {
          let read = try decoder.decode(Recalibration.self, from: $0)
          _ = try? read.applied(to: matrix([[0.5, 0.5], [0, 1]]))
          _ = try? Recalibration.fitted(
            to: matrix([[0.5, 0.5], [0.1, 0.9]]), labels: [0, 1], startingFrom: read)
        }
      ),
      (
        try encoder.encode(try ConstantPredictor(labels: [0, 1], classes: 2)),
        {
          let read = try decoder.decode(ConstantPredictor.self, from: $0)
          _ = try? read.logLoss(of: [0, 1])
        }
      ),
      (
        try encoder.encode(MeanEstimate(of: [1, 2, 3, 4, 5, 6])),
        {
          let read = try decoder.decode(MeanEstimate.self, from: $0)
          _ = (try? read.interval(), try? read.smallestDetectable())
        }
      ),
      (
        try encoder.encode(try CorrectedResampledMean(foldDifferences: [1, 2, 3, 4], folds: 2)),
        {
          let read = try decoder.decode(CorrectedResampledMean.self, from: $0)
          _ = try? read.interval()
        }
      ),
      (
        try encoder.encode(Difference(estimate: 1, interval: try Interval(low: 0, high: 2))),
        { _ = try decoder.decode(Difference.self, from: $0).interval }
      ),
    ]
  }

  @Test("Mutated JSON is refused or used without a trap", arguments: 0..<9)
  func mutations(_ index: Int) throws {
    let (json, use) = try Self.uses()[index]
    try use(json)
    let value = try JSONSerialization.jsonObject(with: json)
    var refused = 0
    for step in 0..<400 {
      var draws = Draws(seed: Seed(13).derived(UInt64(index), UInt64(step)))
      let changed = mutated(value, &draws)
      let data = try JSONSerialization.data(withJSONObject: changed)
      do { try use(data) } catch is DecodingError { refused += 1 }
    }
    #expect(refused > 0)
  }
}

/// Random numbers in order.
struct Draws {
  let seed: Seed
  private var count: UInt64 = 0

  init(seed: Seed) { self.seed = seed }

  mutating func below(_ limit: Int) -> Int {
    count += 1
    return Int(seed.uniform(count) * Double(limit))
  }
}

/// JSON with one place changed: a key dropped, an element dropped or doubled, a number replaced.
func mutated(_ value: Any, _ draws: inout Draws) -> Any {
  let numbers: [Any] = [
    -1, 0, 1, 2, 5, 1_000_000, Int.max, Int.min, 1e300, -1e300, 0.5, "x", NSNull(), [Int](), true,
  ]
  func replacement() -> Any { numbers[draws.below(numbers.count)] }
  if var object = value as? [String: Any] {
    let keys = object.keys.sorted()
    guard !keys.isEmpty else { return replacement() }
    let key = keys[draws.below(keys.count)]
    if draws.below(12) == 0 {
      object[key] = nil
    } else {
      object[key] = mutated(object[key] ?? NSNull(), &draws)
    }
    return object
  }
  if var list = value as? [Any] {
    guard !list.isEmpty, draws.below(12) > 0 else { return replacement() }
    let place = draws.below(list.count)
    switch draws.below(8) {
    case 0: list.remove(at: place)
    case 1: list.append(list[place])
    default: list[place] = mutated(list[place], &draws)
    }
    return list
  }
  return replacement()
}

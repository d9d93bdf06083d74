public import CrossEntropyEvaluation
public import Foundation

/// What the number of mutations is multiplied by: `XENT_MUTATIONS=50 swift test --filter Mutated`.
public let mutationRuns = Int(ProcessInfo.processInfo.environment["XENT_MUTATIONS"] ?? "") ?? 1

/// The JSON of a value with one place changed, a function of the seed.
public func mutated(_ json: Data, seed: RandomSeed) throws -> Data {
  var draws = Draws(seed: seed)
  let value = try JSONSerialization.jsonObject(with: json)
  return try JSONSerialization.data(withJSONObject: mutated(value, &draws))
}

/// Whole numbers drawn one after another.
private struct Draws {
  private let seed: RandomSeed
  private var count: UInt64 = 0

  init(seed: RandomSeed) { self.seed = seed }

  mutating func below(_ limit: Int) -> Int {
    count += 1
    return Int(seed.uniform(count) * Double(limit))
  }
}

/// JSON with one place changed: a key dropped, an element dropped or doubled, a number replaced.
private func mutated(_ value: Any, _ draws: inout Draws) -> Any {
  let numbers: [Any] = [
    -1, 0, 1, 2, 5, 1_000_000, Int.max, Int.min, 1e300, -1e300, 0.5, "x", NSNull(), [Int](), true,
    1.0000005, 0.9999995, Double.greatestFiniteMagnitude,
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

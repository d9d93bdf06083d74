internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

/// How many rows to test on are the same as rows to train on in every cell that is used, of how many; nil where
/// that is no more than chance.
///
/// Rows of few categories coincide by nature: the share of the rows to train on that stand there twice is
/// what to expect, with five standard errors, and one in a hundred more is said.
///
/// - Parameter own: How many rows, the first, are trained on.
func sharedRows(
  _ features: [Dataset.Feature], _ targets: [Dataset.Target], own: Int
) -> (count: Int, all: Int)? {
  let rows = targets[0].labels.count
  let all = rows - own
  guard features.count > 1, own > 0, all > 0 else { return nil }
  // A key is a function of all cells of its row, such that rows that differ have different ones.
  var keys = [UInt64](repeating: 0, count: rows)
  func add(_ cells: some Sequence<UInt64>) {
    for (row, cell) in cells.enumerated() { keys[row] = RandomSeed(keys[row]).bits(cell) }
  }
  for target in targets { add(target.labels.lazy.map { UInt64(UInt32(bitPattern: $0)) }) }
  for feature in features {
    switch feature.values {
    case .categories(let codes, _): add(codes.lazy.map { UInt64(UInt32(bitPattern: $0)) })
    // Zero has two signs, and what is no number many forms.
    case .numbers(let numbers): add(numbers.lazy.map { $0.isNaN ? .max : ($0 + 0).bitPattern })
    case .sparse(let sparse):
      add(
        (0..<rows).lazy.map { row in
          sparse.entries(of: row).reduce(0) { key, entry in
            let place = UInt64(UInt32(bitPattern: sparse.places[entry]))
            return RandomSeed(key).bits(place ^ (sparse.numbers[entry] + 0).bitPattern)
          }
        })
    }
  }
  var copies: [UInt64: Int] = [:]
  for key in keys[..<own] { copies[key, default: 0] += 1 }
  let count = keys[own...].count { copies[$0] != nil }
  let expected = Double(copies.values.reduce(0) { $1 > 1 ? $0 + $1 : $0 }) / Double(own)
  let error = (expected * (1 - expected) * (1 / Double(own) + 1 / Double(all))).squareRoot()
  guard count > 1, Double(count) / Double(all) > expected + 5 * error + 0.01 else { return nil }
  return (count, all)
}

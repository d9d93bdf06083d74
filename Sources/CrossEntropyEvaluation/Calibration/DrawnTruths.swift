internal import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Truths drawn from the probabilities of several repeats: one per row for all of them, from the repeats' mean.
struct DrawnTruths {
  private let classes: Int
  /// By row the mean probabilities of the first classes, added up.
  private let upTo: [Double]

  /// Draws from log-probabilities, rows × classes for each repeat.
  init(_ repeats: [Matrix<Double>]) {
    let (rows, classes) = (repeats[0].rows, repeats[0].columns)
    var upTo: [Double] = []
    upTo.reserveCapacity(rows * classes)
    for i in 0..<rows {
      var sum = 0.0
      for p in meanProbabilities(repeats, i) {
        sum += p
        upTo.append(sum)
      }
    }
    self.classes = classes
    self.upTo = upTo
  }

  /// The truth of every row in a simulation: a function of the seed, the simulation and the row.
  func draw(_ simulation: Int, seed: RandomSeed, _ body: (_ row: Int, _ truth: Int) -> Void) {
    let seed = seed.derived(UInt64(simulation))
    for i in 0..<upTo.count / classes {
      let row = i * classes
      let level = seed.uniform(UInt64(i)) * upTo[row + classes - 1]
      var (low, high) = (0, classes - 1)
      while low < high {
        let middle = (low + high) / 2
        if upTo[row + middle] > level { high = middle } else { low = middle + 1 }
      }
      body(i, low)
    }
  }
}

/// The mean over repeats of a row's probabilities.
func meanProbabilities(_ repeats: [Matrix<Double>], _ row: Int) -> [Double] {
  var mean = [Double](repeating: 0, count: repeats[0].columns)
  for logs in repeats {
    for c in mean.indices { mean[c] += exp(logs[row, c]) / Double(repeats.count) }
  }
  return mean
}

/// Throws unless there are repeats, of log-probabilities of the labels' rows.
func checkRepeats(
  _ repeats: [Matrix<Double>], labels: [Int32], weights: [Double]?
) throws(EvaluationError) {
  try check(repeats.count, of: .repeats, least: 1)
  try check(weights: weights, rows: labels.count)
  for each in repeats {
    try check(each.rows, of: .rows, expected: labels.count)
    try check(each.columns, of: .classes, expected: repeats[0].columns)
    try check(labels: labels, classes: each.columns)
    for (place, x) in each.elements.enumerated() where !(x <= mostLogProbability) {
      throw .badProbability(row: place / each.columns, x)
    }
  }
}

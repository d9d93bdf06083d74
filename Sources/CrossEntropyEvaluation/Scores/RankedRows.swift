/// Rows by the score of one class, from the highest down.
struct RankedRows {
  let scores: [Double]
  let isPositive: [Bool]
  let weights: [Double]?
  /// The rows, those of equal scores in their order.
  let order: [Int]
  /// Score by score where its rows end in ``order``, and what those of the class and the others weigh.
  private let ends: [Int32]
  private let found, wrong: [Double]

  /// The ranking of rows whose scores, classes and weights are known to fit.
  init(scores: [Double], isPositive: [Bool], weights: [Double]?) {
    self.scores = scores
    self.isPositive = isPositive
    self.weights = weights
    order = descendingOrder(of: scores)
    var ends: [Int32] = []
    var (found, wrong): ([Double], [Double]) = ([], [])
    var last = Double.nan
    for (place, row) in order.enumerated() {
      if scores[row] != last {
        last = scores[row]
        ends.append(Int32(place))
        found.append(0)
        wrong.append(0)
      }
      let weight = weights?[row] ?? 1
      if isPositive[row] {
        found[found.count - 1] += weight
      } else {
        wrong[wrong.count - 1] += weight
      }
      ends[ends.count - 1] += 1
    }
    self.ends = ends
    self.found = found
    self.wrong = wrong
  }

  /// How many different scores there are.
  var scoreCount: Int { ends.count }

  /// Calls `body` with the places in ``order`` of the rows of each score, and their weights in the class and outside it.
  @inline(__always)
  func forEachScore(_ body: (_ places: Range<Int>, _ found: Double, _ wrong: Double) -> Void) {
    var first = 0
    for score in ends.indices {
      body(first..<Int(ends[score]), found[score], wrong[score])
      first = Int(ends[score])
    }
  }
}

/// Rows by the score of one class, from the highest down.
struct RankedRows {
  let scores: [Double]
  let isPositive: [Bool]
  let weights: [Double]?
  /// The rows, those of equal scores in their order.
  let order: [Int]

  /// The ranking of rows whose scores, classes and weights are known to fit.
  init(scores: [Double], isPositive: [Bool], weights: [Double]?) {
    self.scores = scores
    self.isPositive = isPositive
    self.weights = weights
    order = descendingOrder(of: scores)
  }

  /// Calls `body` with the places in ``order`` of the rows of each score, and their weights in the class and outside it.
  @inline(__always)
  func forEachScore(_ body: (_ places: Range<Int>, _ found: Double, _ wrong: Double) -> Void) {
    var next = 0
    while next < order.count {
      let first = next
      let score = scores[order[next]]
      var (found, wrong) = (0.0, 0.0)
      while next < order.count, scores[order[next]] == score {
        let weight = weights?[order[next]] ?? 1
        if isPositive[order[next]] { found += weight } else { wrong += weight }
        next += 1
      }
      body(first..<next, found, wrong)
    }
  }
}

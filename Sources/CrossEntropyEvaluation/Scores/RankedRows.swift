/// Rows by the score of one class, from the highest down.
struct RankedRows {
  let isPositive: [Bool]
  let weights: [Double]?
  /// The rows, those of equal scores in their order.
  let order: DescendingOrder

  /// The ranking of rows whose scores, classes and weights are known to fit.
  init(isPositive: [Bool], weights: [Double]?, score: (_ row: Int) -> Double) {
    self.isPositive = isPositive
    self.weights = weights
    order = DescendingOrder(count: isPositive.count, number: score)
  }

  /// The ranking of rows by scores that stand in an array.
  init(scores: [Double], isPositive: [Bool], weights: [Double]?) {
    self.init(isPositive: isPositive, weights: weights) { scores[$0] }
  }

  /// Calls `body` with the places in ``order`` of the rows of each score, and their weights in the class and outside it.
  @inline(__always)
  func forEachScore(_ body: (_ places: Range<Int>, _ found: Double, _ wrong: Double) -> Void) {
    var next = 0
    while next < order.count {
      let first = next
      var (found, wrong) = (0.0, 0.0)
      repeat {
        let row = order[next]
        let weight = weights?[row] ?? 1
        if isPositive[row] { found += weight } else { wrong += weight }
        next += 1
      } while next < order.count && !order.isLower(atRank: next)
      body(first..<next, found, wrong)
    }
  }
}

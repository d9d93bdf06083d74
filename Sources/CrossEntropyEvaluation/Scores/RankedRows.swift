/// Rows by the score of one class, from the highest down.
struct RankedRows {
  let scores: [Double]
  let isPositive: [Bool]
  let weights: [Double]?
  /// The rows, those of equal scores in their order.
  let order: [Int]
  private let ranks: DescendingOrder

  /// The ranking of rows whose scores, classes and weights are known to fit.
  init(scores: [Double], isPositive: [Bool], weights: [Double]?) {
    self.init(
      scores: scores, isPositive: isPositive, weights: weights,
      DescendingOrder(
        count: scores.count, number: { scores[$0] }, isMarked: { isPositive[$0] }))
  }

  /// The ranking of rows whose order is known, the positive ones being marked in it.
  init(scores: [Double], isPositive: [Bool], weights: [Double]?, _ ranks: DescendingOrder) {
    self.scores = scores
    self.isPositive = isPositive
    self.weights = weights
    self.ranks = ranks
    order = scores.indices.map { ranks.place(atRank: $0) }
  }

  /// Calls `body` with the places in ``order`` of the rows of each score, and their weights in the class and outside it.
  @inline(__always)
  func forEachScore(_ body: (_ places: Range<Int>, _ found: Double, _ wrong: Double) -> Void) {
    ranks.forEachNumber(weights: weights, body)
  }
}

/// The rising step function of a forecast that is nearest to what happened: min Σwᵢ(f(xᵢ) − yᵢ)² over f that never fall.
///
/// Its steps are the means of blocks of neighbouring forecasts. The same function is lowest in every proper score.
/// - Complexity: linear, once the forecasts are sorted.
/// - Error: enforced by `IsotonicTests`, against scikit-learn's `IsotonicRegression`.
/// - Source: the pool-adjacent-violators algorithm of Ayer et al. 1955.
package struct IsotonicCurve: Sendable, Hashable, Codable {
  /// Neighbouring forecasts with one mean.
  package struct Block: Sendable, Hashable, Codable {
    /// The lowest forecast.
    package let lower: Double
    /// The highest forecast.
    package let upper: Double
    /// Σw.
    package let weight: Double
    /// Σwy / Σw.
    package let mean: Double
  }

  /// From the lowest forecasts to the highest, of rising means.
  package let blocks: [Block]

  /// The curve of outcomes y by forecasts x of any scale.
  /// - Parameters:
  ///   - outcomes: y, such as 1 where an event happened and 0 where it did not.
  ///   - forecasts: x, a number per row.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  package init(of outcomes: [Double], by forecasts: [Double], weights: [Double]? = nil)
    throws(EvaluationError)
  {
    try check(outcomes.count, of: .outcomes, expected: forecasts.count)
    try check(weights: weights, rows: forecasts.count)
    for x in forecasts where x.isNaN { throw .outOfRange(.score, x) }
    let ties = TiedForecasts(forecasts, weights: weights)
    var sums = [Double](repeating: 0, count: ties.forecasts.count)
    for (row, tie) in zip(ties.order, ties.tieOfPlace) {
      sums[tie] += (weights?[row] ?? 1) * outcomes[row]
    }
    self.init(ties, pooled: ties.pooled(sums))
  }

  /// The curve of forecasts that are pooled in these blocks.
  init(_ ties: TiedForecasts, pooled: [TiedForecasts.Block]) {
    blocks = pooled.map { block in
      Block(
        lower: ties.forecasts[block.ties.lowerBound],
        upper: ties.forecasts[block.ties.upperBound - 1],
        weight: block.weight, mean: block.sum / block.weight)
    }
  }

  /// The same blocks with other means, neighbours pooled again where those fall.
  func pooled(_ mean: (Block) -> Double) -> IsotonicCurve {
    var pooled: [Block] = []
    for block in blocks {
      var block = Block(
        lower: block.lower, upper: block.upper, weight: block.weight, mean: mean(block))
      while let last = pooled.last, last.mean >= block.mean {
        let weight = last.weight + block.weight
        block = Block(
          lower: last.lower, upper: block.upper, weight: weight,
          mean: (last.weight * last.mean + block.weight * block.mean) / weight)
        pooled.removeLast()
      }
      pooled.append(block)
    }
    return IsotonicCurve(blocks: pooled)
  }

  private init(blocks: [Block]) { self.blocks = blocks }

  /// At most so many blocks, neighbours merged where there are more.
  package func merged(to most: Int) -> IsotonicCurve {
    if blocks.count <= most { return self }
    let total = blocks.reduce(0) { $0 + $1.weight }
    var merged: [Block] = []
    var (below, last) = (0.0, -1)
    for block in blocks {
      let place = min(most - 1, Int(Double(most) * (below / total)))
      below += block.weight
      guard place == last, let before = merged.popLast() else {
        merged.append(block)
        last = place
        continue
      }
      let weight = before.weight + block.weight
      merged.append(
        Block(
          lower: before.lower, upper: block.upper, weight: weight,
          mean: (before.weight * before.mean + block.weight * block.mean) / weight))
    }
    return IsotonicCurve(blocks: merged)
  }

  /// The step of a forecast: that of the last block that begins at it or below, of the first one if none does; nil without
  /// any block.
  package func value(at forecast: Double) -> Double? {
    var (low, high) = (0, blocks.count)
    while low < high {
      let middle = (low + high) / 2
      if blocks[middle].lower <= forecast { low = middle + 1 } else { high = middle }
    }
    return blocks.isEmpty ? nil : blocks[max(0, low - 1)].mean
  }
}

/// The different forecasts of rows, sorted.
struct TiedForecasts {
  /// The rows that carry weight, from the lowest forecast up.
  let order: [Int]
  /// By place in the order.
  private(set) var tieOfPlace: [Int] = []
  /// By tie.
  private(set) var forecasts: [Double] = []
  private(set) var weights: [Double] = []

  init(_ values: [Double], weights ofRows: [Double]?) {
    order = descendingOrder(of: values.map { -$0 }).filter { ofRows?[$0] != 0 }
    tieOfPlace.reserveCapacity(order.count)
    for row in order {
      if forecasts.last != values[row] {
        forecasts.append(values[row])
        weights.append(0)
      }
      weights[weights.count - 1] += ofRows?[row] ?? 1
      tieOfPlace.append(weights.count - 1)
    }
  }

  /// Neighbours with one mean.
  struct Block {
    var ties: Range<Int>
    var weight: Double
    /// Σwy.
    var sum: Double

    mutating func add(ties: Range<Int>, weight: Double, sum: Double) {
      self.ties = ties
      self.weight += weight
      self.sum += sum
    }
  }

  /// Pools neighbours while a mean is not above that of the block before it.
  func pooled(_ sums: [Double]) -> [Block] {
    guard !sums.isEmpty else { return [] }
    // The last block is held apart, since half of the ties do no more than join it.
    var blocks: [Block] = []
    var last = Block(ties: 0..<1, weight: weights[0], sum: sums[0])
    for tie in 1..<sums.count {
      let (weight, sum) = (weights[tie], sums[tie])
      guard last.sum * weight >= sum * last.weight else {
        blocks.append(last)
        last = Block(ties: tie..<tie + 1, weight: weight, sum: sum)
        continue
      }
      last.add(ties: last.ties.lowerBound..<tie + 1, weight: weight, sum: sum)
      while let before = blocks.last, before.sum * last.weight >= last.sum * before.weight {
        last.add(
          ties: before.ties.lowerBound..<tie + 1, weight: before.weight, sum: before.sum)
        blocks.removeLast()
      }
    }
    return blocks + [last]
  }
}

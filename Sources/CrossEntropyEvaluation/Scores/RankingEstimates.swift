package import CrossEntropy

/// Areas under ROC curves, with their intervals on new rows on the logit scale, and average precisions, with those of a
/// bootstrap.
///
/// V of a row of the class is the share of other rows below it, V of another row the share of the class above it, ties by
/// half; both have the mean A. A row moves A by wᵢ(Vᵢ − A) / Σw of its side, and SE² is the sum of squared moves over the
/// rows, or groups, each side's moves stretched by √(U / (U − 1)) of the U units that have rows on it.
///
/// - Complexity: a radix sort of the rows per class.
/// - Source: DeLong et al. 1988, which it equals for rows of weight 1; Obuchowski 1997 for groups.
/// - Error: enforced by `RankingTests`, against scikit-learn and DeLong's formula; coverage by `IntervalCoverageTests`.
package struct RankingEstimates: Sendable, Hashable, Codable {
  /// Of two classes the area of the positive (last) one, of more the mean over the classes, each against all others.
  ///
  /// A class without rows, or without others, is left out; nil if none is left.
  package let rocAUC: ScoreEstimate?
  /// The mean over the classes by their share of the rows; of two classes the same.
  package let rocAUCWeighted: ScoreEstimate?
  /// Of two classes the average precision of the positive (last) one, of more the mean over the same classes; nil where it
  /// is not asked for.
  ///
  /// Its interval is BCa, of draws of the rows or groups, and nil without a seed for them.
  package let averagePrecision: ScoreEstimate?

  /// The rankings by scores, rows × classes: probabilities, their logarithms, or whatever rises with them.
  ///
  /// - Parameters:
  ///   - scores: The scores.
  ///   - labels: The class of each row.
  ///   - units: The weights and groups of the rows.
  ///   - bootstrapSeed: The seed of the draws for the interval of the average precision; nil: it has none.
  ///   - hasPrecision: Whether the average precision is formed.
  ///   - threads: The most threads; they change no digit.
  /// - Throws: `EvaluationError` for counts that differ, for a label or a weight that is none and a score that is no number.
  package init(
    scores: Matrix<Double>, labels: [Int32], units: RowUnits = RowUnits(),
    bootstrapSeed: RandomSeed? = nil, hasPrecision: Bool = true, threads: Int = 1
  ) throws(EvaluationError) {
    let classes = scores.columns
    try check(labels.count, of: .labels, expected: scores.rows)
    try check(labels: labels, classes: classes)
    try check(weights: units.weights, groups: units.groups, rows: labels.count)
    for score in scores.elements where score.isNaN { throw .outOfRange(.score, score) }
    var totals = [Double](repeating: 0, count: classes)
    for (row, label) in labels.enumerated() { totals[Int(label)] += units.weights?[row] ?? 1 }
    let groups = units.groups.map { DenseGroups($0) }
    let unitOfRow = groups?.groupOfRow
    let unitCount = groups?.count ?? labels.count
    let some = totals.count { $0 > 0 }
    let present = (classes == 2 ? 1..<2 : 0..<classes).filter { totals[$0] > 0 && some > 1 }
    let presentTotal = present.reduce(0) { $0 + totals[$1] }
    var (mean, weighted) = (0.0, 0.0)
    var moves = [Double](repeating: 0, count: unitCount)
    var weightedMoves = present.count > 1 ? moves : []
    var precision = 0.0
    var bootstrap = bootstrapSeed.flatMap {
      hasPrecision
        ? PrecisionBootstrap(
          units, rowCount: labels.count, classes: present.count, seed: $0, threads: threads) : nil
    }
    // The area of each class that is present, else none.
    var areas = [Double](repeating: .nan, count: classes)
    let atOnce = max(threads, classesAtOnce / max(1, labels.count))
    for first in stride(from: 0, to: present.count, by: atOnce) {
      let some = present[first..<min(first + atOnce, present.count)]
      let found = parallelMap(some.count, threads: threads) { index in
        let c = some[first + index]
        let order = DescendingOrder(
          count: labels.count, number: { scores[$0, c] }, isMarked: { Int(labels[$0]) == c })
        let area = Area(
          order, labels, c, weights: units.weights, unitOfRow: unitOfRow, unitCount: unitCount)
        return (area, hasPrecision ? order : nil)
      }
      for (c, (area, order)) in zip(some, found) {
        if let order {
          let ranked = RankedRows(
            scores: labels.indices.map { scores[$0, c] }, isPositive: labels.map { Int($0) == c },
            weights: units.weights, order)
          precision += (RankingScores(ranked).averagePrecision ?? 0) / Double(present.count)
          bootstrap?.add(ranked)
        }
        let share = totals[c] / presentTotal
        areas[c] = area.value
        mean += area.value / Double(present.count)
        weighted += share * area.value
        guard present.count > 1 else {
          moves = area.moves
          continue
        }
        let factor = 1 / Double(present.count)
        for unit in moves.indices {
          moves[unit] += factor * area.moves[unit]
          weightedMoves[unit] += share * area.moves[unit]
        }
      }
    }
    if present.count > 1 {
      // The share of a class itself moves with the rows.
      for (row, label) in labels.enumerated() where !areas[Int(label)].isNaN {
        let move = (units.weights?[row] ?? 1) * (areas[Int(label)] - weighted) / presentTotal
        weightedMoves[unitOfRow.map { Int($0[row]) } ?? row] += move
      }
    }
    guard !present.isEmpty else {
      (rocAUC, rocAUCWeighted, averagePrecision) = (nil, nil, nil)
      return
    }
    var isUnit = [Bool](repeating: false, count: unitCount)
    var rows = [Double](repeating: 0, count: classes)
    for row in labels.indices where units.weights?[row] != 0 {
      isUnit[unitOfRow.map { Int($0[row]) } ?? row] = true
      rows[Int(labels[row])] += 1
    }
    let count = isUnit.count { $0 }
    let rarest = min(Double(count), rows.filter { $0 > 0 }.min() ?? 0)
    func estimate(_ value: Double, _ moves: [Double]) throws(EvaluationError) -> ScoreEstimate {
      var squares = CompensatedSum()
      for move in moves { squares.add(move * move) }
      // What rounding leaves of an area that is 1.
      return try ScoreEstimate(
        value > 1 - 1e-14 ? 1 : value, standardError: squares.value.squareRoot(), units: count,
        scale: .logit,
        extremeRows: rarest)
    }
    rocAUC = try estimate(mean, moves)
    rocAUCWeighted = present.count == 1 ? rocAUC : try estimate(weighted, weightedMoves)
    guard hasPrecision else {
      averagePrecision = nil
      return
    }
    let interval = bootstrap?.interval(of: precision)
    // Every draw of a perfect ranking is perfect.
    guard let interval else {
      averagePrecision = ScoreEstimate(value: precision, interval: nil)
      return
    }
    averagePrecision =
      precision > 1 - 1e-14
      ? try estimate(1, [0]) : try ScoreEstimate(precision, bootstrap: interval)
  }
}

/// About how many rows are ranked at once, over some classes.
private let classesAtOnce = 1 << 18

/// The area of one class, and how far each unit moves it.
private struct Area {
  let value: Double
  let moves: [Double]

  init(
    _ order: DescendingOrder, _ labels: [Int32], _ classIndex: Int, weights: [Double]?,
    unitOfRow: [Int32]?, unitCount: Int
  ) {
    // Σw of the rows above, in the class and outside it.
    var (found, wrong) = (CompensatedSum(), CompensatedSum())
    var area = CompensatedSum()
    // By row what is above it of the other side, ties by half; then how far it moves the area.
    var moves = [Double](repeating: 0, count: labels.count)
    order.forEachNumber(weights: weights) { ranks, foundOfScore, wrongOfScore in
      let (foundHere, wrongHere) = (
        found.value + foundOfScore / 2, wrong.value + wrongOfScore / 2
      )
      for rank in ranks {
        moves[order.place(atRank: rank)] = order.isMarked(atRank: rank) ? wrongHere : foundHere
      }
      area.add(wrongOfScore * foundHere)
      found.add(foundOfScore)
      wrong.add(wrongOfScore)
    }
    let (all, others) = (found.value, wrong.value)
    let value = area.value / (all * others)
    self.value = value
    func stretch(_ units: Int) -> Double {
      units > 1 ? (Double(units) / Double(units - 1)).squareRoot() : .infinity
    }
    /// Of a row of the class, and of another one.
    func move(_ above: Double, isOfClass: Bool) -> Double {
      isOfClass ? (1 - above / others - value) / all : (above / all - value) / others
    }
    guard let unitOfRow else {
      var (own, other) = (0, 0)
      for (row, label) in labels.enumerated() where weights?[row] != 0 {
        if Int(label) == classIndex { own += 1 } else { other += 1 }
      }
      let (a, b) = (stretch(own), stretch(other))
      for (row, label) in labels.enumerated() {
        let isOfClass = Int(label) == classIndex
        let move = (weights?[row] ?? 1) * move(moves[row], isOfClass: isOfClass)
        moves[row] = (isOfClass ? a : b) * move
      }
      // Of a single row nobody knows the error.
      self.moves =
        a < .infinity && b < .infinity
        ? moves : [Double](repeating: .infinity, count: unitCount)
      return
    }
    var ofClass = [Double](repeating: 0, count: unitCount)
    var ofOthers = ofClass
    var (hasClass, hasOthers) = (
      [Bool](repeating: false, count: unitCount), [Bool](repeating: false, count: unitCount)
    )
    for (row, label) in labels.enumerated() {
      let weight = weights?[row] ?? 1
      if weight == 0 { continue }
      let unit = Int(unitOfRow[row])
      if Int(label) == classIndex {
        ofClass[unit] += weight * move(moves[row], isOfClass: true)
        hasClass[unit] = true
      } else {
        ofOthers[unit] += weight * move(moves[row], isOfClass: false)
        hasOthers[unit] = true
      }
    }
    let (a, b) = (stretch(hasClass.count { $0 }), stretch(hasOthers.count { $0 }))
    self.moves =
      a < .infinity && b < .infinity
      ? zip(ofClass, ofOthers).map { a * $0 + b * $1 }
      : [Double](repeating: .infinity, count: unitCount)
  }
}

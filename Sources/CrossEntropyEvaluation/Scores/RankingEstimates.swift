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
  /// Of two classes the average precision of the positive (last) one, of more the mean over the same classes; its interval
  /// is BCa, of draws of the rows or groups, and nil without a seed for them.
  package let averagePrecision: ScoreEstimate?

  /// The rankings by scores, rows × classes: probabilities, their logarithms, or whatever rises with them.
  /// - Throws: `EvaluationError` for counts that differ, for a label or a weight that is none and a score that is no number.
  package init(
    scores: Matrix<Double>, labels: [Int32], units: RowUnits = RowUnits(),
    bootstrapSeed: RandomSeed? = nil, threads: Int = 1
  ) throws(EvaluationError) {
    let classes = scores.columns
    try check(labels.count, of: .labels, expected: scores.rows)
    try check(labels: labels, classes: classes)
    try check(weights: units.weights, groups: units.groups, rows: labels.count)
    for score in scores.elements where score.isNaN { throw .outOfRange(.score, score) }
    var totals = [Double](repeating: 0, count: classes)
    var carrying = [Bool](repeating: false, count: labels.count)
    for (row, label) in labels.enumerated() {
      totals[Int(label)] += units.weights?[row] ?? 1
      carrying[row] = units.weights?[row] != 0
    }
    let groups = units.groups.map { DenseGroups($0) }
    let unitOfRow = groups?.groupOfRow
    let unitCount = groups?.count ?? labels.count
    let present = (classes == 2 ? 1..<2 : 0..<classes).filter { c in
      totals[c] > 0 && totals.indices.contains { $0 != c && totals[$0] > 0 }
    }
    let presentTotal = present.reduce(0) { $0 + totals[$1] }
    var (mean, weighted) = (0.0, 0.0)
    var (moves, weightedMoves) = (
      [Double](repeating: 0, count: unitCount), [Double](repeating: 0, count: unitCount)
    )
    var precision = 0.0
    var bootstrap = bootstrapSeed.map {
      PrecisionBootstrap(
        units, rowCount: labels.count, classes: present.count, seed: $0, threads: threads)
    }
    for c in present {
      let ranked = RankedRows(
        scores: labels.indices.map { scores[$0, c] }, isPositive: labels.map { Int($0) == c },
        weights: units.weights)
      precision += (RankingScores(ranked).averagePrecision ?? 0) / Double(present.count)
      bootstrap?.add(ranked)
      let area = Area(ranked, unitOfRow: unitOfRow, unitCount: unitCount)
      let share = totals[c] / presentTotal
      mean += area.value / Double(present.count)
      weighted += share * area.value
      for unit in moves.indices {
        moves[unit] += area.moves[unit] / Double(present.count)
        weightedMoves[unit] += share * area.moves[unit]
      }
      // The share itself moves with the rows.
      if present.count == 1 { continue }
      for (row, label) in labels.enumerated() where present.contains(Int(label)) {
        let move = (units.weights?[row] ?? 1) * ((Int(label) == c ? 1 : 0) - share) / presentTotal
        weightedMoves[unitOfRow.map { Int($0[row]) } ?? row] += area.value * move
      }
    }
    guard !present.isEmpty else {
      (rocAUC, rocAUCWeighted, averagePrecision) = (nil, nil, nil)
      return
    }
    var isUnit = [Bool](repeating: false, count: unitCount)
    var rows = [Double](repeating: 0, count: classes)
    for row in labels.indices where carrying[row] {
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
    let interval = bootstrap?.interval(of: precision)
    // Every draw of a perfect ranking is perfect.
    averagePrecision =
      interval != nil && precision > 1 - 1e-14
      ? try estimate(1, [0]) : ScoreEstimate(value: precision, interval: interval)
  }
}

/// The area of one class, and how far each unit moves it.
private struct Area {
  let value: Double
  let moves: [Double]

  init(_ rows: RankedRows, unitOfRow: [Int32]?, unitCount: Int) {
    // Σw of the rows above, in the class and outside it.
    var (found, wrong) = (CompensatedSum(), CompensatedSum())
    var area = CompensatedSum()
    // By row what is above it of the other side, ties by half.
    var above = [Double](repeating: 0, count: rows.order.count)
    rows.forEachScore { places, foundOfScore, wrongOfScore in
      let (foundHere, wrongHere) = (
        found.value + foundOfScore / 2, wrong.value + wrongOfScore / 2
      )
      for place in places {
        let row = rows.order[place]
        above[row] = rows.isPositive[row] ? wrongHere : foundHere
      }
      area.add(wrongOfScore * foundHere)
      found.add(foundOfScore)
      wrong.add(wrongOfScore)
    }
    let (all, others) = (found.value, wrong.value)
    value = area.value / (all * others)
    var ofClass = [Double](repeating: 0, count: unitCount)
    var ofOthers = ofClass
    var (hasClass, hasOthers) = (
      [Bool](repeating: false, count: unitCount), [Bool](repeating: false, count: unitCount)
    )
    for row in above.indices {
      let weight = rows.weights?[row] ?? 1
      if weight == 0 { continue }
      let unit = unitOfRow.map { Int($0[row]) } ?? row
      if rows.isPositive[row] {
        ofClass[unit] += weight * (1 - above[row] / others - value) / all
        hasClass[unit] = true
      } else {
        ofOthers[unit] += weight * (above[row] / all - value) / others
        hasOthers[unit] = true
      }
    }
    func stretch(_ units: Int) -> Double {
      units > 1 ? (Double(units) / Double(units - 1)).squareRoot() : .infinity
    }
    let (a, b) = (stretch(hasClass.count { $0 }), stretch(hasOthers.count { $0 }))
    // Of a single row nobody knows the error.
    moves =
      a < .infinity && b < .infinity
      ? zip(ofClass, ofOthers).map { a * $0 + b * $1 }
      : [Double](repeating: .infinity, count: unitCount)
  }
}

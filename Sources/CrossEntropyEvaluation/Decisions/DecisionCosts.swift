internal import CrossEntropy

/// What decisions cost, by a table of the costs of predicting each class where another is true.
package struct DecisionCosts: Sendable, Hashable {
  /// The mean cost of a row.
  package let mean: MeanEstimate
  /// The class that costs least where every row is taken for it; the first of equal ones.
  package let constant: Int
  /// Its mean cost.
  package let constantCost: Double
  /// What a row costs less than with it, by pairs.
  package let saved: MeanEstimate

  /// The costs of predictions: `costs[truth][predicted]`, finite numbers.
  package init(
    labels: [Int32], predicted: [Int32], costs: [[Double]], units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    try check(predicted.count, of: .predictions, expected: labels.count)
    try check(labels: labels, classes: costs.count)
    try check(labels: predicted, classes: costs.count)
    let own = zip(labels, predicted).map { costs[Int($0)][Int($1)] }
    mean = try units.mean(of: own)
    var constants: [Double] = []
    for said in costs.indices {
      constants.append(try units.mean(of: labels.map { costs[Int($0)][said] }).mean)
    }
    let constant = constants.indices.min { constants[$0] < constants[$1] } ?? 0
    self.constant = constant
    constantCost = constants[constant]
    saved = try units.mean(of: zip(labels, own).map { costs[Int($0)][constant] - $1 })
  }
}

/// The threshold on the probability of the positive class by which some rows cost least, and what thresholds found in
/// that way cost on other rows.
///
/// The threshold lies midway between the lowest probability that is taken for positive and the next; the highest of equally
/// good ones, +∞ (no row) and −∞ (every row) among them. Each of five folds, which keep the class shares, and groups
/// together, is decided by the threshold of the other four.
package struct ThresholdChoice: Sendable, Hashable {
  /// The threshold of all rows.
  package let threshold: Double
  /// The mean cost of a row, each decided by the threshold of other rows.
  package let mean: MeanEstimate
  /// What a row then costs more than by given predictions, by pairs.
  package let difference: MeanEstimate

  /// How many folds there are.
  private static let folds = 5

  /// The choice by costs `costs[truth][predicted]`, beside predictions of the same rows.
  /// - Throws: `FoldError` where a class has too few rows or groups, and for rows that do not fit.
  package init(
    _ forecasts: Forecasts, costs: [[Double]], predicted: [Int32], units: RowUnits = RowUnits(),
    seed: RandomSeed
  ) throws {
    try check(predicted.count, of: .predictions, expected: forecasts.happened.count)
    try check(weights: units.weights, groups: units.groups, rows: predicted.count)
    try check(labels: predicted, classes: 2)
    let labels = forecasts.happened.map { Int32($0 ? 1 : 0) }
    let folds = try Folds.stratified(
      labels: labels, classes: 2, count: Self.folds, seed: seed, groups: units.groups)
    let rows = RankedRows(
      scores: forecasts.probabilities, isPositive: forecasts.happened, weights: units.weights)
    var isOutside = [Bool](repeating: true, count: labels.count)
    threshold = Self.best(rows, costs, isOutside)
    var own = [Double](repeating: 0, count: labels.count)
    for fold in 0..<Self.folds {
      let held = folds.rows(in: fold)
      for row in held { isOutside[row] = false }
      let threshold = Self.best(rows, costs, isOutside)
      for row in held {
        own[row] = costs[Int(labels[row])][rows.scores[row] >= threshold ? 1 : 0]
        isOutside[row] = true
      }
    }
    mean = try units.mean(of: own)
    difference = try units.mean(
      of: own.indices.map { own[$0] - costs[Int(labels[$0])][Int(predicted[$0])] })
  }

  /// The threshold by which some rows cost least.
  private static func best(
    _ rows: RankedRows, _ costs: [[Double]], _ isCounted: [Bool]
  ) -> Double {
    // What a row costs more if it is taken for positive.
    let (ofOthers, ofPositive) = (costs[0][1] - costs[0][0], costs[1][1] - costs[1][0])
    var (cost, least, threshold) = (CompensatedSum(), 0.0, Double.infinity)
    var last = Double.infinity
    for row in rows.order {
      let weight = rows.weights?[row] ?? 1
      guard isCounted[row], weight > 0 else { continue }
      let score = rows.scores[row]
      if score < last {
        if cost.value < least {
          least = cost.value
          let middle = (last + score) / 2
          // Between neighbouring numbers there is none.
          threshold = middle > score ? middle : last
        }
        last = score
      }
      cost.add(weight * (rows.isPositive[row] ? ofPositive : ofOthers))
    }
    return cost.value < least ? -.infinity : threshold
  }
}

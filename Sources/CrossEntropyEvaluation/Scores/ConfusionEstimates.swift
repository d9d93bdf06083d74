/// Recall, precision and F1 of one class.
package struct ClassEstimates: Sendable, Hashable, Codable {
  /// truePositives / rows, with Wilson's interval; nil without rows.
  package let recall: ScoreEstimate?
  /// truePositives / predicted, with Wilson's interval; nil without predictions.
  package let precision: ScoreEstimate?
  /// 2·truePositives / (rows + predicted), with its interval by the delta method on the logit.
  package let f1: ScoreEstimate
}

/// Scores that are functions T of each class's rows, predictions and true positives.
///
/// Their standard errors are those of the derivative: SE² = U/(U − 1)·Σ_u(Σ_{i∈u} wᵢ·∂T/∂wᵢ)² over the U rows, or
/// groups, that carry weight.
/// - Error: enforced by `ConfusionSumsTests`, against scikit-learn's numbers and their derivatives; the coverage of
///   the intervals by `IntervalCoverageTests`.
extension ConfusionSums {
  /// The mean recall over the classes with rows; nil without rows.
  package var balancedAccuracy: ScoreEstimate? {
    get throws(EvaluationError) {
      let scores = scores
      let present = scores.indices.filter { scores[$0].rows > 0 }
      var slopes = Slopes(classes: classes)
      var value = 0.0
      for c in present {
        let (score, count) = (scores[c], Double(present.count))
        value += score.truePositives / score.rows / count
        slopes.truePositives[c] = 1 / score.rows / count
        slopes.rows[c] = -score.truePositives / score.rows / score.rows / count
      }
      return try estimate(value, slopes, scale: .logit)
    }
  }

  /// The mean F1 over the classes that have rows or predictions; nil without rows.
  package var macroF1: ScoreEstimate? {
    get throws(EvaluationError) {
      let scores = scores
      let present = scores.indices.filter { scores[$0].rows + scores[$0].predicted > 0 }
      var slopes = Slopes(classes: classes)
      var value = 0.0
      for c in present {
        let (score, count) = (scores[c], Double(present.count))
        let total = score.rows + score.predicted
        let f1 = 2 * score.truePositives / total
        value += f1 / count
        slopes.truePositives[c] = 2 / total / count
        slopes.rows[c] = -f1 / total / count
        slopes.predicted[c] = -f1 / total / count
      }
      return try estimate(value, slopes, scale: .logit)
    }
  }

  /// (c·s − Σtₖpₖ) / √((s² − Σpₖ²)(s² − Σtₖ²)), Matthews' correlation of truths t and predictions p, c rows of s
  /// being right; nil where either is of one class alone.
  /// - Source: Gorodkin 2004, for more classes than two.
  package var matthews: ScoreEstimate? {
    get throws(EvaluationError) {
      let scores = scores
      let total = scores.reduce(0) { $0 + $1.rows }
      let right = scores.reduce(0) { $0 + $1.truePositives }
      var products = (both: 0.0, truths: 0.0, predictions: 0.0)
      for score in scores {
        products.both += score.rows * score.predicted
        products.truths += score.rows * score.rows
        products.predictions += score.predicted * score.predicted
      }
      let truths = total * total - products.truths
      let predictions = total * total - products.predictions
      guard truths > 0, predictions > 0 else { return nil }
      let root = (truths * predictions).squareRoot()
      let value = (right * total - products.both) / root
      var slopes = Slopes(classes: classes)
      for c in scores.indices {
        // Each row of a class is one of all rows, too.
        slopes.rows[c] = (right - scores[c].predicted) / root
        slopes.rows[c] -= value * ((total - scores[c].rows) / truths + total / predictions)
        slopes.predicted[c] = -scores[c].rows / root + value * scores[c].predicted / predictions
        slopes.truePositives[c] = total / root
      }
      return try estimate(max(-1, min(1, value)), slopes, scale: .fisher)
    }
  }

  /// Recall, precision and F1 of every class that has rows or predictions, by its place.
  package var classEstimates: [Int: ClassEstimates] {
    get throws(EvaluationError) {
      let squares = squaredScores
      var byClass = [[ClassScore]](repeating: [], count: classes)
      for group in scoresByGroup { for (place, score) in group { byClass[place].append(score) } }
      var estimates: [Int: ClassEstimates] = [:]
      for (c, score) in present {
        let square = squares[c]
        // Σ over units of what they move, squared.
        func standardError(rows: Double, predicted: Double, truePositives: Double) -> Double {
          if isGrouped {
            return spread(
              byClass[c].reduce(0) {
                let move =
                  rows * $1.rows + predicted * $1.predicted + truePositives * $1.truePositives
                return $0 + move * move
              })
          }
          let all = rows + predicted + truePositives
          return spread(
            (square.rows - square.truePositives) * rows * rows
              + (square.predicted - square.truePositives) * predicted * predicted
              + square.truePositives * all * all)
        }
        func share(of whole: Double, _ squares: Double, isRecall: Bool) throws(EvaluationError)
          -> ScoreEstimate?
        {
          guard whole > 0 else { return nil }
          let share = score.truePositives / whole
          let slope = -share / whole
          return try ScoreEstimate(
            share: share, weight: whole, squaredWeights: squares,
            standardError: standardError(
              rows: isRecall ? slope : 0, predicted: isRecall ? 0 : slope, truePositives: 1 / whole),
            units: isGrouped ? byClass[c].count { (isRecall ? $0.rows : $0.predicted) > 0 } : units,
            isGrouped: isGrouped)
        }
        let total = score.rows + score.predicted
        let f1 = 2 * score.truePositives / total
        estimates[c] = ClassEstimates(
          recall: try share(of: score.rows, square.rows, isRecall: true),
          precision: try share(of: score.predicted, square.predicted, isRecall: false),
          f1: try ScoreEstimate(
            f1,
            standardError: standardError(
              rows: -f1 / total, predicted: -f1 / total, truePositives: 2 / total),
            units: units, scale: .logit,
            extremeRows: min(Double(units), effectiveRows(score.rows, square.rows))))
      }
      return estimates
    }
  }

  private func estimate(
    _ value: Double, _ slopes: Slopes, scale: ErrorScale
  ) throws(EvaluationError) -> ScoreEstimate? {
    if rows == 0 { return nil }
    var sum = 0.0
    if isGrouped {
      for group in scoresByGroup {
        var move = 0.0
        for (c, score) in group {
          move += slopes.rows[c] * score.rows + slopes.predicted[c] * score.predicted
          move += slopes.truePositives[c] * score.truePositives
        }
        sum += move * move
      }
    } else {
      forEachSquare { truth, said, squares in
        let move =
          slopes.rows[truth] + slopes.predicted[said]
          + (truth == said ? slopes.truePositives[said] : 0)
        sum += squares * move * move
      }
    }
    let rarest =
      zip(scores, squaredScores).filter { $0.0.rows > 0 }
      .map { effectiveRows($0.rows, $1.rows) }.min() ?? 0
    return try ScoreEstimate(
      value, standardError: spread(sum), units: units, scale: scale,
      extremeRows: min(Double(units), rarest))
  }

  /// The standard error of moves whose squares have this sum.
  private func spread(_ squares: Double) -> Double {
    (Double(units) / Double(units - 1) * squares).squareRoot()
  }
}

/// ∂T by each class's rows, predictions and true positives.
private struct Slopes {
  var rows, predicted, truePositives: [Double]

  init(classes: Int) {
    rows = [Double](repeating: 0, count: classes)
    predicted = rows
    truePositives = rows
  }
}

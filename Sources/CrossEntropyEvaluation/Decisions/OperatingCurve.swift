/// What predicting the positive one of two classes from each of some thresholds on finds and raises: the points of its ROC
/// and precision–recall curves.
///
/// Rows of the probability θ or more are predicted to be positive. With T and X the weights of the positive and of the
/// other rows among them, the recall (true positive rate) is T / Σ_P w, the false positive rate X / Σ_N w and the precision
/// T / (T + X). The first point, of a threshold that no row reaches, has the precision 1, as in scikit-learn.
///
/// - Edges: of more different probabilities than points those are kept that lie nearest to equal steps of recall and false
///   positive rate together; the ends are exact.
/// - Error: enforced by `OperatingCurveTests`, against scikit-learn's `roc_curve` and `precision_recall_curve`.
public struct OperatingCurve: Sendable, Hashable, Encodable {
  /// The thresholds, falling; the first is +∞.
  public private(set) var thresholds: [Double] = [.infinity]
  /// The share of the positive rows that are found from each on.
  public private(set) var recall: [Double] = [0]
  /// The share of the other rows that are taken for positive.
  public private(set) var falsePositiveRate: [Double] = [0]
  /// The share of the rows predicted to be positive that are.
  public private(set) var precision: [Double] = [1]

  /// The most points.
  public static let mostPoints = 200

  /// The curve of forecasts of the positive class; nil where all rows that carry weight are of one class.
  /// - Throws: `EvaluationError` for a count that differs, and for a weight that is none.
  public init?(_ forecasts: Forecasts, weights: [Double]? = nil) throws(EvaluationError) {
    try check(weights: weights, rows: forecasts.happened.count)
    let rows = RankedRows(
      scores: forecasts.probabilities, isPositive: forecasts.happened, weights: weights)
    var (all, allWrong, scores) = (0.0, 0.0, 0)
    rows.forEachScore { _, found, wrong in
      all += found
      allWrong += wrong
      scores += 1
    }
    guard all > 0, allWrong > 0 else { return nil }
    let steps = Double(Self.mostPoints - 3)
    let isBounded = scores > Self.mostPoints - 1
    var (above, wrongAbove, last) = (0.0, 0.0, 0.0)
    rows.forEachScore { places, found, wrong in
      above += found
      wrongAbove += wrong
      scores -= 1
      let place = ((above / all + wrongAbove / allWrong) / 2 * steps).rounded(.down)
      guard !isBounded || thresholds.count == 1 || place > last || scores == 0 else { return }
      last = place
      thresholds.append(rows.scores[rows.order[places.lowerBound]])
      recall.append(above / all)
      falsePositiveRate.append(wrongAbove / allWrong)
      precision.append(above / (above + wrongAbove))
    }
  }

  enum CodingKeys: String, CodingKey {
    case thresholds, recall
    case falsePositiveRate = "false_positive_rate"
    case precision
  }
}

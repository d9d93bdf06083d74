/// What decisions by probabilities of the positive one of two classes cost, whatever a false alarm costs beside a miss.
///
/// A threshold θ is right where a false alarm costs θ and a miss 1 − θ. With p ≥ θ taken for positive, and the shares of all
/// rows, by weight, that are false alarms, FP, and misses, FN,
///
/// - the elementary score is θ·FP + (1 − θ)·FN (Murphy's curve; twice the area below it is the Brier score),
/// - the net benefit is TP − FP·θ/(1 − θ), which is π − the elementary score / (1 − θ), π the share of the positive class.
///
/// Beside them stand the elementary score of the better constant decision, min(θ·(1 − π), (1 − θ)·π), and the net benefit
/// of taking every row for positive; that of taking none is 0.
///
/// - Edges: θ from 0 to 1 by hundredths, and among them about 100 of the rows' own probabilities; at θ = 1 there is no net
///   benefit.
/// - Source: Ehm et al. 2016; Vickers and Elkin 2006.
public struct DecisionCurve: Sendable, Hashable, Encodable {
  /// The thresholds θ, rising.
  public let thresholds: [Double]
  /// The elementary score at each.
  public private(set) var elementaryScores: [Double] = []
  /// That of the better constant decision.
  public private(set) var elementaryScoresOfConstant: [Double] = []
  /// The net benefit at each; nil at 1.
  public private(set) var netBenefit: [Double?] = []
  /// That of taking every row for positive.
  public private(set) var netBenefitOfAll: [Double?] = []

  /// The curve of forecasts of the positive class; nil where all rows that carry weight are of one class.
  ///
  /// - Parameters:
  ///   - forecasts: The forecasts.
  ///   - weights: A weight ≥ 0 per row; nil for 1.
  ///   - operating: The operating curve of the same rows, which gives some thresholds.
  /// - Throws: `EvaluationError` for a count that differs, and for a weight that is none.
  public init?(
    _ forecasts: Forecasts, weights: [Double]? = nil, operating: OperatingCurve
  ) throws(EvaluationError) {
    try check(weights: weights, rows: forecasts.happened.count)
    let own = operating.thresholds.filter { $0 <= 1 }
    let even = (0...100).map { Double($0) / 100 }
    let room = OperatingCurve.mostPoints - even.count
    let stride = (own.count + room - 1) / room
    let some = own.indices.filter { $0.isMultiple(of: max(stride, 1)) }.map { own[$0] }
    let thresholds = Set(even + some).sorted()
    self.thresholds = thresholds
    // By place the weights of the rows whose probability is at least so many thresholds.
    var (found, wrong) = (
      [Double](repeating: 0, count: thresholds.count + 1),
      [Double](repeating: 0, count: thresholds.count + 1)
    )
    for row in forecasts.happened.indices {
      let place = count(of: thresholds, upTo: forecasts.probabilities[row])
      if forecasts.happened[row] {
        found[place] += weights?[row] ?? 1
      } else {
        wrong[place] += weights?[row] ?? 1
      }
    }
    let (all, allWrong) = (found.reduce(0, +), wrong.reduce(0, +))
    let rows = all + allWrong
    guard all > 0, allWrong > 0 else { return nil }
    var (missed, rejected) = (0.0, 0.0)
    for (place, threshold) in thresholds.enumerated() {
      missed += found[place]
      rejected += wrong[place]
      let alarms = (allWrong - rejected) / rows
      elementaryScores.append(threshold * alarms + (1 - threshold) * missed / rows)
      elementaryScoresOfConstant.append(
        min(threshold * allWrong, (1 - threshold) * all) / rows)
      let odds = threshold / (1 - threshold)
      netBenefit.append(odds < .infinity ? (all - missed) / rows - alarms * odds : nil)
      netBenefitOfAll.append(odds < .infinity ? (all - allWrong * odds) / rows : nil)
    }
  }

  enum CodingKeys: String, CodingKey {
    case thresholds
    case elementaryScores = "elementary_scores"
    case elementaryScoresOfConstant = "elementary_scores_of_constant"
    case netBenefit = "net_benefit"
    case netBenefitOfAll = "net_benefit_of_all"
  }
}

/// How many of some rising numbers are at most this.
private func count(of numbers: [Double], upTo most: Double) -> Int {
  var places = 0..<numbers.count
  while !places.isEmpty {
    let middle = (places.lowerBound + places.upperBound) / 2
    places = numbers[middle] <= most ? middle + 1..<places.upperBound : places.lowerBound..<middle
  }
  return places.lowerBound
}

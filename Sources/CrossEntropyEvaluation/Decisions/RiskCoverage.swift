internal import CrossEntropy

/// How often the most probable class is wrong, if only the surest rows are decided.
///
/// The coverage of a confidence κ is the share of the rows, by weight, whose most probable class has the probability κ or
/// more, its risk the share of these that are wrong. The area is Σ_κ (C_κ − C_κ' before)·R_κ over the different confidences
/// from the highest down: the mean risk over all coverages, rows of one confidence taken together; 0 at best, and the
/// error rate of all rows where confidence says nothing.
///
/// - Source: El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017.
public struct RiskCoverage: Sendable, Hashable, Encodable {
  /// The least confidence of the rows that are decided, falling.
  public private(set) var confidences: [Double] = []
  /// The share of the rows that are.
  public private(set) var coverage: [Double] = []
  /// The share of these that are wrong.
  public private(set) var risk: [Double] = []
  /// The area below the curve.
  public let area: Double

  /// The most points; of more confidences those nearest to equal steps of coverage are kept, and both ends.
  public static let mostPoints = OperatingCurve.mostPoints

  /// The curve of rows whose most probable class has a confidence, and is right or is not; nil of nothing.
  /// - Throws: `EvaluationError` for counts that differ, for a confidence that is no number and a weight that is none.
  public init?(
    confidences: [Double], isRight: [Bool], weights: [Double]? = nil
  ) throws(EvaluationError) {
    try check(confidences.count, of: .scores, expected: isRight.count)
    try check(weights: weights, rows: isRight.count)
    for confidence in confidences where confidence.isNaN { throw .outOfRange(.score, confidence) }
    let rows = RankedRows(scores: confidences, isPositive: isRight, weights: weights)
    var (all, scores) = (0.0, 0)
    rows.forEachScore { _, right, wrong in
      all += right + wrong
      if right + wrong > 0 { scores += 1 }
    }
    guard all > 0 else { return nil }
    let steps = Double(Self.mostPoints - 1)
    let isBounded = scores > Self.mostPoints
    var (covered, errors, last, isFirst) = (0.0, 0.0, 0.0, true)
    var area = CompensatedSum()
    var points: [(confidence: Double, coverage: Double, risk: Double)] = []
    rows.forEachScore { places, right, wrong in
      if right + wrong == 0 { return }
      covered += right + wrong
      errors += wrong
      scores -= 1
      area.add((right + wrong) / all * (errors / covered))
      let place = (covered / all * (steps - 1)).rounded(.down)
      guard !isBounded || isFirst || place > last || scores == 0 else { return }
      (last, isFirst) = (place, false)
      points.append((rows.scores[rows.order[places.lowerBound]], covered / all, errors / covered))
    }
    self.area = area.value
    self.confidences = points.map(\.confidence)
    coverage = points.map(\.coverage)
    risk = points.map(\.risk)
  }
}

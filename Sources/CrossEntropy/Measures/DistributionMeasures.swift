internal import RealModule

/// All measures of a distribution p and, if there is one, of its forecast q.
///
/// The measures of information are in `unit`; `perplexity`, the distances and the squared error
/// have no unit. Measures that need a forecast are nil without one.
public struct DistributionMeasures: Sendable, Hashable, Codable {
  /// The unit of the measures of information.
  public let unit: InformationUnit
  /// H(p).
  public let entropy: Double
  /// exp H(p).
  public let perplexity: Double
  /// H(q).
  public let forecastEntropy: Double?
  /// H(p, q).
  public let crossEntropy: Double?
  /// exp H(p, q), the perplexity of the forecast.
  public let forecastPerplexity: Double?
  /// D(p ‖ q).
  public let divergence: Double?
  /// D(q ‖ p).
  public let reverseDivergence: Double?
  /// J(p, q).
  public let jeffreysDivergence: Double?
  /// JS(p, q).
  public let jensenShannonDivergence: Double?
  /// √JS(p, q).
  public let jensenShannonDistance: Double?
  /// TV(p, q).
  public let totalVariation: Double?
  /// The Hellinger distance of p and q.
  public let hellingerDistance: Double?
  /// Σ (q − p)².
  public let squaredError: Double?
  /// 1 where q's most probable outcome, the first on ties, is the one that p is sure of; nil where
  /// p is not sure.
  public let accuracy: Double?

  enum CodingKeys: String, CodingKey {
    case unit, entropy, perplexity, accuracy
    case forecastEntropy = "forecast_entropy"
    case crossEntropy = "cross_entropy"
    case forecastPerplexity = "forecast_perplexity"
    case divergence = "kl_divergence"
    case reverseDivergence = "reverse_kl_divergence"
    case jeffreysDivergence = "jeffreys_divergence"
    case jensenShannonDivergence = "js_divergence"
    case jensenShannonDistance = "js_distance"
    case totalVariation = "total_variation"
    case hellingerDistance = "hellinger_distance"
    case squaredError = "squared_error"
  }

  /// The measures of p, and of its forecast q.
  public init(
    of p: [Double], under q: [Double]? = nil, in unit: InformationUnit = .nats
  ) throws(DistributionError) {
    self.unit = unit
    entropy = try CrossEntropy::entropy(of: p, in: unit)
    perplexity = try CrossEntropy::perplexity(of: p)
    guard let q else {
      forecastEntropy = nil
      crossEntropy = nil
      forecastPerplexity = nil
      divergence = nil
      reverseDivergence = nil
      jeffreysDivergence = nil
      jensenShannonDivergence = nil
      jensenShannonDistance = nil
      totalVariation = nil
      hellingerDistance = nil
      squaredError = nil
      accuracy = nil
      return
    }
    forecastEntropy = try CrossEntropy::entropy(of: q, in: unit)
    crossEntropy = try CrossEntropy::crossEntropy(of: p, under: q, in: unit)
    forecastPerplexity = CrossEntropy::perplexity(
      ofMeanCrossEntropy: try CrossEntropy::crossEntropy(of: p, under: q))
    divergence = try CrossEntropy::divergence(of: p, from: q, in: unit)
    reverseDivergence = try CrossEntropy::divergence(of: q, from: p, in: unit)
    jeffreysDivergence = try CrossEntropy::jeffreysDivergence(between: p, and: q, in: unit)
    jensenShannonDivergence = try CrossEntropy::jensenShannonDivergence(
      between: p, and: q, in: unit)
    jensenShannonDistance = try CrossEntropy::jensenShannonDistance(between: p, and: q, in: unit)
    totalVariation = try CrossEntropy::totalVariation(between: p, and: q)
    hellingerDistance = try CrossEntropy::hellingerDistance(between: p, and: q)
    var squares = CompensatedSum()
    for (x, y) in zip(p, q) { squares.add((y - x) * (y - x)) }
    squaredError = squares.value
    let all = q[...]
    accuracy = p.firstIndex(of: 1).map { $0 == mostProbable(all.span) ? 1 : 0 }
  }

  /// The means over one row or more, all in one unit.
  ///
  /// A perplexity is exp of the mean entropy, not the mean of the rows' perplexities.
  public init(meanOf rows: [DistributionMeasures]) throws(DistributionError) {
    if rows.isEmpty { throw .shape(.none(of: .rows)) }
    if let i = rows.firstIndex(where: { $0.unit != rows[0].unit }) {
      throw .otherUnit(row: i, expected: rows[0].unit, got: rows[i].unit)
    }
    func mean(_ value: (DistributionMeasures) -> Double?) -> Double? {
      var sum = CompensatedSum()
      for row in rows {
        guard let value = value(row) else { return nil }
        sum.add(value)
      }
      return sum.value / Double(rows.count)
    }
    unit = rows[0].unit
    let perUnit = 1 / unit.perNat
    entropy = mean(\.entropy) ?? .nan
    perplexity = .exp(entropy * perUnit)
    forecastEntropy = mean(\.forecastEntropy)
    crossEntropy = mean(\.crossEntropy)
    forecastPerplexity = crossEntropy.map { .exp($0 * perUnit) }
    divergence = mean(\.divergence)
    reverseDivergence = mean(\.reverseDivergence)
    jeffreysDivergence = mean(\.jeffreysDivergence)
    jensenShannonDivergence = mean(\.jensenShannonDivergence)
    jensenShannonDistance = mean(\.jensenShannonDistance)
    totalVariation = mean(\.totalVariation)
    hellingerDistance = mean(\.hellingerDistance)
    squaredError = mean(\.squaredError)
    accuracy = mean(\.accuracy)
  }

  /// Writes nil as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(entropy, forKey: .entropy)
    try container.encode(perplexity, forKey: .perplexity)
    try container.encode(forecastEntropy, forKey: .forecastEntropy)
    try container.encode(crossEntropy, forKey: .crossEntropy)
    try container.encode(forecastPerplexity, forKey: .forecastPerplexity)
    try container.encode(divergence, forKey: .divergence)
    try container.encode(reverseDivergence, forKey: .reverseDivergence)
    try container.encode(jeffreysDivergence, forKey: .jeffreysDivergence)
    try container.encode(jensenShannonDivergence, forKey: .jensenShannonDivergence)
    try container.encode(jensenShannonDistance, forKey: .jensenShannonDistance)
    try container.encode(totalVariation, forKey: .totalVariation)
    try container.encode(hellingerDistance, forKey: .hellingerDistance)
    try container.encode(squaredError, forKey: .squaredError)
    try container.encode(accuracy, forKey: .accuracy)
  }
}

/// xᵢ / Σ x, shares of a whole, as probabilities that sum to 1.
///
/// - Shape: numbers of 0 or more with a finite sum above 0.
public func probabilities(ofShares shares: [Double]) throws(DistributionError) -> [Double] {
  try checkNotNegative(shares)
  var sum = CompensatedSum()
  for x in shares { sum.add(x) }
  guard sum.value > 0, sum.value.isFinite else { throw .noSum(sum.value) }
  return shares.map { $0 / sum.value }
}

internal import RealModule

/// z = g(μ): from predictions to the logits that a linear model forms, and back.
///
/// | link | g(μ) | its inverse | the unit that it belongs to |
/// |---|---|---|---|
/// | `identity` | μ | z | ``OutputUnit/identity`` |
/// | `logit` | log(μ / (1 − μ)) | 1 / (1 + exp(−z)) | ``OutputUnit/sigmoid`` |
/// | `multinomialLogit` | log μⱼ | exp(zⱼ) / Σₖ exp(zₖ) | ``OutputUnit/softmax`` |
/// | `log` | log μ | exp(z) | ``OutputUnit/exponential`` |
///
/// - Shape: one number per output, a whole row where the link is multinomial. There the logits are
///   known only up to a constant, and `logits(of:)` gives those whose exponentials sum to 1.
/// - Edges: probabilities of 0 and 1 and rates of 0 have infinite logits.
/// - Error: 4 ulp in both directions, enforced by `LinkTests.vectors`.
/// - Source: McCullagh and Nelder 1989, "Generalized linear models".
public enum LinkFunction: String, Sendable, Codable, CaseIterable {
  /// z = μ.
  case identity
  /// z = log(μ / (1 − μ)).
  case logit
  /// zⱼ = log μⱼ, up to a constant per row.
  case multinomialLogit
  /// z = log μ.
  case log

  /// The logits of one row of predictions; throws for probabilities or rates out of range, and where
  /// those of a multinomial link do not sum to 1 within 1e-6.
  public func logits(of predictions: [Double]) throws(DistributionError) -> [Double] {
    switch self {
    case .identity: return predictions
    case .logit:
      try checkProbabilities(predictions)
      return predictions.map(logOdds)
    case .multinomialLogit:
      try checkDistribution(predictions)
      return predictions.map { Double.log($0) }
    case .log:
      try checkNotNegative(predictions)
      return predictions.map { Double.log($0) }
    }
  }

  /// The predictions of one row of logits: the inverse of the link.
  public func predictions(of logits: [Double]) -> [Double] {
    switch self {
    case .identity: logits
    case .logit: logits.map(sigmoid)
    case .multinomialLogit: softmax(logits)
    case .log: logits.map { .exp($0) }
    }
  }
}

private func logOdds(_ p: Double) -> Double {
  // Near ½ the odds are near 1, and 2p − 1 is exact: log(p / (1 − p)) = 2 atanh(2p − 1).
  p > 0.25 && p < 0.75 ? 2 * .atanh(2 * p - 1) : .log(p) - .log(onePlus: -p)
}

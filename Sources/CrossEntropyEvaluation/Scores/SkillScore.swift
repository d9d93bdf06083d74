/// 1 − ℓ̄ / c̄: the share of a constant predictor's loss that a model saves.
public struct SkillScore: Sendable, Hashable {
  /// The skill: 1 where the loss is 0, 0 where it is the constant's.
  public let estimate: Double
  /// Its 95 % interval on new rows, by the delta method for a ratio of paired means; nil where
  /// there are too few units for one.
  public let interval: ConfidenceInterval?
  /// What intervals of any confidence are formed of.
  package let score: ScoreEstimate

  /// The skill of losses ℓ against a constant's losses c on the same rows.
  public init(
    losses: [Double], constants: [Double], units: RowUnits = RowUnits()
  ) throws(EvaluationError) {
    try check(constants.count, of: .losses, expected: losses.count)
    try self.init(
      logLoss: try units.mean(of: losses).mean, constant: try units.mean(of: constants).mean,
      residualsOf: losses, constants: constants, units: units)
  }

  /// The skill of a mean loss against a constant's, whose interval is that of a sample: losses ℓ and c of its rows.
  package init(
    logLoss: Double, constant: Double, residualsOf losses: [Double], constants: [Double],
    units: RowUnits
  ) throws(EvaluationError) {
    let ratio = logLoss / constant
    let residuals = try units.mean(
      of: zip(losses, constants).map { ($0 - ratio * $1) / constant })
    estimate = 1 - ratio
    score = try ScoreEstimate(estimate, residuals: residuals)
    interval = score.interval
  }
}

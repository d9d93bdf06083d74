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
    let constant = try units.mean(of: constants).mean
    let ratio = try units.mean(of: losses).mean / constant
    let residuals = try units.mean(
      of: zip(losses, constants).map { ($0 - ratio * $1) / constant })
    estimate = 1 - ratio
    score = try ScoreEstimate(estimate, residuals: residuals)
    interval = score.interval
  }
}

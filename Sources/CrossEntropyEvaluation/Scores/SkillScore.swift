/// 1 − ℓ̄ / c̄: the share of a constant predictor's loss that a model saves.
public struct SkillScore: Sendable, Hashable {
  /// The skill: 1 where the loss is 0, 0 where it is the constant's.
  public let estimate: Double
  /// Its 95 % interval on new rows, by the delta method for a ratio of paired means; nil where
  /// there are too few units for one.
  public let interval: ConfidenceInterval?

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
    interval = try residuals.interval().map {
      ConfidenceInterval(from: 1 - ratio + $0.low, to: 1 - ratio + $0.high)
    }
  }
}

package import CrossEntropyWorkflows

/// What `score` says of recalibration.
package protocol RecalibrationPhrases {
  /// The log loss after a map that is fitted to other rows, and what that wins, its sign before it.
  func recalibrated(_ logLoss: String, gain: String, byTemperature: Bool) -> String
  /// That there is no such map, as a truth was given probability 0, or there are too few rows.
  func notRecalibrated(isImpossible: Bool) -> String
  /// A difference of log loss that is infinite, or none at all where both sides are, by the rows or tokens of these lines; and
  /// that of all others.
  func clippedDifference(
    _ difference: String?, of item: ScoredItem, lines: String, others: String?
  ) -> String
}

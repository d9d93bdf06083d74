internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScoreText {
  /// What is left of the log loss once it is recalibrated, and what that wins.
  func recalibrated(_ scores: PredictionScores) -> String {
    guard let found = scores.recalibration, let after = found.recalibrated, let gain = found.gain
    else { return phrases.notRecalibrated(isImpossible: scores.impossible != nil) }
    return phrases.recalibrated(
      fixed(after.value, 4), gain: signed(gain.value) + shownSigned(gain.interval),
      byTemperature: found.map == .temperature)
  }

  /// The mean calibration error of three classes or more, beside what right probabilities would show.
  func classwise(_ found: RecalibrationScores) -> [(fact: ScoreFact, text: String)] {
    guard let error = found.classwise else { return [] }
    return [
      (
        .classwise,
        phrases.calibrationError(
          fixed(error.estimate, 4), noise: error.noise.map { fixed($0, 4) },
          noise95: error.noise95.map { fixed($0, 4) })
      )
    ]
  }

  /// What a difference is where some truth was given probability 0.
  func unclipped(_ difference: PredictionPair.Unclipped) -> String {
    let first = difference.first.map { grouped($0) }.joined(separator: ", ")
    return phrases.clippedDifference(
      difference.difference.map { $0 > 0 ? "+∞" : minus + "∞" },
      lines: first + (difference.rowsOfEither > difference.first.count ? ", …" : ""),
      others: difference.others.map { others in
        signed(others.estimate)
          + (others.interval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? "")
      })
  }
}

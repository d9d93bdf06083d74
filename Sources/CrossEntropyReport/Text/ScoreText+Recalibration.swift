internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScoreText {
  /// What is left of the log loss once it is recalibrated, and what that wins.
  func recalibrated(_ scores: PredictionScores) -> [(fact: ScoreFact, text: String)] {
    guard let found = scores.recalibration else { return [] }
    guard let after = found.recalibrated, let gain = found.gain else {
      return [
        (.recalibrated, phrases.notRecalibrated(isImpossible: scores.impossible != nil))
      ] + split(found)
    }
    return [
      (
        .recalibrated,
        phrases.recalibrated(
          fixed(after.value, 4), gain: signed(gain.value) + shownSigned(gain.interval),
          byTemperature: found.map == .temperature)
      )
    ] + split(found)
  }

  /// Log loss = miscalibration − discrimination + uncertainty.
  private func split(_ found: RecalibrationScores) -> [(fact: ScoreFact, text: String)] {
    guard let split = found.logLossSplit else { return [] }
    // Below 0 it may be where the map has no b, as of many classes.
    let discrimination = fixed(split.parts.discrimination, 4)
    return [
      (
        .split,
        phrases.split(
          miscalibration: finite(split.parts.miscalibration),
          noise: split.noise.map { fixed($0, 4) },
          discrimination: split.parts.discrimination < 0 ? "(\(discrimination))" : discrimination,
          uncertainty: fixed(split.parts.uncertainty, 4))
      )
    ]
  }

  /// The mean calibration error of three classes or more, beside what right probabilities would show.
  func classwise(_ scores: PredictionScores) -> [(fact: ScoreFact, text: String)] {
    guard let error = scores.recalibration?.classwise else { return [] }
    return [
      (
        .classwise,
        phrases.calibrationError(
          fixed(error.estimate, 4), noise: error.noise.map { fixed($0, 4) },
          noise95: error.noise95.map { fixed($0, 4) })
      )
    ]
  }

  /// What a difference is where some truth, or token, was given probability 0.
  func unclipped(_ difference: PredictionPair.Unclipped, of item: ScoredItem) -> String {
    let first = difference.first.map { grouped($0) }.joined(separator: ", ")
    return phrases.clippedDifference(
      difference.difference.map { $0 > 0 ? "+∞" : minus + "∞" }, of: item,
      lines: first + (difference.rowsOfEither > difference.first.count ? ", …" : ""),
      others: difference.others.map { others in
        signed(others.estimate) + shownSigned(others.interval)
      })
  }
}

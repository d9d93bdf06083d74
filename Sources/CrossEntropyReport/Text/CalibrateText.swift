internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

/// The text of `calibrate`, at most 80 columns wide.
package struct CalibrateText {
  private let phrases: any Phrases
  private let isDecorated: Bool

  package init(phrases: any Phrases, isDecorated: Bool) {
    self.phrases = phrases
    self.isDecorated = isDecorated
  }

  /// What was tried and what was fitted.
  package func text(_ outcome: CalibrateOutcome, hasNotes: Bool) -> String {
    let classes = outcome.classes
    var lines = heading(
      phrases.scored(
        escaped(outcome.path), rows: outcome.rows, weight: nil,
        classes: listed(first: 8, of: classes.map { escaped($0, most: 40) }),
        positive: classes.count == 2 ? escaped(classes[1], most: 40) : nil))
    lines += fact(
      .asItIs,
      "\(finite(outcome.logLoss.value)) nats" + interval(outcome.logLoss.interval) { fixed($0, 4) })
    for candidate in outcome.candidates {
      let said: String
      if let refusal = candidate.refusal {
        said = phrases.sentence(refusal)
      } else if let logLoss = candidate.logLoss, let gain = candidate.gain {
        said = phrases.calibrated(
          finite(logLoss.value),
          gain: (gain.value.isFinite ? signed(gain.value) : "∞")
            + interval(gain.interval) { signed($0) },
          shortfall: candidate.isEligible ? nil : candidate.isBeyondDoubt ? .tooLittle : .inDoubt)
      } else {
        continue
      }
      lines += fact(.method(candidate.method), said)
    }
    let request = outcome.request
    let reason: CalibrateReason =
      request.trainPrior != nil ? .shares : request.method != nil ? .asked : .bestOfAll
    lines += fact(
      .chosen,
      phrases.chosen(
        outcome.calibrator.method, reason,
        temperature: outcome.calibrator.temperature.map { significant($0) }))
    if hasNotes {
      var notes: [String] = []
      if outcome.calibrator.gain?.isSelected == true { notes.append(phrases.gainIsSelected) }
      notes += outcome.lint.map { phrases.sentence($0) }
      if outcome.unlabelledRows > 0 { notes.append(phrases.unlabelled(outcome.unlabelledRows)) }
      notes += outcome.notes.dataFirst.map { phrases.sentence($0) }
      lines += notes.flatMap { paragraph(phrases.note(printable($0))) }
    }
    return terminalText(lines.joined(separator: "\n") + "\n")
  }

  /// What was mapped.
  package func text(_ outcome: ApplyCalibratorOutcome, hasNotes: Bool) -> String {
    let file = outcome.calibrator
    var lines = heading(
      phrases.applied(
        outcome.rows, of: escaped(outcome.request.predictions.path), file.method,
        fittedTo: escaped(file.fittedOn.path), rows: file.fittedOn.rows))
    if outcome.raised + outcome.lowered > 0 {
      lines += paragraph(
        phrases.note(phrases.clamped(raised: outcome.raised, lowered: outcome.lowered)))
    }
    if hasNotes {
      let notes =
        outcome.lint.map { phrases.sentence($0) }
        + outcome.notes.dataFirst.map { phrases.sentence($0) }
      lines += notes.flatMap { paragraph(phrases.note(printable($0))) }
    }
    return terminalText(lines.joined(separator: "\n") + "\n")
  }

  private func heading(_ text: String) -> [String] {
    var lines = wrap(text, width: 78)
    lines[0] = CrossEntropyReport::heading(lines[0], isDecorated)
    return lines
  }

  private func fact(_ fact: CalibrateFact, _ text: String) -> [String] {
    wrap(text, width: 62).enumerated().map {
      "  " + left($0 == 0 ? phrases.calibrateLabel(fact) : "", 15) + " " + $1
    }
  }

  private func finite(_ value: Double) -> String { value == .infinity ? "∞" : fixed(value, 4) }

  private func interval(
    _ interval: ConfidenceInterval?, _ shown: (Double) -> String
  ) -> String {
    interval.map { " [\(shown($0.low)), \(shown($0.high))]" } ?? ""
  }
}

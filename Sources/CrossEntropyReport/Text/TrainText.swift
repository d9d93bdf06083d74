internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What to expect of a model and how it was made, as text of at most 80 columns, to stand below its plan.
package struct TrainText {
  let outcome: TrainOutcome
  let phrases: any Phrases
  /// Whether escape codes may set headings off.
  let isDecorated: Bool
  private let notes: [CompareNote]

  /// - Parameter hasNotes: Whether notes are printed.
  package init(_ outcome: TrainOutcome, phrases: any Phrases, hasNotes: Bool, isDecorated: Bool) {
    self.outcome = outcome
    self.phrases = phrases
    self.isDecorated = isDecorated
    notes =
      hasNotes ? CompareNote.ofResults(outcome.comparison, phrases).filter(\.changesAMind) : []
  }

  /// All of it.
  package var text: String {
    let noted =
      notes.map { phrases.sentence($0) }
      + (outcome.record.isFinished ? [] : [phrases.unfinishedModel])
    return terminalText(
      [expectation, model + noteLines(noted, in: nil, phrases)].map {
        "\n" + $0.joined(separator: "\n") + "\n"
      }.joined())
  }

  /// Where the model is, and what to do with it.
  package func ending(path: String, bytes: Int, next: String) -> String {
    "\n" + phrases.modelIs(in: printable(path), bytes: bytes) + "\n"
      + phrases.nextOfModel(printable(next)) + "\n"
  }

  private var expectation: [String] {
    guard let expected = outcome.record.expected else { return [] }
    var facts: [(ModelFact, String)] = [
      (
        .logLoss,
        phrases.expectedLogLoss(
          fixed(expected.logLoss, 4),
          interval: expected.logLossInterval.map { "[\(fixed($0.low, 4)), \(fixed($0.high, 4))]" },
          constant: fixed(expected.constantLogLoss, 4))
      ),
      (
        .brierScore,
        phrases.brierScore(
          fixed(expected.brierScore, 4), of: outcome.comparison.brierMaximum)
      ),
      (.accuracy, percent(expected.accuracy)),
    ]
    if let area = expected.rocAUC { facts.append((.rocAUC, fixed(area, 4))) }
    if let baseline = outcome.baseline {
      let difference = outcome.result[outcome.request.reading].difference
      // Cross entropy ends at probabilities, so that a map would change nothing.
      let plain = expected.logLoss - baseline[.asTrained].logLoss
      facts.append(
        (
          .crossEntropy,
          phrases.besideCrossEntropy(
            fixed(baseline[.asTrained].logLoss, 4), difference: signed(plain),
            interval: outcome.request.reading == .asTrained
              ? difference.flatMap { difference in
                guard let low = difference.low, let high = difference.high else { return nil }
                return "[\(signed(low)), \(signed(high))]"
              } : nil)
        ))
    }
    return [
      heading(
        phrases.expectedHeading(expected.holdOut, folds: outcome.comparison.folds), isDecorated)
    ] + facts.flatMap { labelled(phrases.label($0), wrap($1, width: 62)) }
  }

  private var model: [String] {
    let record = outcome.record
    let title = phrases.title(
      record.loss.name, record.loss.parameters.mapValues { shortNumber($0) })
    let ending: LossEnding =
      record.loss.endsAtProbabilities
      ? .atProbabilities : record.reading == .recalibrated ? .mapped : .asTrained
    var facts: [(ModelFact, String)] = [(.loss, phrases.loss(title, ends: ending))]
    if ending == .mapped {
      let maps = zip(targets, outcome.maps).compactMap { target, maps in
        maps.last.map { map in
          phrases.map(
            scale: significant(map.scale),
            offset: map.offsets.count == 2 ? signed(map.offsets[1] - map.offsets[0]) : nil,
            target: target)
        }
      }
      facts.append((.map, maps.joined(separator: ", ")))
    }
    facts.append(
      (
        .chosen,
        phrases.chosen(
          scientific(record.chosen), of: record.model, innerFolds: record.innerFolds,
          isAtEdge: record.isAtEdge)
      ))
    facts.append(
      (
        .size,
        phrases.size(
          features: outcome.features, weights: outcome.weights,
          nonzero: record.model == .sparseLinear ? outcome.nonzeroWeights : nil,
          iterations: record.iterations, best: record.bestEpoch, record.model.iteration)
      ))
    if let stored = record.stored {
      facts.append((.stored, phrases.stored(stored, sampled: record.rows)))
    }
    let unusual = phrases.unusual(record.model.settings)
    return [heading(([record.model.layersName] + unusual).joined(separator: " · "), isDecorated)]
      + facts.flatMap { labelled(phrases.label($0), wrap($1, width: 62)) }
  }

  /// The names of several targets; nil of a single one.
  private var targets: [String?] {
    let table = outcome.comparison.table
    return table.isMultiLabel ? table.classes.map { printable($0.name) } : [nil]
  }

  private func labelled(_ label: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { "  " + left($0 == 0 ? label : "", 15) + " " + $1 }
  }
}

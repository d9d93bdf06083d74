internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

/// The text of `score`, at most 80 columns wide.
package struct ScoreText {
  let outcome: ScoreOutcome
  let phrases: any Phrases
  let hasNotes: Bool
  private let hasDetails: Bool
  let isDecorated: Bool

  /// - Parameters:
  ///   - hasNotes: Whether notes are printed.
  ///   - hasDetails: Whether the classes are, one by one, and what was taken for what.
  package init(
    _ outcome: ScoreOutcome, phrases: any Phrases, hasNotes: Bool, hasDetails: Bool,
    isDecorated: Bool
  ) {
    self.outcome = outcome
    self.phrases = phrases
    self.hasNotes = hasNotes
    self.hasDetails = hasDetails
    self.isDecorated = isDecorated
  }

  package var text: String {
    terminalText(
      (scoreLines + outcome.pairs.map { lines($0) } + (outcome.tokens.map { lines($0) } ?? [])
        + [gateLines(outcome.gates)].filter { !$0.isEmpty })
        .map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n"))
  }

  /// Whether rows are known by their numbers alone, as those of merged parts are.
  var hasRowNumbers: Bool { outcome.request.merges }

  private var scoreLines: [[String]] {
    guard !outcome.means.isEmpty, !hasDetails else {
      return outcome.predictions.enumerated().map { lines($1, isFirst: $0 == 0) }
    }
    return outcome.means.enumerated().map { file, means in
      let first = file * means.labels.count
      return lines(means, Array(outcome.predictions[first..<first + means.labels.count]))
    }
  }

  /// What a file beside the first says, line by line.
  func facts(_ pair: PredictionPair) -> [(fact: ScoreFact, text: String)] {
    var facts: [(fact: ScoreFact, text: String)] = [
      difference(
        pair.logLoss, pair.finding, margin: pair.margin, detectable: pair.smallestDetectable,
        unclipped: pair.unclipped, of: .row),
      (.wins, phrases.wins(percent(pair.winRate), ties: percent(pair.tieRate), of: .row)),
      (.brier, signed(pair.brier.estimate) + signed(pair.brier)),
      (.accuracy, signed(pair.accuracy.estimate) + signed(pair.accuracy)),
    ]
    if let found = pair.divergence {
      facts.append(
        (
          .divergence,
          phrases.divergence(
            finite(found.mean.value) + shown(found.mean.interval), median: finite(found.median),
            most: finite(found.percentile99), same: percent(found.sameClassRate))
        ))
    }
    return facts
  }

  /// A difference of log loss, and what it says.
  func difference(
    _ logLoss: PairedDifference, _ finding: ComparisonFinding, margin: Double, detectable: Double?,
    unclipped: PredictionPair.Unclipped?, of item: ScoredItem
  ) -> (fact: ScoreFact, text: String) {
    let nats = "\(signed(logLoss.estimate)) nats\(shownSigned(logLoss.interval))"
    let says =
      "\(nats): "
      + phrases.says(
        finding, of: item, margin: "\(fixed(margin, 4)) nats",
        detectable: detectable.map { fixed($0, 4) })
    let ofInfinite = unclipped.map { unclipped in
      unclipped.difference.map { phrases.infinite($0, of: item, clipped: nats) }
        ?? phrases.undefined(of: item, clipped: says)
    }
    return (.logLoss, ofInfinite ?? says)
  }

  private func lines(_ pair: PredictionPair) -> [String] {
    var lines = wrap(
      phrases.paired(
        escaped(pair.title), with: escaped(pair.baseline), pair.rows, of: .row), width: 78)
    lines[0] = heading(lines[0], isDecorated)
    lines += labelled(facts(pair))
    guard hasNotes else { return lines }
    return lines + notes(pair).flatMap { paragraph(phrases.note($0)) }
  }

  /// What is to be known of a pair.
  func notes(_ pair: PredictionPair) -> [String] {
    var all: [String] = []
    if pair.unpaired + pair.baselineUnpaired > 0 {
      all.append(phrases.unpaired(pair.unpaired, baseline: pair.baselineUnpaired))
    }
    if let difference = pair.unclipped { all.append(unclipped(difference, of: .row)) }
    // Of several labels those of each hold jointly.
    let jointly =
      outcome.request.predictions.count - (outcome.request.baseline == nil ? 1 : 0)
    if jointly > 1, pair == outcome.pairs.last {
      all.append(phrases.adjusted(pairs: jointly))
    }
    return all
  }

  func labelled(_ facts: [(fact: ScoreFact, text: String)]) -> [String] {
    facts.flatMap { fact, text in
      wrap(text, width: 62).enumerated().map {
        "  " + left($0 == 0 ? phrases.scoreLabel(fact) : "", 15) + " " + $1
      }
    }
  }

  private func signed(_ difference: PairedDifference) -> String {
    shownSigned(difference.interval)
  }

  func shownSigned(_ interval: ConfidenceInterval?) -> String {
    interval.map { " [\(signed($0.low)), \(signed($0.high))]" } ?? ""
  }

  func signed(_ value: Double) -> String { CrossEntropyReport::signed(value) }

  /// What the numbers of a file say, line by line.
  func facts(_ scores: PredictionScores) -> [(fact: ScoreFact, text: String)] {
    var facts: [(fact: ScoreFact, text: String)] = [
      (
        .logLoss,
        "\(finite(scores.logLoss.value)) nats\(shown(scores.logLoss.interval)) = "
          + phrases.besideLogLoss(
            bits: finite(scores.logLossBits),
            perplexity: finite(scores.perplexity.value, 3))
      ),
      (
        .baseRate,
        scores.baseRateLogLoss.flatMap { base in
          scores.skill.map { skill in
            phrases.baseRate(
              fixed(base, 4),
              // An infinite loss has no interval.
              skill: skill.value.isFinite ? share(skill) : "−∞ %", isWorse: skill.value < 0)
          }
        } ?? phrases.noBaseRate
      ),
      (
        .brier,
        phrases.brierScore(
          fixed(scores.brier.value, 4) + shown(scores.brier.interval), of: scores.brierMaximum)
      ),
      (.accuracy, share(scores.accuracy)),
    ]
    facts.insert(contentsOf: recalibrated(scores), at: 1)
    if let score = scores.balancedAccuracy { facts.append((.balancedAccuracy, share(score))) }
    for case (let fact, let score?) in [
      (ScoreFact.macroF1, scores.macroF1), (.matthews, scores.matthews), (.rocAUC, scores.rocAUC),
      (.averagePrecision, scores.averagePrecision),
    ] {
      facts.append((fact, fixed(score.value, 4) + shown(score.interval)))
    }
    if !scores.topAccuracies.isEmpty {
      let shares = scores.topAccuracies.map { ($0.classes, share($0.accuracy)) }
      facts.append((.topAccuracies, phrases.topAccuracies(shares)))
    }
    if let error = scores.calibration {
      facts.append(
        (
          .ece,
          phrases.calibrationError(
            fixed(error.estimate, 4), noise: error.noise.map { fixed($0, 4) },
            noise95: error.noise95.map { fixed($0, 4) })
            + (phrases.kind(error.kind).map { "; \($0)" } ?? "")
        ))
    }
    facts += classwise(scores)
    facts.append(
      (
        .calibration,
        scores.calibrationTest.map { test in
          phrases.calibration(
            pValue: significant(test.pValue),
            isEvidence: test.pValue < Significance.level)
        } ?? phrases.noCalibrationTest(isGrouped: outcome.request.group != nil)
      ))
    if let decisions = scores.decisions {
      facts += self.facts(
        decisions, positive: escaped(scores.classes[scores.classes.count - 1].name, most: 40))
    }
    if let places = scores.places {
      facts += placeFacts(places, scores.doubt(places))
    }
    return facts.filter { $0.fact.metric.map(scores.isFormed) ?? true }
  }

  private func lines(_ scores: PredictionScores, isFirst: Bool) -> [String] {
    let classes = scores.classes.prefix(8).map {
      "\(escaped($0.name, most: 40)) \(count($0.rows))"
    }
    var lines = wrap(
      phrases.scored(
        escaped(scores.title), rows: scores.rows,
        weight: weight(of: scores), classes: listed(classes, of: scores.classes.count),
        positive: scores.classes.count == 2 ? escaped(scores.classes[1].name, most: 40) : nil),
      width: 78)
    lines[0] = heading(lines[0], isDecorated)
    if isFirst { lines.append("  " + phrases.brackets(percent: Significance.confidencePercent)) }
    lines += labelled(facts(scores))
    if hasNotes { lines += notes(scores).flatMap { paragraph(phrases.note(printable($0))) } }
    return lines + (hasDetails ? classLines(scores) : [])
      + placeTables(scores, outcome.request)
  }

  /// What the rows weigh in all; nil where each counts once.
  func weight(of scores: PredictionScores) -> String? {
    outcome.request.weight.map { _ in count(scores.classes.reduce(0) { $0 + $1.rows }) }
  }

  /// What is to be known of a file and of its numbers.
  func notes(_ scores: PredictionScores) -> [String] {
    var all: [String] = []
    if let impossible = scores.impossible { all.append(sentence(impossible, of: .row)) }
    all += scores.lint.map { phrases.sentence($0) }
    if scores.unlabelledRows > 0 { all.append(phrases.unlabelled(scores.unlabelledRows)) }
    return all + scores.notes.dataFirst.map { phrases.sentence($0) }
  }

  /// That rows gave their truth probability 0, or that tokens were given it, with their lines.
  func sentence(_ impossible: PredictionScores.Impossible, of item: ScoredItem) -> String {
    let more = impossible.rows > impossible.first.count ? ", …" : ""
    return phrases.impossible(
      impossible, lines: impossible.first.map { grouped($0) }.joined(separator: ", ") + more,
      of: item, areRows: hasRowNumbers)
  }

  func finite(_ value: Double, _ digits: Int = 4) -> String {
    value == .infinity ? "∞" : fixed(value, digits)
  }

  func share(_ score: PredictionScores.Score) -> String {
    percent(score.value)
      + (score.interval.map { " [\(percent($0.low)), \(percent($0.high))]" } ?? "")
  }

  func shown(_ interval: ConfidenceInterval?) -> String {
    interval.map { " [\(fixed($0.low, 4)), \(fixed($0.high, 4))]" } ?? ""
  }

  func count(_ rows: Double) -> String {
    rows == rows.rounded() && rows < 1e15 ? grouped(Int(rows)) : significant(rows)
  }
}

extension ScoreFact {
  /// What it is formed by; nil where that is no choice.
  var metric: ScoreMetric? {
    switch self {
    case .logLoss: .logLoss
    case .baseRate: .skill
    case .brier: .brier
    case .accuracy: .accuracy
    case .balancedAccuracy: .balancedAccuracy
    case .macroF1, .positiveF1: .macroF1
    case .matthews: .matthews
    case .rocAUC: .rocAUC
    case .averagePrecision: .averagePrecision
    case .topAccuracies: .topAccuracy
    case .ece: .ece
    case .calibration: .calibration
    case .recalibrated, .classwise, .split: .recalibration
    case .worst, .suspects, .toCheck: .places
    case .decisions, .costs, .bestThreshold, .wins, .divergence, .perplexity, .allTokens: nil
    }
  }
}

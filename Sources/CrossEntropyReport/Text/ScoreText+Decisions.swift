internal import CrossEntropyWorkflows

extension ScoreText {
  /// How good the decisions by a rule are, and what they cost.
  func facts(
    _ decisions: PredictionDecisions, positive: String
  ) -> [(fact: ScoreFact, text: String)] {
    let scores: [(DecisionScore, PredictionScores.Score?)] = [
      (.precision, decisions.precision), (.recall, decisions.recall),
      (.specificity, decisions.specificity), (.f1, decisions.f1), (.accuracy, decisions.accuracy),
    ]
    var facts: [(fact: ScoreFact, text: String)] = [
      (
        .decisions,
        phrases.decided(positive, from: decisions.threshold.map { fixed($0, 4) })
          + scores.compactMap { kind, score in
            score.map {
              let shown = kind == .f1 ? fixed($0.value, 4) + shown($0.interval) : share($0)
              return "\(phrases.label(kind)) \(shown)"
            }
          }.joined(separator: ", ")
      )
    ]
    guard let costs = decisions.costs else { return facts }
    facts.append(
      (
        .costs,
        phrases.costs(
          fixed(costs.mean.value, 4) + shown(costs.mean.interval),
          constant: escaped(costs.constant, most: 40), constantCost: fixed(costs.constantCost, 4),
          saved: signed(costs.saved.value) + shownSigned(costs.saved.interval))
      ))
    guard let best = costs.best else { return facts }
    facts.append(
      (
        .bestThreshold,
        phrases.bestThreshold(
          best.threshold.isFinite ? significant(best.threshold) : nil, isNone: best.threshold > 1,
          cost: fixed(best.mean.value, 4) + shown(best.mean.interval),
          difference: signed(best.difference.value) + shownSigned(best.difference.interval))
      ))
    return facts
  }
}

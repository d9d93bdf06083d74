internal import CrossEntropyWorkflows

extension ScoreText {
  /// The tokens of every file, and the pairs of files.
  func lines(_ tokens: TokenOutcome) -> [[String]] {
    tokens.files.map { lines($0) } + tokens.pairs.map { lines($0, of: tokens.pairs) }
  }

  private func lines(_ scores: TokenScores) -> [String] {
    var lines = wrap(
      phrases.tokens(escaped(scores.path), scores.tokens, documents: scores.documents), width: 78)
    lines[0] = heading(lines[0], isDecorated)
    let costliest = scores.worstTokens.map { name($0.line, nil) }
    lines += labelled([
      (
        .logLoss,
        "\(finite(scores.logLoss.value)) nats\(shown(scores.logLoss.interval)) = "
          + phrases.bitsPerToken(finite(scores.logLossBits))
      ),
      (
        .perplexity,
        finite(scores.perplexity.value) + shown(scores.perplexity.interval)
      ),
      (.allTokens, "\(finite(scores.totalBits, 1)) bits"),
      (
        .worst,
        phrases.worst(
          scores.worstShare.map { percent($0) }, of: .token,
          lines: first(costliest, of: scores.tokens))
      ),
    ])
    guard hasNotes else { return lines }
    var notes: [String] = []
    if let impossible = scores.impossible { notes.append(sentence(impossible, of: .token)) }
    notes += scores.lint.map { phrases.sentence($0) }
    notes += scores.notes.dataFirst.map { phrases.sentence($0) }
    return lines + notes.flatMap { paragraph(phrases.note(printable($0))) }
  }

  private func lines(_ pair: TokenPair, of pairs: [TokenPair]) -> [String] {
    var lines = wrap(
      phrases.paired(
        escaped(pair.path), with: escaped(pair.baseline), pair.tokens, of: .token), width: 78)
    lines[0] = heading(lines[0], isDecorated)
    lines += labelled([
      difference(
        pair.logLoss, pair.finding, margin: pair.margin, detectable: pair.smallestDetectable,
        unclipped: pair.unclipped, of: .token),
      (.wins, phrases.wins(percent(pair.winRate), ties: percent(pair.tieRate), of: .token)),
    ])
    guard hasNotes else { return lines }
    var notes = pair.unclipped.map { [unclipped($0, of: .token)] } ?? []
    if pairs.count > 1, pair == pairs.last { notes.append(phrases.adjusted(pairs: pairs.count)) }
    return lines + notes.flatMap { paragraph(phrases.note($0)) }
  }
}

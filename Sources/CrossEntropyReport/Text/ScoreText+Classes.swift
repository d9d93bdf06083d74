internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScoreText {
  /// The classes one by one, and what was taken for what.
  func classLines(_ scores: PredictionScores) -> [String] {
    let names = scores.classes.map { escaped($0.name, most: 20) }
    var classes = TextTable(head: ScoreClassColumn.allCases.map { phrases.classHead($0) })
    classes.rows = zip(names, scores.classes).prefix(mostListed).map { name, score in
      [
        name, count(score.rows), percentages(score.precision), percentages(score.recall),
        percentages(score.f1),
      ]
    }
    var lines = [""] + classes.lines
    let more = names.count - classes.rows.count
    if more > 0 { lines += paragraph(phrases.moreClasses(more)) }
    guard scores.isFormed(.confusion) else { return lines }
    return lines + [""] + confusionLines(scores, names)
  }

  /// The whole confusion where it is narrow enough, else the most frequent mistakes.
  private func confusionLines(_ scores: PredictionScores, _ names: [String]) -> [String] {
    if let confusion = scores.confusion {
      var table = TextTable(head: [phrases.truthAndPredicted] + names)
      table.rows = zip(names, confusion).map { name, row in [name] + row.map { count($0) } }
      let lines = table.lines
      if lines.allSatisfy({ displayWidth($0) <= table.width }) { return lines }
    }
    let mistakes =
      scores.mistakes
      ?? (scores.confusion ?? []).enumerated().flatMap { truth, row in
        row.enumerated().filter { $0.offset != truth && $0.element > 0 }.map {
          ClassSums.Mistake(truth: truth, said: $0.offset, rows: $0.element)
        }
      }.sorted { $0.rows > $1.rows }
    return wrap(
      phrases.mistaken(
        listed(
          mistakes.prefix(mostListed).map {
            phrases.mistake(names[$0.truth], for: names[$0.said], rows: count($0.rows))
          }, of: mistakes.count)), width: 78)
  }

  /// A share and its interval in per cent, without the sign.
  private func percentages(_ score: PredictionScores.Score?) -> String {
    guard let score else { return "–" }
    return fixed(100 * score.value, 1)
      + (score.interval.map { " [\(fixed(100 * $0.low, 1)), \(fixed(100 * $0.high, 1))]" } ?? "")
  }
}

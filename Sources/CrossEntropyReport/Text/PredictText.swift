internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The text of `predict`, at most 80 columns wide.
package struct PredictText {
  private let outcome: PredictOutcome
  private let phrases: any Phrases
  private let isDecorated: Bool

  package init(_ outcome: PredictOutcome, phrases: any Phrases, isDecorated: Bool) {
    self.outcome = outcome
    self.phrases = phrases
    self.isDecorated = isDecorated
  }

  /// How many rows are of which class.
  package var summary: String {
    var lines = [
      heading(
        phrases.predicted(
          outcome.rows, of: escaped(outcome.request.table.path),
          by: escaped(outcome.request.model)), isDecorated)
    ]
    for target in outcome.targets {
      let classes = target.classes.map { entry in
        "\(escaped(entry.name, most: 40)) \(grouped(entry.rows)) "
          + "(\(percent(Double(entry.rows) / Double(max(1, outcome.rows)))))"
      }
      let more = classes.count - mostListed
      let shown = Array(classes.prefix(mostListed)) + (more > 0 ? ["… +\(grouped(more))"] : [])
      lines += wrap(items: ["\(escaped(target.name)):"] + shown, separator: "  ", width: 76)
        .map { "  " + $0 }
    }
    if let threshold = outcome.threshold {
      lines += paragraph(phrases.predictedFrom(shown(threshold)))
    }
    if case .costTable(let path)? = outcome.request.rule {
      lines += paragraph(phrases.leastCost(by: escaped(path)))
    }
    return terminalText(lines.joined(separator: "\n") + "\n")
  }

  /// What was met on the way; empty where nothing was.
  package var notes: String {
    let lines = sentences.flatMap { paragraph(phrases.note(printable($0))) }
    return lines.isEmpty ? "" : terminalText(lines.joined(separator: "\n") + "\n")
  }

  private var sentences: [String] {
    var all = outcome.notes.dataFirst.map { phrases.sentence($0) }
    all += outcome.renamed.map { phrases.renamed($0) }
    all += outcome.noNumbers.map { phrases.noNumbers($0) }
    all += outcome.newLevels.map { new in
      let examples = new.examples.map { "\(quoted($0.name)) (\(grouped($0.rows)))" }
      return phrases.newLevels(
        new, of: outcome.rows, listed(examples, of: new.levels))
    }
    all += outcome.unread.map { phrases.unread($0, of: outcome.rows) }
    if !outcome.missing.isEmpty {
      let columns = outcome.missing.prefix(8).map { "\(quoted($0.column)) \(grouped($0.cells))" }
      all.append(phrases.missing(listed(columns, of: outcome.missing.count)))
    }
    all += outcome.drift.map { phrases.drift($0) }
    if let id = outcome.request.id {
      if let rows = outcome.repeatedIDs {
        if rows > 0 { all.append(phrases.repeatedIDs(rows, of: id)) }
      } else {
        all.append(phrases.unknownRepeats(of: id))
      }
    }
    if !outcome.unused.isEmpty {
      all.append(phrases.unused(listed(first: 8, of: outcome.unused)))
    }
    return all
  }
}

/// A probability as it was given, or with four decimals where it has more.
private func shown(_ probability: Double) -> String {
  let text = shortNumber(probability)
  return text.count > 6 ? fixed(probability, 4) : text
}

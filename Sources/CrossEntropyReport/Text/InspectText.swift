internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What a saved model is and what its columns do, as text of at most 80 columns.
package struct InspectText {
  let outcome: InspectOutcome
  let phrases: any Phrases
  /// Whether escape codes may set headings off.
  let isDecorated: Bool
  let words: ModelWords

  package init(_ outcome: InspectOutcome, phrases: any Phrases, isDecorated: Bool) {
    self.outcome = outcome
    self.phrases = phrases
    self.isDecorated = isDecorated
    words = ModelWords(outcome, phrases)
  }

  /// One screen: the columns that do most.
  package var screen: String { text(isWhole: false) }

  /// Everything.
  package var details: String { text(isWhole: true) }

  private func text(isWhole: Bool) -> String {
    var blocks = [model(isWhole: isWhole)]
    if outcome.evaluation != nil { blocks.append(importances(isWhole: isWhole)) }
    if outcome.outputs != nil {
      blocks.append(isWhole ? allEffects : effects)
    } else if isWhole {
      blocks.append(outcome.columns.flatMap { profile(of: $0) })
    }
    if outcome.outputs == nil, outcome.evaluation == nil {
      blocks.append(paragraph(phrases.importanceNeedsTable))
    }
    return terminalText(
      blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n")
  }

  // MARK: The model

  private func model(isWhole: Bool) -> [String] {
    [heading(words.title(escaped(outcome.request.model)), isDecorated)]
      + words.facts(isWhole: isWhole).flatMap { labelled($0.label, wrap($0.text, width: 62)) }
  }

  private func labelled(_ label: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { "  " + left($0 == 0 ? label : "", 15) + " " + $1 }
  }

  // MARK: Importance

  private func importances(isWhole: Bool) -> [String] {
    guard let evaluation = outcome.evaluation else { return [] }
    let shown = outcome.columns.prefix(isWhole ? .max : mostListed)
    var table = TextTable(head: [
      phrases.effectHead(.column), phrases.effectHead(.importance), phrases.head(Term.interval),
    ])
    table.rows = shown.map { column in
      [
        escaped(column.name, most: 60), signed(column.importance?.logLossIncrease ?? 0),
        column.importance?.interval.map { "[\(signed($0.low)), \(signed($0.high))]" } ?? "–",
      ]
    }
    table.width = 76
    var lines = [heading(phrases.importanceHeading(escaped(evaluation.table)), isDecorated)]
    lines += labelled(
      phrases.label(ModelFact.logLoss), wrap(words.evaluated(evaluation), width: 62))
    lines += table.lines.map { "  " + $0 } + rest(outcome.columns.count - shown.count)
    return lines + paragraph(phrases.importanceNote(permutations: evaluation.permutations))
  }

  private func rest(_ n: Int) -> [String] {
    n > 0 ? ["  … " + phrases.moreColumns(n)] : []
  }

  // MARK: Effects

  private var bySize: [InspectOutcome.Column] { words.withWeight }

  private var withoutWeight: [String] { words.withoutWeight.map { paragraph($0) } ?? [] }

  private var effects: [String] {
    let shown = bySize.prefix(mostListed)
    let names = shown.map { escaped($0.name, most: 60) }
    let wide = min(26, max(8, names.map(displayWidth).max() ?? 0))
    let sizes =
      [phrases.effectHead(.effect)] + shown.map { $0.size.map { fitted($0, 2, width: 7) } ?? "–" }
    let narrow = sizes.map(displayWidth).max() ?? 0
    func line(_ name: String, _ size: String, _ odds: String) -> String {
      var line = "  " + left(name, wide) + "  " + right(size, narrow) + "  "
      line += cut(odds, columns: 80 - displayWidth(line))
      while line.last == " " { line.removeLast() }
      return line
    }
    var lines = [heading(words.effectsHeading, isDecorated)]
    lines.append(line(phrases.effectHead(.column), sizes[0], phrases.effectHead(.odds)))
    for (place, column) in shown.enumerated() {
      lines.append(line(names[place], sizes[place + 1], words.strongest(column)))
    }
    lines += rest(bySize.count - shown.count)
    return lines + withoutWeight + paragraph(words.effectsNote)
  }

  private var allEffects: [String] {
    var lines = [heading(words.effectsHeading, isDecorated)]
    let intercepts = (outcome.outputs ?? []).map { words.of($0) + signed($0.intercept) }
    lines += labelled(phrases.averageRow, wrap(items: intercepts, separator: ", ", width: 62))
    for column in bySize {
      lines += profile(of: column)
      let terms = words.terms(of: column)
      for term in terms.prefix(mostTerms) {
        let items = [words.name(of: term, column) + ":"] + words.weights(of: term)
        lines += wrap(items: items, separator: "  ", width: 74).enumerated()
          .map { ($0 == 0 ? "    " : "      ") + $1 }
      }
      if terms.count > mostTerms {
        lines.append("    … " + phrases.moreWeights(terms.count - mostTerms))
      }
    }
    return lines + withoutWeight + paragraph(words.effectsNote)
  }

  /// A column with what it held in training.
  private func profile(of column: InspectOutcome.Column) -> [String] {
    let effect =
      column.size.map { phrases.effectHead(.effect) + " " + fitted($0, 2, width: 7) }
    return wrap(
      items: [quoted(column.name)] + [effect].compactMap { $0 } + words.profile(of: column),
      separator: "; ", width: 74
    ).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
  }
}

/// The most weights of a column that are listed.
private let mostTerms = 100

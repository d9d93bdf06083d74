internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension CompareText {
  /// What the table is and how it was read; on one screen without what is as it always is.
  func tableSection(isWhole: Bool) -> [String] {
    let table = outcome.table
    let question =
      ": " + phrases.whichLoss(shown(table.target), isMultiLabel: table.isMultiLabel)
    let file = cut(printable(table.name), columns: 80 - displayWidth(question))
    var lines = [heading(file + question)]
    var facts = [grouped(table.rows)]
    if let groups = table.groups { facts.append(phrases.count(groups, .groups)) }
    if table.weighted { facts.append(phrases.weighted) }
    facts.append(phrases.count(table.classes.count, table.isMultiLabel ? .labels : .classes))
    for (names, kind) in [
      (table.numbers, Countable.numberColumns), (table.categories, .categoryColumns),
    ] where isWhole || !names.isEmpty {
      let count = phrases.count(names.count, kind)
      let named = phrases.columns(count, names.map(shown))
      facts.append(names.isEmpty || displayWidth(named) > 48 ? count : named)
    }
    lines += labelled(.rows, wrap(items: facts, separator: " · ", width: 68))
    lines += labelled(
      table.isMultiLabel ? .labels : .classes, wrap(items: classes, separator: " · ", width: 68))
    let missing = missingCells
    if isWhole || !missing.isEmpty {
      lines += labelled(
        .missing, missing.isEmpty ? [phrases.none] : missing.flatMap { wrap($0, width: 68) })
    }
    if !table.dropped.isEmpty {
      let dropped = table.dropped.map { "\(shown($0.name)) (\(phrases.reason($0.reason)))" }
      lines += labelled(.dropped, wrap(listed(dropped), width: 68))
    }
    if table.unlabelledRows > 0 {
      lines += labelled(
        .leftOut,
        wrap(
          phrases.unlabelledRows(
            table.unlabelledRows, target: table.isMultiLabel ? nil : shown(table.target)),
          width: 68))
    }
    switch outcome.model {
    case .linear: break
    case .network: lines += labelled(.model, wrap(outcome.model.name, width: 68))
    }
    let folds = phrases.folds(outcome.folds, repeats: outcome.repeats, seed: outcome.seed)
    let constant = phrases.constantScores(
      fixed(outcome.constant.logLoss, 4), isMultiLabel: table.isMultiLabel)
    return lines
      + (isWhole
        ? labelled(.folds, [folds]) + labelled(.constant, [constant])
        : labelled(.folds, wrap(items: [folds, constant], separator: " · ", width: 68)))
  }

  private var classes: [String] {
    let table = outcome.table
    var classes = table.classes.prefix(mostListed).map {
      shown($0.name) + ($0.positive.map { " = \(shown($0))" } ?? "")
        + " \(percent($0.share)) (\(grouped($0.rows)))"
    }
    if table.classes.count > mostListed {
      classes.append(phrases.more(table.classes.count - mostListed))
    }
    if table.classes.count == 2, !table.isMultiLabel { classes[1] += ", \(phrases.positiveClass)" }
    return classes
  }

  /// The columns with missing cells, and what is done about them.
  private var missingCells: [String] {
    let numbers = Set(outcome.table.numbers)
    let (inNumbers, inCategories) = (
      outcome.table.missing.filter { numbers.contains($0.column) },
      outcome.table.missing.filter { !numbers.contains($0.column) }
    )
    func list(_ columns: [TableSummary.Missing]) -> String {
      listed(columns.map { "\(shown($0.column)) \(grouped($0.cells))" })
    }
    return (inNumbers.isEmpty ? [] : [phrases.imputed(list(inNumbers))])
      + (inCategories.isEmpty ? [] : [phrases.categoryOfItsOwn(list(inCategories))])
  }

  private func labelled(_ fact: TableFact, _ lines: [String]) -> [String] {
    lines.enumerated().map { index, line in
      "  " + left(index == 0 ? phrases.label(fact) : "", 10) + line
    }
  }

  private func listed(_ items: [String]) -> String {
    let most = 10
    return (items.prefix(most) + (items.count > most ? [phrases.more(items.count - most)] : []))
      .joined(separator: ", ")
  }

  /// A name from the file, without what could rewrite the screen, and not too long for a line.
  private func shown(_ name: String) -> String { cut(printable(name), columns: 40) }
}

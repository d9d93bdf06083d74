internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension CompareText {
  /// What the table is and how it was read.
  ///
  /// - Parameter linesPerList: The most lines that a list may take on one screen, which also lacks what
  ///   is as it always is; nil for everything.
  func tableSection(linesPerList most: Int?) -> [String] {
    let isWhole = most == nil
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
      let named = "\(count): \(names.map(shown).joined(separator: ", "))"
      facts.append(names.isEmpty || most == 1 || displayWidth(named) > 48 ? count : named)
    }
    lines += labelled(.rows, wrap(items: facts, separator: " · ", width: 68))
    lines += labelled(
      table.isMultiLabel ? .labels : .classes,
      fitted(classes, in: most) { wrap(items: $0, separator: " · ", width: 68) })
    let missing = missingCells(in: most)
    if isWhole || !missing.isEmpty {
      lines += labelled(.missing, missing.isEmpty ? [phrases.none] : missing)
    }
    if !table.leaks.isEmpty {
      let leaks = table.leaks.map {
        phrases.leak(
          shown($0.column), byMissing: $0.byMissing, logLoss: fixed($0.logLoss, 4),
          constant: fixed($0.constantLogLoss, 4))
      }
      lines += labelled(
        .leaks, fitted(leaks, in: most) { wrap($0.joined(separator: ", "), width: 68) })
    }
    if !table.dropped.isEmpty {
      let dropped = table.dropped.map { "\(shown($0.name)) (\(phrases.reason($0.reason)))" }
      lines += labelled(
        .dropped, fitted(dropped, in: most) { wrap($0.joined(separator: ", "), width: 68) })
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
    var classes = table.classes.map {
      shown($0.name) + ($0.positive.map { " = \(shown($0))" } ?? "")
        + " \(percent($0.share)) (\(grouped($0.rows)))"
    }
    if table.classes.count == 2, !table.isMultiLabel { classes[1] += ", \(phrases.positiveClass)" }
    return classes
  }

  /// The columns with missing cells, and what is done about them.
  private func missingCells(in most: Int?) -> [String] {
    let numbers = Set(outcome.table.numbers)
    let (inNumbers, inCategories) = (
      outcome.table.missing.filter { numbers.contains($0.column) },
      outcome.table.missing.filter { !numbers.contains($0.column) }
    )
    func lines(
      _ columns: [TableSummary.Missing], _ sentence: (String) -> String
    ) -> [String] {
      if columns.isEmpty { return [] }
      // Numbers and categories share what room there is.
      let most = most.map { max(1, $0 - 1) }
      return fitted(columns.map { "\(shown($0.column)) \(grouped($0.cells))" }, in: most) {
        wrap(sentence($0.joined(separator: ", ")), width: 68)
      }
    }
    return lines(inNumbers, phrases.imputed) + lines(inCategories, phrases.categoryOfItsOwn)
  }

  /// The lines of as many items as stand in so many lines, at least of one, and how many more there are.
  private func fitted(
    _ items: [String], in most: Int?, _ lines: ([String]) -> [String]
  ) -> [String] {
    // More would not stand in so many lines whatever they are.
    var shown = min(items.count, most.map { mostListed * $0 } ?? mostListed)
    while true {
      let more = items.count - shown
      let all = lines(items.prefix(shown) + (more > 0 ? [phrases.more(more)] : []))
      if shown <= 1 || most.map({ all.count <= $0 }) ?? true { return all }
      shown -= 1
    }
  }

  private func labelled(_ fact: TableFact, _ lines: [String]) -> [String] {
    lines.enumerated().map { index, line in
      "  " + left(index == 0 ? phrases.label(fact) : "", 10) + line
    }
  }

  /// A name from the file, without what could rewrite the screen, and not too long for a line.
  private func shown(_ name: String) -> String { cut(printable(name), columns: 40) }
}

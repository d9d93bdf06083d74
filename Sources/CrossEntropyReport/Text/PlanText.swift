internal import CrossEntropyFiles
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// How a table was read and what will be done with it, as text of at most 80 columns.
package struct PlanText {
  package let plan: ComparePlan
  let phrases: any Phrases
  /// Whether escape codes may set headings off.
  let isDecorated: Bool
  /// Whether a model is made, and not only losses compared.
  private let isOfModel: Bool
  private let notes: [String]

  /// The most lines that stand before the fits on one screen.
  static let screenLines = 12

  /// - Parameters:
  ///   - isOfModel: Whether a model is made, and not only losses compared.
  ///   - hasNotes: Whether notes are printed.
  package init(
    _ plan: ComparePlan, isOfModel: Bool = false, phrases: any Phrases, hasNotes: Bool,
    isDecorated: Bool
  ) {
    self.isOfModel = isOfModel
    self.plan = plan
    self.phrases = phrases
    self.isDecorated = isDecorated
    notes = hasNotes ? plan.table.notes.dataFirst.map { phrases.sentence($0) } : []
  }

  /// What is unusual, in a few lines.
  package var screen: String { text(screenSection) }

  /// Everything.
  package var details: String { text(section(linesPerList: nil, hasWayBack: true)) }

  /// The lines of the screen.
  package var screenCount: Int { screenSection.count }

  /// What the fits will take.
  package var work: String {
    text(
      labelled(
        .work,
        wrap(
          phrases.work(fits: plan.fits, memory: plan.memory, seconds: plan.seconds), width: 68)))
  }

  private func text(_ lines: [String]) -> String {
    terminalText(lines.joined(separator: "\n") + "\n")
  }

  private var screenSection: [String] {
    // The scores and differences of every loss stand below, and shall be on the same screen.
    let losses = plan.request.losses.count
    let room = CompareText.screenLines - 2 * losses - 24
    for limit in [min(Self.screenLines, room), Self.screenLines] {
      for most in [3, 2, 1] {
        let lines = section(linesPerList: most)
        guard lines.count <= limit else { continue }
        let whole = section(linesPerList: most, hasWayBack: true)
        return whole.count <= limit ? whole : lines
      }
    }
    return section(linesPerList: 1)
  }

  /// - Parameter most: The most lines that a list may take on one screen, which also lacks what is as it
  ///   always is; nil for everything.
  private func section(linesPerList most: Int?, hasWayBack: Bool = false) -> [String] {
    let isWhole = most == nil
    let table = plan.table
    let target = shown(table.target)
    let question =
      ": "
      + (isOfModel
        ? phrases.modelOf(target, isMultiLabel: table.isMultiLabel)
        : phrases.whichLoss(target, isMultiLabel: table.isMultiLabel, of: nil))
    let file = cut(printable(table.name), columns: 80 - displayWidth(question))
    var lines = [heading(file + question, isDecorated)]
    var facts = [grouped(table.rows)]
    if let tested = table.testRows { facts.append(phrases.testRows(tested)) }
    if let groups = table.groups {
      facts.append(
        table.testRows == nil ? phrases.count(groups, .groups) : phrases.testGroups(groups))
    }
    if table.weighted { facts.append(phrases.weighted) }
    facts.append(phrases.count(table.classes.count, table.isMultiLabel ? .labels : .classes))
    var longLists: [String] = []
    for (kind, columns) in columnsByKind where isWhole || !columns.isEmpty {
      let count = phrases.count(columns.count, kind)
      let named = "\(count): \(columns.joined(separator: ", "))"
      let isLong = displayWidth(named) > 66
      if !isWhole || !isLong {
        facts.append(columns.isEmpty || most == 1 || isLong ? count : named)
      } else {
        longLists += fitted(columns, in: nil) {
          wrap("\(count): \($0.joined(separator: ", "))", width: 68)
        }
      }
    }
    if isWhole || table.encodedWidth != table.columns.count {
      facts.append(phrases.count(table.encodedWidth, .encodedColumns))
    }
    lines += labelled(.rows, wrap(items: facts, separator: " · ", width: 68) + longLists)
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
      lines += labelled(.dropped, dropped(in: most, hasWayBack: hasWayBack))
    }
    if table.unlabelledRows > 0 {
      lines += labelled(
        .leftOut,
        wrap(
          phrases.unlabelledRows(
            table.unlabelledRows, tested: table.unlabelledTestRows,
            target: table.isMultiLabel ? nil : shown(table.target)),
          width: 68))
    }
    switch plan.request.model {
    case .linear: break
    case .sparseLinear, .network:
      lines += labelled(.model, wrap(phrases.model(plan.request.model), width: 68))
    }
    let request = plan.request
    let folds = phrases.folds(
      plan.folds, by: request.holdOut, repeats: plan.repeats, seed: request.seed)
    let constant = phrases.constantScores(
      fixed(plan.constant.logLoss, 4), isMultiLabel: table.isMultiLabel,
      isTested: table.testRows != nil)
    lines +=
      isWhole
      ? labelled(.folds, [folds]) + labelled(.constant, [constant])
      : labelled(.folds, wrap(items: [folds, constant], separator: " · ", width: 68))
    return lines
      + noteLines(notes, in: most.map { _ in Self.screenLines - lines.count }, phrases)
  }

  /// The columns that are read, with the levels of those that are categories.
  private var columnsByKind: [(Countable, [String])] {
    let dates = Set(
      plan.table.notes.compactMap {
        if case .column(let name, .dates(_, _, _, _)) = $0 { name } else { nil }
      })
    var (numbers, categories): ([String], [String]) = ([], [])
    var (sparse, texts): ([String], [String]) = ([], [])
    for column in plan.table.columns {
      switch column.kind {
      case .number:
        numbers.append(
          shown(column.name) + (dates.contains(column.name) ? " (\(phrases.date))" : ""))
      case .category:
        // The first says what is counted.
        let levels = column.levels ?? 0
        categories.append(
          shown(column.name)
            + " (\(categories.isEmpty ? phrases.count(levels, .levels) : grouped(levels)))")
      case .sparse:
        sparse.append("\(shown(column.name)) (\(phrases.count(column.places ?? 0, .places)))")
      case .text:
        texts.append("\(shown(column.name)) (\(phrases.count(column.places ?? 0, .words)))")
      }
    }
    // Rare kinds are not counted where there is none.
    return [(.numberColumns, numbers), (.categoryColumns, categories)]
      + [(.sparseColumns, sparse), (.textColumns, texts)].filter { !$0.1.isEmpty }
  }

  private var classes: [String] {
    let table = plan.table
    var classes = table.classes.map {
      shown($0.name) + ($0.positive.map { " = \(shown($0))" } ?? "")
        + " \(percent($0.share)) (\(phrases.ofWhich($0.rows, tested: $0.testRows)))"
    }
    if table.classes.count == 2, !table.isMultiLabel { classes[1] += ", \(phrases.positiveClass)" }
    return classes
  }

  /// The columns that are dropped, and how one that looks like an id is used all the same.
  private func dropped(in most: Int?, hasWayBack: Bool) -> [String] {
    let ids = plan.table.dropped.filter(\.reason.isOfIds).map(\.name)
    let hasWayBack = hasWayBack && !ids.isEmpty
    // A shell could read other names otherwise, and a long one is shown cut.
    let isTyped =
      ids.count == 1 && ids[0].count <= 40
      && ids[0].allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    let items = plan.table.dropped.map { column in
      let way =
        hasWayBack && isTyped && column.reason.isOfIds
        ? "; \(phrases.wayBack(to: column.name))" : ""
      return "\(shown(column.name)) (\(phrases.reason(column.reason))\(way))"
    }
    let end =
      hasWayBack && !isTyped ? "; \(phrases.wayBack(to: nil))" : ""
    // It is not to push out another column.
    return fitted(items, in: most.map { hasWayBack ? $0 + 1 : $0 }) {
      wrap($0.joined(separator: ", ") + end, width: 68)
    }
  }

  /// The columns with missing cells, and what is done about them.
  private func missingCells(in most: Int?) -> [String] {
    let numbers = Set(plan.table.numbers)
    func missing(areNumbers: Bool, toTestAlone: Bool) -> [TableSummary.Missing] {
      plan.table.missing.filter {
        numbers.contains($0.column) == areNumbers && ($0.testCells == $0.cells) == toTestAlone
      }
    }
    func lines(
      _ columns: [TableSummary.Missing], _ sentence: (String) -> String
    ) -> [String] {
      if columns.isEmpty { return [] }
      // Numbers and categories share what room there is.
      let most = most.map { max(1, $0 - 1) }
      let cells = columns.map { column in
        let tested = column.testCells == column.cells ? nil : column.testCells
        return shown(column.column) + " "
          + (tested ?? 0 > 0
            ? "(\(phrases.ofWhich(column.cells, tested: tested)))" : grouped(column.cells))
      }
      return fitted(cells, in: most) {
        wrap(sentence($0.joined(separator: ", ")), width: 68)
      }
    }
    return lines(missing(areNumbers: true, toTestAlone: false), phrases.imputed)
      + lines(missing(areNumbers: false, toTestAlone: false), phrases.categoryOfItsOwn)
      + lines(missing(areNumbers: true, toTestAlone: true), phrases.imputedToTest)
      + lines(missing(areNumbers: false, toTestAlone: true), phrases.noCategoryToTest)
  }

  /// The lines of as many items as stand in so many lines, at least of one, and how many more there are.
  private func fitted(
    _ items: [String], in most: Int?, _ lines: ([String]) -> [String]
  ) -> [String] {
    // More would not stand in so many lines whatever they are.
    var shown = min(items.count, most.map { mostListed * $0 } ?? mostInDetails)
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

/// The most items of a list among all details.
private let mostInDetails = 100

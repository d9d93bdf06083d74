internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparePage {
  /// What the table is, column by column.
  var table: Page.Section {
    let table = outcome.table
    var facts = [phrases.count(table.rows, .rows)]
    if let tested = table.testRows { facts.append(phrases.testRows(tested)) }
    if let groups = table.groups {
      facts.append(
        table.testRows == nil ? phrases.count(groups, .groups) : phrases.testGroups(groups))
    }
    if table.weighted { facts.append(phrases.weighted) }
    facts +=
      [
        phrases.count(table.classes.count, table.isMultiLabel ? .labels : .classes),
        phrases.count(table.numbers.count, .numberColumns),
        phrases.count(table.categories.count, .categoryColumns),
      ]
      + [(table.sparse, Countable.sparseColumns), (table.texts, .textColumns)].filter {
        !$0.0.isEmpty
      }
      .map { phrases.count($0.0.count, $0.1) }
      + []
    if table.unlabelledRows > 0 {
      let target = table.isMultiLabel ? nil : isolated(cut(table.target, 60))
      facts.append(
        "\(phrases.label(.leftOut)): "
          + phrases.unlabelledRows(
            table.unlabelledRows, tested: table.unlabelledTestRows, target: target))
    }
    return Page.Section(
      .table, lead: sentence(facts.joined(separator: " · ")),
      body: "\(classList)\(columnTable)\(leaks)\(dropped)")
  }

  private var leaks: Markup {
    let leaks = outcome.table.leaks
    guard !leaks.isEmpty else { return "" }
    let items = leaks.prefix(Self.mostListed).map {
      "<li>\(phrases.leak(isolated(cut($0.column, 80)), byMissing: $0.byMissing, logLoss: fixed($0.logLoss, 4), constant: fixed($0.constantLogLoss, 4)))</li>\n"
        as Markup
    }
    return
      "<h3>\(phrases.atStart(phrases.probableLeak))</h3>\n<ul class=\"notes\">\n\(Array(items))\(more(leaks.count))</ul>\n"
  }

  private var dropped: Markup {
    let dropped = outcome.table.dropped
    guard !dropped.isEmpty else { return "" }
    let items = dropped.prefix(Self.mostListed).map {
      "<li>\(named(cut($0.name, 80))): \(phrases.reason($0.reason))</li>\n" as Markup
    }
    return
      "<h3>\(phrases.atStart(phrases.label(.dropped)))</h3>\n<ul class=\"notes\">\n\(Array(items))\(more(dropped.count))</ul>\n"
  }

  private var classList: Markup {
    let table = outcome.table
    let rows = table.classes.prefix(Self.mostListed).enumerated().map { place, kind -> [Markup] in
      let isPositive = table.classes.count == 2 && !table.isMultiLabel && place == 1
      let tag: Markup =
        isPositive ? " <span class=\"tag\">\(phrases.positiveClass)</span>" : ""
      return [
        "\(name(kind))\(tag)", "\(phrases.ofWhich(kind.rows, tested: kind.testRows))",
        "\(percent(kind.share))",
      ]
    }
    let caption = phrases.classesCaption(
      table.isMultiLabel ? nil : isolated(cut(table.target, 80)))
    return pageTable(
      phrases, caption: "\(sentence(caption))\(first(of: table.classes.count))",
      head: ["", phrases.label(.rows), phrases.share], rows: Array(rows),
      label: phrases.label(table.isMultiLabel ? .labels : .classes))
  }

  private var columnTable: Markup {
    let all = outcome.table.columns
    let rows = all.prefix(Self.mostListed).map { column -> [Markup] in
      [
        named(cut(column.name, 80)), "\(phrases.kind(column.kind))", values(column),
        "\(missing(column))",
      ]
    }
    return pageTable(
      phrases, caption: "\(phrases.columnsCaption)\(first(of: all.count))",
      head: ColumnHead.allCases.map { phrases.head($0) } + [phrases.label(.missing)],
      rows: Array(rows), isNumeric: false, label: phrases.head(.column))
  }

  private func values(_ column: TableSummary.Column) -> Markup {
    switch column.kind {
    case .number:
      return
        "\(phrases.range(from: text(column.low), to: text(column.high), mean: text(column.mean)))"
    case .category:
      let levels = phrases.count(column.levels ?? 0, .levels)
      guard let most = column.mostFrequent else { return "\(levels)" }
      let rows = grouped(column.mostFrequentRows ?? 0)
      return sentence("\(levels), \(phrases.mostOften(isolated(cut(most, 60)), rows: rows))")
    case .sparse, .text:
      let places = phrases.count(column.places ?? 0, column.kind == .text ? .words : .places)
      return "\(places), \(phrases.perRow(text(column.placesPerRow)))"
    }
  }

  private func text(_ x: Double?) -> String { x.map(cellNumber) ?? "–" }

  private func missing(_ column: TableSummary.Column) -> String {
    let share = Double(column.missing) / Double(max(1, outcome.table.rows))
    return column.missing == 0
      ? phrases.none : "\(grouped(column.missing)) (\(percent(share)))"
  }

  // MARK: Method

  /// How to have it again.
  var method: Page.Section {
    let symbol = phrases.name(outcome.model.searchedTerm)
    let rows = series.flatMap { loss, series -> [[Markup]] in
      let cost =
        loss.readsFitOf == nil
        ? [grouped(loss.fits), grouped(loss.finalFits), grouped(loss.iterations)]
        : [phrases.sameFit, "", ""]
      let row =
        ["\(swatch(series))\(title(loss))"]
        + ([loss[.asTrained].chosenValues, loss[.recalibrated].chosenValues] + cost).map {
          "\($0)" as Markup
        }
      guard let name = loss.searched?.name else { return [row] }
      let parameters = ProbabilityReading.allCases.map {
        "\(loss[$0].chosenParameters ?? "")" as Markup
      }
      return [row, ["\(name)"] + parameters + ["", "", ""]]
    }
    let choices = pageTable(
      phrases, caption: "\(phrases.searchHeading).",
      head: [
        "", "\(symbol) \(phrases.name(.asTrained))", "\(symbol) \(phrases.name(.recalibrated))",
      ]
        + [Term.searchFits, .finalFits, outcome.model.iterationTerm].map { phrases.name($0) },
      rows: rows, label: phrases.searchHeading)
    let facts: [(String, String)] = [
      (
        phrases.label(.folds),
        phrases.folds(
          outcome.folds, by: outcome.request.holdOut, repeats: outcome.repeats, seed: outcome.seed)
          + "; "
          + phrases.searchMethod(symbol, innerFolds: outcome.request.innerFolds)
      ),
      (phrases.label(.model), phrases.model(outcome.model)),
      (phrases.name(.interval), intervals),
      (phrases.versionLabel, phrases.version(program, products: outcome.products)),
    ]
    return Page.Section(
      .method, lead: "\(phrases.methodLead)",
      body: "<pre>\(cut(command, 2_000))</pre>\n\(definitions(facts))\(choices)")
  }

  // MARK: Words

  /// Every number of the page in plain words.
  var words: Page.Section {
    let isShown: (Term) -> Bool = { term in
      switch term {
      case .penalty, .stepSize: term == outcome.model.searchedTerm
      case .optimizerSteps: outcome.model.iterationTerm == term
      case .calibrationGain, .pValue, .classwiseError, .calibrationNoise, .calibrationExcess:
        ScoreColumn.calibration(of: outcome).contains { $0.term == term }
      // Seconds differ from run to run.
      case .seconds: false
      default: true
      }
    }
    let terms = Term.allCases.filter(isShown).map { (phrases.name($0), phrases.meaning($0)) }
    return Page.Section(.words, lead: "\(phrases.wordsLead)", body: definitions(terms))
  }

  private func definitions(_ items: [(String, String)]) -> Markup {
    let items = items.map { "<dt>\(phrases.atStart($0.0))</dt><dd>\($0.1)</dd>\n" as Markup }
    return "<dl class=\"words\">\n\(items)</dl>\n"
  }
}

internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparisonReport {
  /// What the table is, column by column.
  var columns: Page.Section {
    let table = outcome.table
    var body: [Markup] = [classList, columnTable]
    if !table.dropped.isEmpty {
      let items = table.dropped.prefix(Self.mostListed).map {
        "<li>\(named(cut($0.name, 80))): \(phrases.reason($0.reason))</li>\n" as Markup
      }
      body.append(
        "<h3>Columns left out</h3>\n<ul class=\"notes\">\n\(Array(items))\(more(table.dropped.count))</ul>\n"
      )
    }
    if !table.notes.isEmpty {
      let items = table.notes.prefix(Self.mostListed).map {
        "<li>\(phrases.sentence($0))</li>\n" as Markup
      }
      body.append(
        "<h3>Notes</h3>\n<ul class=\"notes\">\n\(Array(items))\(more(table.notes.count))</ul>\n")
    }
    let leftOut =
      table.unlabelledRows > 0
      ? " \(plural(table.unlabelledRows, "row")) without a target \(table.unlabelledRows == 1 ? "was" : "were") left out."
      : ""
    let weighted = table.weighted ? " Rows are weighted." : ""
    let groups =
      table.groups.map { " They come in \(plural($0, "group")), which no fold splits." } ?? ""
    return Page.Section(
      id: "table", heading: "The table",
      lead:
        "\(grouped(table.rows)) rows, \(plural(table.numbers.count, "number column")) and \(plural(table.categories.count, "category column")).\(groups)\(weighted)\(leftOut)",
      body: "\(body)")
  }

  private var classList: Markup {
    let table = outcome.table
    let rows = table.classes.prefix(Self.mostListed).map { kind -> [Markup] in
      let name: Markup =
        kind.positive.map { "\(named(cut(kind.name, 60))) = \(named(cut($0, 40)))" }
        ?? named(cut(kind.name, 80))
      return [name, "\(grouped(kind.rows))", "\(percent(kind.share))"]
    }
    let rest =
      table.classes.count > Self.mostListed
      ? " The first \(Self.mostListed) of \(grouped(table.classes.count))." : ""
    let positive =
      table.classes.count == 2 && !table.isMultiLabel ? " The last is the positive class." : ""
    return CrossEntropyReport.table(
      caption:
        "\(table.isMultiLabel ? "Labels, each true of a row or not" : "Classes of ‘\(targetName)’").\(positive)\(rest)",
      head: ["", "rows", "share"], rows: Array(rows), label: "Classes")
  }

  private var columnTable: Markup {
    let all = outcome.table.columns
    let rows = all.prefix(Self.mostListed).map { column -> [Markup] in
      let what: Markup
      switch column.kind {
      case .number:
        what =
          "\(plain(column.low)) to \(plain(column.high)), mean \(plain(column.mean))"
      case .category:
        let most: Markup =
          column.mostFrequent.map {
            ", most often \(named(cut($0, 60))) (\(grouped(column.mostFrequentRows ?? 0)))"
          } ?? ""
        what = "\(plural(column.levels ?? 0, "level"))\(most)"
      }
      let missing: Markup =
        column.missing == 0
        ? "none"
        : "\(grouped(column.missing)) (\(percent(Double(column.missing) / Double(max(1, outcome.table.rows)))))"
      return [named(cut(column.name, 80)), "\(column.kind.rawValue)", what, missing]
    }
    let rest =
      all.count > Self.mostListed ? " The first \(Self.mostListed) of \(grouped(all.count))." : ""
    return CrossEntropyReport.table(
      caption:
        "What the model reads. A missing number becomes the mean and is marked; a missing category is one of its own.\(rest)",
      head: ["column", "read as", "values", "missing"], rows: Array(rows), isNumeric: false,
      label: "Columns")
  }

  /// How to have it again.
  var method: Page.Section {
    let isLinear = outcome.model == .linear
    let symbol = isLinear ? "λ" : "step"
    let rows = series.map { loss, series -> [Markup] in
      let cost: [String] =
        loss.readsFitOf == nil
        ? [grouped(loss.fits), grouped(loss.finalFits), grouped(loss.iterations)]
        : ["same fit", "", ""]
      return [
        "\(swatch(series))\(loss.title)", "\(chosen(loss.raw))", "\(chosen(loss.recalibrated))",
      ] + cost.map { "\($0)" as Markup }
    }
    let choices = table(
      caption:
        "What the search chose in the \(outcome.folds * outcome.repeats) outer folds, and what it took.",
      head: [
        "", "\(symbol), as trained", "\(symbol), recalibrated", "fits of the search",
        "final fits", isLinear ? "optimiser steps" : "epochs",
      ], rows: rows, label: "Search")
    let facts: [(String, String)] = [
      (
        "Folds",
        "\(outcome.folds), stratified"
          + (outcome.repeats > 1 ? ", drawn \(outcome.repeats) times" : "")
          + "; \(symbol) chosen by log loss on three inner folds of each training part"
      ),
      ("Seed", "\(outcome.seed)"),
      ("Model", outcome.model.name),
      (
        "Intervals",
        "\(outcome.comparisons) comparisons together at 95\u{202F}%, decided by "
          + (outcome.decidedBy == .both ? "both intervals" : "training anew alone")
      ),
      ("Version", "xent \(version), matrix products: \(outcome.products)"),
    ]
    let items = facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" as Markup }
    return Page.Section(
      id: "method", heading: "How it was done",
      lead: "The same command on the same table gives the same numbers on any number of threads.",
      body:
        "<pre>\(cut(command, 2_000))</pre>\n<dl class=\"words\">\n\(items)</dl>\n\(choices)\(searchNotes)"
    )
  }

  /// What a reader should know of the fits.
  private var searchNotes: Markup {
    var notes: [String] = []
    if outcome.separable {
      notes.append(
        "The table is separable: a linear model puts every row on its right side, and only the penalty "
          + "keeps the weights finite.")
    }
    if outcome.losses.contains(where: { $0.readsFitOf != nil }) {
      notes.append(
        "The prior correction divides the class weights out of the balanced fit's probabilities; it is exact "
          + "only if the model can fit the true ones.")
    }
    for loss in outcome.losses where loss.readsFitOf == nil {
      if loss.severalOptima > 0 {
        notes.append(
          "\(loss.title): several optima in \(loss.severalOptima) of \(loss.fits + loss.finalFits) fits; "
            + "the lower objective was kept.")
      }
      if loss.raw.atEdge + loss.recalibrated.atEdge > 0 {
        notes.append(
          "\(loss.title): the best value was the last of the grid, as far as it may grow, in "
            + "\(plural(loss.raw.atEdge, "fold")) as trained and \(loss.recalibrated.atEdge) recalibrated."
        )
      }
      if loss.unfinished > 0 {
        notes.append(
          "\(loss.title): \(plural(loss.unfinished, "fit")) "
            + (outcome.model == .linear
              ? "stopped at the limit of steps." : "diverged; their step sizes were not chosen."))
      }
    }
    guard !notes.isEmpty else { return "" }
    let items = notes.map { "<li>\($0)</li>\n" as Markup }
    return "<ul class=\"notes\">\n\(items)</ul>\n"
  }

  private func chosen(_ reading: ReadingResult) -> String {
    let all = reading.l2 ?? reading.learningRate ?? []
    guard let low = all.min(), let high = all.max() else { return "–" }
    return low == high ? scientific(low) : "\(scientific(low)) to \(scientific(high))"
  }

  private func plain(_ x: Double?) -> String { x.map(cellNumber) ?? "–" }

  private func more(_ n: Int) -> Markup {
    n > Self.mostListed ? "<li>and \(grouped(n - Self.mostListed)) more</li>\n" : ""
  }
}

internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The result of `compare` as text, within 80 columns.
package struct CompareText {
  let result: ComparisonOutcome
  /// Whether escape codes may set headings off.
  let isDecorated: Bool
  let phrases: any Phrases
  private let notes: Bool
  private let titleWidth: Int

  package init(
    _ result: ComparisonOutcome, phrases: any Phrases, notes: Bool, isDecorated: Bool
  ) {
    self.result = result
    self.phrases = phrases
    self.isDecorated = isDecorated
    self.notes = notes
    titleWidth = min(20, result.losses.map { displayWidth($0.title) }.max() ?? 0)
  }

  package var text: String {
    let sections =
      [tableSection, scoreSection, differenceSection, costSection, speedSection, gradientSection]
      + (notes ? [noteSection] : []) + [verdictSection]
    return terminalText(
      sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
        .joined(separator: "\n\n") + "\n")
  }

  // MARK: Sections

  private var tableSection: [String] {
    let table = result.table
    let question =
      ": which loss for " + (table.isMultiLabel ? "" : "'") + shown(table.target)
      + (table.isMultiLabel ? "?" : "'?")
    let file = cut(printable(table.name), columns: 80 - displayWidth(question))
    var lines = [heading(file + question)]
    var facts = ["\(grouped(table.rows))"]
    if let groups = table.groups { facts.append("\(grouped(groups)) groups") }
    if table.weighted { facts.append("weighted") }
    facts.append("\(table.classes.count) \(table.isMultiLabel ? "labels" : "classes")")
    facts.append(
      "\(count(table.numbers.count, "number column")), "
        + count(table.categories.count, "category column"))
    lines += labelled("rows", wrap(items: facts, separator: " · ", width: 68))
    let most = 12
    var classes = table.classes.prefix(most).map {
      shown($0.name) + ($0.positive.map { " = \(shown($0))" } ?? "")
        + " \(percent($0.share)) (\(grouped($0.rows)))"
    }
    if table.classes.count > most { classes.append("and \(table.classes.count - most) more") }
    if table.classes.count == 2, !table.isMultiLabel {
      classes[1] += ", the positive class"
    }
    lines += labelled(
      table.isMultiLabel ? "labels" : "classes", wrap(items: classes, separator: " · ", width: 68)
    )
    lines += wrapped("missing", missingCells)
    if !table.dropped.isEmpty {
      lines += wrapped(
        "dropped",
        listed(table.dropped.map { "\(shown($0.name)) (\(phrases.reason($0.reason)))" }))
    }
    if table.unlabelledRows > 0 {
      lines += wrapped(
        "left out",
        "\(count(table.unlabelledRows, "row")) without "
          + (table.isMultiLabel ? "every label" : "a '\(shown(table.target))'"))
    }
    if result.model != "linear" { lines += wrapped("model", result.model) }
    lines += wrapped(
      "folds",
      "\(result.folds)" + (result.repeats > 1 ? ", drawn \(result.repeats) times" : "")
        + ", seed \(result.seed)")
    lines += wrapped(
      "constant",
      "the \(table.isMultiLabel ? "shares of the labels" : "class shares") alone score \(fixed(result.constant.logLoss, 4)) nats out of fold"
    )
    return lines
  }

  private var missingCells: String {
    let numbers = Set(result.table.numbers)
    func list(_ columns: [TableSummary.Missing]) -> String {
      listed(columns.map { "\(shown($0.column)) \(grouped($0.cells))" })
    }
    let inNumbers = result.table.missing.filter { numbers.contains($0.column) }
    let inCategories = result.table.missing.filter { !numbers.contains($0.column) }
    var parts: [String] = []
    if !inNumbers.isEmpty { parts.append(list(inNumbers) + ", imputed with the mean and marked") }
    if !inCategories.isEmpty { parts.append(list(inCategories) + ", as a category of its own") }
    return parts.isEmpty ? "none" : parts.joined(separator: "; ")
  }

  private var scoreSection: [String] {
    let head =
      title("") + right("nats", 8) + right("bits", 8) + right("skill", 8) + right("Brier", 8)
      + right("acc.", 7) + right("bal.", 7) + right("ECE", 7) + right("noise", 7)
    return [false, true].flatMap { recalibrated in
      [
        heading(
          recalibrated
            ? "Log loss and scores, every loss recalibrated alike"
            : "Log loss and scores out of fold, as trained"), head,
      ]
        + result.losses.map { loss in
          let reading = recalibrated ? loss.recalibrated : loss.raw
          return title((reading.selected ? "*" : " ") + loss.title)
            + right(fitted(reading.logLoss, 4, width: 7), 8)
            + right(fitted(reading.logLossBits, 4, width: 7), 8)
            + right(fitted(reading.skill, 3, width: 7), 8)
            + right(fixed(reading.brierScore, 4), 8)
            + right(fixed(100 * reading.accuracy, 1), 7)
            + right(fixed(100 * reading.balancedAccuracy, 1), 7)
            + right(fixed(reading.ece, 3), 7) + right(fixed(reading.eceNoise, 3), 7)
        } + (recalibrated ? [] : calibrationSentence + [""])
    }
  }

  /// Whose calibration error is above what right probabilities would show.
  private var calibrationSentence: [String] {
    let tested = result.losses.compactMap { loss in
      loss.raw.ecePValue.map { (loss.title, $0) }
    }
    guard !tested.isEmpty else {
      return paragraph(
        "ECE has no p-value here: "
          + (result.table.groups != nil
            ? "the rows come in groups." : "the labels of a row may depend on each other."))
    }
    let off = tested.filter { $0.1 < 0.05 }.map(\.0)
    let fine = tested.filter { $0.1 >= 0.05 }.map(\.0)
    let sentences = [
      off.isEmpty
        ? "" : "Miscalibrated as trained (p < 0.05): \(off.joined(separator: ", ")).",
      fine.isEmpty
        ? ""
        : "No evidence of miscalibration at this size: \(fine.joined(separator: ", ")).",
    ]
    return paragraph(sentences.filter { !$0.isEmpty }.joined(separator: " "))
  }

  private var differenceSection: [String] {
    guard result.losses.count > 1 else { return [] }
    let head =
      title("") + right("nats", 9) + "  " + left("these fits", 19) + "  "
      + left("training anew", 19) + right("won", 6)
    var lines = [heading("Difference to cross entropy; below 0 the loss is better")]
    for recalibrated in [false, true] {
      lines.append(
        title(recalibrated ? "recalibrated" : "as trained") + head.dropFirst(titleWidth + 1))
      for loss in result.losses.dropFirst() {
        let reading = recalibrated ? loss.recalibrated : loss.raw
        lines.append(
          title(" " + loss.title) + right(signed(reading.difference.estimate), 9) + "  "
            + left(interval(reading.difference), 19) + "  "
            + left(interval(reading.differenceRetrained), 19)
            + right("\(reading.foldsWon)/\(result.folds * result.repeats)", 6))
      }
    }
    let units = result.table.groups == nil ? "rows" : "groups"
    lines += paragraph(
      "Intervals hold together over \(result.comparisons) comparisons at 95 %. "
        + (result.decidedBy == .retrained
          ? "Below 200 \(units) only training anew decides. "
          : "")
        + (result.smallestDetectable.map {
          "For each loss a true difference of \(significant($0)) nats would probably have "
            + "been seen."
        } ?? ""))
    return lines
  }

  private var costSection: [String] {
    let symbol = result.model == "linear" ? "λ" : "step"
    var lines = [
      heading("What the search chose and cost"),
      title("") + left(" \(symbol) as trained", 19) + left("\(symbol) recalibrated", 18)
        + right("fits", 6) + right(result.model == "linear" ? "steps" : "epochs", 8)
        + right("seconds", 9),
    ]
    for loss in result.losses {
      let cost =
        loss.readsFitOf == nil
        ? right(grouped(loss.fits), 6) + right(grouped(loss.iterations), 8)
          + right(fixed(loss.seconds, 1), 9)
        : right("same fit", 23)
      lines.append(
        title(" " + loss.title) + left(" " + penalties(loss.raw), 19)
          + left(penalties(loss.recalibrated), 18) + cost)
    }
    return lines
  }

  private var verdictSection: [String] {
    [heading("Verdict")] + result.verdict.split(separator: "\n").flatMap { paragraph(String($0)) }
  }

  private var noteSection: [String] {
    let searched = result.model == "linear" ? "λ" : "step sizes"
    var notes = ["* lowest log loss of its table: selected, so its own score is optimistic."]
    if result.separable {
      notes.append(
        (result.table.isMultiLabel
          ? "A label is separable: a linear model puts every row on its right side"
          : "The table is separable: a linear model puts every row on its right side")
          + ", and only the penalty keeps the weights finite.")
    }
    if result.losses.contains(where: { $0.readsFitOf != nil }) {
      notes.append(
        "The correction divides the class weights out of the probabilities; it is exact only if "
          + "the model can fit the true ones.")
    }
    notes.append(
      "Brier is \(result.losses[0].brierScale)"
        + (result.table.isMultiLabel
          ? ", summed over the labels, as log loss is; accuracy and ECE take every label of every "
            + "row as a case of its own"
          : result.table.classes.count == 2
            ? ", of the positive class" : ", summed over the classes")
        + ". noise: the ECE that right probabilities would show.")
    for loss in result.losses {
      if loss.severalOptima > 0, loss.readsFitOf == nil {
        notes.append(
          "\(loss.title): several optima in \(loss.severalOptima) of "
            + "\(loss.fits + loss.finalFits) fits; the "
            + "lower objective was kept.")
      }
      if loss.gridGrowths > 0, loss.readsFitOf == nil {
        notes.append(
          "\(loss.title): the grid of \(searched) grew \(count(loss.gridGrowths, "time")) at its edge."
        )
      }
      let edges = (loss.raw.atEdge, loss.recalibrated.atEdge)
      if edges.0 + edges.1 > 0 {
        notes.append(
          "\(loss.title): \(searched) at the edge of the grid in \(edges.0) folds as trained, "
            + "\(edges.1) recalibrated.")
      }
      if loss.unfinished > 0, loss.readsFitOf == nil {
        notes.append(
          "\(loss.title): \(loss.unfinished) fits "
            + (result.model == "linear"
              ? "stopped at the limit of steps." : "diverged; their step sizes were not chosen."))
      }
    }
    if let groups = result.table.groups, groups < 20 {
      notes.append(
        "Only \(groups) groups: "
          + (groups < 5 ? "too few for intervals." : "the intervals are too narrow at this size.")
      )
    }
    if let shares = result.table.foldShares {
      notes.append(
        "Class shares by fold, as the groups allow: "
          + shares.map { $0.map { fixed(100 * $0, 0) }.joined(separator: "/") }
          .joined(separator: ", ") + " %.")
      notes.append("The noise of ECE takes rows as independent; with groups it is too low.")
    }
    notes += result.table.notes.map(phrases.sentence)
    return [heading("Notes")] + notes.flatMap { paragraph(printable($0)) }
  }

  // MARK: Pieces

  func heading(_ text: String) -> String {
    isDecorated ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func title(_ text: String) -> String { left(text, titleWidth + 1) }

  private func interval(_ difference: Difference) -> String {
    guard let low = difference.low, let high = difference.high else { return "too few units" }
    return "[\(signed(low)), \(signed(high))]"
  }

  private func penalties(_ reading: ReadingResult) -> String {
    let chosen = reading.l2 ?? reading.learningRate ?? []
    let values = Set(chosen).sorted()
    guard let low = values.first, let high = values.last else { return "" }
    if values.count == 1 { return scientific(low) }
    let each = values.map { value in "\(scientific(value)) ×\(chosen.count { $0 == value })" }
      .joined(separator: ", ")
    return displayWidth(each) <= 16 ? each : "\(scientific(low)) … \(scientific(high))"
  }

  private func wrapped(_ label: String, _ text: String) -> [String] {
    labelled(label, wrap(text, width: 68))
  }

  private func labelled(_ label: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { index, line in
      "  " + left(index == 0 ? label : "", 10) + line
    }
  }

  func paragraph(_ text: String) -> [String] {
    wrap(text, width: 76).enumerated().map { index, line in (index == 0 ? "  " : "    ") + line }
  }
}

/// A name from the file, without what could rewrite the screen, and not too long for a line.
private func shown(_ name: String) -> String { cut(printable(name), columns: 40) }

private func listed(_ items: [String]) -> String {
  let most = 10
  return items.prefix(most).joined(separator: ", ")
    + (items.count > most ? ", and \(items.count - most) more" : "")
}

private func count(_ n: Int, _ noun: String) -> String {
  "\(grouped(n)) \(noun)\(n == 1 ? "" : "s")"
}

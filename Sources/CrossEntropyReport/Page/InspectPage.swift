internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// A saved model as one page that stands alone.
package struct InspectPage: Sendable {
  let outcome: InspectOutcome
  let phrases: any Phrases
  let command: String
  let program: String
  private let words: ModelWords

  /// The most bars of a picture.
  private static let mostBars = 15
  /// The most pictures of weights, one per output.
  private static let mostPictures = 12

  /// A page on an outcome; `command` and `program`, with its version, say how to have it again.
  package init(
    _ outcome: InspectOutcome, phrases: any Phrases, command: String, program: String
  ) {
    self.outcome = outcome
    self.phrases = phrases
    self.command = command
    self.program = program
    words = ModelWords(outcome, phrases)
  }

  /// The page.
  package var html: String {
    let names = outcome.targets.map { cut($0.name, 80) }
    let title = phrases.atStart(
      phrases.modelOf(
        isolated(words.isMultiLabel ? listed(first: 4, of: names) : names[0]),
        isMultiLabel: words.isMultiLabel))
    let sections = InspectSection.allCases.compactMap { section($0) }
    return Page(
      title: "\(printable(outcome.request.model))", header: header(title), sections: sections,
      footer: "\(phrases.madeBy(program))", phrases: phrases
    ).html
  }

  private func section(_ section: InspectSection) -> Page.Section? {
    switch section {
    case .importance: outcome.evaluation.map { importance($0) }
    case .effects: outcome.outputs.map { effects($0) }
    case .columns: columns
    case .making: making
    }
  }

  private func header(_ title: String) -> Markup {
    var items: [(name: String, value: String, note: String)] = []
    if let expected = outcome.record?.expected {
      items.append(
        (
          phrases.atStart(phrases.label(.logLoss)), fixed(expected.logLoss, 4),
          phrases.natsAgainstConstant(fixed(expected.constantLogLoss, 4))
        ))
    }
    if let evaluation = outcome.evaluation {
      items.append(
        (
          phrases.atStart(phrases.modelLabel(.table)), fixed(evaluation.logLoss, 4),
          phrases.accuracyIs(percent(evaluation.accuracy))
        ))
    }
    if let training = outcome.record {
      items.append(
        (
          phrases.atStart(phrases.modelLabel(.trained)), phrases.count(training.rows, .rows),
          cut(printable(training.origin?.table ?? "–"), 60)
        ))
    }
    let keys = items.map {
      "<div><dt>\($0.name)</dt><dd>\($0.value) <small>\($0.note)</small></dd></div>\n" as Markup
    }
    let kind =
      outcome.record.map { phrases.model($0.model) }
      ?? phrases.plainSize(features: outcome.features, weights: outcome.weights)
    return """
      <p class="over">\(named(cut(outcome.request.model, 120))) · \(kind)</p>
      <h1>\(sentence(title))</h1>
      <dl class="keys">
      \(keys)</dl>
      """
  }

  // MARK: Importance

  private func importance(_ evaluation: InspectOutcome.Evaluation) -> Page.Section {
    let shown = outcome.columns.prefix(Self.mostBars)
    let chart = BarChart(
      bars: shown.map { column in
        let increase = column.importance?.logLossIncrease ?? 0
        return BarChart.Bar(
          name: printable(column.name), value: increase, text: signed(increase),
          low: column.importance?.interval?.low, high: column.importance?.interval?.high)
      }, unit: phrases.importanceAxis)
    let heading = phrases.importanceHeading(isolated(cut(evaluation.table, 80)))
    let plain = phrases.importanceHeading(printable(cut(evaluation.table, 80)))
    let note = phrases.importanceNote(permutations: evaluation.permutations)
    let rows = outcome.columns.prefix(ComparePage.mostListed).map { column -> [Markup] in
      [
        named(cut(column.name, 120)), "\(signed(column.importance?.logLossIncrease ?? 0))",
        "\(column.importance?.interval.map { "[\(signed($0.low)), \(signed($0.high))]" } ?? "–")",
      ]
    }
    let table = pageTable(
      phrases,
      head: [
        phrases.effectHead(.column), phrases.effectHead(.importance),
        phrases.head(Term.interval),
      ], rows: Array(rows), label: phrases.heading(InspectSection.importance))
    return Page.Section(
      .importance, lead: "\(phrases.atStart(words.evaluated(evaluation)))",
      body: """
        <div class="grid pairs">
        \(figure(chart, heading: sentence(heading), title: plain, caption: note))</div>
        \(table)
        """)
  }

  private func figure(
    _ chart: BarChart, heading: Markup, title: String, caption: String
  ) -> Markup {
    Figure(
      heading: heading, title: title, description: caption, height: chart.height,
      content: chart.content, caption: "\(caption)"
    ).markup
  }

  // MARK: Effects

  private func effects(_ outputs: [InspectOutcome.Output]) -> Page.Section {
    let pictures = outputs.indices.prefix(Self.mostPictures).map { picture(of: $0, outputs[$0]) }
    let columns = words.withWeight.prefix(ComparePage.mostListed)
    var head = [
      phrases.effectHead(.column), phrases.effectHead(.effect),
    ]
    head +=
      outputs.count == 1
      ? [.weight, .odds, .perUnit].map { phrases.effectHead($0) }
      : outputs.prefix(Self.mostPictures).map { words.name(of: $0) }
    let rows = columns.flatMap { column in
      words.terms(of: column).prefix(ComparePage.mostListed).enumerated().map {
        place, term -> [Markup] in
        let name: Markup =
          "\(named(cut(column.name, 60))) <span class=\"tag\">\(words.name(of: term, column))</span>"
        let effect = place == 0 ? fitted(column.size ?? 0, 2, width: 7) : ""
        return [name, "\(effect)"] + weights(term, outputs)
      }
    }
    let first =
      words.withWeight.count > columns.count
      ? phrases.first(columns.count, of: words.withWeight.count) : ""
    let heading = words.effectsHeading
    let lead = ([words.withoutWeight].compactMap { $0 } + [words.effectsNote])
      .joined(separator: " ")
    return Page.Section(
      .effects, lead: "\(sentence(lead))",
      body: """
        <div class="grid">
        \(pictures)</div>
        \(pageTable(phrases, caption: "\(heading). \(first)", head: head, rows: rows, label: heading))
        """)
  }

  private func weights(
    _ term: InspectOutcome.Term, _ outputs: [InspectOutcome.Output]
  ) -> [Markup] {
    guard outputs.count == 1 else {
      return term.weights.indices.prefix(Self.mostPictures).map { "\(signed(term.weights[$0]))" }
    }
    return [
      "\(signed(term.weights[0]))", "×\(board(term.oddsRatios[0], digits: 3))",
      "\(term.weightsPerUnit.map { signedNumber($0[0]) } ?? "–")",
    ]
  }

  /// The largest weights of an output.
  private func picture(of place: Int, _ output: InspectOutcome.Output) -> Markup {
    let terms = outcome.columns.flatMap { column in
      (column.terms ?? []).map { (column: column, term: $0) }
    }.sorted { abs($0.term.weights[place]) > abs($1.term.weights[place]) }
    let name = words.name(of: output)
    let chart = BarChart(
      bars: terms.prefix(Self.mostBars).map { column, term in
        let cell = term.cell == .number ? "" : " · " + words.name(of: term, column)
        return BarChart.Bar(
          name: printable(column.name) + cell, value: term.weights[place],
          text: signed(term.weights[place]))
      }, unit: phrases.weightAxis(nil))
    let heading = phrases.weightPicture(isolated(name))
    return figure(
      chart, heading: sentence(heading), title: phrases.weightPicture(name),
      caption: phrases.weightAxis(name))
  }

  // MARK: Columns and making

  private var columns: Page.Section {
    let shown = outcome.columns.prefix(ComparePage.mostListed)
    let rows = shown.map { column -> [Markup] in
      [
        named(cut(column.name, 120)),
        "\(words.profile(of: column).joined(separator: "; "))",
      ]
    }
    let more = outcome.columns.count - shown.count
    let rest: Markup =
      more > 0 ? "<p>\(phrases.first(shown.count, of: outcome.columns.count))</p>\n" : ""
    return Page.Section(
      .columns,
      body: """
        \(pageTable(
          phrases, head: [phrases.effectHead(.column), phrases.effectHead(.training)],
          rows: Array(rows), isNumeric: false, label: phrases.heading(InspectSection.columns)))\(rest)
        """)
  }

  private var making: Page.Section {
    let facts = words.facts(isWhole: true).map {
      "<dt>\($0.label)</dt><dd>\(named($0.text))</dd>\n" as Markup
    }
    return Page.Section(
      .making,
      body: """
        <dl class="words">
        \(facts)</dl>
        <pre>\(cut(command, 2_000))</pre>
        """)
  }
}

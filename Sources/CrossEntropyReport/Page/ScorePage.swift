internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What predictions score, as one page that stands alone; its size does not grow with the rows.
package struct ScorePage: Sendable {
  let outcome: ScoreOutcome
  let phrases: any Phrases
  let command: String
  let program: String
  /// The wording that the page shares with the text.
  let words: ScoreText

  /// The most files, classes and notes that are shown one by one.
  static let mostListed = ComparePage.mostListed

  /// A page on an outcome; `command` and `program`, with its version, say how to have it again.
  package init(
    _ outcome: ScoreOutcome, phrases: any Phrases, command: String, program: String
  ) {
    self.outcome = outcome
    self.phrases = phrases
    self.command = command
    self.program = program
    words = ScoreText(
      outcome, phrases: phrases, hasNotes: true, hasDetails: false, isDecorated: false)
  }

  /// The page.
  package var html: String {
    Page(
      title: "\(title(printable))", header: header,
      sections: ScoreSection.allCases.compactMap { section($0) },
      footer: "\(phrases.madeBy(program))", phrases: phrases
    ).html
  }

  private func section(_ section: ScoreSection) -> Page.Section? {
    switch section {
    case .scores: scores
    case .pairs: outcome.pairs.isEmpty ? nil : pairs
    case .gates: outcome.gates.isEmpty ? nil : gates
    case .calibration: calibration
    case .classes: classes
    case .places: places
    case .curves: curves
    case .notes: notes
    case .method: method
    }
  }

  var files: ArraySlice<PredictionScores> { outcome.predictions.prefix(Self.mostListed) }

  /// Above what belongs to a file, where there are several.
  func fileHeading(_ path: String) -> Markup {
    outcome.predictions.count > 1 ? "<h3>\(named(cut(path, 120)))</h3>\n" : ""
  }

  func definitions(_ items: [(String, String)]) -> Markup {
    let items = items.map {
      "<dt>\(phrases.atStart($0.0))</dt><dd>\(sentence($0.1))</dd>\n" as Markup
    }
    return "<dl class=\"words\">\n\(items)</dl>\n"
  }

  // MARK: The header

  private func title(_ shown: (String) -> String) -> String {
    let first = shown(cut(fileName(outcome.predictions[0].path), 80))
    return outcome.request.predictions.count == 1
      ? phrases.predictions(of: first)
      : phrases.predictions(of: outcome.request.predictions.count, first: first)
  }

  /// The name of a file without its folders.
  private func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private var header: Markup {
    let first = outcome.predictions[0]
    let facts = Dictionary(words.facts(first).map { ($0.fact, $0.text) }) { first, _ in first }
    var answers: [(ScoreQuestion, String)] = [
      (.worth, facts[.baseRate] ?? ""), (.calibrated, facts[.calibration] ?? ""),
    ]
    for pair in outcome.pairs.prefix(Self.mostListed) {
      let text = words.facts(pair)[0].text
      answers.append(
        (.better, outcome.pairs.count > 1 ? "\(isolated(cut(pair.title, 80))): \(text)" : text))
    }
    let verdict = answers.enumerated().map { place, answer -> Markup in
      let isRepeated = place > 0 && answers[place - 1].0 == answer.0
      let question: Markup = isRepeated ? "" : "<b>\(phrases.question(answer.0))</b>"
      return "<p>\(question)\(sentence(phrases.atStart(answer.1)))</p>\n"
    }
    let keys: [(String, String, String)] = [
      (
        phrases.scoreLabel(.logLoss), words.finite(first.logLoss.value),
        "nats\(words.shown(first.logLoss.interval))"
      ),
      (
        phrases.scoreLabel(.accuracy), percent(first.accuracy.value),
        phrases.count(first.rows, .rows)
      ),
      (
        phrases.scoreLabel(.brier), fixed(first.brier.value, 4),
        "0 … \(first.brierMaximum)"
      ),
    ]
    let items = keys.map {
      "<div><dt>\(phrases.atStart($0.0))</dt><dd>\($0.1) <small>\($0.2)</small></dd></div>\n"
        as Markup
    }
    let ofFirst: Markup =
      outcome.predictions.count > 1
      ? "<p class=\"over\">\(sentence(phrases.numbersAreOf(first: isolated(cut(first.title, 80)))))</p>"
      : ""
    let weight = words.weight(of: first).map { " · \(phrases.weighing($0))" } ?? ""
    return """
      <p class="over">\(named(cut(first.title, 120))) · \(phrases.count(first.rows, .rows))\(weight) · \(phrases.count(first.classes.count, .classes))</p>
      <h1>\(sentence(title(isolated)))</h1>
      <div class="verdict">
      \(verdict)</div>
      <dl class="keys">
      \(items)</dl>
      \(ofFirst)
      """
  }

  // MARK: Sections

  /// What the text says of every file.
  private var scores: Page.Section {
    let parts = files.map { scores -> Markup in
      let facts = words.facts(scores).map { (phrases.scoreLabel($0.fact), $0.text) }
      return "\(fileHeading(scores.title))\(definitions(facts))"
    }
    return Page.Section(
      score: .scores, lead: "\(phrases.fileScoresLead(percent: Significance.confidencePercent))",
      body: "\(parts)")
  }

  /// Every file beside the first.
  private var pairs: Page.Section {
    let baseline = outcome.pairs[0].baseline
    let shown = outcome.pairs.prefix(Self.mostListed)
    let rows = shown.enumerated().map { place, pair in
      IntervalChart.Row(
        name: cut(printable(pair.title), 60), series: seriesIndex(place + 1),
        near: IntervalChart.Interval(
          estimate: pair.logLoss.estimate, low: pair.logLoss.low, high: pair.logLoss.high),
        far: nil)
    }
    let chart = IntervalChart(
      rows: rows, zero: cut(printable(baseline), 60), unit: phrases.fileDifferenceAxis,
      margin: outcome.pairs.map(\.margin).max() ?? 0)
    let figure = Figure(
      heading: "\(phrases.atStart(phrases.scoreLabel(.logLoss)))",
      title: phrases.scoreHeading(.pairs),
      description: rows.map { "\($0.name) \(signedNumber($0.near.estimate))" }
        .joined(separator: ", "),
      height: chart.height, content: chart.content,
      caption: chart.cut.map { "\(phrases.axisIsCut(at: significant($0)))" } ?? ""
    ).markup
    let parts = shown.map { pair -> Markup in
      let facts = words.facts(pair).map { (phrases.scoreLabel($0.fact), $0.text) }
      return "<h3>\(named(cut(pair.title, 120)))</h3>\n\(definitions(facts))"
    }
    return Page.Section(
      score: .pairs, lead: sentence(phrases.pairsLead(isolated(cut(baseline, 80)))),
      body: "<div class=\"grid pairs\">\n\(figure)</div>\n\(parts)")
  }

  private var notes: Page.Section? {
    let all =
      files.map { (path: $0.title, notes: words.notes($0)) }
      + outcome.pairs.prefix(Self.mostListed).map { (path: $0.path, notes: words.notes($0)) }
    let parts = all.filter { !$0.notes.isEmpty }.map { path, notes -> Markup in
      let items = notes.prefix(Self.mostListed).map { "<li>\($0)</li>\n" as Markup }
      return "\(fileHeading(path))<ul class=\"notes\">\n\(Array(items))</ul>\n"
    }
    return parts.isEmpty
      ? nil
      : Page.Section(
        score: .notes, body: "\(parts)")
  }

  private var method: Page.Section {
    Page.Section(
      score: .method, body: "<pre>\(cut(command, 2_000))</pre>\n")
  }
}

internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The outcome of a comparison as one page that stands alone.
///
/// The same outcome gives the same bytes; what differs from run to run, such as seconds, is left out.
package struct ComparePage: Sendable {
  let outcome: CompareOutcome
  let phrases: any Phrases
  let command: String
  /// The program with its version.
  let program: String

  /// The most columns, classes and notes that are listed one by one.
  static let mostListed = 60

  /// A page on an outcome; `command` and `program`, with its version, say how to have it again.
  package init(
    _ outcome: CompareOutcome, phrases: any Phrases, command: String, program: String
  ) {
    self.outcome = outcome
    self.phrases = phrases
    self.command = command
    self.program = program
  }

  /// The page.
  package var html: String {
    let table = outcome.table
    let title = phrases.atStart(question(table.target, table.fileName))
    return Page(
      title: table.namesTarget ? "\(title) – \(table.name)" : title, header: header,
      sections: PageSection.allCases.compactMap { section($0) },
      footer: "\(phrases.madeBy(program))", phrases: phrases
    ).html
  }

  private func section(_ section: PageSection) -> Page.Section? {
    switch section {
    case .scores: scores
    case .differences: outcome.losses.count > 1 ? differences : nil
    case .notes: notes
    case .calibration: calibration
    case .classes: classes
    case .learning: outcome.speed.map { learning($0) }
    case .table: table
    case .method: method
    case .words: words
    }
  }

  // MARK: The losses

  /// The losses with a colour and a mark each; cross entropy has the colour of the text.
  var series: [(loss: LossResult, series: Int)] {
    outcome.losses.enumerated().map { ($0.element, seriesIndex($0.offset)) }
  }

  /// The loss of the lowest log loss, as trained.
  var lowest: LossResult {
    outcome.losses.first(where: { $0[.asTrained].selected }) ?? outcome.losses[0]
  }

  func title(_ loss: LossResult) -> String { phrases.title(of: loss) }

  // MARK: Words that several sections use

  /// How sure the intervals are, and which of them decide.
  var intervals: String {
    phrases.decides(
      outcome.decidedBy, margin: significant(outcome.margin[.asTrained])) + " "
      + phrases.intervals(
        comparisons: outcome.comparisons, percent: Significance.confidencePercent)
  }

  /// How many more there are than are listed.
  func more(_ n: Int) -> Markup {
    n > Self.mostListed ? "<li>\(phrases.more(n - Self.mostListed))</li>\n" : ""
  }

  /// That not all are listed.
  func first(of n: Int) -> String {
    n > Self.mostListed ? " " + phrases.first(Self.mostListed, of: n) : ""
  }

  // MARK: The header

  private var header: Markup {
    let table = outcome.table
    let question = phrases.atStart(
      question(isolated(cut(table.target, 80)), isolated(cut(table.fileName, 80))))
    let verdict = VerdictText(outcome, phrases).parts.map { part -> Markup in
      let question: Markup = part.question.isEmpty ? "" : "<b>\(part.question)</b>"
      return "<p>\(question)\(phrases.atStart(part.answer))</p>\n"
    }
    return """
      <p class="over">\(named(cut(table.name, 120))) · \(phrases.count(table.rows, .rows)) · \(phrases.model(outcome.model))</p>
      <h1>\(sentence(question))</h1>
      <div class="verdict">
      \(verdict)</div>
      \(keyNumbers)
      """
  }

  /// Which loss for the target; of the table, where the target's name says nothing.
  private func question(_ target: String, _ fileName: String) -> String {
    phrases.whichLoss(
      target, isMultiLabel: outcome.table.isMultiLabel,
      of: outcome.table.namesTarget ? nil : fileName)
  }

  /// The numbers that the verdict stands on.
  private var keyNumbers: Markup {
    let baseline = outcome.losses[0]
    var items: [(String, String, String)] = [
      (
        phrases.heldOutLogLoss(title(baseline), isTested: outcome.table.testRows != nil),
        fixed(baseline[.asTrained].logLoss, 4),
        phrases.natsAgainstConstant(fixed(outcome.constant.logLoss, 4))
      )
    ]
    if lowest != baseline {
      items.append(
        (
          phrases.lowest(title(lowest)), fixed(lowest[.asTrained].logLoss, 4),
          phrases.natsFromBaseline(
            lowest[.asTrained].difference.map { signedNumber($0.estimate) } ?? "–")
        ))
    } else {
      items.append(
        (
          phrases.lowest(nil), title(baseline),
          phrases.accuracyIs(percent(baseline[.asTrained].accuracy))
        ))
    }
    if outcome.losses.count > 1 {
      let share = outcome.request.margin.share(
        baseline: baseline[.asTrained].logLoss, constant: outcome.constant.logLoss)
      items.append(
        (
          phrases.differenceThatMatters, significant(outcome.margin[.asTrained]),
          phrases.natsAsMargin(share.map { board(100 * $0) })
        ))
    }
    let rows = items.map {
      "<div><dt>\($0.0)</dt><dd>\($0.1) <small>\($0.2)</small></dd></div>\n" as Markup
    }
    return "<dl class=\"keys\">\n\(rows)</dl>"
  }
}

extension TableSummary {
  /// Whether the target's name tells what is predicted, as `y` does not.
  fileprivate var namesTarget: Bool {
    target.count > 1 && !["target", "label", "class"].contains(target.lowercased())
  }

  /// The name of the table's file without its folders.
  fileprivate var fileName: String { name.split(separator: "/").last.map(String.init) ?? name }
}

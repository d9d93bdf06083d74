internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The outcome of a comparison as one page that stands alone.
///
/// The same outcome gives the same bytes; what differs from run to run, such as seconds, is left out.
public struct ComparisonReport: Sendable {
  let outcome: CompareOutcome
  let command: String
  let version: String
  let phrases: any Phrases

  /// The most columns, classes and notes that are listed one by one.
  static let mostListed = 60

  /// A report on an outcome; `command` and `version` say how to have it again.
  package init(
    _ outcome: CompareOutcome, phrases: any Phrases, command: String, version: String
  ) {
    self.outcome = outcome
    self.phrases = phrases
    self.command = command
    self.version = version
  }

  /// The page.
  public var html: String {
    let table = outcome.table
    var sections = [scores]
    if outcome.losses.count > 1 { sections.append(differences) }
    sections.append(calibration)
    sections.append(classes)
    if let speed = outcome.speed { sections.append(learning(speed)) }
    sections += [columns, method, glossary]
    return Page(
      title: "Which loss for \(table.target)? – \(table.name)", header: header, sections: sections,
      footer: "Made by xent \(version). Everything is on this page; nothing is fetched."
    )
    .html
  }

  /// The losses with a colour and a mark each; cross entropy has the colour of the text.
  var series: [(loss: LossResult, series: Int)] {
    outcome.losses.enumerated().map { ($0.element, seriesIndex($0.offset)) }
  }

  /// The loss of the lowest log loss in a reading.
  func lowest(_ side: KeyPath<LossResult, ReadingResult>) -> LossResult {
    outcome.losses.first { $0[keyPath: side].selected } ?? outcome.losses[0]
  }

  var targetName: String { cut(outcome.table.target, 80) }

  private var header: Markup {
    let table = outcome.table
    let sentences = outcome.verdict.split(separator: "\n").map { sentence -> Markup in
      let parts = sentence.split(separator: ": ", maxSplits: 1)
      guard parts.count == 2 else { return "<p>\(String(sentence))</p>\n" }
      return "<p><b>\(String(parts[0]))</b>\(capitalized(String(parts[1])))</p>\n"
    }
    return """
      <p class="over">\(named(cut(table.name, 120))) · \(grouped(table.rows)) rows · \(outcome.model == .linear ? "linear model" : outcome.model.name)</p>
      <h1>Which loss for \(named(targetName))?</h1>
      <div class="verdict">
      \(sentences)</div>
      \(keyNumbers)
      """
  }

  /// The numbers that the verdict stands on.
  private var keyNumbers: Markup {
    let baseline = outcome.losses[0].raw
    let best = lowest(\.raw)
    var items: [(String, String, String)] = [
      (
        "Cross entropy, log loss out of fold", fixed(baseline.logLoss, 4),
        "nats, against \(fixed(outcome.constant.logLoss, 4)) without a model"
      )
    ]
    if best.name != outcome.losses[0].name || best.parameters != outcome.losses[0].parameters {
      items.append(
        (
          "Lowest: \(best.title)", fixed(best.raw.logLoss, 4),
          "nats, \(signedNumber(best.raw.difference.estimate)) to cross entropy"
        ))
    } else {
      items.append(
        ("Lowest of all losses", "cross entropy", "accuracy \(percent(baseline.accuracy))"))
    }
    if let detectable = outcome.smallestDetectable {
      items.append(
        (
          "Smallest difference it would show", significant(detectable),
          "nats, in 80 of 100 tables like this"
        ))
    }
    let rows = items.map {
      "<div><dt>\($0.0)</dt><dd>\($0.1) <small>\($0.2)</small></dd></div>\n" as Markup
    }
    return "<dl class=\"keys\">\n\(rows)</dl>"
  }
}

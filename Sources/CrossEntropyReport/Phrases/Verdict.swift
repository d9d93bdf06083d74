internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What a comparison comes to in one reading, as every language words it.
package struct Verdict: Sendable, Hashable {
  /// A loss with its difference to cross entropy, in nats.
  package struct Rival: Sendable, Hashable {
    let title: String
    let difference: Double
  }

  let reading: Reading
  /// The loss that beats every other one, if there is one.
  let leader: String?
  /// The rivals by what was found of them, each in the order shown.
  let rivals: [Finding: [Rival]]
  /// What lies beyond this difference is excluded for every rival that is undecided; nil where an
  /// interval is missing.
  let excluded: Double?

  /// True where nothing was found of any rival.
  var isUndecided: Bool { Set(rivals.keys) == [.undecided] }
  /// True where no loss is better.
  var hasNoBetter: Bool {
    leader == nil && rivals[.better] == nil && rivals[.slightlyBetter] == nil
  }

  /// The verdict of an outcome in one reading; nil without rivals.
  init?(_ outcome: CompareOutcome, _ reading: Reading, _ phrases: any LossPhrases) {
    let losses = outcome.losses.dropFirst()
    guard !losses.isEmpty else { return nil }
    self.reading = reading
    leader = outcome.leader[reading].map { phrases.title(of: outcome.losses[$0]) }
    rivals = Dictionary(grouping: losses) { $0[reading].finding }.mapValues {
      $0.map { Rival(title: phrases.title(of: $0), difference: $0[reading].difference.estimate) }
    }
    let ends = losses.filter { $0[reading].finding == .undecided }.map { loss in
      let result = loss[reading]
      return outcome.decidedBy.deciding(result.difference, result.differenceRetrained)
        .interval?.magnitude
    }
    excluded = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
  }
}

extension LossPhrases {
  /// The title of a compared loss.
  func title(of loss: LossResult) -> String { title(loss.name, loss.parameters) }
}

/// What a comparison comes to, reading by reading, as sentences with what leads to each.
package struct VerdictText {
  /// A reading: what is asked, and the answer.
  package struct Part: Sendable {
    package let question: String
    package let answer: String
  }

  /// The readings; without rivals one part that asks nothing.
  package let parts: [Part]

  package init(_ outcome: CompareOutcome, _ phrases: any Phrases) {
    let verdicts = Reading.allCases.compactMap { Verdict(outcome, $0, phrases) }
    var parts =
      verdicts.isEmpty
      ? [Part(question: "", answer: phrases.noRivals)]
      : verdicts.map {
        Part(question: phrases.question(of: $0.reading), answer: phrases.sentence($0))
      }
    let leaks = outcome.table.leaks
    if !leaks.isEmpty {
      var columns: [String] = []
      for leak in leaks {
        let name = cut(printable(leak.column), 60)
        let told = leak.byMissing ? phrases.missingnessOf(name) : name
        if !columns.contains(told) { columns.append(told) }
      }
      parts.append(
        Part(
          question: phrases.probableLeak,
          answer: phrases.leaking(
            Array(columns.prefix(5)), more: max(0, columns.count - 5),
            target: cut(printable(outcome.table.target), 60))))
    }
    self.parts = parts
  }

  /// One line per reading.
  package var text: String {
    parts.map { $0.question.isEmpty ? $0.answer : "\($0.question): \($0.answer)" }
      .joined(separator: "\n")
  }
}

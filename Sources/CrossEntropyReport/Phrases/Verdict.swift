internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What a comparison comes to in one reading, as every language words it.
package struct Verdict: Sendable, Hashable {
  /// A loss with its difference to cross entropy, in nats.
  package struct Rival: Sendable, Hashable {
    let title: String
    /// Nil where no difference was formed, or none is to be said.
    let difference: Double?
    /// The interval that decides; nil where there is none.
    let interval: ConfidenceInterval?
    /// What recalibration repairs of a worse loss's difference as trained; nil where that is nothing to speak
    /// of, and of other losses.
    let repaired: Repaired?
  }

  /// How much of a difference is miscalibration.
  package enum Repaired: Sendable, Hashable {
    case all
    /// All but so many nats.
    case allBut(Double)
    /// So many nats.
    case only(Double)
  }

  let reading: ProbabilityReading
  /// The loss that beats every other one, if there is one.
  let leader: String?
  /// The rivals by what was found of them, each in the order shown.
  let rivals: [ComparisonFinding: [Rival]]
  /// δ in nats.
  let margin: Double
  /// δ as a share of cross entropy's log loss; nil where it is none.
  let marginShare: Double?
  /// Cross entropy itself is no better than the class shares.
  let hasFailedBaseline: Bool

  /// True where every rival is known to be worse.
  var hasNoBetter: Bool { Set(rivals.keys).isSubset(of: [.slightlyWorse, .worse, .failed]) }

  /// The verdict of an outcome in one reading; nil without rivals.
  ///
  /// `isShort` leaves out the intervals of undecided rivals.
  init?(
    _ outcome: CompareOutcome, _ reading: ProbabilityReading, _ phrases: any LossPhrases,
    isShort: Bool = false
  ) {
    let losses = outcome.shown(in: reading).dropFirst()
    guard !losses.isEmpty else { return nil }
    self.reading = reading
    leader = outcome.leader[reading].map { phrases.title(of: outcome.losses[$0]) }
    rivals = Dictionary(grouping: losses) { $0[reading].finding }.mapValues { losses in
      losses.map { loss in
        let result = loss[reading]
        let isBare = isShort && result.finding == .undecided
        return Rival(
          title: phrases.title(of: loss),
          difference: isBare ? nil : result.difference?.estimate,
          interval: outcome.deciding(result)?.interval,
          repaired: reading == .asTrained ? Repaired(loss) : nil)
      }
    }
    let baseline = outcome.losses[0][reading]
    margin = outcome.margin[reading]
    marginShare = outcome.request.margin.share(
      baseline: baseline.logLoss, constant: outcome.constant.logLoss)
    hasFailedBaseline = baseline.finding == .failed
  }
}

extension Verdict.Repaired {
  /// What recalibration repairs of a worse loss, where it leaves at most nine tenths.
  init?(_ loss: LossResult) {
    guard [.worse, .slightlyWorse].contains(loss[.asTrained].finding),
      let all = loss[.asTrained].difference?.estimate,
      let left = loss[.recalibrated].difference?.estimate, all > 0, left <= 0.9 * all
    else { return nil }
    self = left < 1e-3 * all ? .all : left <= all / 4 ? .allBut(left) : .only(all - left)
  }
}

extension CompareOutcome {
  /// The difference with the interval that the verdict stands on.
  func deciding(_ result: ReadingResult) -> PairedDifference? {
    guard let fits = result.difference, let retrained = result.differenceRetrained else {
      return nil
    }
    return decidedBy.deciding(fits, retrained)
  }
}

extension LossPhrases {
  /// The title of a compared loss; a parameter that was searched stands with the values that it was chosen from.
  func title(of loss: LossResult) -> String {
    var parameters = loss.parameters.mapValues { shortNumber($0) }
    if let searched = loss.searched {
      parameters[searched.name] = valuesToChooseFrom(searched.values)
    }
    return title(loss.name, parameters)
  }

  /// The title of a loss whose parameters are known.
  func title(_ name: String, _ parameters: [String: Double]) -> String {
    title(name, parameters.mapValues { shortNumber($0) })
  }
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

  /// `isShort` leaves out the intervals of undecided rivals, which stand in the tables above.
  package init(_ outcome: CompareOutcome, _ phrases: any Phrases, isShort: Bool = false) {
    let verdicts = ProbabilityReading.allCases.compactMap {
      Verdict(outcome, $0, phrases, isShort: isShort)
    }
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

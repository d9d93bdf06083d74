internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

/// What the comparison comes to, in words: one sentence for each reading.
struct Verdict {
  /// A loss as a verdict sees it.
  struct Entry {
    let title: String
    let readings: ByReading<Standing>
  }

  /// How a loss stands to cross entropy in one reading.
  struct Standing {
    let finding: Finding
    /// The mean difference, in nats.
    let difference: Double
    /// The interval that decides.
    let interval: Interval?
  }

  /// Cross entropy, the baseline, first.
  let losses: [Entry]
  /// By reading: the loss that beats every other one, if there is one.
  let leader: ByReading<Int?>

  var text: String {
    guard losses.count > 1 else {
      return "Cross entropy was fitted alone; name rivals with --losses."
    }
    return [
      "If you only swap the loss: " + sentence(.asTrained),
      "Recalibrated alike, so that only what was learnt counts: "
        + sentence(.recalibrated),
    ].joined(separator: "\n")
  }

  private func sentence(_ reading: Reading) -> String {
    let rivals = losses.dropFirst()
    func named(_ finding: Finding) -> [Entry] {
      rivals.filter { $0.readings[reading].finding == finding }
    }
    var parts: [String] = []
    if let leader = leader[reading] {
      parts.append("\(losses[leader].title) is the best of these losses")
    }
    let better = named(.better)
    if !better.isEmpty {
      parts.append(list(better, reading, withNumbers: true) + " better than cross entropy")
    }
    let betterHere = named(.slightlyBetter)
    if !betterHere.isEmpty {
      parts.append(
        list(betterHere, reading, withNumbers: true)
          + " better with these fits; training on other rows could reverse it")
    }
    let same = named(.undecided)
    if same.count == rivals.count {
      return "no difference that this table can show" + excluded(same, reading) + "."
    }
    if better.isEmpty, betterHere.isEmpty, leader[reading] == nil {
      parts.append("no loss is better than cross entropy")
    }
    let worse = named(.worse)
    if !worse.isEmpty { parts.append(list(worse, reading, withNumbers: true) + " worse") }
    let worseHere = named(.slightlyWorse)
    if !worseHere.isEmpty {
      parts.append(
        list(worseHere, reading, withNumbers: true)
          + " worse with these fits; training on other rows could reverse it")
    }
    if !same.isEmpty {
      parts.append(
        "for " + names(same) + " no difference that this table can show" + excluded(same, reading))
    }
    return parts.joined(separator: ". ").capitalizingSentences + "."
  }

  private func list(
    _ losses: [Entry], _ reading: Reading, withNumbers: Bool
  ) -> String {
    let items = losses.map { loss in
      "\(loss.title) (\(signed(loss.readings[reading].difference)))"
    }
    return joined(items) + (losses.count == 1 ? " is" : " are")
  }

  private func names(_ losses: [Entry]) -> String { joined(losses.map(\.title)) }

  /// What a null result rules out, for the widest of its intervals.
  private func excluded(
    _ same: [Entry], _ reading: Reading
  ) -> String {
    let ends = same.compactMap { $0.readings[reading].interval?.magnitude }
    guard ends.count == same.count, let most = ends.max() else { return "" }
    return " (differences beyond \(significant(most)) nats are excluded)"
  }
}

extension Verdict {
  /// The verdict on judged losses.
  init(_ losses: [LossResult], leader: ByReading<Int?>, decision: Decision) {
    self.init(
      losses: losses.map { loss in
        Entry(
          title: loss.title,
          readings: ByReading { reading in
            let result = loss[reading]
            return Standing(
              finding: result.finding, difference: result.difference.estimate,
              interval: decision == .both
                ? result.difference.interval : result.differenceRetrained.interval)
          })
      }, leader: leader)
  }
}

private func joined(_ items: [String]) -> String {
  items.count < 2
    ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
}

private func signed(_ x: Double) -> String { (x < 0 ? "−" : "+") + significant(abs(x)) + " nats" }

extension String {
  /// Every sentence after the first with a capital letter.
  fileprivate var capitalizingSentences: String {
    split(separator: ". ", omittingEmptySubsequences: false).enumerated()
      .map { index, part in
        index == 0 ? String(part) : part.prefix(1).uppercased() + part.dropFirst()
      }
      .joined(separator: ". ")
  }
}

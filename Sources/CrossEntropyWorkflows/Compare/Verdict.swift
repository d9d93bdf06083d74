internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

/// What the comparison comes to, in words: one sentence for each reading.
struct Verdict {
  let losses: [LossResult]
  /// By reading, raw first: the loss that beats every other one, if there is one.
  let leaders: [Int?]
  let decision: ComparisonOutcome.Decision

  var text: String {
    guard losses.count > 1 else {
      return "Cross entropy was fitted alone; name rivals with --losses."
    }
    return [
      "If you only swap the loss: " + sentence(\.raw, leader: leaders[0]),
      "Recalibrated alike, so that only what was learnt counts: "
        + sentence(\.recalibrated, leader: leaders[1]),
    ].joined(separator: "\n")
  }

  private func sentence(_ side: KeyPath<LossResult, ReadingResult>, leader: Int?) -> String {
    let rivals = losses.dropFirst()
    func named(_ finding: Finding) -> [LossResult] {
      rivals.filter { $0[keyPath: side].finding == finding }
    }
    var parts: [String] = []
    if let leader {
      parts.append("\(losses[leader].title) is the best of these losses")
    }
    let better = named(.better)
    if !better.isEmpty {
      parts.append(list(better, side, withNumbers: true) + " better than cross entropy")
    }
    let betterHere = named(.betterWithTheseFits)
    if !betterHere.isEmpty {
      parts.append(
        list(betterHere, side, withNumbers: true)
          + " better with these fits; training on other rows could reverse it")
    }
    let same = named(.noDifference)
    if same.count == rivals.count {
      return "no difference that this table can show" + excluded(same, side) + "."
    }
    if better.isEmpty, betterHere.isEmpty, leader == nil {
      parts.append("no loss is better than cross entropy")
    }
    let worse = named(.worse)
    if !worse.isEmpty { parts.append(list(worse, side, withNumbers: true) + " worse") }
    let worseHere = named(.worseWithTheseFits)
    if !worseHere.isEmpty {
      parts.append(
        list(worseHere, side, withNumbers: true)
          + " worse with these fits; training on other rows could reverse it")
    }
    if !same.isEmpty {
      parts.append(
        "for " + names(same) + " no difference that this table can show" + excluded(same, side))
    }
    return parts.joined(separator: ". ").capitalizingSentences + "."
  }

  private func list(
    _ losses: [LossResult], _ side: KeyPath<LossResult, ReadingResult>, withNumbers: Bool
  ) -> String {
    let items = losses.map { loss in
      "\(loss.title) (\(signed(loss[keyPath: side].difference.estimate)))"
    }
    return joined(items) + (losses.count == 1 ? " is" : " are")
  }

  private func names(_ losses: [LossResult]) -> String { joined(losses.map(\.title)) }

  /// What a null result rules out, for the widest of its intervals.
  private func excluded(
    _ same: [LossResult], _ side: KeyPath<LossResult, ReadingResult>
  ) -> String {
    let ends = same.compactMap { loss -> Double? in
      let reading = loss[keyPath: side]
      let interval =
        decision == .both ? reading.difference.interval : reading.differenceRetrained.interval
      return interval?.magnitude
    }
    guard ends.count == same.count, let most = ends.max() else { return "" }
    return " (differences beyond \(significant(most)) nats are excluded)"
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

internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScoreText {
  /// A line per condition, and what is to be known of them.
  func gateLines(_ gates: [GateResult]) -> [String] {
    guard !gates.isEmpty else { return [] }
    let rows = gateRows(gates)
    let width = rows.map { displayWidth($0.word) }.max() ?? 0
    var lines = [heading(phrases.gates, isDecorated)]
    for (word, text) in rows {
      lines += wrap(text, width: 76 - width).enumerated().map {
        "  " + left($0 == 0 ? word : "", width) + "  " + $1
      }
    }
    guard hasNotes else { return lines }
    return lines + gateNotes(gates).flatMap { paragraph(phrases.note($0)) }
  }

  /// The outcome of each condition in a word, and the condition with what was found.
  func gateRows(_ gates: [GateResult]) -> [(word: String, text: String)] {
    let isOfSeveral = Set(gates.map(\.path)).count > 1
    return gates.map { gate in
      let condition =
        gate.baseline.map {
          phrases.worse(than: escaped($0), margin: significant(gate.bound))
        } ?? escaped(gate.text)
      return (
        phrases.word(gate.outcome),
        (isOfSeveral ? "\(escaped(gate.path)): " : "") + "\(condition): \(found(gate))"
      )
    }
  }

  /// What is to be known of the conditions.
  func gateNotes(_ gates: [GateResult]) -> [String] {
    let intervals = gates.compactMap(\.alpha)
    let unpaired = Set(gates.filter { $0.isPaired == false }.compactMap(\.baseline))
    return
      (intervals.count > 1
      ? [phrases.jointGates(intervals.count, confidence: percent(1 - intervals[0], 2))] : [])
      + unpaired.sorted().map { phrases.unpairedBaseline(escaped($0)) }
  }

  /// What was found of a score, and why no interval decides where none does.
  private func found(_ gate: GateResult) -> String {
    guard let value = gate.value else { return phrases.untold }
    let isDifference = gate.baseline != nil
    func shown(_ x: Double) -> String {
      x.isFinite ? isDifference ? CrossEntropyReport::signed(x) : fixed(x, 4) : x < 0 ? "−∞" : "∞"
    }
    if let interval = gate.interval {
      return "\(shown(value)) [\(shown(interval.low)), \(shown(interval.high))]"
    }
    if !value.isFinite { return shown(value) }
    return shown(value) + ", " + (gate.alpha == nil ? phrases.byValue : phrases.noInterval)
  }
}

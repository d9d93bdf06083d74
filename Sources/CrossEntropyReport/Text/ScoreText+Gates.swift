internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScoreText {
  /// A line per condition, and what is to be known of them.
  func gateLines(_ gates: [GateResult]) -> [String] {
    guard !gates.isEmpty else { return [] }
    let words = gates.map { phrases.word($0.outcome) }
    let width = words.map(displayWidth).max() ?? 0
    let isOfSeveral = Set(gates.map(\.path)).count > 1
    var lines = [heading(phrases.gates, isDecorated)]
    for (gate, word) in zip(gates, words) {
      let condition =
        gate.baseline.map {
          phrases.worse(than: escaped($0), margin: significant(gate.bound))
        } ?? escaped(gate.text)
      let text =
        (isOfSeveral ? "\(escaped(gate.path)): " : "") + "\(condition): \(found(gate))"
      lines += wrap(text, width: 76 - width).enumerated().map {
        "  " + left($0 == 0 ? word : "", width) + "  " + $1
      }
    }
    guard hasNotes else { return lines }
    let intervals = gates.compactMap(\.alpha)
    if intervals.count > 1 {
      lines += paragraph(
        phrases.note(
          phrases.jointGates(intervals.count, confidence: percent(1 - intervals[0], 2))))
    }
    let unpaired = Set(gates.filter { $0.isPaired == false }.compactMap(\.baseline))
    return lines
      + unpaired.sorted().flatMap {
        paragraph(phrases.note(phrases.unpairedBaseline(escaped($0))))
      }
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

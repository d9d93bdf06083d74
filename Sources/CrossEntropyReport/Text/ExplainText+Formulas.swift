internal import CrossEntropy
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows
internal import CrossEntropyWorkflows

/// What the steps write: the names of outputs, and the loss as a function of a probability.
extension ExplainText {
  var chosen: ExplainOutcome.Explained { outcome.losses[0] }
  var steps: Explanation { chosen.explanation }
  var kind: ComparedLoss.Kind { chosen.loss.kind }
  /// False where ready probabilities were given.
  var hasLogits: Bool {
    if case .probabilities = outcome.request.row?.outputs { false } else { true }
  }
  var isSoftmax: Bool { steps.outputUnit == .softmax }
  /// True where no class weights and no other unit change what the target says.
  var isPlain: Bool {
    steps.contributions.allSatisfy { part in
      let t = steps.targets[part.output]
      return part.share == (part.isTrue ? t : 1 - t)
    }
  }

  /// The output that the target gives most.
  var truth: Int {
    steps.targets.indices.reduce(0) { steps.targets[$1] > steps.targets[$0] ? $1 : $0 }
  }

  var logarithm: String {
    switch steps.unit {
    case .bits: "log₂"
    case .hartleys: "log₁₀"
    default: "ln"
    }
  }

  /// True where the loss of what is true is its surprisal and nothing more.
  var isSurprisal: Bool { kind == .crossEntropy || kind == .labelSmoothing }

  /// p₀, o or 1 − o: the probability of what is true.
  func symbol(_ part: Explanation.Contribution) -> String {
    let name = output(part.output)
    return part.isTrue ? name : "1 − \(name)"
  }

  func complement(_ part: Explanation.Contribution) -> String {
    let name = output(part.output)
    return part.isTrue ? "1 − \(name)" : name
  }

  func output(_ j: Int) -> String {
    isSoftmax ? "p\(sub(j))" : steps.logits.count == 1 ? "o" : "o\(sub(j))"
  }

  /// f as a function of a probability.
  func point(_ p: String, _ complement: String) -> String {
    let parameter = shortNumber(chosen.loss.parameter ?? 0)
    switch kind {
    case .focal: return "−(\(complement))^\(parameter) · \(logarithm) \(inner(p))"
    case .generalizedCrossEntropy: return "(1 − \(inner(p))^\(parameter)) / \(parameter)"
    default: return "−\(logarithm) \(inner(p))"
    }
  }

  func pointNumbers(_ part: Explanation.Contribution) -> String {
    let parameter = shortNumber(chosen.loss.parameter ?? 0)
    let rest = part.isTrue ? steps.complements[part.output] : steps.probabilities[part.output]
    switch kind {
    case .focal: return "\(board(rest))^\(parameter) · \(board(part.surprisal))"
    case .generalizedCrossEntropy:
      return "(1 − \(board(part.probability))^\(parameter)) / \(parameter)"
    default: return "−\(logarithm) \(board(part.probability))"
    }
  }

  /// k, what turns cross entropy's gradient into this loss's.
  func strength(_ part: Explanation.Contribution) -> String {
    let parameter = shortNumber(chosen.loss.parameter ?? 0)
    let p = symbol(part)
    var factors: [String] = part.share == 1 ? [] : [board(part.share)]
    switch kind {
    case .focal:
      factors.append(
        "(\(complement(part)))^\(parameter) · (1 − \(parameter) \(p) ln \(p) / (\(complement(part))))"
      )
    case .generalizedCrossEntropy:
      factors.append("\(p)^\(parameter) = \(board(part.probability))^\(parameter)")
    default: break
    }
    switch steps.unit {
    case .bits: factors.append("1 / ln 2")
    case .hartleys: factors.append("1 / ln 10")
    default: break
    }
    return factors.joined(separator: " · ")
  }

  /// In brackets where it has more than one part.
  func inner(_ text: String) -> String { text.contains(" ") ? "(\(text))" : text }

  func sub(_ n: Int) -> String {
    String(
      String(n).unicodeScalars.map { Character(Unicode.Scalar(0x2080 + $0.value - 48) ?? "?") })
  }
}

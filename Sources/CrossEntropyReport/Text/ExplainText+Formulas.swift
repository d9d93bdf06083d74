internal import CrossEntropy
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

/// What the steps write: the names of outputs, and the loss as a function of a probability.
extension ExplainText {
  var chosen: ExplainOutcome.Explained { outcome.losses[0] }
  var steps: LossExplanation { chosen.explanation }
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
  var truth: Int { steps.likeliestTarget }

  var logarithm: String {
    switch steps.unit {
    case .bits: "log₂"
    case .hartleys: "log₁₀"
    default: "ln"
    }
  }

  var formula: LossFormula? { chosen.loss.loss.entry.formula }
  /// True where the loss of what is true is its surprisal and nothing more.
  var isSurprisal: Bool { formula == .surprisal }

  /// p₀, o or 1 − o: the probability of what is true.
  func symbol(_ part: LossExplanation.Contribution) -> String {
    let name = output(part.output)
    return part.isTrue ? name : "1 − \(name)"
  }

  func complement(_ part: LossExplanation.Contribution) -> String {
    let name = output(part.output)
    return part.isTrue ? "1 − \(name)" : name
  }

  func output(_ j: Int) -> String {
    isSoftmax ? "p\(sub(j))" : steps.logits.count == 1 ? "o" : "o\(sub(j))"
  }

  /// f as a function of a probability.
  func point(_ part: LossExplanation.Contribution) -> String {
    guard case .truth(let symbols, _, _, _) = formula else { return "f(\(symbol(part)))" }
    return inSymbols(symbols, part)
  }

  func pointNumbers(_ part: LossExplanation.Contribution) -> String {
    guard case .truth(_, let numbers, _, _) = formula else { return board(part.value) }
    return inNumbers(numbers, part)
  }

  /// k, what turns cross entropy's gradient into this loss's.
  func strength(_ part: LossExplanation.Contribution) -> String {
    var factors: [String] = part.share == 1 ? [] : [board(part.share)]
    if case .truth(_, _, let strength?, let numbers) = formula {
      factors.append(
        inSymbols(strength, part) + (numbers.map { " = " + inNumbers($0, part) } ?? ""))
    }
    switch steps.unit {
    case .bits: factors.append("1 / ln 2")
    case .hartleys: factors.append("1 / ln 10")
    default: break
    }
    return factors.joined(separator: " · ")
  }

  /// What an output adds to a loss that is a distance, in symbols and in numbers, and its slope.
  func distance(_ output: Int) -> (symbols: String, numbers: String) {
    guard case .distance(let term, _, _) = formula else { return ("", "") }
    return (
      term.filled { $0 == "p" ? (isSoftmax ? "p" : "o") : $0 },
      term.filled { board(($0 == "p" ? steps.probabilities : steps.targets)[output]) }
    )
  }

  /// ∂/∂p of what an output adds to a loss that is a distance.
  var distanceSlope: String {
    guard case .distance(_, let factor, let slope) = formula else { return "" }
    return "\(factor)" + (steps.factor == 1 ? "" : " · \(board(steps.factor)) · ")
      + slope.filled { $0 == "p" ? (isSoftmax ? "p" : "o") : $0 }
  }

  /// What every output adds and its slope, and what both call s, of a loss that is a formula of the outputs
  /// themselves; nil of another loss.
  var ofOutputs: (value: String, slope: String, s: String?)? {
    guard case .outputs(let softmax, let sigmoid) = formula else { return nil }
    let outputs = isSoftmax ? softmax : sigmoid
    let (value, slope) = (outputs.value.filled(named), outputs.slope.filled(named))
    let s = outputs.s.map { "s = " + $0.filled(named) }
    guard let balance = outputs.balance,
      balance.slots.allSatisfy({ chosen.loss.parameters[$0] != nil })
    else { return (value, slope, s) }
    let factor = balance.filled(named)
    return ("\(factor)·\(value)", "\(factor)·(\(slope))", s)
  }

  private func inSymbols(
    _ template: LossFormula.Template, _ part: LossExplanation.Contribution
  ) -> String {
    template.filled { slot in
      switch slot {
      case "p": inner(symbol(part))
      case "complement": complement(part)
      case "surprisal": "−\(logarithm) \(inner(symbol(part)))"
      default: named(slot)
      }
    }
  }

  private func inNumbers(
    _ template: LossFormula.Template, _ part: LossExplanation.Contribution
  ) -> String {
    template.filled { slot in
      switch slot {
      case "p": board(part.probability)
      case "complement":
        board((part.isTrue ? steps.complements : steps.probabilities)[part.output])
      case "surprisal": board(part.surprisal)
      default: named(slot)
      }
    }
  }

  /// The logarithm, what makes nats the unit, or a parameter of the loss.
  private func named(_ slot: String) -> String {
    switch slot {
    case "log": logarithm
    case "perNat":
      switch steps.unit {
      case .bits: " / ln 2"
      case .hartleys: " / ln 10"
      default: ""
      }
    default: chosen.loss.loss.parameters[slot].map(shortNumber) ?? slot
    }
  }

  /// In brackets where it has more than one part.
  func inner(_ text: String) -> String { text.contains(" ") ? "(\(text))" : text }

  func sub(_ n: Int) -> String {
    String(
      String(n).unicodeScalars.map { Character(Unicode.Scalar(0x2080 + $0.value - 48) ?? "?") })
  }
}

internal import CrossEntropy
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The text of `explain`, at most 80 columns wide: what a teacher would write on a board.
package struct ExplainText {
  let outcome: ExplainOutcome
  let phrases: any Phrases

  package init(_ outcome: ExplainOutcome, _ phrases: any Phrases) {
    self.outcome = outcome
    self.phrases = phrases
  }

  package var text: String {
    let lines =
      outcome.losses.isEmpty
      ? gradientTable(outcome.gradients, phrases, heading: { wrap($0, width: 78) }) : row
    return terminalText(lines.joined(separator: "\n") + "\n")
  }

  /// The chosen loss step by step, and the others beside it.
  private var row: [String] {
    var sections = [outputStep]
    if !steps.contributions.isEmpty { sections.append(surprisalStep) }
    sections += [lossStep, gradientStep]
    if !steps.inputs.isEmpty { sections.append(weightStep) }
    var lines = wrap(title, width: 78)
    for (index, section) in sections.enumerated() {
      let heading = wrap("\(index + 1). \(section[0])", width: 78)
      lines += [""] + heading.enumerated().map { ($0 == 0 ? "" : "   ") + $1 }
      lines += section.dropFirst().map { $0.isEmpty ? "" : "   " + $0 }
    }
    return lines + [""] + besideSection
  }

  // MARK: Steps, each a heading and its lines

  private var title: String {
    phrases.stepByStep(title(chosen.loss), outputs: steps.logits.count, isSoftmax: isSoftmax)
  }

  private var outputStep: [String] {
    let p = isSoftmax ? "p" : "o"
    let header = isSoftmax ? phrases.classHead : phrases.outputHead
    let isShifted = steps.shift != 0
    let exponential = isSoftmax ? isShifted ? "exp(z − m)" : "exp(z)" : "exp(−z)"
    let unit = isSoftmax ? "p = \(exponential) / Σ \(exponential)" : "o = 1 / (1 + \(exponential))"
    var lines = [
      hasLogits ? phrases.fromLogitsToProbabilities(unit) : phrases.readyProbabilities
    ]
    lines.append(
      right(header, 6) + (hasLogits ? right("z", 12) + right(exponential, 13) : "")
        + right(p, 13) + (isSoftmax ? "" : right("1 − o", 13)) + right(phrases.targetHead, 13))
    lines += limited(steps.logits.indices) { j in
      right("\(j)", 6)
        + (hasLogits
          ? right(board(steps.logits[j]), 12) + right(board(steps.exponentials[j]), 13) : "")
        + right(board(steps.probabilities[j]), 13)
        + (isSoftmax ? "" : right(board(steps.complements[j]), 13))
        + right(board(steps.targets[j]), 13)
    }
    guard hasLogits else { return lines }
    if let total = steps.total {
      lines.append(right("Σ", 6) + right("", 12) + right(board(total), 13) + right("1", 13))
      let j = truth
      lines += [
        "",
        "p\(sub(j)) = \(board(steps.exponentials[j])) / \(board(total)) = \(board(steps.probabilities[j]))",
      ]
      if isShifted {
        lines.append(phrases.greatestIsSubtracted("m = \(board(steps.shift))"))
      }
    } else if steps.logits.count == 1 {
      lines += [
        "",
        phrases.isProbabilityOfClassOne(
          "o = 1 / (1 + \(board(steps.exponentials[0]))) = \(board(steps.probabilities[0]))"),
      ]
    }
    return lines
  }

  private var surprisalStep: [String] {
    [phrases.fromProbabilityToSurprisal]
      + limited(steps.contributions.indices) { i in
        let part = steps.contributions[i]
        let p = board(part.probability)
        // What is so close to 0 or 1 that its logarithm cannot be read off it.
        let isRounded = p == "1" && part.surprisal > 0 || p == "0" && part.surprisal.isFinite
        let equation =
          "−\(logarithm) \(inner(symbol(part))) = −\(logarithm) \(p) = \(board(part.surprisal))"
        return isRounded ? phrases.fromLogits(equation, rounded: p) : equation
      }
  }

  private var lossStep: [String] {
    var lines: [String] = []
    var formula: String
    let parts = steps.contributions
    if let ofOutputs {
      lines = [phrases.formulaOfOutputs]
      let sum = steps.logits.count == 1 ? "" : "Σ "
      if !isWeighted, let s = ofOutputs.s { lines.append(s) }
      formula = "ℓ" + (isWeighted ? "" : " = \(sum)\(ofOutputs.value)")
    } else if parts.isEmpty {
      lines = [phrases.squaredDistance]
      let terms = sum(steps.targets.indices) { distance($0).numbers }
      let symbols = (steps.targets.count == 1 ? "" : "Σ ") + distance(0).symbols
      let factor = steps.factor == 1 ? "" : board(steps.factor) + " · "
      let numbers = factor.isEmpty || steps.targets.count == 1 ? terms : "(\(terms))"
      formula = "ℓ = \(factor)\(symbols) = \(factor)\(numbers)"
    } else if parts.count == 1 {
      let share = parts[0].share == 1 ? "" : board(parts[0].share) + " · "
      lines = [phrases.lossOfTruth(isSurprisal: isSurprisal)]
      formula =
        "ℓ = \(share)\(point(parts[0])) = "
        + "\(share)\(pointNumbers(parts[0]))"
    } else {
      let isShared = parts.contains { $0.share != 1 }
      lines = [
        isShared
          ? phrases.sumOverShares(isSurprisal: isSurprisal)
          : phrases.sumOverOutputs(isSurprisal: isSurprisal)
      ]
      if !isSurprisal {
        lines += limited(parts.indices) { i in
          "f(\(symbol(parts[i]))) = \(pointNumbers(parts[i])) = \(board(parts[i].value))"
        }
      }
      formula =
        "ℓ = "
        + sum(parts.indices) { i in
          (isShared ? board(parts[i].share) + " · " : "") + board(parts[i].value)
        }
    }
    formula += " = \(amount(steps.value, steps.unit))"
    if let other = steps.unit?.beside, let value = steps.value(in: other) {
      formula += " = \(amount(value, other))"
    }
    lines += indented(formula)
    if steps.logits.count > 1, !isSoftmax {
      lines += indented(
        phrases.meanAsKerasReports(board(steps.meanOverOutputs), outputs: steps.logits.count))
    }
    if steps.value == .infinity, let cause = parts.first(where: { $0.probability == 0 }) {
      lines += indented(
        isSoftmax
          ? phrases.isInfinite(class: cause.output)
          : phrases.isInfinite(output: cause.output, isTrue: cause.isTrue))
    }
    return lines
  }

  private var gradientStep: [String] {
    let z = { (j: Int) in steps.logits.count == 1 ? "∂ℓ/∂z" : "∂ℓ/∂z\(sub(j))" }
    func lines(_ numbers: (Int) -> String) -> [String] {
      limited(steps.gradient.indices) { j in
        "\(z(j)) = \(numbers(j)) = \(board(steps.gradient[j]))"
      }
    }
    let parts = steps.contributions
    if let ofOutputs {
      return [phrases.gradient("∂ℓ/∂zⱼ" + (isWeighted ? "" : " = \(ofOutputs.slope)"))]
        + limited(steps.gradient.indices) { "\(z($0)) = \(board(steps.gradient[$0]))" }
    }
    if parts.isEmpty {
      let slope = distanceSlope
      if !isSoftmax {
        return [phrases.gradient("∂ℓ/∂z = ∂ℓ/∂o · ∂o/∂z = \(slope) · o(1 − o)")]
          + lines { "\(board(steps.outputGradient[$0])) · \(board(steps.slopes[$0]))" }
      }
      let mean = board(steps.meanOutputGradient)
      return [
        phrases.gradient("∂ℓ/∂zⱼ = pⱼ·(gⱼ − Σ p·g)", where: "g = ∂ℓ/∂p = \(slope)"),
        "Σ p·g = \(mean)",
      ]
        + lines {
          "\(board(steps.probabilities[$0])) · (\(board(steps.outputGradient[$0])) − "
            + "\(mean.hasPrefix("-") ? "(\(mean))" : mean))"
        }
    }
    // Every contribution pulls with strength 1: the target's own shares.
    if parts.allSatisfy({ $0.pull == 1 }), isPlain {
      if isSoftmax {
        return [phrases.forecastMinusOutcome("∂ℓ/∂zⱼ = pⱼ − tⱼ")] + lines(difference)
      }
      return [
        phrases.forecastMinusOutcome("∂ℓ/∂z = o − t"),
        phrases.slopeCancels("∂ℓ/∂o · ∂o/∂z = (o − t) / (o(1 − o)) · o(1 − o)"),
      ] + lines(difference)
    }
    if !isSoftmax {
      return [phrases.gradient("∂ℓ/∂z = ∂ℓ/∂o · ∂o/∂z", where: "∂o/∂z = o(1 − o)")]
        + lines { "\(board(steps.outputGradient[$0])) · \(board(steps.slopes[$0]))" }
    }
    if parts.count == 1 {
      let (formula, k) = (strength(parts[0]), board(parts[0].strength))
      return [phrases.timesCrossEntropy("∂ℓ/∂zⱼ = k·(pⱼ − tⱼ)")]
        + indented(formula == k ? "k = \(k)" : "k = \(formula) = \(k)")
        + lines {
          "\(k) · (\(board(steps.probabilities[$0])) − "
            + "\($0 == parts[0].output ? "1" : "0"))"
        }
    }
    let strengths = Dictionary(uniqueKeysWithValues: parts.map { ($0.output, $0.strength) })
    return [phrases.sharesTimesPulls("∂ℓ/∂zⱼ = K·pⱼ − kⱼ")]
      + ["K = \(board(steps.strength))"]
      + lines {
        "\(board(steps.strength)) · \(board(steps.probabilities[$0])) − "
          + board(strengths[$0] ?? 0)
      }
  }

  /// Whether class weights change what stands for t in a formula of the outputs, or multiply it.
  private var isWeighted: Bool { outcome.request.row?.classWeights != nil }

  /// p − t; where p rounds to a target of 1, −(1 − p), which keeps its digits.
  private func difference(_ j: Int) -> String {
    let p = board(steps.probabilities[j])
    guard p == "1", steps.targets[j] == 1, steps.complements[j] > 0 else {
      return "\(p) − \(board(steps.targets[j]))"
    }
    return "−(1 − \(output(j)))"
  }

  private var weightStep: [String] {
    [phrases.layerGradient("z = w·x + b", "∂ℓ/∂w = ∂ℓ/∂z · x, ∂ℓ/∂b = ∂ℓ/∂z")]
      + limited(cells) { cell in
        "∂ℓ/∂\(weightName(cell)) = \(board(steps.gradient[cell.output])) · "
          + "\(board(steps.inputs[cell.input])) = "
          + board(steps.weightGradient[cell.output][cell.input])
      }
  }

  // MARK: Pieces

  func title(_ loss: ComparedLoss) -> String {
    phrases.title(loss.name, loss.parameters)
  }

  struct Cell {
    var output: Int
    var input: Int
  }

  /// The weights of the layer, output by output.
  var cells: [Cell] {
    steps.gradient.indices.flatMap { j in steps.inputs.indices.map { Cell(output: j, input: $0) }
    }
  }

  func weightName(_ cell: Cell) -> String {
    let outputs = steps.gradient.count > 1
    let inputs = steps.inputs.count > 1
    if outputs, inputs { return "w\(sub(cell.output)),\(sub(cell.input))" }
    return outputs ? "w\(sub(cell.output))" : inputs ? "w\(sub(cell.input))" : "w"
  }

  /// A line per item, not more than a screen of them.
  func limited<Items: Collection>(
    _ items: Items, _ line: (Items.Element) -> String
  ) -> [String] {
    items.prefix(mostListed).map(line)
      + (items.count > mostListed ? [phrases.moreInJSON(items.count - mostListed)] : [])
  }

  /// a + b + c, the end left out where there are many.
  private func sum(_ items: Range<Int>, _ term: (Int) -> String) -> String {
    let most = 8
    return items.prefix(most).map(term).joined(separator: " + ")
      + (items.count > most ? " + …" : "")
  }

  private func indented(_ text: String) -> [String] {
    wrap(text, width: 74).enumerated().map { ($0 == 0 ? "" : "  ") + $1 }
  }

  /// 0.693147 nats, 1 bit.
  func amount(_ value: Double, _ unit: InformationUnit?) -> String {
    guard let unit else { return board(value) }
    return phrases.amount(board(value), unit)
  }
}

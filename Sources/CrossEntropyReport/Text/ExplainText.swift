internal import CrossEntropy
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The text of `explain`, at most 80 columns wide: what a teacher would write on a board.
package struct ExplainText {
  let row: ExplainedRow
  /// True where ready probabilities were given.
  let isFromProbabilities: Bool

  package init(_ row: ExplainedRow, isFromProbabilities: Bool) {
    self.row = row
    self.isFromProbabilities = isFromProbabilities
  }

  package var text: String {
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
    return terminalText((lines + [""] + besideSection).joined(separator: "\n") + "\n")
  }

  // MARK: Steps, each a heading and its lines

  private var title: String {
    let name = row.chosen.loss.title
    let outputs = steps.logits.count
    let what =
      isSoftmax
      ? "\(outputs) softmax outputs"
      : outputs == 1 ? "one sigmoid output for two classes" : "\(outputs) sigmoid outputs"
    return name.prefix(1).uppercased() + name.dropFirst() + ", step by step: one row of \(what)"
  }

  private var outputStep: [String] {
    let p = isSoftmax ? "p" : "o"
    let header = isSoftmax ? "class" : "output"
    let hasLogits = !isFromProbabilities
    let isShifted = steps.shift != 0
    var lines: [String]
    if hasLogits {
      lines = [
        isSoftmax
          ? isShifted
            ? "From logits to probabilities: p = exp(z − m) / Σ exp(z − m)"
            : "From logits to probabilities: p = exp(z) / Σ exp(z)"
          : "From logits to probabilities: o = 1 / (1 + exp(−z))"
      ]
    } else {
      lines = ["The outputs are ready probabilities; z is the logit that gives them"]
    }
    let exponential = isSoftmax ? isShifted ? "exp(z − m)" : "exp(z)" : "exp(−z)"
    lines.append(
      right(header, 6) + (hasLogits ? right("z", 12) + right(exponential, 13) : "")
        + right(p, 13) + (isSoftmax ? "" : right("1 − o", 13)) + right("target", 13))
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
        lines.append(
          "m = \(board(steps.shift)), the greatest z, is taken off so that no exponential overflows"
        )
      }
    } else if steps.logits.count == 1 {
      lines += [
        "",
        "o = 1 / (1 + \(board(steps.exponentials[0]))) = \(board(steps.probabilities[0])), the "
          + "probability of class 1",
      ]
    }
    return lines
  }

  private var surprisalStep: [String] {
    ["From probability to surprisal: the less likely, the more surprising"]
      + limited(steps.contributions.indices) { i in
        let part = steps.contributions[i]
        let p = board(part.probability)
        // What is so close to 0 or 1 that its logarithm cannot be read off it.
        let isRounded = p == "1" && part.surprisal > 0 || p == "0" && part.surprisal.isFinite
        return "−\(logarithm) \(inner(symbol(part))) = −\(logarithm) \(p) = "
          + board(part.surprisal)
          + (isRounded ? ", from the logits, since it rounds to \(p)" : "")
      }
  }

  private var lossStep: [String] {
    var lines: [String] = []
    var formula: String
    let parts = steps.contributions
    if parts.isEmpty {
      lines = ["Loss: the squared distance of the outputs from the target"]
      let terms = sum(steps.targets.indices) { distance($0).numbers }
      let symbols = (steps.targets.count == 1 ? "" : "Σ ") + distance(0).symbols
      let factor = steps.factor == 1 ? "" : board(steps.factor) + " · "
      let numbers = factor.isEmpty || steps.targets.count == 1 ? terms : "(\(terms))"
      formula = "ℓ = \(factor)\(symbols) = \(factor)\(numbers)"
    } else if parts.count == 1 {
      let share = parts[0].share == 1 ? "" : board(parts[0].share) + " · "
      lines = ["Loss: \(lossName) of what is true"]
      formula =
        "ℓ = \(share)\(point(parts[0])) = "
        + "\(share)\(pointNumbers(parts[0]))"
    } else {
      let isShared = parts.contains { $0.share != 1 }
      lines = [
        isShared
          ? "Loss: the mean of \(lossName) over the target's shares"
          : "Loss: the sum of \(lossName) over the outputs"
      ]
      if !isSurprisal {
        lines += limited(parts.indices) { i in
          "f(\(inner(symbol(parts[i])))) = \(pointNumbers(parts[i])) = \(board(parts[i].value))"
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
        "ℓ / \(steps.logits.count) outputs = \(board(steps.meanOverOutputs)), the mean that Keras "
          + "reports")
    }
    if steps.value == .infinity, let cause = parts.first(where: { $0.probability == 0 }) {
      lines += indented(
        "∞, since \(isSoftmax ? "class \(cause.output)" : "'\(cause.isTrue ? "yes" : "no")' of output \(cause.output)") "
          + "is true and was given probability 0")
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
    if parts.isEmpty {
      let slope = distanceSlope
      if !isSoftmax {
        return ["Gradient: ∂ℓ/∂z = ∂ℓ/∂o · ∂o/∂z = \(slope) · o(1 − o)"]
          + lines { "\(board(steps.outputGradient[$0])) · \(board(steps.slopes[$0]))" }
      }
      let mean = board(steps.meanOutputGradient)
      return [
        "Gradient: ∂ℓ/∂zⱼ = pⱼ·(gⱼ − Σ p·g), where g = ∂ℓ/∂p = \(slope)", "Σ p·g = \(mean)",
      ]
        + lines {
          "\(board(steps.probabilities[$0])) · (\(board(steps.outputGradient[$0])) − "
            + "\(mean.hasPrefix("-") ? "(\(mean))" : mean))"
        }
    }
    // Every contribution pulls with strength 1: the target's own shares.
    if parts.allSatisfy({ $0.pull == 1 }), isPlain {
      if isSoftmax {
        return ["Gradient: what was forecast minus what happened, ∂ℓ/∂zⱼ = pⱼ − tⱼ"]
          + lines(difference)
      }
      return [
        "Gradient: what was forecast minus what happened, ∂ℓ/∂z = o − t",
        "∂ℓ/∂o · ∂o/∂z = (o − t) / (o(1 − o)) · o(1 − o): the sigmoid's slope cancels",
      ] + lines(difference)
    }
    if !isSoftmax {
      return ["Gradient: ∂ℓ/∂z = ∂ℓ/∂o · ∂o/∂z, where ∂o/∂z = o(1 − o)"]
        + lines { "\(board(steps.outputGradient[$0])) · \(board(steps.slopes[$0]))" }
    }
    if parts.count == 1 {
      return ["Gradient: ∂ℓ/∂zⱼ = k·(pⱼ − tⱼ), the gradient of cross entropy times k"]
        + indented("k = \(strength(parts[0])) = \(board(parts[0].strength))")
        + lines {
          "\(board(parts[0].strength)) · (\(board(steps.probabilities[$0])) − "
            + "\($0 == parts[0].output ? "1" : "0"))"
        }
    }
    let strengths = Dictionary(uniqueKeysWithValues: parts.map { ($0.output, $0.strength) })
    return ["Gradient: ∂ℓ/∂zⱼ = K·pⱼ − kⱼ, each kⱼ a share times its pull, K their sum"]
      + ["K = \(board(steps.strength))"]
      + lines {
        "\(board(steps.strength)) · \(board(steps.probabilities[$0])) − "
          + board(strengths[$0] ?? 0)
      }
  }

  /// p − t; where p rounds to a target of 1, −(1 − p), which keeps its digits.
  private func difference(_ j: Int) -> String {
    let p = board(steps.probabilities[j])
    guard p == "1", steps.targets[j] == 1, steps.complements[j] > 0 else {
      return "\(p) − \(board(steps.targets[j]))"
    }
    return "−(1 − \(output(j)))"
  }

  private var weightStep: [String] {
    ["Gradient of the layer z = w·x + b: ∂ℓ/∂w = ∂ℓ/∂z · x, ∂ℓ/∂b = ∂ℓ/∂z"]
      + limited(cells) { cell in
        "∂ℓ/∂\(weightName(cell)) = \(board(steps.gradient[cell.output])) · "
          + "\(board(steps.inputs[cell.input])) = "
          + board(steps.weightGradient[cell.output][cell.input])
      }
  }

  // MARK: Beside

  /// The losses in columns, three at a time.
  private var besideSection: [String] {
    let rest = row.others
    var lines = [
      "Beside "
        + wrap(items: rest.map(\.loss.title), separator: ", ", width: 70).joined(separator: " ")
    ]
    for start in stride(from: 0, to: rest.count, by: 2) {
      let columns = [row.chosen] + rest[start..<min(start + 2, rest.count)]
      func line(_ name: String, _ value: (Explanation) -> Double) -> String {
        "   " + left(name, 12) + columns.map { right(board(value($0.explanation)), 20) }.joined()
      }
      if start > 0 { lines.append("") }
      lines.append("   " + left("", 12) + columns.map { right($0.loss.title, 20) }.joined())
      lines.append(
        "   " + left("ℓ", 12)
          + columns.map { right(amount($0.explanation.value, $0.explanation.unit), 20) }
          .joined())
      lines += limited(steps.gradient.indices) { j in
        line(steps.gradient.count == 1 ? "∂ℓ/∂z" : "∂ℓ/∂z\(sub(j))") { $0.gradient[j] }
      }
      lines += limited(cells) { cell in
        line("∂ℓ/∂\(weightName(cell))") { $0.weightGradient[cell.output][cell.input] }
      }
    }
    return lines + [""] + moral.flatMap { wrap($0, width: 78) }
  }

  /// What the reader should see in the columns.
  private var moral: [String] {
    guard let ratio = row.pullRatio else {
      let all = [row.chosen] + row.others
      return [
        all.allSatisfy { $0.explanation.pull == 0 }
          ? "Nothing pulls: the row is as right as it can be."
          : "Squared error does not pull at all here: its gradient is 0."
      ]
    }
    let other = ([row.chosen] + row.others).first { $0.loss.kind != .squaredError }
    let name = other?.loss.title ?? "cross entropy"
    var lines = [
      "At its strongest \(name) pulls \(board(ratio, digits: 1000..<1e6 ~= ratio ? 6 : 3)) times as hard at the logits as squared error."
    ]
    if row.truthProbability < 0.1 {
      lines.append(
        "The row is confidently wrong: what is true was given \(board(row.truthProbability)). "
          + "There squared error's gradient dies, since it keeps the slope "
          + (isSoftmax ? "p(1 − p)" : "o(1 − o)") + " of the unit.")
    }
    return lines
  }

  // MARK: Pieces

  private struct Cell {
    var output: Int
    var input: Int
  }

  /// The weights of the layer, output by output.
  private var cells: [Cell] {
    steps.gradient.indices.flatMap { j in steps.inputs.indices.map { Cell(output: j, input: $0) }
    }
  }

  private func weightName(_ cell: Cell) -> String {
    let outputs = steps.gradient.count > 1
    let inputs = steps.inputs.count > 1
    if outputs, inputs { return "w\(sub(cell.output)),\(sub(cell.input))" }
    return outputs ? "w\(sub(cell.output))" : inputs ? "w\(sub(cell.input))" : "w"
  }

  /// A line an item, not more than a screen of them.
  private func limited<Items: Collection>(
    _ items: Items, _ line: (Items.Element) -> String
  ) -> [String] {
    let most = 12
    return items.prefix(most).map(line)
      + (items.count > most
        ? ["and \(grouped(items.count - most)) more; --format json gives all of them"] : [])
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
  private func amount(_ value: Double, _ unit: InformationUnit?) -> String {
    guard let unit else { return board(value) }
    return board(value) + " "
      + (board(value) == "1" ? String(unit.rawValue.dropLast()) : unit.rawValue)
  }
}

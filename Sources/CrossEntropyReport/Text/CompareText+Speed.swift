internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension CompareText {
  /// How fast every loss learns from each start, one line a loss.
  var speedSection: [String] {
    guard let speed = result.speed else { return [] }
    let pictures = speed.shownEpochs.count
    let never = "not in \(speed.epochs) epochs"
    var lines = [heading("Learning speed: epochs of plain gradient descent to a common target")]
    for start in speed.starts {
      lines.append(
        name(start.name + " start") + left("accuracy", pictures)
          + right("at step \(step(speed.commonStep))", 18) + right("own best", 18)
          + right("step", 7))
      let curves = start.losses.flatMap(\.common.trainingAccuracy)
      let range = (curves.min() ?? 0, curves.max() ?? 1)
      for loss in start.losses {
        let curve = loss.common.trainingAccuracy
        let picture = speed.shownEpochs.map { epoch in
          curve.indices.contains(epoch) ? bar(curve[epoch], in: range) : "×"
        }
        let hasOther = loss.bestByAccuracy.step != loss.best.step
        lines.append(
          name(" " + loss.title) + left(picture.joined(), pictures)
            + right(epochs(loss.common, never), 18) + right(epochs(loss.best, never), 18)
            + right(step(loss.best.step), 7) + (hasOther ? "†" : ""))
      }
    }
    return lines + speedNotes(speed)
  }

  /// What the lines of the panel are.
  private func speedNotes(_ speed: LearningSpeed) -> [String] {
    var lines = paragraph(
      speed.targetAccuracy.map {
        "Target: \(percent($0)) of the training rows right, 90 % of the way from the base rate "
          + "(\(percent(speed.baseRate))) to the highest accuracy that any loss reaches "
          + "(\(percent(speed.highestAccuracy)))."
      }
        ?? "No loss rises above the base rate (\(percent(speed.baseRate))), so there is no target."
    )
    let starts = speed.starts.map { "\($0.name) N(0, \(shortNumber($0.deviation))²)" }
    lines += paragraph(
      "\(result.model == "linear" ? "The linear model" : "The network"), from two starts: "
        + "\(inWords(starts)). Batches of \(speed.batchSize) "
        + "of \(grouped(speed.trainingRows)) training rows of the first fold"
        + (result.losses.contains { $0.readsFitOf != nil }
          ? "; the prior correction reads the balanced fit" : "")
        + ". Pictures: training accuracy at the common step, after epochs "
        + speed.shownEpochs.map { "\($0)" }.joined(separator: " ") + ".")
    let others = speed.starts.flatMap { start in
      start.losses.filter { $0.bestByAccuracy.step != $0.best.step }.map { loss in
        let trial = loss.bestByAccuracy
        return "\(loss.title), \(start.name): \(step(trial.step)) "
          + "(\(epochs(trial.diverged, trial.epochsToTarget, "not in \(speed.epochs) epochs")))"
      }
    }
    return lines
      + paragraph(
        "Own best: the step of the lowest area under the training log loss"
          + (others.isEmpty
            ? ", which is also the best by accuracy."
            : ". † by accuracy another is best: \(others.joined(separator: "; "))."))
  }

  /// The pull of one row under every loss, as its output goes from right to confidently wrong.
  var gradientSection: [String] {
    guard let gradients = result.speed?.gradients else { return [] }
    let shown = [0.99, 0.9, 0.5, 0.1, 0.01, 0.001, 0.0001]
    let places = shown.compactMap { gradients.probabilities.firstIndex(of: $0) }
    var lines = [
      heading("Gradient |∂ℓ/∂z| of the truth's output, from right to confidently wrong"),
      name("probability of truth")
        + places.map { right(shortNumber(gradients.probabilities[$0]), 7) }.joined()
        + right("greatest", 10),
    ]
    for loss in gradients.losses {
      lines.append(
        name(" " + loss.title)
          + places.map { right(slope(loss.values[$0]), 7) }.joined()
          + right(slope(loss.greatest), 10))
    }
    guard let last = places.last else { return lines }
    let faded = gradients.losses.filter { $0.relative[last] < 0.01 }.map(\.title)
    let strong = gradients.losses.filter { $0.relative[last] > 0.5 }.map(\.title)
    let sentences = [
      strong.isEmpty
        ? "" : "A row that is confidently wrong still pulls hard under \(inWords(strong)).",
      faded.isEmpty
        ? ""
        : "Under \(inWords(faded)) the gradient carries a power of p, as the slope of the output "
          + "does, and dies with it: such rows are learnt slowly, if at all.",
    ]
    return lines + paragraph(sentences.filter { !$0.isEmpty }.joined(separator: " "))
  }
}

/// The column of names, as wide as the widest title of the usual losses.
private func name(_ text: String) -> String { left(text, 21) }

private func epochs(_ curve: LearningSpeed.Curve, _ never: String) -> String {
  epochs(curve.diverged, curve.epochsToTarget, never)
}

private func epochs(_ diverged: Bool, _ epochs: Int?, _ never: String) -> String {
  diverged ? "diverged" : epochs.map { "\($0)" } ?? never
}

/// One, two and three.
private func inWords(_ items: [String]) -> String {
  items.count < 2
    ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
}

/// A block as high as the value stands in the range.
private func bar(_ value: Double, in range: (low: Double, high: Double)) -> String {
  let blocks = Array("▁▂▃▄▅▆▇█")
  guard range.high > range.low else { return String(blocks[0]) }
  let share = (value - range.low) / (range.high - range.low)
  return String(blocks[min(blocks.count - 1, max(0, Int(share * Double(blocks.count))))])
}

private func step(_ x: Double) -> String {
  x < 0.001 ? scientific(x, decimals: 1) : shortNumber(Double(fixed(x, x < 1 ? 3 : 2)) ?? x)
}

private func slope(_ x: Double) -> String {
  x >= 0.00095 || x == 0 ? fixed(x, 3) : scientific(x, decimals: 1)
}

#if Tool
  import CrossEntropyLearning

  extension CompareText {
    /// How fast every loss learns from each start, one line a loss.
    var speedSection: [String] {
      guard let speed = result.speed else { return [] }
      let pictures = speed.shownEpochs.count
      var lines = [heading("Learning speed: plain gradient descent, the same for every loss")]
      for start in speed.starts {
        let never = "not in \(speed.epochs) epochs"
        let width = max(12, displayWidth(never) + 1)
        lines.append(
          title("from " + start.name) + left("accuracy", pictures)
            + right("step \(step(speed.commonStep))", width) + right("own best", width)
            + right("at step", 8))
        let curves = start.losses.map(\.common.trainingAccuracy).flatMap { $0 }
        let range = (curves.min() ?? 0, curves.max() ?? 1)
        for loss in start.losses {
          let picture = speed.shownEpochs.map { epoch in
            loss.common.trainingAccuracy.indices.contains(epoch)
              ? bar(loss.common.trainingAccuracy[epoch], in: range) : "×"
          }
          let hasOther = loss.bestByAccuracy.step != loss.best.step
          lines.append(
            title(" " + loss.title) + left(picture.joined(), pictures)
              + right(epochs(loss.common, never), width) + right(epochs(loss.best, never), width)
              + right(step(loss.best.step) + (hasOther ? "†" : " "), 8))
        }
      }
      return lines + speedNotes(speed)
    }

    /// What the lines of the panel are.
    private func speedNotes(_ speed: LearningSpeed) -> [String] {
      let deviations = speed.starts.map { "\($0.name) N(0, \(shortNumber($0.deviation))²)" }
      var lines = paragraph(
        (speed.targetAccuracy.map {
          "The numbers are epochs until \(percent($0)) of the training rows are right, 90 % of the "
            + "way from the base rate (\(percent(speed.baseRate))) to the highest accuracy that "
            + "any loss reaches (\(percent(speed.highestAccuracy)))."
        } ?? "No loss rises above the base rate (\(percent(speed.baseRate))), so there is no target.")
          + " Starts: \(listed(deviations)).")
      lines += paragraph(
        "Pictures: training accuracy at the common step, epochs "
          + speed.shownEpochs.map { "\($0)" }.joined(separator: " ") + ".")
      let others = speed.starts.flatMap { start in
        start.losses.filter { $0.bestByAccuracy.step != $0.best.step }.map { loss in
          let trial = loss.bestByAccuracy
          let epochs =
            trial.diverged
            ? "diverged" : trial.epochsToTarget.map { "\($0)" } ?? "not in \(speed.epochs) epochs"
          return "\(loss.title), \(start.name): \(step(trial.step)) (\(epochs))"
        }
      }
      lines += paragraph(
        "Own best: lowest area under the training log loss"
          + (others.isEmpty
            ? ", and the highest under accuracy too."
            : ". † by accuracy another step is best: \(others.joined(separator: "; "))."))
      return lines
    }

    /// The pull of one row under every loss, as its output goes from right to confidently wrong.
    var gradientSection: [String] {
      guard let gradients = result.speed?.gradients else { return [] }
      let shown = [0.99, 0.9, 0.5, 0.1, 0.01, 0.001, 0.0001]
      let places = shown.compactMap { gradients.probabilities.firstIndex(of: $0) }
      var lines = [
        heading("Gradient |∂ℓ/∂z| of the truth's output, from right to confidently wrong"),
        title("probability of truth")
          + places.map { right(shortNumber(gradients.probabilities[$0]), 7) }.joined()
          + right("greatest", 10),
      ]
      for loss in gradients.losses {
        lines.append(
          title(" " + loss.title)
            + places.map { right(slope(loss.values[$0]), 7) }.joined()
            + right(slope(loss.greatest), 10))
      }
      guard let last = places.last else { return lines }
      let faded = gradients.losses.filter { $0.relative[last] < 0.01 }.map(\.title)
      let strong = gradients.losses.filter { $0.relative[last] > 0.5 }.map(\.title)
      let sentences = [
        strong.isEmpty
          ? "" : "A row that is confidently wrong still pulls hard under \(listed(strong)).",
        faded.isEmpty
          ? ""
          : "Under \(listed(faded)) the factor p, the slope of the output, has taken its gradient "
            + "away: such rows are learnt slowly, or never.",
      ]
      return lines + paragraph(sentences.filter { !$0.isEmpty }.joined(separator: " "))
    }
  }

  private func epochs(_ curve: LearningSpeed.Curve, _ never: String) -> String {
    curve.diverged ? "diverged" : curve.epochsToTarget.map { "\($0)" } ?? never
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
#endif

internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparisonReport {
  /// Curves from both starts at both steps, and the gradients behind them.
  func learning(_ speed: LearningSpeed) -> Page.Section {
    let figures = speed.starts.flatMap { start in
      [false, true].map { isOwn in curves(speed, start, isOwn: isOwn) }
    }
    let target =
      speed.targetAccuracy.map {
        "Target for all: \(percent($0)) of the training rows right, 90\u{202F}% of the way from the base rate (\(percent(speed.baseRate))) to the best that any loss reaches."
          as Markup
      } ?? "No loss rises above the base rate, so there is no target."
    return Page.Section(
      id: "learning", heading: "How fast each loss learns",
      lead:
        "Plain gradient descent on \(plural(speed.trainingRows, "training row")) in batches of \(speed.batchSize), from a small start and from one that is confidently wrong. \(target)",
      body:
        "<div class=\"grid\">\n\(figures)\(gradients(speed.gradients))</div>\n\(epochTable(speed))"
    )
  }

  private func curves(
    _ speed: LearningSpeed, _ start: LearningSpeed.Start, isOwn: Bool
  ) -> Markup {
    let series = start.losses.map { loss in
      let curve = isOwn ? loss.best : loss.common
      return LineChart.Series(
        name: loss.title, series: place(of: loss.name, loss.parameters),
        points: curve.trainingAccuracy.enumerated().map { (x: Double($0.offset), y: $0.element) })
    }
    let range = series.valueRange
    let ticks = [0, 1, 3, 10, 30, 100, 300, 1000].filter { $0 <= speed.epochs }
    var chart = LineChart(
      series: series, xKind: .counts, xDomain: (0, Double(max(1, speed.epochs))),
      xTicks: ticks.map { Scale.Tick(value: Double($0), text: "\($0)") }, xTitle: "epochs",
      yTitle: "accuracy on training rows", yDomain: range)
    if let target = speed.targetAccuracy, target >= range.low, target <= range.high {
      chart.target = (target, "target")
    }
    let step = isOwn ? "each at its own best step" : "all at step \(stepSize(speed.commonStep))"
    return Figure(
      heading: "\(capitalized(start.name)) start, \(step)",
      title: "Training accuracy by epoch, \(start.name) start, \(step)",
      description: start.losses.map { loss in
        let curve = isOwn ? loss.best : loss.common
        return "\(loss.title): \(epochs(curve, speed.epochs))"
      }.joined(separator: "; ") + ".",
      height: LineChart.height, content: chart.content,
      caption: "Weights from N(0, \(shortNumber(start.deviation))²). Higher sooner is faster."
    ).markup
  }

  /// The epochs to the common target.
  private func epochTable(_ speed: LearningSpeed) -> Markup {
    let head: [Markup] =
      [""]
      + speed.starts.flatMap { start -> [Markup] in
        ["\(start.name), common step", "\(start.name), own best", "its step"]
      }
    let rows = (speed.starts.first?.losses ?? []).indices.map { i -> [Markup] in
      let first = speed.starts[0].losses[i]
      let series = place(of: first.name, first.parameters)
      return ["\(swatch(series))\(first.title)"]
        + speed.starts.flatMap { start -> [Markup] in
          let loss = start.losses[i]
          return [
            "\(epochs(loss.common, speed.epochs))", "\(epochs(loss.best, speed.epochs))",
            "\(stepSize(loss.best.step))",
          ]
        }
    }
    return table(
      caption:
        "Epochs to the common target. A loss's own best step has the lowest area under the log loss of the training rows.",
      head: head, rows: rows, label: "Epochs to the target")
  }

  private func gradients(_ gradients: LearningSpeed.Gradients) -> Markup {
    let series = gradients.losses.map { loss in
      LineChart.Series(
        name: loss.title, series: place(of: loss.name, loss.parameters),
        points: zip(gradients.probabilities, loss.values).map { (x: 1 - $0, y: $1) })
    }
    let ticks = [(0.01, "0.99"), (0.5, "0.5"), (0.99, "0.01"), (0.9999, "0.0001")]
    let chart = LineChart(
      series: series, xKind: .logit, xDomain: (0.001, 0.9999),
      xTicks: ticks.map { Scale.Tick(value: $0.0, text: $0.1) },
      xTitle: "probability given to the truth", yTitle: "pull on the truth’s output",
      yDomain: (0, series.valueRange.high))
    return Figure(
      heading: "Why: the gradient of one row", title: "Gradient by probability of the truth",
      description: gradients.losses.map { loss in
        "\(loss.title): \(significant(loss.values.last ?? 0)) when confidently wrong"
      }.joined(separator: "; ") + ".",
      height: LineChart.height, content: chart.content,
      caption:
        "|∂ℓ/∂z| of a row of \(named(cut(gradients.truth, 60))), from right (left) to confidently wrong (right). A loss whose line falls to the right hardly learns from its worst mistakes."
    ).markup
  }

  /// The colour of a loss that was fitted: its place among all that are shown.
  private func place(of name: String, _ parameters: [String: Double]) -> Int {
    series.first { $0.loss.name == name && $0.loss.parameters == parameters }?.series ?? 0
  }

  private func epochs(_ curve: LearningSpeed.Curve, _ limit: Int) -> String {
    curve.diverged ? "diverged" : curve.epochsToTarget.map { "\($0)" } ?? "not in \(limit)"
  }
}

internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparePage {
  /// Curves from both starts at both steps, and the gradients behind them.
  func learning(_ speed: LearningSpeed) -> Page.Section {
    let figures = speed.starts.flatMap { start in
      [false, true].map { isOwn in curves(speed, start, isOwn: isOwn) }
    }
    return Page.Section(
      .learning,
      lead:
        "\(phrases.learningLead(rows: speed.trainingRows, batch: speed.batchSize)) \(phrases.target(of: speed))",
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
        name: phrases.title(loss.name, loss.parameters),
        series: place(of: loss.name, loss.parameters),
        points: zip(speed.mappedEpochs, curve.recalibratedLogLoss).map { (x: Double($0), y: $1) })
    }
    let range = series.valueRange
    let ticks = [0, 1, 3, 10, 30, 100, 300, 1000].filter { $0 <= speed.epochs }
    var chart = LineChart(
      series: series, xKind: .counts, xDomain: (0, Double(max(1, speed.epochs))),
      xTicks: ticks.map { Scale.Tick(value: Double($0), text: "\($0)") },
      xTitle: phrases.name(.epochs), yTitle: phrases.recalibratedTrainingLogLoss, yDomain: range)
    if let target = speed.targetLogLoss, target >= range.low, target <= range.high {
      chart.target = (target, phrases.target)
    }
    let heading = phrases.curves(
      start: start.kind, step: isOwn ? nil : stepSize(speed.commonStep))
    return Figure(
      heading: "\(heading)", title: "\(phrases.logLossByEpoch): \(heading)",
      description: zip(series, start.losses).map { series, loss in
        "\(series.name): \(epochs(of: loss, isOwn: isOwn, in: speed))"
      }.joined(separator: "; ") + ".",
      height: LineChart.height, content: chart.content,
      caption: "\(phrases.curvesCaption(deviation: shortNumber(start.deviation)))"
    ).markup
  }

  /// The epochs to the common target.
  private func epochTable(_ speed: LearningSpeed) -> Markup {
    let head =
      [""]
      + speed.starts.flatMap { start in
        let start = phrases.start(start.kind)
        return [
          "\(start), \(phrases.atStep(stepSize(speed.commonStep)))",
          "\(start), \(phrases.ownBest)", phrases.itsStep,
        ]
      }
    let rows = (speed.starts.first?.losses ?? []).indices.map { i -> [Markup] in
      let first = speed.starts[0].losses[i]
      let series = place(of: first.name, first.parameters)
      return ["\(swatch(series))\(phrases.title(first.name, first.parameters))"]
        + speed.starts.flatMap { start -> [Markup] in
          let loss = start.losses[i]
          return [
            "\(epochs(of: loss, isOwn: false, in: speed))",
            "\(epochs(of: loss, isOwn: true, in: speed))", "\(stepSize(loss.best.step))",
          ]
        }
    }
    return pageTable(
      phrases, caption: "\(phrases.speedHeading). \(phrases.epochsMean(in: speed))", head: head,
      rows: rows, label: phrases.speedHeading)
  }

  private func epochs(
    of loss: LearningSpeed.LossSpeed, isOwn: Bool, in speed: LearningSpeed
  ) -> String {
    isOwn
      ? phrases.epochs(loss.bestArrivals, of: loss.best, in: speed)
      : phrases.epochs(loss.commonArrivals, of: loss.common, in: speed)
  }

  private func gradients(_ gradients: LearningSpeed.Gradients) -> Markup {
    let series = gradients.losses.map { loss in
      LineChart.Series(
        name: phrases.title(loss.name, loss.parameters),
        series: place(of: loss.name, loss.parameters),
        points: zip(gradients.probabilities, loss.values).map { (x: 1 - $0, y: $1) })
    }
    let truth = gradients.probabilities
    let (right, wrong) = (truth.first ?? 1, truth.last ?? 0)
    let chart = LineChart(
      series: series, xKind: .logit, xDomain: (1 - right, 1 - wrong),
      xTicks: [0.99, 0.5, 0.01, wrong].map(Scale.truth),
      xTitle: phrases.probabilityOfTruth, yTitle: phrases.gradientAxis,
      yDomain: (0, series.valueRange.high))
    return Figure(
      heading: "\(phrases.whyGradient)", title: phrases.gradientsByProbability,
      description: zip(series, gradients.losses).map { series, loss in
        "\(series.name): \(significant(loss.values.last ?? 0))"
      }.joined(separator: "; ") + ".",
      height: LineChart.height, content: chart.content,
      caption: sentence(phrases.gradientsCaption(isolated(cut(gradients.truth, 60))))
    ).markup
  }

  /// The colour of a loss that was fitted: its place among all that are shown.
  private func place(of name: String, _ parameters: [String: Double]) -> Int {
    let ofName = series.filter { $0.loss.name == name }
    let place =
      ofName.first { $0.loss.parameters == parameters }
      // Of a loss whose parameter was searched one value stands here for all.
      ?? ofName.first { loss, _ in
        guard let searched = loss.searched, let value = parameters[searched.name] else {
          return false
        }
        return searched.values.contains(value)
          && loss.parameters.merging([searched.name: value]) { $1 } == parameters
      }
    return place?.series ?? 0
  }
}

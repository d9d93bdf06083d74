internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparisonReport {
  /// The table of the scores, in both readings.
  var scores: Page.Section {
    let head: [Markup] = [
      "", "log loss", "bits", "skill", "Brier", "accuracy", "balanced", "ECE", "its noise",
      "folds won",
    ]
    let folds = outcome.folds * outcome.repeats
    let tables = [false, true].map { isRecalibrated -> Markup in
      let rows = series.map { loss, series -> [Markup] in
        let reading = isRecalibrated ? loss.recalibrated : loss.raw
        let numbers: [String] = [
          fixed(reading.logLoss, 4), fixed(reading.logLossBits, 4), fixed(reading.skill, 3),
          fixed(reading.brierScore, 4), percent(reading.accuracy),
          percent(reading.balancedAccuracy), fixed(reading.ece, 3), fixed(reading.eceNoise, 3),
          reading.finding == .baseline ? "–" : "\(reading.foldsWon) of \(folds)",
        ]
        let name: Markup =
          "\(swatch(series))<span\(reading.selected ? " class=\"best\"" : "" as Markup)>\(loss.title)</span>\(reading.selected ? " <span class=\"tag\">lowest</span>" : "" as Markup)"
        return [name] + numbers.map { "\($0)" as Markup }
      }
      return table(
        caption: isRecalibrated
          ? "Every loss after the same recalibration, so that only what was learnt counts."
          : "The probabilities as trained: what you get if you only swap the loss.",
        head: head, rows: rows,
        label: isRecalibrated ? "Scores, recalibrated" : "Scores, as trained")
    }
    return Page.Section(
      id: "scores", heading: "Scores on rows that the model did not see",
      lead:
        "Lower log loss is better. The lowest of a table was selected by it, so its own score is a little too good.",
      body: "\(tables)")
  }

  /// Both intervals of both readings.
  var differences: Page.Section {
    let figures = [false, true].map { isRecalibrated -> Markup in
      let rows = series.dropFirst().map { loss, series in
        let reading = isRecalibrated ? loss.recalibrated : loss.raw
        return IntervalChart.Row(
          name: loss.title, series: series, near: interval(reading.difference),
          far: interval(reading.differenceRetrained))
      }
      let chart = IntervalChart(
        rows: Array(rows), zero: "cross entropy", unit: "nats to cross entropy")
      let found = rows.map { "\($0.name) \(signedNumber($0.near.estimate))" }
      return Figure(
        heading: isRecalibrated ? "Recalibrated alike" : "As trained",
        title: "Differences in log loss to cross entropy, "
          + (isRecalibrated ? "recalibrated" : "as trained"),
        description: found.joined(separator: ", ") + " nats.", height: chart.height,
        content: chart.content,
        caption: isRecalibrated
          ? "What a loss distorts evenly has been undone here; what is left was learnt or not."
          : "Left of the line is better than cross entropy."
      ).markup
    }
    let units = outcome.table.groups == nil ? "rows" : "groups"
    let decides =
      outcome.decidedBy == .retrained
      ? "With fewer than 200 \(units) only training anew decides."
      : "A loss counts as better or worse where both lie on one side of the line."
    return Page.Section(
      id: "differences", heading: "How sure the differences are",
      lead:
        "Solid whisker and filled mark: these fits on new rows. Dashed whisker and hollow diamond: training anew on other rows. \(decides) All \(outcome.comparisons) comparisons hold together at 95\u{202F}%.",
      body: "<div class=\"grid pairs\">\n\(figures)</div>")
  }

  /// A diagram for every loss, as trained.
  var calibration: Page.Section {
    let event =
      outcome.table.isMultiLabel
      ? "each label"
      : outcome.table.classes.count == 2
        ? "‘\(cut(outcome.table.classes[1].name, 60))’" : "the class that was thought most likely"
    let figures = series.map { loss, series -> Markup in
      let reading = loss.raw
      let p = reading.ecePValue.map {
        $0 < 0.05
          ? "Miscalibrated (p \($0 < 0.0015 ? "≤ 0.001" : "= " + fixed($0, 3)))."
          : "No evidence of miscalibration at this size."
      }
      return Figure(
        heading: "\(loss.title)", title: "Reliability of \(loss.title)",
        description:
          "Calibration error \(fixed(reading.ece, 3)), where right probabilities would show "
          + "\(fixed(reading.eceNoise, 3)).",
        height: ReliabilityDiagram.height,
        content: ReliabilityDiagram(bins: reading.reliability, series: series).content,
        caption:
          "ECE <b>\(fixed(reading.ece, 3))</b>, noise \(fixed(reading.eceNoise, 3)). \(p ?? "")"
      ).markup
    }
    return Page.Section(
      id: "calibration", heading: "Are the probabilities right?",
      lead:
        "How often \(event) was true, against the probability it was given, as trained. Right probabilities stay within the shaded band in 95 of 100 tables like this; below the diagonal they promise too much.",
      body: "<div class=\"grid\">\n\(figures)</div>")
  }

  /// What was said of every class, by the baseline and by the best loss.
  var classes: Page.Section {
    let baseline = outcome.losses[0]
    let best = lowest(\.raw)
    let shown = best == baseline ? [baseline] : [baseline, best]
    let parts = shown.map { loss -> Markup in
      let heading: Markup =
        "<h3>\(loss.title)\(loss == baseline ? "" : ", the lowest log loss")</h3>"
      if let confusion = loss.raw.confusion {
        let matrix = ConfusionTable(
          classes: outcome.table.classes.map { cut($0.name, 60) }, rows: confusion)
        return "<div>\(heading)\n\(matrix.markup)</div>\n"
      }
      return "<div>\(heading)\n\(classTable(loss.raw.classScores ?? []))</div>\n"
    }
    let lead: Markup =
      outcome.losses[0].raw.confusion == nil
      ? "How many rows of each \(outcome.table.isMultiLabel ? "label" : "class") were found, and how many that were said to be of it were."
      : "Every row is a class as it is, every column what was said, in percent of the row. Blue is right; orange is wrong, shaded four times as strongly."
    return Page.Section(
      id: "classes", heading: "Which classes are mistaken", lead: lead,
      body: "<div class=\"grid pairs\">\n\(parts)</div>")
  }

  /// Recall and precision, the classes with most errors first where there are many.
  private func classTable(_ scores: [ClassScore]) -> Markup {
    let pairs = zip(outcome.table.classes, scores).enumerated().map { ($0.offset, $0.element) }
    let isMany = pairs.count > Self.mostListed
    let sorted =
      isMany
      ? pairs.sorted { a, b in
        (b.1.1.rows - b.1.1.truePositives, a.0) < (a.1.1.rows - a.1.1.truePositives, b.0)
      } : pairs
    let rows = sorted.prefix(Self.mostListed).map { _, pair -> [Markup] in
      let (kind, score) = pair
      let name: Markup =
        kind.positive.map { "\(named(cut(kind.name, 60))) = \(named(cut($0, 40)))" }
        ?? named(cut(kind.name, 60))
      return [
        name, "\(fixed(score.rows, 0))",
        "\(score.rows > 0 ? percent(score.truePositives / score.rows) : "–")",
        "\(score.predicted > 0 ? percent(score.truePositives / score.predicted) : "–")",
      ]
    }
    let caption: Markup =
      isMany
      ? "The \(Self.mostListed) of \(grouped(pairs.count)) with most errors." : "Rows by weight."
    return table(
      caption: caption, head: ["", "rows", "recall", "precision"], rows: Array(rows),
      label: "Scores by class")
  }

  private func interval(_ difference: Difference) -> IntervalChart.Interval {
    IntervalChart.Interval(
      estimate: difference.estimate, low: difference.low, high: difference.high)
  }
}

/// The line and mark of a series, before its name.
func swatch(_ series: Int) -> Markup {
  "<svg class=\"swatch\" viewBox=\"0 0 22 8\" aria-hidden=\"true\">\(line("line k\(series)", 0, 4, 22, 4))\(mark(series, 11, 4, radius: 3))</svg>"
}

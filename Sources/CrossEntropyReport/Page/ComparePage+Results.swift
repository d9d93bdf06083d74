internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension ComparePage {
  /// The table of the scores, in both readings.
  var scores: Page.Section {
    let head =
      [""] + ScoreColumn.all.map { phrases.name($0.term) } + [phrases.name(.foldsWon)]
    let folds = outcome.folds * outcome.repeats
    let tables = ProbabilityReading.allCases.map { reading -> Markup in
      let rows = shown(in: reading).map { loss, series -> [Markup] in
        let result = loss[reading]
        let numbers =
          ScoreColumn.all.map { $0.text(result) + $0.unit }
          + [
            loss == outcome.losses[0] || outcome.decidedBy == .fits
              ? "–" : "\(result.foldsWon)/\(folds - result.foldsTied)"
          ]
        return [name(loss, series, isLowest: result.selected)] + numbers.map { "\($0)" as Markup }
      }
      let heading = phrases.scoresHeading(reading, isTested: outcome.table.testRows != nil)
      return pageTable(phrases, caption: "\(heading).", head: head, rows: rows, label: heading)
    }
    return Page.Section(.scores, lead: "\(phrases.scoresLead)", body: "\(tables)")
  }

  /// A loss with its mark, and a tag where its log loss is the lowest of the table.
  private func name(_ loss: LossResult, _ series: Int, isLowest: Bool) -> Markup {
    guard isLowest else { return "\(swatch(series))<span>\(title(loss))</span>" }
    return
      "\(swatch(series))<span class=\"best\">\(title(loss))</span> <span class=\"tag\">* \(phrases.lowestTag)</span>"
  }

  /// The intervals of both readings.
  var differences: Page.Section {
    let isTrainedAnew = outcome.decidedBy != .fits
    let figures = ProbabilityReading.allCases.map { reading -> Markup in
      let rows = shown(in: reading).dropFirst().compactMap { loss, series in
        interval(loss[reading].difference).map { near in
          IntervalChart.Row(
            name: title(loss), series: series, near: near,
            far: isTrainedAnew ? interval(loss[reading].differenceRetrained) : nil)
        }
      }
      let chart = IntervalChart(
        rows: Array(rows), zero: title(outcome.losses[0]), unit: phrases.differenceAxis,
        margin: outcome.margin[reading])
      let cut = chart.cut.map { " " + phrases.axisIsCut(at: significant($0)) } ?? ""
      let found = rows.map { "\($0.name) \(signedNumber($0.near.estimate))" }
      return Figure(
        heading: "\(phrases.atStart(phrases.name(reading.term)))",
        title: phrases.differencesPicture(reading),
        description: phrases.amount(found.joined(separator: ", "), .nats) + ".",
        height: chart.height,
        content: chart.content, caption: "\(phrases.differencesCaption(reading))\(cut)"
      ).markup
    }
    return Page.Section(
      .differences, lead: "\(phrases.whiskers(isTrainedAnew: isTrainedAnew)) \(intervals)",
      body: "<div class=\"grid pairs\">\n\(figures)</div>")
  }

  private func interval(_ difference: PairedDifference?) -> IntervalChart.Interval? {
    difference.map {
      IntervalChart.Interval(estimate: $0.estimate, low: $0.low, high: $0.high)
    }
  }

  /// The losses with numbers of their own in a reading.
  private func shown(in reading: ProbabilityReading) -> [(loss: LossResult, series: Int)] {
    let shown = outcome.shown(in: reading)
    return series.filter { shown.contains($0.loss) }
  }

  /// What the text says as well.
  var notes: Page.Section {
    let notes = CompareNote.all(of: outcome, phrases)
    let items = notes.prefix(Self.mostListed).map {
      "<li>\(phrases.sentence($0))</li>\n" as Markup
    }
    return Page.Section(
      .notes, body: "<ul class=\"notes\">\n\(Array(items))\(more(notes.count))</ul>\n")
  }

  // MARK: Calibration

  /// A diagram for every loss, as trained, and the numbers of both readings.
  var calibration: Page.Section {
    let hasNoise = outcome.losses[0][.asTrained].eceNoise != nil
    let figures = series.map { loss, series -> Markup in
      let (error, noise) = (
        fixed(loss[.asTrained].ece, 3), loss[.asTrained].eceNoise.map { fixed($0, 3) }
      )
      let besides = noise.map { ", \(phrases.name(.calibrationNoise)) \($0)" } ?? ""
      return Figure(
        heading: "\(title(loss))", title: phrases.reliability(of: title(loss)),
        description: phrases.calibrationErrorIs(error, noise: noise),
        height: ReliabilityDiagram.height,
        content: ReliabilityDiagram(
          bins: loss[.asTrained].reliability, series: series, phrases: phrases
        ).content,
        caption:
          "\(phrases.name(.calibrationError)) <b>\(error)</b>\(besides). \(calibrationTest(loss))"
      ).markup
    }
    return Page.Section(
      .calibration,
      lead: sentence(
        phrases.calibrationLead(
          calibrationEvent, tables: hasNoise ? Significance.confidencePercent : nil)),
      body: "<div class=\"grid\">\n\(figures)</div>\n\(calibrationTables)")
  }

  private var calibrationTables: [Markup] {
    let columns = ScoreColumn.calibration(of: outcome)
    return ProbabilityReading.allCases.map { reading in
      let rows = shown(in: reading).map { loss, series -> [Markup] in
        [name(loss, series, isLowest: false)] + columns.map { "\($0.text(loss[reading]))" }
      }
      let heading =
        "\(phrases.calibrationHeading(isTested: outcome.table.testRows != nil)), \(phrases.name(reading.term))"
      return pageTable(
        phrases, caption: "\(heading).", head: [""] + columns.map { phrases.name($0.term) },
        rows: rows,
        label: heading)
    }
  }

  private var calibrationEvent: CalibrationEvent {
    if outcome.table.isMultiLabel { return .eachLabel }
    return outcome.table.classes.count == 2
      ? .positiveClass(isolated(cut(outcome.table.classes[1].name, 60))) : .mostLikelyClass
  }

  /// What the p-value says; nothing where there is none, which a note explains.
  private func calibrationTest(_ loss: LossResult) -> String {
    let result = loss[.asTrained]
    guard let p = result.calibrationPValue, let isMiscalibrated = result.isMiscalibrated else {
      return ""
    }
    return isMiscalibrated
      ? phrases.isMiscalibrated(p: fixed(p, 3))
      : phrases.miscalibrated(
        [], hasOthers: false, level: shortNumber(Significance.level))
  }

  // MARK: Classes

  /// What was said of every class, by the baseline and by the best loss.
  var classes: Page.Section {
    let baseline = outcome.losses[0]
    let shown = lowest == baseline ? [baseline] : [baseline, lowest]
    let parts = shown.map { loss -> Markup in
      let heading = loss == baseline ? title(loss) : phrases.lowestLogLoss(title(loss))
      let scores = loss[.asTrained].classScores ?? []
      let body =
        loss[.asTrained].confusion.map { confusion in
          ConfusionTable(
            classes: outcome.table.classes.map { cut($0.name, 60) }, scores: scores,
            rows: confusion, phrases: phrases
          ).markup
        } ?? classTable(scores, loss[.asTrained].mistakes)
      return "<div><h3>\(heading)</h3>\n\(body)</div>\n"
    }
    return Page.Section(
      .classes,
      lead: baseline[.asTrained].confusion == nil
        ? "\(phrases.classScoresLead(isMultiLabel: outcome.table.isMultiLabel, showsMistakes: baseline[.asTrained].mistakes != nil))"
        : "\(phrases.confusionLead(shading: ConfusionTable.errorShading))",
      body: outcome.table.classes.count > ConfusionTable.mostSideBySide
        ? "\(parts)" : "<div class=\"grid pairs\">\n\(parts)</div>")
  }

  /// Recall and precision, the classes with most errors first where there are many.
  private func classTable(_ scores: [ClassScore], _ mistakes: [ClassSums.Mistake]?) -> Markup {
    let pairs = zip(outcome.table.classes, scores).enumerated().map { ($0.offset, $0.element) }
    let isMany = pairs.count > Self.mostListed
    let sorted =
      isMany
      ? pairs.sorted { a, b in
        (b.1.1.rows - b.1.1.truePositives, a.0) < (a.1.1.rows - a.1.1.truePositives, b.0)
      } : pairs
    let captions =
      (isMany ? [phrases.mostErrors(Self.mostListed, of: pairs.count)] : [])
      + (outcome.table.weighted ? [phrases.rowsByWeight] : [])
    let rows = sorted.prefix(Self.mostListed).map { truth, pair -> [Markup] in
      let (kind, score) = pair
      return [
        name(kind), "\(fixed(score.rows, 0))",
        "\(score.recall.map { percent($0) } ?? "–")",
        "\(score.precision.map { percent($0) } ?? "–")",
      ] + (mistakes.map { [said($0, of: truth)] } ?? [])
    }
    return pageTable(
      phrases, caption: "\(captions.joined(separator: " "))",
      head: ["", phrases.label(.rows), phrases.name(.recall), phrases.name(.precision)]
        + (mistakes == nil ? [] : [phrases.takenFor]),
      rows: Array(rows), label: phrases.heading(.classes))
  }

  /// The classes that the rows of one were most often taken for, each with its rows.
  private func said(_ mistakes: [ClassSums.Mistake], of truth: Int) -> Markup {
    let names = mistakes.filter { $0.truth == truth }.map { mistake in
      "<span class=\"pair\">\(named(cut(outcome.table.classes[mistake.said].name, 30))) (\(board(mistake.rows)))</span>"
        as Markup
    }
    return "\(names)"
  }

  /// A class, or a label with the value that counts as true.
  func name(_ kind: TableSummary.Class) -> Markup {
    kind.positive.map { "\(named(cut(kind.name, 60))) = \(named(cut($0, 40)))" }
      ?? named(cut(kind.name, 80))
  }
}

/// The line and mark of a series, before its name.
func swatch(_ series: Int) -> Markup {
  "<svg class=\"swatch\" viewBox=\"0 0 22 8\" aria-hidden=\"true\">\(line("line k\(series)", 0, 4, 22, 4))\(mark(series, 11, 4, radius: 3))</svg>"
}

internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScorePage {
  /// Whether each condition is met.
  var gates: Page.Section {
    let items = words.gateRows(outcome.gates).map { word, text in
      "<li><b>\(word)</b> \(text)</li>\n" as Markup
    }
    let notes = words.gateNotes(outcome.gates).map {
      "<p>\(phrases.atStart($0)).</p>\n" as Markup
    }
    return Page.Section(
      score: .gates, body: "<ul class=\"notes\">\n\(items)</ul>\n\(notes)")
  }

  // MARK: Calibration

  /// The curve of reliability of every file, and the split of its log loss.
  var calibration: Page.Section? {
    let figures = files.enumerated().compactMap { place, scores -> Markup? in
      guard let error = scores.calibration else { return nil }
      let facts = words.facts(scores)
      let caption = [ScoreFact.recalibrated, .split, .calibration, .ece].compactMap { wanted in
        facts.first { $0.fact == wanted }.map { "\(phrases.scoreLabel(wanted)): \($0.text)" }
      }
      let text = caption.map { phrases.atStart($0) }.joined(separator: ". ")
      return Figure(
        heading: named(cut(scores.title, 80)),
        title: phrases.reliability(of: printable(scores.title)), description: text,
        height: ReliabilityDiagram.height,
        content: ReliabilityDiagram(
          bins: error.bins, series: seriesIndex(place), phrases: phrases,
          curve: scores.recalibration?.curve
        ).content, caption: "\(text)."
      ).markup
    }
    if figures.isEmpty { return nil }
    let classes = outcome.predictions[0].classes
    let event: CalibrationEvent =
      classes.count == 2 ? .positiveClass(isolated(cut(classes[1].name, 60))) : .mostLikelyClass
    return Page.Section(
      score: .calibration,
      lead: sentence(
        phrases.reliabilityLead(event, percent: Significance.confidencePercent)),
      body: "<div class=\"grid pairs\">\n\(figures)</div>")
  }

  // MARK: Classes

  var classes: Page.Section {
    let parts = files.map { scores -> Markup in
      let shown = scores.classes.prefix(Self.mostListed)
      let rows = shown.map { kind -> [Markup] in
        [
          named(cut(kind.name, 80)), "\(words.count(kind.rows))", share(kind.recall),
          share(kind.precision), share(kind.f1),
        ]
      }
      let caption =
        scores.classes.count > shown.count
        ? phrases.first(shown.count, of: scores.classes.count) : ""
      let table = pageTable(
        phrases, caption: "\(caption)",
        head: ["", phrases.label(.rows), phrases.name(.recall), phrases.name(.precision), "F1"],
        rows: Array(rows), label: phrases.scoreHeading(.classes))
      return "\(fileHeading(scores.title))\(table)\(confusion(scores))"
    }
    return Page.Section(score: .classes, lead: "\(phrases.classesLead)", body: "\(parts)")
  }

  private func share(_ score: PredictionScores.Score?) -> Markup {
    "\(score.map { words.share($0) } ?? "–")"
  }

  /// What was said of every class, where there is room for it.
  private func confusion(_ scores: PredictionScores) -> Markup {
    guard let rows = scores.confusion, scores.classes.count <= Self.mostConfused else { return "" }
    return ConfusionTable(
      classes: scores.classes.map { cut($0.name, 60) },
      scores: scores.classes.map {
        ClassScore(rows: $0.rows, predicted: $0.predicted, truePositives: $0.truePositives)
      }, rows: rows, phrases: phrases
    ).markup
  }

  /// With more classes the confusion is wider than a page.
  private static let mostConfused = 30

  // MARK: Places

  /// Where the loss lies, file by file.
  var places: Page.Section? {
    let parts = files.compactMap { scores -> Markup? in
      guard let places = scores.places else { return nil }
      let tables = words.tables(
        places, hasRows: true, columns: places.slices, doubt: scores.doubt(places)
      ).map { table -> Markup in
        let rows = table.rows.prefix(Self.mostListed).map { row in row.map { named($0) } }
        let note: Markup = table.note.map { "<p>\(phrases.atStart($0)).</p>\n" } ?? ""
        return
          "\(pageTable(phrases, head: table.head, rows: Array(rows), label: table.head[0]))\(note)"
      }
      return "\(fileHeading(scores.title))\(tables)"
    }
    return parts.isEmpty
      ? nil
      : Page.Section(score: .places, lead: "\(phrases.placesLead)", body: "\(parts)")
  }

  // MARK: Curves

  /// All files' curves, one picture for each kind.
  var curves: Page.Section? {
    let figures = ScoreCurve.allCases.compactMap { curve -> Markup? in
      var series = files.prefix(Self.mostLines).enumerated().compactMap { place, scores in
        scores.curves.flatMap { points(of: curve, $0) }.map {
          LineChart.Series(
            name: printable(scores.title), series: seriesIndex(place), points: $0)
        }
      }
      if series.isEmpty { return nil }
      if let reference = files.first?.curves.flatMap({ reference(of: curve, $0) }) {
        series.append(
          LineChart.Series(
            name: phrases.reference(curve), series: seriesIndex(series.count), points: reference))
      }
      let most = max(1e-9, series.flatMap(\.points).map(\.y).max() ?? 1)
      let range: (low: Double, high: Double) =
        switch curve {
        case .roc, .precisionRecall: (0, 1)
        case .elementary, .riskCoverage: (0, 1.05 * most)
        // What is lost at high thresholds would leave no room for the rest.
        case .netBenefit: (-0.2 * most, 1.05 * most)
        }
      let axes = phrases.axes(curve)
      let chart = LineChart(
        series: series, xKind: .linear, xDomain: (0, 1),
        xTicks: [(0.0, "0"), (0.5, "0.5"), (1, "1")].map { Scale.Tick(value: $0.0, text: $0.1) },
        xTitle: axes.x, yTitle: axes.y,
        yDomain: range)
      return Figure(
        heading: "\(phrases.curveTitle(curve))", title: phrases.curveTitle(curve),
        description: phrases.curveCaption(curve), height: LineChart.height, content: chart.content,
        caption: "\(phrases.curveCaption(curve))"
      ).markup
    }
    return figures.isEmpty
      ? nil
      : Page.Section(
        score: .curves, lead: "\(phrases.curvesLead)",
        body: "<div class=\"grid pairs\">\n\(figures)</div>")
  }

  /// More lines cannot be told apart.
  private static let mostLines = 6

  private func points(
    of curve: ScoreCurve, _ curves: PredictionCurves
  ) -> [(x: Double, y: Double)]? {
    switch curve {
    case .roc: curves.operating.map { pairs($0.falsePositiveRate, $0.recall) }
    case .precisionRecall: curves.operating.map { pairs($0.recall, $0.precision) }
    case .elementary: curves.decision.map { pairs($0.thresholds, $0.elementaryScores) }
    case .netBenefit: curves.decision.map { pairs($0.thresholds, $0.netBenefit) }
    case .riskCoverage: curves.riskCoverage.map { pairs($0.coverage, $0.risk) }
    }
  }

  private func reference(
    of curve: ScoreCurve, _ curves: PredictionCurves
  ) -> [(x: Double, y: Double)]? {
    switch curve {
    case .roc: curves.operating.map { _ in [(0, 0), (1, 1)] }
    case .precisionRecall, .riskCoverage: nil
    case .elementary: curves.decision.map { pairs($0.thresholds, $0.elementaryScoresOfConstant) }
    case .netBenefit: curves.decision.map { pairs($0.thresholds, $0.netBenefitOfAll) }
    }
  }

  private func pairs(_ x: [Double], _ y: [Double]) -> [(x: Double, y: Double)] {
    zip(x, y).map { (x: $0, y: $1) }
  }

  private func pairs(_ x: [Double], _ y: [Double?]) -> [(x: Double, y: Double)] {
    zip(x, y).compactMap { x, y in y.map { (x: x, y: $0) } }
  }
}

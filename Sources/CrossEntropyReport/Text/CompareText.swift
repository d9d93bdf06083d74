internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The outcome of `compare` as text of at most 80 columns: one screen, or everything.
package struct CompareText {
  let outcome: CompareOutcome
  let phrases: any Phrases
  /// Whether escape codes may set headings off.
  let isDecorated: Bool
  /// The command that trains a model with the loss to choose.
  private let training: String
  private let notes: [CompareNote]

  /// The lines of a terminal that one screen should fit.
  static let screenLines = 45

  /// - Parameters:
  ///   - training: The command that trains a model with the loss to choose.
  ///   - hasNotes: Whether notes are printed.
  package init(
    _ outcome: CompareOutcome, training: String, phrases: any Phrases, hasNotes: Bool,
    isDecorated: Bool
  ) {
    self.training = training
    self.outcome = outcome
    self.phrases = phrases
    self.isDecorated = isDecorated
    notes = hasNotes ? CompareNote.ofResults(outcome, phrases) : []
  }

  /// What stands on one screen below the plan, which has so many lines: the scores, the differences, the
  /// speed in two lines, the notes that change a reader's mind, the verdict, and what to do next.
  package func screen(below planLines: Int) -> String {
    let numbers = [scoreSection, differenceSection, speedSummary].filter { !$0.isEmpty }
    let ending = [verdict(isShort: true), wrap(phrases.next, width: 80) + [next]]
    // A blank line stands before every section.
    let lines = (numbers + ending).reduce(planLines) { $0 + $1.count + 1 }
    var before = numbers
    before[before.count - 1] += noteLines(
      notes.filter(\.changesAMind).map { phrases.sentence($0) }, in: Self.screenLines - lines,
      phrases)
    return joined(before + ending)
  }

  /// Everything.
  package var details: String {
    joined(
      ProbabilityReading.allCases.map(wholeScores) + [
        calibrationSection, wholeDifferences, searchSection, speedSection, gradientSection,
        noteSection(notes.map { phrases.sentence($0) }), verdict(isShort: false), [next],
      ])
  }

  /// What to do with the verdict; a command is not wrapped, so that it can be copied.
  private var next: String { phrases.nextOfComparison(printable(training)) }

  private func joined(_ sections: [[String]]) -> String {
    terminalText(
      sections.filter { !$0.isEmpty }.map { "\n" + $0.joined(separator: "\n") + "\n" }.joined())
  }

  // MARK: Scores

  /// The scores as trained, and the log loss recalibrated.
  private var scoreSection: [String] {
    let columns = ScoreColumn.screen(of: outcome)
    var table = TextTable(
      head: [""] + columns.map { phrases.head($0.term) } + [
        phrases.head(.recalibrated)
      ])
    table.rows = outcome.losses.map { loss in
      [name(loss, .asTrained)] + columns.map { $0.text(loss[.asTrained]) }
        + [
          isShown(loss, .recalibrated)
            ? mark(loss[.recalibrated])
              + ScoreColumn.nats.text(loss[.recalibrated])
            : phrases.sameFit
        ]
    }
    return [heading(phrases.scoresHeading(nil, isTested: isTested))] + table.lines
      + testOfCalibration
  }

  /// All scores of one reading.
  private func wholeScores(_ reading: ProbabilityReading) -> [String] {
    var table = TextTable(head: [""] + ScoreColumn.all.map { phrases.head($0.term) })
    table.rows = outcome.shown(in: reading).map { loss in
      [name(loss, reading)] + ScoreColumn.all.map { $0.text(loss[reading]) }
    }
    return [heading(phrases.scoresHeading(reading, isTested: isTested))] + table.lines
  }

  /// Whether the probabilities are right, in both readings.
  private var calibrationSection: [String] {
    let columns = ScoreColumn.calibration(of: outcome)
    let heads = ProbabilityReading.allCases.map { reading in
      [phrases.head(reading.term)] + columns.map { phrases.head($0.term) }
    }
    let rows = ProbabilityReading.allCases.map { reading in
      outcome.shown(in: reading).map { loss in
        [name(loss, reading)] + columns.map { $0.text(loss[reading]) }
      }
    }
    // One table, so that the columns of both readings stand below each other.
    let table = TextTable(head: heads[0], rows: rows[0] + [heads[1]] + rows[1])
    return [heading(phrases.calibrationHeading(isTested: isTested))] + table.lines
      + testOfCalibration
  }

  /// Who would win more by recalibration, as trained, than right probabilities do.
  private var testOfCalibration: [String] {
    let tested = outcome.losses.filter { $0[.asTrained].isMiscalibrated != nil }
    guard !tested.isEmpty else { return [] }
    let off = tested.filter { $0[.asTrained].isMiscalibrated == true }.map { phrases.title(of: $0) }
    return paragraph(
      phrases.miscalibrated(
        off, hasOthers: off.count < tested.count, level: shortNumber(Significance.level)))
  }

  // MARK: Differences

  /// Both readings side by side, each with the interval that decides.
  private var differenceSection: [String] {
    guard outcome.losses.count > 1 else { return [] }
    var table = TextTable(
      head: [""]
        + ProbabilityReading.allCases.flatMap {
          [phrases.head(.difference), phrases.head($0.term)]
        },
      isLeft: [2, 4])
    table.rows = outcome.losses.dropFirst().map { loss in
      [" " + phrases.title(of: loss)]
        + ProbabilityReading.allCases.flatMap { reading in
          isShown(loss, reading)
            ? [
              loss[reading].difference.map { signed($0.estimate) } ?? "–",
              interval(outcome.deciding(loss[reading])),
            ] : [phrases.sameFit, ""]
        }
    }
    return [
      heading(
        phrases.differencesHeading(
          percentOfIntervals: Significance.confidencePercent, decidedBy: outcome.decidedBy))
    ] + table.lines
  }

  /// Both intervals of both readings.
  private var wholeDifferences: [String] {
    guard outcome.losses.count > 1 else { return [] }
    var lines = [
      heading(
        phrases.differencesHeading(
          percentOfIntervals: nil, decidedBy: outcome.decidedBy))
    ]
    let rows = ProbabilityReading.allCases.map { reading in
      outcome.shown(in: reading).dropFirst().map { loss in
        let result = loss[reading]
        return [
          " " + phrases.title(of: loss), result.difference.map { signed($0.estimate) } ?? "–",
          interval(result.difference),
        ]
          // Without folds nothing was trained anew.
          + (outcome.decidedBy == .fits
            ? ["–", "–"]
            : [
              interval(result.differenceRetrained),
              "\(result.foldsWon)/\(outcome.folds * outcome.repeats - result.foldsTied)",
            ])
      }
    }
    // One table, so that the columns of both readings stand below each other.
    let heads = ProbabilityReading.allCases.map { reading in
      [phrases.head(reading.term)]
        + [Term.difference, .theseFits, .trainingAnew, .foldsWon].map { phrases.head($0) }
    }
    let table = TextTable(
      head: heads[0], rows: rows[0] + [heads[1]] + rows[1], isLeft: [2, 3])
    lines += table.lines
    return lines
      + paragraph(
        phrases.intervals(
          comparisons: outcome.comparisons, percent: Significance.confidencePercent) + " "
          + phrases.decides(
            outcome.decidedBy, margin: significant(outcome.margin[.asTrained])))
  }

  private var isTested: Bool { outcome.table.testRows != nil }

  /// Whether a loss has numbers of its own in a reading.
  private func isShown(_ loss: LossResult, _ reading: ProbabilityReading) -> Bool {
    outcome.shown(in: reading).contains(loss)
  }

  private func interval(_ difference: PairedDifference?) -> String {
    guard let difference else { return phrases.notCompared }
    guard let low = difference.low, let high = difference.high else { return phrases.tooFewUnits }
    return "[\(signed(low)), \(signed(high))]"
  }

  // MARK: The search

  private var searchSection: [String] {
    let symbol = phrases.head(outcome.model.searchedTerm)
    var table = TextTable(
      head: [
        "", "\(symbol) \(phrases.head(.asTrained))", "\(symbol) \(phrases.head(.recalibrated))",
        phrases.head(.searchFits),
        phrases.head(outcome.model.iterationTerm),
        phrases.head(.seconds),
      ], isLeft: [1, 2])
    table.rows = outcome.losses.flatMap { loss in
      let row =
        [
          " " + phrases.title(of: loss), loss[.asTrained].chosenValues,
          loss[.recalibrated].chosenValues,
        ]
        + (loss.readsFitOf == nil
          ? [grouped(loss.fits), grouped(loss.iterations), fixed(loss.seconds, 1)]
          : ["", phrases.sameFit, ""])
      guard let name = loss.searched?.name else { return [row] }
      let parameters = ProbabilityReading.allCases.map { loss[$0].chosenParameters ?? "" }
      return [row, ["   " + name] + parameters + ["", "", ""]]
    }
    return [heading(phrases.searchHeading)] + table.lines
  }

  // MARK: Notes and verdict

  private func noteSection(_ sentences: [String]) -> [String] {
    sentences.isEmpty
      ? [] : [heading(phrases.notesHeading)] + sentences.flatMap { paragraph(printable($0)) }
  }

  private func verdict(isShort: Bool) -> [String] {
    [heading(phrases.verdictHeading)]
      + VerdictText(outcome, phrases, isShort: isShort).text.split(separator: "\n")
      .flatMap { paragraph(String($0)) }
  }

  // MARK: Pieces

  func heading(_ text: String) -> String {
    CrossEntropyReport::heading(text, isDecorated)
  }

  private func name(_ loss: LossResult, _ reading: ProbabilityReading) -> String {
    let mark = mark(loss[reading])
    return (mark.isEmpty ? " " : mark) + phrases.title(of: loss)
  }

  /// What marks the lowest log loss of a table.
  private func mark(_ result: ReadingResult) -> String { result.selected ? "*" : "" }
}

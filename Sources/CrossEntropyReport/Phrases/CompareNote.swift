package import CrossEntropyEvaluation
package import CrossEntropyLearning
package import CrossEntropyWorkflows

/// What a reader of a comparison should know beside its numbers; text and page say the same notes.
package enum CompareNote: Sendable, Hashable {
  /// What the reader of the table noticed.
  case table(DatasetNote)
  /// What the intervals mean where folds are not drawn.
  case heldOut(HoldOut)
  /// Why fewer repeats were done than were meant.
  case endedEarly(CompareOutcome.Ending, done: Int)
  /// A linear model puts every row on its right side.
  case separable(isMultiLabel: Bool)
  /// So few groups that intervals are too narrow, or that there are none.
  case fewGroups(Int, hasIntervals: Bool)
  /// The class shares of every fold, where groups decide them.
  case foldShares([[Double]])
  /// Why calibration is not tested.
  case untested(CalibrationTest.Withholding)
  /// That so many classes leave the test of calibration a scale alone.
  case temperatureAlone
  /// Fits that did not end as they should, and how many of them have what was chosen.
  case unfinished(String, fits: Int, chosen: Int, ModelKind.Searched)
  /// Fits whose two starts ended apart.
  case severalOptima(String, fits: Int, of: Int)
  /// A loss whose own parameter was chosen among these values.
  case searchedParameter(String, name: String, values: [Double])
  /// A grid of what is searched that grew at its edge.
  case gridGrew(String, times: Int, of: ModelKind.Searched)
  /// Folds whose best value was the last of the grid.
  case atEdge(String, asTrained: Int, recalibrated: Int, of: ModelKind.Searched)
  /// Speed was asked for and not measured, since sparse numbers or words are too many features for it.
  case tooWideForSpeed(features: Int)
  /// What the prior correction does.
  case priorCorrection
  /// What the range of the Brier score is.
  case brierScore(greatest: Int, Outputs)
  /// What stands in the columns of calibration, which are fewer where it is not tested.
  case calibrationColumns(isTested: Bool)
  /// That the lowest of a table was selected by being lowest.
  case lowestIsSelected

  /// What is predicted.
  package enum Outputs: Sendable, Hashable { case twoClasses, classes, labels }

  /// Whether it may change what a reader makes of the numbers; the others explain them.
  package var changesAMind: Bool {
    switch self {
    case .table, .heldOut, .endedEarly, .separable, .fewGroups, .foldShares, .unfinished, .untested,
      .temperatureAlone:
      true
    case .severalOptima, .searchedParameter, .gridGrew, .atEdge, .tooWideForSpeed, .priorCorrection,
      .brierScore,
      .calibrationColumns,
      .lowestIsSelected:
      false
    }
  }

  /// The notes on an outcome, how the table was read first.
  package static func all(of outcome: CompareOutcome, _ phrases: any LossPhrases) -> [Self] {
    outcome.table.notes.dataFirst.map { .table($0) } + ofResults(outcome, phrases)
  }

  /// The notes on the results, those that change a mind first.
  package static func ofResults(_ outcome: CompareOutcome, _ phrases: any LossPhrases) -> [Self] {
    let table = outcome.table
    let searched = outcome.model.searched
    var notes: [Self] = []
    if let holdOut = outcome.request.holdOut { notes.append(.heldOut(holdOut)) }
    if let ending = outcome.ending {
      notes.append(.endedEarly(ending, done: outcome.repeats))
    }
    if outcome.separable, searched == .penalty {
      notes.append(.separable(isMultiLabel: table.isMultiLabel))
    }
    if let groups = table.groups, table.hasFewGroups {
      notes.append(.fewGroups(groups, hasIntervals: table.hasIntervals))
    }
    if let shares = table.foldShares { notes.append(.foldShares(shares)) }
    if let withholding = table.withholding { notes.append(.untested(withholding)) }
    if outcome.losses[0][.asTrained].calibrationMap == .temperature {
      notes.append(.temperatureAlone)
    }
    let fitted = outcome.losses.filter { $0.readsFitOf == nil }
    for loss in fitted where loss.unfinished > 0 {
      notes.append(
        .unfinished(
          phrases.title(of: loss), fits: loss.unfinished, chosen: loss.unfinishedFinal,
          searched))
    }
    for loss in fitted where loss.severalOptima > 0 {
      notes.append(
        .severalOptima(
          phrases.title(of: loss), fits: loss.severalOptima, of: loss.fits + loss.finalFits))
    }
    for loss in fitted {
      guard let searched = loss.searched else { continue }
      notes.append(
        .searchedParameter(phrases.title(of: loss), name: searched.name, values: searched.values))
    }
    for loss in fitted where loss.gridGrowths > 0 {
      notes.append(
        .gridGrew(phrases.title(of: loss), times: loss.gridGrowths, of: searched))
    }
    for loss in outcome.losses where loss[.asTrained].atEdge + loss[.recalibrated].atEdge > 0 {
      notes.append(
        .atEdge(
          phrases.title(of: loss), asTrained: loss[.asTrained].atEdge,
          recalibrated: loss[.recalibrated].atEdge, of: searched))
    }
    if outcome.request.measuresSpeed, outcome.speed == nil, !(table.sparse + table.texts).isEmpty {
      notes.append(.tooWideForSpeed(features: table.encodedWidth))
    }
    if fitted.count < outcome.losses.count { notes.append(.priorCorrection) }
    notes.append(
      .brierScore(
        greatest: outcome.brierMaximum,
        table.isMultiLabel ? .labels : table.classes.count == 2 ? .twoClasses : .classes))
    if table.withholding != .rowsAreGrouped {
      notes.append(.calibrationColumns(isTested: table.withholding == nil))
    }
    return notes + [.lowestIsSelected]
  }
}

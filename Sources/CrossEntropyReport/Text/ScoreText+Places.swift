internal import CrossEntropyEvaluation
internal import CrossEntropyWorkflows

extension ScoreText {
  /// Where the loss lies, in a line or two.
  func placeFacts(_ places: LossPlaces, _ doubt: LabelDoubt) -> [(ScoreFact, String)] {
    var facts: [(ScoreFact, String)] = []
    if !places.worstRows.isEmpty {
      facts.append(
        (
          .worst,
          phrases.worst(
            places.worstShare.map { percent($0) }, of: .row,
            lines: first(places.worstRows.map { name($0.line, $0.id) }, of: .max))
        ))
    }
    if !places.suspects.isEmpty {
      facts.append(
        (
          doubt == .labels ? .suspects : .toCheck,
          phrases.suspects(
            places.suspectCount, noise: count(places.suspectNoise.rounded()), doubt,
            lines: first(places.suspects.map { name($0.line, $0.id) }, of: places.suspectCount))
        ))
    }
    return facts
  }

  /// The costly rows, the suspects and the slices, where they were asked for.
  func placeTables(_ scores: PredictionScores, _ request: ScoreRequest) -> [String] {
    guard let places = scores.places else { return [] }
    return tables(
      places, hasRows: request.worst != nil, columns: request.slices.isEmpty ? [] : places.slices,
      doubt: scores.doubt(places)
    ).flatMap { table -> [String] in
      let cells = TextTable(head: table.head, rows: table.rows, width: 78, isLeft: table.isLeft)
      return [""] + cells.lines.map { "  " + $0 }
        + (hasNotes ? table.note.map { paragraph(phrases.note($0)) } ?? [] : [])
    }
  }

  /// What a table of the text or of the page says.
  struct PlaceTable {
    let head: [String]
    let rows: [[String]]
    /// The columns of words beside the first.
    var isLeft: Set<Int> = []
    var note: String?
  }

  /// The tables of costly rows and suspects, and of the slices by some columns.
  func tables(
    _ places: LossPlaces, hasRows: Bool, columns: [LossPlaces.SlicedColumn], doubt: LabelDoubt
  ) -> [PlaceTable] {
    var tables: [PlaceTable] = []
    if hasRows, !places.worstRows.isEmpty {
      tables.append(
        PlaceTable(
          head: phrases.worstHeads,
          rows: places.worstRows.map {
            [
              name($0.line, $0.id), cell($0.truth), cell($0.predicted),
              significant($0.probability),
              $0.logLoss == .infinity ? "∞" : fixed($0.logLoss, 4),
            ]
          }, isLeft: [1, 2]))
    }
    if hasRows, !places.suspects.isEmpty {
      tables.append(
        PlaceTable(
          head: [phrases.scoreLabel(doubt == .labels ? .suspects : .toCheck)]
            + phrases.suspectHeads,
          rows: places.suspects.map {
            [
              name($0.line, $0.id), cell($0.truth), significant($0.probability),
              cell($0.suspected), significant($0.suspectedProbability),
            ]
          }, isLeft: [1, 3], note: phrases.suspectsNote(doubt)))
    }
    // The intervals are those of all slices, whichever are shown.
    let count = places.slices.reduce(0) { $0 + $1.slices.count }
    return tables
      + columns.map { column in
        let name = escaped(column.column, most: 24)
        return PlaceTable(
          head: [column.kind == .classes ? phrases.byClass(name) : name] + phrases.sliceHeads,
          rows: column.slices.map { row($0, column.kind) },
          note: column == columns.last ? phrases.slicesNote(count) : nil)
      }
  }

  private func row(
    _ slice: LossPlaces.Slice, _ kind: LossPlaces.SlicedColumn.Kind
  ) -> [String] {
    let difference = slice.difference.map { difference in
      CrossEntropyReport::signed(difference.estimate)
        + (difference.interval.map {
          " [\(CrossEntropyReport::signed($0.low)), \(CrossEntropyReport::signed($0.high))]"
        } ?? "")
    }
    return [
      name(slice.part, kind), grouped(slice.rows),
      slice.logLoss == .infinity ? "∞" : fixed(slice.logLoss, 4),
      difference ?? "", CrossEntropyReport::signed(slice.bias),
    ]
  }

  private func name(
    _ part: LossPlaces.Slice.Part, _ kind: LossPlaces.SlicedColumn.Kind
  ) -> String {
    switch part {
    case .level(let name): cell(name)
    case .others(let levels): phrases.others(levels: levels)
    case .missing: phrases.missingSlice
    case .range(let low, let high):
      kind == .dates
        ? (day(low) == day(high) ? day(low) : "\(day(low)) … \(day(high))")
        : (low == high ? board(low) : "\(board(low)) … \(board(high))")
    }
  }

  func name(_ line: Int, _ id: String?) -> String {
    phrases.line(line, id: id.map { cell($0) }, isRow: hasRowNumbers)
  }

  private func cell(_ text: String) -> String { escaped(text, most: 24) }

  /// The first three of some names.
  func first(_ names: [String], of count: Int) -> String {
    names.prefix(3).joined(separator: ", ") + (count > 3 && names.count > 2 ? ", …" : "")
  }
}

/// A number of days since the beginning of 1970 as a date of ISO 8601.
private func day(_ days: Double) -> String {
  // The years begin in March, so that the leap day is the last.
  let sinceMarch = Int(days.rounded(.down)) + 719_468
  let era = (sinceMarch >= 0 ? sinceMarch : sinceMarch - 146_096) / 146_097
  let dayOfEra = sinceMarch - era * 146_097
  let yearOfEra =
    (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let month = (5 * dayOfYear + 2) / 153
  let date = dayOfYear - (153 * month + 2) / 5 + 1
  let civil = month < 10 ? month + 3 : month - 9
  let year = yearOfEra + era * 400 + (civil <= 2 ? 1 : 0)
  func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
  return "\(year)-\(two(civil))-\(two(date))"
}

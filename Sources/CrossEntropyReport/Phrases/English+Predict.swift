package import CrossEntropyLearning
package import CrossEntropyWorkflows

extension English: PredictPhrases {
  package func cause(_ error: ModelFileError) -> String {
    switch error {
    case .file(let error): cause(error.fault)
    case .cannotWrite(_, let failure):
      "this model cannot be written: \(failure.reason ?? "error \(failure.code)")"
    case .notSafetensors: "this is no model"
    case .notOurs: "this is a model of another program"
    case .otherLength(let expected, let got):
      "this model is damaged: it should have \(grouped(expected)) bytes of numbers, and has \(grouped(got))"
    case .newerVersion(let version, let known):
      "this model is of version \(version), and this program knows those up to \(known)"
    case .damaged: "this model is damaged"
    }
  }

  package func predicted(_ rows: Int, of table: String, by model: String) -> String {
    "\(plural(rows, "row")) of \(table), predicted by \(model)"
  }
  package func unused(_ columns: String) -> String { "The model does not use \(columns)." }
  package func newLevels(_ new: PredictOutcome.NewLevels, of rows: Int, _ examples: String)
    -> String
  {
    "\(quoted(new.column)) has \(plural(new.cells, "cell")) of \(plural(new.levels, "category", several: "categories")) "
      + "that training did not have: \(examples). They are predicted from the other columns."
  }
  package func noNumbers(_ odd: PredictOutcome.NoNumbers) -> String {
    "\(quoted(odd.column)) has \(plural(odd.cells, "cell")) that \(odd.cells == 1 ? "is no number" : "are no numbers") "
      + "and \(odd.cells == 1 ? "counts" : "count") as missing, the first \(quoted(odd.example)) in line \(odd.line)."
  }
  package func unread(_ unread: PredictOutcome.Unread, of rows: Int) -> String {
    "\(grouped(unread.rows)) of \(plural(rows, "row")) \(unread.rows == 1 ? "holds" : "hold") no "
      + "\(unread.kind == .text ? "word" : "index") of \(quoted(unread.column)) that training had."
  }
  package func missing(_ columns: String) -> String { "Missing cells: \(columns)." }
  package func drift(_ drift: ColumnDrift) -> String {
    switch drift.kind {
    case .missing:
      "\(quoted(drift.column)) is empty in \(percent(drift.here)) of the rows, and was in \(percent(drift.trained)) of training's."
    case .mean:
      "The mean of \(quoted(drift.column)) is \(fixed(abs(drift.here), 1)) deviations "
        + "\(drift.here > 0 ? "above" : "below") training's."
    case .range:
      "\(percent(drift.here)) of \(quoted(drift.column)) is outside of what training had."
    case .levels:
      "The categories of \(quoted(drift.column)) have other shares than in training: "
        + "\(percent(drift.here)) of the rows would have to change."
    }
  }
  package func repeatedIDs(_ rows: Int, of column: String) -> String {
    "\(plural(rows, "row")) \(rows == 1 ? "repeats" : "repeat") a value of \(quoted(column)) from above."
  }
  package func unknownRepeats(of column: String) -> String {
    "\(quoted(column)) has too many values to look for repeated ones."
  }
  package func renamed(_ renamed: PredictOutcome.Renamed) -> String {
    "The table has a column \(quoted(renamed.name)), so that of the predictions is called \(quoted(renamed.usedName))."
  }
  package func leastCost(by table: String) -> String {
    "The class of the least expected cost is predicted, by the costs in \(table)."
  }

  package func predictedFrom(_ threshold: String) -> String {
    "The positive class is predicted from a probability of \(threshold) on."
  }
}

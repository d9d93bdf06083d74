package import CrossEntropyWorkflows

extension English: PlacePhrases {
  package func worst(_ share: String?, of item: ScoredItem, lines: String) -> String {
    (share.map { "\($0) of the loss; " } ?? "") + "costliest: \(lines)"
  }

  package func suspects(
    _ count: Int, noise: String, _ doubt: LabelDoubt, lines: String
  ) -> String {
    (doubt == .labels
      ? "\(plural(count, "label")) may be wrong"
      : "\(plural(count, "row")) where another class is rather probable")
      + (doubt == .sharesAlone ? "" : " (right labels would show about \(noise))")
      + ": \(lines)"
  }

  package func line(_ line: Int, id: String?, isRow: Bool) -> String {
    "\(isRow ? "row" : "line") \(grouped(line))" + (id.map { " (\($0))" } ?? "")
  }

  package var worstHeads: [String] { ["costliest rows", "truth", "predicted", "p(truth)", "loss"] }

  package var suspectHeads: [String] { ["label", "p(label)", "rather", "p(rather)"] }

  package var sliceHeads: [String] { ["rows", "log loss", "less that of all others", "bias"] }

  package func byClass(_ column: String) -> String { "class (\(column))" }

  package func others(levels: Int) -> String { "\(grouped(levels)) rarer ones" }

  package var missingSlice: String { "(missing)" }

  package func slicesNote(_ slices: Int) -> String {
    "the intervals hold jointly for \(plural(slices, "slice")); the bias is the mean probability less how often it "
      + "came true"
  }

  package func suspectsNote(_ doubt: LabelDoubt) -> String {
    (doubt == .chance
      ? "right labels would show as many; "
      : doubt == .sharesAlone
        ? "predictions that say no more than the class shares cannot doubt a label; " : "")
      + "suspects are rows whose label is less probable than usual for it, and another class at least as probable as "
      + "usual for that; they are to be looked at, not to be taken out"
  }
}

internal import CrossEntropyFiles

/// Something about predictions that makes their numbers mean less, though they can be formed.
public enum LintFinding: Sendable, Hashable {
  /// No number has more decimals than so many, so that a probability may be off by half of the last.
  case rounded(decimals: Int)
  /// So many rows sum to 1 only within this, as numbers of their precision do.
  case offSums(rows: Int, most: Double, precision: Precision)
  /// The rows of what was said to be logits, or logarithms of probabilities, are probabilities or per cent.
  case looksLike(ScoreRequest.Scale, saidToBe: ScoreRequest.Scale)
  /// Every number is 0 or 1: these are decisions, and no probabilities.
  case decisions
  /// The scores rank the rows backwards: probably the classes' columns are swapped.
  case backwards(rocAUC: Double)
  /// Under other names of their columns the rows would cost much less: each class that probably stands under the name of
  /// another one, with that name.
  case permuted(classes: [String], under: [String], logLoss: Double)
  /// No class is called as these columns are, so that they are taken for these in this order.
  case byOrder(columns: [String], classes: [String])
  /// No column of IDs is named, and rows are joined by the one that is called so, or only the truths are.
  case joinedByID(column: String, isTruthAlone: Bool)
  /// No column of IDs is named, and rows are joined in their order: not all files have one that is called `id`, or the IDs of
  /// this one stand twice.
  case joinedInOrder(repeatedIDs: String?)
  /// In so many rows the column of labels says otherwise than the file of the truth, which counts; the first is on this line,
  /// or of arrays in this row.
  case otherLabels(column: String, rows: Int, first: Int)
  /// So many rows have an ID that another has; the first two lines of such an ID, where they are known, and whether all of
  /// its rows were given the one truth of the ID.
  case repeatedIDs(rows: Int, column: String, lines: [Int], haveOneTruth: Bool)
  /// These classes are the truth of no row.
  case unseen(classes: [String])
  /// There are so few groups of rows, or documents of tokens, that an interval may be too narrow; below five there is none.
  case fewGroups(Int, of: ScoredItem)
  /// A class has fewer than 20 rows, or fewer than 20 rows are wrong, so that intervals are too narrow.
  case narrowIntervals
  /// No part has so many rows of all, of which these come first.
  case missingRows(ClosedRange<Int>, rows: Int)
  /// These are not formed of partial results, since the parts were made without.
  case notMerged([ScoreMetric])
  /// The worst 1 % of rows or tokens carry so much of the loss that the interval of its mean is too narrow.
  case fewRowsCostMost(share: Double, of: ScoredItem)
  /// A temperature is at the bound of what is tried.
  case temperatureAtBound(Double)
  /// Rows of one file have no partner in the other.
  case unmatched(predictions: Int, truths: Int)
  /// These are of so many rows, since memory does not hold all.
  case sampled([ScoreMetric], rows: Int)
  /// An interval takes tokens for independent, which those of one text are not.
  case tokensAsUnits

  /// What numbers are rounded to.
  public enum Precision: Sendable, Hashable, Codable {
    /// So many decimals.
    case decimals(Int)
    /// So many significant digits.
    case digits(Int)
    /// So many significant bits.
    case bits(Int)
  }
}

extension LintFinding: Encodable {
  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .rounded(let decimals): try encoder.encodeCase("rounded", ["decimals": decimals])
    case .offSums(let rows, let most, let precision):
      let (count, unit) =
        switch precision {
        case .decimals(let count): (count, "decimals")
        case .digits(let count): (count, "digits")
        case .bits(let count): (count, "bits")
        }
      try encoder.encodeCase(
        "off_sums", ["rows": rows, "most": most, "rounded_to": count, "of": unit])
    case .looksLike(let scale, let said):
      try encoder.encodeCase("looks_like", ["scale": scale.rawValue, "said_to_be": said.rawValue])
    case .decisions: try encoder.encodeCase("decisions")
    case .backwards(let area): try encoder.encodeCase("backwards", ["roc_auc": area])
    case .permuted(let classes, let columns, let logLoss):
      try encoder.encodeCase(
        "permuted", ["classes": classes, "under": columns, "log_loss": logLoss])
    case .byOrder(let columns, let classes):
      try encoder.encodeCase("by_order", ["columns": columns, "classes": classes])
    case .temperatureAtBound(let temperature):
      try encoder.encodeCase("temperature_at_bound", ["temperature": temperature])
    case .joinedByID(let column, let isTruthAlone):
      try encoder.encodeCase("joined_by_id", ["column": column, "truth_alone": isTruthAlone])
    case .joinedInOrder(let column):
      try encoder.encodeCase("joined_in_order", ["repeated_ids": column != nil])
    case .otherLabels(let column, let rows, let first):
      try encoder.encodeCase("other_labels", ["column": column, "rows": rows, "first": first])
    case .repeatedIDs(let rows, let column, let lines, let haveOneTruth):
      try encoder.encodeCase(
        "repeated_ids",
        ["rows": rows, "column": column, "lines": lines, "have_one_truth": haveOneTruth])
    case .unseen(let names): try encoder.encodeCase("unseen", ["classes": names])
    case .fewGroups(let count, _): try encoder.encodeCase("few_groups", ["groups": count])
    case .missingRows(let first, let rows):
      try encoder.encodeCase(
        "missing_rows", ["first": first.lowerBound, "last": first.upperBound, "rows": rows])
    case .notMerged(let metrics):
      try encoder.encodeCase("not_merged", ["metrics": metrics.map(\.rawValue)])
    case .narrowIntervals: try encoder.encodeCase("narrow_intervals")
    case .fewRowsCostMost(let share, _):
      try encoder.encodeCase("few_rows_cost_most", ["share": share])
    case .unmatched(let predictions, let truths):
      try encoder.encodeCase("unmatched", ["predictions": predictions, "truths": truths])
    case .sampled(let metrics, let rows):
      try encoder.encodeCase("sampled", ["metrics": metrics.map(\.rawValue), "rows": rows])
    case .tokensAsUnits: try encoder.encodeCase("tokens_as_units")
    }
  }
}

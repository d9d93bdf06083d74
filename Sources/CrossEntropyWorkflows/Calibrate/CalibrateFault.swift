internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

/// Why there is no calibrator, or why it maps no file.
public enum CalibrateFault: Error, Sendable, Hashable {
  /// The file is no calibrator.
  case notACalibrator
  /// It is one, and not what was written.
  case damaged
  /// It is of a newer version than is known.
  case newerVersion(Int, known: Int)
  /// No calibrator, or none of this method, is fitted.
  case refused(CalibrateRequest.Method?, Refusal)
  /// A class is in fewer groups than there are folds, or all are in fewer rows.
  case tooFewToCut(folds: Int)
  /// A setting gives so many shares for so many classes.
  case otherShares(RequestSetting, Int, classes: [String])
  /// So many columns are named for those that it was fitted to.
  case otherColumns(Int, expected: [String])
  /// A share is not above 0.
  case badShare(RequestSetting, Double)
  /// Shares do not sum to 1, but to this.
  case badSum(RequestSetting, Double)

  /// Why a calibrator is not fitted.
  public enum Refusal: Sendable, Hashable {
    /// There are fewer rows than it needs.
    case tooFewRows(Int, least: Int)
    /// A class has fewer rows than it needs.
    case tooFewRowsOfClass(String, rows: Int, least: Int)
    /// There are more classes than it is for.
    case tooManyClasses(Int, most: Int)
    /// No temperature helps: scores do not point at the truth.
    case pointsAway
    /// Truths were given probability 0, in so many rows: the first lines, or of arrays the rows.
    case impossibleTruth(first: [Int], count: Int)
  }

  /// Whose hands it is in.
  var kind: WorkflowError.Kind {
    switch self {
    case .badShare, .badSum, .otherShares, .otherColumns: .usage
    case .notACalibrator, .damaged, .newerVersion, .refused, .tooFewToCut: .badData
    }
  }
}

extension CalibrateFault.Refusal {
  /// A refusal with the names and lines of a file.
  init(_ refusal: CalibratorRefusal, _ scored: ScoredRows) {
    switch refusal {
    case .tooFewRows(let rows, let least): self = .tooFewRows(rows, least: least)
    case .tooFewRowsOfClass(let c, let rows, let least):
      self = .tooFewRowsOfClass(scored.classes[c], rows: rows, least: least)
    case .tooManyClasses(let count, let most): self = .tooManyClasses(count, most: most)
    case .pointsAway: self = .pointsAway
    case .impossibleTruth(let rows, let count):
      self = .impossibleTruth(first: rows.map { scored.lines[$0] }, count: count)
    }
  }
}

extension CalibrateFault.Refusal: Encodable {
  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .tooFewRows(let rows, let least):
      try encoder.encodeCase("too_few_rows", ["rows": rows, "least": least])
    case .tooFewRowsOfClass(let name, let rows, let least):
      try encoder.encodeCase(
        "too_few_rows_of_class", ["class": name, "rows": rows, "least": least])
    case .tooManyClasses(let count, let most):
      try encoder.encodeCase("too_many_classes", ["classes": count, "most": most])
    case .pointsAway: try encoder.encodeCase("points_away")
    case .impossibleTruth(let lines, let count):
      try encoder.encodeCase("impossible_truth", ["first": lines, "rows": count])
    }
  }
}

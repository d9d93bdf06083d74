/// What is scored one by one.
public enum ScoredItem: Sendable, Hashable {
  /// A row of predictions.
  case row
  /// A token of a text, with others of its document.
  case token
}

/// Why predictions cannot be scored.
public enum ScoreFault: Error, Sendable, Hashable {
  /// Rows are numbered up to this.
  case tooGreatFirstRow(most: Int)
  /// A partial result is of one file, and these are so many.
  case partOfSeveral(files: Int)
  /// Conditions, baselines, kept rows, parts and calibrators are of one label.
  case gatesOfLabels([String])
  /// No column is known to be that of a class.
  case noClassColumns
  /// Each of these columns may be that of the positive class.
  case severalColumns([String])
  /// There is one column of numbers, and this many classes.
  case oneColumn(String, classes: Int)
  /// The file and that of the truth have other numbers of rows.
  case otherRowCount(Int, truth: String, rows: Int)
  /// An ID stands twice in the file of the truth, first in this line.
  case repeatedID(column: String, String, firstLine: Int)
  /// IDs stand twice, so that rows come in order, and this row has another ID than the one that it comes beside.
  case otherID(column: String, String, String, in: String)
  /// No ID of one file is in the other.
  case noSharedID(column: String, truth: String)
  /// A truth is none of the classes that have a column.
  case unknownClass(String, classes: [String])
  /// A cell of a class is missing.
  case missing(column: String)
  /// No row has a truth, or all weigh 0, as all tokens may.
  case nothingToScore(ScoredItem)
  /// A row has another truth than its partner in the first file, as so many have.
  case otherTruth(String, String, in: String, rows: Int)
  /// A number is no probability, in so many rows.
  case noProbability(Double, column: String, rows: Int)
  /// A row does not sum to 1, as so many do not.
  case badSum(Double, rows: Int)
  /// Of several labels each reads the predictions, which come through a pipe.
  case pipeOfLabels
  /// What comes through a pipe would be read for several files, or is named twice.
  case pipeReadTwice
  /// So many columns are named for so many labels.
  case columnsOfLabels(Int, labels: Int)
  /// The file holds no partial result that can be merged with the others.
  case noPart
  /// A partial result is not what was written.
  case damagedPart
  /// A partial result is of another version.
  case otherPartVersion
  /// A part was made with this for a setting, and the first with that; nil without it, empty with a flag.
  case otherPart(RequestSetting, own: String?, first: String?)
  /// A row of a part weighs so much on average, and one of the first so much, which are not added.
  case weightsApart(Double, first: Double)
  /// Two parts have the rows of these numbers.
  case sharedRows(ClosedRange<Int>, with: String)
  /// Another part has a row of this ID.
  case sharedID(column: String, String)
  /// A partial result is of other classes than the first.
  case otherClasses([String], first: [String])
  /// A logit or a logarithm is no number that it can be.
  case noLogit(Double, column: String)
  /// A baseline is no outcome's JSON of this version.
  case noOutcome
  /// The numbers of an outcome's JSON contradict each other.
  case changedOutcome
  /// A baseline is of other classes than the predictions.
  case baselineOfOtherClasses([String], than: [String])
  /// A baseline was written without its log loss.
  case noLogLoss
  /// A baseline holds the scores of so many files.
  case severalOutcomes(Int)
  /// The rows kept beside an outcome's JSON are not those that it was written with.
  case otherKeptRows(String)
  /// The rows of the baseline are told apart by this column, or by their order, and these otherwise.
  case joinedOtherwise(by: String?)
  /// The log-probability of a token is missing.
  case missingToken(column: String)
  /// A log-probability is above 0, in so many rows.
  case positiveLog(Double, column: String, rows: Int)
  /// The file has so many tokens, and the first others.
  case otherTokens(Int, first: String, tokens: Int)
  /// A row has another weight or group than its partner in the first file, or a token another weight or document.
  case otherUnit(RequestSetting, of: ScoredItem, own: String, first: String, in: String)
  /// Of the file and the first, as many rows or others have a truth and a weight, but not the same ones.
  case otherRows(ScoredItem, in: String)
  /// Of two classes another is the positive one than in the first file.
  case otherPositive(String, first: String)
  /// It is not said of which document a token is.
  case missingDocument(column: String)
}

extension ScoreFault {
  /// Whose hands it is in: what is asked, or what the files hold.
  var kind: WorkflowError.Kind {
    switch self {
    case .tooGreatFirstRow, .partOfSeveral, .gatesOfLabels, .pipeReadTwice: .usage
    default: .badData
    }
  }
}

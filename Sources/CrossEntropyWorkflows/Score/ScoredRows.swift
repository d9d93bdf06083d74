internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The rows of a file of predictions that have a truth and a weight, scored one by one.
struct ScoredRows {
  let path: String
  /// The classes, in the order of their columns; of two the last is the positive one.
  let classes: [String]
  /// These columns, or that of the positive class; nil of merged parts.
  let columns: PredictionColumns?
  /// How many rows there are.
  let count: Int
  /// The sums of all rows.
  let sums: ScoreSums
  /// The class of every row; empty where nothing needs the rows.
  let labels: [Int32]
  /// Rows × classes, as they are given; without rows where nothing needs them.
  let logs: Matrix<Double>
  /// The same, each row summing to 1 but for rounding.
  let logProbabilities: Matrix<Double>
  /// The scores of the numbers as they are given; empty where nothing needs them.
  let scores: RowScores
  let units: RowUnits
  /// What joins the rows of two files.
  var keys: RowKeys
  /// The column of the IDs; nil where rows come in order.
  var id: String?
  /// The line of every row, or of arrays its number.
  let lines: ScoredLines
  /// The columns by which rows are sliced.
  let slices: [SliceColumn]
  /// Rows that were left out because their truth is missing.
  let unlabelledRows: Int
  /// What is to be said of the columns and the numbers.
  let lint: [LintFinding]
  /// What the digits of the numbers show.
  let digits: NumberDigits
  /// How the file was read.
  let notes: [DatasetNote]
  /// What a part keeps of its rows; nil unless one is asked for, and where nothing needs the rows.
  var partRows: PartRows? = nil
  /// What the calibration error is made of, where that was summed while the file was read.
  var calibration: CalibrationSums? = nil
  /// The names of the groups by their numbers; empty without groups.
  var groupNames: [String] = []
  /// The power of two by which weights are multiplied.
  var weightUnit = 1.0
  /// How many rows have an ID that another has, too.
  var repeatedRows = 0
  /// How many rows the file has, with those that are not scored.
  var rowsRead = 0
  /// Whether the truths of another file were joined by IDs.
  var hasTruthByID = false

  /// Whether labels, log-probabilities and scores are those of a sample of the rows.
  var isSample: Bool { !labels.isEmpty && labels.count < count }

  /// The name of a row's truth.
  func truth(ofRow row: Int) -> String { classes[Int(labels[row])] }
}

/// What joins the rows of two files.
enum RowKeys {
  /// The rows of the file, by their numbers; nil: all of them.
  case numbers([Int]?, count: Int)
  /// Their IDs.
  case ids([String])

  var count: Int {
    switch self {
    case .numbers(_, let count): count
    case .ids(let ids): ids.count
    }
  }

  /// What a row is called: its ID, or the number of its row in the file, from 0.
  subscript(row: Int) -> String {
    switch self {
    case .numbers(let numbers, _): "\(numbers?[row] ?? row)"
    case .ids(let ids): ids[row]
    }
  }

  /// The first row of other ones with the key of each; −1 where there is none.
  func places(in other: RowKeys) -> [Int32] {
    switch (self, other) {
    case (.numbers(nil, let count), .numbers(nil, let others)):
      return (0..<count).map { $0 < others ? Int32($0) : -1 }
    case (.numbers(let own, let count), .numbers(let theirs, let others)):
      return Self.places(
        of: own ?? Array(0..<count), in: theirs ?? Array(0..<others))
    default:
      return Self.places(
        of: (0..<count).map { self[$0] }, in: (0..<other.count).map { other[$0] })
    }
  }

  private static func places<Key: Hashable>(of own: [Key], in others: [Key]) -> [Int32] {
    let places = Dictionary(
      others.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    return own.map { places[$0] ?? -1 }
  }
}

/// The line of every scored row of a file.
struct ScoredLines {
  /// Nil where parts are merged, whose rows are known by their numbers alone.
  var lines: RowLines?
  /// The rows of the file that are kept; nil: all of them.
  var rows: [Int]?
  /// How many rows other parts hold that stand before the file's.
  var rowsBefore = 0

  /// The numbers of the rows among those of all parts.
  var numbers: RowNumbers { RowNumbers(first: rowsBefore, places: rows) }

  subscript(row: Int) -> Int { line(ofNumbered: numbers[row]) }

  /// The line of a row that is numbered over all parts.
  func line(ofNumbered row: Int) -> Int { lines?[row - rowsBefore] ?? row + 1 }
}

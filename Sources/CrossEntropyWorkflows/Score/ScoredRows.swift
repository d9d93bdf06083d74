internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The rows of a file of predictions that have a truth and a weight, scored one by one.
struct ScoredRows {
  let path: String
  /// The classes, in the order of their columns; of two the last is the positive one.
  let classes: [String]
  /// The class of every row.
  let labels: [Int32]
  /// Rows × classes, each row summing to 1: what rounding leaves of a sum is nothing that a calibration could be tested by.
  let logProbabilities: Matrix<Double>
  /// The scores of the numbers as they are given.
  let scores: RowScores
  let units: RowUnits
  /// What joins the rows of two files: their IDs, or their numbers.
  let keys: [String]
  /// The column of the IDs; nil where rows come in order.
  let id: String?
  /// The line of every row, or of arrays its number.
  let lines: [Int]
  /// The columns by which rows are sliced.
  let slices: [SliceColumn]
  /// Rows that were left out because their truth is missing.
  let unlabelledRows: Int
  /// What is to be said of the columns and the numbers.
  let lint: [LintFinding]
  /// How the file was read.
  let notes: [DatasetNote]

  init(_ file: PredictionFile, _ request: ScoreRequest) throws(WorkflowError) {
    let kept = file.labels.indices.filter { file.labels[$0] >= 0 && file.weights?[$0] != 0 }
    guard !kept.isEmpty else {
      throw WorkflowError(
        .score(.nothingToScore), at: .file(file.table.name), remedies: [.set(.target)])
    }
    path = file.table.name
    classes = file.classes
    let labels = kept.map { file.labels[$0] }
    self.labels = labels
    units = RowUnits(
      weights: file.weights.map { all in kept.map { all[$0] } },
      groups: file.groups.map { all in kept.map { all[$0] } })
    let numbers = PredictionNumbers(file, kept)
    let (scale, normalizes) = (request.scale, request.normalizes)
    let logs = logSoftmax(
      try numbers.logProbabilities(scale, normalizes: normalizes, file), threads: 1)
    logProbabilities = logs
    do throws(EvaluationError) {
      if let probabilities = numbers.probabilities(scale, normalizes: normalizes) {
        scores = try RowScores(
          probabilities: probabilities, labels: labels, tolerance: numbers.tolerance)
      } else {
        scores = try RowScores(logProbabilities: logs, labels: labels)
      }
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(file.table.name))
    }
    keys = kept.map { file.ids?[$0] ?? "\($0)" }
    id = request.id
    lines = kept.map { file.table.line(ofRow: file.rows[$0]) }
    slices = file.slices.map { $0.cells(ofRows: kept) }
    unlabelledRows = file.labels.count { $0 < 0 }
    lint = file.lint + numbers.findings(scale)
    notes = file.table.notes.map { .table($0) }
  }

  var count: Int { labels.count }

  /// The name of a row's truth.
  func truth(ofRow row: Int) -> String { classes[Int(labels[row])] }
}

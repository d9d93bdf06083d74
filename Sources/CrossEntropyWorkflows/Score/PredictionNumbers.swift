internal import CrossEntropy
internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Some rows of a file of predictions, those of a batch that have a truth and a weight.
struct PredictionRows: Sendable {
  let batch: RowBatch
  /// The row of the file with which the batch begins.
  let firstRow: Int
  /// The rows of the batch; nil: all of them.
  let kept: [Int]?
  /// How many rows other parts hold that stand before the file's.
  let rowsBefore: Int
  /// The class of each.
  let labels: [Int32]
  let units: RowUnits
  /// The IDs of the rows, where a part keeps them.
  var ids: [String] = []

  /// Their numbers among the rows of all parts.
  var numbers: RowNumbers { RowNumbers(first: rowsBefore + firstRow, places: kept) }

  /// The row of the file that a row is.
  func rowOfFile(_ row: Int) -> Int { firstRow + (kept?[row] ?? row) }

  /// The row of the file below the batch.
  var nextRow: Int { firstRow + batch.rowCount }

  /// The numbers of the first columns, row after row.
  func numbers(columns: Int) throws(WorkflowError) -> ContiguousArray<Double> {
    let rows = try batch.numbers(columns: columns)
    guard let kept else { return rows }
    return ContiguousArray(
      kept.lazy.map { rows[$0 * columns..<($0 + 1) * columns] }.joined())
  }
}

/// What the numbers of predictions are.
struct PredictionNumbers: Sendable {
  let scale: ScoreRequest.Scale
  let normalizes: Bool
  /// The classes of the columns; of a lone column the positive one.
  let columns: [String]
  /// How many classes there are.
  let classes: Int
  /// What is kept of every row.
  var kept: KeptOfRows
  /// Whether Brier scores are asked for.
  let hasBrier: Bool
  /// Whether the numbers themselves are kept.
  var keepsGiven = false

  var isPositiveAlone: Bool { columns.count < classes }

  /// What probabilities are divided by.
  var unit: Double { scale == .percent ? 100 : 1 }

  /// What rows score, and what their numbers show.
  struct Scored: Sendable {
    let checks: NumberChecks
    /// The logarithms of all probabilities, where they are kept.
    var logs = PredictionLogs()
    /// The scores of the numbers as they are given, where they are kept.
    var scores: RowScores?
    /// The numbers as they are given, where they are kept.
    var given = ContiguousArray<Double>()
    /// Their sums; nil where a number is wrong.
    var sums: Result<ScoreSums, EvaluationError>?
  }

  /// Scores rows.
  func scored(_ rows: PredictionRows) throws(WorkflowError) -> Scored {
    let needsNoProbabilities = scale == .logits && !isPositiveAlone && kept.isEmpty && !hasBrier
    if needsNoProbabilities, let unread = rows.batch.unread, rows.kept == nil,
      let scored = try unread.areFloats
        ? scored(
          rows, Float.self,
          { (row, all) throws(TableError) in
            try unread.copy(from: row, into: &all)
          })
        : scored(
          rows, Double.self,
          { (row, all) throws(TableError) in
            try unread.copy(from: row, into: &all)
          })
    {
      return scored
    }
    var given = try rows.numbers(columns: columns.count)
    let checks = NumberChecks(given.span, rows, self)
    guard !checks.isWrong else { return Scored(checks: checks) }
    let count = rows.labels.count
    if needsNoProbabilities {
      let logits = Matrix(rows: count, columns: classes, fitting: given)
      return Scored(
        checks: checks,
        sums: Result { () throws(EvaluationError) in
          try sums(RowScores(withoutBrierOf: logits, labels: rows.labels), rows)
        })
    }
    var scored = Scored(checks: checks)
    if keepsGiven { scored.given = given }
    let logs = logProbabilities(&given, count: count)
    scored.sums = Result { () throws(EvaluationError) in
      let scores = try scores(logs.asGiven(classes: classes), given, rows.labels)
      if kept.contains(.scores) { scored.scores = scores }
      return try sums(scores, rows)
    }
    if kept.contains(.logProbabilities) { scored.logs = logs }
    return scored
  }

  /// Scores rows of logits a few at a time, which stay in the processor's cache; nil where the classes are few, and where a
  /// number may be wrong.
  ///
  /// - Parameter copy: Copies logits, from the first of a row on.
  private func scored<S: LogitScalar>(
    _ rows: PredictionRows, _: S.Type,
    _ copy: (_ row: Int, _ logits: inout MutableSpan<S>) throws(TableError) -> Void
  ) throws(WorkflowError) -> Scored? {
    guard classes > fewClasses else { return nil }
    let count = rows.labels.count
    let size = min(count, max(1, (1 << 16) / classes))
    var logits = Matrix<S>(rows: size, columns: classes, repeating: S(rounding: 0))
    var scores = RowScores(classes: classes)
    var firstOfAll: [Double] = []
    for first in stride(from: 0, to: count, by: size) {
      if count - first < size {
        logits = Matrix(rows: count - first, columns: classes, repeating: S(rounding: 0))
      }
      do {
        var elements = logits.elements.mutableSpan
        try copy(first, &elements)
        let labels = Array(rows.labels[first..<first + logits.rows])
        guard let some = try RowScores(withoutBrierOf: logits, finite: labels) else { return nil }
        scores.append(some)
        if rows.firstRow + first == 0 { firstOfAll = logits.elements.map(\.arithmetic) }
      } catch let error as TableError {
        throw WorkflowError(error)
      } catch {
        return nil
      }
    }
    return Scored(
      // Of such logits the first alone show something, that they are none.
      checks: NumberChecks(firstOfAll.span, rows, self),
      sums: Result { () throws(EvaluationError) in try sums(scores, rows) })
  }

  /// The log-probabilities of rows that were kept, and their scores.
  func scored(
    _ rows: PartRows
  ) throws(EvaluationError) -> (logs: PredictionLogs, scores: RowScores) {
    var given = rows.given
    let logs = logProbabilities(&given, count: rows.count)
    return (logs, try scores(logs.asGiven(classes: classes), given, rows.labels))
  }

  private func sums(
    _ scores: RowScores, _ rows: PredictionRows
  ) throws(EvaluationError) -> ScoreSums {
    try ScoreSums(
      scores, labels: rows.labels, classes: classes, units: rows.units,
      topK: ScoreSums.topK(classes: classes), numbers: rows.numbers)
  }

  private func scores(
    _ logs: Matrix<Double>, _ given: ContiguousArray<Double>, _ labels: [Int32]
  ) throws(EvaluationError) -> RowScores {
    if isPositiveAlone, scale == .probabilities || scale == .percent {
      // As they are given, since a threshold may be one of them.
      return try RowScores(
        probabilities: Matrix(
          rows: labels.count, columns: classes, fitting: pairs(given) { (1 - $0, $0) }),
        labels: labels)
    }
    if isPositiveAlone || normalizes || scale == .logits {
      return try RowScores(logProbabilities: logs, labels: labels)
    }
    // Nothing is normalised; how far sums are from 1 was looked at.
    let given = Matrix(rows: labels.count, columns: classes, fitting: given)
    return scale == .logProbabilities
      ? try RowScores(logProbabilities: given, labels: labels, tolerance: .infinity)
      : try RowScores(probabilities: given, labels: labels, tolerance: .infinity)
  }

  /// The log-probabilities of all classes; numbers that rounding has put above a probability of 1 become that.
  private func logProbabilities(
    _ given: inout ContiguousArray<Double>, count: Int
  ) -> PredictionLogs {
    if scale == .logits || scale == .logProbabilities && normalizes && !isPositiveAlone {
      let logits = isPositiveAlone ? pairs(given) { (0, $0) } : given
      return PredictionLogs(
        logSoftmax(Matrix(rows: count, columns: classes, fitting: logits), threads: 1).elements,
        rows: count)
    }
    let isLogarithm = scale == .logProbabilities
    let most = isLogarithm ? 0 : normalizes && !isPositiveAlone ? Double.infinity : 1
    for place in given.indices {
      given[place] = min(isLogarithm ? given[place] : given[place] / unit, most)
    }
    if isPositiveAlone {
      return PredictionLogs(
        pairs(given) { isLogarithm ? (logOfOther($0), $0) : (log1p(-$0), log($0)) }, rows: count)
    }
    var logs = PredictionLogs(
      isLogarithm ? given : ContiguousArray(given.lazy.map { log($0) }), rows: count)
    for row in 0..<count {
      let places = row * classes..<(row + 1) * classes
      var sum = 0.0
      for place in places { sum += isLogarithm ? exp(given[place]) : given[place] }
      // Equal numbers keep equal logarithms where sums are right but for rounding.
      guard abs(sum - 1) > 1e-15 * Double(classes) else { continue }
      logs.sums[row] = log(sum)
    }
    return normalizes ? logs.divided(classes: classes) : logs
  }

  private func pairs(
    _ given: ContiguousArray<Double>, _ form: (Double) -> (Double, Double)
  ) -> ContiguousArray<Double> {
    ContiguousArray<Double>(capacity: 2 * given.count) { all in
      for value in given {
        let (other, own) = form(value)
        all.append(other)
        all.append(own)
      }
    }
  }
}

/// The logarithms of probabilities as they are given, row after row.
///
/// What ranks them takes them so: dividing rows by their sums would part what is equal.
struct PredictionLogs: Sendable {
  private(set) var given = ContiguousArray<Double>()
  /// The logarithm of each row's sum, 0 where that is 1 but for rounding.
  fileprivate(set) var sums: [Double] = []

  init() {}

  init(_ given: ContiguousArray<Double>, rows: Int) {
    self.given = given
    sums = [Double](repeating: 0, count: rows)
  }

  mutating func append(_ next: PredictionLogs) {
    given += next.given
    sums += next.sums
  }

  mutating func reserveCapacity(rows: Int, classes: Int) {
    given.reserveCapacity(rows * classes)
    sums.reserveCapacity(rows)
  }

  /// Rows × classes.
  func asGiven(classes: Int) -> Matrix<Double> {
    Matrix(rows: sums.count, columns: classes, fitting: given)
  }

  /// The same, each row summing to 1 but for rounding.
  func divided(classes: Int) -> PredictionLogs {
    guard sums.contains(where: { $0 != 0 }) else { return self }
    var divided = PredictionLogs(given, rows: sums.count)
    for (row, sum) in sums.enumerated() where sum != 0 {
      for place in row * classes..<(row + 1) * classes { divided.given[place] -= sum }
    }
    return divided
  }
}

/// Logits of so many classes take less time sixteen rows at once.
private let fewClasses = 16

/// log(1 − exp(x)) of x ≤ 0.
private func logOfOther(_ x: Double) -> Double { x > -0.7 ? log(-expm1(x)) : log1p(-exp(x)) }

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
  let kept: [Int32]?
  /// The class of each.
  let labels: [Int32]
  let units: RowUnits
  /// The IDs of the rows, where a part keeps them.
  var ids: [String] = []
  /// How many rows are scored before these, those of other parts of the predictions included.
  let scoredRows: Int

  /// The row of the file that a row is.
  func rowOfFile(_ row: Int) -> Int { firstRow + (kept.map { Int($0[row]) } ?? row) }

  /// The row of the file below the batch.
  var nextRow: Int { firstRow + batch.rowCount }

  /// The numbers of the first columns, row after row.
  func numbers(columns: Int) -> ContiguousArray<Double> {
    if !batch.rows.isEmpty {
      guard let kept else { return batch.rows }
      return ContiguousArray(
        kept.lazy.map { batch.rows[Int($0) * columns..<(Int($0) + 1) * columns] }.joined())
    }
    var numbers = ContiguousArray<Double>(repeating: 0, count: labels.count * columns)
    for index in 0..<columns {
      let column = batch.numbers[index]
      var place = index
      var all = numbers.mutableSpan
      if let kept {
        for row in kept {
          all[place] = column[Int(row)]
          place += columns
        }
      } else {
        for value in column {
          all[place] = value
          place += columns
        }
      }
    }
    return numbers
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
  let kept: KeptOfRows
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
    /// Rows × classes, each row summing to 1 but for rounding, where they are kept.
    var logProbabilities = ContiguousArray<Double>()
    /// The scores of the numbers as they are given, where they are kept.
    var scores: RowScores?
    /// The numbers as they are given, where they are kept.
    var given = ContiguousArray<Double>()
    /// Their sums; nil where a number is wrong.
    var sums: Result<ScoreSums, EvaluationError>?
  }

  /// Scores rows.
  func scored(_ rows: PredictionRows) -> Scored {
    var given = rows.numbers(columns: columns.count)
    let checks = NumberChecks(given.span, rows, self)
    guard !checks.isWrong else { return Scored(checks: checks) }
    let count = rows.labels.count
    if scale == .logits, !isPositiveAlone, kept.isEmpty, !hasBrier {
      let logits = Matrix(rows: count, columns: classes, fitting: given)
      return Scored(
        checks: checks,
        sums: Result { () throws(EvaluationError) in
          try sums(RowScores(withoutBrierOf: logits, labels: rows.labels), rows)
        })
    }
    var scored = Scored(checks: checks)
    if keepsGiven { scored.given = given }
    let logs = Matrix(
      rows: count, columns: classes, fitting: logProbabilities(&given, count: count))
    scored.sums = Result { () throws(EvaluationError) in
      let scores = try scores(logs, given, rows.labels)
      if kept.contains(.scores) { scored.scores = scores }
      return try sums(scores, rows)
    }
    if kept.contains(.logProbabilities) { scored.logProbabilities = logs.elements }
    return scored
  }

  /// The log-probabilities of rows that were kept, and their scores.
  func scored(
    _ rows: PartRows
  ) throws(EvaluationError) -> (logProbabilities: Matrix<Double>, scores: RowScores) {
    var given = rows.given
    let logs = Matrix(
      rows: rows.count, columns: classes, fitting: logProbabilities(&given, count: rows.count))
    return (logs, try scores(logs, given, rows.labels))
  }

  private func sums(
    _ scores: RowScores, _ rows: PredictionRows
  ) throws(EvaluationError) -> ScoreSums {
    try ScoreSums(
      scores, labels: rows.labels, classes: classes, units: rows.units,
      topK: ScoreSums.topK(classes: classes), firstRow: rows.scoredRows)
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
  ) -> ContiguousArray<Double> {
    if scale == .logits || scale == .logProbabilities && normalizes && !isPositiveAlone {
      let logits = isPositiveAlone ? pairs(given) { (0, $0) } : given
      return logSoftmax(Matrix(rows: count, columns: classes, fitting: logits), threads: 1).elements
    }
    let isLogarithm = scale == .logProbabilities
    let most = isLogarithm ? 0 : normalizes && !isPositiveAlone ? Double.infinity : 1
    for place in given.indices {
      given[place] = min(isLogarithm ? given[place] : given[place] / unit, most)
    }
    if isPositiveAlone {
      return pairs(given) { isLogarithm ? (logOfOther($0), $0) : (log1p(-$0), log($0)) }
    }
    var logs = isLogarithm ? given : ContiguousArray(given.lazy.map { log($0) })
    for row in 0..<count {
      let places = row * classes..<(row + 1) * classes
      var sum = 0.0
      for place in places { sum += isLogarithm ? exp(given[place]) : given[place] }
      // Equal numbers keep equal logarithms where sums are right but for rounding.
      guard abs(sum - 1) > 1e-15 * Double(classes) else { continue }
      let divisor = log(sum)
      for place in places { logs[place] -= divisor }
    }
    return logs
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

/// log(1 − exp(x)) of x ≤ 0.
private func logOfOther(_ x: Double) -> Double { x > -0.7 ? log(-expm1(x)) : log1p(-exp(x)) }

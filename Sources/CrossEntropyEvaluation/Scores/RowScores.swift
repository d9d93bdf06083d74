public import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The log loss, the Brier score and the correctness of each row of a matrix of log-probabilities.
public struct RowScores: Sendable, Hashable, Codable {
  /// −log p_y in nats; +∞ where the truth had probability 0.
  public private(set) var logLoss: [Double]
  /// (p_positive − y)² for two classes, Σ_c (p_c − [c = y])² for three or more.
  ///
  /// Two classes are scored on the positive (last) class alone, in [0, 1]; more classes in [0, 2].
  public private(set) var brier: [Double]
  /// The most probable class; the smallest index on ties.
  public private(set) var predicted: [Int32]
  /// 1 where the most probable class is the truth, else 0.
  public private(set) var correct: [Double]
  /// How many classes come before the truth by probability, those of a smaller index on ties.
  package private(set) var ranks: [Int32]
  /// The forecasts whose calibration is measured.
  public private(set) var forecasts: Forecasts

  /// The scores of log-probabilities, one row of them for each label.
  ///
  /// - Shape: `logProbabilities` is rows × classes, and each row is a log-softmax, within the tolerance of what its
  ///   probabilities sum to.
  /// - Edges: −∞ is a probability of 0.
  /// - Throws: `EvaluationError` for counts that differ, a label that is none of the classes, and a
  ///   row that is no log-softmax.
  public init(
    logProbabilities: Matrix<Double>, labels: [Int32], tolerance: Double = 1e-6
  ) throws(EvaluationError) {
    try self.init(logProbabilities, labels) { (values, label, row) throws(EvaluationError) in
      let (score, sum) = brierScore(values, label)
      guard abs(sum - 1) <= tolerance else {
        throw fault(values, row: row, sum: sum, most: mostLogProbability)
      }
      return (0 - values[label], score, { exp($0) })
    }
  }

  /// The scores of probabilities, one row of them for each label.
  ///
  /// - Shape: `probabilities` is rows × classes, and each row sums to 1 within the tolerance; nothing is renormalised.
  /// - Edges: a truth of probability 0 costs +∞.
  /// - Throws: `EvaluationError` for counts that differ, a label that is none of the classes, and a row that is no
  ///   distribution.
  public init(
    probabilities: Matrix<Double>, labels: [Int32], tolerance: Double = 1e-6
  ) throws(EvaluationError) {
    try self.init(probabilities, labels) { (values, label, row) throws(EvaluationError) in
      var (score, sum) = (0.0, 0.0)
      var isInRange = true
      for c in values.indices {
        let error = values[c] - (c == label ? 1 : 0)
        score += error * error
        sum += values[c]
        isInRange = isInRange && values[c] >= 0 && values[c] <= mostProbability
      }
      if values.count == 2 {
        let error = values[1] - (label == 1 ? 1 : 0)
        score = error * error
      }
      guard isInRange, abs(sum - 1) <= tolerance else {
        throw fault(values, row: row, sum: sum, least: 0, most: mostProbability)
      }
      return (0 - log(values[label]), score, { $0 })
    }
  }

  /// The scores of logits, but for the Brier scores, which are NaN: of many classes it takes a fraction of the time to form
  /// no probabilities.
  ///
  /// - Shape: `logits` is rows × classes; what is no number makes a row's loss NaN.
  /// - Throws: `EvaluationError` for counts that differ, and a label that is none of the classes.
  package init(withoutBrierOf logits: Matrix<Double>, labels: [Int32]) throws(EvaluationError) {
    let sums = logSumExp(logits, threads: 1)
    try self.init(logits, labels) { (values, label, row) in
      // What rounding leaves of a probability of 1.
      (max(0, sums[row] - values[label]), .nan, { exp($0 - sums[row]) })
    }
  }

  /// The same of logits as they are stored, floats or doubles; nil where a row holds a NaN, +∞ or nothing but −∞.
  package init?<S: LogitScalar>(
    withoutBrierOf logits: Matrix<S>, finite labels: [Int32]
  ) throws(EvaluationError) {
    let classes = logits.columns
    try check(labels.count, of: .labels, expected: logits.rows)
    try check(labels: labels, classes: classes)
    guard let read = LabelRanks(logits, labels: labels) else { return nil }
    func value(_ label: Int32, _ row: Int) -> Double { logits[row, Int(label)].arithmetic }
    logLoss = labels.indices.map { max(0, read.logSums[$0] - value(labels[$0], $0)) }
    brier = [Double](repeating: .nan, count: labels.count)
    (predicted, ranks) = (read.tops, read.ranks)
    correct = zip(labels, read.tops).map { $0 == $1 ? 1 : 0 }
    forecasts = Forecasts(classes: classes, rows: labels.count)
    for row in labels.indices {
      let event = classes == 2 ? 1 : read.tops[row]
      forecasts.place(
        exp(value(event, row) - read.logSums[row]), happened: event == labels[row], at: row)
    }
  }

  /// The scores of no rows of so many classes, to which those of parts are appended.
  package init(classes: Int) {
    (logLoss, brier, predicted, correct, ranks) = ([], [], [], [], [])
    forecasts = Forecasts(classes: classes, rows: 0)
  }

  /// Adds the scores of rows that follow, of as many classes.
  package mutating func append(_ next: RowScores) {
    logLoss += next.logLoss
    brier += next.brier
    predicted += next.predicted
    correct += next.correct
    ranks += next.ranks
    forecasts.append(next.forecasts)
  }

  /// Makes room for so many rows.
  package mutating func reserveCapacity(_ rows: Int) {
    logLoss.reserveCapacity(rows)
    brier.reserveCapacity(rows)
    predicted.reserveCapacity(rows)
    correct.reserveCapacity(rows)
    ranks.reserveCapacity(rows)
    forecasts.reserveCapacity(rows)
  }

  /// The scores of rows of probabilities, or of what rises with them; `scores` gives a row's losses, or throws.
  @inline(__always)
  private init(
    _ matrix: Matrix<Double>, _ labels: [Int32],
    scores: (_ values: Span<Double>, _ label: Int, _ row: Int) throws(EvaluationError) -> (
      logLoss: Double, brier: Double, probability: (Double) -> Double
    )
  ) throws(EvaluationError) {
    let classes = matrix.columns
    try check(labels.count, of: .labels, expected: matrix.rows)
    try check(labels: labels, classes: classes)
    var logLoss: [Double] = []
    var brier: [Double] = []
    var predicted: [Int32] = []
    var correct: [Double] = []
    var ranks: [Int32] = []
    logLoss.reserveCapacity(labels.count)
    brier.reserveCapacity(labels.count)
    predicted.reserveCapacity(labels.count)
    correct.reserveCapacity(labels.count)
    ranks.reserveCapacity(labels.count)
    var forecasts = Forecasts(classes: classes, rows: labels.count)
    for row in labels.indices {
      let label = Int(labels[row])
      let values = matrix.elements.span.extracting(row * classes..<(row + 1) * classes)
      let ofRow = try scores(values, label, row)
      logLoss.append(ofRow.logLoss)
      brier.append(ofRow.brier)
      let top = mostProbable(values)
      predicted.append(Int32(top))
      correct.append(top == label ? 1 : 0)
      ranks.append(top == label ? 0 : rank(of: label, in: values))
      let event = classes == 2 ? 1 : top
      forecasts.place(ofRow.probability(values[event]), happened: event == label, at: row)
    }
    self.logLoss = logLoss
    self.brier = brier
    self.predicted = predicted
    self.correct = correct
    self.ranks = ranks
    self.forecasts = forecasts
  }
}

extension RowScores {
  /// Reads scores, and refuses those of different numbers of rows.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    logLoss = try container.decode([Double].self, forKey: .logLoss)
    brier = try container.decode([Double].self, forKey: .brier)
    predicted = try container.decode([Int32].self, forKey: .predicted)
    correct = try container.decode([Double].self, forKey: .correct)
    ranks = try container.decode([Int32].self, forKey: .ranks)
    forecasts = try container.decode(Forecasts.self, forKey: .forecasts)
    try decoder.check { [self] () throws(EvaluationError) in
      for count in [
        brier.count, predicted.count, correct.count, ranks.count, forecasts.probabilities.count,
      ] {
        try check(count, of: .scores, expected: logLoss.count)
      }
    }
  }
}

/// The Brier score of a row, and the sum of its probabilities.
private func brierScore(
  _ logProbabilities: Span<Double>, _ label: Int
) -> (score: Double, sum: Double) {
  // expm1 keeps the digits of 1 − p where p is near 1.
  if logProbabilities.count == 2 {
    let error = label == 1 ? expm1(logProbabilities[1]) : exp(logProbabilities[1])
    let positive = label == 1 ? 1 + error : error
    return (error * error, exp(logProbabilities[0]) + positive)
  }
  var score = 0.0
  var sum = 1.0
  for classIndex in logProbabilities.indices {
    let error =
      classIndex == label ? expm1(logProbabilities[classIndex]) : exp(logProbabilities[classIndex])
    score += error * error
    sum += error
  }
  return (score, sum)
}

/// How many classes come before one.
private func rank(of label: Int, in values: Span<Double>) -> Int32 {
  var rank: Int32 = 0
  let value = values[label]
  let (before, after) = (
    values.extracting(first: label), values.extracting(droppingFirst: label + 1)
  )
  for c in before.indices { rank &+= before[c] >= value ? 1 : 0 }
  for c in after.indices { rank &+= after[c] > value ? 1 : 0 }
  return rank
}

/// What is wrong with a row whose probabilities do not sum to 1.
private func fault(
  _ values: Span<Double>, row: Int, sum: Double, least: Double = -.infinity, most: Double
) -> EvaluationError {
  for index in values.indices where !(values[index] >= least && values[index] <= most) {
    return .badProbability(row: row, values[index])
  }
  return .badSum(row: row, sum)
}

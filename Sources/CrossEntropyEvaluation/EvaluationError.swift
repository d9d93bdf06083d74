public import CrossEntropy

/// What is wrong with rows that are to be judged, or with a number that says how.
///
/// Rows and classes count from 0, as they do in arrays.
public enum EvaluationError: Error, Sendable, Hashable {
  /// What there can be too few or too many of.
  public enum Item: String, Sendable, Hashable, CaseIterable {
    case bins, classes, comparisons, folds, groups, labels, losses, outcomes, predictions, repeats,
      rows, scores, simulations, targets, units, values, weights
    case logProbabilities = "log-probabilities"
  }

  /// A number that is not one per row.
  public enum Argument: String, Sendable, Hashable, CaseIterable {
    case alpha, p, degreesOfFreedom, rowNumber, score
  }

  /// There are not as many of them as there must be.
  case wrongCount(Int, of: Item, expected: Int)
  /// There are fewer of them than make sense.
  case tooFew(Int, of: Item, least: Int)
  /// There are more of them than can be counted or held.
  case tooMany(Int, of: Item, most: Int)
  /// The folds are no whole number of repeats.
  case partialRepeat(folds: Int, perRepeat: Int)
  /// A row is not one of the table's.
  case rowOutOfRange(Int, rows: Int)
  /// A label is none of the classes, or a weight is negative or not finite.
  case badTarget(TargetError)
  /// A probability is outside [0, 1], or its logarithm above 0.
  case badProbability(row: Int, Double)
  /// The probabilities of a row do not sum to 1.
  case badSum(row: Int, Double)
  /// A number is outside its range.
  case outOfRange(Argument, Double)
  /// The lower end of an interval is above the upper one, or an end is no number.
  case noInterval(low: Double, high: Double)
  /// Sums of different events cannot be merged.
  case otherEvent(Forecasts.Event, expected: Forecasts.Event)
  /// Rows in groups cannot be merged with rows that are independent.
  case partlyGrouped
}

extension EvaluationError: CustomStringConvertible {
  /// What is wrong, for who writes the program.
  public var description: String {
    switch self {
    case .wrongCount(let count, let item, let expected):
      "expected \(expected) \(item.rawValue), got \(count)"
    case .tooFew(let count, let item, let least):
      "expected \(least) \(item.rawValue) or more, got \(count)"
    case .tooMany(let count, let item, let most):
      "expected at most \(most) \(item.rawValue), got \(count)"
    case .partialRepeat(let folds, let perRepeat):
      "expected a multiple of \(perRepeat) folds, got \(folds)"
    case .rowOutOfRange(let row, let rows): "row \(row) is not in 0 ..< \(rows)"
    case .badTarget(let error): "\(error)"
    case .badProbability(let row, let p): "row \(row): \(p) is no probability, or its logarithm"
    case .badSum(let row, let sum): "row \(row): the probabilities sum to \(sum), expected 1"
    case .outOfRange(let argument, let value):
      "\(argument.rangeDescription), got \(value)"
    case .noInterval(let low, let high): "no interval begins at \(low) and ends at \(high)"
    case .otherEvent(let event, let expected):
      "expected forecasts of \(expected.rawValue), got \(event.rawValue)"
    case .partlyGrouped: "rows in groups cannot be merged with rows that are independent"
    }
  }
}

extension EvaluationError.Argument {
  fileprivate var rangeDescription: String {
    switch self {
    case .alpha: "alpha is in (0, 1)"
    case .p: "p is in [0, 1]"
    case .degreesOfFreedom: "degrees of freedom are finite and 1 or more"
    case .rowNumber: "the numbers of rows are 0 or more and rise"
    case .score: "a score is a number"
    }
  }
}

// MARK: Checks that several readers of rows share

/// Throws unless there are as many as expected.
func check(_ count: Int, of item: EvaluationError.Item, expected: Int) throws(EvaluationError) {
  if count != expected { throw .wrongCount(count, of: item, expected: expected) }
}

/// Throws if there are fewer than make sense.
func check(_ count: Int, of item: EvaluationError.Item, least: Int) throws(EvaluationError) {
  if count < least { throw .tooFew(count, of: item, least: least) }
}

/// Throws unless there is a finite weight ≥ 0 for every row, or none at all.
func check(weights: [Double]?, rows: Int) throws(EvaluationError) {
  guard let weights else { return }
  try check(weights.count, of: .weights, expected: rows)
  let all = weights[...]
  do throws(TargetError) {
    try checkWeights(all.span)
  } catch {
    throw .badTarget(error)
  }
}

/// Throws unless every row has a weight and a group, where there are any.
func check(weights: [Double]?, groups: [Int32]?, rows: Int) throws(EvaluationError) {
  try check(weights: weights, rows: rows)
  if let groups { try check(groups.count, of: .groups, expected: rows) }
}

/// Throws for a number of classes that no labels have, and for the first row that counts and whose
/// label is none of them.
func check(
  labels: [Int32], classes: Int, least: Int = 2, isIgnored: (Int) -> Bool = { _ in false }
) throws(EvaluationError) {
  try check(classes: classes, least: least)
  let all = labels[...]
  do throws(TargetError) {
    try checkLabels(all.span, classes: classes, isIgnored: isIgnored)
  } catch {
    throw .badTarget(error)
  }
}

/// Throws for a number of classes that no labels have: they are `Int32`.
func check(classes: Int, least: Int = 2) throws(EvaluationError) {
  try check(classes, of: .classes, least: least)
  if classes > Int(Int32.max) {
    throw .tooMany(classes, of: .classes, most: Int(Int32.max))
  }
}

/// Throws unless there are folds, in whole repeats of so many.
func checkFolds(_ count: Int, perRepeat: Int) throws(EvaluationError) {
  try check(perRepeat, of: .folds, least: 2)
  guard count > 0, count.isMultiple(of: perRepeat) else {
    throw .partialRepeat(folds: count, perRepeat: perRepeat)
  }
}

/// The sum of two counts of rows.
func rowSum(_ a: Int, _ b: Int) throws(EvaluationError) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  if overflow { throw .tooMany(.max, of: .rows, most: .max) }
  return sum
}

extension Decoder {
  /// Runs a check of what was decoded.
  func check<Failure: Error>(_ validate: () throws(Failure) -> Void) throws {
    do throws(Failure) {
      try validate()
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }
}

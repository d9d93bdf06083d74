/// Numbers that are no distribution or no counts; rows and outcomes are counted from 0.
public enum DistributionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are no outcomes, or not as many as something else has.
  case shape(ShapeError)
  /// A number is no probability; `row` and `outcome` are nil where there is only one.
  case notAProbability(row: Int?, outcome: Int?, value: Double)
  /// A share or a rate is below 0, or NaN.
  case negative(outcome: Int, value: Double)
  /// A log-probability is above 0, or NaN.
  case logOutOfRange(outcome: Int, value: Double)
  /// Probabilities do not sum to 1, within 1e-6.
  case sumNotOne(Double)
  /// Shares have no finite sum above 0.
  case noSum(Double)
  /// A count is below 0; `row` is nil where there is only one.
  case negativeCount(row: Int?, outcome: Int, count: Int)
  /// All counts are 0.
  case nothingCounted
  /// The counts add up to more than `Int` holds.
  case tooManyCounted
  /// There are more outcomes, or pairs of outcomes, than are counted.
  case tooManyOutcomes(Int, most: Int)
  /// A row's outcome is none of the outcomes.
  case codeOutOfRange(row: Int, code: Int, outcomes: Int)
  /// Measures of two units have no mean.
  case otherUnit(row: Int, expected: InformationUnit, got: InformationUnit)

  /// What is wrong, and where.
  public var description: String {
    switch self {
    case .shape(let error): "\(error)"
    case .notAProbability(let row, let outcome, let value):
      "\(place(row, outcome))a probability is from 0 to 1, got \(value)"
    case .negative(let outcome, let value):
      "\(place(nil, outcome))a share or a rate is 0 or more, got \(value)"
    case .logOutOfRange(let outcome, let value):
      "\(place(nil, outcome))a log-probability is 0 or less, got \(value)"
    case .sumNotOne(let sum): "probabilities must sum to 1, these sum to \(sum)"
    case .noSum(let sum): "shares need a finite sum above 0, these sum to \(sum)"
    case .negativeCount(let row, let outcome, let count):
      "\(place(row, outcome))a count is 0 or more, got \(count)"
    case .nothingCounted: "all counts are 0"
    case .tooManyCounted: "the counts add up to more than \(Int.max)"
    case .tooManyOutcomes(let count, let most):
      "at most \(most) outcomes or pairs of them are counted, got \(count)"
    case .codeOutOfRange(let row, let code, let outcomes):
      "row \(row), counted from 0: \(code) is not one of \(outcomes) outcomes, 0 … \(outcomes - 1)"
    case .otherUnit(let row, let expected, let got):
      "row \(row), counted from 0: expected \(expected.rawValue), got \(got.rawValue)"
    }
  }

  private func place(_ row: Int?, _ outcome: Int?) -> String {
    guard let outcome else { return "" }
    return (row.map { "row \($0), " } ?? "") + "outcome \(outcome), counted from 0: "
  }
}

extension DistributionError {
  /// The error of a count.
  static func count(of part: ShapeError.Part, expected: Int, got: Int) -> Self {
    .shape(.count(of: part, expected: expected, got: got))
  }
}

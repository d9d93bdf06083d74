/// Why numbers are no total of a batch, or why a total has no such mean or rest.
public enum LossTotalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The numbers of a total, under their names in JSON.
  public enum Field: String, CodingKey, Sendable, CaseIterable {
    /// The weighted sum of the losses.
    case sum
    /// The sum of the weights.
    case weight
    /// Every row seen.
    case rows
    /// The rows that were not ignored.
    case countedRows
    /// Outputs per row.
    case outputs
    /// Elements that a mask leaves out.
    case maskedElements
    /// The rows that cost +∞.
    case infiniteRows
    /// The numbers of the first of them.
    case firstInfiniteRows
  }

  /// A number cannot be, beside the others.
  case impossible(Field)
  /// There is nothing that the mean could be over: no rows, or weights that add to 0.
  case nothing(Reduction)
  /// What is to be taken away is no part of the total, which has less of something.
  case notAPart(Field)
  /// What is to be taken away has a sum that is not finite, so that the rest's is not known.
  case unknownRest(sum: Double)
  /// The sums of totals have other factors.
  case otherTerms
  /// The totals have other outputs per row, or more rows than can be counted.
  case shape(ShapeError)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .impossible(let field):
      "a loss total's \(field.rawValue) is impossible beside its other numbers"
    case .nothing(let reduction):
      "\(reduction.rawValue): the total has nothing to divide by"
    case .notAPart(let field):
      "what is subtracted is no part of the total: it has more \(field.rawValue)"
    case .unknownRest(let sum):
      "what is subtracted has the sum \(sum), which hides the sum of the rest; merge the parts of "
        + "the rest instead"
    case .otherTerms: "sums of totals merge only if their terms have the same factors"
    case .shape(let error): "\(error)"
    }
  }
}

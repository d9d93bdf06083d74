/// Σₖ aₖ·Lₖ: what the terms of an ``ObjectiveSum`` or a ``Distillation`` give, each with its factor.
///
/// A mean is Σₖ aₖ × the mean of Lₖ, each over its own divisor.
public struct LossTotalSum: Sendable, Hashable, Codable {
  /// One total with its factor.
  public struct Term: Sendable, Hashable, Codable {
    /// What multiplies the total.
    public let factor: Double
    /// The total of the term alone, without the factor.
    public internal(set) var total: LossTotal

    init(factor: Double, total: LossTotal) {
      self.factor = factor
      self.total = total
    }

    /// Reads a term; throws ``ObjectiveError`` where the factor is out of range.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      factor = try container.decode(Double.self, forKey: .factor)
      total = try container.decode(LossTotal.self, forKey: .total)
      try ObjectiveError.Option.factor.check(factor)
    }
  }

  /// The terms, in the order in which they are added.
  public internal(set) var terms: [Term] = []

  /// The sum of nothing, into which any other merges.
  public init() {}

  /// Σₖ aₖ × the sum of Lₖ.
  public var sum: Double { terms.reduce(0) { $0 + $1.total.scaled(by: $1.factor).sum } }

  /// Σₖ aₖ × the mean of Lₖ over every row seen; nil over nothing.
  public var meanOverRows: Double? { try? value(of: .meanOverRows) }

  /// Σₖ aₖ × the mean of Lₖ over its rows that were not ignored; nil over nothing.
  public var meanOverCountedRows: Double? { try? value(of: .meanOverCountedRows) }

  /// Σₖ aₖ × the mean of Lₖ over its weights; nil where those of a term add to 0.
  public var meanOverWeight: Double? { try? value(of: .meanOverWeight) }

  /// Σₖ aₖ × the mean of Lₖ over its elements; nil over nothing.
  public var meanOverElements: Double? { try? value(of: .meanOverElements) }

  /// The sum, or a mean by its name; throws ``LossTotalError/nothing(_:)`` where a term has no such mean.
  public func value(of reduction: Reduction) throws(LossTotalError) -> Double {
    if reduction != .sum, terms.isEmpty { throw .nothing(reduction) }
    var sum = 0.0
    for term in terms { sum += try term.total.scaled(by: term.factor).value(of: reduction) }
    return sum
  }

  /// Appends what the rows that follow give; throws where it has other terms, and as
  /// ``LossTotal/merge(_:)`` does.
  public mutating func merge(_ other: LossTotalSum) throws(LossTotalError) {
    if other.terms.isEmpty { return }
    if terms.isEmpty {
      self = other
      return
    }
    if terms.map(\.factor) != other.terms.map(\.factor) { throw .otherTerms }
    var merged = terms
    do throws(ShapeError) {
      for (k, term) in other.terms.enumerated() { try merged[k].total.merge(term.total) }
    } catch { throw .shape(error) }
    terms = merged
  }

  /// Totals with their factors.
  init(_ terms: [(factor: Double, total: LossTotal)]) {
    self.terms = terms.map { Term(factor: $0.factor, total: $0.total) }
  }
}

extension LossTotalSum: BatchTotal {
  mutating func append(_ other: LossTotalSum) {
    if terms.isEmpty {
      terms = other.terms
    } else {
      for k in other.terms.indices { terms[k].total.append(other.terms[k].total) }
    }
  }
}

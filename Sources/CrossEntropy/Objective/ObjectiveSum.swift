/// Σₖ aₖ·Lₖ: several objectives over the same logits and targets, each with a factor.
///
/// ```swift
/// let sum = try 0.7 * Objective(SoftmaxCrossEntropy()) + 0.3 * Objective(FocalLoss())
/// let (total, gradient) = try sum.valueAndGradient(logits: logits, labels: labels, of: .meanOverRows)
/// ```
///
/// Every objective keeps its own options, ignored labels and weights, so that a mean of the sum is
/// Σₖ aₖ × the mean of Lₖ, each over its own divisor: what adding losses with `reduction="mean"` gives in
/// PyTorch. A term of factor 0 adds exactly 0.
///
/// All terms have the same output unit and the same kind of target. Sums are equal if their terms are,
/// and are encoded as ``Objective`` is.
public struct ObjectiveSum: Sendable, Hashable {
  /// One objective with its factor.
  public struct Term: Sendable, Hashable, Codable {
    /// What multiplies the objective; finite and 0 or more.
    public let factor: Double
    /// The objective.
    public let objective: Objective

    /// A term; throws where the factor is below 0 or not finite.
    public init(factor: Double, objective: Objective) throws(ObjectiveError) {
      try ObjectiveError.Option.factor.check(factor)
      self.factor = factor
      self.objective = objective
    }

    /// Reads a term; throws ``ObjectiveError`` where the factor is out of range.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      try self.init(
        factor: container.decode(Double.self, forKey: .factor),
        objective: container.decode(Objective.self, forKey: .objective))
    }
  }

  /// The terms, in the order in which they are added.
  public let terms: [Term]

  /// The sum of some terms; throws where there are none, and where their outputs or targets are not of one
  /// kind.
  public init(_ terms: [Term]) throws(ObjectiveError) {
    guard let of = terms.first?.objective else { throw .noTerms }
    let first = of.loss
    for objective in terms.lazy.map(\.objective) {
      let loss = objective.loss
      let isAlike =
        loss.outputUnit == first.outputUnit && loss.targetKind == first.targetKind
        && objective.outputsPerTarget == of.outputsPerTarget
      if !isAlike { throw .otherOutputs(loss: loss.name, than: first.name) }
    }
    self.terms = terms
  }
}

extension Objective {
  /// `factor` times an objective; throws where the factor is below 0 or not finite.
  public static func * (factor: Double, objective: Objective) throws(ObjectiveError) -> ObjectiveSum
  {
    try ObjectiveSum([ObjectiveSum.Term(factor: factor, objective: objective)])
  }

  /// Two objectives added; throws where their outputs or targets are not of one kind.
  public static func + (a: Objective, b: Objective) throws(ObjectiveError) -> ObjectiveSum {
    try 1 * a + 1 * b
  }
}

extension ObjectiveSum {
  /// Two sums added; throws where their outputs or targets are not of one kind.
  public static func + (a: Self, b: Self) throws(ObjectiveError) -> Self {
    try Self(a.terms + b.terms)
  }

  /// A sum and an objective added; throws where their outputs or targets are not of one kind.
  public static func + (a: Self, b: Objective) throws(ObjectiveError) -> Self { try a + 1 * b }

  /// An objective and a sum added; throws where their outputs or targets are not of one kind.
  public static func + (a: Objective, b: Self) throws(ObjectiveError) -> Self { try 1 * a + b }

  /// A sum with every factor multiplied; throws where a factor is then below 0 or not finite.
  public static func * (factor: Double, sum: Self) throws(ObjectiveError) -> Self {
    var terms: [Term] = []
    for term in sum.terms {
      terms.append(try Term(factor: factor * term.factor, objective: term.objective))
    }
    return try Self(terms)
  }
}

extension ObjectiveSum: Codable {
  /// Reads the terms; throws ``ObjectiveError`` where no such sum can exist.
  public init(from decoder: any Decoder) throws {
    try self.init(
      decoder.container(keyedBy: CodingKeys.self).decode([Term].self, forKey: .terms))
  }
}

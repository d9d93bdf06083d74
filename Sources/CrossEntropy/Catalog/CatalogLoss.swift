/// A loss that the catalogue lists.
protocol CatalogLoss: Loss {
  /// Its entry in the catalogue.
  var entry: LossEntry { get }
  /// The values of the entry's parameters, in its order; nil where the loss does without one.
  var parameterValues: [Double?] { get }
  /// What it is the sum of, for a ``LossExplanation``.
  var terms: LossTerms { get }
  /// Whether ℓ(z + c, t) = ℓ(z, t) for every constant c that is added to a whole row, as it is for a loss of
  /// softmax(z) alone.
  var ignoresConstants: Bool { get }
  /// How many outputs each target has, 2 where its variance is forecast too.
  var outputsPerTarget: Int { get }
  /// What the C code knows of it; nil where only its definition forms it.
  var kernel: LossKernel? { get }
}

extension CatalogLoss {
  var parameterValues: [Double?] { [] }
  var terms: LossTerms { .other }
  var ignoresConstants: Bool { outputUnit == .softmax }
  var outputsPerTarget: Int { 1 }
  var kernel: LossKernel? { nil }
}

extension CatalogLoss where Self: TruthLoss {
  var terms: LossTerms { .truth(self) }
}

/// What a loss is the sum of, as far as it can be taken apart output by output.
enum LossTerms {
  /// Σ tⱼ f(pⱼ), with f of the probability of what is true.
  case truth(any TruthLoss)
  /// s·Σ (pⱼ − tⱼ)².
  case squares(scale: Double)
  /// Neither.
  case other
}

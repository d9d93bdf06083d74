extension Objective {
  /// The diagonal of the Hessian of the sum, ∂²/∂zⱼ² for every logit, as second-order methods such as
  /// boosted trees need; nil where the loss has none, and under ``LogitOptions``.
  ///
  /// Weights, smoothing and ignored rows act as they do on the gradient. `BrokenLawsTests` checks it
  /// against the numeric derivative of the gradient.
  public func hessianDiagonal<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = []
  ) throws(TargetError) -> Matrix<S>? {
    try checkOutputs(logits.columns)
    guard logitOptions == .none else { return nil }
    let (total, diagonal) = try derivative.valueAndGradient(
      logits: logits, labels: labels, rowWeights: rowWeights)
    return hasSecondDerivative(outputs: logits.columns) && total.sum == 0 ? diagonal : nil
  }

  /// The same for dense targets.
  public func hessianDiagonal<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = []
  ) throws(TargetError) -> Matrix<S>? {
    try checkOutputs(logits.columns)
    guard logitOptions == .none else { return nil }
    let (total, diagonal) = try derivative.valueAndGradient(
      logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows)
    return hasSecondDerivative(outputs: logits.columns) && total.sum == 0 ? diagonal : nil
  }

  /// An objective whose gradient is the diagonal of this one's Hessian, and whose value is 0; nil under
  /// ``LogitOptions``, and where the loss has no second derivative.
  package func secondDerivative(outputs: Int) -> Objective? {
    logitOptions == .none && hasSecondDerivative(outputs: outputs) ? derivative : nil
  }

  /// Whether the loss has one at a row of zeros.
  private func hasSecondDerivative(outputs: Int) -> Bool {
    // Without rows there may be more outputs than memory has room for.
    var zeros = ContiguousArray(repeating: 0.0, count: min(outputs, 1 << 16))
    var row = zeros.mutableSpan
    return loss.formHessianDiagonal(
      &row, target: TargetRow(label: 0, spike: 1, base: Span(), mass: 1))
  }

  private var derivative: Objective {
    func second(_ loss: some Loss) -> any Loss { SecondDerivative(loss) }
    return Objective(second(loss), optionsOf: self)
  }
}

extension Loss {
  /// ∂²ℓ/∂zⱼ² of one row of logits with a label; nil where the loss has none.
  public func hessianDiagonal(logits: [Double], label: Int) throws(TargetError) -> [Double]? {
    try Objective(self).hessianDiagonal(logits: Matrix(row: logits), labels: CollectionOfOne(label))
      .map { Array($0.elements) }
  }

  /// ∂²ℓ/∂zⱼ² of one row of logits with a dense target; nil where the loss has none.
  public func hessianDiagonal(logits: [Double], target: [Double]) throws(TargetError) -> [Double]? {
    try Objective(self).hessianDiagonal(logits: Matrix(row: logits), targets: Matrix(row: target))
      .map { Array($0.elements) }
  }
}

/// A loss whose gradient is another's second derivative, and whose value is 0, or 1 where there is
/// none.
private struct SecondDerivative<Base: Loss>: Loss {
  var name: String { base.name }
  static var isLinearInTarget: Bool { Base.isLinearInTarget }
  let base: Base

  init(_ base: Base) { self.base = base }

  var outputUnit: OutputUnit { base.outputUnit }
  var targetKind: TargetKind { base.targetKind }

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double { base.formHessianDiagonal(&row, target: target) ? 0 : 1 }
}

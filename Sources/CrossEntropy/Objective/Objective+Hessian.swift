extension Objective {
  /// The diagonal of the Hessian of the sum, ∂²/∂zⱼ² for every logit, as second-order methods such as
  /// boosted trees need; nil where the loss has none.
  ///
  /// Weights, smoothing and ignored rows act as they do on the gradient. There must be no
  /// ``LogitOptions``. `HessianTests` checks it against the numeric derivative of the gradient.
  public func hessianDiagonal<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = []
  ) throws(TargetError) -> Matrix<S>? {
    let (total, diagonal) = try second(loss).valueAndGradient(
      logits: logits, labels: labels, rowWeights: rowWeights)
    return total.sum == 0 ? diagonal : nil
  }

  /// The same for dense targets.
  public func hessianDiagonal<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = []
  ) -> Matrix<S>? {
    let (total, diagonal) = second(loss).valueAndGradient(
      logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows)
    return total.sum == 0 ? diagonal : nil
  }

  /// An objective whose gradient is this one's second derivative.
  private func second(_ loss: some Loss) -> Objective {
    precondition(logitOptions == .none, "no Hessian is given under logit options")
    return Objective(
      SecondDerivative(loss), classWeights: classWeights, positiveWeights: positiveWeights,
      labelSmoothing: labelSmoothing, ignoredLabels: ignoredLabels)
  }
}

extension Loss {
  /// ∂²ℓ/∂zⱼ² of one row of logits with a label; nil where the loss has none.
  public func hessianDiagonal(logits: [Double], label: Int) -> [Double]? {
    let row = Matrix(rows: 1, columns: logits.count, elements: ContiguousArray(logits))
    let classes = classes(outputs: logits.count)
    precondition(
      label >= 0 && label < classes, "expected a label from 0 to \(classes - 1), got \(label)")
    do {
      let diagonal = try Objective(self).hessianDiagonal(
        logits: row, labels: CollectionOfOne(label))
      return diagonal.map { Array($0.elements) }
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// ∂²ℓ/∂zⱼ² of one row of logits with a dense target; nil where the loss has none.
  public func hessianDiagonal(logits: [Double], target: [Double]) -> [Double]? {
    let row = Matrix(rows: 1, columns: logits.count, elements: ContiguousArray(logits))
    let targets = Matrix(rows: 1, columns: target.count, elements: ContiguousArray(target))
    return Objective(self).hessianDiagonal(logits: row, targets: targets)
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

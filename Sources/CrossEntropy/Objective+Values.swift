internal import RealModule

extension Objective {
  /// The total over rows of logits with labels; nothing is overwritten.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = []
  ) throws(TargetError) -> LossTotal {
    try valueAndGradient(logits: logits, labels: labels, rowWeights: rowWeights).total
  }

  /// The total over rows of logits with dense targets, one a logit; nothing is overwritten.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = []
  ) -> LossTotal {
    valueAndGradient(
      logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows
    ).total
  }

  /// The total, and the gradient of its sum with respect to the logits.
  ///
  /// A label that `Int32` does not hold is out of range; the error names the nearest that it holds.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = []
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    var gradient = logits
    let labels = ContiguousArray(labels.map { Int32(clamping: $0) })
    let weights = ContiguousArray(rowWeights)
    var span = gradient.elements.mutableSpan
    let total = try formGradient(
      &span, outputs: logits.columns, labels: labels.span, rowWeights: weights.span)
    return (total, gradient)
  }

  /// The total for dense targets, and the gradient of its sum with respect to the logits.
  ///
  /// `ignoredRows` is true where a row is not there; nothing of it is read.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = []
  ) -> (total: LossTotal, gradient: Matrix<S>) {
    precondition(
      targets.rows == logits.rows && targets.columns == logits.columns,
      "expected \(logits.rows) × \(logits.columns) targets, got \(targets.rows) × "
        + "\(targets.columns)")
    var gradient = logits
    let weights = ContiguousArray(rowWeights)
    let ignored = ContiguousArray(ignoredRows)
    var span = gradient.elements.mutableSpan
    let total = formGradient(
      &span, outputs: logits.columns, targets: targets.elements.span, rowWeights: weights.span,
      ignoredRows: ignored.span)
    return (total, gradient)
  }
}

extension Loss {
  /// ℓ of one row of logits with a label.
  public func value(logits: [Double], label: Int) -> Double {
    valueAndGradient(logits: logits, label: label).value
  }

  /// ℓ of one row of logits with a dense target: probabilities or indicators.
  public func value(logits: [Double], target: [Double]) -> Double {
    valueAndGradient(logits: logits, target: target).value
  }

  /// ℓ of one row of logits with a label, and ∂ℓ/∂z.
  public func valueAndGradient(logits: [Double], label: Int) -> (value: Double, gradient: [Double])
  {
    let row = Matrix(rows: 1, columns: logits.count, elements: ContiguousArray(logits))
    let classes = classes(outputs: logits.count)
    precondition(
      label >= 0 && label < classes, "expected a label from 0 to \(classes - 1), got \(label)")
    do {
      let (total, gradient) = try Objective(self).valueAndGradient(
        logits: row, labels: CollectionOfOne(label))
      return (total.sum, Array(gradient.elements))
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// ℓ of one row of logits with a dense target, and ∂ℓ/∂z.
  public func valueAndGradient(
    logits: [Double], target: [Double]
  ) -> (value: Double, gradient: [Double]) {
    let row = Matrix(rows: 1, columns: logits.count, elements: ContiguousArray(logits))
    let targets = Matrix(rows: 1, columns: target.count, elements: ContiguousArray(target))
    let (total, gradient) = Objective(self).valueAndGradient(logits: row, targets: targets)
    return (total.sum, Array(gradient.elements))
  }

  /// ℓ of ready probabilities with a label.
  ///
  /// Softmax outputs must sum to 1 within 1e-6, and count as if they did so exactly. Nothing is
  /// clipped: p = 0 on the truth costs +∞ under cross entropy.
  public func value(probabilities: [Double], label: Int) -> Double {
    value(logits: logits(of: probabilities), label: label)
  }

  /// ℓ of ready probabilities with a dense target.
  public func value(probabilities: [Double], target: [Double]) -> Double {
    value(logits: logits(of: probabilities), target: target)
  }

  /// ℓ of log-probabilities with a label, such as ``logSoftmax(_:)`` gives.
  ///
  /// They keep what probabilities lose: log p of −1000 is no p at all. A row that shares one
  /// distribution counts as if it were normalised.
  public func value(logProbabilities: [Double], label: Int) -> Double {
    value(logits: logits(ofLogs: logProbabilities), label: label)
  }

  /// ℓ of log-probabilities with a dense target.
  public func value(logProbabilities: [Double], target: [Double]) -> Double {
    value(logits: logits(ofLogs: logProbabilities), target: target)
  }

  /// The logits that the unit turns into these probabilities.
  private func logits(of probabilities: [Double]) -> [Double] {
    checkProbabilities()
    precondition(
      probabilities.allSatisfy { $0 >= 0 && $0 <= 1 },
      "probabilities must be from 0 to 1, got \(probabilities)")
    return outputUnit.link.logits(of: probabilities)
  }
  private func logits(ofLogs logProbabilities: [Double]) -> [Double] {
    checkProbabilities()
    precondition(
      logProbabilities.allSatisfy { $0 <= 0 },
      "log-probabilities must be 0 or less, got \(logProbabilities)")
    // Of a lone probability log p − log(1 − p).
    return outputUnit == .sigmoid
      ? logProbabilities.map { $0 - .log(-.expMinusOne($0)) } : logProbabilities
  }

  private func checkProbabilities() {
    precondition(
      targetKind != .measurements,
      "\(Self.name) predicts \(outputUnit.rawValue) outputs, no probabilities")
  }
}

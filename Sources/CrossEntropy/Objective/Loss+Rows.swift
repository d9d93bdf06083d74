internal import RealModule

// One row of one loss.
extension Loss {
  /// ℓ of one row of logits with a label.
  public func value(logits: [Double], label: Int) throws(TargetError) -> Double {
    try valueAndGradient(logits: logits, label: label).value
  }

  /// ℓ of one row of logits with a dense target: probabilities or indicators.
  public func value(logits: [Double], target: [Double]) throws(TargetError) -> Double {
    try valueAndGradient(logits: logits, target: target).value
  }

  /// ℓ of one row of logits with a label, and ∂ℓ/∂z.
  public func valueAndGradient(
    logits: [Double], label: Int
  ) throws(TargetError) -> (value: Double, gradient: [Double]) {
    // One row by its definition: the documentation of a loss holds to the last digit.
    let (total, gradient) = try Objective(self).valueAndGradient(
      logits: Matrix(row: logits), labels: CollectionOfOne(label), level: .definition)
    return (total.sum, Array(gradient.elements))
  }

  /// ℓ of one row of logits with a dense target, and ∂ℓ/∂z.
  public func valueAndGradient(
    logits: [Double], target: [Double]
  ) throws(TargetError) -> (value: Double, gradient: [Double]) {
    let (total, gradient) = try Objective(self).valueAndGradient(
      logits: Matrix(row: logits), targets: Matrix(row: target), level: .definition)
    return (total.sum, Array(gradient.elements))
  }

  /// ℓ of one row of logits with a label; nothing is overwritten.
  public func value<S: LogitScalar>(logits: Span<S>, label: Int) throws(TargetError) -> Double {
    let labels = try known(label, outputs: logits.count)
    return try Objective(self).rowValue(
      of: logits, outputs: logits.count, labels: labels.span
    ).sum
  }

  /// ℓ of one row of logits with a dense target; nothing is overwritten.
  public func value<S: LogitScalar, T: LogitScalar>(
    logits: Span<S>, target: Span<T>
  ) throws(TargetError) -> Double {
    try Objective(self).rowValue(
      of: logits, outputs: logits.count, targets: target
    ).sum
  }

  /// Replaces one row of logits by ∂ℓ/∂z with a label, and returns ℓ.
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, label: Int
  ) throws(TargetError) -> Double {
    let outputs = logits.count
    let labels = try known(label, outputs: outputs)
    return try Objective(self).formRowGradient(
      &logits, outputs: outputs, labels: labels.span
    ).sum
  }

  /// Replaces one row of logits by ∂ℓ/∂z with a dense target, and returns ℓ.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    _ logits: inout MutableSpan<S>, target: Span<T>
  ) throws(TargetError) -> Double {
    let outputs = logits.count
    return try Objective(self).formRowGradient(
      &logits, outputs: outputs, targets: target
    ).sum
  }

  /// The label as a batch has it.
  private func known(_ label: Int, outputs: Int) throws(TargetError) -> ContiguousArray<Int32> {
    guard let known = Int32(exactly: label) else {
      throw .labelOutOfRange(row: 0, label: "\(label)", classes: classes(outputs: outputs))
    }
    return [known]
  }

  /// ℓ of ready probabilities with a label.
  ///
  /// Softmax outputs must sum to 1 within 1e-6; they are then normalised. Nothing is clipped: p = 0
  /// on the truth costs +∞ under cross entropy.
  public func value(probabilities: [Double], label: Int) throws(TargetError) -> Double {
    try value(logits: logits(of: probabilities), label: label)
  }

  /// ℓ of ready probabilities with a dense target.
  public func value(probabilities: [Double], target: [Double]) throws(TargetError) -> Double {
    try value(logits: logits(of: probabilities), target: target)
  }

  /// ℓ of log-probabilities with a label, such as ``logSoftmax(_:)`` gives.
  ///
  /// They keep what probabilities lose: the p of log p = −1000 rounds to 0. A row that shares one
  /// distribution is normalised.
  public func value(logProbabilities: [Double], label: Int) throws(TargetError) -> Double {
    try value(logits: logits(ofLogs: logProbabilities), label: label)
  }

  /// ℓ of log-probabilities with a dense target.
  public func value(logProbabilities: [Double], target: [Double]) throws(TargetError) -> Double {
    try value(logits: logits(ofLogs: logProbabilities), target: target)
  }

  /// The logits that the unit turns into these probabilities.
  private func logits(of probabilities: [Double]) throws(TargetError) -> [Double] {
    try checkProbabilities()
    do throws(DistributionError) {
      try CrossEntropy.checkProbabilities(probabilities)
      return try outputUnit.link.logits(of: probabilities)
    } catch {
      throw .probabilities(error)
    }
  }

  private func logits(ofLogs logProbabilities: [Double]) throws(TargetError) -> [Double] {
    try checkProbabilities()
    if let j = logProbabilities.firstIndex(where: { !($0 <= 0) }) {
      throw .probabilities(.logOutOfRange(outcome: j, value: logProbabilities[j]))
    }
    // For a single probability, log p − log(1 − p).
    return outputUnit == .sigmoid
      ? logProbabilities.map { $0 - .log(-.expMinusOne($0)) } : logProbabilities
  }

  private func checkProbabilities() throws(TargetError) {
    if targetKind == .measurements {
      throw .objective(.noProbabilities(loss: name, unit: outputUnit))
    }
  }
}

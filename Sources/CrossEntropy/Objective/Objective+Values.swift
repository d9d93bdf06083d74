internal import RealModule

extension Objective {
  /// The total over rows of logits with labels; nothing is overwritten.
  ///
  /// `threads` is as for ``formGradient(_:outputs:labels:rowWeights:threads:)``.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try formTotal(logits, gradient: nil, labels32(labels), ContiguousArray(rowWeights), threads)
  }

  /// The total over rows of logits with dense targets, one per logit; nothing is overwritten.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) -> LossTotal {
    formTotal(
      logits, gradient: nil, targets, ContiguousArray(rowWeights), ContiguousArray(ignoredRows),
      threads)
  }

  /// The total, and the gradient of its sum with respect to the logits.
  ///
  /// A label beyond `Int32` is out of range; the error names the nearest value that `Int32` holds.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    let (labels, weights) = (labels32(labels), ContiguousArray(rowWeights))
    var result = Result<LossTotal, TargetError>.success(LossTotal())
    let elements = ContiguousArray<S>(unsafeUninitializedCapacity: logits.elements.count) {
      (gradient, count) in
      do throws(TargetError) {
        result = .success(
          try formTotal(logits, gradient: gradient.baseAddress, labels, weights, threads))
        count = logits.elements.count
      } catch {
        result = .failure(error)
      }
    }
    let total = try result.get()
    return (total, Matrix(rows: logits.rows, columns: logits.columns, elements: elements))
  }

  /// The total for dense targets, and the gradient of its sum with respect to the logits.
  ///
  /// `ignoredRows` is true where a row must not be read.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) -> (total: LossTotal, gradient: Matrix<S>) {
    let (weights, ignored) = (ContiguousArray(rowWeights), ContiguousArray(ignoredRows))
    var sum = LossTotal()
    let elements = ContiguousArray<S>(unsafeUninitializedCapacity: logits.elements.count) {
      (gradient, count) in
      sum = formTotal(logits, gradient: gradient.baseAddress, targets, weights, ignored, threads)
      count = logits.elements.count
    }
    return (sum, Matrix(rows: logits.rows, columns: logits.columns, elements: elements))
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  private func formTotal<S: LogitScalar>(
    _ logits: Matrix<S>, gradient: UnsafeMutablePointer<S>?, _ labels: ContiguousArray<Int32>,
    _ weights: ContiguousArray<Double>, _ threads: Int?
  ) throws(TargetError) -> LossTotal {
    checkShape(
      elements: logits.elements.count, outputs: logits.columns, rows: labels.count,
      weights: weights.span)
    return try logits.elements.withUnsafeBufferPointer { z throws(TargetError) in
      try formRows(
        RowPlace(logits: z.baseAddress, gradient: gradient), outputs: logits.columns,
        labels: labels.span, rowWeights: weights.span, threads: threads)
    }
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  private func formTotal<S: LogitScalar>(
    _ logits: Matrix<S>, gradient: UnsafeMutablePointer<S>?, _ targets: Matrix<Double>,
    _ weights: ContiguousArray<Double>, _ ignored: ContiguousArray<Bool>, _ threads: Int?
  ) -> LossTotal {
    precondition(
      targets.rows == logits.rows && targets.columns == logits.columns,
      "expected \(logits.rows) × \(logits.columns) targets, got \(targets.rows) × "
        + "\(targets.columns)")
    checkDense(
      elements: logits.elements.count, outputs: logits.columns, targets: targets.elements.count,
      weights: weights.span, ignored: ignored.span)
    return logits.elements.withUnsafeBufferPointer { z in
      formRows(
        RowPlace(logits: z.baseAddress, gradient: gradient), outputs: logits.columns,
        targets: targets.elements.span, rowWeights: weights.span, ignoredRows: ignored.span,
        threads: threads)
    }
  }
}

private func labels32(_ labels: some Collection<some FixedWidthInteger>) -> ContiguousArray<Int32> {
  ContiguousArray(labels.map { Int32(clamping: $0) })
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
      // One row by its definition: the documentation of a loss holds to the last digit.
      let (total, gradient) = try KernelLevel.$current.withValue(.definition) {
        try Objective(self).valueAndGradient(logits: row, labels: CollectionOfOne(label))
      }
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
    let (total, gradient) = KernelLevel.$current.withValue(.definition) {
      Objective(self).valueAndGradient(logits: row, targets: targets)
    }
    return (total.sum, Array(gradient.elements))
  }

  /// ℓ of ready probabilities with a label.
  ///
  /// Softmax outputs must sum to 1 within 1e-6; they are then normalised. Nothing is clipped: p = 0
  /// on the truth costs +∞ under cross entropy.
  public func value(probabilities: [Double], label: Int) -> Double {
    value(logits: logits(of: probabilities), label: label)
  }

  /// ℓ of ready probabilities with a dense target.
  public func value(probabilities: [Double], target: [Double]) -> Double {
    value(logits: logits(of: probabilities), target: target)
  }

  /// ℓ of log-probabilities with a label, such as ``logSoftmax(_:)`` gives.
  ///
  /// They keep what probabilities lose: the p of log p = −1000 rounds to 0. A row that shares one
  /// distribution is normalised.
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
    // For a single probability, log p − log(1 − p).
    return outputUnit == .sigmoid
      ? logProbabilities.map { $0 - .log(-.expMinusOne($0)) } : logProbabilities
  }

  private func checkProbabilities() {
    precondition(
      targetKind != .measurements,
      "\(name) predicts \(outputUnit.rawValue) outputs, no probabilities")
  }
}

internal import RealModule

extension Objective {
  /// The total over rows of logits with labels; nothing is overwritten.
  ///
  /// `threads` is as for ``formGradient(_:outputs:labels:rowWeights:threads:)``.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let weights = ContiguousArray(rowWeights)
    let labels = try checked(labels, of: logits, weights: weights.span)
    return try RowPlace.form(logits.elements.span) { (place) throws(TargetError) in
      try formRows(
        place, outputs: logits.columns, labels: labels.span, rowWeights: weights.span,
        threads: threads)
    }
  }

  /// The total over rows of logits with dense targets, one per logit; nothing is overwritten.
  ///
  /// `threads` is as for ``formGradient(_:outputs:labels:rowWeights:threads:)``.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let (weights, ignored) = (ContiguousArray(rowWeights), ContiguousArray(ignoredRows))
    try check(targets, of: logits, weights: weights.span, ignored: ignored.span, threads: threads)
    return try RowPlace.form(logits.elements.span) { (place) throws(TargetError) in
      try formRows(
        place, outputs: logits.columns, targets: targets.elements.span,
        rowWeights: weights.span, ignoredRows: ignored.span, threads: threads)
    }
  }

  /// The total, and the gradient of its sum with respect to the logits.
  ///
  /// `threads` is as for ``formGradient(_:outputs:labels:rowWeights:threads:)``.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    try valueAndGradient(
      logits: logits, labels: labels, rowWeights: rowWeights, threads: threads, level: .current)
  }

  fileprivate func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil, level: KernelLevel
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    let weights = ContiguousArray(rowWeights)
    let labels = try checked(labels, of: logits, weights: weights.span)
    return try withGradient(of: logits) { (place) throws(TargetError) in
      try formRows(
        place, outputs: logits.columns, labels: labels.span, rowWeights: weights.span,
        threads: threads, level: level)
    }
  }

  /// The total for dense targets, and the gradient of its sum with respect to the logits.
  ///
  /// `ignoredRows` is true where a row must not be read. `threads` is as for labels.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    try valueAndGradient(
      logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows,
      threads: threads, level: .current)
  }

  func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil, level: KernelLevel
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    let (weights, ignored) = (ContiguousArray(rowWeights), ContiguousArray(ignoredRows))
    try check(targets, of: logits, weights: weights.span, ignored: ignored.span, threads: threads)
    return try withGradient(of: logits) { (place) throws(TargetError) in
      try formRows(
        place, outputs: logits.columns, targets: targets.elements.span,
        rowWeights: weights.span, ignoredRows: ignored.span, threads: threads, level: level)
    }
  }

  /// The total that `form` returns, and the gradient that it writes in room for one.
  private func withGradient<S: LogitScalar>(
    of logits: Matrix<S>, _ form: (RowPlace<S>) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    let count = logits.elements.count
    if count == 0 { return (try RowPlace.form(logits.elements.span, form), logits) }
    var total = LossTotal()
    let gradient = try ContiguousArray<S>(capacity: count) { (room) throws(TargetError) in
      // As many elements as there are logits, all of which are written.
      try unsafe room.withUnsafeMutableBufferPointer { (elements, written) throws(TargetError) in
        total = try unsafe RowPlace.form(
          logits.elements.span, gradient: elements.baseAddress, form)
        written = count
      }
    }
    return (total, Matrix(rows: logits.rows, columns: logits.columns, fitting: gradient))
  }
}

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

// Batches as matrices.

extension Objective {
  // MARK: Labels

  /// The total over rows of logits with labels; nothing is overwritten.
  ///
  /// `maskedOutputs` and `threads` are as for
  /// ``formGradient(_:outputs:labels:rowWeights:maskedOutputs:of:threads:)``.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    var none = MatrixResults<S>()
    return try form(logits, labels, rowWeights, maskedOutputs, &none, threads: threads)
  }

  /// The total, and the gradient of its sum, or of a mean, with respect to the logits.
  ///
  /// The rest is as for ``formGradient(_:outputs:labels:rowWeights:maskedOutputs:of:threads:)``.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    try valueAndGradient(
      logits: logits, labels: labels, rowWeights: rowWeights, maskedOutputs: maskedOutputs,
      of: reduction, threads: threads, level: .current)
  }

  func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil,
    level: KernelLevel
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits)
    let total = try form(
      logits, labels, rowWeights, maskedOutputs, &results, of: reduction, threads: threads,
      level: level)
    return (total, results.gradient(of: logits))
  }

  /// The total, and the loss of every row, its weight included: 0 where it is ignored.
  public func rowLosses<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double]) {
    var results = MatrixResults<S>(rows: logits.rows)
    let total = try form(logits, labels, rowWeights, maskedOutputs, &results, threads: threads)
    return (total, results.losses)
  }

  /// The total, the loss of every row, and the gradient.
  public func rowLossesAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double], gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits, rows: logits.rows)
    let total = try form(
      logits, labels, rowWeights, maskedOutputs, &results, of: reduction, threads: threads)
    return (total, results.losses, results.gradient(of: logits))
  }

  // MARK: Dense targets

  /// The total over rows of logits with dense targets, one per logit; nothing is overwritten.
  ///
  /// `ignoredRows` is true where a row must not be read; `maskedOutputs` and `threads` are as for labels.
  public func value<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    var none = MatrixResults<S>()
    return try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &none, threads: threads)
  }

  /// The total for dense targets, and the gradient of its sum, or of a mean, with respect to the logits.
  public func valueAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    try valueAndGradient(
      logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows,
      maskedOutputs: maskedOutputs, of: reduction, threads: threads, level: .current)
  }

  func valueAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil,
    level: KernelLevel
  ) throws(TargetError) -> (total: LossTotal, gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, of: reduction,
      threads: threads, level: level)
    return (total, results.gradient(of: logits))
  }

  /// The total for dense targets, and the loss of every row, its weight included: 0 where it is ignored.
  public func rowLosses<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double]) {
    var results = MatrixResults<S>(rows: logits.rows)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, threads: threads)
    return (total, results.losses)
  }

  /// The total for dense targets, the loss of every row, and the gradient.
  public func rowLossesAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double], gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits, rows: logits.rows)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, of: reduction,
      threads: threads)
    return (total, results.losses, results.gradient(of: logits))
  }

  // MARK: Elements

  /// The total for dense targets, and the loss of every element, weights included: 0 where it is left out.
  ///
  /// Only a loss that adds up those of its outputs has them: throws where targets are distributions, and where a
  /// target has several outputs.
  public func elementLosses<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, elementLosses: Matrix<Double>) {
    var results = MatrixResults<S>(elements: logits.elements.count)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, threads: threads)
    return (total, results.elements(of: logits))
  }

  /// The total for dense targets, the loss of every element, and the gradient.
  public func elementLossesAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (
    total: LossTotal, elementLosses: Matrix<Double>, gradient: Matrix<S>
  ) {
    var results = MatrixResults<S>(gradientOf: logits, elements: logits.elements.count)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, of: reduction,
      threads: threads)
    return (total, results.elements(of: logits), results.gradient(of: logits))
  }

  // MARK: Places

  private func form<S: LogitScalar>(
    _ logits: Matrix<S>, _ labels: some Collection<some FixedWidthInteger>, _ rowWeights: [Double],
    _ masked: [Bool], _ results: inout MatrixResults<S>, of reduction: Reduction = .sum,
    threads: Int?,
    level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    let (weights, masked) = (ContiguousArray(rowWeights), ContiguousArray(masked))
    let outputs = logits.columns
    // Before the labels, which are of as many classes as there are outputs.
    try checkShape(
      logits: logits.elements.count, outputs: outputs, rows: labels.count, weights: weights.count)
    return try withLabels(labels, classes: loss.classes(outputs: outputs)) {
      (labels, wereRead) throws(TargetError) in
      let batch = try checked(
        logits: logits.elements.count, outputs: outputs, labels: labels, wereRead: wereRead,
        weights.span, masked.span, threads)
      return try results.form(of: logits) { (place) throws(TargetError) in
        try formRows(
          place, outputs: outputs, batch, of: reduction, threads: threads, level: level)
      }
    }
  }

  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Matrix<S>, _ targets: Matrix<T>, _ rowWeights: [Double], _ ignoredRows: [Bool],
    _ masked: [Bool], _ results: inout MatrixResults<S>, of reduction: Reduction = .sum,
    threads: Int?,
    level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    try logits.checkTargets(targets)
    if results.hasElements { try checkElements(.elementLosses) }
    let (weights, ignored) = (ContiguousArray(rowWeights), ContiguousArray(ignoredRows))
    let masked = ContiguousArray(masked)
    let batch = try checked(
      logits: logits.elements.count, outputs: logits.columns, targets: targets.elements.span,
      weights.span, ignored.span, masked.span, threads)
    return try results.form(of: logits) { (place) throws(TargetError) in
      try formRows(
        place, outputs: logits.columns, batch, of: reduction, threads: threads, level: level)
    }
  }
}

// Batches under several objectives, as matrices.

extension ObjectiveSum {
  // MARK: Labels

  /// The totals of all terms over rows of logits with labels; nothing is overwritten.
  ///
  /// The arguments are those of `Objective`; every term has to know the labels.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    var results = MatrixResults<S>()
    return try form(logits, labels, rowWeights, maskedOutputs, &results, threads: threads)
  }

  /// The totals of all terms, and the gradient of Σₖ aₖ × the sum, or the mean, of every term.
  ///
  /// The gradient of a mean over nothing is 0.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits)
    let total = try form(
      logits, labels, rowWeights, maskedOutputs, &results, of: reduction, threads: threads)
    return (total, results.gradient(of: logits))
  }

  /// The totals of all terms, and Σₖ aₖ × the loss of every row, its weight included.
  public func rowLosses<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, rowLosses: [Double]) {
    var results = MatrixResults<S>(rows: logits.rows)
    let total = try form(logits, labels, rowWeights, maskedOutputs, &results, threads: threads)
    return (total, results.losses)
  }

  /// The totals of all terms, Σₖ aₖ × the loss of every row, and the gradient.
  public func rowLossesAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, rowLosses: [Double], gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits, rows: logits.rows)
    let total = try form(
      logits, labels, rowWeights, maskedOutputs, &results, of: reduction, threads: threads)
    return (total, results.losses, results.gradient(of: logits))
  }

  // MARK: Dense targets

  /// The totals of all terms for dense targets, one per logit; nothing is overwritten.
  public func value<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    var results = MatrixResults<S>()
    return try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, threads: threads)
  }

  /// The totals of all terms for dense targets, and the gradient of Σₖ aₖ × the sum, or the mean, of every
  /// term.
  public func valueAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, of: reduction,
      threads: threads)
    return (total, results.gradient(of: logits))
  }

  /// The totals of all terms for dense targets, and Σₖ aₖ × the loss of every row, its weight included.
  public func rowLosses<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, rowLosses: [Double]) {
    var results = MatrixResults<S>(rows: logits.rows)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, threads: threads)
    return (total, results.losses)
  }

  /// The totals of all terms for dense targets, Σₖ aₖ × the loss of every row, and the gradient.
  public func rowLossesAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, rowLosses: [Double], gradient: Matrix<S>) {
    var results = MatrixResults<S>(gradientOf: logits, rows: logits.rows)
    let total = try form(
      logits, targets, rowWeights, ignoredRows, maskedOutputs, &results, of: reduction,
      threads: threads)
    return (total, results.losses, results.gradient(of: logits))
  }

  // MARK: Places

  private func form<S: LogitScalar>(
    _ logits: Matrix<S>, _ labels: some Collection<some FixedWidthInteger>, _ rowWeights: [Double],
    _ masked: [Bool], _ results: inout MatrixResults<S>, of reduction: Reduction = .sum,
    threads: Int?
  ) throws(TargetError) -> LossTotalSum {
    let (weights, masked) = (ContiguousArray(rowWeights), ContiguousArray(masked))
    let (count, outputs) = (logits.elements.count, logits.columns)
    let first = terms[0].objective
    // Before the labels, which are of as many classes as there are outputs.
    try first.checkShape(
      logits: count, outputs: outputs, rows: labels.count, weights: weights.count)
    return try withLabels(labels, classes: first.loss.classes(outputs: outputs)) {
      (labels, wereRead) throws(TargetError) in
      let batch = try checked(
        logits: count, outputs: outputs, labels: labels, wereRead: wereRead, weights.span,
        masked.span, threads)
      return try results.form(of: logits) { (place) throws(TargetError) in
        try formRows(place, outputs: outputs, batch, of: reduction, threads: threads)
      }
    }
  }

  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Matrix<S>, _ targets: Matrix<T>, _ rowWeights: [Double], _ ignoredRows: [Bool],
    _ masked: [Bool], _ results: inout MatrixResults<S>, of reduction: Reduction = .sum,
    threads: Int?
  ) throws(TargetError) -> LossTotalSum {
    try logits.checkTargets(targets)
    let (weights, ignored) = (ContiguousArray(rowWeights), ContiguousArray(ignoredRows))
    let masked = ContiguousArray(masked)
    let batch = try checked(
      logits: logits.elements.count, outputs: logits.columns, targets: targets.elements.span,
      weights.span, ignored.span, masked.span, threads)
    return try results.form(of: logits) { (place) throws(TargetError) in
      try formRows(place, outputs: logits.columns, batch, of: reduction, threads: threads)
    }
  }
}

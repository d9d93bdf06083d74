// Batches under several objectives whose memory is the caller's: in place, beside the logits, or the values alone.

extension ObjectiveSum {
  // MARK: Labels

  /// Replaces the logits by the gradient of Σₖ aₖ × the sum, or the mean, of every term, and returns the totals.
  ///
  /// The arguments are those of `Objective`; every term has to know the labels. A thread has room for a block of rows
  /// per term. Where something is thrown, nothing was written.
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try RowPlace.inPlace(&logits, rowLosses: &none) { (place) throws(TargetError) in
      try formRows(place, outputs: outputs, batch, of: reduction, threads: threads)
    }
  }

  /// Writes the gradient beside the logits, and returns the totals.
  ///
  /// `gradient` has as many elements as `logits` and does not overlap them.
  public func formGradient<S: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try form(logits, &gradient, outputs: outputs, batch, &none, of: reduction, threads)
  }

  /// The same, with Σₖ aₖ × the loss of every row, its weight included.
  public func formGradient<S: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    return try form(logits, &gradient, outputs: outputs, batch, &rowLosses, of: reduction, threads)
  }

  /// The totals of all terms; nothing is overwritten.
  public func value<S: LogitScalar>(
    of logits: Span<S>, outputs: Int, labels: Span<Int32>, rowWeights: Span<Double> = Span(),
    maskedOutputs: Span<Bool> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try form(logits, outputs: outputs, batch, &none, threads)
  }

  /// The same, with Σₖ aₖ × the loss of every row, its weight included.
  public func value<S: LogitScalar>(
    of logits: Span<S>, outputs: Int, labels: Span<Int32>, rowWeights: Span<Double> = Span(),
    maskedOutputs: Span<Bool> = Span(), rowLosses: inout MutableSpan<Double>, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    return try form(logits, outputs: outputs, batch, &rowLosses, threads)
  }

  // MARK: Dense targets

  /// Replaces the logits by the gradient for dense targets, and returns the totals.
  ///
  /// For the rest see ``formGradient(_:outputs:labels:rowWeights:maskedOutputs:of:threads:)``.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try RowPlace.inPlace(&logits, rowLosses: &none) { (place) throws(TargetError) in
      try formRows(place, outputs: outputs, batch, of: reduction, threads: threads)
    }
  }

  /// Writes the gradient for dense targets beside the logits, and returns the totals.
  ///
  /// `gradient` has as many elements as `logits` and does not overlap them.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try form(logits, &gradient, outputs: outputs, batch, &none, of: reduction, threads)
  }

  /// The same, with Σₖ aₖ × the loss of every row, its weight included.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    return try form(logits, &gradient, outputs: outputs, batch, &rowLosses, of: reduction, threads)
  }

  /// The totals of all terms for dense targets; nothing is overwritten.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, outputs: Int, targets: Span<T>, rowWeights: Span<Double> = Span(),
    ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try form(logits, outputs: outputs, batch, &none, threads)
  }

  /// The same, with Σₖ aₖ × the loss of every row, its weight included.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, outputs: Int, targets: Span<T>, rowWeights: Span<Double> = Span(),
    ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), rowLosses: inout MutableSpan<Double>, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    return try form(logits, outputs: outputs, batch, &rowLosses, threads)
  }

  // MARK: Places

  @inline(__always)
  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Span<S>, _ gradient: inout MutableSpan<S>, outputs: Int,
    _ batch: borrowing RowBatch<T>, _ rowLosses: inout MutableSpan<Double>,
    of reduction: Reduction, _ threads: Int?
  ) throws(TargetError) -> LossTotalSum {
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    return try RowPlace.beside(logits, &gradient, rowLosses: &rowLosses) {
      (place) throws(TargetError) in
      try formRows(place, outputs: outputs, batch, of: reduction, threads: threads)
    }
  }

  @inline(__always)
  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Span<S>, outputs: Int, _ batch: borrowing RowBatch<T>,
    _ rowLosses: inout MutableSpan<Double>, _ threads: Int?
  ) throws(TargetError) -> LossTotalSum {
    var none = MutableSpan<S>()
    return try RowPlace.beside(logits, &none, rowLosses: &rowLosses) {
      (place) throws(TargetError) in
      try formRows(place, outputs: outputs, batch, threads: threads)
    }
  }
}

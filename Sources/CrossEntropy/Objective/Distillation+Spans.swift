// Distillation of batches whose memory is the caller's: the gradient beside the logits, or the values alone.

extension Distillation {
  /// Writes the gradient of the student's logits beside them, and returns the totals of divergence and cross entropy.
  ///
  /// `logits`, `teacher` and `gradient` have outputs × rows elements each, and the gradient overlaps neither of the
  /// others. Weights, masks and threads are as for ``Objective``. Where something is thrown, nothing was written.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, teacher: Span<T>, into gradient: inout MutableSpan<S>, outputs: Int,
    labels: Span<Int32>, rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(logits, outputs, labels, rowWeights, maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    var none = MutableSpan<Double>()
    return try RowPlace.beside(logits, &gradient, rowLosses: &none) {
      (place) throws(TargetError) in
      try formRows(
        place, teacher: teacher, outputs: outputs, batch, of: reduction, threads: threads)
    }
  }

  /// The same, with the loss of every row, with both factors and its weight: 0 where it is ignored.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, teacher: Span<T>, into gradient: inout MutableSpan<S>, outputs: Int,
    labels: Span<Int32>, rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(logits, outputs, labels, rowWeights, maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    return try RowPlace.beside(logits, &gradient, rowLosses: &rowLosses) {
      (place) throws(TargetError) in
      try formRows(
        place, teacher: teacher, outputs: outputs, batch, of: reduction, threads: threads)
    }
  }

  /// The totals of divergence and cross entropy; nothing is overwritten.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, teacher: Span<T>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(logits, outputs, labels, rowWeights, maskedOutputs, threads)
    var gradient = MutableSpan<S>()
    var none = MutableSpan<Double>()
    return try RowPlace.beside(logits, &gradient, rowLosses: &none) {
      (place) throws(TargetError) in
      try formRows(place, teacher: teacher, outputs: outputs, batch, threads: threads)
    }
  }

  /// The same, with the loss of every row, with both factors and its weight: 0 where it is ignored.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, teacher: Span<T>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    let batch = try checked(logits, outputs, labels, rowWeights, maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    var gradient = MutableSpan<S>()
    return try RowPlace.beside(logits, &gradient, rowLosses: &rowLosses) {
      (place) throws(TargetError) in
      try formRows(place, teacher: teacher, outputs: outputs, batch, threads: threads)
    }
  }

  @_lifetime(copy labels, copy weights, copy masked)
  private func checked<S: LogitScalar>(
    _ logits: Span<S>, _ outputs: Int, _ labels: Span<Int32>, _ weights: Span<Double>,
    _ masked: Span<Bool>, _ threads: Int?
  ) throws(TargetError) -> RowBatch<Double> {
    try hard.checked(
      logits: logits.count, outputs: outputs, labels: labels, weights, masked, threads)
  }
}

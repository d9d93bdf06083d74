// Batches whose memory is the caller's: in place, beside the logits, or the values alone.

extension Objective {
  // MARK: Labels

  /// Replaces the logits by the gradient of the sum, or of a mean, and returns the total.
  ///
  /// Every label and weight is checked before anything is written. `rowWeights` holds one weight per
  /// row, finite and 0 or more, or is empty for 1 everywhere. `maskedOutputs` leaves outputs out: a class out
  /// of its row's softmax, as a logit of −∞ does, or an element that has a loss of its own out of the sum; it
  /// holds one flag per logit, or one per output for all rows. At most `threads` threads work, 1 or
  /// more; nil is as many as the machine has, or one where the rows are too few for a second to pay
  /// off. The bits are the same at any number.
  ///
  /// The gradient of a mean is that of the sum, times one over its divisor and rounded once more; that of a mean
  /// over nothing is 0. The total is the same whatever the gradient is of.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try form(
      &logits, outputs: outputs, batch, rowLosses: &none, of: reduction, threads: threads)
  }

  /// The same, with the loss of every row, its weight included: 0 where it is ignored.
  ///
  /// `rowLosses` has one element per row; they add up to the total's sum.
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    return try form(
      &logits, outputs: outputs, batch, rowLosses: &rowLosses, of: reduction, threads: threads)
  }

  /// Writes the gradient beside the logits, and returns the total.
  ///
  /// `gradient` has as many elements as `logits` and does not overlap them. For the rest see
  /// ``formGradient(_:outputs:labels:rowWeights:maskedOutputs:of:threads:)``.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    return try form(
      logits, &gradient, outputs: outputs, batch, of: reduction, threads: threads)
  }

  /// The same, with the loss of every row, its weight included: 0 where it is ignored.
  public func formGradient<S: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    var none = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &rowLosses, elementLosses: &none,
      of: reduction, threads: threads)
  }

  /// The total over rows of logits with labels; nothing is overwritten.
  ///
  /// For the arguments see ``formGradient(_:outputs:labels:rowWeights:maskedOutputs:of:threads:)``.
  public func value<S: LogitScalar>(
    of logits: Span<S>, outputs: Int, labels: Span<Int32>, rowWeights: Span<Double> = Span(),
    maskedOutputs: Span<Bool> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    var gradient = MutableSpan<S>()
    return try form(
      logits, &gradient, outputs: outputs, batch, threads: threads)
  }

  /// The same, with the loss of every row, its weight included: 0 where it is ignored.
  public func value<S: LogitScalar>(
    of logits: Span<S>, outputs: Int, labels: Span<Int32>, rowWeights: Span<Double> = Span(),
    maskedOutputs: Span<Bool> = Span(), rowLosses: inout MutableSpan<Double>, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, rowWeights, maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    var gradient = MutableSpan<S>()
    var none = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &rowLosses, elementLosses: &none,
      threads: threads)
  }

  // MARK: Dense targets

  /// Replaces the logits by the gradient of the sum, or of a mean, for dense targets: probabilities,
  /// indicators or measurements.
  ///
  /// `targets` holds rows × outputs values of any type of logits, each from 0 to 1 unless they are measurements;
  /// all are checked before anything is written. The sum of a distribution's targets, usually 1, is what its
  /// row weighs. A one-hot row is the same as its label. `ignoredRows` holds one flag per row, true where neither
  /// the row nor its target may be read, or is empty; nor is the target of an element read that `maskedOutputs`
  /// leaves out. The rest is as for labels.
  @specialized(where S == Float, T == Double)
  @specialized(where S == Double, T == Double)
  @specialized(where S == Float, T == Float)
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    var none = MutableSpan<Double>()
    return try form(
      &logits, outputs: outputs, batch, rowLosses: &none, of: reduction, threads: threads)
  }

  /// Writes the gradient for dense targets beside the logits, and returns the total.
  ///
  /// `gradient` has as many elements as `logits` and does not overlap them. For the rest see
  /// ``formGradient(_:outputs:targets:rowWeights:ignoredRows:maskedOutputs:of:threads:)``.
  @specialized(where S == Float, T == Double)
  @specialized(where S == Double, T == Double)
  @specialized(where S == Float, T == Float)
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    return try form(
      logits, &gradient, outputs: outputs, batch, of: reduction, threads: threads)
  }

  /// The same, with the loss of every row, its weight included: 0 where it is ignored.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), rowLosses: inout MutableSpan<Double>,
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    var none = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &rowLosses, elementLosses: &none,
      of: reduction, threads: threads)
  }

  /// The same, with the loss of every element instead: rows × outputs, weights included.
  ///
  /// Only a loss that adds up those of its outputs has them: throws where targets are distributions, and where a
  /// target has several outputs.
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, into gradient: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), elementLosses: inout MutableSpan<Double>,
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try checkElements(.elementLosses)
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.gradient, of: gradient.count, expected: logits.count)
    try checkCount(.elementLosses, of: elementLosses.count, expected: logits.count)
    var none = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &none, elementLosses: &elementLosses,
      of: reduction, threads: threads)
  }

  /// The total over rows of logits with dense targets; nothing is overwritten.
  ///
  /// For the arguments see
  /// ``formGradient(_:outputs:targets:rowWeights:ignoredRows:maskedOutputs:of:threads:)``.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, outputs: Int, targets: Span<T>, rowWeights: Span<Double> = Span(),
    ignoredRows: Span<Bool> = Span(), maskedOutputs: Span<Bool> = Span(), threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    var gradient = MutableSpan<S>()
    return try form(
      logits, &gradient, outputs: outputs, batch, threads: threads)
  }

  /// The same, with the loss of every row, its weight included: 0 where it is ignored.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, outputs: Int, targets: Span<T>, rowWeights: Span<Double> = Span(),
    ignoredRows: Span<Bool> = Span(), maskedOutputs: Span<Bool> = Span(),
    rowLosses: inout MutableSpan<Double>, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.rowLosses, of: rowLosses.count, expected: batch.rows)
    var gradient = MutableSpan<S>()
    var none = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &rowLosses, elementLosses: &none,
      threads: threads)
  }

  /// The same, with the loss of every element instead: rows × outputs, weights included.
  public func value<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, outputs: Int, targets: Span<T>, rowWeights: Span<Double> = Span(),
    ignoredRows: Span<Bool> = Span(), maskedOutputs: Span<Bool> = Span(),
    elementLosses: inout MutableSpan<Double>, threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try checkElements(.elementLosses)
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, rowWeights, ignoredRows,
      maskedOutputs, threads)
    try checkCount(.elementLosses, of: elementLosses.count, expected: logits.count)
    var gradient = MutableSpan<S>()
    var none = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &none, elementLosses: &elementLosses,
      threads: threads)
  }

  // MARK: One row

  // By its definition: the documentation of a loss holds to the last digit.

  func formRowGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, Span(), Span(), 1)
    var none = MutableSpan<Double>()
    return try form(
      &logits, outputs: outputs, batch, rowLosses: &none, of: .sum, threads: 1, level: .definition)
  }

  func formRowGradient<S: LogitScalar, T: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<T>
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, Span(), Span(), Span(), 1)
    var none = MutableSpan<Double>()
    return try form(
      &logits, outputs: outputs, batch, rowLosses: &none, of: .sum, threads: 1, level: .definition)
  }

  func rowValue<S: LogitScalar>(
    of logits: Span<S>, outputs: Int, labels: Span<Int32>
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, labels: labels, Span(), Span(), 1)
    var gradient = MutableSpan<S>()
    return try form(logits, &gradient, outputs: outputs, batch, threads: 1, level: .definition)
  }

  func rowValue<S: LogitScalar, T: LogitScalar>(
    of logits: Span<S>, outputs: Int, targets: Span<T>
  ) throws(TargetError) -> LossTotal {
    let batch = try checked(
      logits: logits.count, outputs: outputs, targets: targets, Span(), Span(), Span(), 1)
    var gradient = MutableSpan<S>()
    return try form(logits, &gradient, outputs: outputs, batch, threads: 1, level: .definition)
  }

  // MARK: Places

  /// Forms a batch in place.
  @inline(__always)
  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, _ batch: borrowing RowBatch<T>,
    rowLosses: inout MutableSpan<Double>, of reduction: Reduction, threads: Int?,
    level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    try RowPlace.inPlace(&logits, rowLosses: &rowLosses) { (place) throws(TargetError) in
      try formRows(place, outputs: outputs, batch, of: reduction, threads: threads, level: level)
    }
  }

  /// Forms a batch beside its logits, what there is room for.
  @inline(__always)
  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Span<S>, _ gradient: inout MutableSpan<S>, outputs: Int,
    _ batch: borrowing RowBatch<T>, rowLosses: inout MutableSpan<Double>,
    elementLosses: inout MutableSpan<Double>, of reduction: Reduction = .sum, threads: Int?,
    level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    try RowPlace.beside(
      logits, &gradient, rowLosses: &rowLosses, elementLosses: &elementLosses
    ) { (place) throws(TargetError) in
      try formRows(place, outputs: outputs, batch, of: reduction, threads: threads, level: level)
    }
  }

  @inline(__always)
  private func form<S: LogitScalar, T: LogitScalar>(
    _ logits: Span<S>, _ gradient: inout MutableSpan<S>, outputs: Int,
    _ batch: borrowing RowBatch<T>, of reduction: Reduction = .sum, threads: Int?,
    level: KernelLevel = .current
  ) throws(TargetError) -> LossTotal {
    var rows = MutableSpan<Double>()
    var elements = MutableSpan<Double>()
    return try form(
      logits, &gradient, outputs: outputs, batch, rowLosses: &rows, elementLosses: &elements,
      of: reduction, threads: threads, level: level)
  }
}

extension ObjectiveSum {
  /// The totals of all terms over rows of logits with labels; nothing is overwritten.
  ///
  /// The arguments are those of `Objective`; every term has to know the labels.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    try total { (objective) throws(TargetError) in
      try objective.value(
        logits: logits, labels: labels, rowWeights: rowWeights, maskedOutputs: maskedOutputs,
        threads: threads)
    }
  }

  /// The totals of all terms for dense targets, one per logit; nothing is overwritten.
  public func value<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    try total { (objective) throws(TargetError) in
      try objective.value(
        logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows,
        maskedOutputs: maskedOutputs, threads: threads)
    }
  }

  /// The totals of all terms, and the gradient of Σₖ aₖ × the sum, or the mean, of every term.
  ///
  /// The gradient of a mean over nothing is 0.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    try withGradient(of: logits, reduction) { (objective) throws(TargetError) in
      let (total, gradient) = try objective.valueAndGradient(
        logits: logits, labels: labels, rowWeights: rowWeights, maskedOutputs: maskedOutputs,
        threads: threads)
      return (total, gradient.elements)
    }
  }

  /// The totals of all terms for dense targets, and the gradient of Σₖ aₖ × the sum, or the mean, of every
  /// term.
  public func valueAndGradient<S: LogitScalar, T: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    maskedOutputs: [Bool] = [], of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    try withGradient(of: logits, reduction) { (objective) throws(TargetError) in
      let (total, gradient) = try objective.valueAndGradient(
        logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows,
        maskedOutputs: maskedOutputs, threads: threads)
      return (total, gradient.elements)
    }
  }

  /// Replaces the logits by the gradient of Σₖ aₖ × the sum, or the mean, of every term, and returns the
  /// totals.
  ///
  /// Every term needs the logits, so the gradients of all terms but one are formed beside them: that takes
  /// room for as many elements each as there are logits. Where something is thrown, nothing was written.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), maskedOutputs: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    try form(&logits, reduction) { (objective, row) throws(TargetError) in
      try objective.formGradient(
        &row, outputs: outputs, labels: labels, rowWeights: rowWeights,
        maskedOutputs: maskedOutputs, threads: threads)
    }
  }

  /// Replaces the logits by the gradient for dense targets, and returns the totals.
  ///
  /// For the rest see ``formGradient(_:outputs:labels:rowWeights:maskedOutputs:of:threads:)``.
  @specialized(where S == Float, T == Double)
  @specialized(where S == Double, T == Double)
  @specialized(where S == Float, T == Float)
  public func formGradient<S: LogitScalar, T: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<T>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    maskedOutputs: Span<Bool> = Span(), of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    try form(&logits, reduction) { (objective, row) throws(TargetError) in
      try objective.formGradient(
        &row, outputs: outputs, targets: targets, rowWeights: rowWeights,
        ignoredRows: ignoredRows, maskedOutputs: maskedOutputs, threads: threads)
    }
  }

  private func total(
    _ value: (Objective) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> LossTotalSum {
    var total = LossTotalSum()
    for term in terms {
      total.terms.append(
        LossTotalSum.Term(factor: term.factor, total: try value(term.objective)))
    }
    return total
  }

  private func withGradient<S: LogitScalar>(
    of logits: Matrix<S>, _ reduction: Reduction,
    _ form: (Objective) throws(TargetError) -> (LossTotal, ContiguousArray<S>)
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    var gradients: [ContiguousArray<S>] = []
    let total = try total { (objective) throws(TargetError) in
      let (total, gradient) = try form(objective)
      gradients.append(gradient)
      return total
    }
    var gradient = gradients.removeFirst()
    do {
      var span = gradient.mutableSpan
      span.add(gradients, times: total.scales(of: reduction))
    }
    return (total, Matrix(rows: logits.rows, columns: logits.columns, fitting: gradient))
  }

  /// The first term's gradient in place of the logits, the others' from copies of them.
  @inline(__always)
  private func form<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, _ reduction: Reduction,
    _ form: (Objective, inout MutableSpan<S>) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> LossTotalSum {
    var total = LossTotalSum()
    var gradients: [ContiguousArray<S>] = []
    for term in terms.dropFirst() {
      var gradient = ContiguousArray<S>(capacity: logits.count) { room in
        for i in logits.indices { room.append(logits[i]) }
      }
      var span = gradient.mutableSpan
      let formed = try form(term.objective, &span)
      total.terms.append(LossTotalSum.Term(factor: term.factor, total: formed))
      gradients.append(gradient)
    }
    // Last, since nothing may throw once the logits are overwritten.
    let first = terms[0]
    let formed = try form(first.objective, &logits)
    total.terms.insert(LossTotalSum.Term(factor: first.factor, total: formed), at: 0)
    logits.add(gradients, times: total.scales(of: reduction))
    return total
  }
}

extension ObjectiveSum {
  /// The totals of all terms over rows of logits with labels; nothing is overwritten.
  ///
  /// The arguments are those of `Objective`; every term has to know the labels.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    try total { (objective) throws(TargetError) in
      try objective.value(
        logits: logits, labels: labels, rowWeights: rowWeights, threads: threads)
    }
  }

  /// The totals of all terms for dense targets, one per logit; nothing is overwritten.
  public func value<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    try total { (objective) throws(TargetError) in
      try objective.value(
        logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows,
        threads: threads)
    }
  }

  /// The totals of all terms, and the gradient of Σₖ aₖ × the sum, or the mean, of every term.
  ///
  /// The gradient of a mean over nothing is 0.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    try withGradient(of: logits, reduction) { (objective) throws(TargetError) in
      let (total, gradient) = try objective.valueAndGradient(
        logits: logits, labels: labels, rowWeights: rowWeights, threads: threads)
      return (total, gradient.elements)
    }
  }

  /// The totals of all terms for dense targets, and the gradient of Σₖ aₖ × the sum, or the mean, of every
  /// term.
  public func valueAndGradient<S: LogitScalar>(
    logits: Matrix<S>, targets: Matrix<Double>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotalSum, gradient: Matrix<S>) {
    try withGradient(of: logits, reduction) { (objective) throws(TargetError) in
      let (total, gradient) = try objective.valueAndGradient(
        logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignoredRows,
        threads: threads)
      return (total, gradient.elements)
    }
  }

  /// Replaces the logits by the gradient of Σₖ aₖ × the sum, or the mean, of every term, and returns the
  /// totals.
  ///
  /// Every term needs the logits, so its gradient is first formed beside them: there must be room for as
  /// many more elements per term as there are logits. Where something is thrown, nothing was written.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>,
    rowWeights: Span<Double> = Span(), of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    var total = LossTotalSum()
    var gradients: [ContiguousArray<S>] = []
    for term in terms {
      var gradient = ContiguousArray(repeating: S(rounding: 0), count: logits.count)
      var span = gradient.mutableSpan
      total.terms.append(
        LossTotalSum.Term(
          factor: term.factor,
          total: try term.objective.formGradient(
            of: logits.span, into: &span, outputs: outputs, labels: labels, rowWeights: rowWeights,
            threads: threads)))
      gradients.append(gradient)
    }
    logits.form(sumOf: gradients, times: total.scales(of: reduction))
    return total
  }

  /// Replaces the logits by the gradient for dense targets, and returns the totals.
  ///
  /// For the rest see ``formGradient(_:outputs:labels:rowWeights:of:threads:)``.
  @specialized(where S == Float)
  @specialized(where S == Double)
  public func formGradient<S: LogitScalar>(
    _ logits: inout MutableSpan<S>, outputs: Int, targets: Span<Double>,
    rowWeights: Span<Double> = Span(), ignoredRows: Span<Bool> = Span(),
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> LossTotalSum {
    var total = LossTotalSum()
    var gradients: [ContiguousArray<S>] = []
    for term in terms {
      var gradient = ContiguousArray<S>(repeating: S(rounding: 0), count: logits.count)
      for i in logits.indices { gradient[i] = logits[i] }
      var span = gradient.mutableSpan
      total.terms.append(
        LossTotalSum.Term(
          factor: term.factor,
          total: try term.objective.formGradient(
            &span, outputs: outputs, targets: targets, rowWeights: rowWeights,
            ignoredRows: ignoredRows, threads: threads)))
      gradients.append(gradient)
    }
    logits.form(sumOf: gradients, times: total.scales(of: reduction))
    return total
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
    var gradient = logits
    var span = gradient.elements.mutableSpan
    span.form(sumOf: gradients, times: total.scales(of: reduction))
    return (total, gradient)
  }
}

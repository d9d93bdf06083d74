// Whole layers and their shards, with labels and with dense targets.

extension LinearCrossEntropy {
  // MARK: Labels

  /// The total over rows of inputs with labels.
  public func value<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try rowLosses(
      inputs: inputs, weights: weights, bias: bias, labels: labels, rowWeights: rowWeights,
      threads: threads
    ).total
  }

  /// The total, and the gradients of its sum, or of a mean; those of the inputs cost a quarter of the time and
  /// can be left out.
  public func valueAndGradients<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    withInputs: Bool = true, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradients: Gradients<S>) {
    let (total, _, gradients) = try rowLossesAndGradients(
      inputs: inputs, weights: weights, bias: bias, labels: labels, rowWeights: rowWeights,
      withInputs: withInputs, of: reduction, threads: threads)
    return (total, gradients)
  }

  /// The total, and what each row adds to its sum; 0 for an ignored row.
  public func rowLosses<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double]) {
    let layer = try layer(inputs, weights, bias)
    let targets = try targets(
      S.self, labels, rows: inputs.rows, classes: layer.classes, rowWeights: rowWeights)
    return total(
      of: LinearBlocks(self, inputs, layer, targets, threads: threads).rowSums(), targets,
      classes: layer.classes)
  }

  /// The total, what each row adds to its sum, and the sum's gradients.
  public func rowLossesAndGradients<S: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [],
    labels: some Collection<some FixedWidthInteger>, rowWeights: [Double] = [],
    withInputs: Bool = true, of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double], gradients: Gradients<S>) {
    let layer = try layer(inputs, weights, bias)
    let targets = try targets(
      S.self, labels, rows: inputs.rows, classes: layer.classes, rowWeights: rowWeights)
    return form(
      inputs, layer, targets, withInputs: withInputs, of: reduction, threads: threads)
  }

  // MARK: Dense targets

  /// The total over rows of inputs with dense targets, rows × classes.
  ///
  /// The sum of a row's targets, usually 1, is what the row weighs. `ignoredRows` is true where a row must not be
  /// read.
  public func value<S: LinearScalar, T: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [], targets: Matrix<T>,
    rowWeights: [Double] = [], ignoredRows: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> LossTotal {
    try rowLosses(
      inputs: inputs, weights: weights, bias: bias, targets: targets, rowWeights: rowWeights,
      ignoredRows: ignoredRows, threads: threads
    ).total
  }

  /// The total for dense targets, and the gradients of its sum, or of a mean.
  public func valueAndGradients<S: LinearScalar, T: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [], targets: Matrix<T>,
    rowWeights: [Double] = [], ignoredRows: [Bool] = [], withInputs: Bool = true,
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, gradients: Gradients<S>) {
    let (total, _, gradients) = try rowLossesAndGradients(
      inputs: inputs, weights: weights, bias: bias, targets: targets, rowWeights: rowWeights,
      ignoredRows: ignoredRows, withInputs: withInputs, of: reduction, threads: threads)
    return (total, gradients)
  }

  /// The total for dense targets, and what each row adds to its sum; 0 for an ignored row.
  public func rowLosses<S: LinearScalar, T: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [], targets: Matrix<T>,
    rowWeights: [Double] = [], ignoredRows: [Bool] = [], threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double]) {
    let layer = try layer(inputs, weights, bias)
    let targets = try self.targets(
      targets, rows: inputs.rows, classes: layer.classes, rowWeights: rowWeights,
      ignoredRows: ignoredRows, threads: threads)
    return total(
      of: LinearBlocks(self, inputs, layer, targets, threads: threads).rowSums(), targets,
      classes: layer.classes)
  }

  /// The total for dense targets, what each row adds to its sum, and the sum's gradients.
  public func rowLossesAndGradients<S: LinearScalar, T: LinearScalar>(
    inputs: Matrix<S>, weights: Matrix<S>, bias: ContiguousArray<S> = [], targets: Matrix<T>,
    rowWeights: [Double] = [], ignoredRows: [Bool] = [], withInputs: Bool = true,
    of reduction: Reduction = .sum, threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double], gradients: Gradients<S>) {
    let layer = try layer(inputs, weights, bias)
    let targets = try self.targets(
      targets, rows: inputs.rows, classes: layer.classes, rowWeights: rowWeights,
      ignoredRows: ignoredRows, threads: threads)
    return form(
      inputs, layer, targets, withInputs: withInputs, of: reduction, threads: threads)
  }

  // MARK: Pieces

  private func form<S: LinearScalar, T: LinearScalar>(
    _ inputs: Matrix<S>, _ layer: Shard<S>, _ targets: LinearTargets<T>, withInputs: Bool,
    of reduction: Reduction, threads: Int?
  ) -> (total: LossTotal, rowLosses: [Double], gradients: Gradients<S>) {
    let blocks = LinearBlocks(self, inputs, layer, targets, threads: threads)
    let sums = blocks.rowSums()
    let (total, losses) = total(of: sums, targets, classes: layer.classes)
    // A mean over nothing has the gradient 0.
    let divisor = total.divisor(of: reduction)
    let scale = divisor == 0 ? 0 : 1 / divisor
    return (total, losses, blocks.gradients(sums, withInputs: withInputs, scale: scale))
  }

  /// A whole layer that fits the inputs.
  private func layer<S: LinearScalar>(
    _ inputs: Matrix<S>, _ weights: Matrix<S>, _ bias: ContiguousArray<S>
  ) throws(TargetError) -> Shard<S> {
    let layer: Shard<S>
    do throws(ShapeError) {
      layer = try Shard(weights: weights, bias: bias)
    } catch {
      throw .shape(error)
    }
    try check(inputs, layer)
    return layer
  }
}

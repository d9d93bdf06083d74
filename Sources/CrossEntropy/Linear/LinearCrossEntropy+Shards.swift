// A layer whose classes several processes or machines hold.

extension LinearCrossEntropy {
  // MARK: Labels

  /// The sums over this shard's logits, row by row.
  public func rowSums<S: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, labels: some Collection<some FixedWidthInteger>,
    threads: Int? = nil
  ) throws(TargetError) -> [RowSums] {
    try check(inputs, shard)
    let targets = try targets(
      S.self, labels, rows: inputs.rows, classes: shard.classes, rowWeights: [])
    return LinearBlocks(self, inputs, shard, targets, threads: threads).rowSums()
  }

  /// The total over rows whose sums were merged over all shards.
  public func total(
    of sums: [RowSums], labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], classes: Int
  ) throws(TargetError) -> LossTotal {
    try rowLosses(of: sums, labels: labels, rowWeights: rowWeights, classes: classes).total
  }

  /// The total over rows whose sums were merged over all shards, and what each row adds to its sum.
  public func rowLosses(
    of sums: [RowSums], labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], classes: Int
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double]) {
    let targets = try targets(
      Double.self, labels, rows: sums.count, classes: classes, rowWeights: rowWeights)
    return total(of: sums, targets, classes: classes)
  }

  /// The gradients of this shard from sums that were merged over all of them.
  public func gradients<S: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, labels: some Collection<some FixedWidthInteger>,
    rowWeights: [Double] = [], sums: [RowSums], withInputs: Bool = true, threads: Int? = nil
  ) throws(TargetError) -> Gradients<S> {
    try check(inputs, shard, sums)
    let targets = try targets(
      S.self, labels, rows: inputs.rows, classes: shard.classes, rowWeights: rowWeights)
    return LinearBlocks(self, inputs, shard, targets, threads: threads)
      .gradients(sums, withInputs: withInputs)
  }

  // MARK: Dense targets

  /// The sums over this shard's logits, row by row; `targets` has the classes of all shards.
  public func rowSums<S: LinearScalar, T: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, targets: Matrix<T>, ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) throws(TargetError) -> [RowSums] {
    try check(inputs, shard)
    let targets = try self.targets(
      targets, rows: inputs.rows, classes: shard.classes, rowWeights: [],
      ignoredRows: ignoredRows, threads: threads)
    return LinearBlocks(self, inputs, shard, targets, threads: threads).rowSums()
  }

  /// The total for dense targets of rows whose sums were merged over all shards, and what each row adds to its sum.
  public func rowLosses<T: LinearScalar>(
    of sums: [RowSums], targets: Matrix<T>, rowWeights: [Double] = [], ignoredRows: [Bool] = [],
    threads: Int? = nil
  ) throws(TargetError) -> (total: LossTotal, rowLosses: [Double]) {
    let known = try self.targets(
      targets, rows: sums.count, classes: targets.columns, rowWeights: rowWeights,
      ignoredRows: ignoredRows, threads: threads)
    return total(of: sums, known, classes: targets.columns)
  }

  /// The gradients of this shard for dense targets, from sums that were merged over all of them.
  public func gradients<S: LinearScalar, T: LinearScalar>(
    inputs: Matrix<S>, shard: Shard<S>, targets: Matrix<T>, rowWeights: [Double] = [],
    ignoredRows: [Bool] = [], sums: [RowSums], withInputs: Bool = true, threads: Int? = nil
  ) throws(TargetError) -> Gradients<S> {
    try check(inputs, shard, sums)
    let targets = try self.targets(
      targets, rows: inputs.rows, classes: shard.classes, rowWeights: rowWeights,
      ignoredRows: ignoredRows, threads: threads)
    return LinearBlocks(self, inputs, shard, targets, threads: threads)
      .gradients(sums, withInputs: withInputs)
  }

  // MARK: Checks

  /// Throws where inputs do not fit a shard.
  func check<S: LinearScalar>(_ inputs: Matrix<S>, _ shard: Shard<S>) throws(TargetError) {
    guard inputs.columns > 0 else { throw .shape(.none(of: .features)) }
    if inputs.columns != shard.weights.columns {
      throw .count(of: .features, expected: shard.weights.columns, got: inputs.columns)
    }
  }

  private func check<S: LinearScalar>(
    _ inputs: Matrix<S>, _ shard: Shard<S>, _ sums: [RowSums]
  ) throws(TargetError) {
    try check(inputs, shard)
    if sums.count != inputs.rows {
      throw .count(of: .rowSums, expected: inputs.rows, got: sums.count)
    }
  }
}

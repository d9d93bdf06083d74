/// What the rows of a linear layer should give, checked: labels or dense targets of type `T`, and what each row weighs.
struct LinearTargets<T: LinearScalar>: Sendable {
  /// A row, whatever its target is.
  struct Row: Sendable {
    /// −1 where the row is ignored, `Int32.max` where no class stands out.
    var label: Int32
    /// The label's weight above the share that every class gets.
    var spike: Double
    /// Σⱼ tⱼ, after smoothing and with class weights.
    var mass: Double
    /// Σⱼ wⱼtⱼ before smoothing: what a mean over weights counts, and what the row's penalties weigh.
    var importance: Double
    /// The row's own weight.
    var weight: Double

    /// What multiplies the row's gradient; 0 where nothing of the row may be read.
    var factor: Double { label < 0 || mass == 0 ? 0 : weight }
    static var ignored: Row { Row(label: -1, spike: 0, mass: 0, importance: 0, weight: 0) }
  }

  let rows: [Row]
  /// Rows × all classes; nil where there are labels.
  let dense: Matrix<T>?
}

extension LinearTargets.Row {
  /// w·ℓ of a row from the sums over all its logits, or nothing where the row does not count.
  func loss(of sums: LinearCrossEntropy.RowSums, _ shares: LinearShares) -> Double {
    if factor == 0 { return 0 }
    let logSum = sums.logSumExp
    var value = 0.0
    if spike > 0 {
      let truth = sums.truth ?? -.infinity
      value = spike * (truth == -.infinity ? .infinity : logSum - truth)
    }
    let isShared = label == .max || shares.smoothing > 0
    if isShared, sums.total == -.infinity {
      value = .infinity  // a share of a masked class
    } else if label == .max {
      value += mass * logSum - sums.total
    } else if let weighted = shares.weighted {
      value += weighted * logSum - sums.total
    } else if shares.smoothing > 0 {
      value += shares.smoothing * (logSum - sums.total / Double(shares.classes))
    }
    if shares.zLoss > 0 { value += importance * shares.zLoss * logSum * logSum }
    return weight * value
  }
}

/// What the targets of all rows of labels have in common.
struct LinearShares: Sendable {
  let classes: Int
  let smoothing: Double
  let zLoss: Double
  /// Σⱼ wⱼε/C where classes are weighted and labels smoothed.
  let weighted: Double?

  init(_ objective: Objective, classes: Int) {
    self.classes = classes
    smoothing = objective.labelSmoothing
    zLoss = objective.logitOptions.zLoss
    if smoothing > 0, let weights = objective.classWeights {
      var sum = CompensatedSum()
      for weight in weights { sum.add(weight * (smoothing / Double(classes))) }
      weighted = sum.value
    } else {
      weighted = nil
    }
  }
}

extension LinearCrossEntropy {
  /// Rows of labels; throws for what is wrong with them.
  func targets<T: LinearScalar>(
    _: T.Type, _ labels: some Collection<some FixedWidthInteger>, rows: Int, classes: Int,
    rowWeights: [Double]
  ) throws(TargetError) -> LinearTargets<T> {
    if labels.count != rows { throw .count(of: .labels, expected: rows, got: labels.count) }
    let known = try objective.checked(labels, classes: classes)
    try check(rowWeights, rows: rows) { known[$0] < 0 }
    try objective.checkOptions(outputs: classes)
    let epsilon = objective.labelSmoothing
    guard objective.classWeights != nil else {
      return LinearTargets(
        rows: known.indices.map { i in
          known[i] < 0
            ? .ignored
            : .init(
              label: known[i], spike: 1 - epsilon, mass: 1, importance: 1,
              weight: rowWeights.isEmpty ? 1 : rowWeights[i])
        }, dense: nil)
    }
    let form = LabelForm(objective, outputs: classes)
    return LinearTargets(
      rows: known.indices.map { i in
        let label = Int(known[i])
        return label < 0
          ? .ignored
          : .init(
            label: known[i], spike: form.spikes[label], mass: form.masses[label],
            importance: form.weights[label], weight: rowWeights.isEmpty ? 1 : rowWeights[i])
      }, dense: nil)
  }

  /// Rows of dense targets, one per class; throws for what is wrong with them.
  func targets<T: LinearScalar>(
    _ targets: Matrix<T>, rows: Int, classes: Int, rowWeights: [Double], ignoredRows: [Bool],
    threads: Int?
  ) throws(TargetError) -> LinearTargets<T> {
    if targets.rows != rows { throw .count(of: .rows, expected: rows, got: targets.rows) }
    if targets.columns != classes {
      throw .count(of: .targets, expected: classes, got: targets.columns)
    }
    if !ignoredRows.isEmpty, ignoredRows.count != rows {
      throw .count(of: .ignoredRows, expected: rows, got: ignoredRows.count)
    }
    try check(rowWeights, rows: rows) { !ignoredRows.isEmpty && ignoredRows[$0] }
    try objective.checkOptions(outputs: classes)
    let form = LabelForm(objective, outputs: classes)
    let block = 64
    let blocks = parallelMap((rows + block - 1) / block, threads: threads ?? processorCount) {
      index in
      let some = index * block..<min((index + 1) * block, rows)
      var (row, base, masses) = (
        ContiguousArray(repeating: 0.0, count: classes),
        ContiguousArray(repeating: 0.0, count: classes), form.outputMasses
      )
      return some.map { i -> Result<LinearTargets<T>.Row, TargetError> in
        if !ignoredRows.isEmpty, ignoredRows[i] { return .success(.ignored) }
        LinearKernel.copy(targets, row: i, to: &row)
        do throws(TargetError) {
          try checkTargets(row.span, outputs: classes)
        } catch {
          guard case .targetOutOfRange(_, let output, let value) = error else {
            return .failure(error)
          }
          return .failure(.targetOutOfRange(row: i, output: output, value: value))
        }
        let mass = form.formBase(&base, &masses, from: row.span)
        // A one-hot row is a label, with all of a label's digits; smoothing has its share beside the label's.
        let label = form.hasSmoothing ? -1 : onlyNonzero(base)
        return .success(
          .init(
            label: label < 0 ? .max : Int32(label), spike: label < 0 ? 0 : base[label], mass: mass,
            importance: form.weight(of: row.span), weight: rowWeights.isEmpty ? 1 : rowWeights[i]))
      }
    }
    var all: [LinearTargets<T>.Row] = []
    all.reserveCapacity(rows)
    for row in blocks.joined() { all.append(try row.get()) }
    return LinearTargets(rows: all, dense: targets)
  }

  /// The total over rows whose sums are known, and their losses.
  func total<T: LinearScalar>(
    of sums: [RowSums], _ targets: LinearTargets<T>, classes: Int
  ) -> (total: LossTotal, rowLosses: [Double]) {
    let shares = LinearShares(objective, classes: classes)
    var total = LossTotal(outputs: classes)
    total.rows = sums.count
    var (sum, weightSum) = (CompensatedSum(), CompensatedSum())
    var losses = [Double](repeating: 0, count: sums.count)
    for (i, row) in targets.rows.enumerated() where row.label >= 0 {
      total.countedRows += 1
      weightSum.add(row.weight * row.importance)
      let loss = row.loss(of: sums[i], shares)
      if loss == .infinity { total.noteInfiniteRow(i) }
      losses[i] = loss
      sum.add(loss)
    }
    total.sum = sum.value
    total.weight = weightSum.value
    return (total, losses)
  }

  private func check(
    _ rowWeights: [Double], rows: Int, isIgnored: (Int) -> Bool
  ) throws(TargetError) {
    if !rowWeights.isEmpty, rowWeights.count != rows {
      throw .count(of: .rowWeights, expected: rows, got: rowWeights.count)
    }
    let all = rowWeights[...]
    try checkWeights(all.span, isIgnored: isIgnored)
  }
}

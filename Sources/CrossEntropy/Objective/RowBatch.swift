/// What stands beside the logits of a batch, or of some rows of it: labels or dense targets, and what is about its rows.
///
/// Everything was checked, by `Objective`, to fit the logits.
struct RowBatch<T: LogitScalar>: ~Escapable, Sendable {
  let rows: Int
  /// One per row; none where targets are dense.
  let labels: Span<Int32>
  /// Whether every label of a row to ignore is below 0.
  private(set) var hasNegativeMarks: Bool
  /// rows × outputs; none where there are labels.
  let targets: Span<T>
  /// One per row, or none where all rows weigh the same.
  let weights: Span<Double>
  /// One per row, or none.
  let ignored: Span<Bool>
  /// One flag per logit, or one per output for all rows, or none.
  let masked: Span<Bool>

  /// Labels.
  @_lifetime(copy labels, copy weights, copy masked)
  init(labels: Span<Int32>, hasNegativeMarks: Bool, weights: Span<Double>, masked: Span<Bool>) {
    rows = labels.count
    self.labels = labels
    self.hasNegativeMarks = hasNegativeMarks
    targets = Span()
    self.weights = weights
    ignored = Span()
    self.masked = masked
  }

  /// Dense targets.
  @_lifetime(copy targets, copy weights, copy ignored, copy masked)
  init(
    rows: Int, targets: Span<T>, weights: Span<Double>, ignored: Span<Bool>, masked: Span<Bool>
  ) {
    self.rows = rows
    labels = Span()
    hasNegativeMarks = true
    self.targets = targets
    self.weights = weights
    self.ignored = ignored
    self.masked = masked
  }

  var isDense: Bool { labels.isEmpty }

  /// Some of the rows.
  @inline(__always)
  @_lifetime(copy self)
  func part(_ some: Range<Int>, outputs: Int) -> Self {
    if some.count == rows { return self }
    let elements = some.lowerBound * outputs..<some.upperBound * outputs
    let weights = self.weights.extracting(self.weights.isEmpty ? 0..<0 : some)
    let masked = self.masked.extracting(
      self.masked.count == outputs ? 0..<outputs : self.masked.isEmpty ? 0..<0 : elements)
    if !isDense {
      return Self(
        labels: labels.extracting(some), hasNegativeMarks: hasNegativeMarks, weights: weights,
        masked: masked)
    }
    return Self(
      rows: some.count, targets: targets.extracting(elements), weights: weights,
      ignored: ignored.extracting(ignored.isEmpty ? 0..<0 : some), masked: masked)
  }

  /// The same rows, as an objective reads their labels that ignores others.
  @_lifetime(copy self)
  func read(hasNegativeMarks: Bool) -> Self {
    var batch = self
    batch.hasNegativeMarks = hasNegativeMarks
    return batch
  }

  @inline(__always)
  func weight(_ i: Int) -> Double { weights.isEmpty ? 1 : weights[i] }

  /// Whether output `j` of row `i` is left out.
  @inline(__always)
  func isMasked(_ i: Int, _ j: Int, outputs: Int) -> Bool {
    masked[masked.count == outputs ? j : i * outputs + j]
  }

  /// The dense target of row `i`.
  @inline(__always)
  @_lifetime(copy self)
  func target(_ i: Int, outputs: Int) -> Span<T> {
    targets.extracting(i * outputs..<(i + 1) * outputs)
  }
}

// What labels and dense targets share.

/// What one thread needs for the targets of rows that their definition forms.
struct TargetRoom {
  /// The smoothed and weighted form of a dense target; empty for labels.
  var base: ContiguousArray<Double>
  /// What each output weighs.
  var masses: ContiguousArray<Double>

  init(_ form: LabelForm, isDense: Bool) {
    base = ContiguousArray(repeating: 0, count: isDense ? form.outputs : 0)
    masses = form.outputMasses
  }
}

extension Objective {
  /// Room for the logits that the loss sees; nothing where they are the row's.
  ///
  /// Half precision has room too: its gradient would be rounded once by the loss and again by the row's factor.
  func movedRoom<S: LogitScalar>(_: S.Type, outputs: Int) -> ContiguousArray<Double> {
    let isOwn = logitOptions == .none && MemoryLayout<S>.size > 2
    return ContiguousArray(repeating: 0, count: isOwn ? 0 : outputs)
  }

  /// `factor` times the loss of one row, with its gradient, and with room for its changed logits.
  @inline(never)
  func formMoved<S: LogitScalar>(
    _ row: inout MutableSpan<S>, _ target: borrowing TargetRow, factor: Double,
    _ importance: Double?, _ moved: inout ContiguousArray<Double>
  ) -> Double {
    var span = moved.mutableSpan
    return factor
      * logitOptions.formGradient(
        &row, target: target, of: loss, factor: factor, importance: importance, moved: &span)
  }

  /// `factor` times the loss of one row, with its gradient in place of the logits.
  @inline(__always)
  func formOwn<S: LogitScalar>(
    _ row: inout MutableSpan<S>, _ target: borrowing TargetRow, factor: Double
  ) -> Double {
    let value = loss.formGradient(&row, target: target)
    row.scale(by: factor)
    return factor * value
  }
}

extension MutableSpan where Element: LogitScalar {
  @inline(__always)
  mutating func clear() {
    for j in indices { self[j] = Element(rounding: 0) }
  }

  @inline(__always)
  mutating func scale(by factor: Double) {
    if factor == 1 { return }
    for j in indices { self[j] = Element(rounding: factor * self[j].arithmetic) }
  }
}

extension Span<Double> {
  /// Row `i` of so many outputs.
  @inline(__always)
  @_lifetime(copy self)
  func row(_ i: Int, of outputs: Int) -> Span<Double> {
    extracting(i * outputs..<(i + 1) * outputs)
  }

  /// The weights of some rows; empty where all rows weigh the same.
  @inline(__always)
  @_lifetime(copy self)
  func part(_ rows: Range<Int>) -> Span<Double> { extracting(isEmpty ? 0..<0 : rows) }
}

extension RowScratch {
  convenience init(_ rows: Int, outputs: Int, _ kernel: RowKernel?) {
    self.init(
      rows: min(rows, RowBlocks.rows(outputs: outputs)), outputs: outputs, scalar: kernel?.scalar)
  }
}

extension RowKernel {
  func form<S: LogitScalar>(
    _ place: RowPlace<S>, _ rows: Range<Int>, _ form: LabelForm, labels: Span<Int32> = Span(),
    targets: Span<Double> = Span(), factors: Span<Double>, _ scratch: RowScratch
  ) -> Double {
    guard let logits = unsafe place.logits else { return 0 }
    let start = rows.lowerBound * form.outputs
    return unsafe labels.withUnsafeBufferPointer { labels in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe factors.withUnsafeBufferPointer { factors in
          unsafe self.form(
            UnsafeRawPointer(logits + start),
            gradient: place.gradient.map { unsafe UnsafeMutableRawPointer($0 + start) },
            count: rows.count, labels: labels.baseAddress, targets: targets.baseAddress,
            factors: factors.isEmpty ? nil : factors.baseAddress, scratch: scratch)
        }
      }
    }
  }
}

/// Where logits are read, and where what is formed of them is written: the gradient in the same place, another, or
/// nowhere, and the losses of rows and elements where they are asked for.
///
/// All hold what rows × outputs logits need, as `Objective` has checked, for as long as the call that made the place
/// lasts; every block of rows has its own part.
@safe
struct RowPlace<S: LogitScalar>: @unchecked Sendable {
  var logits: UnsafePointer<S>?
  var gradient: UnsafeMutablePointer<S>?
  var rowLosses: UnsafeMutablePointer<Double>?
  var elementLosses: UnsafeMutablePointer<Double>?

  var hasNoGradient: Bool { unsafe gradient == nil }
  var hasElementLosses: Bool { unsafe elementLosses != nil }

  /// The part of some rows.
  @inline(__always)
  func part(_ rows: Range<Int>, outputs: Int) -> Self {
    let (row, element) = (rows.lowerBound, rows.lowerBound * outputs)
    return unsafe Self(
      logits: logits.map { unsafe $0 + element }, gradient: gradient.map { unsafe $0 + element },
      rowLosses: rowLosses.map { unsafe $0 + row },
      elementLosses: elementLosses.map { unsafe $0 + element })
  }

  /// Row `i` of so many outputs: its logits, where its gradient belongs, or in `own` where there is none.
  @inline(__always)
  @_lifetime(&own)
  func row(_ i: Int, outputs: Int, own: inout ContiguousArray<S>) -> MutableSpan<S> {
    guard let logits = unsafe logits else { return own.mutableSpan }
    let from = unsafe UnsafeBufferPointer(start: logits + i * outputs, count: outputs)
    if let gradient = unsafe gradient {
      let to = unsafe UnsafeMutableBufferPointer(start: gradient + i * outputs, count: outputs)
      if unsafe UnsafePointer(gradient) != logits {
        _ = unsafe to.update(fromContentsOf: from)
      }
      return unsafe _overrideLifetime(to.mutableSpan, mutating: &own)
    }
    own.removeAll(keepingCapacity: true)
    unsafe own.append(contentsOf: from)
    return own.mutableSpan
  }

  /// The place of rows whose masked logits are −∞, where the gradient belongs, or in `copy` where there is none.
  func masked<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, outputs: Int, _ copy: inout ContiguousArray<S>
  ) -> Self {
    var place = self
    guard let logits = unsafe logits else { return self }
    let count = batch.rows * outputs
    func fill(_ to: UnsafeMutablePointer<S>) {
      let nothing = S(rounding: -.infinity)
      for i in 0..<batch.rows {
        for j in 0..<outputs {
          let isMasked = batch.isMasked(i, j, outputs: outputs)
          unsafe to[i * outputs + j] = isMasked ? nothing : logits[i * outputs + j]
        }
      }
    }
    if let gradient = unsafe gradient {
      unsafe fill(gradient)
      unsafe place.logits = UnsafePointer(gradient)
    } else {
      copy = ContiguousArray(repeating: S(rounding: 0), count: count)
      // The array is the caller's alone, and outlives the block.
      unsafe copy.withUnsafeMutableBufferPointer {
        guard let start = $0.baseAddress else { return }
        unsafe fill(start)
        unsafe place.logits = UnsafePointer(start)
      }
    }
    return place
  }

  /// The gradient and the losses of a row that costs nothing.
  @inline(__always)
  func clear(_ i: Int, outputs: Int) {
    for k in i * outputs..<(i + 1) * outputs { clearElement(k) }
  }

  /// The gradient of a mean over nothing.
  func clearGradient(_ i: Int, outputs: Int) {
    for k in i * outputs..<(i + 1) * outputs { unsafe gradient?[k] = S(rounding: 0) }
  }

  @inline(__always)
  func clearElement(_ k: Int) {
    unsafe gradient?[k] = S(rounding: 0)
    unsafe elementLosses?[k] = 0
  }

  @inline(__always)
  func setRowLoss(_ i: Int, _ value: Double) { unsafe rowLosses?[i] = value }

  @inline(__always)
  func setElementLoss(_ k: Int, _ value: Double) { unsafe elementLosses?[k] = value }
}

/// The rows of a batch, in blocks that are cut and merged in the same places at any number of threads.
enum RowBlocks {
  /// The number of logits below which a second thread costs more than it saves.
  static let fewestForThreads = 1 << 18

  /// As many rows as keep a block's logits in the second level of cache, and at most 32 768.
  static func rows(outputs: Int) -> Int {
    var rows = 32768
    while rows > 16, rows * outputs > 1 << 16 { rows /= 2 }
    return rows * outputs > 1 << 18 ? 1 : rows
  }

  /// Forms every block of one row or more on at most this many threads, each with its own scratch, and merges in
  /// order.
  @inline(__always)
  static func total(
    rows: Int, outputs: Int, threads: Int?, scratch: @autoclosure @Sendable () -> RowScratch,
    _ form: @Sendable (Range<Int>, RowScratch) -> LossTotal
  ) -> LossTotal {
    var total = LossTotal(outputs: outputs)
    require(threads ?? 1 > 0, "threads must be 1 or more, got \(threads ?? 1)")
    let size = Self.rows(outputs: outputs)
    let count = (rows + size - 1) / size
    let workers =
      count == 1 || rows * outputs < fewestForThreads && threads == nil
      ? 1 : workerCount(count, threads: threads ?? processorCount)
    if workers == 1 {
      let own = scratch()
      for block in 0..<count {
        total.append(form(block * size..<min((block + 1) * size, rows), own))
      }
      return total
    }
    var parts = ContiguousArray(repeating: LossTotal(), count: count)
    unsafe parts.withUnsafeMutableBufferPointer { buffer in
      // Only one thread writes each block.
      nonisolated(unsafe) let places = unsafe buffer
      let next = Tickets()
      parallel(workers, threads: workers) { _ in
        let own = scratch()
        while let block = next.take(below: count) {
          unsafe places[block] = form(block * size..<min((block + 1) * size, rows), own)
        }
      }
    }
    for part in parts { total.append(part) }
    return total
  }
}

/// Where logits are read, and where their gradient is written: the same place, another, or nowhere.
///
/// Both hold rows × outputs elements, as `Objective` has checked, for as long as the call that made the place
/// lasts; every block of rows has its own part.
@safe
struct RowPlace<S: LogitScalar>: @unchecked Sendable {
  let logits: UnsafePointer<S>?
  let gradient: UnsafeMutablePointer<S>?

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
}

extension RowPlace {
  /// Forms logits whose gradient takes their place.
  @inline(__always)
  static func form(
    _ logits: inout MutableSpan<S>, _ form: (Self) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> LossTotal {
    try unsafe logits.withUnsafeMutableBufferPointer { (z) throws(TargetError) in
      try unsafe form(Self(logits: UnsafePointer(z.baseAddress), gradient: z.baseAddress))
    }
  }

  /// Forms logits without their gradient.
  @inline(__always)
  static func form(
    _ logits: Span<S>, _ form: (Self) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> LossTotal {
    try unsafe Self.form(logits, gradient: nil, form)
  }

  /// Forms logits whose gradient is written where there is room for it.
  @inline(__always)
  static func form(
    _ logits: Span<S>, gradient: UnsafeMutablePointer<S>?,
    _ form: (Self) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> LossTotal {
    try unsafe logits.withUnsafeBufferPointer { (z) throws(TargetError) in
      try unsafe form(Self(logits: z.baseAddress, gradient: gradient))
    }
  }

  /// The same, with room for as many elements as there are logits.
  @inline(__always)
  static func form(
    _ logits: Span<S>, into gradient: inout MutableSpan<S>,
    _ form: (Self) throws(TargetError) -> LossTotal
  ) throws(TargetError) -> LossTotal {
    try unsafe gradient.withUnsafeMutableBufferPointer { (g) throws(TargetError) in
      try unsafe Self.form(logits, gradient: g.baseAddress, form)
    }
  }
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

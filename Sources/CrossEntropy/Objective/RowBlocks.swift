/// What blocks of rows give, in their order.
protocol BatchTotal: Sendable {
  /// The total of nothing.
  init()

  /// Appends the total of the rows that follow, formed as these were.
  mutating func append(_ other: Self)
}

extension LossTotal: BatchTotal {}

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
  static func total<Total: BatchTotal, Scratch>(
    rows: Int, outputs: Int, threads: Int?, scratch: @autoclosure @Sendable () -> Scratch,
    _ form: @Sendable (Range<Int>, Scratch) -> Total
  ) -> Total {
    var total = Total()
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
    var parts = ContiguousArray(repeating: Total(), count: count)
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

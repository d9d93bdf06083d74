internal import CrossEntropyKernels

/// What rows of logits say of their labels, in double precision also where they are floats.
package struct LabelRanks: Sendable {
  /// log Σⱼ exp(zⱼ) of every row.
  package private(set) var logSums: [Double]
  /// The most probable class; the smallest index on ties.
  package private(set) var tops: [Int32]
  /// How many classes come before the label by probability, those of a smaller index on ties.
  package private(set) var ranks: [Int32]

  /// - Shape: `logits` is rows × classes, with one label for each row, which is one of the classes.
  /// - Edges: nil where a row holds a NaN, +∞ or nothing but −∞.
  /// - Error: that of ``logSumExp(_:threads:)`` of doubles, enforced by `LabelRanksTests`.
  package init?<S: LogitScalar>(
    _ logits: Matrix<S>, labels: [Int32], level: KernelLevel = .best
  ) {
    guard let scalar = KernelScalar(S.self), scalar == .float || scalar == .double else {
      return nil
    }
    require(labels.count == logits.rows, "\(labels.count) labels of \(logits.rows) rows")
    require(
      labels.allSatisfy { $0 >= 0 && $0 < logits.columns }, "a label is none of the classes")
    logSums = [Double](repeating: 0, count: labels.count)
    tops = [Int32](repeating: 0, count: labels.count)
    ranks = tops
    let formed = unsafe logits.elements.withUnsafeBufferPointer { logits in
      unsafe labels.withUnsafeBufferPointer { labels in
        unsafe logSums.withUnsafeMutableBufferPointer { logSums in
          unsafe tops.withUnsafeMutableBufferPointer { tops in
            unsafe ranks.withUnsafeMutableBufferPointer { ranks in
              guard let z = logits.baseAddress, let own = labels.baseAddress,
                let sums = logSums.baseAddress, let top = tops.baseAddress,
                let rank = ranks.baseAddress
              else { return 0 }
              return unsafe cek_label_rows(
                level.level, z, scalar == .float ? 1 : 0, labels.count, logits.count / labels.count,
                own, sums, top, rank)
            }
          }
        }
      }
    }
    if formed < labels.count { return nil }
  }
}

internal import CrossEntropyKernels

/// How many events are drawn: those whose bits, mixed with a key as a seed mixes them, have their top 53 bits below the
/// event's threshold of at most 2⁵³.
package func countDrawn(
  bits: Span<UInt64>, below thresholds: Span<UInt64>, key: UInt64, level: KernelLevel = .best
) -> Int {
  require(
    bits.count == thresholds.count,
    "expected \(bits.count) thresholds, got \(thresholds.count)")
  return unsafe bits.withUnsafeBufferPointer { bits in
    unsafe thresholds.withUnsafeBufferPointer { thresholds in
      guard let first = bits.baseAddress, let least = thresholds.baseAddress else { return 0 }
      return unsafe cek_draws_below(level.level, first, least, bits.count, key)
    }
  }
}

internal import CrossEntropyKernels

/// softmax(z) of every row of logits, exp(zⱼ) / Σₖ exp(zₖ).
///
/// At most `threads` threads work, 1 or more; nil is as many as pay off.
///
/// - Shape: rows × classes, as the logits.
/// - Edges: a masked class has 0, even if all are masked; a NaN makes its row NaN.
/// - Error: (|zⱼ − max| + 4) ulp of the logits' type, enforced by `SoftmaxRowsTests`.
public func softmax<S: LogitScalar>(_ logits: Matrix<S>, threads: Int? = nil) -> Matrix<S> {
  outputs(cek_softmax, of: logits, threads: threads)
}

/// log softmax(z) of every row of logits, zⱼ − log Σₖ exp(zₖ).
///
/// `threads` is as for ``softmax(_:threads:)``.
///
/// - Shape: rows × classes, as the logits.
/// - Edges: a masked class has −∞; a NaN makes its row NaN.
/// - Error: 4 ulp of the larger of the result and |zⱼ − max|, enforced by `SoftmaxRowsTests`.
public func logSoftmax<S: LogitScalar>(_ logits: Matrix<S>, threads: Int? = nil) -> Matrix<S> {
  outputs(cek_log_softmax, of: logits, threads: threads)
}

/// log Σⱼ exp(zⱼ) of every row of logits.
///
/// `threads` is as for ``softmax(_:threads:)``.
///
/// - Edges: a row without columns or of only −∞ gives −∞; a +∞ gives +∞; a NaN gives NaN.
/// - Error: 4 ulp of the logits' type, of max(|greatest|, |result|), enforced by `SoftmaxRowsTests`.
public func logSumExp<S: LogitScalar>(_ logits: Matrix<S>, threads: Int? = nil) -> [Double] {
  var sums = [Double](repeating: -.infinity, count: logits.rows)
  unsafe sums.withUnsafeMutableBufferPointer {
    unsafe formRows(of: logits, cek_softmax, outputs: nil, sums: $0.baseAddress, threads: threads)
  }
  return sums
}

/// softmax(z) of every row, and its log-sum-exp, on the calling thread.
package func softmaxAndLogSums(
  _ logits: Matrix<Double>
) -> (softmax: Matrix<Double>, logSums: [Double]) {
  var result = logits
  var sums = [Double](repeating: -.infinity, count: logits.rows)
  unsafe result.elements.withUnsafeMutableBufferPointer { outputs in
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe formRows(
        of: logits, cek_softmax, outputs: outputs.baseAddress, sums: sums.baseAddress, threads: 1)
    }
  }
  return (result, sums)
}

private func outputs<S: LogitScalar>(
  _ output: cek_output, of logits: Matrix<S>, threads: Int?
) -> Matrix<S> {
  var result = logits
  unsafe result.elements.withUnsafeMutableBufferPointer {
    unsafe formRows(of: logits, output, outputs: $0.baseAddress, sums: nil, threads: threads)
  }
  return result
}

/// Writes what is asked for of every row: `outputs` has room for as many elements as there are logits, `sums`
/// for one per row.
private func formRows<S: LogitScalar>(
  of logits: Matrix<S>, _ output: cek_output, outputs: UnsafeMutablePointer<S>?,
  sums: UnsafeMutablePointer<Double>?, threads: Int?, level: KernelLevel = .current
) {
  let classes = logits.columns
  guard logits.rows > 0, classes > 0 else { return }
  let scalar = level == .definition ? nil : KernelScalar(S.self)
  let size = RowBlocks.rows(outputs: classes)
  let isSmall = logits.elements.count < RowBlocks.fewestForThreads
  // Every block of rows has its own part of both.
  nonisolated(unsafe) let (outputs, sums) = unsafe (outputs, sums)
  parallel(
    (logits.rows + size - 1) / size, threads: threads ?? (isSmall ? 1 : processorCount)
  ) { index in
    let rows = index * size..<min((index + 1) * size, logits.rows)
    let left =
      unsafe scalar?.formOutputs(
        level, of: logits, rows, output,
        outputs: outputs.map { unsafe $0 + rows.lowerBound * classes },
        sums: sums.map { unsafe $0 + rows.lowerBound }) ?? Array(rows)
    for i in left {
      var row = ContiguousArray((0..<classes).map { logits[i, $0].arithmetic })
      let known = SoftmaxRow(reading: row.mutableSpan)
      unsafe sums?[i] = known.logSumExp
      guard let outputs = unsafe outputs else { continue }
      for j in 0..<classes {
        let value =
          output == cek_softmax
          ? known.exponential(of: row[j]) / known.total : known.logProbability(row[j])
        unsafe outputs[i * classes + j] = S(rounding: value)
      }
    }
  }
}

extension KernelScalar {
  /// Forms some rows by the kernel; the result are those that it left alone.
  fileprivate func formOutputs<S: LogitScalar>(
    _ level: KernelLevel, of logits: Matrix<S>, _ rows: Range<Int>, _ output: cek_output,
    outputs: UnsafeMutablePointer<S>?, sums: UnsafeMutablePointer<Double>?
  ) -> [Int] {
    let (level, classes) = (level.level, logits.columns)
    let scratch = RowScratch(rows: rows.count, outputs: classes, scalar: self)
    unsafe logits.elements.withUnsafeBytes { all in
      guard let start = all.baseAddress else { return }
      let z = unsafe start + rows.lowerBound * classes * MemoryLayout<S>.stride
      let out = unsafe outputs.map { UnsafeMutableRawPointer($0) }
      var result = unsafe scratch.result()
      switch self {
      case .float:
        unsafe cek_outputs_of_f32(
          level, z.assumingMemoryBound(to: Float.self), out?.assumingMemoryBound(to: Float.self),
          rows.count, classes, output, sums, &result)
      case .double:
        unsafe cek_outputs_of_f64(
          level, z.assumingMemoryBound(to: Double.self), out?.assumingMemoryBound(to: Double.self),
          rows.count, classes, output, sums, &result)
      case .float16, .bfloat16:
        unsafe cek_half_outputs_of(
          level, self == .float16 ? cek_f16 : cek_bf16, z.assumingMemoryBound(to: UInt16.self),
          out?.assumingMemoryBound(to: UInt16.self), rows.count, classes, output, sums,
          scratch.memory.assumingMemoryBound(to: Float.self), &result)
      }
      unsafe scratch.specialCount = result.special
    }
    return (0..<scratch.specialCount).map { rows.lowerBound + scratch.special($0) }
  }
}

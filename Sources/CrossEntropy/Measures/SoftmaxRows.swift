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
  unsafe sums.withUnsafeMutableBufferPointer { sums in
    unsafe logits.elements.withUnsafeBufferPointer {
      unsafe formRows(
        of: $0, classes: logits.columns, cek_softmax, outputs: nil, sums: sums.baseAddress,
        threads: threads)
    }
  }
  return sums
}

/// Replaces every row of logits by softmax(z); for the rest see ``softmax(_:threads:)``.
///
/// Throws where the logits are not rows of `outputs` elements.
public func formSoftmax<S: LogitScalar>(
  _ logits: inout MutableSpan<S>, outputs: Int, threads: Int? = nil
) throws(ShapeError) {
  try formInPlace(&logits, cek_softmax, classes: outputs, threads: threads)
}

/// Replaces every row of logits by log softmax(z); for the rest see ``logSoftmax(_:threads:)``.
///
/// Throws where the logits are not rows of `outputs` elements.
public func formLogSoftmax<S: LogitScalar>(
  _ logits: inout MutableSpan<S>, outputs: Int, threads: Int? = nil
) throws(ShapeError) {
  try formInPlace(&logits, cek_log_softmax, classes: outputs, threads: threads)
}

/// Writes log Σⱼ exp(zⱼ) of every row of logits, one element per row; for the rest see ``logSumExp(_:threads:)``.
///
/// Throws where the logits are not rows of `outputs` elements, or there are other sums than rows.
public func formLogSumExp<S: LogitScalar>(
  of logits: Span<S>, into sums: inout MutableSpan<Double>, outputs: Int, threads: Int? = nil
) throws(ShapeError) {
  let rows = try rowCount(logits.count, outputs: outputs)
  if sums.count != rows { throw .count(of: .rowSums, expected: rows, got: sums.count) }
  unsafe logits.withUnsafeBufferPointer { z in
    unsafe sums.withUnsafeMutableBufferPointer {
      unsafe formRows(
        of: z, classes: outputs, cek_softmax, outputs: nil, sums: $0.baseAddress, threads: threads)
    }
  }
}

/// softmax(z) of every row, and its log-sum-exp, on the calling thread.
package func softmaxAndLogSums(
  _ logits: Matrix<Double>
) -> (softmax: Matrix<Double>, logSums: [Double]) {
  var result = logits
  var sums = [Double](repeating: -.infinity, count: logits.rows)
  unsafe result.elements.withUnsafeMutableBufferPointer { outputs in
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe logits.elements.withUnsafeBufferPointer {
        unsafe formRows(
          of: $0, classes: logits.columns, cek_softmax, outputs: outputs.baseAddress,
          sums: sums.baseAddress, threads: 1)
      }
    }
  }
  return (result, sums)
}

private func outputs<S: LogitScalar>(
  _ output: cek_output, of logits: Matrix<S>, threads: Int?
) -> Matrix<S> {
  var result = logits
  unsafe result.elements.withUnsafeMutableBufferPointer { to in
    unsafe logits.elements.withUnsafeBufferPointer {
      unsafe formRows(
        of: $0, classes: logits.columns, output, outputs: to.baseAddress, sums: nil,
        threads: threads)
    }
  }
  return result
}

private func formInPlace<S: LogitScalar>(
  _ logits: inout MutableSpan<S>, _ output: cek_output, classes: Int, threads: Int?
) throws(ShapeError) {
  _ = try rowCount(logits.count, outputs: classes)
  unsafe logits.withUnsafeMutableBufferPointer {
    unsafe formRows(
      of: UnsafeBufferPointer($0), classes: classes, output, outputs: $0.baseAddress, sums: nil,
      threads: threads)
  }
}

private func rowCount(_ elements: Int, outputs: Int) throws(ShapeError) -> Int {
  guard outputs > 0 else { throw .none(of: .outputs) }
  let (rows, rest) = elements.quotientAndRemainder(dividingBy: outputs)
  if rest != 0 { throw .count(of: .logits, expected: rows * outputs, got: elements) }
  return rows
}

/// Writes what is asked for of every row: `outputs` has room for as many elements as there are logits, or is where they
/// are; `sums` has room for one per row.
private func formRows<S: LogitScalar>(
  of logits: UnsafeBufferPointer<S>, classes: Int, _ output: cek_output,
  outputs: UnsafeMutablePointer<S>?, sums: UnsafeMutablePointer<Double>?, threads: Int?,
  level: KernelLevel = .current
) {
  guard let start = logits.baseAddress, classes > 0, !logits.isEmpty else { return }
  let rowCount = logits.count / classes
  let scalar = level == .definition ? nil : KernelScalar(S.self)
  let size = RowBlocks.rows(outputs: classes)
  let isSmall = logits.count < RowBlocks.fewestForThreads
  // Every block of rows has its own part of both.
  nonisolated(unsafe) let (all, outputs, sums) = unsafe (start, outputs, sums)
  parallel(
    (rowCount + size - 1) / size, threads: threads ?? (isSmall ? 1 : processorCount)
  ) { index in
    let rows = index * size..<min((index + 1) * size, rowCount)
    let first = unsafe all + rows.lowerBound * classes
    let out = unsafe outputs.map { unsafe $0 + rows.lowerBound * classes }
    let sums = unsafe sums.map { unsafe $0 + rows.lowerBound }
    let left =
      unsafe scalar?.formOutputs(
        level, of: first, rows: rows.count, classes: classes, output, outputs: out, sums: sums)
      ?? Array(0..<rows.count)
    for i in left {
      let from = unsafe UnsafeBufferPointer(start: first + i * classes, count: classes)
      var row = unsafe ContiguousArray(from.map { $0.arithmetic })
      let known = SoftmaxRow(reading: row.mutableSpan)
      unsafe sums?[i] = known.logSumExp
      guard let out = unsafe out else { continue }
      for j in 0..<classes {
        let value =
          output == cek_softmax
          ? known.exponential(of: row[j]) / known.total : known.logProbability(row[j])
        unsafe out[i * classes + j] = S(rounding: value)
      }
    }
  }
}

extension KernelScalar {
  /// Forms some rows by the kernel; the result are those that it left alone.
  fileprivate func formOutputs<S: LogitScalar>(
    _ level: KernelLevel, of logits: UnsafePointer<S>, rows: Int, classes: Int,
    _ output: cek_output, outputs: UnsafeMutablePointer<S>?, sums: UnsafeMutablePointer<Double>?
  ) -> [Int] {
    let level = level.level
    let scratch = RowScratch(rows: rows, outputs: classes, scalar: self)
    let z = UnsafeRawPointer(logits)
    let out = unsafe outputs.map { UnsafeMutableRawPointer($0) }
    var result = unsafe scratch.result()
    switch self {
    case .float:
      unsafe cek_outputs_of_f32(
        level, z.assumingMemoryBound(to: Float.self), out?.assumingMemoryBound(to: Float.self),
        rows, classes, output, sums, &result)
    case .double:
      unsafe cek_outputs_of_f64(
        level, z.assumingMemoryBound(to: Double.self), out?.assumingMemoryBound(to: Double.self),
        rows, classes, output, sums, &result)
    case .float16, .bfloat16:
      unsafe cek_half_outputs_of(
        level, self == .float16 ? cek_f16 : cek_bf16, z.assumingMemoryBound(to: UInt16.self),
        out?.assumingMemoryBound(to: UInt16.self), rows, classes, output, sums,
        scratch.memory.assumingMemoryBound(to: Float.self), &result)
    }
    unsafe scratch.specialCount = result.special
    return (0..<scratch.specialCount).map { scratch.special($0) }
  }
}

internal import CrossEntropyKernels

/// softmax(z) of every row of logits, exp(zⱼ) / Σₖ exp(zₖ).
///
/// - Shape: rows × classes, as the logits.
/// - Edges: a masked class has 0, even if all are masked; a NaN makes its row NaN.
/// - Error: (|zⱼ − max| + 4) ulp of the logits' type, enforced by `SoftmaxRowsTests`.
public func softmax<S: LogitScalar>(_ logits: Matrix<S>, threads: Int? = nil) -> Matrix<S> {
  var result = logits
  formRows(of: logits, into: &result, cek_softmax, threads: threads)
  return result
}

/// log softmax(z) of every row of logits, zⱼ − log Σₖ exp(zₖ).
///
/// - Shape: rows × classes, as the logits.
/// - Edges: a masked class has −∞; a NaN makes its row NaN.
/// - Error: 4 ulp of the larger of the result and |zⱼ − max|, enforced by `SoftmaxRowsTests`.
public func logSoftmax<S: LogitScalar>(_ logits: Matrix<S>, threads: Int? = nil) -> Matrix<S> {
  var result = logits
  formRows(of: logits, into: &result, cek_log_softmax, threads: threads)
  return result
}

/// log Σⱼ exp(zⱼ) of every row of logits.
///
/// - Edges: a row of only −∞ gives −∞; a +∞ gives +∞; a NaN gives NaN.
/// - Error: 4 ulp of the logits' type, of max(|greatest|, |result|), enforced by `SoftmaxRowsTests`.
public func logSumExp<S: LogitScalar>(_ logits: Matrix<S>, threads: Int? = nil) -> [Double] {
  var sums = [Double](repeating: 0, count: logits.rows)
  sums.withUnsafeMutableBufferPointer { sums in
    var none: Matrix<S>?
    formRows(of: logits, outputs: &none, cek_softmax, sums: sums.baseAddress, threads: threads)
  }
  return sums
}

private func formRows<S: LogitScalar>(
  of logits: Matrix<S>, into outputs: inout Matrix<S>, _ output: cek_output, threads: Int?
) {
  var some: Matrix<S>? = outputs
  formRows(of: logits, outputs: &some, output, sums: nil, threads: threads)
  if let some { outputs = some }
}

private func formRows<S: LogitScalar>(
  of logits: Matrix<S>, outputs: inout Matrix<S>?, _ output: cek_output,
  sums: UnsafeMutablePointer<Double>?, threads: Int?
) {
  let classes = logits.columns
  guard logits.rows > 0, classes > 0 else { return }
  let level = KernelLevel.current
  let scalar = level == .definition ? nil : KernelScalar(S.self)
  let block = RowBlocks.rows(outputs: classes)
  let count = (logits.rows + block - 1) / block
  let isSmall = logits.elements.count < RowBlocks.fewestForThreads
  logits.elements.withUnsafeBufferPointer { z in
    func form(_ out: UnsafeMutablePointer<S>?) {
      nonisolated(unsafe) let (z, out, sums) = (z, out, sums)
      parallel(count, threads: threads ?? (isSmall ? 1 : processorCount)) { index in
        let rows = index * block..<min((index + 1) * block, logits.rows)
        var odd = [UInt32](repeating: 0, count: rows.count)
        let start = rows.lowerBound * classes
        guard let z = z.baseAddress else { return }
        let left = odd.withUnsafeMutableBufferPointer { odd -> Int? in
          guard let specials = odd.baseAddress else { return nil }
          var result = cek_result(sum: 0, special: 0, specials: specials)
          let ownSums = sums.map { $0 + rows.lowerBound }
          switch scalar {
          case .float:
            cek_outputs_of_f32(
              level.level, UnsafeRawPointer(z + start).assumingMemoryBound(to: Float.self),
              out.map { UnsafeMutableRawPointer($0 + start).assumingMemoryBound(to: Float.self) },
              rows.count, classes, output, ownSums, &result)
          case .double:
            cek_outputs_of_f64(
              level.level, UnsafeRawPointer(z + start).assumingMemoryBound(to: Double.self),
              out.map { UnsafeMutableRawPointer($0 + start).assumingMemoryBound(to: Double.self) },
              rows.count, classes, output, ownSums, &result)
          case .float16, .bfloat16:
            withUnsafeTemporaryAllocation(of: Float.self, capacity: cek_scratch(classes)) { wide in
              guard let wide = wide.baseAddress else { return }
              cek_half_outputs_of(
                level.level, scalar == .float16 ? cek_f16 : cek_bf16,
                UnsafeRawPointer(z + start).assumingMemoryBound(to: UInt16.self),
                out.map {
                  UnsafeMutableRawPointer($0 + start).assumingMemoryBound(to: UInt16.self)
                }, rows.count, classes, output, ownSums, wide, &result)
            }
          case nil: return nil
          }
          return result.special
        }
        let rest = left.map { odd[..<$0].map { rows.lowerBound + Int($0) } } ?? Array(rows)
        for i in rest {
          var row = ContiguousArray((0..<classes).map { z[i * classes + $0].arithmetic })
          let known = SoftmaxRow(reading: row.mutableSpan)
          if let sums { sums[i] = logSumExp(Array(row)) }
          guard let out else { continue }
          for j in 0..<classes {
            let value =
              output == cek_softmax
              ? known.exponential(of: row[j]) / known.total : known.logProbability(row[j])
            out[i * classes + j] = S(rounding: value)
          }
        }
      }
    }
    if outputs == nil {
      form(nil)
    } else {
      outputs?.elements.withUnsafeMutableBufferPointer { form($0.baseAddress) }
    }
  }
}

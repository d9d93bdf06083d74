internal import CrossEntropyFiles

extension SparseRows {
  /// Adds rows times weights, places × outputs, to their logits.
  func addProducts(
    of rows: Range<Int>, _ weights: Span<Double>, to logits: inout MutableSpan<Double>, outputs: Int
  ) {
    if width == 0 { return }
    let (places, numbers) = (places.span, numbers.span)
    for (i, row) in rows.enumerated() {
      let entries = entries(of: row)
      let (at, x) = (places.extracting(entries), numbers.extracting(entries))
      if outputs == 1 {
        // Four sums, none of which waits for the one before.
        var sums = SIMD4<Double>()
        let whole = x.count & ~3
        for entry in stride(from: 0, to: whole, by: 4) {
          for k in 0..<4 { sums[k] += x[entry + k] * weights[Int(at[entry + k])] }
        }
        for entry in whole..<x.count { sums[0] += x[entry] * weights[Int(at[entry])] }
        logits[i] += (sums[0] + sums[1]) + (sums[2] + sums[3])
        continue
      }
      var to = logits._mutatingExtracting(i * outputs..<(i + 1) * outputs)
      for entry in x.indices {
        let start = Int(at[entry]) * outputs
        let from = weights.extracting(start..<start + outputs)
        for j in 0..<outputs { to[j] += x[entry] * from[j] }
      }
    }
  }

  /// Adds what rows' slopes by their logits are by the weights, to those' gradient, places × outputs.
  func addGradient(
    of rows: Range<Int>, _ slopes: Span<Double>, to gradient: inout MutableSpan<Double>,
    outputs: Int
  ) {
    if width == 0 { return }
    let (places, numbers) = (places.span, numbers.span)
    for (i, row) in rows.enumerated() {
      let entries = entries(of: row)
      let (at, x) = (places.extracting(entries), numbers.extracting(entries))
      if outputs == 1 {
        let slope = slopes[i]
        for entry in x.indices { gradient[Int(at[entry])] += slope * x[entry] }
        continue
      }
      let from = slopes.extracting(i * outputs..<(i + 1) * outputs)
      for entry in x.indices {
        let start = Int(at[entry]) * outputs
        var to = gradient._mutatingExtracting(start..<start + outputs)
        for j in 0..<outputs { to[j] += x[entry] * from[j] }
      }
    }
  }

  /// Adds rows' curvatures times the squares of their numbers less their centres to a diagonal, without what a number of
  /// 0 adds, which is the same in every row.
  func addSquares(
    of rows: Range<Int>, _ curvatures: Span<Double>, less centres: ContiguousArray<Double>,
    to diagonal: inout MutableSpan<Double>
  ) {
    if width == 0 { return }
    for (i, row) in rows.enumerated() {
      for entry in entries(of: row) {
        let (place, x) = (Int(places[entry]), numbers[entry])
        let centre = centres.isEmpty ? 0 : centres[place]
        diagonal[place] += curvatures[i] * x * (x - 2 * centre)
      }
    }
  }
}

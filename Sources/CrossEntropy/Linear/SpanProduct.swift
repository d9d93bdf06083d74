/// C = A·B: `a` holds rows × depth numbers, `b` depth × columns, `c` rows × columns.
package func multiply(
  _ a: Span<Double>, _ b: Span<Double>, into c: inout MutableSpan<Double>, rows: Int, depth: Int,
  columns: Int
) {
  requireShapes(a.count, b.count, c.count, rows: rows, depth: depth, columns: columns)
  unsafe withPointers(a, b, &c) { a, b, c in
    unsafe multiply(a, b, into: c, rows: rows, depth: depth, columns: columns)
  }
}

/// C = A·B in single precision.
package func multiply(
  _ a: Span<Float>, _ b: Span<Float>, into c: inout MutableSpan<Float>, rows: Int, depth: Int,
  columns: Int
) {
  requireShapes(a.count, b.count, c.count, rows: rows, depth: depth, columns: columns)
  unsafe withPointers(a, b, &c) { a, b, c in
    unsafe multiply(a, b, into: c, rows: rows, depth: depth, columns: columns)
  }
}

/// C += Aᵀ·B: `a` holds depth × rows numbers, `b` depth × columns, `c` rows × columns.
package func multiplyTransposed(
  _ a: Span<Double>, _ b: Span<Double>, addingTo c: inout MutableSpan<Double>, rows: Int,
  depth: Int, columns: Int
) {
  requireShapes(a.count, b.count, c.count, rows: rows, depth: depth, columns: columns)
  unsafe withPointers(a, b, &c) { a, b, c in
    unsafe multiplyTransposed(a, b, addingTo: c, rows: rows, depth: depth, columns: columns)
  }
}

/// C += Aᵀ·B in single precision.
package func multiplyTransposed(
  _ a: Span<Float>, _ b: Span<Float>, addingTo c: inout MutableSpan<Float>, rows: Int, depth: Int,
  columns: Int
) {
  requireShapes(a.count, b.count, c.count, rows: rows, depth: depth, columns: columns)
  unsafe withPointers(a, b, &c) { a, b, c in
    unsafe multiplyTransposed(a, b, addingTo: c, rows: rows, depth: depth, columns: columns)
  }
}

private func requireShapes(_ a: Int, _ b: Int, _ c: Int, rows: Int, depth: Int, columns: Int) {
  require(
    a == rows * depth && b == depth * columns && c == rows * columns,
    "a product of \(rows) × \(depth) × \(columns) with \(a), \(b) and \(c) numbers")
}

/// Hands the numbers to C, which reads and writes no more of them than the shapes say.
@inline(__always)
private func withPointers<Number: BitwiseCopyable>(
  _ a: Span<Number>, _ b: Span<Number>, _ c: inout MutableSpan<Number>,
  _ body: (UnsafePointer<Number>, UnsafePointer<Number>, UnsafeMutablePointer<Number>) -> Void
) {
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
        unsafe body(a, b, c)
      }
    }
  }
}

internal import CrossEntropyKernels

/// C = A·B of dense matrices, row after row, on the calling thread.
///
/// `a` holds rows × depth elements, `b` depth × columns, `c` rows × columns.
@specialized(where S == Float)
@specialized(where S == Double)
package func multiply<S: LinearScalar>(
  _ a: Span<S>, _ b: Span<S>, into c: inout MutableSpan<S>, rows: Int, depth: Int, columns: Int
) {
  requireShape(a.count, b.count, c.count, rows: rows, depth: depth, columns: columns)
  unsafe withPointers(a, b, &c) {
    unsafe LinearKernel.multiply($0, $1, into: $2, rows: rows, depth: depth, columns: columns)
  }
}

/// C += Aᵀ·B of dense matrices, row after row, on the calling thread.
///
/// `a` holds depth × rows elements, `b` depth × columns, `c` rows × columns.
@specialized(where S == Float)
@specialized(where S == Double)
package func multiplyTransposed<S: LinearScalar>(
  _ a: Span<S>, _ b: Span<S>, addingTo c: inout MutableSpan<S>, rows: Int, depth: Int,
  columns: Int
) {
  requireShape(a.count, b.count, c.count, rows: rows, depth: depth, columns: columns)
  unsafe withPointers(a, b, &c) {
    unsafe LinearKernel.multiplyTransposed(
      $0, $1, addingTo: $2, rows: rows, depth: depth, columns: columns)
  }
}

/// The lower half of C += Aᵀ·B, on the calling thread: c[i][j] for j ≤ i, all there is of a symmetric product.
///
/// What C holds above its diagonal is lost. `a` and `b` hold depth × columns elements, `c` columns × columns.
@specialized(where S == Float)
@specialized(where S == Double)
package func addLowerHalf<S: LinearScalar>(
  ofTransposed a: Span<S>, _ b: Span<S>, to c: inout MutableSpan<S>, depth: Int, columns: Int
) {
  require(
    a.count == depth * columns && b.count == a.count && c.count == columns * columns,
    "half a product of \(depth) × \(columns) with \(a.count), \(b.count) and \(c.count) elements")
  unsafe withPointers(a, b, &c) {
    unsafe LinearKernel.addLowerHalf(
      ofTransposed: $0, $1, to: $2, depth: depth, columns: columns)
  }
}

/// What does the matrix products on this machine, and whether there is a BLAS library.
package enum MatrixProducts {
  /// Such as "own code, AVX-512; from 128 × 128 on OpenBLAS 0.3.21 (SkylakeX)": a BLAS library takes
  /// the products whose depth and columns are both 128 or more.
  package static var name: String { unsafe String(cString: cek_products_name()) }

  /// False where this package's own code does every width.
  package static var usesBLAS: Bool { cek_has_blas() != 0 }
}

private func requireShape(_ a: Int, _ b: Int, _ c: Int, rows: Int, depth: Int, columns: Int) {
  require(
    a == rows * depth && b == depth * columns && c == rows * columns,
    "a product of \(rows) × \(depth) × \(columns) with \(a), \(b) and \(c) elements")
}

/// Hands out what the shape was checked for.
private func withPointers<S: LinearScalar>(
  _ a: Span<S>, _ b: Span<S>, _ c: inout MutableSpan<S>,
  _ body: (UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
) {
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        guard let c = c.baseAddress else { return }
        // Of a depth of 0 nothing is read, and C is cleared all the same.
        unsafe body(a.baseAddress ?? UnsafePointer(c), b.baseAddress ?? UnsafePointer(c), c)
      }
    }
  }
}

internal import CrossEntropyKernels

/// C = A·B on rows of dense matrices, one after another in memory.
///
/// `a` holds rows × depth elements, `b` depth × columns, `c` rows × columns. Runs on the calling
/// thread.
package func multiply(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, into c: UnsafeMutablePointer<Double>,
  rows: Int, depth: Int, columns: Int
) {
  cek_multiply_f64(a, depth, b, columns, c, columns, rows, depth, columns)
}

/// C = A·B in single precision.
package func multiply(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
  rows: Int, depth: Int, columns: Int
) {
  cek_multiply_f32(a, depth, b, columns, c, columns, rows, depth, columns)
}

/// C += Aᵀ·B on rows of dense matrices, one after another in memory.
///
/// `a` holds depth × rows elements, `b` depth × columns, `c` rows × columns. Runs on the calling
/// thread.
package func multiplyTransposed(
  _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, addingTo c: UnsafeMutablePointer<Double>,
  rows: Int, depth: Int, columns: Int
) {
  cek_multiply_transposed_add_f64(a, rows, b, columns, c, columns, rows, depth, columns)
}

/// C += Aᵀ·B in single precision.
package func multiplyTransposed(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, addingTo c: UnsafeMutablePointer<Float>,
  rows: Int, depth: Int, columns: Int
) {
  cek_multiply_transposed_add_f32(a, rows, b, columns, c, columns, rows, depth, columns)
}

/// What does the matrix products on this machine, and whether there is a BLAS library.
public enum MatrixProducts {
  /// Such as "own code, AVX-512; from 128 columns on OpenBLAS 0.3.21 (SkylakeX)".
  public static var name: String { String(cString: cek_products_name()) }

  /// False where this package's own code does every width.
  public static var usesBLAS: Bool { cek_has_blas() != 0 }
}

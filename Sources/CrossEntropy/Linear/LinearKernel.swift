internal import CrossEntropyKernels

/// The C room's functions of both types under one name, and the only place that hands them matrices.
///
/// Every matrix is dense, row after row, and of the shape that its comment says.
enum LinearKernel {
  /// C = A·B of rows × depth and depth × columns elements.
  static func multiply<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, into c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      unsafe cek_multiply_f32(
        cast(a), depth, cast(b), columns, cast(c), columns, rows, depth, columns)
    } else {
      unsafe cek_multiply_f64(
        cast(a), depth, cast(b), columns, cast(c), columns, rows, depth, columns)
    }
  }

  /// C += A·B of rows × depth and depth × columns elements.
  static func multiply<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, addingTo c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      unsafe cek_multiply_add_f32(
        cast(a), depth, cast(b), columns, cast(c), columns, rows, depth, columns)
    } else {
      unsafe cek_multiply_add_f64(
        cast(a), depth, cast(b), columns, cast(c), columns, rows, depth, columns)
    }
  }

  /// C = A·Bᵀ of rows × depth and columns × depth elements.
  static func multiplyByTransposed<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, into c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      unsafe cek_multiply_by_transposed_f32(
        cast(a), depth, cast(b), depth, cast(c), columns, rows, depth, columns)
    } else {
      unsafe cek_multiply_by_transposed_f64(
        cast(a), depth, cast(b), depth, cast(c), columns, rows, depth, columns)
    }
  }

  /// C += Aᵀ·B of depth × rows and depth × columns elements.
  static func multiplyTransposed<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, addingTo c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      unsafe cek_multiply_transposed_add_f32(
        cast(a), rows, cast(b), columns, cast(c), columns, rows, depth, columns)
    } else {
      unsafe cek_multiply_transposed_add_f64(
        cast(a), rows, cast(b), columns, cast(c), columns, rows, depth, columns)
    }
  }

  /// The lower half of C += Aᵀ·B of depth × columns elements each, of a symmetric C.
  static func addLowerHalf<S: LinearScalar>(
    ofTransposed a: UnsafePointer<S>, _ b: UnsafePointer<S>, to c: UnsafeMutablePointer<S>,
    depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      unsafe cek_add_lower_half_f32(cast(a), cast(b), cast(c), depth, columns)
    } else {
      unsafe cek_add_lower_half_f64(cast(a), cast(b), cast(c), depth, columns)
    }
  }

  static func add<S: LinearScalar>(
    _ from: UnsafePointer<S>, to: UnsafeMutablePointer<S>, _ count: Int
  ) {
    if isFloat(S.self) {
      unsafe cek_add_f32(cast(from), cast(to), count)
    } else {
      unsafe cek_add_f64(cast(from), cast(to), count)
    }
  }

  static func addSums<S: LinearScalar>(
    of block: cek_block, _ logits: UnsafeMutablePointer<S>, to sums: inout [cek_row_sums],
    _ level: cek_level
  ) {
    var block = unsafe block
    if isFloat(S.self) {
      unsafe cek_block_sums_f32(level, &block, cast(logits), &sums)
    } else {
      unsafe cek_block_sums_f64(level, &block, cast(logits), &sums)
    }
  }

  /// The greatest magnitude of the gradient, which takes the place of the logits.
  static func formGradient<S: LinearScalar>(
    of block: cek_block, _ logits: UnsafeMutablePointer<S>, _ sums: UnsafePointer<cek_row_sums>,
    labels: UnsafePointer<Int32>, addingColumnsTo bias: UnsafeMutablePointer<S>,
    _ level: cek_level
  ) -> Double {
    var block = unsafe block
    return isFloat(S.self)
      ? unsafe cek_block_gradient_f32(level, &block, cast(logits), sums, labels, cast(bias))
      : unsafe cek_block_gradient_f64(level, &block, cast(logits), sums, labels, cast(bias))
  }

  /// Numbers as another type, each the nearest.
  static func convert<S: LinearScalar, T: LinearScalar>(
    _ from: UnsafePointer<S>, to: UnsafeMutablePointer<T>, _ count: Int, level: cek_level
  ) {
    switch (S.linearStorage.kind, T.linearStorage.kind) {
    case (.float, .float), (.double, .double):
      unsafe UnsafeMutableRawPointer(to).copyMemory(
        from: from, byteCount: count * MemoryLayout<S>.size)
    case (.bfloat16, .float):
      unsafe cek_widen_half(level, cek_bf16, cast(from), cast(to), count)
    case (.float16, .float):
      unsafe cek_widen_half(level, cek_f16, cast(from), cast(to), count)
    case (.double, .float):
      let (from, to): (UnsafePointer<Double>, UnsafeMutablePointer<Float>) = unsafe (
        cast(from), cast(to)
      )
      for i in 0..<count { unsafe to[i] = Float(from[i]) }
    case (.float, .double):
      let (from, to): (UnsafePointer<Float>, UnsafeMutablePointer<Double>) = unsafe (
        cast(from), cast(to)
      )
      for i in 0..<count { unsafe to[i] = Double(from[i]) }
    case (.bfloat16, .double):
      // Not by the generic loop below, which asks for every number what type it is.
      let (from, to): (UnsafePointer<BFloat16>, UnsafeMutablePointer<Double>) = unsafe (
        cast(from), cast(to)
      )
      for i in 0..<count { unsafe to[i] = from[i].arithmetic }
    default:
      for i in 0..<count { unsafe to[i] = T(rounding: from[i].arithmetic) }
    }
  }

  /// A row of a matrix in double precision.
  static func copy<S: LinearScalar>(
    _ matrix: Matrix<S>, row: Int, to doubles: inout ContiguousArray<Double>
  ) {
    require(doubles.count == matrix.columns, "expected \(matrix.columns) places")
    unsafe matrix.elements.withUnsafeBufferPointer { from in
      unsafe doubles.withUnsafeMutableBufferPointer { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        unsafe convert(from + row * matrix.columns, to: to, matrix.columns, level: cek_best)
      }
    }
  }

  private static func isFloat<S: LinearScalar>(_: S.Type) -> Bool {
    require(
      S.self == Float.self || S.self == Double.self,
      "products are of Float and Double, not \(S.self)")
    return S.self == Float.self
  }

  /// The pointer as one to the type that `S` is.
  private static func cast<S, T>(_ p: UnsafePointer<S>) -> UnsafePointer<T> {
    unsafe UnsafeRawPointer(p).assumingMemoryBound(to: T.self)
  }

  private static func cast<S, T>(_ p: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<T> {
    unsafe UnsafeMutableRawPointer(p).assumingMemoryBound(to: T.self)
  }
}

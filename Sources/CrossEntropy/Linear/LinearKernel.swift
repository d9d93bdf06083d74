internal import CrossEntropyKernels

/// `Float` and `Double`, the numbers that matrix products support; nothing else may conform.
public protocol LinearScalar: LogitScalar {}

extension Float: LinearScalar {}
extension Double: LinearScalar {}

/// The C room's functions of both types under one name.
enum LinearKernel {
  /// C = A·Bᵀ; `b` holds columns × depth elements.
  static func multiplyByTransposed<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, into c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      cek_multiply_by_transposed_f32(
        float(a), depth, float(b), depth, float(c), columns, rows, depth, columns)
    } else {
      cek_multiply_by_transposed_f64(
        double(a), depth, double(b), depth, double(c), columns, rows, depth, columns)
    }
  }

  /// C += Aᵀ·B.
  static func multiplyTransposed<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, addingTo c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      cek_multiply_transposed_add_f32(
        float(a), rows, float(b), columns, float(c), columns, rows, depth, columns)
    } else {
      cek_multiply_transposed_add_f64(
        double(a), rows, double(b), columns, double(c), columns, rows, depth, columns)
    }
  }

  /// C += A·B.
  static func multiply<S: LinearScalar>(
    _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, addingTo c: UnsafeMutablePointer<S>,
    rows: Int, depth: Int, columns: Int
  ) {
    if isFloat(S.self) {
      cek_multiply_add_f32(
        float(a), depth, float(b), columns, float(c), columns, rows, depth, columns)
    } else {
      cek_multiply_add_f64(
        double(a), depth, double(b), columns, double(c), columns, rows, depth, columns)
    }
  }

  static func add<S: LinearScalar>(
    _ from: UnsafePointer<S>, to: UnsafeMutablePointer<S>, _ count: Int
  ) {
    if isFloat(S.self) {
      cek_add_f32(float(from), float(to), count)
    } else {
      cek_add_f64(double(from), double(to), count)
    }
  }

  static func addSums<S: LinearScalar>(
    of block: cek_block, _ logits: UnsafeMutablePointer<S>, to sums: inout [cek_row_sums],
    _ level: cek_level
  ) {
    var block = block
    if isFloat(S.self) {
      cek_block_sums_f32(level, &block, float(logits), &sums)
    } else {
      cek_block_sums_f64(level, &block, double(logits), &sums)
    }
  }

  /// The greatest magnitude of the gradient, which takes the place of the logits.
  static func formGradient<S: LinearScalar>(
    of block: cek_block, _ logits: UnsafeMutablePointer<S>, _ sums: UnsafePointer<cek_row_sums>,
    labels: UnsafePointer<Int32>, addingColumnsTo bias: UnsafeMutablePointer<S>,
    _ level: cek_level
  ) -> Double {
    var block = block
    return isFloat(S.self)
      ? cek_block_gradient_f32(level, &block, float(logits), sums, labels, float(bias))
      : cek_block_gradient_f64(level, &block, double(logits), sums, labels, double(bias))
  }

  private static func isFloat<S: LinearScalar>(_: S.Type) -> Bool {
    precondition(
      S.self == Float.self || S.self == Double.self,
      "products are of Float and Double, not \(S.self)")
    return S.self == Float.self
  }

  private static func float<S>(_ p: UnsafePointer<S>) -> UnsafePointer<Float> {
    UnsafeRawPointer(p).assumingMemoryBound(to: Float.self)
  }

  private static func float<S>(_ p: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(p).assumingMemoryBound(to: Float.self)
  }

  private static func double<S>(_ p: UnsafePointer<S>) -> UnsafePointer<Double> {
    UnsafeRawPointer(p).assumingMemoryBound(to: Double.self)
  }

  private static func double<S>(_ p: UnsafeMutablePointer<S>) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(p).assumingMemoryBound(to: Double.self)
  }
}

internal import CrossEntropyKernels

/// H⁻¹ of a symmetric positive definite H, as KᵀK with K the inverse of H's Cholesky factor.
///
/// To multiply by it takes half as long as to solve with the factor, whose every step waits for the one before.
package struct SymmetricInverse: Sendable {
  private let count: Int
  /// The elements of a row, whole vectors: those behind the first `count` are 0.
  private let stride: Int
  private var factor: ContiguousArray<Double>

  /// The inverse of a matrix of `count` rows, of which the lower half is read.
  ///
  /// A pivot that is not positive beyond rounding gives way to `diagonal`'s element.
  package init(
    lowerHalf matrix: Span<Double>, count: Int, diagonal: Span<Double>,
    level: KernelLevel = .best
  ) {
    require(
      matrix.count == count * count && diagonal.count == count,
      "expected \(count)² elements, got \(matrix.count) and a diagonal of \(diagonal.count)")
    self.count = count
    stride = Self.padded(count)
    factor = ContiguousArray(repeating: 0, count: count * stride)
    if count == 0 { return }
    var scratch = factor
    let stride = stride
    unsafe matrix.withUnsafeBufferPointer { matrix in
      unsafe diagonal.withUnsafeBufferPointer { diagonal in
        unsafe scratch.withUnsafeMutableBufferPointer { scratch in
          unsafe factor.withUnsafeMutableBufferPointer { factor in
            guard let lower = matrix.baseAddress, let diagonal = diagonal.baseAddress,
              let scratch = scratch.baseAddress, let inverse = factor.baseAddress
            else { return }
            unsafe cek_inverse_factor(
              level.level, lower, diagonal, count, scratch, stride, inverse)
          }
        }
      }
    }
  }

  /// H⁻¹x; both have ``padded(_:)`` elements, and those of `x` behind the first `count` are 0.
  package func multiply(
    _ x: ContiguousArray<Double>, into y: inout ContiguousArray<Double>,
    level: KernelLevel = .best
  ) {
    require(
      x.count == stride && y.count == stride,
      "expected \(stride) elements, got \(x.count) and \(y.count)")
    unsafe factor.withUnsafeBufferPointer { factor in
      unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeMutableBufferPointer { y in
          guard let inverse = factor.baseAddress, let x = x.baseAddress, let y = y.baseAddress
          else { return }
          unsafe cek_multiply_inverse(level.level, inverse, count, stride, x, y)
        }
      }
    }
  }

  /// So many elements filled up to whole vectors.
  package static func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }
}

/// Σᵢ aᵢbᵢ, in the machine's widest vectors.
package func dot(_ a: Span<Double>, _ b: Span<Double>, level: KernelLevel = .best) -> Double {
  require(a.count == b.count, "a dot product of \(a.count) and \(b.count) elements")
  return unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
      return unsafe cek_dot(level.level, first, second, a.count)
    }
  }
}

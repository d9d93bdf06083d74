// Matrices from the containers of other frameworks, and back.

// snippet.data
import CrossEntropy
import Foundation

extension Matrix {
  /// A matrix of the numbers whose bytes lie one after the other, row after row.
  init(rows: Int, columns: Int, data: Data) throws {
    var elements: [Element] = []
    elements.reserveCapacity(data.count / MemoryLayout<Element>.stride)
    data.withUnsafeBytes { bytes in
      // A slice of data may start anywhere, so nothing is assumed of its alignment.
      for place in stride(
        from: 0, through: bytes.count - MemoryLayout<Element>.size,
        by: MemoryLayout<Element>.stride)
      {
        elements.append(bytes.loadUnaligned(fromByteOffset: place, as: Element.self))
      }
    }
    try self.init(rows: rows, columns: columns, elements: elements)
  }

  /// The bytes of the elements, row after row.
  var data: Data { elements.withUnsafeBytes { Data($0) } }
}

let bytes = Data([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0, 0xbf, 0, 0, 0, 0])
let logits = try Matrix<Float>(rows: 2, columns: 2, data: bytes)
print(logits)
print(logits.data == bytes)
// snippet.end

#if canImport(CoreML)
  // snippet.coreml
  import CoreML

  extension Matrix<Float> {
    /// A matrix of an array of two dimensions, whatever its type and its strides.
    init(_ array: MLMultiArray) throws {
      let shaped = MLShapedArray<Float>(converting: array)
      guard shaped.shape.count == 2 else { throw CocoaError(.coderInvalidValue) }
      try self.init(
        rows: shaped.shape[0], columns: shaped.shape[1], elements: shaped.scalars)
    }

    /// An array of rows × columns.
    var multiArray: MLMultiArray {
      MLMultiArray(MLShapedArray<Float>(scalars: elements, shape: [rows, columns]))
    }
  }
// snippet.end
#endif

#if canImport(MLX)
  // snippet.mlx
  import MLX

  extension Matrix<Float> {
    /// A matrix of an array of two dimensions, evaluated and converted to `Float`.
    init(_ array: MLXArray) throws {
      guard array.ndim == 2 else { throw CocoaError(.coderInvalidValue) }
      try self.init(
        rows: array.dim(0), columns: array.dim(1),
        elements: array.asType(Float.self).asArray(Float.self))
    }

    /// An array of rows × columns.
    var mlxArray: MLXArray { MLXArray(Array(elements), [rows, columns]) }
  }
// snippet.end
#endif

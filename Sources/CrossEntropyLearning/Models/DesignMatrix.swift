public import CrossEntropy

/// Rows of numbers that a linear model multiplies: the features, and a last column of ones.
///
/// The ones carry the intercept, so that one product gives the logits.
public struct DesignMatrix: Sendable {
  /// rows × (features + 1) numbers; the last column is 1.
  let matrix: Matrix<Double>

  /// The number of rows.
  public var rows: Int { matrix.rows }
  /// The number of features, without the ones.
  public var features: Int { matrix.columns - 1 }

  /// A matrix that is filled row by row: `fill` writes the features of each row.
  init(rows: Int, features: Int, fill: (Int, UnsafeMutableBufferPointer<Double>) -> Void) {
    let columns = features + 1
    var elements = ContiguousArray(repeating: 1.0, count: rows * columns)
    elements.withUnsafeMutableBufferPointer { all in
      for i in 0..<rows {
        fill(i, UnsafeMutableBufferPointer(rebasing: all[i * columns..<(i + 1) * columns - 1]))
      }
    }
    matrix = Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// The rows of a matrix of features.
  public init(features matrix: Matrix<Double>) {
    self.init(rows: matrix.rows, features: matrix.columns) { i, row in
      for j in row.indices { row[j] = matrix[i, j] }
    }
  }
}

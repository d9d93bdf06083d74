public import CrossEntropy

/// Rows of numbers that a linear model multiplies: the features, and a last column of ones.
///
/// The ones carry the intercept, so that one product gives the logits.
public struct DesignMatrix: Sendable {
  /// rows × (features + 1) numbers; the last column is 1.
  private(set) var matrix: Matrix<Double>

  /// The number of rows.
  public var rows: Int { matrix.rows }
  /// The number of features, without the ones.
  public var features: Int { matrix.columns - 1 }

  /// A matrix whose features are all 0, to be filled in.
  init(rows: Int, features: Int) {
    matrix = Matrix(rows: rows, columns: features + 1, repeating: 0)
    for i in 0..<rows { matrix[i, features] = 1 }
  }

  /// The rows of a matrix of features.
  public init(features source: Matrix<Double>) {
    self.init(rows: source.rows, features: source.columns)
    for i in 0..<rows {
      for j in 0..<features { matrix[i, j] = source[i, j] }
    }
  }

  /// Feature `feature` of row `row`.
  public internal(set) subscript(row: Int, feature: Int) -> Double {
    get { matrix[row, feature] }
    set { matrix[row, feature] = newValue }
  }
}

extension DesignMatrix {
  /// The features as a network takes them: in single precision, without the ones.
  var floats: Matrix<Float> {
    var floats = Matrix<Float>(rows: rows, columns: features, repeating: 0)
    for i in 0..<rows {
      for j in 0..<features { floats[i, j] = Float(self[i, j]) }
    }
    return floats
  }
}

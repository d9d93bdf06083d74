import CrossEntropy

@testable import CrossEntropyLearning

/// All rows, encoded by themselves.
func encoded(_ dataset: Dataset, as form: EncodedRows.Form = .design) -> EncodedRows {
  let rows = Array(0..<dataset.rows)
  return EncodedRows(
    dataset, rows: rows, encoder: FeatureEncoder(dataset, rows: rows), as: form)
}

/// A matrix of these rows.
func matrix(_ rows: [[Double]]) -> Matrix<Double> {
  Matrix(rows: rows.count, columns: rows[0].count, fitting: ContiguousArray(rows.joined()))
}

/// These rows of a design with a column of 0 and 1 for every level.
func dense(_ design: DesignMatrix, rows: [Int]? = nil) -> DesignMatrix {
  let rows = rows ?? Array(0..<design.rows)
  return DesignMatrix(
    features: matrix(rows.map { row in (0..<design.features).map { design[row, $0] } }))
}

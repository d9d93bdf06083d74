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

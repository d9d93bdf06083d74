@testable import CrossEntropyLearning

/// All rows, encoded by themselves.
func encoded(_ dataset: Dataset) -> EncodedRows {
  let rows = Array(0..<dataset.rows)
  return EncodedRows(
    dataset, rows: rows, encoder: FeatureEncoder(dataset, rows: rows), as: .design)
}

public import CrossEntropyFiles

/// How the cells of a table become the features of a model, learnt from training rows alone.
///
/// A number is standardised with the training rows' mean and deviation; a missing one becomes the mean, and a
/// feature of its own says that it was missing. A category has one feature per level of the training rows, and one
/// for missing cells if they had any.
public struct TableEncoder: Sendable, Hashable {
  let schema: Schema
  let encoder: FeatureEncoder

  /// Learns from rows of a dataset, all unless they are named, and from no other.
  public init(_ dataset: Dataset, rows: [Int]? = nil) {
    schema = Schema(dataset)
    encoder = FeatureEncoder(dataset, rows: rows ?? Array(0..<dataset.rows))
  }

  /// The features of an encoded row.
  public var width: Int { encoder.width }

  /// The rows of a table, whose columns are found by name.
  public func encode(_ table: DataTable) throws(ClassifierError) -> DesignMatrix {
    encoder.encode(try schema.select(from: table), rows: Array(0..<table.rowCount))
  }

  /// Rows of a dataset, all unless they are named, as a ``LinearTrainer`` takes them.
  public func encode(
    _ dataset: Dataset, rows: [Int]? = nil
  ) throws(ClassifierError) -> DesignMatrix {
    encoder.encode(try schema.select(from: dataset), rows: rows ?? Array(0..<dataset.rows))
  }

  /// Rows of a dataset with their labels and weights, as a ``NetworkTrainer`` takes them.
  public func trainingRows(
    _ dataset: Dataset, rows: [Int]? = nil
  ) throws(ClassifierError) -> TrainingRows {
    let rows = rows ?? Array(0..<dataset.rows)
    let features = encoder.encode(try schema.select(from: dataset), rows: rows).floats
    let targets = RowTargets(
      try schema.targets.map { (target) throws(ClassifierError) in
        try target.labels(in: dataset, rows: rows)
      })
    let weights = dataset.weights.map { all in rows.map { all[$0] } } ?? []
    return targets.trainingRows(features, weights: weights)
  }
}

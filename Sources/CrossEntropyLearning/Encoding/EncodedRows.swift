internal import CrossEntropy

/// Rows as a model takes them.
struct EncodedRows: Sendable {
  /// The features, as a linear model or a network takes them.
  enum Features: Sendable {
    case design(DesignMatrix)
    case floats(NetworkRows)
  }

  /// Which of the two a model takes.
  enum Form { case design, floats }

  private let features: Features
  let targets: RowTargets
  /// One weight per row; empty where all weigh the same.
  let weights: [Double]

  init(_ dataset: Dataset, rows: [Int], encoder: FeatureEncoder, as form: Form) {
    let design = encoder.encode(dataset, rows: rows)
    features =
      switch form {
      case .design: .design(design)
      case .floats: .floats(design.floats)
      }
    targets = RowTargets(dataset.targets.map { target in rows.map { target.labels[$0] } })
    weights = dataset.weights.map { all in rows.map { all[$0] } } ?? []
  }

  /// The features as a linear model takes them.
  var design: DesignMatrix {
    guard case .design(let design) = features else {
      fatalError("these rows were encoded for a network")
    }
    return design
  }

  /// The features as a network takes them.
  var floats: NetworkRows {
    guard case .floats(let floats) = features else {
      fatalError("these rows were encoded for a linear model")
    }
    return floats
  }

  /// The rows as a network is trained on them.
  var trainingRows: TrainingRows { targets.trainingRows(floats, weights: weights) }
}

internal import CrossEntropyFiles

/// How cells become numbers, learnt from training rows alone.
///
/// A number is standardised with the training rows' mean and deviation; a missing one becomes the
/// mean, and a column of its own says that it was missing. A category is one column a level: levels
/// seen in fewer than `fewestRows` training rows, and those beyond the `mostLevels` most frequent,
/// share a column "other", which also takes levels never seen in training. A missing category has a
/// column of its own.
struct Encoder: Sendable {
  static let fewestRows = 5
  static let mostLevels = 100

  private enum Rule: Sendable {
    case number(mean: Double, deviation: Double, indicator: Bool)
    /// The place of every level's column, −1 for none.
    case category(places: [Int32], missing: Int32, width: Int)
  }

  private let rules: [Rule]
  /// The columns of an encoded row.
  let width: Int

  /// Learns from these rows of the dataset, and from no other.
  init(_ dataset: Dataset, rows: [Int]) {
    rules = dataset.features.map { feature in
      switch feature.values {
      case .numbers(let numbers):
        numberRule(numbers, rows: rows, weights: dataset.weights)
      case .categories(let codes, let levels):
        categoryRule(codes, levels: levels.count, rows: rows)
      }
    }
    width = rules.reduce(0) { $0 + $1.width }
  }

  /// The rows as a design matrix.
  func encode(_ dataset: Dataset, rows: [Int]) -> DesignMatrix {
    var elements = DesignMatrix.Rows(rows: rows.count, features: width)
    var column = 0
    for (feature, rule) in zip(dataset.features, rules) {
      switch (feature.values, rule) {
      case (.numbers(let numbers), .number(let mean, let deviation, let indicator)):
        let scale = deviation > 0 ? 1 / deviation : 0
        for (i, row) in rows.enumerated() {
          let x = numbers[row]
          if x.isNaN {
            if indicator { elements[i, column + 1] = 1 }
          } else {
            elements[i, column] = (x - mean) * scale
          }
        }
      case (.categories(let codes, _), .category(let places, let missing, _)):
        for (i, row) in rows.enumerated() {
          let code = codes[row]
          let place = code < 0 ? missing : places[Int(code)]
          if place >= 0 { elements[i, column + Int(place)] = 1 }
        }
      default: preconditionFailure("the encoder was learnt from another dataset")
      }
      column += rule.width
    }
    return elements.matrix
  }

  /// The most columns that a dataset can come to, whatever the rows.
  static func mostColumns(_ dataset: Dataset) -> Int {
    dataset.features.reduce(0) { sum, feature in
      switch feature.values {
      case .numbers: sum + (feature.missingCount > 0 ? 2 : 1)
      case .categories(_, let levels): sum + min(levels.count, mostLevels) + 2
      }
    }
  }

}

extension Encoder.Rule {
  fileprivate var width: Int {
    switch self {
    case .number(_, _, let indicator): indicator ? 2 : 1
    case .category(_, _, let width): width
    }
  }
}

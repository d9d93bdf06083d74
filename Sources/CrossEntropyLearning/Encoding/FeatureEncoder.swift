internal import CrossEntropy
package import CrossEntropyFiles

/// How cells become numbers, learnt from training rows alone.
///
/// A number is standardised with the training rows' mean and deviation, and held within ±1e30, so
/// that a held-out row cannot make a logit infinite; a missing one becomes the mean, and a column of
/// its own says that it was missing. A category has one column per level: levels seen in fewer than
/// `fewestRows` training rows, and those beyond the `mostLevels` most frequent, share a column
/// "other", which also takes levels never seen in training. A missing category has a column of its
/// own.
///
/// Levels are known by name, so that an encoder serves any table whose columns it is given.
package struct FeatureEncoder: Codable, Sendable, Hashable {
  static let fewestRows = 5
  static let mostLevels = 100

  /// By column.
  let rules: [EncodingRule]

  /// The columns of an encoded row.
  package var width: Int { rules.reduce(0) { $0 + $1.width } }

  /// Learns from these rows of the dataset, and from no other.
  package init(_ dataset: Dataset, rows: [Int]) {
    rules = dataset.features.map { feature in
      switch feature.values {
      case .numbers(let numbers):
        .number(NumberRule(numbers, rows: rows, weights: dataset.weights))
      case .categories(let codes, let levels):
        .category(CategoryRule(codes, levels: levels, rows: rows))
      }
    }
  }

  /// Rows of the dataset that the encoder was learnt from.
  package func encode(_ dataset: Dataset, rows: [Int]) -> DesignMatrix {
    encode(dataset.features.map(\.values), rows: rows)
  }

  /// Rows of columns that are those of training in order and kind; see `Schema.select(from:)`.
  package func encode(_ columns: [Column.Values], rows: [Int]) -> DesignMatrix {
    require(
      columns.count == rules.count, "expected \(rules.count) columns, got \(columns.count)")
    var design = DesignMatrix(rows: rows.count, features: width)
    var place = 0
    for (values, rule) in zip(columns, rules) {
      switch (values, rule) {
      case (.numbers(let numbers), .number(let rule)):
        rule.encode(numbers, rows: rows, into: &design, at: place)
      case (.categories(let codes, let levels), .category(let rule)):
        rule.encode(codes, levels: levels, rows: rows, into: &design, at: place)
      default: fatalError("a column is of another kind than in training")
      }
      place += rule.width
    }
    return design
  }

  /// The most columns that a dataset can come to, whatever the rows.
  static func mostColumns(_ dataset: Dataset) -> Int {
    dataset.features.reduce(0) { sum, feature in
      switch feature.values {
      case .numbers: return sum + (feature.missingCount > 0 ? 2 : 1)
      case .categories(let codes, let levels):
        var rows = [Int32](repeating: 0, count: levels.count)
        for code in codes where code >= 0 { rows[Int(code)] += 1 }
        return sum + min(rows.count { $0 >= Int32(fewestRows) }, mostLevels) + 2
      }
    }
  }
}

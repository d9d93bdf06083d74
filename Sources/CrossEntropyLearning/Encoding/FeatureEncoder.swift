internal import CrossEntropy
package import CrossEntropyFiles

/// How cells become features, learnt from training rows alone.
///
/// A number is standardised with the training rows' mean and deviation, and held within ±1e30, so
/// that a held-out row cannot make a logit infinite; a missing one becomes the mean, and a column of
/// its own says that it was missing. A category has one column per level of the training rows, and one
/// for missing cells if they had any; in a row of a level that they had not, all of them are 0.
///
/// Sparse numbers have one feature per place that is met in the training rows, see ``SparseRule``.
///
/// The numbers come first, then the levels and the sparse numbers, whatever the order of the columns. Levels are known by name, so that an
/// encoder serves any table whose columns it is given.
package struct FeatureEncoder: Codable, Sendable, Hashable {
  /// By column.
  package let rules: [EncodingRule]

  /// The columns of an encoded row.
  package var width: Int { rules.reduce(0) { $0 + $1.width } }

  /// Learns from these rows of the dataset, and from no other.
  package init(_ dataset: Dataset, rows: [Int]) {
    rules = dataset.features.map { feature in
      switch feature.values {
      case .numbers(let numbers):
        .number(
          NumberRule(
            numbers, rows: rows, weights: dataset.weights, isScaled: dataset.scaling == .deviation))
      case .categories(let codes, let levels):
        .category(CategoryRule(codes, levels: levels, rows: rows))
      case .sparse(let sparse):
        .sparse(
          feature.kind == .text
            ? SparseRule(rows, ofWords: sparse, names: feature.words)
            : SparseRule(
              rows, of: sparse, weights: dataset.weights, isScaled: dataset.scaling == .deviation))
      }
    }
  }

  /// What is taken off the sparse numbers; empty where that is nothing.
  var centres: ContiguousArray<Double> {
    var centres: [Double] = []
    for case .sparse(let rule) in rules { centres += rule.centres }
    return centres.contains { $0 != 0 } ? ContiguousArray(centres) : []
  }

  /// Rows of the dataset that the encoder was learnt from.
  package func encode(_ dataset: Dataset, rows: [Int]) -> DesignMatrix {
    encode(dataset.features.map(\.values), rows: rows)
  }

  /// Rows of columns that are those of training in order and kind; see `Schema.select(from:)`.
  package func encode(_ columns: [DataTable.Column.Values], rows: [Int]) -> DesignMatrix {
    require(
      columns.count == rules.count, "expected \(rules.count) columns, got \(columns.count)")
    let widths = rules.compactMap { rule in
      if case .category(let rule) = rule { rule.width } else { nil }
    }
    var encoded = LevelCodes(rows: rows.count, widths: widths)
    var category = 0
    for (values, rule) in zip(columns, rules) {
      guard case .category(let rule) = rule else { continue }
      guard case .categories(let codes, let levels) = values else { failForOtherKind() }
      rule.encode(codes, levels: levels, rows: rows, into: &encoded, at: category)
      category += 1
    }
    var blocks: [SparseRows] = []
    for (values, rule) in zip(columns, rules) {
      guard case .sparse(let rule) = rule else { continue }
      guard case .sparse(let sparse) = values else { failForOtherKind() }
      blocks.append(rule.encode(sparse, rows: rows))
    }
    let sparse = SparseRows(besideEachOther: blocks, rows: rows.count)
    var design = DesignMatrix(
      rows: rows.count, numbers: width - encoded.width - sparse.width, levels: encoded,
      sparse: sparse, centres: centres)
    var place = 0
    for (values, rule) in zip(columns, rules) {
      guard case .number(let rule) = rule else { continue }
      guard case .numbers(let numbers) = values else { failForOtherKind() }
      rule.encode(numbers, rows: rows, into: &design, at: place)
      place += rule.width
    }
    return design
  }

  /// The most numbers that a dataset's rows can come to, the most levels of every category, and the most features
  /// of sparse numbers with how many all rows have.
  static func mostColumns(
    _ dataset: Dataset
  ) -> (numbers: Int, levels: [Int], sparse: Int, entries: Int) {
    var most: (numbers: Int, levels: [Int], sparse: Int, entries: Int) = (0, [], 0, 0)
    for feature in dataset.features {
      let missing = feature.missingCount > 0 ? 1 : 0
      switch feature.values {
      case .numbers: most.numbers += 1 + missing
      case .categories(_, let levels): most.levels.append(levels.count + missing)
      case .sparse(let rows):
        most.sparse += min(rows.width, rows.places.count)
        most.entries += rows.places.count
      }
    }
    return most
  }
}

private func failForOtherKind() -> Never {
  fatalError("a column is of another kind than in training")
}

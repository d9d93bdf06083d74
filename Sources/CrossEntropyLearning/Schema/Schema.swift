package import CrossEntropyFiles

/// How a model reads a column.
public enum FeatureKind: String, Codable, Sendable, Hashable {
  /// As numbers.
  case number
  /// As one of several levels.
  case category
}

/// The columns that a model reads and predicts, by name: it knows no table's codes.
package struct Schema: Codable, Sendable, Hashable {
  /// A column that the model reads.
  package struct Column: Codable, Sendable, Hashable {
    package let name: String
    /// The levels of a category that training knew, sorted; nil for numbers.
    package let levels: [String]?
    /// What is subtracted from its numbers.
    package let offset: Double
    /// How training's cells were written.
    package let writing: Writing

    package var kind: FeatureKind { levels == nil ? .number : .category }
  }

  /// A column that the model predicts.
  package struct Target: Codable, Sendable, Hashable {
    package let name: String
    /// The classes, sorted; of two the last is the positive one.
    package let classes: [String]
  }

  package let columns: [Column]
  package let targets: [Target]

  /// The columns of a dataset.
  package init(_ dataset: Dataset) {
    columns = dataset.features.map { feature in
      switch feature.values {
      case .numbers:
        Column(
          name: feature.name, levels: nil, offset: feature.offset, writing: feature.writing)
      case .categories(_, let levels):
        Column(name: feature.name, levels: levels, offset: 0, writing: feature.writing)
      case .sparse: fatalError("sparse columns are not encoded yet")
      }
    }
    targets = dataset.targets.map { Target(name: $0.name, classes: $0.classes) }
  }

  /// The cells of the columns in another table, in the order of the schema.
  ///
  /// A column of which every cell is missing fits either kind.
  package func select(
    from table: DataTable
  ) throws(ClassifierError) -> [DataTable.Column.Values] {
    try columns.map { (column) throws(ClassifierError) in
      guard let found = table.column(named: column.name) else {
        throw .missingColumn(column.name, expected: column.kind)
      }
      return try column.values(
        found.values, offset: found.offset, missingCount: found.missingCount, rows: table.rowCount)
    }
  }

  /// The cells of the columns in a dataset.
  func select(from dataset: Dataset) throws(ClassifierError) -> [DataTable.Column.Values] {
    try columns.map { (column) throws(ClassifierError) in
      guard let found = dataset.features.first(where: { $0.name == column.name }) else {
        throw .missingColumn(column.name, expected: column.kind)
      }
      return try column.values(
        found.values, offset: found.offset, missingCount: found.missingCount, rows: dataset.rows)
    }
  }
}

extension Schema.Column {
  /// The cells as training had them, or why that cannot be.
  fileprivate func values(
    _ found: DataTable.Column.Values, offset: Double, missingCount: Int, rows: Int
  ) throws(ClassifierError) -> DataTable.Column.Values {
    switch (found, kind) {
    case (.numbers(let numbers), .number):
      // The other table's numbers may be differences from another number. Both are whole.
      let shift = offset - self.offset
      return .numbers(shift == 0 ? numbers : numbers.map { $0 + shift })
    case (.categories, .category): return found
    case (.numbers, .category) where missingCount == rows:
      return .categories(codes: [Int32](repeating: -1, count: rows), levels: [])
    case (.categories, .number) where missingCount == rows:
      return .numbers([Double](repeating: .nan, count: rows))
    case (.numbers, .category): throw .otherKind(name, expected: .category, found: .number)
    case (.categories, .number): throw .otherKind(name, expected: .number, found: .category)
    case (.sparse, _): fatalError("sparse columns are not encoded yet")
    }
  }
}

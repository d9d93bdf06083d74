package import CrossEntropyFiles

/// How a model reads a column.
public enum FeatureKind: String, Codable, Sendable, Hashable {
  /// As numbers.
  case number
  /// As one of several levels.
  case category
  /// As many numbers, most of them 0.
  case sparse
  /// As the words of a text, counted.
  case text
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
    /// How it is read.
    package let kind: FeatureKind

    package init(
      name: String, kind: FeatureKind, levels: [String]? = nil, offset: Double = 0,
      writing: Writing
    ) {
      self.name = name
      self.kind = kind
      self.levels = levels
      self.offset = offset
      self.writing = writing
    }

    enum CodingKeys: CodingKey { case name, levels, offset, writing, kind }

    /// Reads a column; one without a kind is of numbers or a category.
    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decode(String.self, forKey: .name)
      levels = try container.decodeIfPresent([String].self, forKey: .levels)
      offset = try container.decode(Double.self, forKey: .offset)
      writing = try container.decode(Writing.self, forKey: .writing)
      kind =
        try container.decodeIfPresent(FeatureKind.self, forKey: .kind)
        ?? (levels == nil ? .number : .category)
    }
  }

  /// A column that the model predicts.
  package struct Target: Codable, Sendable, Hashable {
    package let name: String
    /// The classes, sorted; of two the last is the positive one.
    package let classes: [String]

    package init(name: String, classes: [String]) {
      self.name = name
      self.classes = classes
    }
  }

  package let columns: [Column]
  package let targets: [Target]

  /// The columns of a dataset.
  package init(_ dataset: Dataset) {
    columns = dataset.features.map { feature in
      switch feature.values {
      case .numbers:
        Column(
          name: feature.name, kind: .number, offset: feature.offset, writing: feature.writing)
      case .categories(_, let levels):
        Column(
          name: feature.name, kind: .category, levels: levels, writing: feature.writing)
      case .sparse: Column(name: feature.name, kind: feature.kind, writing: feature.writing)
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
    case (.sparse, .sparse), (.sparse, .text): return found
    case (.categories, .text): return found.countingWords().values
    case (.numbers, .text) where missingCount == rows: return .sparse(SparseRows(emptyRows: rows))
    case (.numbers(let numbers), .number):
      // The other table's numbers may be differences from another number. Both are whole.
      let shift = offset - self.offset
      return .numbers(shift == 0 ? numbers : numbers.map { $0 + shift })
    case (.categories, .category): return found
    case (.numbers, .category) where missingCount == rows:
      return .categories(codes: [Int32](repeating: -1, count: rows), levels: [])
    case (.categories, .number) where missingCount == rows:
      return .numbers([Double](repeating: .nan, count: rows))
    case (.numbers, _): throw .otherKind(name, expected: kind, found: .number)
    case (.categories, _): throw .otherKind(name, expected: kind, found: .category)
    case (.sparse, _): throw .otherKind(name, expected: kind, found: .sparse)
    }
  }
}

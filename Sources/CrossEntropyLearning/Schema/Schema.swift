package import CrossEntropyFiles

/// The columns that a model reads and predicts, by name: it knows no table's codes.
package struct Schema: Codable, Sendable, Hashable {
  /// How a column is read.
  package enum Kind: String, Codable, Sendable, Hashable {
    /// As numbers.
    case number
    /// As one of several levels.
    case category
  }

  /// A column that the model reads.
  package struct Column: Codable, Sendable, Hashable {
    package let name: String
    /// The levels of a category that training knew, sorted; nil for numbers.
    package let levels: [String]?
    /// What is subtracted from its numbers.
    package let offset: Double

    package var kind: Kind { levels == nil ? .number : .category }
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
      case .numbers: Column(name: feature.name, levels: nil, offset: feature.offset)
      case .categories(_, let levels): Column(name: feature.name, levels: levels, offset: 0)
      }
    }
    targets = dataset.targets.map { Target(name: $0.name, classes: $0.classes) }
  }

  /// The columns whose cells are names, whatever they look like: a reader needs to be told.
  package var textColumns: Set<String> {
    Set(columns.filter { $0.kind == .category }.map(\.name))
  }

  /// The cells of the columns in another table, in the order of the schema.
  ///
  /// A column of which every cell is missing fits either kind.
  package func select(from table: DataTable) throws(SchemaError) -> [DataTable.Column.Values] {
    var selected: [DataTable.Column.Values] = []
    for column in columns {
      guard let found = table.column(named: column.name) else {
        throw .missingColumn(column.name, expected: column.kind)
      }
      switch (found.values, column.kind) {
      case (.numbers(let numbers), .number):
        // The other table's numbers may be differences from another number. Both are whole.
        let shift = found.offset - column.offset
        selected.append(.numbers(shift == 0 ? numbers : numbers.map { $0 + shift }))
      case (.categories, .category): selected.append(found.values)
      case (.numbers, .category) where found.missingCount == table.rowCount:
        selected.append(
          .categories(codes: [Int32](repeating: -1, count: table.rowCount), levels: []))
      case (.categories, .number) where found.missingCount == table.rowCount:
        selected.append(.numbers([Double](repeating: .nan, count: table.rowCount)))
      case (.numbers, .category):
        throw .otherKind(column.name, expected: .category, found: .number)
      case (.categories, .number):
        throw .otherKind(column.name, expected: .number, found: .category)
      }
    }
    return selected
  }
}

/// Why a table does not fit a schema.
package enum SchemaError: Error, Sendable, Hashable {
  /// The table has no column of this name.
  case missingColumn(String, expected: Schema.Kind)
  /// The column is of another kind than in training.
  case otherKind(String, expected: Schema.Kind, found: Schema.Kind)
}

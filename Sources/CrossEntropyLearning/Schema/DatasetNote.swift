public import CrossEntropyFiles

/// Something that a user should know about a dataset and the table that it was made from.
///
/// As JSON every note is an object of a `code` and its `values`.
public enum DatasetNote: Hashable, Sendable {
  /// What the reader of the table noticed.
  case table(TableNote)
  /// How a column was read.
  case column(String, ColumnNote)
  /// Rows of weight 0 were left out.
  case zeroWeightRows(count: Int)
  /// Texts of a column of numbers that are the same number, and so one class, group or level: the first
  /// such sets, each beginning with its name, of so many.
  case equalNumbers(column: String, texts: [[String]], sets: Int)
  /// Cells of a column of names that are missing, since they hold one of these tokens.
  case missingCells(column: String, tokens: [String], cells: Int)
  /// A class of a target of texts that may be a token for a missing label.
  case tokenIsClass(target: String, class: String, rows: Int)
  /// No cell holds one of these tokens, which were given for a missing cell, or for a missing label.
  case unmetTokens([String], areOfTarget: Bool)
  /// No class has so few rows that it was merged.
  case nothingMerged(below: Int)
  /// A column would have been read as it was asked to be.
  case readAnyway(column: String, as: Asked)
  /// A column is sentences, whose words no one has asked for.
  case prose(column: String)
  /// Rare classes that became one.
  case mergedClasses(target: String, classes: [ClassRows], into: String)
  /// A column with nearly as many values as cells, which tell of each other by chance alone.
  case idLike(column: String, values: Int, cells: Int)
  /// A column holds one probability per row, which is read as that of a yes against a no.
  case yesOrNo(column: String)
  /// Groups of rows to test on that are trained on too.
  case sharedGroups(count: Int, of: Int)
  /// Rows to test on that are in the table that is trained on too, which has this name.
  case sharedRows(count: Int, of: Int, with: String)
  /// What is to be said of another file, whose rows stand below the table's own.
  indirect case appended(file: String, DatasetNote)

  /// How a column may be asked to be read.
  public enum Asked: String, Codable, Hashable, Sendable, CaseIterable {
    /// As a feature, though it looks like an id.
    case feature
    case numbers, categories
  }

  /// A class and how many rows it has.
  public struct ClassRows: Codable, Hashable, Sendable {
    /// The class.
    public let name: String
    /// Its rows.
    public let rows: Int

    /// A class and its rows.
    public init(name: String, rows: Int) {
      self.name = name
      self.rows = rows
    }
  }
}

extension DatasetNote {
  /// What is to be said of texts that are the same number, if there are any.
  package static func equalNumbers(_ texts: [[String]], in column: String) -> [DatasetNote] {
    texts.isEmpty
      ? []
      : [.equalNumbers(column: column, texts: Array(texts.prefix(10)), sets: texts.count)]
  }

  /// What is to be said of cells most of which are different, if they are.
  package static func idLike(_ cells: NamedCells, column: String) -> DatasetNote? {
    let values = DataTable.Column.Values.categories(codes: cells.codes, levels: cells.levels)
    guard case .idLikeTexts(let values, let rows)? = DropReason.id(values) else { return nil }
    return .idLike(column: column, values: values, cells: rows)
  }

  /// What is to be said of cells that tokens make missing, if there are any, of the table's own and of those
  /// below.
  package static func missingCells(
    _ met: [NamedCells.Met], in column: String, of table: DataTable
  ) -> [DatasetNote] {
    func note(_ cells: (NamedCells.Met) -> Int) -> DatasetNote? {
      let met = met.filter { cells($0) > 0 }
      return met.isEmpty
        ? nil
        : .missingCells(
          column: column, tokens: met.map(\.token), cells: met.reduce(0) { $0 + cells($1) })
    }
    return of(table, note(\.cells), below: note(\.cellsBelow))
  }

  /// What is to be said of a table's own rows and of those that were read below them.
  static func of(_ table: DataTable, _ own: DatasetNote?, below: DatasetNote?) -> [DatasetNote] {
    [own, below.flatMap { note in table.appendedName.map { .appended(file: $0, note) } }]
      .compactMap { $0 }
  }

  /// That tokens which a caller gave for a missing cell are in none, if that is so; these notes say which are.
  package static func unmetTokens(
    _ tokens: [String], of table: DataTable, _ notes: [DatasetNote]
  ) -> DatasetNote? {
    let given = tokens.filter { !TableReader.defaultMissingTokens.contains($0) }
    if given.isEmpty { return nil }
    // Among numbers they are meant in capitals or not.
    let met = Set(
      (notes + table.appendedNotes.table.map(DatasetNote.table)).flatMap(\.tokens)
        .map { $0.lowercased() })
    let unmet = given.filter { !met.contains($0.lowercased()) }
    return unmet.isEmpty ? nil : .unmetTokens(unmet, areOfTarget: false)
  }

  /// The tokens that make cells missing.
  var tokens: [String] {
    switch self {
    case .table(.missingMarks(let marks)): marks.map(\.text)
    case .missingCells(_, let tokens, _): tokens
    case .appended(_, let note): note.tokens
    default: []
    }
  }
}

extension DatasetNote: Codable {
  /// Reads a note from its code and its values.
  public init(from decoder: any Decoder) throws {
    let note = try CodedCase(from: decoder)
    if let known = try DatasetNote(note) {
      self = known
    } else if let known = try TableNote(note) {
      self = .table(known)
    } else if let known = try ColumnNote(note) {
      self = .column(try note.value("column"), known)
    } else {
      throw note.isUnknown
    }
  }

  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .table(let note): try note.encode(to: encoder)
    case .column(let name, let note): try note.encode(to: encoder, column: name)
    case .zeroWeightRows(let count):
      try encoder.encodeCase("zero_weight_rows", ["count": count])
    case .equalNumbers(let column, let texts, let sets):
      try encoder.encodeCase(
        "equal_numbers", ["column": column, "texts": texts, "sets": sets])
    case .missingCells(let column, let tokens, let cells):
      try encoder.encodeCase(
        "missing_cells", ["column": column, "tokens": tokens, "cells": cells])
    case .tokenIsClass(let target, let name, let rows):
      try encoder.encodeCase("token_is_class", ["column": target, "class": name, "rows": rows])
    case .unmetTokens(let tokens, let areOfTarget):
      try encoder.encodeCase("unmet_tokens", ["tokens": tokens, "of_target": areOfTarget])
    case .nothingMerged(let least):
      try encoder.encodeCase("nothing_merged", ["below": least])
    case .readAnyway(let column, let asked):
      try encoder.encodeCase("read_anyway", ["column": column, "as": asked])
    case .prose(let column): try encoder.encodeCase("prose", ["column": column])
    case .mergedClasses(let target, let classes, let other):
      try encoder.encodeCase(
        "merged_classes", ["column": target, "classes": classes, "into": other])
    case .idLike(let column, let values, let cells):
      try encoder.encodeCase("id_like", ["column": column, "values": values, "cells": cells])
    case .yesOrNo(let column): try encoder.encodeCase("yes_or_no", ["column": column])
    case .sharedGroups(let count, let all):
      try encoder.encodeCase("shared_groups", ["count": count, "of": all])
    case .sharedRows(let count, let all, let table):
      try encoder.encodeCase("shared_rows", ["count": count, "of": all, "with": table])
    case .appended(let file, let note):
      try encoder.encodeCase("appended", ["file": file, "note": note])
    }
  }

  /// The note of a code of this type, or nil.
  private init?(_ note: CodedCase) throws {
    switch note.code {
    case "zero_weight_rows": self = .zeroWeightRows(count: try note.value("count"))
    case "equal_numbers":
      self = .equalNumbers(
        column: try note.value("column"), texts: try note.value("texts"),
        sets: try note.value("sets"))
    case "missing_cells":
      self = .missingCells(
        column: try note.value("column"), tokens: try note.value("tokens"),
        cells: try note.value("cells"))
    case "token_is_class":
      self = .tokenIsClass(
        target: try note.value("column"), class: try note.value("class"),
        rows: try note.value("rows"))
    case "unmet_tokens":
      self = .unmetTokens(
        try note.value("tokens"), areOfTarget: try note.value("of_target"))
    case "nothing_merged": self = .nothingMerged(below: try note.value("below"))
    case "read_anyway":
      self = .readAnyway(column: try note.value("column"), as: try note.value("as"))
    case "prose": self = .prose(column: try note.value("column"))
    case "merged_classes":
      self = .mergedClasses(
        target: try note.value("column"), classes: try note.value("classes"),
        into: try note.value("into"))
    case "id_like":
      self = .idLike(
        column: try note.value("column"), values: try note.value("values"),
        cells: try note.value("cells"))
    case "yes_or_no": self = .yesOrNo(column: try note.value("column"))
    case "shared_groups":
      self = .sharedGroups(count: try note.value("count"), of: try note.value("of"))
    case "shared_rows":
      self = .sharedRows(
        count: try note.value("count"), of: try note.value("of"), with: try note.value("with"))
    case "appended":
      self = .appended(file: try note.value("file"), try note.value("note"))
    default: return nil
    }
  }
}

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
}

extension DatasetNote: Codable {
  /// Reads a note from its code and its values.
  public init(from decoder: any Decoder) throws {
    let note = try CodedCase(from: decoder)
    if note.code == "zero_weight_rows" {
      self = .zeroWeightRows(count: try note.value("count"))
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
    }
  }
}

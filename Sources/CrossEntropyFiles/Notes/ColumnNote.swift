/// How a column was read, where that may surprise.
///
/// As JSON every note is an object of a `code` and its `values`. The line and the cell are those of
/// the first such cell; a long cell is cut.
public enum ColumnNote: Hashable, Sendable {
  /// Every cell is missing.
  case allMissing
  /// Read as categories: a cell looks like a number, in a form that is not read as one.
  case unreadNumber(line: Int, cell: String, form: NumberForm)
  /// Read as categories: a few cells, `count` of them, are not numbers; all others are.
  case textAmongNumbers(line: Int, cell: String, count: Int)
  /// Read as categories: many cells are numbers and many are not.
  case numbersAndText(line: Int, cell: String)
}

extension ColumnNote: Codable {
  /// Reads a note from its code and its values.
  public init(from decoder: any Decoder) throws {
    let note = try CodedCase(from: decoder)
    guard let known = try ColumnNote(note) else { throw note.isUnknown }
    self = known
  }

  /// The note of a code, or nil if there is none of that code.
  package init?(_ note: CodedCase) throws {
    switch note.code {
    case "all_missing": self = .allMissing
    case "unread_number":
      self = .unreadNumber(
        line: try note.value("line"), cell: try note.value("cell"), form: try note.value("form"))
    case "text_among_numbers":
      self = .textAmongNumbers(
        line: try note.value("line"), cell: try note.value("cell"), count: try note.value("count"))
    case "numbers_and_text":
      self = .numbersAndText(line: try note.value("line"), cell: try note.value("cell"))
    default: return nil
    }
  }

  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws { try encode(to: encoder, column: nil) }

  /// Writes the code and the values, and the name of the column among them.
  package func encode(to encoder: any Encoder, column: String?) throws {
    func encode(_ code: String, _ values: [String: any Encodable] = [:]) throws {
      var values = values
      if let column { values["column"] = column }
      try encoder.encodeCase(code, values)
    }
    switch self {
    case .allMissing: try encode("all_missing")
    case .unreadNumber(let line, let cell, let form):
      try encode("unread_number", ["line": line, "cell": cell, "form": form])
    case .textAmongNumbers(let line, let cell, let count):
      try encode("text_among_numbers", ["line": line, "cell": cell, "count": count])
    case .numbersAndText(let line, let cell):
      try encode("numbers_and_text", ["line": line, "cell": cell])
    }
  }
}

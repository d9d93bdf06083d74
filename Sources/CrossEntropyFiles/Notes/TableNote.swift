/// Something that the reader of a table noticed and a user may want to know.
///
/// As JSON every note is an object of a `code` and its `values`.
public enum TableNote: Hashable, Sendable {
  /// The file began with a UTF-8 byte order mark, which was skipped.
  case byteOrderMark
  /// The text was decoded from this encoding.
  case encoding(TextEncoding)
  /// The file is valid UTF-8, and was read in this encoding since the caller said so.
  case validUTF8(readAs: TextEncoding)
  /// The byte order mark says another encoding than this one, which the caller gave.
  case markOverrules(TextEncoding)
  /// The first line names the delimiter, as Excel writes it, and was skipped.
  case separatorLine
  /// Comment lines above the header were skipped.
  case commentLines(count: Int)
  /// Lines above the header with fewer cells than the table were skipped; the first begins with this text.
  case titleLines(count: Int, title: String)
  /// The header has one name less than the rows have cells, as R writes it: the first column was given
  /// this name.
  case rowNames(name: String)
  /// Lines below the header that repeat it were left out; the first is this one.
  case repeatedHeaders(count: Int, line: Int)
  /// The last row holds totals and was left out.
  case totalsLeftOut(line: Int)
  /// The last row looks like totals, but its numbers are no sums; it is a row like any other.
  case totalsKept(line: Int)
  /// The delimiter was found by looking at the file, and is not the comma.
  case delimiter(UInt8)
  /// Numbers are read with a decimal comma, as the file suggests: in these columns, or in all where
  /// none is named.
  case decimalComma(columns: [String])
  /// These texts stand for missing cells, the most frequent first.
  case missingMarks([MissingMark])
  /// Blank lines were skipped.
  case blankLines(count: Int)
  /// Names in the header lost the spaces around them.
  case trimmedNames
  /// The first field of the header is empty, and its column was given this name.
  case namedFirstColumn(name: String)
  /// Empty columns without a name, at the end of the rows, were left out.
  case emptyColumns(count: Int)
  /// A file whose rows were appended to a table has columns that the table has not; they were left out.
  case columnsBeside([String])
  /// The file looks like one of this format, and was read as that though nothing says so.
  case format(RecordFormat)
  /// An archive holds arrays that are no columns of its table, as they have another number of rows.
  case arraysBeside([String])
  /// The table is larger than memory may hold, and these of its rows were drawn.
  case sampled(rows: Int, of: Int)
  /// The lines were taken for those that a program writes.
  case toolPredictions(PredictionTool)
}

extension TableNote: Codable {
  /// Reads a note from its code and its values.
  public init(from decoder: any Decoder) throws {
    let note = try CodedCase(from: decoder)
    guard let known = try TableNote(note) else { throw note.isUnknown }
    self = known
  }

  /// The note of a code, or nil if there is none of that code.
  package init?(_ note: CodedCase) throws {
    switch note.code {
    case "byte_order_mark": self = .byteOrderMark
    case "encoding": self = .encoding(try note.value("encoding"))
    case "valid_utf8": self = .validUTF8(readAs: try note.value("encoding"))
    case "mark_overrules": self = .markOverrules(try note.value("encoding"))
    case "separator_line": self = .separatorLine
    case "comment_lines": self = .commentLines(count: try note.value("count"))
    case "title_lines":
      self = .titleLines(count: try note.value("count"), title: try note.value("title"))
    case "row_names": self = .rowNames(name: try note.value("name"))
    case "repeated_headers":
      self = .repeatedHeaders(count: try note.value("count"), line: try note.value("line"))
    case "totals_left_out": self = .totalsLeftOut(line: try note.value("line"))
    case "totals_kept": self = .totalsKept(line: try note.value("line"))
    case "delimiter":
      let text: String = try note.value("delimiter")
      guard let byte = text.utf8.first, text.utf8.count == 1 else { return nil }
      self = .delimiter(byte)
    case "decimal_comma": self = .decimalComma(columns: try note.value("columns"))
    case "missing_marks": self = .missingMarks(try note.value("marks"))
    case "blank_lines": self = .blankLines(count: try note.value("count"))
    case "trimmed_names": self = .trimmedNames
    case "named_first_column": self = .namedFirstColumn(name: try note.value("name"))
    case "empty_columns": self = .emptyColumns(count: try note.value("count"))
    case "columns_beside": self = .columnsBeside(try note.value("columns"))
    case "format": self = .format(try note.value("format"))
    case "arrays_beside": self = .arraysBeside(try note.value("arrays"))
    case "tool_predictions": self = .toolPredictions(try note.value("tool"))
    case "sampled": self = .sampled(rows: try note.value("rows"), of: try note.value("of"))
    default: return nil
    }
  }

  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .byteOrderMark: try encoder.encodeCase("byte_order_mark")
    case .encoding(let encoding):
      try encoder.encodeCase("encoding", ["encoding": encoding.rawValue])
    case .validUTF8(let encoding):
      try encoder.encodeCase("valid_utf8", ["encoding": encoding.rawValue])
    case .markOverrules(let encoding):
      try encoder.encodeCase("mark_overrules", ["encoding": encoding.rawValue])
    case .separatorLine: try encoder.encodeCase("separator_line")
    case .commentLines(let count): try encoder.encodeCase("comment_lines", ["count": count])
    case .titleLines(let count, let title):
      try encoder.encodeCase("title_lines", ["count": count, "title": title])
    case .rowNames(let name): try encoder.encodeCase("row_names", ["name": name])
    case .repeatedHeaders(let count, let line):
      try encoder.encodeCase("repeated_headers", ["count": count, "line": line])
    case .totalsLeftOut(let line): try encoder.encodeCase("totals_left_out", ["line": line])
    case .totalsKept(let line): try encoder.encodeCase("totals_kept", ["line": line])
    case .delimiter(let byte):
      try encoder.encodeCase(
        "delimiter", ["delimiter": String(decoding: CollectionOfOne(byte), as: UTF8.self)])
    case .decimalComma(let columns):
      try encoder.encodeCase("decimal_comma", ["columns": columns])
    case .missingMarks(let marks): try encoder.encodeCase("missing_marks", ["marks": marks])
    case .blankLines(let count): try encoder.encodeCase("blank_lines", ["count": count])
    case .trimmedNames: try encoder.encodeCase("trimmed_names")
    case .namedFirstColumn(let name):
      try encoder.encodeCase("named_first_column", ["name": name])
    case .emptyColumns(let count): try encoder.encodeCase("empty_columns", ["count": count])
    case .columnsBeside(let names):
      try encoder.encodeCase("columns_beside", ["columns": names])
    case .format(let format): try encoder.encodeCase("format", ["format": format])
    case .arraysBeside(let names): try encoder.encodeCase("arrays_beside", ["arrays": names])
    case .toolPredictions(let tool):
      try encoder.encodeCase("tool_predictions", ["tool": tool])
    case .sampled(let rows, let all):
      try encoder.encodeCase("sampled", ["rows": rows, "of": all])
    }
  }
}

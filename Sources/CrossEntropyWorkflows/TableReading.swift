public import CrossEntropyFiles

/// A table, and how its text is to be read.
public struct TableReading: Codable, Sendable, Hashable {
  /// The file; `-` is standard input.
  public var path: String
  /// The character between two cells; nil: found by looking.
  public var delimiter: String?
  /// The mark before decimals; nil: found by looking.
  public var decimal: DecimalMark?
  /// What stands for a missing cell, beside the empty one.
  public var missing: [String]
  /// Columns to leave alone: names, or several by comma.
  public var ignored: [String]

  /// The mark before decimals.
  public enum DecimalMark: String, Codable, Sendable, Hashable, CaseIterable { case point, comma }

  /// A table read as it seems to be written.
  public init(
    path: String, delimiter: String? = nil, decimal: DecimalMark? = nil,
    missing: [String] = TableReader.defaultMissingTokens, ignored: [String] = []
  ) {
    self.path = path
    self.delimiter = delimiter
    self.decimal = decimal
    self.missing = missing
    self.ignored = ignored
  }

  enum CodingKeys: CodingKey { case path, delimiter, decimal, missing, ignored }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(delimiter, forKey: .delimiter)
    try container.encode(decimal, forKey: .decimal)
    try container.encode(missing, forKey: .missing)
    try container.encode(ignored, forKey: .ignored)
  }

  /// Reads the table; the cells of these columns are names, whatever they look like.
  package func read(textColumns: Set<String> = []) throws(TableError) -> Table {
    try TableReader(
      delimiter: delimiter?.utf8.first, decimalComma: decimal.map { $0 == .comma },
      missingTokens: missing, textColumns: textColumns
    ).read(path: path)
  }
}

/// The names in a text, which are separated by commas.
package func names(in text: String) -> [String] {
  text.split(separator: ",", omittingEmptySubsequences: false).map { name in
    var name = name.drop { $0.isWhitespace }
    while name.last?.isWhitespace == true { name.removeLast() }
    return String(name)
  }
}

extension Table {
  /// The columns that a text names: the one of that name whole where there is one, else several by
  /// comma.
  package func names(in text: String) -> [String] {
    column(named: text) != nil ? [text] : CrossEntropyWorkflows::names(in: text)
  }
}

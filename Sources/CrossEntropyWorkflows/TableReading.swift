package import CrossEntropyFiles

/// A table, and how its text is to be read.
public struct TableReading: Codable, Sendable, Hashable {
  /// The file; `-` is standard input.
  public var path: String
  /// How the text is written as bytes, one of ``encodings``; nil: UTF-8, or UTF-16 if it looks like that.
  public var encoding: String?
  /// The character between two cells, one of ASCII but a quote, a line end and NUL; nil to
  /// detect it.
  public var delimiter: String?
  /// The decimal mark; nil to detect it.
  public var decimal: DecimalMark?
  /// What stands between the thousands of numbers; nil for anything.
  public var thousands: Thousands?
  /// The tokens for a missing cell, besides the empty cell.
  public var missing: [String]
  /// Columns to ignore: names, or several separated by commas.
  public var ignored: [String]
  /// Columns to read as numbers, with cells that are none missing: names, or several separated by
  /// commas.
  public var numeric: [String]
  /// Columns to read as categories: names, or several separated by commas.
  public var categorical: [String]
  /// Columns of texts whose words are read: names, or several separated by commas.
  public var text: [String]
  /// What the rows are written as; nil to detect it.
  public var format: Format?
  /// The file of the labels of an array of NumPy: one more array, or a table of one column.
  public var labels: String?
  /// Whether the first index of a libsvm file is 0.
  public var isZeroBased: Bool

  /// What rows are written as.
  public enum Format: String, Codable, Sendable, Hashable, CaseIterable {
    /// Cells between delimiters, below a header.
    case csv
    /// An object of JSON per line.
    case jsonl
    /// Arrays of NumPy.
    case npy
    /// A label and pairs of an index and a number.
    case libsvm
  }

  /// The mark before decimals.
  public enum DecimalMark: String, Codable, Sendable, Hashable, CaseIterable { case point, comma }

  /// What stands between the digits of the thousands.
  public enum Thousands: String, Codable, Sendable, Hashable, CaseIterable {
    case comma, point, space, apostrophe, none
  }

  /// A table whose format is detected where it is not given.
  public init(
    path: String, encoding: String? = nil, delimiter: String? = nil, decimal: DecimalMark? = nil,
    thousands: Thousands? = nil, missing: [String] = usualMissing, ignored: [String] = [],
    numeric: [String] = [], categorical: [String] = [], text: [String] = [],
    format: Format? = nil,
    labels: String? = nil, isZeroBased: Bool = false
  ) {
    self.path = path
    self.encoding = encoding
    self.delimiter = delimiter
    self.decimal = decimal
    self.thousands = thousands
    self.missing = missing
    self.ignored = ignored
    self.numeric = numeric
    self.categorical = categorical
    self.text = text
    self.format = format
    self.labels = labels
    self.isZeroBased = isZeroBased
  }

  enum CodingKeys: String, CodingKey {
    case path, encoding, delimiter, decimal, thousands, missing, ignored, numeric, categorical, text
    case format, labels
    case isZeroBased = "zero_based"
  }

  /// Reads what a request holds; columns that are not named have no part, and what is not said of the format is
  /// detected.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    path = try container.decode(String.self, forKey: .path)
    encoding = try container.decodeIfPresent(String.self, forKey: .encoding)
    delimiter = try container.decodeIfPresent(String.self, forKey: .delimiter)
    decimal = try container.decodeIfPresent(DecimalMark.self, forKey: .decimal)
    thousands = try container.decodeIfPresent(Thousands.self, forKey: .thousands)
    missing = try container.decode([String].self, forKey: .missing)
    ignored = try container.decode([String].self, forKey: .ignored)
    numeric = try container.decodeIfPresent([String].self, forKey: .numeric) ?? []
    categorical = try container.decodeIfPresent([String].self, forKey: .categorical) ?? []
    text = try container.decodeIfPresent([String].self, forKey: .text) ?? []
    format = try container.decodeIfPresent(Format.self, forKey: .format)
    labels = try container.decodeIfPresent(String.self, forKey: .labels)
    isZeroBased = try container.decodeIfPresent(Bool.self, forKey: .isZeroBased) ?? false
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(encoding, forKey: .encoding)
    try container.encode(delimiter, forKey: .delimiter)
    try container.encode(decimal, forKey: .decimal)
    try container.encode(thousands, forKey: .thousands)
    try container.encode(missing, forKey: .missing)
    try container.encode(ignored, forKey: .ignored)
    try container.encode(numeric, forKey: .numeric)
    try container.encode(categorical, forKey: .categorical)
    try container.encode(text, forKey: .text)
    try container.encode(format, forKey: .format)
    try container.encode(labels, forKey: .labels)
    try container.encode(isZeroBased, forKey: .isZeroBased)
  }

  /// What the column of labels is called that are not in the table.
  public static let labelName = TableReader.labelName

  /// The column that can only be the target, since the table has labels by themselves; nil where any may be.
  ///
  /// - Parameter isFile: Whether the path is that of a file, of which a look takes nothing.
  package func onlyTarget(isFile: Bool) -> String? {
    let hasLabels =
      labels != nil || format == .libsvm
      || format == nil && isFile && TableReader.isPairs(path: path)
    return hasLabels ? Self.labelName : nil
  }

  /// The encodings that are read; each has other names too.
  public static let encodings = TextEncoding.allCases.map(\.rawValue)

  /// Throws what is wrong with the path, the encoding or the delimiter.
  func validate() throws(WorkflowError) {
    if path.isEmpty { throw WorkflowError(.empty(.table)) }
    if labels?.isEmpty == true { throw WorkflowError(.empty(.labels)) }
    try Self.check(encoding: encoding)
    guard let delimiter else { return }
    let bytes = delimiter.utf8
    guard bytes.count == 1, bytes.allSatisfy(canDelimit) else {
      throw WorkflowError(.badDelimiter(delimiter))
    }
  }

  /// Throws where an encoding is none that is read.
  static func check(encoding: String?) throws(WorkflowError) {
    guard let encoding, TextEncoding(named: encoding) == nil else { return }
    throw WorkflowError(.unknownEncoding(encoding), remedies: [.oneOf(encodings)])
  }

  /// Reads the table.
  ///
  /// - Parameters:
  ///   - textColumns: Columns whose cells are names, whatever they look like, beside the categorical.
  ///   - levelColumns: Columns that keep the texts of their numbers.
  ///   - threads: The most threads; nil: one per processor.
  ///   - memory: The most bytes to hold beyond the file.
  ///   - digestsFile: Whether the table is to know the digest of its file.
  ///   - sample: The rows to read; nil: all.
  package func read(
    textColumns: Set<String> = [], levelColumns: Set<String> = [], threads: Int? = nil,
    memory: Int?, digestsFile: Bool = false, sample: TableSample? = nil
  ) throws(TableError) -> DataTable {
    var reader = reader(textColumns, levelColumns, threads, memory)
    if let sample { return try sample.read(reader, name: path) }
    reader.digestsFile = digestsFile
    return try reader.read(path: path)
  }

  /// Reads the rows of another file below those of a table, in the same way unless its encoding is
  /// another; it may lack the optional columns.
  func read(
    _ path: String, in encoding: String?, below table: DataTable, textColumns: Set<String>,
    optional: Set<String>, threads: Int, memory: Int?
  ) throws(TableError) -> DataTable {
    var other = self
    // Beside labels the encoding is theirs, and those of the table are none of the other's rows.
    other.encoding = encoding ?? (labels == nil ? other.encoding : nil)
    other.labels = nil
    return try other.reader(textColumns, [], threads, memory)
      .read(path: path, below: table, optional: optional)
  }

  /// What reads a table whose columns are known.
  package func reader(memory: Int?) -> TableReader { reader([], [], nil, memory) }

  private func reader(
    _ textColumns: Set<String>, _ levelColumns: Set<String>, _ threads: Int?, _ memory: Int?
  ) -> TableReader {
    var reader = TableReader(
      encoding: encoding.flatMap { TextEncoding(named: $0) }, delimiter: delimiter?.utf8.first,
      decimalComma: decimal.map { $0 == .comma },
      thousands: thousands.flatMap { ThousandsSeparator(rawValue: $0.rawValue) },
      missingTokens: missing,
      textColumns: textColumns.union(possibleNames(in: categorical + text)),
      numberColumns: possibleNames(in: numeric), levelColumns: levelColumns, memory: memory)
    if let threads { reader.threads = threads }
    reader.format = format.flatMap { RecordFormat(rawValue: $0.rawValue) }
    reader.labels = labels
    reader.isZeroBased = isZeroBased
    reader.ignoredColumns = possibleNames(in: ignored)
    return reader
  }
}

extension DataTable {
  /// Throws where the table and what is made of it would take more memory than they may.
  func checkMemory(with more: Double, _ memory: Int?) throws(WorkflowError) {
    let limit = memoryBudget(memory, holding: bytes)
    let needed = wholeBytes(Double(bytes) + more)
    if needed > limit {
      throw WorkflowError.tooLarge(
        needed, limit: limit, at: .file(name), else: [.reduce(.table)])
    }
  }
}

/// The columns that texts may name; which they do is known once the header is read.
func possibleNames(in texts: [String]) -> Set<String> {
  Set(texts.flatMap { [$0] + names(in: $0) })
}

/// The names in a text, which are separated by commas.
package func names(in text: String) -> [String] {
  text.split(separator: ",", omittingEmptySubsequences: false).map { name in
    var name = name.drop { $0.isWhitespace }
    while name.last?.isWhitespace == true { name.removeLast() }
    return String(name)
  }
}

extension DataTable {
  /// The columns that a text names: the one of exactly that name if there is one, else several
  /// separated by commas.
  package func names(in text: String) -> [String] {
    column(named: text) != nil ? [text] : CrossEntropyWorkflows::names(in: text)
  }
}

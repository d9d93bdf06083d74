/// A place in a file, as precise as it is known.
public struct FilePlace: Hashable, Sendable {
  /// The file as the caller named it, or "stdin".
  public var file: String
  /// The line, counted from 1, where the cell or row starts.
  public var line: Int?
  /// The byte column, counted from 1, where the cell starts on that line.
  ///
  /// Padding and the quote that opens a cell belong to it; a byte order mark does not belong to
  /// its line.
  public var column: Int?

  /// Makes a place from its parts.
  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }
}

extension FilePlace: CustomStringConvertible {
  /// `file:line:column`, without the parts that are unknown.
  public var description: String {
    ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }
}

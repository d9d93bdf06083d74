/// The texts that stand for a missing cell.
struct MissingMarks: Sendable {
  private let exact: Set<String>
  private let lowercased: Set<String>
  private let longest: Int
  /// Those that are numbers (-999).
  let numbers: [String]

  init(_ tokens: [String], mark: UInt8) {
    exact = Set(tokens)
    lowercased = Set(tokens.map { $0.lowercased() })
    // Letters may take more or fewer bytes in the other case.
    longest = 3 * (tokens.map(\.utf8.count).max() ?? 0)
    numbers = tokens.filter { parseNumber(Array($0.utf8).span, mark: mark) != .text }
  }

  /// Whether a text is one of them, as it is written, or nothing that can be seen.
  func contains(_ text: String) -> Bool {
    if let first = text.utf8.first, first > Byte.space, first < 0x80 { return exact.contains(text) }
    return exact.contains(text) || text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
  }

  /// Whether a text among numbers is one of them, in capitals or not.
  func containsAmongNumbers(_ text: String) -> Bool {
    contains(text) || (text.utf8.count <= longest && lowercased.contains(text.lowercased()))
  }
}

/// How many cells a text made missing.
public struct MissingMark: Hashable, Sendable, Codable {
  /// The text.
  public var text: String
  /// The cells.
  public var cells: Int

  /// A text and its cells.
  public init(text: String, cells: Int) {
    self.text = text
    self.cells = cells
  }

  /// Texts and their cells, the most frequent first.
  static func sorted(_ cells: [String: Int]) -> [MissingMark] {
    cells.map { MissingMark(text: $0, cells: $1) }.sorted {
      ($1.cells, $0.text) < ($0.cells, $1.text)
    }
  }
}

/// A table as it was read: typed columns, and what the reader noticed on the way.
public struct DataTable: Sendable {
  /// The path as the caller gave it, for messages; "stdin" for standard input.
  public internal(set) var name: String
  /// The columns, in the order of the file.
  public internal(set) var columns: [DataTable.Column]
  /// The number of rows below the header.
  public internal(set) var rowCount: Int
  /// The line of the file, counted from 1, where the header starts.
  public internal(set) var headerLine: Int
  /// The byte between two cells.
  public internal(set) var delimiter: UInt8
  /// Whether the delimiter was found by looking at the file rather than given by the caller.
  public internal(set) var delimiterWasSniffed: Bool
  /// The number of blank lines that were skipped.
  public internal(set) var blankLines: Int
  /// Whether the file began with a UTF-8 byte order mark, which was skipped.
  public internal(set) var hadByteOrderMark: Bool
  /// What a user may want to know.
  public internal(set) var notes: [TableNote]
  /// The SHA-256 digest of the file, where the reader was asked for it.
  package internal(set) var sha256: String?
  var lines: LineIndex
  /// Rows of another file, which stand below the table's own.
  var appended: AppendedRows?

  /// The line of the row's file, counted from 1, where a row, counted from 0, starts.
  public func line(ofRow row: Int) -> Int {
    guard row >= 0, row < rowCount else {
      fatalError("row \(row) of a table with \(rowCount) rows")
    }
    if let appended, row >= appended.firstRow {
      return appended.lines.line(ofRow: row - appended.firstRow)
    }
    return lines.line(ofRow: row)
  }

  /// The column of that name, or nil.
  public func column(named name: String) -> DataTable.Column? {
    columns.first { $0.name == name }
  }
}

extension DataTable {
  /// One column of a table.
  public struct Column: Sendable {
    /// The cells of a column.
    public enum Values: Sendable {
      /// Numbers, less the column's ``DataTable/Column/offset``; NaN where the cell is missing.
      case numbers([Double])
      /// Text: for each row the index of its level, −1 where the cell is missing.
      ///
      /// The levels are distinct and sorted: by value if every level is a number, else as text.
      case categories(codes: [Int32], levels: [String])
      /// Many numbers per row, most of them 0; a row without any has none but 0.
      case sparse(SparseRows)
    }

    /// The name in the header, without the spaces around it.
    public internal(set) var name: String
    /// The cells.
    public internal(set) var values: Values
    /// How many cells are missing.
    public internal(set) var missingCount: Int
    /// Whether the cells are numbers, all whole and written without a decimal mark or exponent.
    public internal(set) var isInteger: Bool
    /// A whole number that was subtracted from every cell, exactly, so that the numbers keep their
    /// digits; 0 for nearly every column.
    public internal(set) var offset: Double
    /// The number that each level is, NaN where it is none; nil unless the reader was asked to read the
    /// column as text or to keep its levels.
    public internal(set) var levelNumbers: [Double]?
    /// The texts that stand for missing cells; empty in a column of ``TableReader/textColumns``.
    public internal(set) var missingMarks: [MissingMark]
    /// How the column was read, where that may surprise.
    public internal(set) var notes: [ColumnNote]
    /// Whether it is numbers, or text, only since the reader was told so.
    package internal(set) var isForced = false
    /// How its numbers or dates are written.
    package internal(set) var writing = Writing()

    /// Makes a column from its parts.
    package init(
      name: String, values: Values, missingCount: Int, isInteger: Bool = false,
      offset: Double = 0, levelNumbers: [Double]? = nil, missingMarks: [MissingMark] = [],
      notes: [ColumnNote] = []
    ) {
      self.name = name
      self.values = values
      self.missingCount = missingCount
      self.isInteger = isInteger
      self.offset = offset
      self.levelNumbers = levelNumbers
      self.missingMarks = missingMarks
      self.notes = notes
    }
  }
}

extension DataTable {
  /// Throws where a column of these is lacking and the text, which is UTF-8, was read in another encoding:
  /// that made another name of its letters, unless they are ASCII.
  package func checkEncoding(of names: [String]) throws(TableError) {
    let isLacking = names.contains { name in
      column(named: name) == nil && name.utf8.contains { $0 >= 0x80 }
    }
    for case .validUTF8(let encoding) in notes where isLacking {
      throw TableError(.isUTF8(asked: encoding), file: name, line: headerLine)
    }
  }

  /// The bytes that its cells and levels take.
  package var bytes: Int {
    columns.reduce(0) {
      $0 + $1.values.bytes + ($1.levelNumbers?.count ?? 0) * MemoryLayout<Double>.stride
    }
  }
}

extension DataTable.Column.Values {
  /// The bytes that the cells and levels take.
  package var bytes: Int {
    switch self {
    case .numbers(let numbers): numbers.count * MemoryLayout<Double>.stride
    case .categories(let codes, let levels):
      codes.count * MemoryLayout<Int32>.stride + bytesOfNames(levels)
    case .sparse(let rows): rows.bytes
    }
  }
}

/// The bytes that names take; one of up to 15 bytes needs no memory of its own.
package func bytesOfNames(_ names: [String]) -> Int {
  names.reduce(0) { bytes, name in
    let count = name.utf8.count
    return bytes + MemoryLayout<String>.stride + (count > 15 ? 32 + count : 0)
  }
}

/// The line where each row starts, stored as the places where rows are not on consecutive lines.
struct LineIndex: Sendable {
  private var rows: [Int] = []
  private var firstLines: [Int] = []
  private var expected = -1

  /// Notes that a row starts at a line; rows come in order, without gaps.
  @inline(__always)
  mutating func append(row: Int, line: Int) {
    if line != expected {
      rows.append(row)
      firstLines.append(line)
    }
    expected = line &+ 1
  }

  /// Takes the lines of rows that follow, counted from those.
  mutating func append(_ next: LineIndex, row firstRow: Int, line linesAbove: Int) {
    for (row, line) in zip(next.rows, next.firstLines)
    where line + linesAbove != expected || row > 0 {
      rows.append(row + firstRow)
      firstLines.append(line + linesAbove)
    }
    if !next.rows.isEmpty { expected = next.expected + linesAbove }
  }

  /// The bytes it takes, with the room in which it grows.
  var bytes: Int { rows.count * 4 * MemoryLayout<Int>.stride }

  func line(ofRow row: Int) -> Int {
    var low = 0
    var high = rows.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if rows[middle] <= row { low = middle } else { high = middle }
    }
    return firstLines[low] + (row - rows[low])
  }
}

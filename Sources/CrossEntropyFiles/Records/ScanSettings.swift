/// What one pass over the file does with the cells of a column.
///
/// Those from `empty` on are never read on the fast way.
enum Role: UInt8 {
  /// Keep plain numbers, and count the other texts as long as they are few.
  case numbers
  /// Keep text.
  case text
  /// Keep text; only an empty cell is missing.
  case verbatim
  /// Skip the cells.
  case skipped
  /// The cells must be empty: the header has no name for them.
  case empty
  /// Keep the exact differences of numbers from the column's offset.
  case differences
}

/// Where a cell starts.
struct CellPlace: Comparable {
  var line: Int
  var column: Int

  static func < (a: CellPlace, b: CellPlace) -> Bool { (a.line, a.column) < (b.line, b.column) }

  func inFile(_ name: String) -> FilePlace { FilePlace(file: name, line: line, column: column) }
}

/// What all passes over one file share.
struct ScanSettings {
  var names: [String]
  /// What the names take.
  var nameBytes: Int
  /// The decimal mark of plain numbers.
  var mark: UInt8
  var marks: MissingMarks
  var memoryLimit: Int
  /// The most distinct texts of a column.
  var levelLimit: Int
  /// Whether plain cells are read by ``FastCells``.
  var isFast: Bool
  /// Where a header cell without a name stands, by column.
  var unnamed: [Int: CellPlace]
  /// The header as it stands in the file, to know it again among the rows; empty if it spans lines or is
  /// too long for that.
  var header: ContiguousArray<UInt8>
  /// The columns that are numbers however many of their cells are none.
  var numberColumns: Set<String> = []
  /// The columns of which every number is a level.
  var levelColumns: Set<String> = []
  /// How columns are written, by name, where that is known from another table.
  var writings: [String: Writing] = [:]
  /// The columns of texts that only look like numbers, by name: the first such text, and its line.
  var quotedNumbers: [String: (line: Int, cell: String)] = [:]
  /// What is subtracted from the numbers of a column, by column.
  var offsets: [Int: Int64] = [:]

  /// Whether texts that look like numbers keep a column from being one of numbers.
  func holdsQuotedNumbers(_ name: String) -> Bool {
    quotedNumbers[name] != nil && !numberColumns.contains(name)
  }

  /// How the numbers of a column may be written.
  func notation(of column: String, _ notation: Notation) -> Notation {
    var own = notation
    if own.mark == nil { own.mark = writings[column]?.mark }
    return own
  }
}

extension ScanSettings {
  /// Settings of columns that are no cells of a text.
  init(_ names: [String], _ reader: TableReader, memoryLimit: Int) {
    self.init(
      names: names, nameBytes: 0, mark: Byte.point,
      marks: MissingMarks(reader.missingTokens, mark: Byte.point), memoryLimit: memoryLimit,
      levelLimit: reader.levelLimit, isFast: false, unnamed: [:], header: [],
      numberColumns: reader.numberColumns, levelColumns: reader.levelColumns)
  }
}

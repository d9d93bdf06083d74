/// What one pass over the file does with the cells of a column.
enum Role: UInt8 {
  /// Keep numbers, as long as there is nothing else.
  case numbers
  /// Keep text; the missing tokens are missing.
  case text
  /// Keep text; only an empty cell is missing.
  case verbatim
  /// Skip the cells.
  case skipped
  /// The cells must be empty: the header has no name for them.
  case empty
}

/// Where a cell starts.
struct CellPlace {
  var line: Int
  var column: Int

  func inFile(_ name: String) -> FilePlace { FilePlace(file: name, line: line, column: column) }
}

/// What all passes over one file share.
struct ScanSettings {
  var names: [String]
  /// What the names take.
  var nameBytes: Int
  var mark: UInt8
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
}

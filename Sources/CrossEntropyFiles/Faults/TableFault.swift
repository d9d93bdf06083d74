/// What can be wrong with a file that should hold a table.
///
/// Cells are given as bytes where they may be anything but UTF-8, and cut where they are long.
public enum TableFault: Hashable, Sendable {
  // MARK: The file

  /// The path holds a NUL, which no path can.
  case nulInPath
  /// There is no such file; the nearest is the path that was probably meant.
  case noSuchFile(nearest: String?)
  /// The path names a directory.
  case directory
  /// The file may not be read.
  case permissionDenied
  /// The system could not open the file.
  case cannotOpen(SystemFailure)
  /// The system failed while the file was being read.
  case cannotRead(SystemFailure)
  /// Another program wrote to the file, or cut it shorter, while it was read.
  case changed
  /// A pipe held more than is taken from one, or, with no limit, more than memory could hold.
  case pipeTooLarge(limit: Int?)

  /// The delimiter that the caller gave cannot stand between cells.
  case badDelimiter(UInt8)

  // MARK: Its bytes

  /// The file is of a kind that is not read.
  case notATextFile(FileFormat)
  /// There is no header, or no row below it.
  case noRows(Emptiness)
  /// There is a NUL in a cell; the cell is not given if it is longer than a cell may be.
  case nulByte(cell: [UInt8]?)
  /// A cell is not UTF-8.
  case notUTF8(cell: [UInt8], looksLike: LegacyEncoding)
  /// A cell has more bytes than a cell may have.
  case cellTooLong(limit: Int)
  /// A quote is opened and not closed before the end of the file, or within a number of bytes.
  case quoteNotClosed(limit: Int?)
  /// A closing quote is followed by more text in the same cell.
  case textAfterQuote([UInt8])

  // MARK: The header

  /// The header has more fields than a table may have columns.
  case tooManyColumns(limit: Int)
  /// A field of the header, counted from 1, is empty, and columns with names follow.
  case unnamedColumn(field: Int)
  /// The last fields of the header are empty, and a line holds a cell under one of them.
  case cellUnderNoName(field: Int, cell: [UInt8], line: Int)
  /// Two fields of the header, counted from 1, have the same name.
  case duplicateName(String, firstField: Int, field: Int)

  // MARK: The rows

  /// A row has fewer cells than the header.
  case rowTooShort(expected: Int, found: Int)
  /// A row has more cells than the header; `goesOn` if there are more than those found.
  case rowTooLong(expected: Int, found: Int, goesOn: Bool, delimiter: UInt8)
  /// A column of numbers holds one that is infinite or too great for a `Double`.
  case infiniteNumber(column: String, cell: String)
  /// A column of text holds more different texts than are numbered.
  case tooManyTexts(column: String, limit: Int)
  /// The cells up to this line need more bytes of memory than they may take.
  case tooLarge(limit: Int, line: Int)

  /// The class of a fault: who can mend it.
  public enum Kind: Hashable, Sendable {
    /// The file was read, but its contents cannot be used.
    case badData
    /// The file does not exist or may not be read, or the path names a directory.
    case missingInput
    /// The operating system failed while the file was being read.
    case io
  }

  /// The class of the fault.
  public var kind: Kind {
    switch self {
    case .nulInPath, .noSuchFile, .directory, .permissionDenied, .cannotOpen: .missingInput
    case .cannotRead: .io
    case .changed, .pipeTooLarge, .badDelimiter, .notATextFile, .noRows, .nulByte, .notUTF8,
      .cellTooLong, .quoteNotClosed,
      .textAfterQuote, .tooManyColumns, .unnamedColumn, .cellUnderNoName, .duplicateName,
      .rowTooShort, .rowTooLong, .infiniteNumber, .tooManyTexts, .tooLarge:
      .badData
    }
  }

  /// What the operating system said.
  public struct SystemFailure: Hashable, Sendable {
    /// Its number, `errno`.
    public var code: Int32
    /// Its own words for the number, nil if it has none.
    public var reason: String?

    /// Makes a failure from its parts.
    public init(code: Int32, reason: String?) {
      self.code = code
      self.reason = reason
    }
  }

  /// Kinds of files that are recognised but not read.
  public enum FileFormat: String, Hashable, Sendable, CaseIterable {
    /// Text in UTF-16.
    case utf16
    /// Compressed by gzip.
    case gzip
    /// Compressed by zstd.
    case zstd
    /// A zip archive, as most spreadsheets are.
    case zip
    /// A Parquet file.
    case parquet
  }

  /// How a file comes to have no rows.
  public enum Emptiness: String, Hashable, Sendable, CaseIterable {
    /// It is empty, apart perhaps from a byte order mark.
    case noBytes
    /// It has only blank lines.
    case blankLinesOnly
    /// There is nothing below the header.
    case headerOnly
  }

  /// Encodings of text that were common before UTF-8.
  public enum LegacyEncoding: String, Hashable, Sendable, CaseIterable {
    /// ISO 8859-1.
    case latin1
    /// Latin-1 with letters and quotes from 80 to 9F.
    case windows1252
  }
}

/// The most bytes or letters of a cell that an error or a note carries.
private let longestExcerpt = 200

/// The beginning of a cell, for an error.
func excerpt(_ bytes: some Sequence<UInt8>) -> [UInt8] { Array(bytes.prefix(longestExcerpt)) }

/// The beginning of a text, for a note.
func excerpt(_ text: String) -> String { String(text.prefix(longestExcerpt)) }

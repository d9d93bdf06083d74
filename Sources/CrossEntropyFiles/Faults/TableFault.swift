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
  /// A cell is not UTF-8; the readings are what it may be, the best first.
  case notUTF8(cell: [UInt8], readings: [EncodingReading])
  /// There are bytes that are not of the encoding that the caller gave, or a byte order mark.
  case notInEncoding(TextEncoding, bytes: [UInt8])
  /// The file is UTF-8, and not in the encoding that the caller gave.
  case isUTF8(asked: TextEncoding)
  /// The system has no converter for the encoding.
  case unknownEncoding(TextEncoding)
  /// zlib, which unpacks gzip, is not installed.
  case noZlib
  /// A gzip file ends before it should.
  case gzipEndsEarly
  /// A gzip file is damaged.
  case gzipDamaged
  /// The text in the file, decoded, takes about so many bytes of memory, more than it may.
  case decodedTooLarge(Decoding, bytes: Int, limit: Int)
  /// The system gives no memory.
  case noMemory
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
  /// Every row has the same number of cells, which are more than the header has.
  case headerTooShort(names: Int, cells: Int)

  // MARK: The rows

  /// A row has fewer cells than the header.
  case rowTooShort(expected: Int, found: Int)
  /// A row has more cells than the header; `goesOn` if there are more than those found.
  case rowTooLong(expected: Int, found: Int, goesOn: Bool, delimiter: UInt8)
  /// A column of numbers holds one that is infinite or too great for a `Double`.
  case infiniteNumber(column: String, cell: String)
  /// The file has no column of that name, which the table of that path has.
  case missingColumn(UnknownColumn, of: String)
  /// The file has no columns of these names, which the table of that path has.
  case missingColumns([UnknownColumn], of: String)
  /// A column holds numbers in the table of that path, and here what is none.
  case notNumbersAsIn(String, column: String, cell: String)
  /// A column has this decimal mark in the table of that path, and here the other one.
  case otherDecimalMark(String, column: String, cell: String, mark: DecimalMark)
  /// A column holds dates in the table of that path, in an order, and here a cell that is none of those;
  /// or dates here and none there, where there is no order.
  case notDatesAsIn(String, column: String, cell: String, order: DateOrder?)
  /// A column of text holds more different texts than are numbered.
  case tooManyTexts(column: String, limit: Int)
  /// The table needs about so many bytes of memory, and up to this line already more than it may
  /// take.
  case tooLarge(bytes: Int, limit: Int, line: Int)

  // MARK: Other formats

  /// A line is no object of JSON that can be a row.
  case json(JSONFault)
  /// Arrays of NumPy that can be no table.
  case array(ArrayFault)
  /// A line is no label with pairs of an index and a number.
  case pairs(PairFault)
  /// Among the lines of a program this is none that it writes.
  case oddPrediction(PredictionTool)
  /// What says how cells are written says nothing of a file of this format.
  case idle(TextSetting, RecordFormat)

  /// That columns are missing, of which there is one at least.
  package static func missing(_ columns: [UnknownColumn], of other: String) -> TableFault {
    columns.count == 1 ? .missingColumn(columns[0], of: other) : .missingColumns(columns, of: other)
  }

  /// The same of names, each once, in a table that has others.
  static func missing(
    _ missing: [String], among columns: [String], of other: String
  ) -> TableFault {
    let names = columns.filter { !$0.isEmpty }
    var met: Set<String> = []
    return .missing(
      missing.filter { met.insert($0).inserted }.map {
        UnknownColumn(name: $0, nearest: nearestName(to: $0, in: names), columns: names)
      }, of: other)
  }

  /// What can be said of how the text of a table is written, where not every format has it.
  public enum TextSetting: String, Hashable, Sendable, CaseIterable {
    /// The byte between cells.
    case delimiter
    /// How the text is written as bytes.
    case encoding
    /// The decimal mark.
    case decimal
    /// What stands between thousands.
    case thousands
    /// A file of labels.
    case labels
    /// That the first index is 0.
    case zeroBased
    /// That rows are written as they stand in the file.
    case append
  }

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
      .notInEncoding, .isUTF8, .unknownEncoding, .noZlib, .gzipEndsEarly, .gzipDamaged,
      .decodedTooLarge,
      .noMemory, .cellTooLong, .quoteNotClosed,
      .textAfterQuote, .tooManyColumns, .unnamedColumn, .cellUnderNoName, .duplicateName,
      .headerTooShort,
      .rowTooShort, .rowTooLong, .infiniteNumber, .missingColumn, .missingColumns, .notNumbersAsIn,
      .otherDecimalMark, .notDatesAsIn, .tooManyTexts, .tooLarge, .json, .array, .pairs, .idle,
      .oddPrediction:
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
    /// Compressed by gzip, twice.
    case gzip
    /// Compressed by zstd, xz or bzip2.
    case zstd, xz, bzip2
    /// An archive.
    case zip, sevenZip, tar
    /// A spreadsheet of Excel or LibreOffice.
    case spreadsheet
    /// Columns for programs.
    case parquet, arrow, hdf5
    /// Arrays of NumPy.
    case npy, npz
    /// A database.
    case sqlite
    /// Values in JSON, in one piece or one per line.
    case json, jsonl
    /// A table of Weka: names and types, then rows.
    case arff
    /// A document.
    case html, xml, pdf
  }

  /// What makes a file larger than it is on the disk.
  public enum Decoding: String, Hashable, Sendable, CaseIterable {
    /// It is compressed.
    case unpack
    /// It is in another encoding.
    case decode
    /// Its rows are objects of JSON, of which cells are made.
    case cells
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

  /// What the bytes of a file would say in an encoding.
  public struct EncodingReading: Hashable, Sendable {
    /// The encoding.
    public var encoding: TextEncoding
    /// The names in the header; the cell where these are plain ASCII.
    public var text: [String]
    /// Whether this is a language beyond doubt, and no other reading is.
    public var isClear: Bool

    /// Makes a reading from its parts.
    public init(encoding: TextEncoding, text: [String], isClear: Bool) {
      self.encoding = encoding
      self.text = text
      self.isClear = isClear
    }
  }
}

/// The most bytes or letters of a cell that an error or a note carries.
private let longestExcerpt = 200

/// The beginning of a cell, for an error.
package func excerpt(_ bytes: some Sequence<UInt8>) -> [UInt8] {
  Array(bytes.prefix(longestExcerpt))
}

/// The beginning of a text, for a note.
package func excerpt(_ text: String) -> String { String(text.prefix(longestExcerpt)) }

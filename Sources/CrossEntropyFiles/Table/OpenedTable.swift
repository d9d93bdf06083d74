/// The text of a table's file, unpacked and decoded.
struct DecodedTable {
  let text: FileBytes
  /// What decoding it showed.
  let notes: [TableNote]
  let hadByteOrderMark: Bool
  let preamble: Preamble
  /// The bytes that it takes in memory.
  let held: Int
  /// The bytes that may be taken in all.
  let limit: Int

  /// An error of the text as one of the file.
  func explained(_ error: TableError, name: String) throws(TableError) -> TableError {
    // Pairs of letters make others, and what is wrong with those is not what is wrong with the file.
    for case .validUTF8(let encoding) in notes where encoding.unitSize > 1 {
      return TableError(.isUTF8(asked: encoding), file: name)
    }
    var error = error
    // Text that was decoded is in memory too.
    if case .tooLarge(let bytes, let limit, let line) = error.fault {
      error.fault = .tooLarge(bytes: bytes + held, limit: limit + held, line: line)
    }
    return try text.explained(error, preamble)
  }
}

/// The text of a file that holds no array, unpacked and decoded.
struct DecodedText {
  let text: FileBytes
  let notes: [TableNote]
  let hadByteOrderMark: Bool
  /// Where it starts, behind a byte order mark.
  let start: Int
  /// The bytes that it takes in memory.
  let held: Int
  /// The bytes that may be taken in all.
  let limit: Int

  /// The same text up to an offset.
  func first(_ count: Int) -> DecodedText {
    DecodedText(
      text: text.first(count), notes: notes, hadByteOrderMark: hadByteOrderMark, start: start,
      held: held, limit: limit)
  }
}

/// A file whose format is known.
enum FoundTable {
  case cells(DecodedTable)
  case lines(DecodedText)
  case pairs(DecodedText)
  /// The bytes, and how many of them are held in memory beyond the file.
  case arrays(FileBytes, held: Int)
}

/// A table whose header is read, and of which it is known where the rows are.
struct OpenedTable {
  let name: String
  let decoded: DecodedTable
  let header: Header
  let body: Body
  /// The text up to the last row: without one of totals, unless that is kept.
  let rows: FileBytes
  let settings: ScanSettings
  let notation: Notation
  let totalsRow: TotalsRow?
  let delimiterWasSniffed: Bool
  /// Where rows are objects of JSON and not yet cells, their keys.
  var keys: [[UInt8]] = []

  var text: FileBytes { decoded.text }
  var preamble: Preamble { decoded.preamble }
  /// Whether a row of totals is left out.
  var isCut: Bool { rows !== text }

  /// What is to be said of what stands above the rows.
  var notesAbove: [TableNote] {
    var notes = decoded.notes
    if decoded.hadByteOrderMark { notes.append(.byteOrderMark) }
    notes += preamble.notes
    if delimiterWasSniffed, preamble.delimiter != Byte.comma {
      notes.append(.delimiter(preamble.delimiter))
    }
    return notes
  }

  /// Where columns stand; throws where one is lacking that another table of this name has.
  func places(of columns: [String], _ other: String) throws(TableError) -> [Int] {
    let places = Dictionary(
      header.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let missing = columns.filter { places[$0] == nil }
    guard missing.isEmpty else {
      // Read in another encoding, UTF-8 makes another name of letters that are not ASCII.
      for case .validUTF8(let encoding) in decoded.notes
      where missing.contains(where: { $0.utf8.contains { $0 >= 0x80 } }) {
        throw TableError(.isUTF8(asked: encoding), file: name, line: header.line)
      }
      throw TableError(
        .missing(missing, among: header.names, of: other), file: name, line: header.line)
    }
    return columns.compactMap { places[$0] }
  }
}

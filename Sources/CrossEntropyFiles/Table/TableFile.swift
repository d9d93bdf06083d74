/// A table that is open: what its columns are called can be asked before it is said which are read, and its rows can be
/// read more than once, also those of a pipe.
package final class TableFile {
  /// The file as the caller named it, or "stdin".
  package let name: String
  let reader: TableReader
  let bytes: FileBytes
  let limit: Int
  private let rows: Rows
  private var knownHeader: (names: [String], line: Int)?
  private var knownArrays: ArrayTable?

  /// Where the rows are.
  private enum Rows {
    case cells(OpenedTable)
    case lines(DecodedText)
    case pairs(DecodedText)
    /// The bytes, and how many of them are held in memory beyond the file.
    case arrays(FileBytes, held: Int)
  }

  /// Opens a table.
  ///
  /// - Parameters:
  ///   - path: The file; "-" is standard input.
  ///   - reader: How its text is to be read.
  package init(path: String, reader: TableReader) throws(TableError) {
    name = fileName(of: path)
    self.reader = reader
    limit = memoryBudget(reader.memory)
    bytes = try FileBytes.open(path: path, pipeLimit: limit)
    switch try reader.find(bytes, name: name, limit: limit) {
    case .cells(let decoded): rows = .cells(try reader.openCells(decoded, name: name))
    case .lines(let text): rows = .lines(text)
    case .pairs(let text): rows = .pairs(text)
    case .arrays(let bytes, let held): rows = .arrays(bytes, held: held)
    }
  }

  /// The names of all columns, in the order of the file, and the line where they stand.
  package var header: (names: [String], line: Int) {
    get throws(TableError) {
      if let knownHeader { return knownHeader }
      let header: (names: [String], line: Int)
      switch rows {
      case .cells(let opened): header = (opened.header.names, opened.header.line)
      case .lines(let text):
        let read = try reader.openLines(text, name: name, needed: []).header
        header = (read.names, read.line)
      case .pairs: header = (try source(of: KnownColumns()).source.names, 1)
      case .arrays(let bytes, let held): header = (try arrays(bytes, held: held).names, 1)
      }
      knownHeader = header
      return header
    }
  }

  /// Whether a column is called so.
  package func hasColumn(_ name: String) throws(TableError) -> Bool {
    guard case .arrays(let bytes, let held) = rows else { return try header.names.contains(name) }
    return try arrays(bytes, held: held).contains(name)
  }

  /// How the first rows write the columns of numbers, by name; empty where nothing is known.
  package var writings: [String: Writing] {
    // What is no table is refused where its rows are read.
    guard let (opened, head, body) = try? firstRows,
      var cells = try? CellReader(
        name: name, Window(head, size: reader.windowSize), start: body.start,
        delimiter: opened.preamble.delimiter),
      let read = try? reader.readRows(&cells, body, opened.settings, opened.notation)
    else { return [:] }
    return Dictionary(
      read.columns.map { ($0.name, $0.writing) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether it is an array, whose columns have no names.
  package var isArray: Bool { if case .arrays = rows { true } else { false } }

  /// How many rows arrays have; nil of what has to be read to its end to know.
  package var knownRowCount: Int? {
    get throws(TableError) {
      guard case .arrays(let bytes, let held) = rows else { return nil }
      return try arrays(bytes, held: held).rowCount
    }
  }

  /// How many of the columns are those of an array, which have no names.
  package var unnamedColumns: Int {
    get throws(TableError) {
      guard case .arrays(let bytes, let held) = rows else { return 0 }
      return try arrays(bytes, held: held).unnamedColumns
    }
  }

  /// Whether it is one array whose rows stand in the file as they do in memory.
  var hasPlainRows: Bool {
    get throws(TableError) {
      guard case .arrays(let bytes, let held) = rows else { return false }
      let table = try arrays(bytes, held: held)
      return table.columnCount == table.unnamedColumns && table.array(of: 0).hasPlainRows
    }
  }

  private func arrays(_ bytes: FileBytes, held: Int) throws(TableError) -> ArrayTable {
    if let knownArrays { return knownArrays }
    let arrays = try ArrayTable(bytes, name: name, limit: limit - held, zlib: reader.zlib)
    knownArrays = arrays
    return arrays
  }

  /// The first rows as cells, and where they begin; nil of what are never cells.
  private var firstRows: (opened: OpenedTable, head: FileBytes, body: Body)? {
    get throws(TableError) {
      switch rows {
      case .cells(let opened):
        let cut = try lineStarts(opened.rows, from: opened.body.start, every: headSize, most: 2)
        return (opened, cut.count > 1 ? opened.rows.first(cut[1]) : opened.rows, opened.body)
      case .lines(let text):
        let cut = try lineStarts(text.text, from: text.start, every: headSize, most: 2)
        let head = cut.count > 1 ? text.first(cut[1]) : text
        let opened = try reader.openLines(head, name: name, needed: [])
        let lines = JSONLines(
          head.text, name: name, from: opened.body, keys: opened.keys, hasHeader: false,
          mayNest: { _ in true })
        let cells = FileBytes(try lines.rows(upTo: .max))
        return (opened, cells, Body(start: 0, line: opened.header.line))
      case .pairs, .arrays: return nil
      }
    }
  }

  /// The rows of these columns, and what is to be said of what stands above them.
  func source(
    of known: KnownColumns
  ) throws(TableError) -> (source: any RowSource, notes: [TableNote], blankLines: Int) {
    switch rows {
    case .cells(let opened):
      return (
        try TextRows(opened, reader, known), opened.notesAbove,
        opened.header.blankLines + opened.preamble.blankLines
      )
    case .lines(let text):
      let opened = try reader.openLines(
        text, name: name, needed: Set(known.numbers.map(\.name) + known.texts + known.optional))
      return (try TextRows(opened, reader, known), opened.notesAbove, 0)
    case .pairs(let text):
      let rows = try PairRows(text, name: name, reader, known)
      return (rows, rows.notes, 0)
    case .arrays(let bytes, let held):
      let rows = try ArrayRows(try arrays(bytes, held: held), reader, known)
      return (rows, rows.notes, 0)
    }
  }
}

/// By about so many bytes of rows it is judged how numbers are written.
private let headSize = 1 << 16

import Testing

@testable import CrossEntropyFiles

/// A file that cannot be read, and what is wrong with it.
struct BadFile: CustomTestStringConvertible, Sendable {
  var name: String
  var bytes: [UInt8]
  var line: Int?
  var column: Int?
  var fault: TableFault
  var reader = TableReader()

  init(
    _ name: String, _ text: String, line: Int? = nil, column: Int? = nil, _ fault: TableFault,
    reader: TableReader = TableReader()
  ) {
    self.init(name, bytes: Array(text.utf8), line: line, column: column, fault, reader: reader)
  }

  init(
    _ name: String, bytes: [UInt8], line: Int? = nil, column: Int? = nil, _ fault: TableFault,
    reader: TableReader = TableReader()
  ) {
    self.name = name
    self.bytes = bytes
    self.line = line
    self.column = column
    self.fault = fault
    self.reader = reader
  }

  var testDescription: String { name }
}

extension TableFault.EncodingReading {
  static func clear(_ encoding: TextEncoding, _ text: String...) -> Self {
    Self(encoding: encoding, text: text, isClear: true)
  }
}

private let badFiles: [BadFile] = [
  BadFile("empty", "", .noRows(.noBytes)),
  BadFile("byte order mark only", bytes: [0xEF, 0xBB, 0xBF], .noRows(.noBytes)),
  BadFile("blank lines only", "\n \r\n\r", .noRows(.blankLinesOnly)),
  BadFile("header only", "a,b\n", .noRows(.headerOnly)),
  BadFile("header and blank lines", "a,b\n\n\n", .noRows(.headerOnly)),
  BadFile(
    "row too short", "a,b,c\n1,2,3\n4,5\n6,7,8\n", line: 3, .rowTooShort(expected: 3, found: 2)),
  BadFile(
    "last row too short", "a,b,c\n1,2,3\n4,5", line: 3, .rowTooShort(expected: 3, found: 2)),
  BadFile(
    "row too long", "a,b\n1,2\n\n3,4,5,6\n", line: 4, column: 5,
    .rowTooLong(expected: 2, found: 4, goesOn: false, delimiter: Byte.comma)),
  BadFile(
    "row far too long", "a,b\n" + String(repeating: ",", count: 5000) + "\n", line: 2, column: 3,
    .rowTooLong(expected: 2, found: 1002, goesOn: true, delimiter: Byte.comma)),
  BadFile(
    "row too long in one column", "a\nx\ny,z\n", line: 3, column: 3,
    .rowTooLong(expected: 1, found: 2, goesOn: false, delimiter: Byte.comma)),
  BadFile(
    "duplicate names", "x,y, x\n1,2,3\n", line: 1, column: 5,
    .duplicateName("x", firstField: 1, field: 3)),
  BadFile("no name", "a,,c\n1,2,3\n", line: 1, column: 3, .unnamedColumn(field: 2)),
  BadFile(
    "no name over a cell at the end", "a,b,\n1,2,\n3,4,5\n", line: 1, column: 5,
    .cellUnderNoName(field: 3, cell: Array("5".utf8), line: 3)),
  BadFile(
    "quote not closed", "a,b\n1,2\n3,\"four\n5,6\n", line: 3, column: 3,
    .quoteNotClosed(limit: nil)),
  BadFile(
    "quote not closed for long", "a,b\n1,\"" + String(repeating: "x", count: 1 << 20) + "y\"\n",
    line: 2, column: 3, .quoteNotClosed(limit: 1 << 20)),
  BadFile(
    "long cell", "a,b\n1," + String(repeating: "x", count: 1 << 20) + "y\n", line: 2, column: 3,
    .cellTooLong(limit: 1 << 20)),
  BadFile(
    "long cell of NULs", "a" + String(repeating: "\0", count: 1 << 20) + "y\n", line: 1, column: 1,
    .nulByte(cell: nil)),
  BadFile(
    "text after a quote", "a,b\n\"1\"2,3\n", line: 2, column: 1,
    .textAfterQuote(Array("2".utf8))),
  BadFile(
    "text after a quote, on a later line", "a,b\n1,\"2\n3\" x,4\n", line: 2, column: 3,
    .textAfterQuote(Array("x".utf8))),
  BadFile(
    "much text after a quote",
    "a,b\n1,\"x\ty\u{1B}[0m\" \(String(repeating: "z", count: 60))\n", line: 2, column: 3,
    .textAfterQuote(Array("zzzzzzzzzzzz".utf8))),
  BadFile(
    "half a letter of UTF-16", bytes: [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x31], line: 2, column: 1,
    .notInEncoding(.utf16LittleEndian, bytes: [0x31])),
  BadFile(
    "half a pair of UTF-16", bytes: [0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0, 0x31, 0xDC, 0, 0, 0x0A],
    line: 2,
    column: 3, .notInEncoding(.utf16BigEndian, bytes: [0xDC, 0])),
  BadFile("gzip cut in its head", bytes: [0x1F, 0x8B, 8, 0, 1], .gzipEndsEarly),
  BadFile("zstd", bytes: [0x28, 0xB5, 0x2F, 0xFD, 4], .notATextFile(.zstd)),
  BadFile("zip", bytes: [0x50, 0x4B, 3, 4, 20], .notATextFile(.zip)),
  BadFile("Parquet", bytes: [0x50, 0x41, 0x52, 0x31, 0x15], .notATextFile(.parquet)),
  BadFile(
    "NUL", "a,b\n1,x\n2,y\0z\n", line: 3, column: 3, .nulByte(cell: Array("y\0z".utf8))),
  BadFile(
    "Latin-1", bytes: Array("a,b\n1,caf".utf8) + [0xE9, 0x0A], line: 2, column: 3,
    .notUTF8(cell: Array("caf".utf8) + [0xE9], readings: [.clear(.windows1252, "café")])),
  BadFile(
    "Latin-1 in the header", bytes: Array("a,".utf8) + [0xE9] + Array("\n1,2\n".utf8), line: 1,
    column: 3, .notUTF8(cell: [0xE9], readings: [])),
  BadFile(
    "Windows-1252", bytes: Array("a\n".utf8) + [0x93, 0x78, 0x94, 0x0A], line: 2, column: 1,
    .notUTF8(cell: [0x93, 0x78, 0x94], readings: [.clear(.windows1252, "“x”")])),
  BadFile(
    "a long cell that is not UTF-8",
    bytes: Array("a\n".utf8) + [UInt8](repeating: 0xFF, count: 1000) + [0x0A], line: 2, column: 1,
    .notUTF8(cell: [UInt8](repeating: 0xFF, count: 200), readings: [])),
  BadFile(
    "inf", "a,b\n1,2\n3,inf\n4,-Infinity\n", line: 3, column: 3,
    .infiniteNumber(column: "b", cell: "inf")),
  BadFile(
    "overflow", "a,b\n1,2\n-1e400,3\n", line: 3, column: 1,
    .infiniteNumber(column: "a", cell: "-1e400")),
  BadFile(
    "the first infinity of two", "a,b\n1,2\n1,inf\ninf,2\n", line: 3, column: 3,
    .infiniteNumber(column: "b", cell: "inf")),
  BadFile(
    "too many columns", (0...100_000).map { "c\($0)" }.joined(separator: ",") + "\n", line: 1,
    .tooManyColumns(limit: 100_000)),
  BadFile(
    "too many texts", "a,b\n1,x\n2,y\n3,x\n4,z\n", line: 5, column: 3,
    .tooManyTexts(column: "b", limit: 2),
    reader: {
      var reader = TableReader()
      reader.levelLimit = 2
      return reader
    }()),
  BadFile(
    "a quote as the delimiter", "a\n1\n", .badDelimiter(0x22), reader: TableReader(delimiter: 0x22)),
  BadFile(
    "much padding after a quote",
    "a,b\n1,\"x\"" + String(repeating: " ", count: 1 << 20 + 1) + "\n",
    line: 2, column: 3, .cellTooLong(limit: 1 << 20)),
  BadFile(
    "a line of much padding", "a\n1\n" + String(repeating: " ", count: 1 << 20 + 1) + "\n", line: 3,
    column: 1, .cellTooLong(limit: 1 << 20)),
  BadFile(
    "texts too large for the memory",
    "a,b\n1,x\n2,y\n3,\(String(repeating: "z", count: 3000))\n", line: nil, column: nil,
    // As below, and three texts: thrice their bytes, and 320 more each.
    .tooLarge(
      bytes: 2 * 2 + 2 * 640 + 3 * (8 + 4) + 32 + 3 * 3002 + 3 * 320, limit: 3000, line: 5),
    reader: TableReader(memory: 3000)),
  BadFile(
    "a table too large for the memory", "a,b\n1,2\n3,4\n",
    // Two names twice, two columns with what they take besides their cells, and an entry of the index of lines.
    .tooLarge(bytes: 2 * 2 + 2 * (640 + 2 * 8) + 32, limit: 20, line: 4),
    reader: TableReader(memory: 20)),
]

@Suite struct TableErrorTests {
  @Test(arguments: badFiles) func saysWhatIsWrongAndWhere(_ file: BadFile) throws {
    let error = try tableError(file.bytes, file.reader)
    #expect(error.fault == file.fault)
    #expect(error.place == FilePlace(file: "t.csv", line: file.line, column: file.column))
    #expect(error.fault.kind == .badData)
  }

  /// The line that exceeds what may be taken, of 40 in which 200 kB stand.
  @Test(
    "Long texts and long names are refused where they no longer fit, not at the end of a block",
    arguments: [
      // Six are asked for together; thrice the bytes of twelve are more than allowed.
      ("a\n", "\n", 6_000_000, 13), ("a\n1\n", "\n", 6_000_000, 14), ("", ",", 3_000_000, 1),
    ])
  func longTexts(_ beginning: String, _ end: String, _ memory: Int, _ line: Int) throws {
    let cells = (10..<50).map { "\($0)" + String(repeating: "x", count: 200_000) }
    let bytes = Array((beginning + cells.joined(separator: end) + "\n1\n").utf8)
    let error = try tableError(bytes, TableReader(memory: memory))
    guard case .tooLarge(let needed, memory, line) = error.fault else { throw error }
    // All that is in the file, and no more than is counted for it.
    #expect((8_000_000...30_000_000).contains(needed))
  }

  @Test("What a column takes by itself is not taken once more for every row to come")
  func manyColumns() throws {
    let columns = 1000
    let row = Array(repeating: "1", count: columns).joined(separator: ",") + "\n"
    let names = (0..<columns).map { "c\($0)" }.joined(separator: ",")
    let bytes = Array((names + "\n" + String(repeating: row, count: 400)).utf8)
    let error = try tableError(bytes, TableReader(memory: 500_000))
    guard case .tooLarge(let needed, _, _) = error.fault else { throw error }
    // 640 bytes of each column, and 8 of each of 400 cells, which are read to the end in some blocks.
    #expect((3_000_000...5_000_000).contains(needed))
    let enough = TableReader(memory: needed)
    #expect(try enough.read(bytes: bytes, name: "t.csv").rowCount == 400)
  }

  @Test("What a first pass made is counted in the second")
  func secondPass() throws {
    // Text below the rows that types are guessed from, so that the column is read again.
    let rows = 20_000
    let text = "a,b\n" + String(repeating: "1,2\n", count: rows) + "1,x\n"
    let bytes = Array(text.utf8)
    // 12 bytes per row, and 36 per 1024 rows at most for lines.
    let enough = TableReader(memory: 2 * (12 * rows + 4_000))
    #expect(try enough.read(bytes: bytes, name: "t.csv").rowCount == rows + 1)
    let error = try tableError(bytes, TableReader(memory: 8 * rows + 4 * rows + 1_000))
    guard case .tooLarge = error.fault else { throw error }
  }

  /// Overlong forms, a surrogate, what lies above U+10FFFF, and a sequence that is cut short.
  @Test(
    arguments: [
      [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ] as [[UInt8]])
  func whatOnlyResemblesUTF8IsRefused(_ cell: [UInt8]) throws {
    let fault = try tableError(Array("a,b\n1,".utf8) + cell + [0x0A]).fault
    guard case .notUTF8(cell, _) = fault else {
      Issue.record("\(fault)")
      return
    }
  }

  @Test func linesAreCountedThroughQuotesAndAllLineEnds() throws {
    let text = "a,b\r\n\"x\ny\r\nz\rw\",1\r2,3\n\n4\n"
    let error = try tableError(Array(text.utf8))
    #expect(error.place.line == 8)
  }

  @Test func aPlaceIsWrittenAsFarAsItIsKnown() {
    #expect("\(FilePlace(file: "a.csv"))" == "a.csv")
    #expect("\(FilePlace(file: "a.csv", line: 3))" == "a.csv:3")
    #expect("\(FilePlace(file: "a.csv", line: 3, column: 7))" == "a.csv:3:7")
  }
}

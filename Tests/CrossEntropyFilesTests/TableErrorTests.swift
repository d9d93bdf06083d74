import Testing

@testable import CrossEntropyFiles

/// A file that cannot be read, and the one line that says so.
struct BadFile: CustomTestStringConvertible, Sendable {
  var name: String
  var bytes: [UInt8]
  var reader = TableReader()
  var line: String

  init(_ name: String, _ text: String, _ line: String, reader: TableReader = TableReader()) {
    self.init(name, bytes: Array(text.utf8), line, reader: reader)
  }

  init(_ name: String, bytes: [UInt8], _ line: String, reader: TableReader = TableReader()) {
    self.name = name
    self.bytes = bytes
    self.line = line
    self.reader = reader
  }

  var testDescription: String { name }
}

private let badFiles: [BadFile] = [
  BadFile("empty", "", "t.csv: the file is empty; it needs a header and at least one row"),
  BadFile(
    "byte order mark only", bytes: [0xEF, 0xBB, 0xBF],
    "t.csv: the file is empty; it needs a header and at least one row"),
  BadFile(
    "blank lines only", "\n \r\n\r",
    "t.csv: the file holds blank lines only; it needs a header and at least one row"),
  BadFile("header only", "a,b\n", "t.csv: there are no rows below the header; add at least one"),
  BadFile(
    "header and blank lines", "a,b\n\n\n",
    "t.csv: there are no rows below the header; add at least one"),
  BadFile(
    "row too short", "a,b,c\n1,2,3\n4,5\n6,7,8\n",
    "t.csv:3: expected 3 cells as in the header, found 2; "
      + "complete the row, or check the line ends and quotes"),
  BadFile(
    "last row too short", "a,b,c\n1,2,3\n4,5",
    "t.csv:3: expected 3 cells as in the header, found 2; "
      + "complete the row, or check the line ends and quotes"),
  BadFile(
    "row too long", "a,b\n1,2\n\n3,4,5,6\n",
    "t.csv:4:5: expected 2 cells as in the header, found 4; "
      + "put quotes around a cell that holds ',', or remove what is too much"),
  BadFile(
    "row far too long", "a,b\n" + String(repeating: ",", count: 5000) + "\n",
    "t.csv:2:3: expected 2 cells as in the header, found more than 1002; "
      + "put quotes around a cell that holds ',', or remove what is too much"),
  BadFile(
    "row too long in one column", "a\nx\ny,z\n",
    "t.csv:3:3: expected 1 cell as in the header, found 2; "
      + "put quotes around a cell that holds ',', or remove what is too much"),
  BadFile(
    "duplicate names", "x,y, x\n1,2,3\n",
    "t.csv:1:5: fields 1 and 3 of the header are both named 'x'; rename one"),
  BadFile(
    "no name", "a,,c\n1,2,3\n",
    "t.csv:1:3: field 2 of the header has no name; give the column a name"),
  BadFile(
    "no name over a cell at the end", "a,b,\n1,2,\n3,4,5\n",
    "t.csv:1:5: field 3 of the header has no name, and line 3 holds '5' under it; "
      + "give the column a name"),
  BadFile(
    "quote not closed", "a,b\n1,2\n3,\"four\n5,6\n",
    "t.csv:3:3: the quote that opens here is not closed; close it"),
  BadFile(
    "quote not closed for long", "a,b\n1,\"" + String(repeating: "x", count: 1 << 20) + "y\"\n",
    "t.csv:2:3: the quote that opens here is not closed within 1 MiB; close it"),
  BadFile(
    "long cell", "a,b\n1," + String(repeating: "x", count: 1 << 20) + "y\n",
    "t.csv:2:3: this cell is longer than 1 MiB; check the delimiter and the line ends"),
  BadFile(
    "long cell of NULs", "a" + String(repeating: "\0", count: 1 << 20) + "y\n",
    "t.csv:1:1: this cell holds a NUL byte; this is not a text file, or a damaged one"),
  BadFile(
    "text after a quote", "a,b\n\"1\"2,3\n",
    "t.csv:2:1: '2' follows the closing quote of this cell; double the quotes inside a cell"),
  BadFile(
    "text after a quote, on a later line", "a,b\n1,\"2\n3\" x,4\n",
    "t.csv:2:3: 'x' follows the closing quote of this cell; double the quotes inside a cell"),
  BadFile(
    "UTF-16, little end first", bytes: [0xFF, 0xFE, 0x61, 0, 0x0A, 0],
    "t.csv: this file is UTF-16; save it as UTF-8"),
  BadFile(
    "UTF-16, big end first", bytes: [0xFE, 0xFF, 0, 0x61, 0, 0x0A],
    "t.csv: this file is UTF-16; save it as UTF-8"),
  BadFile(
    "UTF-16 without a mark", bytes: "a,b\n1,2\n".utf8.flatMap { [$0, 0] },
    "t.csv: this file is UTF-16; save it as UTF-8"),
  BadFile("gzip", bytes: [0x1F, 0x8B, 8, 0, 1], "t.csv: this is a gzip file; unpack it first"),
  BadFile(
    "spreadsheet", bytes: [0x50, 0x4B, 3, 4, 20],
    "t.csv: this is a zip archive or a spreadsheet; save the table as CSV"),
  BadFile(
    "NUL", "a,b\n1,x\n2,y\0z\n",
    "t.csv:3:3: 'y\\u{0}z' holds a NUL byte; this is not a text file, or a damaged one"),
  BadFile(
    "Latin-1", bytes: Array("a,b\n1,caf".utf8) + [0xE9, 0x0A],
    "t.csv:2:3: 'caf\\xE9' is not UTF-8, it looks like Latin-1; "
      + "convert the file with iconv -f latin1 -t utf-8"),
  BadFile(
    "Latin-1 in the header", bytes: Array("a,".utf8) + [0xE9] + Array("\n1,2\n".utf8),
    "t.csv:1:3: '\\xE9' is not UTF-8, it looks like Latin-1; "
      + "convert the file with iconv -f latin1 -t utf-8"),
  BadFile(
    "Windows-1252", bytes: Array("a\n".utf8) + [0x93, 0x78, 0x94, 0x0A],
    "t.csv:2:1: '\\x93x\\x94' is not UTF-8, it looks like Windows-1252; "
      + "convert the file with iconv -f cp1252 -t utf-8"),
  BadFile(
    "inf", "a,b\n1,2\n3,inf\n4,-Infinity\n",
    "t.csv:3:3: column 'b' holds 'inf', and a feature cannot be infinite; "
      + "correct the cell or leave it empty"),
  BadFile(
    "overflow", "a,b\n1,2\n-1e400,3\n",
    "t.csv:3:1: column 'a' holds '-1e400', and a feature cannot be infinite; "
      + "correct the cell or leave it empty"),
  BadFile(
    "the first infinity of two", "a,b\n1,2\n1,inf\ninf,2\n",
    "t.csv:3:3: column 'b' holds 'inf', and a feature cannot be infinite; "
      + "correct the cell or leave it empty"),
  BadFile(
    "long value with control characters",
    "a,b\n1,\"x\ty\u{1B}[0m\" \(String(repeating: "z", count: 60))\n",
    "t.csv:2:3: 'zzzzzzzzzzzz' follows the closing quote of this cell; "
      + "double the quotes inside a cell"),
  BadFile(
    "a table too large for the memory", "a,b\n1,2\n3,4\n",
    "t.csv: the table needs more than 20 bytes of memory by line 4; "
      + "take fewer rows or columns, or a machine with more memory",
    reader: {
      var reader = TableReader()
      reader.memoryLimit = 20
      return reader
    }()),
]

@Suite struct TableErrorTests {
  @Test(arguments: badFiles) func saysWhereAndWhatToDo(_ file: BadFile) throws {
    let error = try tableError(file.bytes, file.reader)
    #expect(error.description == file.line)
    #expect(error.kind == .badData)
    #expect(error.exitCode == 65)
  }

  @Test func linesAreCountedThroughQuotesAndAllLineEnds() throws {
    let text = "a,b\r\n\"x\ny\r\nz\rw\",1\r2,3\n\n4\n"
    let error = try tableError(Array(text.utf8))
    #expect(error.line == 8)
  }

  @Test func tooManyColumns() throws {
    let text = (0...100_000).map { "c\($0)" }.joined(separator: ",") + "\n"
    let error = try tableError(Array(text.utf8))
    #expect(
      error.description == "t.csv:1: the header names more than 100000 columns; "
        + "check the delimiter, or take fewer columns")
  }

  @Test func descriptionIsOneLine() {
    let error = TableError(.io, file: "a\nb.csv", line: 3, message: "x; y")
    #expect(error.description == "a\\nb.csv:3: x; y")
    #expect(error.exitCode == 74)
    #expect(TableError(.missingInput, file: "a", message: "x").exitCode == 66)
    #expect(quoted(String(repeating: "é", count: 41)) == "'\(String(repeating: "é", count: 40))…'")
    #expect(quoted([0x1B, 0x5B, 0xC3, 0x28, 0x7F]) == "'\\u{1b}[\\xC3(\\u{7f}'")
  }
}

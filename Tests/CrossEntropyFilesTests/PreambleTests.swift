import Testing

@testable import CrossEntropyFiles

/// A table with something above its header or below its rows.
struct FramedTable: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  var names: [String]
  var rows: Int
  var notes: [TableNote]
  var line: Int

  init(
    _ what: String, _ text: String, names: [String] = ["a", "b", "t"], rows: Int = 3,
    line: Int = 1, _ notes: TableNote...
  ) {
    testDescription = what
    (self.text, self.names, self.rows, self.notes, self.line) = (text, names, rows, notes, line)
  }
}

private let rows = "1,0.5,x\n2,1.5,y\n4,2.5,x\n"
private let whole = "a,b,t\n" + rows
private let semicolons = whole.replacing(",", with: ";")

private let framed: [FramedTable] = [
  FramedTable("nothing", whole),
  // Comments.
  FramedTable("one comment", "# made in May\n" + whole, line: 2, .commentLines(count: 1)),
  FramedTable(
    "comments of all kinds", "// a\n% b\n# c, d, e\n" + whole, line: 4, .commentLines(count: 3)),
  FramedTable(
    "blank lines between", "# a\n\n  \n" + whole, line: 4, .commentLines(count: 1),
    .blankLines(count: 2)),
  FramedTable(
    "a comment of as many cells, with a header of names below", "#a,b,c\n" + whole, line: 2,
    .commentLines(count: 1)),
  FramedTable("a header that begins like a comment", "#" + whole, names: ["#a", "b", "t"]),
  FramedTable(
    "a comment, and a header that begins like one", "## version 4\n#" + whole,
    names: ["#a", "b", "t"], line: 2, .commentLines(count: 1)),
  FramedTable(
    "a header like a comment, and texts below", "#a,b\nx,y\ny,z\nz,x\n", names: ["#a", "b"]),
  FramedTable("a column called %", "%,b,t\n" + rows, names: ["%", "b", "t"]),
  FramedTable("one column", "# a\nb\n1\n2\n3\n", names: ["b"], line: 2, .commentLines(count: 1)),
  FramedTable("one column with a # in its name", "#b\n1\n2\n3\n", names: ["#b"]),
  // The delimiter.
  FramedTable(
    "sep=", "sep=;\n" + semicolons, line: 2, .separatorLine, .delimiter(Byte.semicolon)),
  FramedTable(
    "sep= in quotes, before a mark of comments", "\"sep=;\"\r\n# x\r\n" + semicolons, line: 3,
    .separatorLine, .commentLines(count: 1), .delimiter(Byte.semicolon)),
  FramedTable("sep= with a comma", "SEP=,\n" + whole, line: 2, .separatorLine),
  FramedTable(
    "sep= with a tab", "sep=\t\n" + whole.replacing(",", with: "\t"), line: 2, .separatorLine,
    .delimiter(Byte.tab)),
  // Titles.
  FramedTable(
    "a title", "Report 2024\n" + whole, line: 2, .titleLines(count: 1, title: "Report 2024")),
  FramedTable(
    "titles and a blank line", "Report\nof May\n\n" + whole, line: 4,
    .titleLines(count: 2, title: "Report"), .blankLines(count: 1)),
  FramedTable(
    "a title of a spreadsheet", "Report,,\n,,\n" + whole, line: 3,
    .titleLines(count: 2, title: "Report")),
  FramedTable(
    "a title of two cells", "Report,2024\n" + whole, line: 2,
    .titleLines(count: 1, title: "Report")),
  FramedTable(
    "a title over semicolons", "Bericht\n" + semicolons, line: 2,
    .titleLines(count: 1, title: "Bericht"), .delimiter(Byte.semicolon)),
  FramedTable(
    "a title after a comment", "# x\nReport\n" + whole, line: 3, .commentLines(count: 1),
    .titleLines(count: 1, title: "Report")),
  FramedTable(
    "a header with years", "t,2019,2020\nx,1,2\ny,3,4\nx,5,6\n", names: ["t", "2019", "2020"]),
  FramedTable(
    "a header without the first name", ",a,t\nx,p,x\ny,1,q\nz,2,r\n",
    names: ["column 1", "a", "t"],
    .namedFirstColumn(name: "column 1")),
  FramedTable("texts alone", "a,b\nx,y\ny,z\nz,x\n", names: ["a", "b"]),
  FramedTable("one column of sentences", "a\nx y\nz; w\nv\n", names: ["a"]),
  // Names of rows.
  FramedTable(
    "row names that count", "a,b\n\"1\",0.5,x\n\"2\",1.5,y\n\"3\",2.5,x\n",
    names: ["row names", "a", "b"], .rowNames(name: "row names")),
  FramedTable(
    "row names that are texts", "a,b\nr1,0.5,x\nr2,1.5,y\nr3,2.5,x\n",
    names: ["row names", "a", "b"], .rowNames(name: "row names")),
  FramedTable(
    "one name over row names", "a\n\"r1\",0.5\n\"r2\",1.5\n\"r3\",2.5\n",
    names: ["row names", "a"],
    .rowNames(name: "row names")),
  FramedTable(
    "row names, and spaces between cells",
    "\"a\" \"b\"\n\"1\" 0.5 \"x\"\n\"2\" 1.5 \"y z\"\n\"3\" 2.5 \"x\"\n",
    names: ["row names", "a", "b"], .delimiter(Byte.space), .rowNames(name: "row names")),
  FramedTable(
    "spaces between cells, without row names",
    "\"a\" \"t\"\n0.5 \"x\"\n1.5 \"y z\"\n2.5 \"x\"\n", names: ["a", "t"],
    .delimiter(Byte.space)),
  FramedTable(
    "spaces between cells without quotes", "a b t\n0.5 1 x\nNA 2 y\n2.5 3 x\n",
    names: ["a", "b", "t"],
    .delimiter(Byte.space), .missingMarks([MissingMark(text: "NA", cells: 1)])),
  FramedTable(
    "spaces between cells without quotes, and row names",
    "a b t\nr1 0.5 1 x\nr2 3 2 y\nr3 2.5 3 x\n",
    names: ["row names", "a", "b", "t"], .delimiter(Byte.space), .rowNames(name: "row names")),
  FramedTable("one column of amounts", "net weight\n1 kg\n2 kg\n3 kg\n", names: ["net weight"]),
  FramedTable(
    "one column of numbers with spaces", "1 2 3\n1 234\n2 345\n3 456\n", names: ["1 2 3"]),
  FramedTable("one column of quoted names", "\"a b\"\n\"x y\"\n\"z\"\n\"x y\"\n", names: ["a b"]),
  // Headers again.
  FramedTable(
    "a repeated header", whole + whole, rows: 6, .repeatedHeaders(count: 1, line: 5)),
  FramedTable(
    "repeated headers with marks", whole + "\u{FEFF}" + whole + "a,b,t", rows: 6,
    .repeatedHeaders(count: 2, line: 5)),
  FramedTable(
    "a header repeated at once", "a,b,t\n" + whole, .repeatedHeaders(count: 1, line: 2)),
  FramedTable("one column whose name is a value", "a\na\nb\na\n", names: ["a"]),
  // Totals.
  FramedTable("an empty row of totals", whole + "Total,,\n", .totalsLeftOut(line: 5)),
  FramedTable(
    "totals after a blank line, and blank lines below", whole + "\nSumme:,,\n\n \n",
    .blankLines(count: 3), .totalsLeftOut(line: 6)),
  FramedTable("totals that add up", whole + "7,4.5,\n", rows: 4),
  FramedTable(
    "named totals that add up", "n,a,t\np,1.5,3\nq,2.5,4\nr,3,5\n합계,7,12\n",
    names: ["n", "a", "t"],
    .totalsLeftOut(line: 5)),
  FramedTable(
    "named totals that do not add up", "n,a,t\np,1.5,3\nq,2.5,4\nr,3,5\nTotal,9,13\n",
    names: ["n", "a", "t"], rows: 4, .totalsKept(line: 5)),
  FramedTable(
    "a row called Total that is none", "n,a,t\np,1.5,x\nq,2.5,y\nTotal,3,x\n",
    names: ["n", "a", "t"]),
  FramedTable("a total between quotes", "a,b\n1,2\n3,4\n5,\"x\nTotal,\"\n", names: ["a", "b"]),
]

@Suite struct PreambleTests {
  @Test("What frames a table is skipped and said", arguments: framed)
  func framing(_ table: FramedTable) throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = table.text.replacing("\r\n", with: "\n").replacing("\n", with: end)
      let read = try CrossEntropyFilesTests.table(text)
      #expect(read.columns.map(\.name) == table.names)
      #expect(read.rowCount == table.rows)
      #expect(read.notes == table.notes)
      #expect(read.headerLine == table.line)
      #expect(disagreements(on: Array(text.utf8)) == [])
    }
  }

  @Test(
    "Totals are what the whole row says, however its columns are to be read",
    arguments: [
      ("Total,3017,", true), ("Total,99,", true), ("합계,\"3,017\",", true),
      ("합계,\"3,017원\",-", true), ("Total,-,x", nil), ("Total,99,7", false),
      ("Summe,3017,7", true), ("q,99,", nil), ("Total,3 rows,", nil),
      // A row may well be called so where another is.
      ("Sum,99,", false), ("Sum,3017,", true),
    ] as [(String, Bool?)])
  func totals(last: String, areTotals: Bool?) throws {
    let text = "n,a,t\np,1000,x\nSum,1500,y\nr,517,x\n\(last)\n"
    for names in [[], ["n"], ["a"], ["t"], ["n", "a", "t"]] as [Set<String>] {
      var readers = [TableReader(textColumns: names), TableReader(levelColumns: names)]
      if names == ["a"] { readers.append(TableReader(numberColumns: names)) }
      for reader in readers {
        let table = try table(text, reader)
        #expect(table.notes.contains(.totalsLeftOut(line: 5)) == (areTotals == true))
        #expect(table.notes.contains(.totalsKept(line: 5)) == (areTotals == false))
        #expect(table.rowCount == (areTotals == true ? 3 : 4))
      }
    }
  }

  @Test("A sum is known by the notation of its column, and with an offset taken off")
  func sums() throws {
    for (above, total) in [
      ("1.500,50\n2.500,25\n", "4.000,75"), ("$10.5\n$20.25\n", "$30.75"),
      ("30000\n62301\n", "\"92,301\""), ("1 000\n2 500\n", "3 500"),
      ("9007199254740993\n9007199254740995\n", "18014398509481988"),
    ] {
      let rows = above.split(separator: "\n").enumerated().map { "r\($0);\($1);7\n" }
      let text = "n;a;b\n" + rows.joined() + "Total;\(total);7\n"
      #expect(try table(text).rowCount == 2, "\(text)")
    }
  }

  @Test("A header that is too short for every row is told from a row that is too long")
  func shortHeader() throws {
    let short = try tableError(Array("a,t\n1.5,2,x\n2.5,3,y\n".utf8))
    #expect(short == TableError(.headerTooShort(names: 2, cells: 3), file: "t.csv", line: 1))
    let sentences = try tableError(Array("n,t\nSmith, John,x\nDoe, Jane,y\n".utf8))
    #expect(sentences.fault == .headerTooShort(names: 2, cells: 3))
    // A spare comma at the end of every row makes no row names.
    let spare = try tableError(Array("a,t\n1,x,\n2,y,\n".utf8))
    #expect(spare.fault == .headerTooShort(names: 2, cells: 3))
    let one = try tableError(Array("a,t\n1,x\n2,3,y\n".utf8))
    #expect(one.fault == .rowTooLong(expected: 2, found: 3, goesOn: false, delimiter: Byte.comma))
  }

  @Test("A given delimiter counts for more than sep=")
  func givenDelimiter() throws {
    let read = try table("sep=;\n" + PreambleTests.commas, TableReader(delimiter: Byte.comma))
    #expect(read.columns.count == 2)
    #expect(read.notes == [.separatorLine])
  }

  private static let commas = "a,t\n1,x\n2,y\n"
}

@Suite struct FileFormatTests {
  @Test(
    "Files of other kinds are known by what is in them",
    arguments: [
      ("{\n  \"a\": [1, 2]\n}\n", .json), ("[{\"a\": 1}, {\"a\": 2}]", .json),
      ("[\n  [1, 2],\n [3, 4]]\n", .json), ("[]", .json),
      ("% weka\n@RELATION d\n@attribute a numeric\n@data\n1\n", .arff),
      ("@relation 'a b'\n", .arff),
      ("<!DOCTYPE html>\n<html></html>\n", .html), ("<table><tr>\n", .html),
      ("<?xml version=\"1.0\"?>\n<a/>\n", .xml), ("%PDF-1.7\n", .pdf),
      ("PAR1\u{15}\u{4}", .parquet), ("ARROW1\0\0", .arrow),
      ("SQLite format 3\0\u{10}\0", .sqlite), ("BZh91AY&SY\u{1}", .bzip2),
      ("PK\u{3}\u{4}\u{14}\0\u{6}\0[Content_Types].xml", .spreadsheet),
      ("PK\u{3}\u{4}\u{14}\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet", .spreadsheet),
      ("PK\u{3}\u{4}\u{14}\0a.csv", .zip),
      ("a.csv" + String(repeating: "\0", count: 252) + "ustar\0", .tar),
    ] as [(String, TableFault.FileFormat)])
  func formats(_ text: String, _ format: TableFault.FileFormat) throws {
    #expect(try tableError(Array(text.utf8)).fault == .notATextFile(format))
  }

  @Test(
    "Files that begin with bytes of no text",
    arguments: [
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], .xz),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], .sevenZip),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .spreadsheet),
    ] as [([UInt8], TableFault.FileFormat)])
  func binaryFormats(_ bytes: [UInt8], _ format: TableFault.FileFormat) throws {
    #expect(try tableError(bytes).fault == .notATextFile(format))
    #expect(try tableError(bytes, TableReader(encoding: .cp949)).fault == .notATextFile(format))
  }

  @Test(
    "Headers that only begin like them are headers",
    arguments: [
      "{a},t\n1,x\n", "[a],t\n1,x\n", "\"{a}\",t\n1,x\n", "<a,t\n1,x\n", "BZh,t\n1,x\n",
      "PAR,t\n1,x\n", "@a,t\n1,x\n", "{\"a\n",
    ])
  func headers(_ text: String) {
    do throws(TableError) {
      _ = try table(text)
    } catch {
      if case .notATextFile(let format) = error.fault { Issue.record("\(text): \(format)") }
    }
  }
}

import Testing

@testable import CrossEntropyFiles

@Suite struct TableReaderTests {
  @Test(arguments: ["\n", "\r\n", "\r"]) func readsAllLineEnds(_ end: String) throws {
    for last in ["", end] {
      let text = ["x,name", "1,a", "-2.5,b", "3e2,\"a\""].joined(separator: end) + last
      let table = try table(text)
      #expect(table.rowCount == 3)
      #expect(table.columns.map(\.name) == ["x", "name"])
      #expect(table.columns[0].numbers == [1, -2.5, 300])
      #expect(table.columns[1].texts == ["a", "b", "a"])
      #expect((0..<3).map { table.line(ofRow: $0) } == [2, 3, 4])
      #expect(table.notes.isEmpty)
    }
  }

  @Test func namesThatDifferInCaseAreTwo() throws {
    #expect(try table("x,X,é,É\n1,2,3,4\n").columns.map(\.name) == ["x", "X", "é", "É"])
  }

  @Test func readsQuotes() throws {
    let table = try table(
      "a,\"b, or \"\"c\"\"\"\n\"1\",\"x\ny\"\n \"2\" ,\"he said \"\"no\"\", twice\"\n3,5\" pipe\n")
    #expect(table.columns.map(\.name) == ["a", "b, or \"c\""])
    #expect(table.columns[0].numbers == [1, 2, 3])
    #expect(table.columns[1].texts == ["x\ny", "he said \"no\", twice", "5\" pipe"])
    #expect((0..<3).map { table.line(ofRow: $0) } == [2, 4, 5])
  }

  @Test(arguments: [
    ";", "\t", "|",
  ]) func sniffsAndTellsTheDelimiter(delimiter: String) throws {
    let rows = ["a,b", "\"p,\n,q\"", "r,s,t"].map { "\($0)\(delimiter)1.5\(delimiter)" }
    let table = try table("text\(delimiter)x\(delimiter)e\n" + rows.joined(separator: "\n"))
    #expect(table.delimiter == delimiter.utf8.first)
    #expect(table.delimiterWasSniffed)
    #expect(table.notes == delimiter.utf8.map { .delimiter($0) })
    #expect(table.columns[0].texts == ["a,b", "p,\n,q", "r,s,t"])
    #expect(table.columns[1].numbers == [1.5, 1.5, 1.5])
    #expect(table.columns[2].missingCount == 3)
  }

  @Test func takesTheDelimiterItIsGiven() throws {
    let table = try table("a;b,c\n1;2,3\n", TableReader(delimiter: Byte.semicolon))
    #expect(table.columns.map(\.name) == ["a", "b,c"])
    #expect(!table.delimiterWasSniffed)
    #expect(table.columns[1].numbers == [2.3])
    #expect(table.notes == [.decimalComma(columns: [])])
    let other = try CrossEntropyFilesTests.table("a:b\n1:x\n", TableReader(delimiter: 0x3A))
    #expect(other.columns.count == 2)
  }

  @Test func readsDecimalCommas() throws {
    let found = try table("x;y\n1,5;a\n-2,25;b\n3;c\n")
    #expect(found.columns[0].numbers == [1.5, -2.25, 3])
    #expect(!found.columns[0].isInteger)
    #expect(found.notes == [.delimiter(Byte.semicolon), .decimalComma(columns: [])])
    // The first decimal comma comes long after the sample.
    let late = try table("x;y\n" + String(repeating: "1;2\n", count: 500) + "0,5;3\n")
    #expect(late.columns[0].numbers.last == 0.5)
    // Asked for, in a table with commas between the cells.
    let asked = try table("x,y\n\"1,5\",2\n", TableReader(decimalComma: true))
    #expect(asked.columns[0].numbers == [1.5])
    #expect(asked.notes.isEmpty)
    // Forbidden, or in a company of decimal points.
    let forbidden = try table("x;y\n1,5;2\n", TableReader(decimalComma: false))
    #expect(forbidden.columns[0].texts == ["1,5"])
    #expect(
      forbidden.columns[0].notes == [.unreadNumber(line: 2, cell: "1,5", form: .decimalComma)])
    let mixed = try table("x;y\n1,5;2.5\n")
    #expect(mixed.columns[0].numbers == [1.5])
    #expect(mixed.columns[1].numbers == [2.5])
    #expect(mixed.notes == [.delimiter(Byte.semicolon), .decimalComma(columns: ["x"])])
  }

  @Test func tellsThousandsFromDecimals() throws {
    let commas = try table("x,y\n\"1,234\",1\n\"12,345,678\",2\n")
    #expect(commas.columns[0].numbers == [1234, 12_345_678])
    #expect(commas.columns[0].notes == [.notation(cell: "1,234", value: 1234, other: nil)])
    let tabs = try table("x\ty\n1,234\t1\n2,345\t2\n")
    #expect(tabs.columns[0].numbers == [1234, 2345])
    #expect(tabs.columns[0].notes == [.notation(cell: "1,234", value: 1234, other: .comma)])
    let decimals = try table("x\ty\n1,234\t1\n2,3\t2\n")
    #expect(decimals.columns[0].numbers == [1.234, 2.3])
  }

  @Test func skipsTheByteOrderMark() throws {
    let table = try TableReader().read(
      bytes: [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8), name: "t.csv")
    #expect(table.hadByteOrderMark)
    #expect(table.columns[0].name == "a")
    #expect(table.notes == [.byteOrderMark])
  }

  @Test func trimsNamesAndCells() throws {
    let table = try table("a , \"b\",c\n 1,\t x ,\" y \"\n")
    #expect(table.columns.map(\.name) == ["a", "b", "c"])
    #expect(table.columns[0].numbers == [1])
    #expect(table.columns[1].texts == ["x"])
    #expect(table.columns[2].texts == ["y"])
    #expect(table.notes == [.trimmedNames])
  }

  @Test func skipsAndCountsBlankLines() throws {
    let table = try table("\na,b\n\n1,2\n  \t\r\n3,4\n\n")
    #expect(table.rowCount == 2)
    #expect(table.blankLines == 4)
    #expect(table.notes == [.blankLines(count: 4)])
    #expect((0..<2).map { table.line(ofRow: $0) } == [4, 6])
    // With tabs between the cells, a line of tabs is a row; in one column, "" is a cell.
    let tabs = try CrossEntropyFilesTests.table("a\tb\n\t\n1\t2\n")
    #expect(tabs.columns[0].numbers == [nil, 1])
    let single = try CrossEntropyFilesTests.table("a\n1\n\n\"\"\n2\n")
    #expect(single.columns[0].numbers == [1, nil, 2])
    #expect(single.blankLines == 1)
  }

  @Test func namesAColumnWithoutAName() throws {
    let table = try table(",a\n0,1\n1,2\n")
    #expect(table.columns.map(\.name) == ["column 1", "a"])
    #expect(table.notes == [.namedFirstColumn(name: "column 1")])
  }

  @Test func leavesOutWhatSpareDelimitersMake() throws {
    let table = try table("a,b,,\n1,x,,\n2,y, ,\"\"\n")
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.notes == [.emptyColumns(count: 2)])
  }

  @Test func findsColumnsByName() throws {
    let table = try table("a,b\n1,x\n")
    #expect(table.column(named: "b")?.texts == ["x"])
    #expect(table.column(named: "c") == nil)
    #expect(table.name == "t.csv")
  }

  @Test func readsWideAndLongTables() throws {
    let names = (0..<3000).map { "c\($0)" }.joined(separator: ",")
    let row = (0..<3000).map { "\($0)" }.joined(separator: ",")
    let wide = try table("\(names)\n\(row)\n\(row)\n\(row)")
    #expect(wide.columns[2999].numbers == [2999, 2999, 2999])
    let long = try table("a,b\n" + (0..<10_000).map { "\($0),k\($0 % 7)\n" }.joined())
    #expect(long.columns[0].numbers == (0..<10_000).map(Double.init))
    #expect(long.columns[1].texts == (0..<10_000).map { "k\($0 % 7)" })
    #expect(long.line(ofRow: 9999) == 10_001)
  }
}

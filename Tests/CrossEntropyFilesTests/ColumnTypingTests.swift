import Testing

@testable import CrossEntropyFiles

@Suite struct ColumnTypingTests {
  @Test func knowsNumbersIntegersAndText() throws {
    let table = try table("i,f,e,t,b\n1,1.0,1e3,a,true\n-2,2,2,b,false\n,3,3,,true\n")
    #expect(table.columns.map(\.isInteger) == [true, false, false, false, false])
    #expect(table.columns.map(\.missingCount) == [1, 0, 0, 1, 0])
    #expect(table.columns[4].levels == ["false", "true"])
    #expect(table.columns.allSatisfy { $0.notes.isEmpty })
  }

  @Test func knowsTheMissingTokens() throws {
    let tokens = TableReader.defaultMissingTokens
    let text = "x,t,verbatim\n1,a,1\n" + tokens.map { "\($0),\($0),\($0)\n" }.joined() + ",,\n"
    let table = try table(text, TableReader(textColumns: ["verbatim"]))
    #expect(table.columns[0].numbers == [1] + tokens.map { _ in nil } + [nil])
    #expect(table.columns[1].texts == ["a"] + tokens.map { _ in nil } + [nil])
    #expect(table.columns[1].missingCount == tokens.count + 1)
    #expect(table.columns[2].texts == ["1"] + tokens + [nil])
    #expect(table.columns[2].missingCount == 1)
  }

  @Test func takesOtherMissingTokens() throws {
    let rows = String(repeating: "-999,NA\n5,b\n\"-999\",c\n-999.0,d\n", count: 50)
    let table = try table("x,y\n" + rows, TableReader(missingTokens: ["-999", ""]))
    #expect(Array(table.columns[0].numbers.prefix(4)) == [nil, 5, nil, -999])
    #expect(table.columns[0].missingCount == 100)
    #expect(Array(table.columns[1].texts.prefix(4)) == ["NA", "b", "c", "d"])
  }

  @Test func aColumnWithNothingInItIsNumbers() throws {
    let column = try table("x,y\n,1\nNA,2\n").columns[0]
    #expect(column.numbers == [nil, nil])
    #expect(column.notes == [.allMissing])
    #expect(!column.isInteger)
  }

  @Test func identifiersKeepTheirZeros() throws {
    let column = try table("id,x\n01234,1\n99999,2\n").columns[0]
    #expect(column.texts == ["01234", "99999"])
    #expect(column.notes == [.unreadNumber(line: 2, cell: "01234", form: .leadingZero)])
  }

  @Test(arguments: [0, 150, 1999]) func oneTextAmongNumbersIsNamed(row: Int) throws {
    let cells = (0..<2000).map { $0 == row ? "abc" : "\($0).5" }
    let column = try table("x,y\n" + cells.map { "\($0),1\n" }.joined()).columns[0]
    #expect(column.notes == [.oddCells(line: row + 2, cell: "abc", count: 1)])
    #expect(column.numbers == cells.map { Double($0) })
    #expect(column.missingCount == 1)
  }

  @Test func fewTextsAmongNumbersAreCounted() throws {
    let cells = (0..<100).map { $0 % 40 == 7 ? "n.a." : "\($0)" }
    let column = try table("x\n" + cells.map { "\($0)\n" }.joined()).columns[0]
    #expect(column.notes == [.oddCells(line: 9, cell: "n.a.", count: 3)])
  }

  @Test func aMixtureIsNamed() throws {
    let column = try table("x,y\n1,1\ntrue,2\n0,3\nfalse,4\n").columns[0]
    #expect(column.notes == [.numbersAndText(line: 3, cell: "true")])
  }

  @Test func aPointAmongDecimalCommasIsNamed() throws {
    let column = try table("x;y\n1,5;1\n2.5;2\n", TableReader(decimalComma: true)).columns[0]
    #expect(column.notes == [.unreadNumber(line: 3, cell: "2.5", form: .decimalPoint)])
  }

  @Test func aNoteCarriesTheBeginningOfALongCell() throws {
    let cell = String(repeating: "é", count: 1000)
    let column = try table("x,y\n1,1\n\(cell),2\n").columns[0]
    #expect(column.notes == [.numbersAndText(line: 3, cell: String(repeating: "é", count: 200))])
  }

  @Test func textColumnsAreLeftAlone() throws {
    let reader = TableReader(textColumns: ["class", "not there"])
    let table = try table("class,x\n10,1\n9,2\ninf,3\n01,4\n1e400,5\n", reader)
    #expect(table.columns[0].texts == ["10", "9", "inf", "01", "1e400"])
    #expect(table.columns[0].notes == [])
  }

  @Test func infinityInTextIsText() throws {
    let column = try table("x,y\ninf,1\nabc,2\n2,3\n").columns[0]
    #expect(column.texts == ["inf", "abc", "2"])
  }

  @Test func levelsAreSortedAsNumbersOrAsText() throws {
    let reader = TableReader(textColumns: ["n", "t"])
    let table = try table("n,t\n10,b\n9,10\n-1,9\n9.0,a\n2e1,B\n", reader)
    #expect(table.columns[0].levels == ["-1", "9", "9.0", "10", "2e1"])
    #expect(table.columns[1].levels == ["10", "9", "B", "a", "b"])
    #expect(table.columns[0].texts == ["10", "9", "-1", "9.0", "2e1"])
  }

  @Test func textsThatUnicodeCallsEqualAreOneLevel() throws {
    let column = try table("t,x\ncaf\u{E9},1\ncafe\u{301},2\n").columns[0]
    #expect(column.levels.count == 1)
    #expect(column.texts[0] == column.texts[1])
  }
}

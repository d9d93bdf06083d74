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

  /// `n` is numbers on request; the cells are those of a column that would be categories.
  @Test(
    arguments: [
      (
        ["007", "00", "-01.5", "x", "NA"], [7, 0, -1.5], [.oddCells(line: 5, cell: "x", count: 1)]
      ),
      (
        ["$1,200.50", "call", "later", "(20)"], [1200.5, -20],
        [
          .mixedUnits([
            ColumnNote.CellValue(cell: "$1,200.50", value: 1200.5),
            ColumnNote.CellValue(cell: "(20)", value: -20),
          ]),
          .oddCells(line: 3, cell: "call", count: 2),
        ]
      ),
      (["a", "b", "c"], [], [.oddCells(line: 2, cell: "a", count: 3)]),
    ] as [([String], [Double], [ColumnNote])])
  func columnsAreNumbersOnRequest(
    _ cells: [String], _ numbers: [Double], _ notes: [ColumnNote]
  ) throws {
    let text = "n;x\n" + cells.map { "\($0);1\n" }.joined()
    let column = try table(text, TableReader(decimalComma: false, numberColumns: ["n"])).columns[0]
    #expect(column.numbers.compactMap { $0 } == numbers)
    #expect(column.notes == notes)
    #expect(try table(text, TableReader(decimalComma: false)).columns[0].levels.count > 2)
  }

  @Test func aNumberOnRequestKeepsItsDigits() throws {
    let text = "n,x\n001000000000000003,1\n001000000000000001.25,1\nx,2\n"
    let column = try table(text, TableReader(numberColumns: ["n"])).columns[0]
    guard case .numbers(let values) = column.values else { return #expect(Bool(false)) }
    #expect(values[0] - values[1] == 1.75)
  }

  @Test func levelsAreKeptWithTheirNumbers() throws {
    let text =
      "n;t;d\n1,5;a;01.02.2024\n1,50;b;13.02.2024\nodd;NA;13.02.2024\nna;a;01.02.2024\n"
      + "10;c;01.02.2024\n20;c;x\n30;c;01.02.2024\n40;c;01.02.2024\n"
    let columns = try table(text, TableReader(levelColumns: ["n", "t", "d"])).columns
    #expect(columns[0].levels == ["1,5", "1,50", "10", "20", "30", "40"])
    #expect(columns[0].levelNumbers == [1.5, 1.5, 10, 20, 30, 40])
    #expect(columns[0].missingCount == 2)
    #expect(columns[0].missingMarks == [MissingMark(text: "na", cells: 1)])
    #expect(columns[0].notes == [.oddCells(line: 4, cell: "odd", count: 1)])
    #expect(columns[1].levels == ["a", "b", "c"])
    #expect(columns[1].levelNumbers?.allSatisfy(\.isNaN) == true)
    #expect(columns[1].missingMarks == [MissingMark(text: "NA", cells: 1)])
    #expect(columns[2].levels == ["01.02.2024", "13.02.2024"])
    #expect(columns[2].levelNumbers == [19754, 19766])
    #expect(columns[2].missingCount == 1)
  }

  @Test func numbersOfTextColumnsAreKnown() throws {
    let reader = TableReader(textColumns: ["t"])
    let column = try table("t;x\n1,0;1,5\n0;2,5\n01;1,5\nNA;1\n", reader).columns[0]
    #expect(column.levels == ["0", "01", "1,0", "NA"])
    #expect(column.levelNumbers?.map { $0.isNaN ? nil : $0 } == [0, nil, 1, nil])
  }

  @Test func aCellOfWhiteLettersIsMissing() throws {
    let column = try table("t,x\na,1\n\u{A0},2\nb,3\n\u{3000},4\n").columns[0]
    #expect(column.texts == ["a", nil, "b", nil])
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

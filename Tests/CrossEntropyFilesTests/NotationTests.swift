import Testing

@testable import CrossEntropyFiles

/// How people write numbers, and what a column of them is.
@Suite struct NotationTests {
  /// The numbers of a column, and its notes.
  private func column(
    _ cells: [String], _ reader: TableReader = TableReader(delimiter: Byte.tab),
    beside others: [String] = []
  ) throws -> DataTable.Column {
    let rows = cells.indices.map { row in
      cells[row] + "\t" + (others.isEmpty ? "x" : others[row % others.count]) + "\n"
    }
    return try table("a\tb\n" + rows.joined(), reader).columns[0]
  }

  @Test(
    "One cell in every way",
    arguments: [
      ("1.2", 1.2, nil), ("1,2", nil, 1.2), ("1,234", 1234, 1.234), ("1.234", 1.234, 1234),
      ("1.299,99", nil, 1299.99), ("1,299.99", 1299.99, nil), ("1.234.567", nil, 1_234_567),
      ("1,234,567", 1_234_567, nil), ("12,34", nil, 12.34), ("0,123", nil, 0.123),
      ("1 234", 1234, 1234), ("1\u{A0}234,5", nil, 1234.5), ("1\u{202F}234.5", 1234.5, nil),
      ("1'234", 1234, 1234), ("1\u{2019}234'567", nil, nil), ("1 23", nil, nil),
      ("$39,270", 39270, 39.27), ("€ 5", 5, 5), ("5 €", 5, 5), ("5EUR", 5, 5), ("US$5", 5, 5),
      ("-$5", -5, -5), ("$-5", -5, -5), ("₩1,000", 1000, 1), ("1,000원", 1000, 1), ("5 kr", 5, 5),
      ("39.3%", 39.3, nil), ("39 %", 39, 39), ("39%%", nil, nil), ("$5%", nil, nil),
      ("(1.2)", -1.2, nil), ("($1,200.5)", -1200.5, nil), ("(-5)", nil, nil), ("(5", nil, nil),
      ("\u{2212}1.303", -1.303, -1303), ("+5", 5, 5), ("- 5", -5, -5), ("+-5", nil, nil),
      ("\u{A0}5\u{A0}", 5, 5), ("=\"1.2\"", 1.2, nil), ("=\"007\"", nil, nil), ("=1.2", nil, nil),
      ("1e5", 100_000, 100_000), ("1,234e5", nil, 123_400), ("1.5e3", 1500, nil),
      ("01,234", nil, nil), ("1,,234", nil, nil), (",234", nil, 0.234), ("1 234 56", nil, nil),
      ("12..5", nil, nil), ("1-2", nil, nil), ("1/2", nil, nil), ("5 kg", nil, nil),
      ("$", nil, nil),
      ("", nil, nil), ("(", nil, nil), ("%", nil, nil), ("=\"\"", nil, nil), ("e", nil, nil),
      ("2024-05-06", nil, nil), ("1.2.3", nil, nil), ("½", nil, nil), ("٣", nil, nil),
    ] as [(String, Double?, Double?)])
  func readsACell(text: String, withPoint: Double?, withComma: Double?) {
    let number = NumberText(text, Notation(decimalComma: nil, thousands: nil))
    #expect(number?.withPoint?.value == withPoint)
    #expect(number?.withComma?.value == withComma)
    // One mark alone gives the same.
    let point = NumberText(text, Notation(decimalComma: false, thousands: nil))
    let comma = NumberText(text, Notation(decimalComma: true, thousands: nil))
    #expect(point?.withPoint?.value == withPoint && point?.withComma == nil)
    #expect(comma?.withComma?.value == withComma && comma?.withPoint == nil)
  }

  @Test(
    "Cells of several units, or with and without one, are said",
    arguments: [
      (["12%", ".12", "13%"], [("12%", 12), (".12", 0.12)]), (["$5", "7"], [("$5", 5), ("7", 7)]),
      (["$5", "€6", "7", "£8"], [("$5", 5), ("€6", 6), ("7", 7)]),
      // No unit changes 0, and a column of one unit has one scale.
      (["12%", "0", "13%"], []), (["12%", "0.0", "13 %"], []), (["$5", "-$6"], []),
      (["5", "6"], []),
      (["5 kr", "6 kr", "n/a"], []),
    ] as [([String], [(String, Double)])])
  func units(cells: [String], expected: [(String, Double)]) throws {
    let notes = try column(cells).notes.compactMap {
      if case .mixedUnits(let cells) = $0 { cells } else { nil }
    }
    #expect(
      notes
        == (expected.isEmpty ? [] : [expected.map { ColumnNote.CellValue(cell: $0, value: $1) }]))
    // The note on a notation would repeat it.
    if !expected.isEmpty { #expect(try column(cells).notes.count == 1) }
  }

  @Test(
    "A column's own cells decide",
    arguments: [
      (["1.094", "741"], [1094, 741]), (["1.094", "0", "741"], [1094, 0, 741]),
      (["1.094", "1741"], [1.094, 1741]), (["1.094", "2.5"], [1.094, 2.5]),
      (["3,298", "639"], [3298, 639]), (["3,298", "6390"], [3.298, 6390]),
      (["3,298", "2,5"], [3.298, 2.5]), (["1,234", "1,299.99"], [1234, 1299.99]),
      (["1.234", "1.299,99"], [1234, 1299.99]), (["0.500", "1.094", "741"], [0.5, 1.094, 741]),
      (["1.094", "-741"], [1094, -741]), (["0,123", "1,234"], [0.123, 1.234]),
      (["1 234", "12", "5,5"], [1234, 12, 5.5]),
    ])
  func ownCellsDecide(cells: [String], numbers: [Double]) throws {
    for delimiter in [Byte.tab, Byte.bar] {
      let text = cells.map { $0 + String(UnicodeScalar(delimiter)) + "x\n" }.joined()
      let table = try table(
        "a\(UnicodeScalar(delimiter))b\n" + text, TableReader(delimiter: delimiter))
      #expect(table.columns[0].numbers == numbers)
    }
    // Whatever the others say.
    for other in ["1,5", "1.5"] { #expect(try column(cells, beside: [other]).numbers == numbers) }
  }

  @Test("Where its cells leave two readings, other columns and the delimiter do")
  func otherColumnsDecide() throws {
    let cells = ["4.733", "6.424"]
    #expect(try column(cells, beside: ["1,5"]).numbers == [4733, 6424])
    #expect(
      try column(cells, beside: ["1,5"]).notes
        == [.notation(cell: "4.733", value: 4733, other: .point)])
    #expect(try column(cells, beside: ["1.5"]).numbers == [4.733, 6.424])
    #expect(try column(cells, beside: ["1.5"]).notes == [])
    #expect(try column(cells).numbers == [4.733, 6.424])
    #expect(try column(cells).notes == [.notation(cell: "4.733", value: 4.733, other: .comma)])
    let semicolons = try table("a;b\n4.733;x\n6.424;y\n").columns[0]
    #expect(semicolons.numbers == [4733, 6424])
    #expect(semicolons.isInteger)
    let commas = ["39,270", "38,788"]
    #expect(try column(commas, beside: ["1.5"]).numbers == [39270, 38788])
    #expect(try column(commas, beside: ["1,5"]).numbers == [39.27, 38.788])
    #expect(try column(commas).numbers == [39270, 38788])
    #expect(
      try column(["$39,270", "$5,270"]).notes
        == [.notation(cell: "$39,270", value: 39270, other: .comma)])
    // A 0 tells nothing of the mark, and no thousands begin with one.
    #expect(try column(["0", "4.733", "6.424"]).numbers == [0, 4.733, 6.424])
    #expect(try column(["0", "4.733"], beside: ["1,5"]).numbers == [0, 4733])
    #expect(try column(["0,123", "0,456"]).numbers == [0.123, 0.456])
  }

  @Test("The options decide before all")
  func optionsDecide() throws {
    func numbers(_ cells: [String], _ comma: Bool?, _ thousands: ThousandsSeparator?) throws
      -> [Double?]
    {
      try column(
        cells, TableReader(delimiter: Byte.tab, decimalComma: comma, thousands: thousands)
      ).numbers
    }
    #expect(try numbers(["1.094", "741"], false, nil) == [1.094, 741])
    #expect(try numbers(["1.094", "741"], nil, ThousandsSeparator.none) == [1.094, 741])
    #expect(try numbers(["4.733", "6.424"], true, nil) == [4733, 6424])
    let semicolons = TableReader(thousands: ThousandsSeparator.none)
    #expect(try table("a;b\n4.733;x\n", semicolons).columns[0].numbers == [4.733])
    #expect(try numbers(["4.733", "6.424"], nil, .point) == [4733, 6424])
    #expect(try numbers(["4,733", "6,424"], nil, .comma) == [4733, 6424])
    #expect(try numbers(["4,733", "6,424"], true, nil) == [4.733, 6.424])
    #expect(try numbers(["1 234", "5"], nil, .space) == [1234, 5])
    #expect(try numbers(["1 234", "1 235", "1 236"], nil, .comma) == [])
    #expect(try numbers(["1'234", "5,5"], nil, .apostrophe) == [1234, 5.5])
  }

  @Test("The same whatever the first rows hold")
  func lateCells() throws {
    let many = [String](repeating: "1.094", count: 3000)
    #expect(try column(many + ["741"]).numbers.last == 741)
    #expect(try column(many + ["741"]).numbers.first == 1094)
    #expect(try column(many + ["1.5"]).numbers.first == 1.094)
    let whole = [String](repeating: "741", count: 3000)
    #expect(try column(whole + ["1.299,99"]).numbers.last == 1299.99)
    #expect(try column(whole + ["(5)"]).numbers.last == -5)
    #expect(try column(whole + ["5 kg"]).notes == [.oddCells(line: 3002, cell: "5 kg", count: 1)])
    let texts = [String](repeating: "x", count: 3000)
    #expect(try column(whole + texts).notes == [.numbersAndText(line: 3002, cell: "x")])
  }

  @Test(
    "So many odd cells leave a column of numbers",
    arguments: [
      (4, 1, true), (3, 1, false), (8, 2, true), (7, 2, false), (57, 3, true), (56, 3, false),
      (950, 50, true), (949, 50, false), (0, 1, false), (0, 0, false), (1, 0, true),
    ])
  func mostlyNumbers(numbers: Int, others: Int, isNumbers: Bool) throws {
    #expect(isMostlyNumbers(numbers, others: others) == isNumbers)
    guard numbers > 0 else { return }
    let cells = (0..<numbers).map { "\($0).5" } + (0..<others).map { "odd \($0)" }
    for cells in [cells, cells.reversed()] {
      let column = try column(cells)
      #expect(column.numbers.isEmpty != isNumbers)
      #expect(column.missingCount == (isNumbers ? others : 0))
      if others > 0 { #expect(!column.notes.isEmpty) }
    }
  }

  @Test("Marks of missing cells in a column of numbers, in capitals or not, are counted and said")
  func missingMarks() throws {
    let cells = (0..<20).map { "\($0)" } + ["na", "NONE", ".", "<NA>", "#N/A", "NA", "NA"]
    let table = try table("a,b\n" + cells.map { "\($0),none\n" }.joined() + "7,NA\n")
    #expect(table.columns[0].missingCount == 7)
    #expect(table.columns[0].isInteger)
    #expect(table.columns[1].levels == ["none"])
    #expect(
      table.notes == [
        .missingMarks(
          [MissingMark(text: "NA", cells: 3)]
            + ["#N/A", ".", "<NA>", "NONE", "na"].map { MissingMark(text: $0, cells: 1) })
      ])
    // They are no odd cells, however many there are.
    let many = [String](repeating: "Null", count: 300) + ["5", "7"]
    #expect(try column(many).numbers.suffix(2) == [5, 7])
  }

  @Test("Codes that begin with 0 are no odd cells")
  func identifiers() throws {
    let zips = (0..<200).map { "\(60_000 + $0)" } + ["01234"]
    #expect(
      try column(zips).notes == [.unreadNumber(line: 202, cell: "01234", form: .leadingZero)])
    let amounts = (0..<200).map { "\($0).5" } + ["01234"]
    #expect(try column(amounts).notes == [.oddCells(line: 202, cell: "01234", count: 1)])
  }

  // MARK: Dates

  @Test(
    "Dates are days since 1970",
    arguments: [
      ("1970-01-01", 0), ("1969-12-31", -1), ("2024-02-29", 19782), ("2024-05-06", 19849),
      ("2024/5/6", 19849), ("2024.05.06", 19849), ("2024-05-06T12:00", 19849.5),
      ("2024-05-06 06:00:00", 19849.25), ("2024-05-06T18:00:00Z", 19849.75),
      ("2024-05-06T18:00:00.000+06:00", 19849.5), ("2024-05-06T00:00:00-0600", 19849.25),
      ("1900-03-01", -25508), ("2000-02-29", 11016), ("2100-03-01", 47541),
    ])
  func days(text: String, days: Double) {
    #expect(DateText(text)?.days(.yearFirst) == days)
  }

  @Test(
    "Days that there are not, and what is not shaped like a date",
    arguments: [
      "2023-02-29", "2024-13-01", "2024-00-01", "32/01/2024", "20240506", "2024-05", "06/05/24",
      "2024-05/06", "2024-05-06x", "2024-05-06T25:00", "2024-05-06T10", "010-1234-5678", "1.2.3.4",
      "2024-05-06T10:00+99:99",
    ])
  func noDates(text: String) {
    #expect(DateText(text) == nil)
  }

  @Test("The order of a date is the one that all cells agree on")
  func orders() throws {
    let day = try column(["01/02/2024", "18/07/2024"])
    #expect(day.numbers == [19754, 19922])
    #expect(
      day.notes == [.dates(cell: "01/02/2024", days: 19754, order: .dayFirst, isSure: true)])
    let month = try column(["01/02/2024", "07/18/2024"])
    #expect(month.numbers == [19724, 19922])
    let either = try column(["01/02/2024", "03/04/2024"])
    #expect(
      either.notes == [.dates(cell: "01/02/2024", days: 19754, order: .dayFirst, isSure: false)])
    #expect(try column(["18/07/2024", "07/18/2024"]).numbers == [])
    #expect(try column(["06.05.2024", "31.12.2024"]).numbers == [19849, 20088])
    let odd = try column((1...9).map { "2024-05-0\($0)" } + ["soon"])
    #expect(odd.notes.last == .oddDates(line: 11, cell: "soon", count: 1))
    #expect(odd.missingCount == 1)
  }

  // MARK: Digits

  @Test(
    "What large numbers share is taken off before they are rounded",
    arguments: [
      (["9007199254740993", "9007199254740992"], 9_007_199_254_740_992, [1, 0]),
      (["1700000000000000246", "1700000000000000247"], 1_700_000_000_000_000_256, [-10, -9]),
      (["1,700,000,000,000,000,001", "1,700,000,000,000,000,003"], 1.7e18, [1, 3]),
      (["-1700000000000000001", "-1700000000000000003"], -1.7e18, [-1, -3]),
      (["1000000000000000.25", "1000000000000000.5"], 1e15, [0.25, 0.5]),
      (["1000000000.00000000000012", "1000000000.00000000000024"], 1e9, [1.2e-13, 2.4e-13]),
      (["1000000000000003", "1000000000000001"], 1_000_000_000_000_001, [2, 0]),
      (["1", "2"], 0, [1, 2]), (["123456789012345680", "-5"], 0, [123_456_789_012_345_680, -5]),
      (["0.12345678901234567", "0.5"], 0, [0.12345678901234567, 0.5]),
      (["1700000000", "1700000100"], 0, [1_700_000_000, 1_700_000_100]),
    ] as [([String], Double, [Double])])
  func digits(cells: [String], offset: Double, differences: [Double]) throws {
    for cells in [cells, cells.map { "\"\($0)\"" }] {
      let column = try column(cells)
      #expect(column.offset == offset)
      #expect(column.numbers == differences)
      #expect(column.notes.contains(.offset(offset)) == (offset != 0))
    }
    let missing = try column(cells + ["NA"] + cells + cells)
    #expect(Array(missing.numbers.prefix(3)) == differences.map { $0 } + [nil])
  }
}

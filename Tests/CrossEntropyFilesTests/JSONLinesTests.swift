import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Objects of JSON, one per line.
@Suite struct JSONLinesTests {
  private static func lines(
    _ text: String, _ change: (inout TableReader) -> Void = { _ in }
  ) throws(TableError) -> DataTable {
    var reader = TableReader()
    reader.format = .jsonl
    change(&reader)
    return try reader.read(bytes: Array(text.utf8), name: "t.jsonl")
  }

  @Test("Keys are columns in the order of appearance; what is missing is null or not there")
  func keys() throws {
    let table = try Self.lines(
      "\u{FEFF}\n{\"b\":1,\"a\":\"x\"}\r\n\n  { \"a\" : null , \"c\" : true, \"b\":2.5 }\n{}\n{\"a\":\"\"}"
    )
    #expect(table.columns.map(\.name) == ["b", "a", "c"])
    #expect(table.columns[0].numbers == [1, 2.5, nil, nil])
    #expect(table.columns[1].texts == ["x", nil, nil, nil])
    #expect(table.columns[2].texts == [nil, "true", nil, nil])
    #expect((0..<4).map { table.line(ofRow: $0) } == [2, 4, 5, 6])
    #expect(table.notes == [.byteOrderMark, .blankLines(count: 2)])
    #expect(table.headerLine == 2)
    #expect(problemsOf(table) == [])
  }

  @Test("A table has the same columns, notes and lines as CSV")
  func sameAsCSV() throws {
    var (csv, json) = ("n,t,d,m,u\n", "")
    for row in 0..<500 {
      let (n, text) = ("\(Double(row * 7919 % 1000) / 16)", ["a", "b, \\\"c\\\"", "다"][row % 3])
      let date = "2024-01-\(row % 28 + 1 < 10 ? "0" : "")\(row % 28 + 1)"
      let mixed = row % 2 == 0 ? "\(row)" : "NA"
      let code = row == 40 ? "?" : "\(row)"
      json +=
        "{\"n\":\(n),\"t\":\"\(text)\",\"d\":\"\(date)\",\"m\":\(row % 2 == 0 ? mixed : "\"NA\""),"
        + "\"u\":\(row == 40 ? "\"?\"" : code)}\n"
      csv += "\(n),\"\(text.replacing("\\\"", with: "\"\""))\",\(date),\(mixed),\(code)\n"
    }
    let (one, other) = (try table(csv), try Self.lines(json))
    for (a, b) in zip(one.columns, other.columns) {
      #expect("\(a)" == "\(b)")
    }
    #expect(one.notes == other.notes && one.columns.count == other.columns.count)
    #expect((0..<500).allSatisfy { one.line(ofRow: $0) == other.line(ofRow: $0) + 1 })
  }

  @Test(
    "Texts that look like numbers are none, unless the reader is told; dates and words are as in CSV"
  )
  func quotedNumbers() throws {
    let text = "{\"zip\":\"1234\",\"n\":1}\n{\"zip\":\" 56 \",\"n\":2}\n{\"zip\":\"NA\",\"n\":3}\n"
    let column = try Self.lines(text).columns[0]
    #expect(column.texts == ["1234", "56", nil])
    #expect(column.notes == [.unreadNumber(line: 1, cell: "1234", form: .quoted)])
    let forced = try Self.lines(text) { $0.numberColumns = ["zip"] }.columns[0]
    #expect(forced.numbers == [1234, 56, nil])
    let kept = try Self.lines(text) { $0.textColumns = ["zip", "n"] }
    #expect(
      kept.columns[0].texts == ["1234", "56", "NA"] && kept.columns[1].texts == ["1", "2", "3"])
    let levels = try Self.lines(text) { $0.levelColumns = ["n"] }.columns[1]
    #expect(levels.levels == ["1", "2", "3"] && levels.levelNumbers == [1, 2, 3])
    // Beside numbers too, since nobody can tell which of them mean it.
    let mixed = try Self.lines("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":\"4\"}\n").columns[0]
    #expect(mixed.texts == ["1", "2", "3", "4"])
    #expect(mixed.notes == [.unreadNumber(line: 4, cell: "4", form: .quoted)])
  }

  @Test("A line end in a text is none of the file's")
  func lineEndsInTexts() throws {
    let table = try Self.lines("{\"t\":\"a\\nb\\r\\nc\"}\n{\"t\":\"d\"}\n\n{\"t\":\"e\"}\n")
    #expect(table.columns[0].texts == ["a\nb\r\nc", "d", "e"])
    #expect((0..<3).map { table.line(ofRow: $0) } == [1, 2, 4])
  }

  @Test("Objects and lists are read where their column is ignored")
  func nested() throws {
    let text = "{\"a\":1,\"deep\":{\"b\":[1,{\"c\":\"}]\"}]}}\n{\"a\":2,\"deep\":[[]]}\n"
    #expect(try tableFault(text) == .json(.nested(key: "deep")))
    let table = try Self.lines(text) { $0.ignoredColumns = ["deep"] }
    #expect(table.columns[0].numbers == [1, 2] && table.columns[1].missingCount == 2)
  }

  @Test("An object or a list of probabilities is a column for each of its members")
  func probabilities() throws {
    let table = try Self.lines(
      "{\"probs\":{\"a\":0.9,\"b,c\":0.1},\"n\":1}\n{\"n\":2,\"probs\":{\"b,c\":null,\"a\":0.25}}\n"
        + "{\"n\":3,\"probs\":{}}\n{\"probs\":[0.5,0.25],\"n\":4}\n")
    #expect(table.columns.map(\.name) == ["p_a", "p_b,c", "n", "p_0", "p_1"])
    #expect(table.columns[2].numbers == [1, 2, 3, 4])
    #expect(table.columns[1].numbers == [0.1, nil, nil, nil])
    #expect(table.columns[3].numbers == [nil, nil, nil, 0.5])
    #expect(try Self.lines("{\"probs\":0.5}\n{\"probs\":0.25}\n").columns.map(\.name) == ["probs"])
    #expect(
      try tableFault("{\"p_a\":1,\"probs\":{\"a\":1}}\n") == .json(.duplicateKey("p_a")))
    #expect(try tableFault("{\"probs\":{\"a\":{}}}\n") == .json(.nested(key: "p_a")))
    #expect(try tableFault("{\"probs\":[1,]}\n") == .json(.malformed(Array("]}".utf8))))
    #expect(try tableFault("{\"probs\":{\"a\":1]}\n") == .json(.malformed(Array("]}".utf8))))
  }

  private func tableFault(_ text: String) throws -> TableFault {
    try #require(throws: TableError.self) { try Self.lines(text) }.fault
  }

  @Test(
    "What is wrong is said with its line and column",
    arguments: [
      ("{\"a\":1}\n[1]\n", .json(.notAnObject(found: Array("[1]".utf8))), 2, 1),
      ("{\"a\":1}\nnull\n", .json(.notAnObject(found: Array("null".utf8))), 2, 1),
      ("{\"a\":1}\n{\"a\":2", .json(.endsEarly), 2, nil),
      ("{\"a\":1}\n{\"a\":\"x", .json(.endsEarly), 2, nil),
      ("{\"a\":1}\n{\"a\"\n", .json(.endsEarly), 2, nil),
      ("{\"a\":1}\n{\"a\":tru}\n", .json(.malformed(Array("tru}".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":1,}\n", .json(.malformed(Array("}".utf8))), 2, 8),
      ("{\"a\":1}\n{\"a\":1}{\"a\":2}\n", .json(.malformed(Array("{\"a\":2}".utf8))), 2, 8),
      ("{\"a\":1}\n{a:1}\n", .json(.malformed(Array("a:1}".utf8))), 2, 2),
      ("{\"a\":1}\n{\"a\":01}\n", .json(.malformed(Array("01}".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":1.}\n", .json(.malformed(Array("1.}".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":+1}\n", .json(.malformed(Array("+1}".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":1e}\n", .json(.malformed(Array("1e}".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":-}\n", .json(.malformed(Array("-}".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":\"\\x\"}\n", .json(.malformed(Array("\\x\"}".utf8))), 2, 7),
      ("{\"a\":1}\n{\"a\":\"\\u12g4\"}\n", .json(.malformed(Array("\\u12g4\"}".utf8))), 2, 7),
      ("{\"a\":1}\n{\"a\":\"\t\"}\n", .json(.malformed(Array("\t\"}".utf8))), 2, 7),
      ("{\"a\":1}\n{\"a\":NaN}\n", .json(.notANumber(Array("NaN".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":-Infinity}\n", .json(.notANumber(Array("-Infinity".utf8))), 2, 6),
      ("{\"a\":1}\n{\"a\":1e400}\n", .infiniteNumber(column: "a", cell: "1e400"), 2, 6),
      ("{\"a\":1}\n{\"a\":1,\"a\":2}\n", .json(.duplicateKey("a")), 2, 8),
      ("{\"a\":1}\n{\"\\u0061\":1,\"a\":2}\n", .json(.duplicateKey("a")), 2, 13),
      ("{\"a\":1}\n{\"a\":\"\\ud800\"}\n", .json(.halfCharacter(Array("\\ud800".utf8))), 2, 7),
      (
        "{\"a\":1}\n{\"a\":\"\\ud800\\u0041\"}\n", .json(.halfCharacter(Array("\\ud800".utf8))), 2,
        7
      ),
      ("{\"a\":1}\n{\"a\":\"\\u0000\"}\n", .nulByte(cell: [0]), 2, 6),
      ("{}\n", .noRows(.headerOnly), nil, nil), ("\n \n", .noRows(.blankLinesOnly), nil, nil),
      ("{\"a\":1,\" a\":1}\n", .duplicateName("a", firstField: 1, field: 2), 1, nil),
    ] as [(String, TableFault, Int?, Int?)])
  func faults(_ text: String, _ fault: TableFault, _ line: Int?, _ column: Int?) throws {
    let error = try #require(throws: TableError.self) { try Self.lines(text) }
    #expect(error.fault == fault)
    #expect(error.place == FilePlace(file: "t.jsonl", line: line, column: column))
  }

  @Test("Bytes that are not UTF-8 have their line; options of cells are refused")
  func otherFaults() throws {
    let bytes = Array("{\"a\":\"x\"}\n{\"a\":\"".utf8) + [0xFF] + Array("\"}\n".utf8)
    let error = try tableError(bytes)
    #expect(error.place.line == 2)
    if case .notUTF8 = error.fault {} else { Issue.record("\(error)") }
    for (change, setting) in [
      ({ $0.delimiter = Byte.semicolon }, .delimiter), ({ $0.decimalComma = true }, .decimal),
      ({ $0.thousands = ThousandsSeparator.none }, .thousands), ({ $0.labels = "y" }, .labels),
      ({ $0.isZeroBased = true }, .zeroBased),
    ] as [((inout TableReader) -> Void, TableFault.TextSetting)] {
      let error = try #require(throws: TableError.self) {
        try Self.lines("{\"a\":1}\n", change)
      }
      #expect(error.fault == .idle(setting, .jsonl))
    }
  }

  @Test("A text that takes more than it may is refused with both numbers")
  func memory() throws {
    let text = (0..<5000).map { "{\"a\":\($0),\"b\":\"text \($0)\"}\n" }.joined()
    for memory in [2_000, 200_000] {
      let error = try #require(throws: TableError.self) {
        try Self.lines(text) { $0.memory = memory }
      }
      switch error.fault {
      case .decodedTooLarge(.cells, let bytes, memory), .tooLarge(let bytes, memory, _):
        #expect(bytes > memory)
      default: Issue.record("\(error)")
      }
    }
    #expect(try Self.lines(text) { $0.memory = 10_000_000 }.rowCount == 5000)
  }

  @Test("What a file is, is seen by its first line, else by its name, and can be said")
  func recognised() throws {
    let text = Array("{\"a\": 1, \"t\": \"x\"}\n{\"a\": 2, \"t\": \"y\"}\n".utf8)
    for name in ["t.csv", "t.jsonl", "t"] {
      #expect(try TableReader().read(bytes: text, name: name).rowCount == 2)
    }
    var cells = TableReader()
    cells.format = .csv
    #expect(try tableError(text, cells).fault == .notATextFile(.jsonl))
    let csv = Array("a,t\n1,x\n".utf8)
    #expect(try TableReader().read(bytes: csv, name: "t.jsonl.csv").rowCount == 1)
    #expect(throws: TableError.self) { try TableReader().read(bytes: csv, name: "t.jsonl.gz") }
    #expect(try cells.read(bytes: csv, name: "t.jsonl").rowCount == 1)
  }
}

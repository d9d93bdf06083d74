import Testing

@testable import CrossEntropyFiles

/// Rows that are drawn from a table that memory may not hold.
@Suite struct TableSampleTests {
  /// Bits of a row, without a pattern.
  private static func draw(_ row: UInt64) -> UInt64 {
    var bits = (row &+ 1) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  private func sample(
    _ text: String, name: String = "table.csv", most: Int, _ reader: TableReader = TableReader()
  ) throws -> TableSample? {
    let directory = try TemporaryDirectory()
    return try TableSample(
      path: try directory.write(text, to: name), reader: reader, most: most, draw: Self.draw)
  }

  /// Each way of writing 3 000 rows, of which a cell says the number of the row.
  private static let forms: [(name: String, text: String, column: String)] = [
    ("t.csv", "i,t\n" + (0..<3000).map { "\($0),x\($0 % 3)\n" }.joined(), "i"),
    (
      "t.tsv",
      "# notes\r\ni\tt\r\n" + (0..<3000).map { "\($0)\t\"a\r\nb\"\r\n" }.joined(), "i"
    ),
    ("t.jsonl", (0..<3000).map { #"{"i": \#($0), "t": "x\#($0 % 3)"}"# + "\n\n" }.joined(), "i"),
    ("t.svm", (0..<3000).map { "\($0) 1:\($0) 7:2\n" }.joined(), "label"),
  ]

  @Test(arguments: forms.indices)
  func theRowsDrawnAreThoseOfSmallDraws(form: Int) throws {
    let (name, text, column) = Self.forms[form]
    let most = text.utf8.count / 10
    let some = try #require(try sample(text, name: name, most: most))
    #expect(some.allRows == 3000)
    // The header and what stands above it count as text, so that the share is a little over a tenth.
    let wanted = (0..<3000).filter { Double(Self.draw(UInt64($0))) < 0.1 * 0x1p64 }
    #expect(abs(some.rows - wanted.count) <= 2)
    #expect(abs(some.bytes - most) < most / 5)
    var reader = TableReader()
    // What is known of the file's bytes is not asked again.
    reader.encoding = .utf16LittleEndian
    let table = try some.read(reader, name: "sample")
    #expect(table.rowCount == some.rows)
    #expect(table.notes.contains(.sampled(rows: some.rows, of: 3000)))
    #expect(table.sha256?.count == 64)
    guard case .numbers(let numbers)? = table.column(named: column)?.values else {
      Issue.record("\(column) is no column of numbers")
      return
    }
    let offset = table.column(named: column)?.offset ?? 0
    let rows = numbers.map { Int($0 + offset) }
    #expect(rows == rows.sorted() && Set(rows).isSubset(of: 0..<3000))
    #expect(Set(rows).symmetricDifference(wanted).count <= 2)
  }

  @Test func fewerRowsAreAmongThoseOfMore() throws {
    let text = Self.forms[0].text
    let all = try #require(try sample(text, most: text.utf8.count))
    #expect(all.rows == 3000)
    #expect(all.reduced(to: 1).rows == 3000)
    let third = all.reduced(to: 0.33)
    #expect(abs(third.rows - 990) < 90)
    let less = third.reduced(to: 0.5)
    #expect(abs(less.rows - 495) < 70)
    let (more, fewer) = (
      try third.read(TableReader(), name: "a"), try less.read(TableReader(), name: "b")
    )
    guard case .numbers(let a)? = more.column(named: "i")?.values,
      case .numbers(let b)? = fewer.column(named: "i")?.values
    else {
      Issue.record("no numbers")
      return
    }
    #expect(Set(b).isSubset(of: Set(a)))
    #expect(all.reduced(to: 0).rows == 0)
  }

  @Test func whatHasNoLinesGivesNoSample() throws {
    #expect(try sample(#"[{"a": 1}, {"a": 2}]"#, name: "t.jsonl", most: 10) == nil)
    #expect(
      try TableSample(path: "-", reader: TableReader(), most: 10, draw: Self.draw) == nil)
  }

  @Test func aRowThatIsWrongIsNamedByItsLine() throws {
    #expect {
      try sample("a,b\n1,2\n3\n", most: 10)
    } throws: {
      ($0 as? TableError)?.place.line == 3
    }
  }
}

@Suite struct ScratchFileTests {
  @Test func wordsComeBack() throws {
    let file = try ScratchFile()
    let words = (0..<70_000).map { UInt32($0) &* 2_654_435_761 }
    try file.write(Array(words[40_000...]), at: 40_000)
    try file.write(Array(words[..<40_000]), at: 0)
    var read = [UInt32](repeating: 0, count: 60_000)
    var target = read.mutableSpan
    try file.read(from: 7, into: &target)
    #expect(read == Array(words[7..<60_007]))
  }

  @Test func whatWasNotWrittenIsAnError() throws {
    let file = try ScratchFile()
    try file.write([1, 2], at: 0)
    #expect(throws: TableFault.SystemFailure.self) {
      var read: [UInt32] = [0, 0, 0]
      var target = read.mutableSpan
      try file.read(from: 0, into: &target)
    }
    #expect(throws: TableFault.SystemFailure.self) { try file.check(roomFor: 0x1p70) }
    try file.check(roomFor: 1)
  }
}

import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Labels and pairs of an index and a number.
@Suite struct PairLinesTests {
  private static func pairs(
    _ text: String, _ change: (inout TableReader) -> Void = { _ in }
  ) throws(TableError) -> DataTable {
    var reader = TableReader()
    reader.format = .libsvm
    change(&reader)
    return try reader.read(bytes: Array(text.utf8), name: "t.svm")
  }

  private static func rows(_ table: DataTable) -> [[Int32: Double]] {
    guard case .sparse(let rows)? = table.column(named: "features")?.values else { return [] }
    return (0..<rows.count).map { row in
      Dictionary(
        uniqueKeysWithValues: rows.entries(of: row).map { (rows.places[$0], rows.numbers[$0]) })
    }
  }

  @Test("Comments, blank lines, spaces and all line ends; a 0 is no entry")
  func lines() throws {
    let table = try Self.pairs(
      "\u{FEFF}# a comment\n+1 1:0.5 3:-2e3 # more\r\n\n-1\n  -1 \t2:0 7:1 \n+1 qid:4 1:1")
    #expect(table.columns.map(\.name) == ["label", "features", "qid"])
    #expect(Self.rows(table) == [[0: 0.5, 2: -2000], [:], [6: 1], [0: 1]])
    #expect(table.columns[0].numbers == [1, -1, -1, 1])
    #expect(table.columns[2].numbers == [nil, nil, nil, 4])
    #expect(table.notes == [.byteOrderMark, .blankLines(count: 2)])
    #expect((0..<4).map { table.line(ofRow: $0) } == [2, 4, 5, 6])
    if case .sparse(let rows) = table.columns[1].values { #expect(rows.width == 7) }
    #expect(problemsOf(table) == [])
    let texts = try Self.pairs("cat 1:1\n개 1:1\ncat 2:1\n") { $0.textColumns = ["label"] }
    #expect(texts.columns[0].texts == ["cat", "개", "cat"])
    let levels = try Self.pairs("2 1:1\n10 1:1\n") { $0.levelColumns = ["label"] }.columns[0]
    #expect(levels.levels == ["2", "10"])
  }

  @Test("The first index is 1, or 0 where the reader is told")
  func zeroBased() throws {
    let table = try Self.pairs("1 0:1 2:3\n") { $0.isZeroBased = true }
    #expect(Self.rows(table) == [[0: 1, 2: 3]])
  }

  @Test(
    "What is wrong is said with its line and column",
    arguments: [
      ("1 1:1\n1:1 2:2\n", .pairs(.noLabel), 3 - 1, 1),
      ("1 1:1\n1,2 2:2\n", .pairs(.severalLabels(Array("1,2".utf8))), 2, 1),
      ("1 1:1\n1 0:2\n", .pairs(.zeroIndex), 2, 3),
      ("1 1:1\n1 3:2 2:1\n", .pairs(.notRising(2, after: 3)), 2, 7),
      ("1 1:1\n1 3:2 3:1\n", .pairs(.notRising(3, after: 3)), 2, 7),
      ("1 1:1\n1 1:nan\n", .pairs(.notFinite(Array("1:nan".utf8))), 2, 3),
      ("1 1:1\n1 1:-inf\n", .pairs(.notFinite(Array("1:-inf".utf8))), 2, 3),
      ("1 1:1\n1 1:1e999\n", .pairs(.notFinite(Array("1:1e999".utf8))), 2, 3),
      ("1 1:1\n1 1:x\n", .pairs(.badPair(Array("1:x".utf8))), 2, 3),
      ("1 1:1\n1 1:\n", .pairs(.badPair(Array("1:".utf8))), 2, 3),
      ("1 1:1\n1 1 : 2\n", .pairs(.badPair(Array("1".utf8))), 2, 3),
      ("1 1:1\n1 -1:2\n", .pairs(.badPair(Array("-1:2".utf8))), 2, 3),
      ("1 1:1\n1 1:1:2\n", .pairs(.badPair(Array("1:1:2".utf8))), 2, 3),
      ("1 1:1\n1 1:1 qid:2\n", .pairs(.badPair(Array("qid:2".utf8))), 2, 7),
      ("1 1:1\n1 qid: 1:1\n", .pairs(.badPair(Array("qid:".utf8))), 2, 3),
      (
        "1 1:1\n1 2147483648:1\n",
        .pairs(.indexTooGreat(Array("2147483648:1".utf8), limit: 2_147_483_647)), 2, 3
      ),
      (
        "1 99999999999999999999999:1\n",
        .pairs(.indexTooGreat(Array("99999999999999999999999:1".utf8), limit: 2_147_483_647)), 1, 3
      ),
      ("1 1:1\na\0b 1:1\n", .nulByte(cell: [0x61, 0, 0x62]), 2, 1),
      ("# only\n\n", .noRows(.blankLinesOnly), nil, nil),
    ] as [(String, TableFault, Int?, Int?)])
  func faults(_ text: String, _ fault: TableFault, _ line: Int?, _ column: Int?) throws {
    // In the first part of a file, and in a later one.
    for above in [0, 400] {
      let text = (line == nil ? "" : String(repeating: "1 1:1\n", count: above)) + text
      let error = try #require(throws: TableError.self) {
        try Self.pairs(text) { $0.leastPart = 100 }
      }
      #expect(error.fault == fault)
      let place = FilePlace(file: "t.svm", line: line.map { $0 + above }, column: column)
      #expect(error.place == place)
    }
  }

  @Test("Parts, windows and threads change nothing")
  func parts() throws {
    var text = ""
    for row in 0..<2000 {
      text += "\(row % 3) qid:\(row / 10) \(row % 7 + 1):\(Double(row) / 8) 9:\(row)\n"
      if row % 50 == 0 { text += "\n# \(row)\n" }
    }
    let whole = try Self.pairs(text) { ($0.threads, $0.leastPart) = (1, 1 << 21) }
    for (threads, part) in [(1, 100), (2, 1000), (3, 37)] {
      let parts = try Self.pairs(text) { ($0.threads, $0.leastPart) = (threads, part) }
      #expect("\(parts.columns)" == "\(whole.columns)" && parts.notes == whole.notes)
      #expect((0..<2000).allSatisfy { parts.line(ofRow: $0) == whole.line(ofRow: $0) })
    }
  }

  @Test("It is recognised by its first lines, which is said, or by its name")
  func recognised() throws {
    let text = Array("1 1:0.5 3:2\n-1 2:1\n".utf8)
    let guessed = try TableReader().read(bytes: text, name: "t.txt")
    #expect(guessed.notes == [.format(.libsvm)] && Self.rows(guessed).count == 2)
    #expect(try TableReader().read(bytes: text, name: "t.libsvm.gz").notes.isEmpty)
    let named = Array("cat 1:0.5\n".utf8)
    #expect(Self.rows(try TableReader().read(bytes: named, name: "t.svm")) == [[0: 0.5]])
    for csv in ["a b\n1 2:3\n", "1,1:1\n2,2:2\n", "time\n10:30\n11:45\n", "1\n2\n"] {
      let error = Result { () throws(TableError) in try table(csv) }
      if case .success(let table) = error { #expect(table.column(named: "features") == nil) }
    }
  }

  @Test("More than may be held is refused")
  func memory() throws {
    let text = (0..<3000).map { "1 \($0 + 1):1 \($0 + 2):2\n" }.joined()
    let error = try #require(throws: TableError.self) {
      try Self.pairs(text) { ($0.memory, $0.leastPart) = (20_000, 1000) }
    }
    guard case .tooLarge(let bytes, 20_000, let line) = error.fault else {
      Issue.record("\(error)")
      return
    }
    #expect(bytes > 60_000 && line < 3000)
  }
}

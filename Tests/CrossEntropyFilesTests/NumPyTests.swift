import Foundation
import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Arrays of NumPy, alone, with labels, and in archives.
@Suite struct NumPyTests {
  private static func doubles(_ numbers: [Double], _ shape: String) -> [UInt8] {
    PlainArrays.npy(PlainArrays.header("'<f8'", shape), littleEndianBytes(numbers))
  }

  private static func read(
    _ bytes: [UInt8], _ change: (inout TableReader) -> Void = { _ in }
  ) throws(TableError) -> DataTable {
    var reader = TableReader()
    change(&reader)
    return try reader.read(bytes: bytes, name: "t.npy")
  }

  @Test("Columns are x0, x1, …, and rows have their number")
  func table() throws {
    let table = try Self.read(Self.doubles([1, 2.5, .nan, 4, 5, 6], "(3, 2)"))
    #expect(table.columns.map(\.name) == ["x0", "x1"])
    #expect(table.columns[0].numbers == [1, nil, 5] && table.columns[1].numbers == [2.5, 4, 6])
    #expect((0..<3).map { table.line(ofRow: $0) } == [1, 2, 3])
    let texts = try Self.read(Self.doubles([1, 2.5, .nan, 1], "(4,)")) { $0.textColumns = ["x0"] }
    #expect(texts.columns[0].texts == ["1.0", "2.5", nil, "1.0"])
    let levels = try Self.read(Self.doubles([10, 2, 10], "(3,)")) { $0.levelColumns = ["x0"] }
    #expect(levels.columns[0].levels == ["2.0", "10.0"])
    let wide = try Self.read(Self.doubles([Double](repeating: 1, count: 1012), "(1, 1012)"))
    #expect(wide.columns.map(\.name) == (0..<1012).map { "x\($0)" })
  }

  @Test("Whole numbers that no double holds keep their digits")
  func long() throws {
    let numbers: [Int64] = [9_007_199_254_740_993, 9_007_199_254_740_995, 9_007_199_254_741_000]
    var bytes: [UInt8] = []
    for number in numbers { append(UInt64(bitPattern: number), to: &bytes) }
    for kind in ["i", "u"] {
      let column = try Self.read(PlainArrays.npy(PlainArrays.header("'<\(kind)8'", "(3,)"), bytes))
        .columns[0]
      let offset = Int64(column.offset)
      #expect(column.numbers.map { $0.map { Int64($0) + offset } } == numbers.map(Optional.some))
      #expect(column.isInteger)
    }
  }

  @Test(
    "What is wrong is said, and nothing is allocated by what a header claims",
    arguments: [
      (PlainArrays.header("'|O'", "(1,)"), 8, .array(.objects)),
      (PlainArrays.header("[('a', '<f8'), ('b', '<i4')]", "(1,)"), 12, .array(.records)),
      (PlainArrays.header("'<c16'", "(1,)"), 16, .array(.otherType("<c16"))),
      (PlainArrays.header("'<M8[ns]'", "(1,)"), 8, .array(.otherType("<M8[ns]"))),
      (PlainArrays.header("'<f3'", "(1,)"), 3, .array(.otherType("<f3"))),
      (PlainArrays.header("'<f8'", "()"), 8, .array(.otherShape([]))),
      (PlainArrays.header("'<f8'", "(1, 1, 1)"), 8, .array(.otherShape([1, 1, 1]))),
      (PlainArrays.header("'<f8'", "(0, 3)"), 0, .array(.otherShape([0, 3]))),
      (PlainArrays.header("'<f8'", "(3, 0)"), 0, .array(.otherShape([3, 0]))),
      (PlainArrays.header("'<f8'", "(2,)"), 15, .array(.otherLength(expected: 16, found: 15))),
      (PlainArrays.header("'<f8'", "(2,)"), 17, .array(.otherLength(expected: 16, found: 17))),
      (
        PlainArrays.header("'<f8'", "(1000000000000,)"), 8,
        .array(.otherLength(expected: 8_000_000_000_000, found: 8))
      ),
      (
        PlainArrays.header("'<f8'", "(9000000000000000000, 9)"), 8,
        .array(.otherLength(expected: .max, found: 8))
      ),
      (PlainArrays.header("'<f8'", "(-1,)"), 8, .array(.badHeader)),
      (PlainArrays.header("'<f8'", "(99999999999999999999,)"), 8, .array(.badHeader)),
      (PlainArrays.header("__import__('os')", "(1,)"), 8, .array(.badHeader)),
      ("{'descr': '<f8', 'shape': (1,), }", 8, .array(.badHeader)),
      (PlainArrays.header("'<f8'", "(1,)") + "x", 8, .array(.badHeader)),
      ("", 8, .array(.badHeader)),
      (PlainArrays.header("'|i1'", "(1, 100001)"), 100_001, .tooManyColumns(limit: 100_000)),
    ] as [(String, Int, TableFault)])
  func faults(_ header: String, _ data: Int, _ fault: TableFault) throws {
    let bytes = PlainArrays.npy(header, [UInt8](repeating: 0, count: data))
    let error = try #require(throws: TableError.self) { try Self.read(bytes) }
    #expect(error.fault == fault)
  }

  @Test("Other faults of the bytes")
  func otherFaults() throws {
    func fault(_ bytes: [UInt8], _ change: (inout TableReader) -> Void = { _ in }) throws
      -> TableError
    {
      try #require(throws: TableError.self) { try Self.read(bytes, change) }
    }
    let good = Self.doubles([1, 2], "(2,)")
    var newer = good
    newer[6] = 9
    #expect(try fault(newer).fault == .array(.unknownVersion(9)))
    #expect(try fault(Array(good.prefix(9))).fault == .array(.notAnArray))
    #expect(try fault(Array(good.prefix(40))).fault == .array(.badHeader))
    #expect(try fault(Array("a,b\n1,2\n".utf8)) { $0.format = .npy }.fault == .array(.notAnArray))
    #expect(try fault(good) { $0.format = .csv }.fault == .notATextFile(.npy))
    #expect(try fault(good) { $0.format = .libsvm }.fault == .notATextFile(.npy))
    #expect(try fault(good) { $0.delimiter = Byte.comma }.fault == .idle(.delimiter, .npy))
    #expect(try fault(good) { $0.encoding = .cp949 }.fault == .idle(.encoding, .npy))
    let infinite = try fault(Self.doubles([1, 2, 3, -.infinity], "(2, 2)"))
    #expect(infinite.fault == .infiniteNumber(column: "x1", cell: "-inf"))
    #expect(infinite.place.line == 2)
    let wide = PlainArrays.npy(
      PlainArrays.header("'|i1'", "(1000, 1000)"), [UInt8](repeating: 1, count: 1_000_000))
    #expect(
      try fault(wide) { $0.memory = 4_000_000 }.fault
        == .array(.tooLarge(bytes: 8_000_000, limit: 4_000_000)))
    let text = PlainArrays.npy(PlainArrays.header("'<U1'", "(2,)"), [0x61, 0, 0, 0, 0, 0, 0x11, 0])
    #expect(try fault(text).fault == .array(.badText(row: 2)))
    let latin = PlainArrays.npy(PlainArrays.header("'|S1'", "(2,)"), [0x61, 0xE9])
    #expect(try fault(latin).fault == .notUTF8(cell: [0xE9], readings: []))
  }

  @Test("Labels come from another array or a table of one column")
  func labels() throws {
    let matrix = Self.doubles([1, 2, 3, 4, 5, 6], "(3, 2)")
    func read(_ labels: [UInt8], _ change: (inout TableReader) -> Void = { _ in }) throws
      -> DataTable
    {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      _ = FileManager.default.createFile(atPath: path, contents: Data(labels))
      return try Self.read(matrix) {
        $0.labels = path
        change(&$0)
      }
    }
    let numbers = try read(Self.doubles([0, 1, 0], "(3,)"))
    #expect(numbers.columns.map(\.name) == ["x0", "x1", "label"])
    #expect(numbers.columns[2].numbers == [0, 1, 0])
    #expect(try read(Self.doubles([0, 1, 0], "(3, 1)")).columns[2].numbers == [0, 1, 0])
    let names = Array("species\nNA\nb\n1\n".utf8)
    #expect(try read(names).columns[2].texts == [nil, "b", "1"])
    #expect(try read(names) { $0.textColumns = ["label"] }.columns[2].texts == ["NA", "b", "1"])
    for (labels, fault) in [
      (Self.doubles([0, 1], "(2,)"), .labelCount(2, rows: 3)),
      (Array("y\na\nb\n".utf8), .labelCount(2, rows: 3)),
      (matrix, .labelColumns(2)), (Array("a,b\n1,2\n1,2\n1,2\n".utf8), .labelColumns(2)),
    ] as [([UInt8], ArrayFault)] {
      let error = try #require(throws: TableError.self) { try read(labels) }
      #expect(error.fault == .array(fault))
    }
  }

  // MARK: Archives

  @Test("Of an archive the array X, or the only one with columns, is the table")
  func archives() throws {
    let (matrix, one) = (Self.doubles([1, 2, 3, 4], "(2, 2)"), Self.doubles([5, 6], "(2,)"))
    let named = try Self.read(
      PlainArrays.archive([("other.npy", matrix), ("X.npy", matrix), ("y.npy", one)]))
    #expect(
      named.columns.map(\.name) == ["x0", "x1", "y"] && named.notes == [.arraysBeside(["other"])])
    let single = try Self.read(
      PlainArrays.archive([("w.npy", one), ("table.npy", matrix), ("a.txt", [1])]))
    #expect(single.columns.map(\.name) == ["x0", "x1", "w"])
    #expect(try Self.read(PlainArrays.archive([("a.npy", one)])).columns.map(\.name) == ["x0"])
    for (bytes, fault) in [
      (PlainArrays.archive([("a.npy", matrix), ("b.npy", matrix)]), .severalTables(["a", "b"])),
      (PlainArrays.archive([("a.npy", one), ("a.npy", one)]), .duplicateArray("a")),
      (PlainArrays.archive([("x1.npy", one), ("X.npy", matrix)]), .duplicateArray("x1")),
      (PlainArrays.archive([("a.npy", one)], damage: true), .damagedArray("a")),
      (PlainArrays.archive([("a.npy", one)], method: 8), .damagedArray("a")),
      (PlainArrays.archive([("a.npy", one)], method: 14), .otherArchive),
      (PlainArrays.archive([("a.npy", one)], flags: 1), .otherArchive),
      (PlainArrays.archive([("a.npy", one)], claimed: 0xFFFF_FFFF), .otherArchive),
      (PlainArrays.archive([("a.npy", one)], claimed: 1), .damagedArray("a")),
      (Array(PlainArrays.archive([("a.npy", one)]).dropLast(1)), .damagedArchive),
    ] as [([UInt8], ArrayFault)] {
      let error = try #require(throws: TableError.self) { try Self.read(bytes) }
      #expect(error.fault == .array(fault))
    }
  }

  @Test("An archive that unpacks to more than may be held is refused before it is unpacked")
  func bombs() throws {
    let path = "\(packageRoot)/Tests/Fixtures/records/deflated.npz"
    var reader = TableReader(memory: 500)
    guard
      case .array(.tooLarge(let bytes, 500)) = try #require(
        throws: TableError.self, performing: { try reader.read(path: path) }
      ).fault
    else {
      Issue.record("it was read")
      return
    }
    #expect(bytes > 500)
    reader.memory = 100_000
    #expect(try reader.read(path: path).rowCount == 7)
    // Blocks that are stored as they are, with another checksum.
    func packed(_ bytes: [UInt8]) -> [UInt8] {
      var stream: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: 0xFFFF) {
        let block = bytes[start..<min(start + 0xFFFF, bytes.count)]
        let count = UInt16(block.count)
        stream.append(start + block.count == bytes.count ? 1 : 0)
        stream += [count, ~count].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        stream += block
      }
      return PlainArrays.archive(
        [("a.npy", stream)], method: 8, claimed: UInt32(bytes.count), checksum: 1)
    }
    // What is not asked for is not unpacked: the header is refused, and not the elements that are damaged.
    let long = Self.doubles((0..<40_000).map { Double($0) }, "(40000,)")
    let damaged = packed(long)
    #expect(
      try #require(throws: TableError.self, performing: { try Self.read(damaged) }).fault
        == .array(.damagedArray("a")))
    let header = Self.doubles((0..<40_000).map { Double($0) }, "(2, 2, 2, 5000)")
    #expect(
      try #require(throws: TableError.self, performing: { try Self.read(packed(header)) })
        .fault == .array(.otherShape([2, 2, 2, 5000])))
    let directory = try TemporaryDirectory()
    let damagedPath = try directory.write(damaged, to: "a.npz")
    let file = try TableFile(path: damagedPath, reader: TableReader())
    #expect(try file.knownRowCount == 40_000 && file.header.names == ["x0"])
    let claims = PlainArrays.archive([("a.npy", [0x93])], claimed: 4_000_000_000)
    let error = try #require(throws: TableError.self) {
      try Self.read(claims) { $0.memory = 1 << 20 }
    }
    #expect(error.fault == .array(.tooLarge(bytes: 4_000_000_000, limit: 1 << 20)))
  }
}

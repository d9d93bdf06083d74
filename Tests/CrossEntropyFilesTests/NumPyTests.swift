import Foundation
import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Arrays of NumPy, alone, with labels, and in archives.
@Suite struct NumPyTests {
  /// A file of version 1 with this header.
  private static func npy(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
    let size = header.utf8.count + 1
    bytes += [UInt8(size & 0xFF), UInt8(size >> 8)] + (version > 1 ? [0, 0] : [])
    return bytes + Array(header.utf8) + [Byte.lineFeed] + data
  }

  private static func header(_ descr: String, _ shape: String, byColumn: Bool = false) -> String {
    "{'descr': \(descr), 'fortran_order': \(byColumn ? "True" : "False"), 'shape': \(shape), }"
  }

  private static func doubles(_ numbers: [Double], _ shape: String) -> [UInt8] {
    npy(header("'<f8'", shape), littleEndianBytes(numbers))
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
  }

  @Test("Whole numbers that no double holds keep their digits")
  func long() throws {
    let numbers: [Int64] = [9_007_199_254_740_993, 9_007_199_254_740_995, 9_007_199_254_741_000]
    var bytes: [UInt8] = []
    for number in numbers { append(UInt64(bitPattern: number), to: &bytes) }
    for kind in ["i", "u"] {
      let column = try Self.read(Self.npy(Self.header("'<\(kind)8'", "(3,)"), bytes)).columns[0]
      let offset = Int64(column.offset)
      #expect(column.numbers.map { $0.map { Int64($0) + offset } } == numbers.map(Optional.some))
      #expect(column.isInteger)
    }
  }

  @Test(
    "What is wrong is said, and nothing is allocated by what a header claims",
    arguments: [
      (header("'|O'", "(1,)"), 8, .array(.objects)),
      (header("[('a', '<f8'), ('b', '<i4')]", "(1,)"), 12, .array(.records)),
      (header("'<c16'", "(1,)"), 16, .array(.otherType("<c16"))),
      (header("'<M8[ns]'", "(1,)"), 8, .array(.otherType("<M8[ns]"))),
      (header("'<f3'", "(1,)"), 3, .array(.otherType("<f3"))),
      (header("'<f8'", "()"), 8, .array(.otherShape([]))),
      (header("'<f8'", "(1, 1, 1)"), 8, .array(.otherShape([1, 1, 1]))),
      (header("'<f8'", "(0, 3)"), 0, .array(.otherShape([0, 3]))),
      (header("'<f8'", "(3, 0)"), 0, .array(.otherShape([3, 0]))),
      (header("'<f8'", "(2,)"), 15, .array(.otherLength(expected: 16, found: 15))),
      (header("'<f8'", "(2,)"), 17, .array(.otherLength(expected: 16, found: 17))),
      (
        header("'<f8'", "(1000000000000,)"), 8,
        .array(.otherLength(expected: 8_000_000_000_000, found: 8))
      ),
      (
        header("'<f8'", "(9000000000000000000, 9)"), 8,
        .array(.otherLength(expected: .max, found: 8))
      ),
      (header("'<f8'", "(-1,)"), 8, .array(.badHeader)),
      (header("'<f8'", "(99999999999999999999,)"), 8, .array(.badHeader)),
      (header("__import__('os')", "(1,)"), 8, .array(.badHeader)),
      ("{'descr': '<f8', 'shape': (1,), }", 8, .array(.badHeader)),
      (header("'<f8'", "(1,)") + "x", 8, .array(.badHeader)), ("", 8, .array(.badHeader)),
      (header("'|i1'", "(1, 100001)"), 100_001, .tooManyColumns(limit: 100_000)),
    ] as [(String, Int, TableFault)])
  func faults(_ header: String, _ data: Int, _ fault: TableFault) throws {
    let bytes = Self.npy(header, [UInt8](repeating: 0, count: data))
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
    let wide = Self.npy(
      Self.header("'|i1'", "(1000, 1000)"), [UInt8](repeating: 1, count: 1_000_000))
    #expect(
      try fault(wide) { $0.memory = 4_000_000 }.fault
        == .array(.tooLarge(bytes: 8_000_000, limit: 4_000_000)))
    let text = Self.npy(Self.header("'<U1'", "(2,)"), [0x61, 0, 0, 0, 0, 0, 0x11, 0])
    #expect(try fault(text).fault == .array(.badText(row: 2)))
    let latin = Self.npy(Self.header("'|S1'", "(2,)"), [0x61, 0xE9])
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

  /// An archive of stored members, each with its checksum unless that is given.
  private static func archive(
    _ members: [(name: String, bytes: [UInt8])], method: UInt16 = 0, flags: UInt16 = 0,
    claimed: UInt32? = nil, damage: Bool = false
  ) -> [UInt8] {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, data) in members {
      let start = UInt32(bytes.count)
      var common: [UInt8] = []
      for word in [flags, method, 0, 0] as [UInt16] { append(word, to: &common) }
      append(checksum(data), to: &common)
      append(UInt32(data.count), to: &common)
      append(claimed ?? UInt32(data.count), to: &common)
      append(UInt16(name.utf8.count), to: &common)
      append(UInt16(0), to: &common)
      bytes += [0x50, 0x4B, 3, 4, 20, 0] + common + Array(name.utf8) + data
      if damage { bytes[bytes.count - 1] ^= 1 }
      directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + common + [UInt8](repeating: 0, count: 10)
      append(start, to: &directory)
      directory += Array(name.utf8)
    }
    let start = UInt32(bytes.count)
    bytes += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    for _ in 0..<2 { append(UInt16(members.count), to: &bytes) }
    append(UInt32(directory.count), to: &bytes)
    append(start, to: &bytes)
    return bytes + [0, 0]
  }

  /// Bit by bit, as the format defines it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      for bit in 0..<8 {
        let differs = (sum ^ UInt32(byte >> UInt8(bit))) & 1 == 1
        sum = differs ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
    return ~sum
  }

  @Test("Of an archive the array X, or the only one with columns, is the table")
  func archives() throws {
    let (matrix, one) = (Self.doubles([1, 2, 3, 4], "(2, 2)"), Self.doubles([5, 6], "(2,)"))
    let named = try Self.read(
      Self.archive([("other.npy", matrix), ("X.npy", matrix), ("y.npy", one)]))
    #expect(
      named.columns.map(\.name) == ["x0", "x1", "y"] && named.notes == [.arraysBeside(["other"])])
    let single = try Self.read(
      Self.archive([("w.npy", one), ("table.npy", matrix), ("a.txt", [1])]))
    #expect(single.columns.map(\.name) == ["x0", "x1", "w"])
    #expect(try Self.read(Self.archive([("a.npy", one)])).columns.map(\.name) == ["x0"])
    for (bytes, fault) in [
      (Self.archive([("a.npy", matrix), ("b.npy", matrix)]), .severalTables(["a", "b"])),
      (Self.archive([("a.npy", one), ("a.npy", one)]), .duplicateArray("a")),
      (Self.archive([("x1.npy", one), ("X.npy", matrix)]), .duplicateArray("x1")),
      (Self.archive([("a.npy", one)], damage: true), .damagedArray("a")),
      (Self.archive([("a.npy", one)], method: 8), .damagedArray("a")),
      (Self.archive([("a.npy", one)], method: 14), .otherArchive),
      (Self.archive([("a.npy", one)], flags: 1), .otherArchive),
      (Self.archive([("a.npy", one)], claimed: 0xFFFF_FFFF), .otherArchive),
      (Self.archive([("a.npy", one)], claimed: 1), .damagedArray("a")),
      (Array(Self.archive([("a.npy", one)]).dropLast(1)), .damagedArchive),
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
    let claims = Self.archive([("a.npy", [0x93])], claimed: 4_000_000_000)
    let error = try #require(throws: TableError.self) {
      try Self.read(claims) { $0.memory = 1 << 20 }
    }
    #expect(error.fault == .array(.tooLarge(bytes: 4_000_000_000, limit: 1 << 20)))
  }
}

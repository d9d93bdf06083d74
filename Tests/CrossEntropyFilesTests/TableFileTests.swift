import Foundation
import Testing

@testable import CrossEntropyFiles

/// A table that is open before it is said what is read of it.
@Suite struct TableFileTests {
  private static func open(
    _ bytes: [UInt8], name: String = "t.csv", part: Int = 1 << 21
  ) throws -> TableFile {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appendingPathComponent(name).path
    _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    var reader = TableReader()
    reader.leastPart = part
    return try TableFile(path: path, reader: reader)
  }

  private static func known(_ name: String, _ file: TableFile) -> KnownNumbers {
    KnownNumbers(
      name: name, offset: 0, writing: file.writings[name] ?? Writing(), mayBeInfinite: true)
  }

  @Test("The line of every row is known, wherever parts begin", arguments: [16, 100, 1 << 21])
  func lines(part: Int) throws {
    var text = "a,b\n"
    var (expected, line): ([Int], Int) = ([], 2)
    for row in 0..<200 {
      expected.append(line)
      text += row % 7 == 0 ? "\(row),\"two\nlines\"\n" : "\(row),one\n"
      line += row % 7 == 0 ? 2 : 1
      if row % 50 == 0 {
        text += "\n"
        line += 1
      }
    }
    let file = try Self.open(Array(text.utf8), part: part)
    #expect(try file.header.names == ["a", "b"])
    // More than once.
    for _ in 0..<2 {
      let rows = try TableRows(file, numbers: [Self.known("a", file)], texts: ["b"])
      var (texts, codes): (GatheredTexts, [Int32]) = (GatheredTexts(), [])
      while case let batches = try rows.batches(threads: 2, { $0 }), !batches.isEmpty {
        for batch in batches { codes += texts.codes(of: batch.texts[0]) }
      }
      #expect((0..<200).map { rows.rowLines[$0] } == expected)
      #expect(texts.levels == ["two\nlines", "one"])
      #expect(codes == (0..<200).map { $0 % 7 == 0 ? 0 : 1 })
      #expect(texts.sorted.levels == ["one", "two\nlines"] && texts.sorted.places == [1, 0])
    }
  }

  @Test("Texts that are numbers are sorted by value")
  func order() throws {
    let file = try Self.open(Array("a,b\n10,1\n9,1\n10,1\n".utf8))
    let rows = try TableRows(file, numbers: [], texts: ["a"])
    var texts = GatheredTexts()
    for batch in try rows.batches(threads: 1, { $0 }) { _ = texts.codes(of: batch.texts[0]) }
    #expect(texts.sorted.levels == ["9", "10"] && texts.sorted.places == [1, 0])
  }

  @Test("Infinite numbers are read where they may be, with their signs")
  func infinite() throws {
    let file = try Self.open(Array("a,b\n-inf,1e999\ninf,-1E999\n0.5,2\n".utf8))
    let rows = try TableRows(
      file, numbers: [Self.known("a", file), Self.known("b", file)], texts: [])
    let batch = try #require(try rows.batches(threads: 1, { $0 }).first)
    #expect(batch.numbers == [[-.infinity, .infinity, 0.5], [.infinity, -.infinity, 2]])
    let finite = KnownNumbers(name: "a", offset: 0, writing: Writing())
    let refused = try TableRows(file, numbers: [finite], texts: [])
    #expect(throws: TableError.self) { try refused.batches(threads: 1) { $0 } }
  }

  @Test("The first rows say how numbers are written")
  func writing() throws {
    let file = try Self.open(Array("a\tb\n0,25\t1\n1,000\t2\n".utf8))
    let rows = try TableRows(file, numbers: [Self.known("a", file)], texts: [])
    let batch = try #require(try rows.batches(threads: 1, { $0 }).first)
    #expect(batch.numbers == [[0.25, 1]])
  }

  /// An array of 3 rows and 2 columns.
  private static func array(_ descr: String, _ elements: [UInt8], byColumn: Bool = false) -> [UInt8]
  {
    let order = byColumn ? "True" : "False"
    let header = "{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (3, 2), }"
    let padding = String(repeating: " ", count: 117 - header.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array((header + padding + "\n").utf8)
      + elements
  }

  @Test("The rows of an array may be left unread; what they hold is the same, whatever their type")
  func arrays() throws {
    let numbers = [0.5, -1, .infinity, 3, 1e-3, 0]
    let doubles = numbers.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt64($0))) }
    }
    let floats = numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: Float(number).bitPattern >> (8 * UInt32($0))) }
    }
    func read(_ bytes: [UInt8]) throws -> RowBatch {
      let file = try Self.open(bytes, name: "t.npy")
      let rows = try TableRows(
        file, numbers: try file.header.names.map { Self.known($0, file) }, texts: [],
        mayDefer: true)
      let batch = try #require(try rows.batches(threads: 1, { $0 }).first)
      #expect(rows.rowLines[2] == 3)
      // Without their names there is nothing but unread rows.
      let unread = try TableRows(unreadRowsOf: try Self.open(bytes, name: "t.npy"))
      #expect((unread != nil) == (batch.unread != nil))
      if let unread {
        let all = try #require(try unread.batches(threads: 1, { $0 }).first)
        #expect(all.rowCount == 3)
        #expect(try all.rows(columns: 2) == batch.rows(columns: 2))
      }
      return batch
    }
    let ofDoubles = try read(Self.array("<f8", doubles))
    #expect(ofDoubles.unread?.areFloats == false && ofDoubles.numbers.isEmpty)
    #expect(Array(try ofDoubles.rows(columns: 2)) == numbers)
    let ofFloats = try read(Self.array("<f4", floats))
    #expect(ofFloats.unread?.areFloats == true)
    #expect(Array(try ofFloats.rows(columns: 2)) == numbers.map { Double(Float($0)) })
    var some: [Float] = [0, 0]
    var span = some.mutableSpan
    try ofFloats.unread?.copy(from: 1, into: &span)
    #expect(some == [.infinity, 3])
    // Read where it is not said that they may be left.
    let file = try Self.open(Self.array("<f8", doubles), name: "t.npy")
    let plain = try TableRows(
      file, numbers: try file.header.names.map { Self.known($0, file) }, texts: [])
    #expect(
      try plain.batches(threads: 1, { $0 }).first?.numbers == [
        [0.5, .infinity, 1e-3], [-1, 3, 0],
      ])
    let other = try read(Self.array("<f8", doubles, byColumn: true))
    #expect(other.unread == nil && other.numbers == [[0.5, -1, .infinity], [3, 1e-3, 0]])
  }
}

import Foundation
import Testing

@testable import CrossEntropyFiles

/// Rows of a table whose columns are known, a part of it at a time.
@Suite struct TableRowsTests {
  /// What all batches hold, one after the other.
  private struct All {
    var numbers: [[Double]] = []
    var texts: [[String?]] = []
    var lines: [String] = []
    var batches = 0
    var odd: [OddCells] = []
    var notes: [TableNote] = []
  }

  private static func read(
    _ bytes: [UInt8], numbers: [KnownNumbers] = [], texts: [String] = [], part: Int = 1 << 21,
    threads: Int = 2, reader: TableReader = TableReader()
  ) throws -> All {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    var reader = reader
    reader.leastPart = part
    let rows = try TableRows(
      path: path, reader: reader, numbers: numbers, texts: texts, as: "model", keepsLines: true)
    var all = All(
      numbers: numbers.map { _ in [] }, texts: texts.map { _ in [] })
    while true {
      let batches = try rows.batches(threads: threads) { $0 }
      if batches.isEmpty { break }
      for batch in batches {
        all.batches += 1
        for index in numbers.indices { all.numbers[index] += batch.numbers[index] }
        for (index, column) in batch.texts.enumerated() {
          all.texts[index] += column.codes.map { $0 < 0 ? nil : column.levels[Int($0)] }
        }
        all.lines += batch.lines.map { String(decoding: $0, as: UTF8.self) }
      }
    }
    all.odd = rows.odd
    all.notes = rows.notes
    return all
  }

  private static func known(
    _ name: String, offset: Double = 0, _ writing: Writing = Writing(mark: Byte.point)
  ) -> KnownNumbers {
    KnownNumbers(name: name, offset: offset, writing: writing)
  }

  @Test(arguments: [16, 40, 100, 1 << 21], [1, 2])
  func whereAPartBeginsChangesNothing(part: Int, threads: Int) throws {
    var text = "a,name,b\n"
    for row in 0..<200 {
      let name = row % 7 == 0 ? "\"line one\nline \(row), two\"" : "n\(row % 5)"
      text +=
        "\(Double(row) / 8),\(name),\(row % 11 == 0 ? "" : row % 13 == 0 ? "1 234.5" : "\(row)")\r\n"
      if row % 50 == 0 { text += "\n" }
      if row == 120 { text += "a,name,b\r\n" }
    }
    let columns = [Self.known("b"), Self.known("a")]
    let whole = try Self.read(Array(text.utf8), numbers: columns, texts: ["name"], threads: 1)
    let parts = try Self.read(
      Array(text.utf8), numbers: columns, texts: ["name"], part: part, threads: threads)
    #expect(whole.batches == 1 && (part > 1000 || parts.batches > 5))
    #expect(whole.numbers[1] == (0..<200).map { Double($0) / 8 })
    #expect(whole.numbers[0][13] == 1234.5 && whole.numbers[0][11].isNaN)
    #expect(whole.texts[0][7] == "line one\nline 7, two" && whole.lines[1] == "0.125,n1,1")
    #expect(
      parts.numbers.map { $0.map(\.bitPattern) } == whole.numbers.map { $0.map(\.bitPattern) })
    #expect(parts.texts == whole.texts && parts.lines == whole.lines)
    #expect(parts.notes == whole.notes && parts.notes.contains(.blankLines(count: 4)))
    #expect(parts.notes.contains { if case .repeatedHeaders(1, _) = $0 { true } else { false } })
  }

  /// Known columns are read as a whole table's are.
  @Test(arguments: [
    ("x\n1,5\n2\n", Byte.comma, [1.5, 2]), ("x\n1.5\n-2e3\n", Byte.point, [1.5, -2000]),
    ("x\n\"$1,234.5\"\n7%\n", Byte.point, [1234.5, 7]),
    ("x\n1.234,5\n(3)\n", Byte.comma, [1234.5, -3]),
    ("x\nNA\n 4 \n", Byte.point, [.nan, 4]),
  ])
  func numbersAreReadAsTheirColumnIsWritten(text: String, mark: UInt8, values: [Double]) throws {
    let reader = TableReader(delimiter: Byte.semicolon)
    let read = try Self.read(
      Array(text.utf8), numbers: [Self.known("x", Writing(mark: mark))], reader: reader)
    #expect(
      read.numbers[0].map(\.bitPattern) == values.map(\.bitPattern)
        || read.numbers[0].elementsEqual(values) { $0 == $1 || $0.isNaN && $1.isNaN })
    #expect(read.odd[0].cells == 0)
  }

  @Test func datesAndOffsetsAreThoseOfTraining() throws {
    var dates = Writing()
    dates.dateOrder = .dayFirst
    let read = try Self.read(
      Array("d,t\n03/04/2024,1700000000000000123\n31/12/1969,1700000000000000001\n".utf8),
      numbers: [Self.known("d", dates), Self.known("t", offset: 1_700_000_000_000_000_000)])
    #expect(read.numbers == [[19_816, -1], [123, 1]])
  }

  @Test func cellsThatAreNoNumbersAreCountedWithTheirLine() throws {
    var text = "x\n"
    for row in 0..<100 { text += row == 40 || row == 70 ? "bad\(row)\n" : "\(row)\n" }
    for part in [16, 1 << 21] {
      let read = try Self.read(Array(text.utf8), numbers: [Self.known("x")], part: part)
      #expect(read.odd[0].cells == 2)
      #expect(read.odd[0].first == OddCells.Cell(line: 42, text: "bad40"))
      #expect(read.numbers[0].count { $0.isNaN } == 2)
    }
  }

  @Test(arguments: [
    ("x\n1\n1e999\n", 3), ("x,y\n1,2\n3\n", 3), ("x\n", 1), ("z\n1\n", 1), ("x\n1\n\"2\n", 3),
  ])
  func whatIsWrongHasItsLine(text: String, line: Int) throws {
    for part in [1, 1 << 21] {
      do {
        _ = try Self.read(Array(text.utf8), numbers: [Self.known("x")], part: part)
        Issue.record("nothing was wrong with \(text)")
      } catch let error as TableError {
        #expect((error.place.line ?? 1) == line, "\(error)")
      }
    }
  }
}

import TestSupport
import Testing

@testable import CrossEntropyFiles

/// Every byte as the delimiter: the same cells on the fast way and on the slow one, wherever the rows
/// stand in the file.
@Suite struct DelimiterTests {
  @Test(arguments: 0...255 as ClosedRange<UInt8>)
  func everyByteReadsTheSameOnBothWays(delimiter: UInt8) throws {
    guard canDelimit(delimiter) else {
      let reader = TableReader(delimiter: delimiter)
      #expect(try tableError(Array("a,b\n1,2\n".utf8), reader).fault == .badDelimiter(delimiter))
      return
    }
    var random = SplitMix64(state: UInt64(delimiter))
    for decimalComma in [false, true, nil] {
      let reader = TableReader(delimiter: delimiter, decimalComma: decimalComma)
      let rows = randomRows(delimiter, &random)
      let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 150)
      for table in [written(rows + [filler], delimiter), written([filler] + rows, delimiter)] {
        let text = String(decoding: table, as: UTF8.self)
        #expect(disagreements(on: table, reader) == [], "\(text.debugDescription)")
      }
    }
  }

  @Test(arguments: [0, Byte.quote, Byte.lineFeed, Byte.carriageReturn, 0x80, 0xC3, 0xFF])
  func whatCannotDelimitIsRefused(delimiter: UInt8) {
    #expect(!canDelimit(delimiter))
  }

  @Test func everySpaceIsADelimiter() throws {
    let table = try table("a b c\n1  2\n\t4 \"x \" 6\n", TableReader(delimiter: Byte.space))
    #expect(table.columns[0].numbers == [1, 4])
    #expect(table.columns[1].texts == [nil, "x "])
  }

  /// The delimiter ends a cell outside quotes, also where it could be a part of a number.
  @Test(
    arguments: [
      ("-", "5-\"-5\"", 5, -5), ("0", "109", 1, 9), (".", "1.5", 1, 5), ("e", "1e5", 1, 5),
      ("+", "3+5", 3, 5), ("1", "\"1\"19", 1, 9), (" ", "1.5 -2", 1.5, -2),
      ("E", "\"1E3\"E2", 1000, 2),
    ] as [(String, String, Double, Double)])
  func theDelimiterComesBeforeTheNumber(
    delimiter: String, row: String, first: Double, second: Double
  ) throws {
    let rows = String(repeating: row + "\n", count: 40)
    let table = try table("a\(delimiter)b\n" + rows, TableReader(delimiter: delimiter.utf8.first))
    #expect(table.columns[0].numbers == Array(repeating: first, count: 40))
    #expect(table.columns[1].numbers == Array(repeating: second, count: 40))
  }

  /// Rows of as many cells, some quoted, from pieces that look like numbers and like text.
  private func randomRows(_ delimiter: UInt8, _ random: inout SplitMix64) -> [[UInt8]] {
    let pieces = [
      "1", "-2.5", "1e5", "0", "+3", "1,5", "NA", "inf", "x", "nan", "é", " ", "\t", ".", "-", "e",
      "12345678", "123456789.125", "1E-3", "-", "007",
    ]
    let rows = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      (0..<Int.random(in: 1...6, using: &random)).flatMap { _ -> [UInt8] in
        let cell = Array(pieces.randomElement(using: &random)!.utf8)
        let isQuoted = Int.random(in: 0..<4, using: &random) == 0
        return (isQuoted ? [Byte.quote] + cell + [Byte.quote] : cell) + [delimiter]
      }
    }
    return rows
  }

  /// A table of rows with delimiters at their ends, so that all have as many cells.
  private func written(_ rows: [[UInt8]], _ delimiter: UInt8) -> [UInt8] {
    let counts = rows.map { row in
      var isQuoted = false
      return row.count { byte in
        if byte == Byte.quote { isQuoted.toggle() }
        return byte == delimiter && !isQuoted
      }
    }
    let most = counts.max() ?? 0
    let letters = "ABCDEFGH".utf8.filter { $0 != delimiter }
    var table: [UInt8] = []
    for column in 0...most {
      if column > 0 { table.append(delimiter) }
      table += [column % 7, column / 7 % 7, column / 49 % 7].map { letters[$0] }
    }
    for (row, count) in zip(rows, counts) {
      table += [Byte.lineFeed] + row + [UInt8](repeating: delimiter, count: most - count)
    }
    return table + [Byte.lineFeed]
  }
}

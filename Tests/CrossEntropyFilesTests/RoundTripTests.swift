import TestSupport
import Testing

@testable import CrossEntropyFiles

@Suite struct RoundTripTests {
  /// A table that is written in a random dialect and read again.
  @Test(arguments: 0..<150 as Range<UInt64>) func randomTablesReadBack(seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let dialect = Dialect(&random)
    let columnCount = Int.random(in: 2...6, using: &random)
    let rowCount = Int.random(in: 1...60, using: &random)
    let isNumber = (0..<columnCount).map { _ in Bool.random(using: &random) }
    let cells = (0..<rowCount).map { _ in
      isNumber.map { $0 ? number(&random) : text(&random) }
    }
    let names = (0..<columnCount).map { "name \($0)" }
    let written = dialect.write([names] + cells, &random)
    let reader = TableReader(delimiter: dialect.delimiter.utf8.first, decimalComma: false)
    let table = try reader.read(bytes: Array(written.utf8), name: "t.csv")

    #expect(table.columns.map(\.name) == names)
    #expect(table.rowCount == rowCount)
    for (index, column) in table.columns.enumerated() {
      let expected = cells.map { $0[index].isEmpty ? nil : $0[index] }
      if case .numbers = column.values {
        #expect(column.numbers == expected.map { $0.map { Double($0)! } })
      } else {
        #expect(column.texts == expected)
      }
      #expect(column.missingCount == expected.count { $0 == nil })
      if isNumber[index] { #expect(column.levels.isEmpty) }
    }
  }

  private func number(_ random: inout SplitMix64) -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: ""
    case 1: "\(Int.random(in: -9...9, using: &random))"
    case 2: "\(Double.random(in: -1...1, using: &random))"
    case 3: "\(Int64.random(in: .min ... .max, using: &random))"
    case 4: "\(Int.random(in: 0...99, using: &random)).\(random.next() % 1_000_000)"
    default: "\(Int.random(in: 1...9, using: &random))e\(Int.random(in: -9...9, using: &random))"
    }
  }

  private func text(_ random: inout SplitMix64) -> String {
    let letters = ["a", "é", "\"", ",", ";", "\n", "\r\n", "x y", "0", "漢", "|", "\t"]
    let middle = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      letters.randomElement(using: &random)!
    }
    return "t" + middle.joined() + "t"
  }
}

/// One way to write a table.
private struct Dialect {
  var delimiter: String
  var lineEnd: String
  var quotesAll: Bool
  var endsWithLineEnd: Bool

  init(_ random: inout SplitMix64) {
    delimiter = [",", ";", "\t", "|"].randomElement(using: &random)!
    lineEnd = ["\n", "\r\n", "\r"].randomElement(using: &random)!
    quotesAll = Bool.random(using: &random)
    endsWithLineEnd = Bool.random(using: &random)
  }

  func write(_ rows: [[String]], _ random: inout SplitMix64) -> String {
    let lines = rows.map { row in
      row.map { cell in
        let mustQuote = cell.contains { "\"\n\r\r\n,;\t|".contains($0) }
        let isQuoted = mustQuote || quotesAll || Int.random(in: 0..<5, using: &random) == 0
        guard isQuoted else { return cell }
        return "\""
          + cell.split(separator: "\"", omittingEmptySubsequences: false)
          .joined(separator: "\"\"") + "\""
      }.joined(separator: delimiter)
    }
    return lines.joined(separator: lineEnd) + (endsWithLineEnd ? lineEnd : "")
  }
}

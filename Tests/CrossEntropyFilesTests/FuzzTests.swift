import Testing

@testable import CrossEntropyFiles

@Suite struct FuzzTests {
  /// Bytes that mean something, so that chance alone comes upon every branch.
  private static let pieces: [String] = [
    ",", ";", "\t", "|", "\n", "\r", "\r\n", "\"", "\"\"", " ", "1", "-2.5", "1e5", "0", "007",
    "1,5", "NA", "inf", "x", "é", "\u{0}", "12345678", "123456789.123456789", ".", "e", "-",
  ]

  @Test(arguments: 0..<300 as Range<UInt64>) func piecesNeverCrash(seed: UInt64) {
    var random = SplitMix64(state: seed)
    var bytes: [UInt8] = Array("a,b\n".utf8.prefix(Int.random(in: 0...4, using: &random)))
    for _ in 0..<Int.random(in: 0...200, using: &random) {
      bytes += FuzzTests.pieces.randomElement(using: &random)!.utf8
      if Int.random(in: 0..<100, using: &random) == 0 {
        bytes.append(UInt8.random(in: .min ... .max, using: &random))
      }
    }
    check(bytes, seed)
  }

  @Test(arguments: 0..<100 as Range<UInt64>) func bytesNeverCrash(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let count = Int.random(in: 0...500, using: &random)
    check((0..<count).map { _ in UInt8(random.next() & 255) }, seed)
  }

  /// A good table with one byte changed, cut off or put in.
  @Test(arguments: 0..<200 as Range<UInt64>) func damageNeverCrashes(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let rows = (0..<40).map { "\($0).25,\"k\($0 % 3)\",-\($0)e-3,\"\($0)\"\n" }
    var bytes = Array(("x,k,e,q\n" + rows.joined()).utf8)
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch seed % 3 {
    case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes.remove(at: place)
    default: bytes.insert(Array("\",\n\r.e-0 ".utf8).randomElement(using: &random)!, at: place)
    }
    check(bytes, seed)
  }

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

  private func check(_ bytes: [UInt8], _ seed: UInt64) {
    #expect(disagreements(on: bytes) == [])
    let result = Result { () throws(TableError) in
      try TableReader().read(bytes: bytes, name: "t.csv")
    }
    switch result {
    case .success(let table):
      for column in table.columns {
        switch column.values {
        case .numbers(let values):
          #expect(values.count == table.rowCount)
          #expect(values.count { $0.isNaN } == column.missingCount)
          #expect(!values.contains { $0.isInfinite })
        case .categories(let codes, let levels):
          #expect(codes.count == table.rowCount)
          #expect(codes.allSatisfy { $0 >= -1 && Int($0) < levels.count })
          #expect(Set(codes).subtracting([-1]).count == levels.count)
          #expect(Set(levels).count == levels.count)
        }
      }
      for row in 1..<max(1, table.rowCount) {
        #expect(table.line(ofRow: row - 1) < table.line(ofRow: row))
      }
    case .failure(let error):
      #expect(error.fault.kind == .badData)
      #expect(error.place.file == "t.csv")
      #expect(error.place.line.map { $0 > 0 } ?? (error.place.column == nil))
    }
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

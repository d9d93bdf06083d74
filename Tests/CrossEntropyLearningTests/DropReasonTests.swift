import TestSupport
import Testing

@testable import CrossEntropyLearning

/// Which columns are dropped since they look like ids.
@Suite struct DropReasonTests {
  /// A column of 40 rows by its cells, what becomes of it, and why.
  private static let columns: [(name: String, cell: @Sendable (Int) -> String, DropReason?)] = [
    ("a counter", { "\($0 + 1)" }, .counter(first: 1, last: 40)),
    ("a counter with gaps", { "\(3 * $0 + $0 / 7)" }, .counter(first: 0, last: 122)),
    ("a counter that falls", { "\(100 - $0)" }, .counter(first: 100, last: 61)),
    ("a counter written with decimals", { "\($0).0" }, .counter(first: 0, last: 39)),
    ("a counter with an empty cell", { $0 == 5 ? "" : "\($0)" }, .counter(first: 0, last: 39)),
    ("a shuffled counter", { "\($0 * 7 % 40)" }, .idLikeNumbers(first: 0, last: 39)),
    ("shuffled ids", { "\($0 * 7 % 40 * 1000 + 17)" }, .idLikeTexts(values: 40, rows: 40)),
    (
      "a counter with an offset", { "\(1_700_000_000_000_000_003 + $0)" },
      .counter(first: 1_700_000_000_000_000_003, last: 1_700_000_000_000_000_042)
    ),
    (
      "a shuffled counter with an offset", { "\(1_700_000_000_000_000_003 + $0 * 7 % 40)" },
      .idLikeNumbers(first: 1_700_000_000_000_000_003, last: 1_700_000_000_000_000_042)
    ),
    (
      "times in nanoseconds, evenly spread",
      { "\(1_700_000_000_000_000_003 + $0 * 7 % 40 * 1000)" }, nil
    ),
    ("names", { "n\($0)" }, .idLikeTexts(values: 40, rows: 40)),
    ("37 of 40 names", { "n\($0 % 37)" }, .idLikeTexts(values: 37, rows: 40)),
    ("36 of 40 names, which is nine in ten", { "n\($0 % 36)" }, nil),
    ("36 of 40 whole numbers", { "\($0 * 7 % 36 * 10)" }, nil),
    (
      "a counter that stops once", { "\($0 < 20 ? $0 : $0 - 1)" },
      .idLikeTexts(values: 39, rows: 40)
    ),
    ("fractions that rise", { "\(Double($0) + 0.5)" }, nil),
    ("different fractions", { "\(Double($0 * 7 % 40) / 8)" }, nil),
    ("ten names, the others empty", { $0 < 10 ? "n\($0)" : "" }, nil),
    ("ten rising numbers, the others empty", { $0 < 10 ? "\($0)" : "" }, nil),
    ("prices, most of them low", { "\(100 + $0 * $0 * $0)" }, .counter(first: 100, last: 59_419)),
    (
      "prices in no order",
      {
        let x = $0 * 7 % 40
        return "\(100 + x * x * x)"
      }, nil
    ),
    ("whole numbers on both sides of 0", { "\(($0 * 7 % 40 - 20) * 1000)" }, nil),
    ("thousands", { "\"\($0 * 7 % 40 + 10),000\"" }, nil),
    ("days", { "2024-01-0\($0 % 9 + 1)T\(10 + $0 / 9):00" }, nil),
    ("years that repeat", { "\(2000 + $0 / 2)" }, nil),
  ]

  @Test(arguments: columns.indices)
  func ids(_ index: Int) throws {
    let (name, cell, reason) = Self.columns[index]
    #expect(
      try Self.table(cell, Dataset.Roles(target: "y")).dropped.map(\.reason)
        == [reason].compactMap { $0 }, "\(name)")
    for part in [\Dataset.Roles.kept, \.numeric, \.categorical] {
      var roles = Dataset.Roles(target: "y")
      roles[keyPath: part] = ["c"]
      let data = try Self.table(cell, roles)
      // Names are no numbers: nothing is left of them.
      let isEmpty = part == \.numeric && cell(0).hasPrefix("n")
      #expect(data.dropped.map(\.reason) == (isEmpty ? [.allMissing] : []), "\(name)")
    }
  }

  @Test func aCounterIsSeenAmongAllRowsThoughSomeAreLeftOut() throws {
    for rows in [11, 40] {
      let csv =
        "id,x,y\n"
        + (0..<rows).map { "\($0),\($0 % 3),\($0 == 3 ? "" : $0 % 2 == 0 ? "a" : "b")\n" }.joined()
      let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
      #expect(data.dropped.map(\.reason) == [.counter(first: 0, last: rows - 1)])
    }
  }

  @Test func aColumnIsReadAsItIsAskedFor() throws {
    let csv = "zip,code,y\n01234,1,a\n60601,2,b\nx,1.0,a\n,NA,b\n"
    var roles = Dataset.Roles(target: "y")
    roles.numeric = ["zip"]
    roles.categorical = ["code"]
    let data = try dataset(csv: csv, roles: roles)
    guard case .numbers(let zip) = data.features[0].values,
      case .categories(let codes, let levels) = data.features[1].values
    else {
      Issue.record("zip should be numbers and code categories")
      return
    }
    #expect(zip.prefix(2) == [1234, 60601])
    #expect(zip[2].isNaN && zip[3].isNaN)
    #expect(levels == ["1", "2"])
    #expect(codes == [0, 1, 0, -1])
    #expect(data.notes.contains(.column("zip", .oddCells(line: 4, cell: "x", count: 1))))
    #expect(data.notes.contains(.missingCells(column: "code", tokens: ["NA"], cells: 1)))
    #expect(data.notes.contains(.equalNumbers(column: "code", texts: [["1", "1.0"]], sets: 1)))
  }

  private static func table(_ cell: (Int) -> String, _ roles: Dataset.Roles) throws -> Dataset {
    try dataset(
      csv: "c,x,y\n"
        + (0..<40).map { "\(cell($0)),\($0 % 3),\($0 % 2 == 0 ? "a" : "b")\n" }.joined(),
      roles: roles)
  }
}

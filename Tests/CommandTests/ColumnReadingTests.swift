import Foundation
import Testing

/// Tables as people have them: what the command makes of their columns, and what it says.
@Suite("Columns as people write them")
struct ColumnReadingTests {
  private static let quick = [
    "--folds", "2", "--repeats", "1", "--losses", "cross_entropy,focal", "--l2", "0.01",
    "--no-speed", "--format", "json",
  ]

  /// The outcome of a table in the fixtures.
  private func outcome(_ name: String, target: String, _ more: [String] = []) throws -> JSONValue {
    try outcome(["Tests/Fixtures/tables/\(name).csv", "--target", target] + more)
  }

  private func outcome(_ arguments: [String], input: String? = nil) throws -> JSONValue {
    let result = try Command.run(
      ["compare"] + arguments + Self.quick, input: input.map { Array($0.utf8) })
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  /// The notes of a column, or of the table, each as its code and its values in the order of their names.
  private func notes(_ outcome: JSONValue, of column: String?) -> [String] {
    outcome["table"]["notes"].array.compactMap { note in
      let values = note["values"].object
      guard values["column"]?.string == column else { return nil }
      let shown = values.filter { $0.key != "column" }.sorted { $0.key < $1.key }
        .map { "\($0.value)" }
      return ([note["code"].string] + shown).joined(separator: " ")
    }
  }

  @Test(
    "Columns of numbers in every notation are numbers, and it is said how they were read",
    arguments: [
      ("onebad", "t", "a", "odd_cells"), ("tok0", "t", "a", nil), ("tok4", "t", "a", nil),
      ("percent", "t", "a", "notation"), ("currency", "t", "a", "notation"),
      ("german", "t", "umsatz", "notation"), ("uminus", "t", "a", "notation"),
      ("thou", "t", "a", "notation"), ("acct", "t", "a", "notation"),
      ("eu_flip", "cut", "price", "notation"),
      ("eu_mixed", "y", "gehalt", "notation"), ("eu_thousands", "y", "gehalt", "notation"),
      ("semithou", "t", "price", "notation"), ("us_thousands", "y", "income", "notation"),
      ("us_thousands", "y", "pay", "notation"), ("us_thousands", "y", "rate", "notation"),
      ("offset2", "t", "a", "offset"), ("nano2", "t", "a", "offset"),
      ("bigint", "t", "id", "offset"), ("types", "y", "visit", "dates"),
      ("types", "y", "when", "dates"),
    ] as [(String, String, String, String?)])
  func numbers(file: String, target: String, column: String, code: String?) throws {
    let outcome = try outcome(file, target: target)
    #expect(outcome["table"]["numbers"].array.contains(.string(column)))
    #expect(
      notes(outcome, of: column).map { $0.prefix { $0 != " " } } == (code.map { [$0[...]] } ?? []))
    if code == nil { #expect(notes(outcome, of: nil).contains { $0.hasPrefix("missing_marks") }) }
  }

  @Test(
    "The values are those that were meant",
    arguments: [
      ("german", "t", "umsatz", 1008.14, 3711.16), ("eu_flip", "cut", "price", 391, 18705),
      ("eu_mixed", "y", "gehalt", 713, 1443), ("eu_thousands", "y", "gehalt", 6512, 72046),
      ("us_thousands", "y", "pay", 6512, 72046), ("uminus", "t", "a", -2.711, 2.118),
      ("acct", "t", "a", -1.92, 2.57), ("types", "y", "visit", 19723, 19921),
      ("types", "y", "when", 19723, 19922),
      ("offset2", "t", "a", 999_999_999_999_748, 1_000_000_000_000_200),
    ])
  func values(file: String, target: String, column: String, low: Double, high: Double) throws {
    let outcome = try outcome(file, target: target)
    let summary = outcome["table"]["columns"].array.first { $0["name"].string == column }
    #expect(summary?["low"].number == low)
    #expect(summary?["high"].number == high)
  }

  /// The same table with plain numbers gives the same log loss.
  @Test("A large offset, times in nanoseconds and thousands change no result")
  func sameAsPlain() throws {
    func loss(_ name: String, _ target: String = "t") throws -> Double {
      try outcome(name, target: target)["losses"].array[0]["log_loss"].number
    }
    let plain = try loss("offset0")
    #expect(abs(try loss("offset2") - plain) < 1e-9)
    // Its last digits are others.
    #expect(abs(try loss("nano2") - plain) < 1e-3)
    #expect(abs(try loss("semithou") - 0.52013) < 1e-5)
    #expect((0.31...0.32).contains(try loss("onebad")))
  }

  @Test("What is said of a column")
  func sentences() throws {
    func text(_ name: String, _ target: String, _ more: [String] = []) throws -> String {
      let result = try Command.run(
        ["compare", "Tests/Fixtures/tables/\(name).csv", "--target", target, "--details"]
          + Self.quick.dropLast(2) + more)
      return result.output.unwrapped
    }
    #expect(try text("onebad", "t").contains("'12..5' in line 1502"))
    #expect(
      try text("eu_flip", "cut").contains("price: '4.733' is 4733"))
    #expect(
      try text("us_thousands", "y").contains(
        "income: '39,270' is 39270; if not, say --decimal comma"))
    #expect(try text("tok4", "t").contains("these texts stand for missing cells: '.' (3)"))
    #expect(try text("types", "y").contains("visit: dates as days since 1970-01-01"))
    #expect(try text("nano2", "t", ["--language", "ko"]).contains("뺀 값으로 읽었습니다"))
  }

  @Test("A column that is dropped keeps its note")
  func droppedWithNote() throws {
    let rows = (0..<40).map {
      "\($0 % 2 == 0 ? "k\($0)" : "\($0)"),\($0 % 7),\($0 % 3 == 0 ? "A" : "B")\n"
    }
    let outcome = try outcome(["-", "--target", "t"], input: "id,x,t\n" + rows.joined())
    #expect(outcome["table"]["dropped"].array.first?["name"].string == "id")
    #expect(notes(outcome, of: "id").first?.hasPrefix("numbers_and_text") == true)
  }

  @Test("--decimal and --thousands overrule, and cannot be the same")
  func options() throws {
    let table =
      "x;t\n" + (0..<20).map { "1.\(100 + 7 * ($0 / 2));\($0 % 3 == 0 ? "A" : "B")\n" }.joined()
    func low(_ more: [String]) throws -> Double {
      let outcome = try outcome(["-", "--target", "t"] + more, input: table)
      return outcome["table"]["columns"].array[0]["low"].number
    }
    #expect(try low([]) == 1100)
    #expect(try low(["--decimal", "point"]) == 1.1)
    #expect(try low(["--thousands", "none"]) == 1.1)
    #expect(try low(["--thousands", "point"]) == 1100)
    let both = try Command.run(
      ["compare", "-", "--target", "t", "--decimal", "comma", "--thousands", "comma"], input: [])
    #expect(both.exitCode == 64)
    #expect(both.errors.contains("cannot both be comma"))
  }

  @Test("--na adds tokens to the usual ones; = takes its own alone")
  func missingTokens() throws {
    let cells = ["1", "2", "3", "4", "-999", "NA", "x"]
    let rows = (0..<70).map { "\(cells[$0 % 7]),\($0 % 5),\($0 % 3 == 0 ? "A" : "B")\n" }
    func table(_ more: [String]) throws -> JSONValue {
      try outcome(["-", "--target", "t"] + more, input: "a,b,t\n" + rows.joined())["table"]
    }
    #expect(try table([])["categories"].array == [.string("a")])
    let added = try table(["--na", "-999,x"])
    #expect(added["missing"].array.first?["cells"].number == 30)
    let replaced = try table(["--na", "=-999,x"])
    #expect(replaced["categories"].array == [.string("a")])
    #expect(replaced["missing"].array.first?["cells"].number == 20)
  }
}

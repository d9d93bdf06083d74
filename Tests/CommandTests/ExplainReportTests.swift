import Foundation
import Testing

@Suite("explain: the live page")
struct ExplainReportTests {
  private static let place = "<script type=\"application/json\" id=\"rows\">"

  /// What a page was told.
  private func told(_ directory: TemporaryDirectory) throws -> [String: Any] {
    let page = try String(
      contentsOf: directory.url.appendingPathComponent("why.html"), encoding: .utf8)
    let start = try #require(page.range(of: Self.place)).upperBound
    let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
    let json = String(page[start..<end])
    #expect(!json.contains("<") && !json.contains("\u{2028}"))
    #expect(page.hasSuffix("</html>\n"))
    return try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  @Test("The page is written in the language asked for")
  func pageIsWritten() throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      ["explain", "--report", "why.html", "--language", "ko"], directory: directory.url)
    #expect(result.exitCode == 0)
    #expect(try told(directory)["language"] as? String == "ko")
    #expect(try directory.names == ["why.html"])
  }

  @Test("A table's rows are in the page, whatever they hold")
  func rowsAreInThePage() throws {
    let directory = try TemporaryDirectory()
    let name = "a</script><b>\u{2028}\"\\"
    var lines = ["x,\"\(name.replacing("\"", with: "\"\""))\",kind"]
    for row in 0..<2_500 { lines.append("\(row).5,\(row % 3 == 0 ? "" : "<i>"),\(row % 2)") }
    try Data(lines.joined(separator: "\n").utf8)
      .write(to: directory.url.appendingPathComponent("t.csv"))
    let result = try Command.run(
      ["explain", "--report", "why.html", "t.csv", "--target", "kind"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let told = try told(directory)
    #expect(told["columns"] as? [String] == ["x", name, "kind"])
    #expect(told["target"] as? String == "kind")
    #expect(told["row_count"] as? Int == 2_500)
    let rows = try #require(told["rows"] as? [[Any]])
    #expect(rows.count == 1_000)
    #expect(rows[0][0] as? String == "0.5" && rows[0][1] is NSNull && rows[0][2] as? String == "0")
    #expect(rows[999][0] as? String == "2497.5" && rows[999][1] as? String == "<i>")
  }

  @Test(
    "What cannot be is said, and nothing is written",
    arguments: [
      ("t.csv", Int32(64)), ("--report why.html t.csv", 64),
      ("--report why.html --target kind", 64), ("--report why.html t.csv t.csv --target kind", 64),
      ("--report t.csv t.csv --target kind", 64), ("--report why.html t.csv --target knd", 65),
      ("--report why.html other.csv --target kind", 66), ("--report nowhere/why.html", 73),
      ("--report why.html t.csv --target one", 65),
    ])
  func faults(words: String, code: Int32) throws {
    let directory = try TemporaryDirectory()
    let table = "x,kind,one\n1,a,c\n2,b,c\n"
    try Data(table.utf8).write(to: directory.url.appendingPathComponent("t.csv"))
    let result = try Command.run(
      ["explain"] + words.split(separator: " ").map(String.init), directory: directory.url)
    #expect(result.exitCode == code, "\(result.errors)")
    #expect(!result.errors.isEmpty)
    #expect(try directory.names == ["t.csv"])
    let left = try String(
      contentsOf: directory.url.appendingPathComponent("t.csv"), encoding: .utf8)
    #expect(left == table)
  }

  @Test(
    "A target that is a quantity or a name of every row is refused as compare refuses it",
    arguments: [
      ("size", "'size' holds 300 different numbers like '0.25', a quantity and not classes"),
      ("name", "'name' has 300 different values in 300 rows"),
    ])
  func manyValues(target: String, said: String) throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<300).map { "\($0).25,n\($0),\($0 % 3)" }
    try directory.write(
      Array(("size,name,kind\n" + rows.joined(separator: "\n") + "\n").utf8), to: "t.csv")
    for command in [["explain", "--report", "why.html"], ["compare"]] {
      let result = try Command.run(
        command + ["t.csv", "--target", target], directory: directory.url)
      #expect(result.exitCode == 65)
      #expect(result.errors.unwrapped.contains(said), "\(result.errors)")
      #expect(result.errors.contains("--classes") == (command == ["compare"]))
    }
    #expect(try directory.names == ["t.csv"])
  }
}

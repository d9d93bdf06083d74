import Testing

@testable import CrossEntropyFiles

/// Probabilities as other programs write them.
@Suite struct ToolPredictionsTests {
  private static let liblinear = "labels 1 -1\n-1 0.25 0.75\n1 0.9 0.1\n"
  private static let fastText =
    "__label__a,b 0.7 __label__\"c 0.3\n__label__\"c 0.6 __label__a,b 0.4\n"
  private static let vowpalWabbit = "10:0.25 2:0.75\n2:0.5 10:0.5 tag\n"

  private static func tool(_ text: String) -> PredictionTool? {
    ToolPredictions.tool(of: Array(text.utf8)[...], isWhole: true)
  }

  @Test(
    "The first lines say what wrote them",
    arguments: [
      (liblinear, .liblinear), (fastText, .fastText), (vowpalWabbit, .vowpalWabbit),
      // No such lines: a table that begins so, libsvm's rows, single numbers, a text.
      ("labels,a,b\nx,1,2\n", nil), ("labels 1 -1\nfoo 0.5 0.5 0.5\n", nil),
      ("labels 1 -1\n", nil), ("1 1:0.25 2:0.75\n", nil), ("0.25\n0.5\n", nil),
      ("a b\nc d\n", nil), ("__label__a 0.7 __label__b\n", nil), ("__label__a x\n", nil),
      ("", nil), ("\n\n", nil), ("1:a\n", nil), ("12:30 a\n13:40 b\nx\n", nil),
    ] as [(String, PredictionTool?)])
  func tools(text: String, tool: PredictionTool?) { #expect(Self.tool(text) == tool) }

  @Test(
    "They become columns of classes, in an order that no row decides",
    arguments: [
      (
        liblinear, ["predicted", "p_-1", "p_1"], [2, 3],
        [[0.75, 0.25], [0.1, 0.9]]
      ),
      (
        fastText, ["p_\"c", "p_a,b"], [1, 2],
        [[0.3 - 1e-5, 0.7 - 1e-5], [0.6 - 1e-5, 0.4 - 1e-5]]
      ),
      (vowpalWabbit, ["p_2", "p_10"], [1, 2], [[0.75, 0.25], [0.5, 0.5]]),
    ] as [(String, [String], [Int], [[Double]])])
  func tables(text: String, names: [String], lines: [Int], rows: [[Double]]) throws {
    for text in [text, text.replacing("\n", with: "\r\n"), String(text.dropLast())] {
      var reader = TableReader()
      reader.readsToolPredictions = true
      let table = try reader.read(bytes: Array(text.utf8), name: "t")
      #expect(table.columns.map(\.name) == names)
      #expect((0..<2).map { table.line(ofRow: $0) } == lines)
      let numbers = table.columns.suffix(2).map { column -> [Double] in
        guard case .numbers(let values) = column.values else { return [] }
        return values.map { $0 + column.offset }
      }
      #expect((0..<2).map { row in numbers.map { $0[row] } } == rows)
      #expect(table.notes.contains(.toolPredictions(try #require(Self.tool(text)))))
    }
  }

  @Test(
    "A line that is none is an error that names it",
    arguments: [
      (liblinear + "1 0.9\n", 4), (fastText + "__label__a\n", 3), (vowpalWabbit + "2:0.5 x y\n", 3),
    ])
  func wrong(text: String, line: Int) throws {
    // So that the wrong line is not among those by which the text is judged.
    let tool = try #require(
      Self.tool(text) ?? Self.tool(text.split(separator: "\n").dropLast().joined(separator: "\n")))
    let error = #expect(throws: TableError.self) {
      try ToolPredictions(Array(text.utf8)[...], of: tool).table("t")
    }
    #expect(error?.place.line == line && error?.fault == .oddPrediction(tool))
  }

  @Test("A class that a row does not name is not known there")
  func missing() throws {
    var reader = TableReader()
    reader.readsToolPredictions = true
    let table = try reader.read(
      bytes: Array("__label__a 0.9\n__label__b 0.6 __label__a 0.4\n".utf8), name: "t")
    guard case .numbers(let values) = table.columns[1].values else {
      Issue.record("b is not numbers")
      return
    }
    #expect(values[0].isNaN && values[1] + table.columns[1].offset == 0.6 - 1e-5)
    // Without being asked it is a table of cells.
    #expect(
      try TableReader().read(bytes: Array(Self.fastText.utf8), name: "t").columns[0].name
        .hasPrefix("__label__"))
  }
}

import Foundation
import Testing

@Suite("compare: a loss's own parameter is searched")
struct SearchedParameterTests {
  private static let losses = "focal:gamma=2|0.5,label_smoothing:epsilon=.05|.1|.15|.2|.25,mse"
  private static let iris =
    ["compare", "Examples/iris.csv", "--target", "species", "--no-speed", "--repeats", "1"]
    + ["--folds", "3", "--l2", "1e-3,1e-1", "--losses", losses]

  @Test("The text names the values, how often each was chosen, and what they cost")
  func text() throws {
    let result = try Command.run(Self.iris + ["--details"])
    #expect(result.exitCode == 0 && result.errors.isEmpty)
    let lines = result.output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex(of: "What the search chose and cost"))
    func row(after place: Int, _ title: String) throws -> (place: Int, cells: [Substring]) {
      let place = try #require(lines[place...].firstIndex { $0.contains(title) }, "\(title)")
      return (place, lines[place].dropFirst(title.count).split(separator: " "))
    }
    // Three splits, two penalties, three inner folds; γ twice and ε five times as many.
    #expect(try row(after: start, "cross entropy").cells.contains("18"))
    let focal = try row(after: start, "focal γ=0.5|2")
    #expect(focal.cells.contains("36"))
    #expect(try row(after: start, "gamma").place == focal.place + 1)
    let smoothing = try row(after: start, "label smoothing 0.05…0.25")
    #expect(smoothing.cells.contains("90"))
    #expect(try row(after: start, "epsilon").place == smoothing.place + 1)
    let prose = result.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(
      prose.contains(
        "focal γ=0.5|2: in every fold gamma was chosen among 0.5 and 2, which took 2 times as many")
    )
  }

  @Test("Every fold's choice is in the JSON", arguments: ["linear", "mlp:3"])
  func json(model: String) throws {
    let values = model == "linear" ? ["--l2", "1e-2"] : ["--learning-rate", "1e-2"]
    let result = try Command.run(
      on: MadeUp.table(rows: 72, classes: ["x", "y", "z"]),
      ["--target", "t", "--losses", "focal:gamma=1|4", "--model", model, "--folds", "2"]
        + ["--repeats", "2", "--no-speed", "--format", "json"] + values)
    #expect(result.exitCode == 0)
    let json = try JSONValue(parsing: result.output)
    let (baseline, focal) = (json["losses"].array[0], json["losses"].array[1])
    #expect(baseline["searched"].isNull && baseline["parameter"].isNull)
    #expect(focal["parameters"].keys.isEmpty)
    #expect(focal["searched"]["name"].string == "gamma")
    #expect(focal["searched"]["values"].array.map(\.number) == [1, 4])
    for reading in [focal, focal["recalibrated"]] {
      let chosen = reading["parameter"].array.map(\.number)
      #expect(chosen.count == 4 && chosen.allSatisfy { [1, 4].contains($0) })
    }
    #expect(focal["fits"].number == 2 * baseline["fits"].number)
    #expect(json["request"]["losses"].array[0]["searched"]["values"].array.count == 2)
  }

  @Test("The page and the panel of learning speed show it", arguments: ["en", "ko"])
  func page(language: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(MadeUp.table(rows: 60).utf8), to: "t.csv")
    let result = try Command.run(
      ["compare", "t.csv", "--target", "t", "--losses", "focal:gamma=1|4", "--l2", "1e-2"]
        + ["--folds", "2", "--repeats", "1", "--language", language, "--report", "p.html"],
      directory: directory.url)
    #expect(result.exitCode == 0)
    let page = try directory.text(of: "p.html")
    let title = language == "en" ? "focal γ=" : "포컬 손실 γ="
    #expect(page.contains("\(title)1|4"))
    // One value stands there for both.
    #expect(
      page.contains("\(title)1<") || page.contains("\(title)1\n") || page.contains("\(title)1 "))
    #expect(page.contains("gamma"))
  }

  @Test(
    "What cannot be chosen from is refused with what can",
    arguments: [
      ("focal:gamma=", "focal takes gamma=NUMBER"), ("focal:gamma=1|", "focal takes gamma=NUMBER"),
      ("focal:q=1|2", "focal takes gamma=NUMBER and alpha=NUMBER"),
      ("focal:gamma=1|2:alpha=.1|.2", "only one parameter of focal can be chosen"),
      ("focal:gamma=1|1", "among different values, got 1 twice"),
      ("focal:gamma=1|-1", "gamma of focal must be 0 or more, got -1"),
      (
        "gce:q=" + (10...26).map { "0.\($0)" }.joined(separator: "|"),
        "can be chosen among at most 16 values, got 17"
      ),
      ("mse:x=1|2", "squared_error takes no parameter"),
    ])
  func refused(losses: String, reason: String) throws {
    let result = try Command.run(
      ["compare", "Examples/iris.csv", "--target", "species", "--losses", losses])
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(reason), "\(result.errors)")
  }

  @Test(
    "A row is explained under one value",
    arguments: [["--logits", "2,1", "--label", "0"], ["--curve", "c.svg"], []])
  func explain(row: [String]) throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      ["explain", "--loss", "ce,focal:gamma=1|2"] + row, directory: directory.url)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("focal is shown with one value of gamma, got 1|2"))
    #expect(try directory.names.isEmpty)
  }
}

import Foundation
import Testing

/// Files side by side whose rows, weights, groups or classes are not those of the first.
@Suite("score: files that do not fit")
struct ScorePairFaultsTests {
  /// Forty rows of two classes; the columns in an order, the weight and the group by row.
  private static func table(
    _ columns: [String] = ["p_no", "p_yes"], weight: (Int) -> Int = { _ in 1 },
    group: (Int) -> String = { "g\($0 % 8)" }
  ) -> [UInt8] {
    var text = "label,w,g,\(columns.joined(separator: ","))\n"
    for row in 0..<40 {
      let yes = 30 + row
      let of = ["p_yes": yes, "p_no": 100 - yes]
      let cells = columns.map { "0.\(of[$0] ?? 0)" }
      text +=
        "\(row % 3 == 0 ? "no" : "yes"),\(weight(row)),\(group(row)),\(cells.joined(separator: ","))\n"
    }
    return Array(text.utf8)
  }

  private static func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    _ = try directory.write(table(), to: "a.csv")
    _ = try directory.write(table(weight: { $0 == 20 ? 3 : 1 }), to: "weight.csv")
    _ = try directory.write(table(weight: { $0 == 1 ? 0 : 1 }), to: "one.csv")
    _ = try directory.write(table(weight: { $0 == 2 ? 0 : 1 }), to: "two.csv")
    _ = try directory.write(table(group: { $0 == 5 ? "g0" : "g\($0 % 8)" }), to: "group.csv")
    _ = try directory.write(table(["p_yes", "p_no"]), to: "turned.csv")
    _ = try directory.write(Array("label,probability\nno,0.1\nno,0.2\n".utf8), to: "lone.csv")
    _ = try directory.write(Array("d,lp,w\na,-1,1\nb,-2,1\n".utf8), to: "tokens.csv")
    _ = try directory.write(Array("d,lp,w\na,-1,1\nb,-2,2\n".utf8), to: "heavy.csv")
    return directory
  }

  @Test(
    "What does not fit is refused, with what mends it",
    arguments: [
      (
        "a.csv weight.csv --weight w", 65,
        "weight.csv:22: this row's weight is '3.0', and its partner's in a.csv '1.0'"
      ),
      (
        "one.csv two.csv --weight w", 65,
        "two.csv: other rows have a weight and a truth here than in one.csv"
      ),
      (
        "a.csv group.csv --group g", 65,
        "group.csv:7: this row's group is 'g0', and its partner's in a.csv 'g5'"
      ),
      (
        "a.csv turned.csv", 65,
        "turned.csv: 'no' is the positive class here, since its column is the last, and 'yes' in the first file; use --columns"
      ),
      ("a.csv turned.csv --columns p_no,p_yes", 0, ""),
      ("a.csv --threshold .3 --partial part.json", 64, "--partial and --threshold"),
      (
        "lone.csv", 65,
        "and the truth has 1 class; call it p_ and the class whose probability it is"
      ),
      ("tokens.csv --tokens lp --weight lp", 64, "--weight and --tokens both name 'lp'"),
      ("tokens.csv --tokens lp --ece smooth", 64, "--tokens and --ece"),
      (
        "tokens.csv heavy.csv --tokens lp --weight w", 65,
        "heavy.csv:3: this token's weight is '2.0', and its partner's in tokens.csv '1.0'"
      ),
    ] as [(String, Int32, String)])
  func refused(arguments: String, exitCode: Int32, said: String) throws {
    let directory = try Self.directory()
    let run = try Command.run(
      ["score"] + arguments.split(separator: " ").map(String.init), directory: directory.url)
    #expect(run.exitCode == exitCode, "\(run.errors)")
    #expect(said.isEmpty || run.errors.unwrapped.contains(said), "\(run.errors)")
  }

  @Test("A baseline has the same positive class")
  func baseline() throws {
    let directory = try Self.directory()
    let run = try Command.run(
      ["score", "turned.csv", "--baseline", "a.csv"], directory: directory.url)
    #expect(run.exitCode == 65)
    #expect(
      run.errors.unwrapped.contains("turned.csv: 'no' is the positive class here"),
      "\(run.errors)")
  }

  @Test("A token of probability 0 in one file alone decides, as a row does")
  func infiniteTokens() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map { "\(-1 - Double($0 % 7) / 8)" }
    func text(_ rows: [String]) -> [UInt8] {
      Array(("lp\n" + rows.joined(separator: "\n") + "\n").utf8)
    }
    _ = try directory.write(text(rows), to: "a.csv")
    _ = try directory.write(text(["-inf"] + rows.dropFirst()), to: "b.csv")
    let run = try Command.run(
      ["score", "a.csv", "b.csv", "--tokens", "lp", "--format", "json"], directory: directory.url)
    #expect(run.output.contains("\"finding\" : \"worse\""), "\(run.output)")
  }

  @Test("Great weights are said as they are, and change nothing else")
  func greatWeightsOfRows() throws {
    let directory = try TemporaryDirectory()
    var text = "label,w,p_no,p_yes\n"
    for row in 0..<5 { text += "\(row % 2 == 0 ? "no" : "yes"),1e200,0.4,0.6\n" }
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    let run = try Command.run(["score", "t.csv", "--weight", "w"], directory: directory.url)
    #expect(run.output.unwrapped.contains("of no 3e+200, yes 2e+200"), "\(run.output)")
    let weighted = ["score", "t.csv", "--weight", "w", "--partial", "part.json"]
    for arguments in [weighted, ["score", "--merge", "part.json"]] {
      let json = try Command.run(arguments + ["--format", "json"], directory: directory.url)
      let outcome = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      let all = try #require((outcome as? [String: Any])?["predictions"] as? [[String: Any]])
      let confusion = try #require(all.first?["confusion"] as? [[Double]])
      let rows = try #require(all.first?["classes"] as? [[String: Any]]).map {
        $0["rows"] as? Double
      }
      #expect(confusion.map { $0.reduce(0, +) } == rows, "\(confusion), \(rows)")
      #expect(try #require(rows.first ?? nil) > 2.9e200)
    }
  }

  @Test("Great weights of tokens leave the mean what it is")
  func greatWeights() throws {
    let directory = try TemporaryDirectory()
    let text = "lp,w\n-1,1.7e308\n-2,1.7e308\n-6,1.7e308\n"
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    let run = try Command.run(
      ["score", "t.csv", "--tokens", "lp", "--weight", "w"], directory: directory.url)
    #expect(run.output.contains("3.0000 nats"), "\(run.output)")
  }
}

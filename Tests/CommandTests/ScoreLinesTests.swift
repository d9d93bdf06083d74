import Foundation
import Testing

/// Predictions as objects of JSON, one per line.
@Suite("score: JSON Lines")
struct ScoreLinesTests {
  /// What is read of the scores of the one file.
  private static func scores(
    _ arguments: [String], in directory: TemporaryDirectory
  ) throws -> [String: Any] {
    let result = try Command.run(
      ["score"] + arguments + ["--format", "json"], directory: directory.url)
    #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require((all?["predictions"] as? [[String: Any]])?.first)
  }

  private static let rows = (0..<40).map { (row: Int) -> (p: Double, label: Int, date: String) in
    let p = Double(row * 7 % 40 + 1) / 42
    let day = row + 1
    return (
      p, row * 11 % 40 < row * 7 % 40 ? 1 : 0,
      "2024-\(day > 28 ? "02" : "01")-\(day % 28 + 1 < 10 ? "0" : "")\(day % 28 + 1)"
    )
  }

  /// Ways to write a row.
  private static let forms: [(name: String, line: @Sendable (Double, Int, String) -> String)] = [
    (
      "probs",
      { p, label, date in
        "{\"label\":\"\(label)\",\"probs\":{\"0\":\(1 - p),\"1\":\(p)},\"day\":\"\(date)\"}"
      }
    ),
    (
      "probabilities",
      { p, label, date in
        "{ \"probabilities\" : { \"1\" : \(p) , \"0\": \(1 - p) }, \"day\":\"\(date)\",\"label\":\(label)}"
      }
    ),
    (
      "list",
      { p, label, date in
        "{\"day\":\"\(date)\",\"label\":\(label),\"probs\":[\(1 - p), \(p)]}"
      }
    ),
  ]

  @Test(
    "Probabilities in an object or a list are columns p_<class>, and dates are dates",
    arguments: forms.indices)
  func nested(form: Int) throws {
    let directory = try TemporaryDirectory()
    let csv =
      "label,p_0,p_1,day\n"
      + Self.rows.map {
        "\($0.label),\(1 - $0.p),\($0.p),\($0.date)\n"
      }.joined()
    _ = try directory.write(Array(csv.utf8), to: "t.csv")
    let lines = Self.rows.map { Self.forms[form].line($0.p, $0.label, $0.date) + "\n" }.joined()
    _ = try directory.write(Array(lines.utf8), to: "t.jsonl")
    let wanted = try Self.scores(["t.csv", "--slice", "day"], in: directory)
    let own = try Self.scores(["t.jsonl", "--slice", "day"], in: directory)
    // The probabilities of the classes, and so the classes, come as they are written.
    let isTurned = Self.forms[form].name == "probabilities"
    for key in ["log_loss", "rows"] + (isTurned ? [] : ["accuracy", "brier_score", "roc_auc"]) {
      let (a, b) = (own[key] as? Double, wanted[key] as? Double)
      #expect(abs(try #require(a) - (try #require(b))) < 1e-12, "\(key)")
    }
    let slices = [own, wanted].map { ($0["slices"] as? [[String: Any]])?.last }
    #expect(slices[0]?["kind"] as? String == "dates")
    #expect(slices[1]?["kind"] as? String == "dates")
    for (a, b) in zip(
      try #require(slices[0]?["slices"] as? [[String: Any]]),
      try #require(slices[1]?["slices"] as? [[String: Any]]))
    {
      #expect(a["low"] as? Double == b["low"] as? Double && a["rows"] as? Int == b["rows"] as? Int)
    }
  }

  @Test(
    "A list says no names: of other labels --columns names its columns in the order of the classes")
  func listOfNames() throws {
    let directory = try TemporaryDirectory()
    let lines = Self.rows.map {
      "{\"label\":\"\($0.label == 1 ? "yes" : "no")\",\"probs\":[\(1 - $0.p),\($0.p)]}\n"
    }.joined()
    _ = try directory.write(Array(lines.utf8), to: "t.jsonl")
    let refused = try Command.run(["score", "t.jsonl"], directory: directory.url)
    #expect(refused.exitCode == 65 && refused.errors.contains("--columns"), "\(refused.errors)")
    let scores = try Self.scores(["t.jsonl", "--columns", "p_0,p_1"], in: directory)
    let classes = scores["classes"] as? [[String: Any]]
    #expect(classes?.map { $0["name"] as? String } == ["no", "yes"])
  }

  @Test("A logarithm of probability 0 is written as a text, which is read as it is")
  func logarithmsOfZero() throws {
    let directory = try TemporaryDirectory()
    let rows = Self.rows.map { "\($0.label),\(1 - $0.p),\($0.p)\n" } + ["0,1,0\n", "1,0,1\n"]
    let text = "label,p_0,p_1\n" + rows.joined() + rows.joined() + rows.joined()
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    func run(_ arguments: [String]) throws {
      let result = try Command.run(arguments, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
    try run(["calibrate", "t.csv", "--method", "temperature", "-o", "c.json"])
    try run(["calibrate", "--apply", "c.json", "t.csv", "--log-probabilities", "-o", "t.jsonl"])
    try run(["calibrate", "--apply", "c.json", "t.csv", "-o", "p.jsonl"])
    let written = try String(
      contentsOf: directory.url.appendingPathComponent("t.jsonl"), encoding: .utf8)
    #expect(written.contains(":\"-inf\"") && !written.contains("null"))
    let wanted = try Self.scores(["p.jsonl"], in: directory)
    let own = try Self.scores(["t.jsonl", "--log-probabilities"], in: directory)
    let (a, b) = (own["log_loss"] as? Double, wanted["log_loss"] as? Double)
    #expect(abs(try #require(a) - (try #require(b))) < 1e-12)
  }
}

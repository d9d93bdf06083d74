import Foundation
import Testing

/// What `xent score` says of classes and of decisions, as scikit-learn says it.
@Suite("score, classes and decisions")
struct ScoreClassesTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  private static func run(_ arguments: [String]) throws -> CommandResult {
    try Command.run(["score"] + arguments, directory: fixtures)
  }

  private static func scores(_ arguments: [String]) throws -> [String: Any] {
    let result = try run(arguments + ["--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require((all?["predictions"] as? [[String: Any]])?.first)
  }

  private static func expected(_ name: String) throws -> Any {
    let all = try JSONSerialization.jsonObject(
      with: Data(contentsOf: fixtures.appendingPathComponent("expected.json")))
    return try #require((all as? [String: Any])?[name])
  }

  private static func check(
    _ object: [String: Any], _ key: String, is value: Double, hasInterval: Bool = true
  ) throws {
    let own = try #require(object[key] as? Double, "\(key)")
    #expect(abs(own - value) <= 1e-12, "\(key): \(own), \(value)")
    guard hasInterval else { return }
    let interval = try #require(object["\(key)_interval"] as? [String: Double], "\(key)")
    let (low, high) = (try #require(interval["low"]), try #require(interval["high"]))
    #expect(low < value && value < high, "\(key)")
  }

  @Test("Classes, confusion and top 2", arguments: [false, true])
  func classes(isWeighted: Bool) throws {
    let scores = try Self.scores(
      ["three.csv", "--target", "truth"] + (isWeighted ? ["--weight", "w"] : []))
    let name = "three.csv" + (isWeighted ? ", weighted" : "")
    let expected = try #require(try Self.expected("\(name), classes") as? [String: [Any]])
    let classes = try #require(scores["classes"] as? [[String: Any]])
    for key in ["precision", "recall", "f1"] {
      let values = try #require(expected[key] as? [Double])
      for (own, value) in zip(classes, values) { try Self.check(own, key, is: value) }
    }
    let confusion = try #require(scores["confusion"] as? [[Double]])
    let wanted = try #require(expected["confusion"] as? [[Double]])
    // Of weights only the ratios matter.
    let unit = confusion[0][0] / wanted[0][0]
    #expect(confusion == wanted.map { $0.map { $0 * unit } })
    #expect(isWeighted || unit == 1)
    #expect(scores["mistakes"] is NSNull)
    let top = try #require(scores["top_k_accuracy"] as? [[String: Any]])
    #expect(top.compactMap { $0["k"] as? Int } == [2])
    let value = try #require(try Self.expected("\(name), top 2") as? Double)
    try Self.check(top[0], "accuracy", is: value)
  }

  @Test("Decisions from a threshold", arguments: [0.2, 0.35])
  func threshold(threshold: Double) throws {
    let expected = try #require(
      try Self.expected("two.csv, from \(threshold)") as? [String: Double])
    let decisions = try #require(
      try Self.scores(["two.csv", "--threshold", "\(threshold)"])["decisions"] as? [String: Any])
    #expect(decisions["threshold"] as? Double == threshold)
    #expect(decisions["costs"] is NSNull)
    for key in ["precision", "recall", "specificity", "f1", "accuracy"] {
      try Self.check(decisions, key, is: try #require(expected[key]))
    }
    #expect(try Self.scores(["two.csv"])["decisions"] is NSNull)
  }

  @Test("Gains are costs below 0, and their interval holds their mean")
  func gains() throws {
    let gains = try TemporaryDirectory()
    try gains.write(Array("truth,no,yes\nno,-2,1\nyes,0,-5\n".utf8), to: "gains.csv")
    let won = try #require(
      try Self.scores(["two.csv", "--costs", gains.url.appendingPathComponent("gains.csv").path])[
        "decisions"] as? [String: Any])
    let cost = try #require(won["costs"] as? [String: Any])
    let ends = try #require(cost["mean_interval"] as? [String: Double])
    let mean = try #require(cost["mean"] as? Double)
    #expect(try mean < 0 && #require(ends["low"]) < mean && #require(ends["high"]) > mean)
  }

  @Test("No cost is below 0 where none is given that is")
  func leastCost() throws {
    let directory = try TemporaryDirectory()
    let rows = ["a,.5,.5", "b,.4,.6", "a,.6,.4", "b,.9,.1", "a,.8,.2"].joined(separator: "\n")
    try directory.write(Array("label,p_a,p_b\n\(rows)\n".utf8), to: "p.csv")
    let path = directory.url.appendingPathComponent("p.csv").path
    let decisions = try Self.scores([path, "--costs", "1,5"])["decisions"] as? [String: Any]
    let costs = try #require(decisions?["costs"] as? [String: Any])
    #expect((costs["mean_interval"] as? [String: Double])?["low"] == 0)
  }

  @Test("Costs of two classes are a threshold, and a table decides between any number")
  func costs() throws {
    let two = try #require(
      try Self.scores(["two.csv", "--costs", "1,4"])["decisions"] as? [String: Any])
    #expect(two["threshold"] as? Double == 0.2)
    var expected = try #require(try Self.expected("two.csv, from 0.2") as? [String: Double])
    try Self.check(two, "precision", is: try #require(expected["precision"]))
    var costs = try #require(two["costs"] as? [String: Any])
    for key in ["mean", "constant_mean"] {
      try Self.check(
        costs, key, is: try #require(expected[key]), hasInterval: key == "mean")
    }
    #expect(costs["constant"] as? String == "yes")
    let saved = try #require(costs["saved"] as? Double)
    let wanted = try #require(expected["constant_mean"]) - (try #require(expected["mean"]))
    #expect(abs(saved - wanted) < 1e-12)
    let best = try #require(costs["best"] as? [String: Any])
    let threshold = try #require(best["threshold"] as? Double)
    #expect(0.1 < threshold && threshold < 0.4)
    let mean = try #require(best["mean"] as? Double)
    let difference = try #require(best["difference"] as? Double)
    #expect(abs(mean - difference - (try #require(costs["mean"] as? Double))) < 1e-12)

    let three = try #require(
      try Self.scores(["three.csv", "--target", "truth", "--costs", "costs.csv"])["decisions"]
        as? [String: Any])
    expected = try #require(try Self.expected("three.csv, costs") as? [String: Double])
    try Self.check(three, "accuracy", is: try #require(expected["accuracy"]))
    costs = try #require(three["costs"] as? [String: Any])
    try Self.check(costs, "mean", is: try #require(expected["mean"]))
    try Self.check(
      costs, "constant_mean", is: try #require(expected["constant_mean"]), hasInterval: false)
    #expect(three["threshold"] is NSNull && three["precision"] is NSNull)
    #expect(costs["best"] is NSNull)
  }

  @Test("What xent predict decides is what is judged")
  func predicted() throws {
    // The rows of p = .20 are decided to be positive, though .2 = 1/(1 + 4) is rounded.
    let result = try Self.run(["two.csv", "--costs", "1,4"])
    #expect(result.output.contains("yes from p = 0.2000 on: precision 67.2 %"), "\(result.output)")
    let lines = try String(
      contentsOf: Self.fixtures.appendingPathComponent("two.csv"), encoding: .utf8
    ).split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let chosen = lines.filter { Double($0[1]) ?? 0 >= 0.2 }
    let right = Double(chosen.count { $0[0] == "yes" }) / Double(chosen.count)
    #expect(String(format: "%.1f", 100 * right) == "67.2")
    #expect(chosen.contains { $0[1] == "0.2" })
  }

  @Test("Of more than 100 classes the most frequent mistakes are told")
  func manyClasses() throws {
    let directory = try TemporaryDirectory()
    let names = (0..<120).map { "c\($0)" }
    // Class 5 is always taken for class 9, which stands out; the others are right.
    let rows = (0..<1300).map { row -> String in
      let truth = row < 1200 ? row % 120 : 5
      let said = truth == 5 ? 9 : truth == 7 ? 8 : truth
      return "\(names[truth]),"
        + (0..<120).map { $0 == said ? "0.881" : "0.001" }.joined(separator: ",")
    }
    let text = (["label," + names.map { "p_\($0)" }.joined(separator: ",")] + rows)
      .joined(separator: "\n")
    let file = try directory.write(Array(text.utf8), to: "t.csv")
    let scores = try Self.scores([file.path])
    #expect(scores["confusion"] is NSNull)
    let mistakes = try #require(scores["mistakes"] as? [[String: Double]])
    #expect(
      mistakes == [["truth": 5, "said": 9, "rows": 110], ["truth": 7, "said": 8, "rows": 10]])
    let shown = try Self.run([file.path, "--details"]).output
    #expect(shown.contains("most often mistaken: c5 for c9 110, c7 for c8 10"), "\(shown)")
    #expect(shown.contains("and 108 classes more"))
  }

  @Test("The classes and the decisions as text, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let two = try Self.run(["two.csv", "--details", "--costs", "1,4", "--language", language])
    let three = try Self.run(
      [
        "three.csv", "--target", "truth", "--details", "--costs", "costs.csv", "--language",
        language,
      ])
    #expect(two.exitCode == 0 && three.exitCode == 0)
    let all = two.output + "\n" + three.output
    try RecordedText.check(all, against: "score-classes-\(language).txt")
    for line in all.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("Curves have exact ends and at most 200 points")
  func curves() throws {
    let binary = try #require(try Self.scores(["two.csv"])["curves"] as? [String: Any])
    let operating = try #require(binary["operating"] as? [String: [Any]])
    #expect(operating["thresholds"]?.first as? String == "inf")
    #expect(operating["recall"]?.last as? Double == 1)
    #expect(operating["false_positive_rate"]?.first as? Double == 0)
    let decision = try #require(binary["decision"] as? [String: [Any]])
    #expect(decision["net_benefit"]?.last is NSNull)
    let coverage = try #require(binary["risk_coverage"] as? [String: Any])
    #expect((coverage["risk"] as? [Double])?.last.map { abs($0 - 0.2) < 1e-12 } == true)
    let three = try #require(
      try Self.scores(["three.csv", "--target", "truth"])["curves"] as? [String: Any])
    #expect(three["operating"] is NSNull && three["decision"] is NSNull)
    let points = try #require(three["risk_coverage"] as? [String: Any])["coverage"] as? [Double]
    #expect(try 190...200 ~= #require(points).count)
  }

  /// What is wrong, the exit code and how the message begins.
  private static let wrong: [(arguments: [String], exitCode: Int32, message: String)] = [
    (["two.csv", "--threshold", "1"], 64, "--threshold"),
    (["two.csv", "--costs", "0,0"], 64, "--costs takes the costs"),
    (["two.csv", "--threshold", ".5", "--costs", "1,2"], 64, "--threshold and --costs"),
    (
      ["three.csv", "--target", "truth", "--threshold", ".5"], 64,
      "--threshold is for two classes, and here are 3"
    ),
    (["two.csv", "--costs", "costs.csv"], 65, "costs.csv:1: 'cat' is none of the classes"),
    (["two.csv", "--costs", "nowhere.csv"], 66, "nowhere.csv: "),
  ]

  @Test("Rules that do not fit are refused", arguments: wrong.indices)
  func errors(index: Int) throws {
    let (arguments, exitCode, message) = Self.wrong[index]
    let result = try Self.run(arguments)
    #expect(result.exitCode == exitCode, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}

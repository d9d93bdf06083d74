import Foundation
import Testing

/// `xent score` of several labels, each of which may be true of a row.
@Suite("score, several labels")
struct ScoreLabelsTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  private static func run(_ arguments: [String]) throws -> CommandResult {
    try Command.run(["score"] + arguments, directory: fixtures)
  }

  private static func outcome(_ arguments: [String]) throws -> [String: Any] {
    let result = try run(arguments + ["--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test("The means are scikit-learn's, and each label scores what it does alone")
  func means() throws {
    let all = try Self.outcome(["labels.csv", "--target", "red,big,old"])
    let means = try #require((all["label_means"] as? [[String: Any]])?.first)
    #expect(means["labels"] as? [String] == ["red", "big", "old"])
    let file = try JSONSerialization.jsonObject(
      with: Data(contentsOf: Self.fixtures.appendingPathComponent("expected.json")))
    let expected = try #require((file as? [String: Any])?["labels.csv"] as? [String: Double])
    for (key, value) in expected {
      let own = try #require(means[key] as? Double, "\(key)")
      #expect(abs(own - value) < 1e-12, "\(key): \(own), \(value)")
    }
    let labels = try #require(all["predictions"] as? [[String: Any]])
    #expect(labels.compactMap { $0["label"] as? String } == ["red", "big", "old"])
    let alone = try Self.outcome(["labels.csv", "--target", "big", "--columns", "p_big"])
    #expect((alone["label_means"] as? [Any])?.isEmpty == true)
    var one = try #require((alone["predictions"] as? [[String: Any]])?.first)
    #expect(one["label"] is NSNull)
    one["label"] = "big"
    #expect(one as NSDictionary == labels[1] as NSDictionary)
  }

  @Test("Several files are compared label by label")
  func pairs() throws {
    let all = try Self.outcome(["labels.csv", "labels.csv", "--target", "red,old"])
    let pairs = try #require(all["pairs"] as? [[String: Any]])
    #expect(pairs.compactMap { $0["label"] as? String } == ["red", "old"])
    #expect(pairs.allSatisfy { $0["finding"] as? String == "same_numbers" })
    #expect((all["predictions"] as? [Any])?.count == 4)
    #expect((all["label_means"] as? [Any])?.count == 2)
  }

  @Test("Named columns take the place of p_<label>, and a name with a comma is one name")
  func columns() throws {
    let named = try Self.run(
      ["labels.csv", "--target", "red,old", "--columns", "p_old,p_red", "--details"])
    #expect(named.output.contains("labels.csv, red: 240 rows"), "\(named.errors)")
    #expect(named.output.contains("labels.csv, old: 240 rows"))
    let plain = try Self.run(["labels.csv", "--target", "red,old", "--details"])
    #expect(named.output != plain.output && plain.output.contains("0.5374 nats"))
    #expect(!named.output.contains("0.5374 nats"))
    let directory = try TemporaryDirectory()
    let table = "\"a,b\",p\n0,.2\n1,.7\n1,.8\n"
    _ = try directory.write(Array(table.utf8), to: "t.csv")
    let one = try Command.run(["score", "t.csv", "--target", "a,b"], directory: directory.url)
    #expect(one.output.hasPrefix("t.csv: 3 rows"), "\(one.errors)")
  }

  @Test("The columns of an array are scored against those of the truth's")
  func arrays() throws {
    let directory = try TemporaryDirectory()
    let truths = (0..<60).map { row in (0..<3).map { Double((row >> $0) & 1) } }
    let predictions = truths.enumerated().map { row, truths in
      truths.enumerated().map { 0.5 + ($1 - 0.5) * Double((row * 7 + $0 * 3) % 10 - 2) / 10 }
    }
    func array(_ rows: [[Double]]) -> [UInt8] {
      var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows.count), 3), }"
      header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
      return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
        + rows.joined().flatMap { value in
          (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
        }
    }
    func table(_ names: [String], _ rows: [[Double]]) -> [UInt8] {
      Array(
        ([names] + rows.map { $0.map { "\($0)" } }).map { $0.joined(separator: ",") + "\n" }
          .joined().utf8)
    }
    try directory.write(array(predictions), to: "p.npy")
    try directory.write(array(truths), to: "y.npy")
    try directory.write(table(["p_x0", "p_x1", "p_x2"], predictions), to: "p.csv")
    try directory.write(table(["x0", "x1", "x2"], truths), to: "y.csv")
    func means(_ file: String, _ truth: String) throws -> NSDictionary {
      let result = try Command.run(
        ["score", file, "--truth", truth, "--target", "x0,x1,x2", "--format", "json"],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
      var means = try #require((all?["label_means"] as? [[String: Any]])?.first)
      means["path"] = nil
      return means as NSDictionary
    }
    let arrays = try means("p.npy", "y.npy")
    #expect(arrays["labels"] as? [String] == ["x0", "x1", "x2"])
    #expect(try arrays == means("p.csv", "y.csv") && arrays == means("p.npy", "y.csv"))
  }

  @Test("Slices and decisions, which only the details show, are said to be there")
  func more() throws {
    let options = ["labels.csv", "--target", "red,old", "--slice", "big"]
    let words = "the slices and decisions of each label are shown with --details"
    #expect(try Self.run(options).output.unwrapped.contains(words))
    #expect(
      try Self.run(["labels.csv", "--target", "red,old", "--threshold", ".3"]).output.unwrapped
        .contains(words))
    #expect(try !Self.run(options + ["--details"]).output.unwrapped.contains(words))
    #expect(try !Self.run(["labels.csv", "--target", "red,old"]).output.unwrapped.contains(words))
  }

  @Test("The text has a line per label, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let result = try Self.run(
      ["labels.csv", "--target", "red,big,old", "--language", language])
    #expect(result.exitCode == 0, "\(result.errors)")
    try RecordedText.check(result.output, against: "score-labels-\(language).txt")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80) }
  }

  /// What is wrong, the exit code and a part of the message.
  private static let wrong: [(arguments: [String], exitCode: Int32, message: String)] = [
    (["labels.csv", "--target", "red,red"], 64, "'red'"),
    (["labels.csv", "--target", "red,"], 64, "--target"),
    (["labels.csv", "--target", "red,blue"], 65, "there is no column"),
    (
      ["labels.csv", "--target", "red,big", "--columns", "p_red"], 65,
      "1 column cannot hold the probabilities of 2 labels"
    ),
    (["-", "--target", "red,big"], 65, "what comes through a pipe is read once"),
  ]

  @Test("What cannot be scored says why", arguments: wrong.indices)
  func errors(index: Int) throws {
    let (arguments, exitCode, message) = Self.wrong[index]
    let result = try Self.run(arguments)
    #expect(result.exitCode == exitCode, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}

import CrossEntropyFiles
import Foundation
import Testing

/// Tables in other formats than CSV, through the command.
@Suite struct RecordFormatsTests {
  /// The rows of iris, four numbers and a species.
  private static let iris: [[String]] = {
    let path = Command.packageRoot.appendingPathComponent("Examples/iris.csv").path
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
  }()

  private static func csv(_ header: String) -> [UInt8] {
    Array(([header] + iris.map { $0.joined(separator: ",") }).joined(separator: "\n").utf8)
  }

  private static let jsonLines = Array(
    iris.map { row in
      "{" + (0..<4).map { "\"x\($0)\": \(row[$0]), " }.joined() + "\"label\": \"\(row[4])\"}\n"
    }.joined().utf8)

  private static func npy(_ descr: String, _ shape: String, _ data: [UInt8]) -> [UInt8] {
    let header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + data
  }

  private static let matrix = npy(
    "<f8", "(\(iris.count), 4)",
    iris.flatMap { row in
      row.prefix(4).flatMap { cell in
        let bits = (Double(cell) ?? .nan).bitPattern
        return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
      }
    })

  private static let labels = npy(
    "|S16", "(\(iris.count),)",
    iris.flatMap { row in (Array(row[4].utf8) + [UInt8](repeating: 0, count: 16)).prefix(16) })

  /// An outcome but for where it came from.
  private static func outcome(
    _ arguments: [String], _ directory: TemporaryDirectory
  ) throws -> NSDictionary {
    let result = try Command.run(
      ["compare"] + arguments
        + [
          "--target", "label", "--losses", "cross_entropy", "--l2", "0.01", "--folds", "3",
          "--no-speed", "--format", "json",
        ], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    var outcome = try #require(json as? [String: Any])
    outcome["command"] = nil
    outcome["request"] = nil
    var table = try #require(outcome["table"] as? [String: Any])
    table["name"] = nil
    outcome["table"] = table
    // What a fit took is none of what it found.
    var losses = try #require(outcome["losses"] as? [[String: Any]])
    for index in losses.indices { losses[index]["seconds"] = nil }
    outcome["losses"] = losses
    return outcome as NSDictionary
  }

  @Test("A table gives the same comparison as CSV, as JSONL and as arrays")
  func sameOutcome() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.csv("x0,x1,x2,x3,label"), to: "t.csv")
    try directory.write(Self.jsonLines, to: "t.jsonl")
    try directory.write(Self.matrix, to: "t.npy")
    try directory.write(Self.labels, to: "y.npy")
    try directory.write(
      Array((["any name"] + Self.iris.map { $0[4] }).joined(separator: "\n").utf8), to: "y.csv")
    let expected = try Self.outcome(["t.csv"], directory)
    #expect(try Self.outcome(["t.jsonl"], directory) == expected)
    #expect(try Self.outcome(["t.npy", "--labels", "y.npy"], directory) == expected)
    #expect(try Self.outcome(["t.npy", "--labels", "y.csv"], directory) == expected)
    let unnamed = try Command.run(
      ["compare", "t.npy", "--labels", "y.npy", "--dry-run"], directory: directory.url)
    #expect(unnamed.exitCode == 0 && unnamed.output.contains("label"))
    // An encoding is that of labels, and of nothing without them.
    let encoding = ["compare", "t.npy", "--encoding", "cp949", "--dry-run"]
    let read = try Command.run(encoding + ["--labels", "y.csv"], directory: directory.url)
    #expect(read.exitCode == 0, "\(read.errors)")
    let idle = try Command.run(encoding + ["--target", "x0"], directory: directory.url)
    #expect(idle.exitCode == 65 && idle.errors.contains("--encoding says nothing of"))
  }

  @Test("Rows of JSON and of an array are predicted as those of CSV")
  func predict() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.csv("x0,x1,x2,x3,label"), to: "t.csv")
    try directory.write(Self.jsonLines, to: "t.jsonl")
    try directory.write(Self.matrix, to: "t.npy")
    let trained = try Command.run(
      [
        "train", "t.csv", "--target", "label", "--l2", "0.01", "--folds", "3", "-o",
        "m.safetensors",
      ],
      directory: directory.url)
    #expect(trained.exitCode == 0, "\(trained.errors)")
    func predicted(_ arguments: [String], shell: String? = nil) throws -> [Substring] {
      let result = try Command.run(
        ["predict", "m.safetensors"] + arguments, directory: directory.url, shell: shell)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.output.split(separator: "\n")
    }
    let expected = try predicted(["t.csv"])
    #expect(expected.count == 151)
    #expect(try predicted(["t.jsonl"]) == expected)
    #expect(try predicted(["-"], shell: "cat t.jsonl | \"$@\"") == expected)
    // Without the labels, which a row of predictions repeats.
    let rows = try predicted(["t.npy"])
    #expect(rows.count == 151)
    for (row, other) in zip(rows, expected) { #expect(other.hasSuffix(row)) }

    let appended = try Command.run(
      ["predict", "m.safetensors", "t.jsonl", "--append"], directory: directory.url)
    #expect(appended.exitCode == 65)
    #expect(
      appended.errors.contains("--append says nothing of a JSON Lines file; leave --append out"))
    // What the model does not read may be nested, and what it reads may not.
    let nested = String(decoding: Self.jsonLines, as: UTF8.self)
    try directory.write(
      Array(nested.replacing("\"label\": ", with: "\"more\": [{}], \"label\": ").utf8),
      to: "more.jsonl")
    #expect(try predicted(["more.jsonl"]).last == expected.last)
    try directory.write(
      Array(nested.replacing("\"x1\": ", with: "\"x1\": [], \"y\": ").utf8), to: "bad.jsonl")
    let bad = try Command.run(["predict", "m.safetensors", "bad.jsonl"], directory: directory.url)
    #expect(
      bad.exitCode == 65 && bad.errors.contains("bad.jsonl:1:19: the value of 'x1'"),
      "\(bad.errors)")
    #expect(!bad.errors.contains("--ignore"))
  }

  @Test(
    "What is wrong is one line with the place, the exit code and what mends it",
    arguments: [
      (
        "t.jsonl", "{\"a\":1}\n{\"a\":NaN}\n", [],
        "t.jsonl:2:6: 'NaN' is no number in JSON; write null"
      ),
      (
        "t.jsonl", "{\"a\":1,\"a\":2}\n", [],
        "t.jsonl:1:8: the key 'a' stands here twice; rename one"
      ),
      ("t.jsonl", "{\"a\":{}}\n", [], "no cell; use --ignore a"),
      (
        "t.jsonl", "{\"a\":1}\n", ["--decimal", "comma"],
        "--decimal says nothing of a JSON Lines file"
      ),
      (
        "t.csv", "a,b\n1,2\n", ["--input-format", "npy"],
        "no array of NumPy; leave --input-format out"
      ),
      ("t.csv", "a,b\n1,2\n", ["--labels", "t.csv"], "--labels says nothing of a table of cells"),
      ("t.csv", "a,b\n1,2\n", ["--zero-based"], "--zero-based says nothing of a table of cells"),
      (
        "t.svm", "1 1:1\n1 0:1\n", [],
        "t.svm:2:3: an index is 0, and they count from 1; use --zero-based"
      ),
      ("t.svm", "1 2:1 1:1\n", [], "t.svm:1:7: index 1 follows 2, and the indices of a line rise"),
      ("t.svm", "1 1:nan\n", [], "t.svm:1:3: '1:nan' is no finite number; correct the line"),
      ("t.svm", "1,2 1:1\n", [], "'1,2' are several labels for one row; give every row one label"),
    ])
  func faults(_ name: String, _ text: String, _ arguments: [String], _ message: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(text.utf8), to: name)
    for command in ["compare", "measure"] {
      let result = try Command.run(
        [command, name, command == "compare" ? "--target" : "--column", "a"] + arguments,
        directory: directory.url)
      #expect(result.exitCode == 65)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test("Labels and queries of a libsvm file are columns, and a guess is said")
  func pairs() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map { "\($0 % 2) qid:\($0 / 4) \($0 % 3 + 1):1.5" }.joined(separator: "\n")
    try directory.write(Array(rows.utf8), to: "t.txt")
    let result = try Command.run(
      ["measure", "t.txt", "--column", "label"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect((result.output + result.errors).contains("was taken for a libsvm file"))
    let cells = try Command.run(
      ["measure", "t.txt", "--column", "label", "--input-format", "csv"], directory: directory.url)
    #expect(cells.exitCode == 65 && cells.errors.contains("no column 'label'"))
  }
}

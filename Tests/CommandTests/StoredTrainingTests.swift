import CrossEntropyEvaluation
import CrossEntropyLearning
import Foundation
import Testing

/// `xent train` of a network on a table that is larger than `--memory`: mini-batches come from a disk.
@Suite("train beyond memory")
struct StoredTrainingTests {
  /// Sorted by class, as tables that were joined of several are.
  private static let table: String = {
    let seed = RandomSeed(11)
    var rows = [[String](), []]
    for row in 0..<12_000 {
      let x = (0..<4).map { seed.uniform(UInt64(5 * row + $0)) - 0.5 }
      let colour = ["red", "green", "blue"][row % 3]
      let logit = 8 * x[0] + (row % 3 == 0 ? 6 * x[1] : -6 * x[1])
      let isYes = seed.uniform(UInt64(5 * row + 4)) < 1 / (1 + exp(-logit))
      let cells = x.map { "\($0)" } + [colour, row % 500 == 499 ? "" : isYes ? "yes" : "no"]
      rows[isYes ? 1 : 0].append(cells.joined(separator: ","))
    }
    return "a,b,c,d,colour,bought\n" + rows.joined().joined(separator: "\n") + "\n"
  }()

  private static let line = [
    "train", "t.csv", "--target", "bought", "--model", "mlp:4", "--learning-rate", "1e-2",
    "--folds", "2", "--memory", "10M",
  ]

  private func directory(_ table: String = table) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try Data(table.utf8).write(to: directory.url.appendingPathComponent("t.csv"))
    return directory
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("All rows are learnt from, whatever the threads, and text and JSON say how")
  func whole() throws {
    let directory = try directory()
    let result = try Command.run(
      Self.line + ["--threads", "1", "--history", "h.csv"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let text = result.output.unwrapped
    let sampled = try #require(
      text.firstMatch(of: #/lines included, is of ([0-9 ]+) rows drawn from all 12 000;/#),
      "\(text)")
    #expect(text.contains("24 without a label"), "\(text)")
    let model = directory.url.appendingPathComponent("model.safetensors")
    let classifier = try TableClassifier(path: model.path)
    let record = try #require(classifier.record)
    let stored = try #require(record.stored)
    #expect(stored.tableRows == 12_000 && stored.rows == 11_976 && stored.unlabelledRows == 24)
    #expect(abs(stored.stoppingRows - 2395) < 200)
    #expect(record.rows < 6_000)
    #expect(Int(sampled.1.filter(\.isNumber)).map { $0 >= record.rows } == true)
    #expect(record.origin?.table == "t.csv")
    // The epochs are those of the fit that made the model.
    let history = try String(
      contentsOf: directory.url.appendingPathComponent("h.csv"), encoding: .utf8)
    #expect(history.split(separator: "\n").count == record.iterations + 1)
    // It is a good deal better than the sample's models: the truth costs about .40.
    let scores = try classifier.scores(
      on: classifier.read(path: directory.url.appendingPathComponent("t.csv").path))
    #expect(scores.logLoss.mean < 0.47, "\(scores.logLoss.mean)")
    #expect(abs(scores.logLoss.mean - (stored.stoppingLogLoss ?? 0)) < 0.03)
    #expect((record.expected?.logLoss ?? 0) > scores.logLoss.mean)

    let other = try self.directory()
    let again = try Command.run(
      Self.line + ["--threads", "2", "--format", "json", "-q"], directory: other.url)
    #expect(again.exitCode == 0, "\(again.errors)")
    let bytes = try Data(contentsOf: model)
    #expect(try Data(contentsOf: other.url.appendingPathComponent("model.safetensors")) == bytes)
    let outcome = try json(again.output)
    let json = try #require(
      (outcome["record"] as? [String: Any])?["stored"] as? [String: Any])
    #expect(json["table_rows"] as? Int == 12_000)
    #expect(json["stopping_rows"] as? Int == stored.stoppingRows)
    // Whoever looks at the model is told, too.
    let inspected = try Command.run(["inspect", "model.safetensors"], directory: directory.url)
    #expect(inspected.output.contains("from disk"), "\(inspected.output)")
  }

  @Test("Where one thread has room for all rows, all are in memory whatever the threads")
  func roomForOneThread() throws {
    var models: [Data] = []
    for threads in ["1", "2"] {
      let directory = try directory()
      let result = try Command.run(
        Self.line.dropLast() + ["16M", "-q", "--threads", threads], directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      let model = directory.url.appendingPathComponent("model.safetensors")
      models.append(try Data(contentsOf: model))
      #expect(try TableClassifier(path: model.path).record?.stored == nil)
    }
    #expect(models[0] == models[1])
  }

  @Test("A checkpoint of it is taken up where the sample is the same")
  func checkpoint() throws {
    let directory = try directory()
    let line = Self.line + ["--checkpoint", "run", "-q"]
    let first = try Command.run(line, directory: directory.url)
    #expect(first.exitCode == 0, "\(first.errors)")
    let model = directory.url.appendingPathComponent("model.safetensors")
    let bytes = try Data(contentsOf: model)
    try FileManager.default.removeItem(at: model)
    let second = try Command.run(line + ["--resume"], directory: directory.url)
    #expect(second.exitCode == 0, "\(second.errors)")
    #expect(try Data(contentsOf: model) == bytes)
    try FileManager.default.removeItem(at: model)
    let more = try Command.run(
      Self.line.dropLast() + ["1G", "--checkpoint", "run", "--resume"], directory: directory.url)
    #expect(more.exitCode == 65, "\(more.errors)")
    #expect(more.errors.contains("--memory"), "\(more.errors)")
  }

  @Test("Other formats of text are drawn from as well")
  func jsonLines() throws {
    let rows = Self.table.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return
        #"{"a":\#(cells[0]),"b":\#(cells[1]),"c":\#(cells[2]),"colour":"\#(cells[4])","bought":"\#(cells[5])"}"#
    }
    let directory = try TemporaryDirectory()
    try Data((rows.joined(separator: "\n") + "\n").utf8)
      .write(to: directory.url.appendingPathComponent("t.jsonl"))
    let result = try Command.run(
      ["train", "t.jsonl"] + Self.line.dropFirst(2) + ["--target-na", ""],
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    #expect(classifier.record?.stored?.tableRows == 12_000)
  }

  @Test("A linear model and a pipe are refused as before")
  func refused() throws {
    let directory = try directory()
    var line = Self.line
    line.removeSubrange(4...7)
    let linear = try Command.run(line, directory: directory.url)
    #expect(linear.exitCode == 65 && linear.errors.contains("of memory"), "\(linear.errors)")
    line = Self.line
    line[1] = "-"
    let pipe = try Command.run(
      line, input: Array(Self.table.utf8), directory: directory.url)
    #expect(pipe.exitCode == 65 && pipe.errors.contains("of memory"), "\(pipe.errors)")
  }

  @Test("A class that no row of the sample has is refused with what mends it")
  func rareClass() throws {
    let directory = try directory(Self.table + "0,0,0,0,red,maybe\n")
    let result = try Command.run(Self.line, directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty == false)
    let message = try #require(result.errors.split(separator: "\n").last.map(String.init))
    #expect(
      message.hasPrefix("t.csv: class 'maybe' of 'bought' is in none of the "), "\(message)")
    #expect(message.contains("--memory") && message.contains("--merge-rare"), "\(message)")
    #expect(
      !FileManager.default.fileExists(
        atPath: directory.url.appendingPathComponent("model.safetensors").path))
  }

  @Test("A disk that gives no room is an error of its own")
  func noDisk() throws {
    let directory = try directory()
    let result = try Command.run(
      Self.line + ["-q"], environment: ["TMPDIR": "/nowhere"], directory: directory.url)
    #expect(result.exitCode == 74, "\(result.errors)")
    #expect(
      result.errors.hasPrefix("/nowhere: ")
        && result.errors.hasSuffix(
          "No such file or directory; set TMPDIR to a directory on a disk with room for them\n"),
      "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(
    "Classes that are rare in the table are so in the sample, and merged where that is asked for")
  func mergedClasses() throws {
    // 600 of 12 720 rows are of a class that 200 do not make rare, 120 of one that they do.
    let middle = String(repeating: "0.1,0.2,0.3,0,red,often\n", count: 600)
    let rare = String(repeating: "0.1,0.2,0.3,0,red,seldom\n", count: 120)
    let directory = try directory(Self.table + middle + rare)
    let result = try Command.run(
      Self.line + ["--merge-rare", "200"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    #expect(classifier.classes == [["no", "often", "yes", "other"]])
    let rest = try self.directory(Self.table + "0,0,0,0,red,maybe\n")
    let lacking = try Command.run(Self.line + ["--merge-rare", "10"], directory: rest.url)
    #expect(lacking.exitCode == 65 && !lacking.errors.contains("or use --merge-rare"))
  }

  @Test("A table that changes on the way is refused")
  func changed() throws {
    let directory = try directory()
    let line = Self.line.map { $0 == "1e-2" ? "1e-3" : $0 }
    let result = try Command.run(
      line, directory: directory.url,
      shell:
        #"(until grep -q . out; do sleep 0.02; done; echo 0,0,0,0,red,no >> t.csv) 2>/dev/null & "#
        + #""$@" | tee out"#)
    #expect(result.errors.contains("changed"), "\(result.errors)")
    #expect(
      !FileManager.default.fileExists(
        atPath: directory.url.appendingPathComponent("model.safetensors").path))
  }
}

import Foundation
import Testing

/// `xent score`: what is formed on request, and partial results that merge into what one run gives.
@Suite("score, in parts")
struct ScorePartsTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  private static func scores(_ result: CommandResult) throws -> [String: Any] {
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require((all?["predictions"] as? [[String: Any]])?.first)
  }

  private static func scores(_ arguments: [String], in directory: URL) throws -> [String: Any] {
    try scores(Command.run(["score"] + arguments + ["--format", "json"], directory: directory))
  }

  /// What is formed by name, and the keys that are then there.
  private static let metrics: [(names: String, keys: Set<String>)] = [
    ("log_loss", ["log_loss", "log_loss_bits", "perplexity"]),
    ("brier_score,accuracy", ["brier_score", "accuracy"]),
    ("balanced_accuracy, f1_macro", ["balanced_accuracy", "f1_macro"]),
    ("matthews_corrcoef,confusion", ["matthews_corrcoef"]),
    ("roc_auc", ["roc_auc", "roc_auc_weighted"]),
    ("average_precision", ["average_precision"]),
    ("skill", ["skill", "base_rate_log_loss"]),
    ("ece", ["ece", "ece_noise", "ece_noise_95"]),
    ("calibration", ["calibration_gain", "calibration_p_value"]),
  ]

  @Test("Only what is asked for is formed, and it is what it is among all", arguments: metrics)
  func some(names: String, keys: Set<String>) throws {
    let all = try Self.scores(["three.csv", "--target", "truth"], in: Self.fixtures)
    let some = try Self.scores(
      ["three.csv", "--target", "truth", "--metrics", names], in: Self.fixtures)
    let formed = Self.metrics.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
    for key in formed {
      let value = try #require(some[key])
      if keys.contains(key) {
        #expect(value as? Double == all[key] as? Double, "\(key)")
      } else {
        #expect(value is NSNull, "\(key)")
      }
    }
  }

  @Test("Of logits the losses alone are what they are among all")
  func logits() throws {
    let arguments = ["logits.csv", "--target", "truth", "--logits"]
    let all = try Self.scores(arguments, in: Self.fixtures)
    let some = try Self.scores(
      arguments + ["--metrics", "log_loss,accuracy,f1_macro"], in: Self.fixtures)
    for key in ["log_loss", "accuracy", "f1_macro"] {
      let (own, known) = (some[key] as? Double, try #require(all[key] as? Double))
      #expect(abs(try #require(own) - known) < 1e-14, "\(key)")
    }
    #expect(some["brier_score"] is NSNull)
  }

  @Test("What cannot be formed is bad usage, with what can")
  func unknown() throws {
    let result = try Command.run(["score", "t.csv", "--metrics", "log_loss,auc"])
    #expect(result.exitCode == 64)
    #expect(
      result.errors.hasPrefix("Error: --metrics has no 'auc'; it takes log_loss, brier_score"))
  }

  /// Where a file of 240 rows is cut, and in which order the parts are merged.
  private static let cuts: [(cuts: [Int], order: [Int])] = [
    ([120], [0, 1]), ([120], [1, 0]), ([1, 2, 17, 239], [4, 0, 3, 1, 2]), ([80, 160], [2, 1, 0]),
  ]

  @Test("Parts merge into what one run gives, whatever the cut and the order", arguments: cuts)
  func merged(cuts: [Int], order: [Int]) throws {
    let directory = try TemporaryDirectory()
    let text = try String(
      contentsOf: Self.fixtures.appendingPathComponent("three.csv"), encoding: .utf8)
    let lines = text.split(separator: "\n")
    let bounds = [0] + cuts + [lines.count - 1]
    for part in 0...cuts.count {
      let rows = [lines[0]] + lines[1...][(1 + bounds[part])..<(1 + bounds[part + 1])]
      _ = try directory.write(
        Array((rows.joined(separator: "\n") + "\n").utf8), to: "part\(part).csv")
      let result = try Command.run(
        [
          "score", "part\(part).csv", "--target", "truth", "--partial", "part\(part).json",
          "--first-row", "\(bounds[part] + 1)", "-q",
        ], directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
    let one = try Self.scores(["three.csv", "--target", "truth"], in: Self.fixtures)
    let merged = try Self.scores(["--merge"] + order.map { "part\($0).json" }, in: directory.url)
    for key in [
      "log_loss", "log_loss_bits", "perplexity", "brier_score", "accuracy", "balanced_accuracy",
      "f1_macro", "matthews_corrcoef", "rows", "unlabelled_rows",
    ] {
      #expect(merged[key] as? Double == one[key] as? Double, "\(key)")
      guard let known = one["\(key)_interval"] as? [String: Double] else { continue }
      let own = try #require(merged["\(key)_interval"] as? [String: Double], "\(key)")
      for end in ["low", "high"] {
        let (a, b) = (try #require(own[end]), try #require(known[end]))
        #expect(abs(a - b) <= 1e-12 * abs(b), "\(key)")
      }
    }
    // The draws are a function of the row's number.
    for key in ["ece", "ece_noise", "ece_noise_95"] {
      let (a, b) = (try #require(merged[key] as? Double), try #require(one[key] as? Double))
      #expect(abs(a - b) <= 1e-12, "\(key)")
    }
    #expect(
      (merged["classes"] as? [[String: Any]])?.map { $0["predicted"] as? Double }
        == (one["classes"] as? [[String: Any]])?.map { $0["predicted"] as? Double })
    #expect(merged["roc_auc"] is NSNull && merged["skill"] is NSNull)
    let lint = try #require(merged["lint"] as? [[String: Any]])
    let missing = lint.first { $0["code"] as? String == "not_merged" }?["values"] as? [String: Any]
    let names = Set(try #require(missing?["metrics"] as? [String]))
    #expect(
      names.isSuperset(of: ["roc_auc", "average_precision", "skill", "calibration", "curves"]))
    #expect(names.isDisjoint(with: ["log_loss", "ece", "confusion", "top_k_accuracy"]))
  }

  @Test("What is no part, or one of other classes, is said; a part never replaces an input")
  func wrong() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array("label,p_a,p_b\na,.6,.4\nb,.3,.7\n".utf8), to: "a.csv")
    _ = try directory.write(Array("label,p_a,p_c\na,.6,.4\nc,.3,.7\n".utf8), to: "c.csv")
    _ = try directory.write(Array("{\"version\": 1}\n".utf8), to: "no.json")
    func run(_ arguments: [String]) throws -> CommandResult {
      try Command.run(["score"] + arguments, directory: directory.url)
    }
    for name in ["a", "c"] {
      #expect(try run(["\(name).csv", "--partial", "\(name).json"]).exitCode == 0)
    }
    let other = try run(["--merge", "a.json", "c.json"])
    #expect(other.exitCode == 65)
    #expect(
      other.errors.hasPrefix(
        "c.json: these predictions are of other classes (a, c) than the first"),
      "\(other.errors)")
    let none = try run(["--merge", "a.json", "no.json"])
    #expect(none.exitCode == 65)
    #expect(none.errors.hasPrefix("no.json: this is no partial result"), "\(none.errors)")
    #expect(try run(["--merge", "missing.json"]).exitCode == 66)
    #expect(try run(["a.csv", "--partial", "a.csv"]).exitCode == 64)
    #expect(try run(["--merge", "a.json", "--truth", "a.csv"]).exitCode == 64)
    #expect(try run(["a.csv", "--first-row", "0"]).exitCode == 64)
    let text = try run(["--merge", "a.json"])
    #expect(text.output.hasPrefix("a.json: 2 rows of a 1, b 1"), "\(text.output)")
    #expect(text.output.contains("not formed of partial results"), "\(text.output)")
  }

  @Test("A probability of 0 may be written as the logarithm −inf")
  func zeros() throws {
    let directory = try TemporaryDirectory()
    let text = "label,a,b\na,0,-inf\nb,-0.6931471805599453,-0.6931471805599453\n"
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    for scale in ["--log-probabilities", "--logits"] {
      let scores = try Self.scores(["t.csv", scale], in: directory.url)
      #expect(abs(try #require(scores["log_loss"] as? Double) - log(2) / 2) < 1e-15)
    }
    _ = try directory.write(Array("label,a,b\na,-inf,0\nb,-inf,-inf\n".utf8), to: "t.csv")
    let none = try Command.run(["score", "t.csv", "--logits"], directory: directory.url)
    #expect(none.exitCode == 65)
    #expect(none.errors.hasPrefix("t.csv:3: -∞ of 'a' is no logarithm"), "\(none.errors)")
    let nan = try Command.run(
      ["score", "t.csv", "--log-probabilities"], directory: directory.url)
    #expect(nan.errors.hasPrefix("t.csv:3: the probabilities of this row sum to 0"))
  }

  /// Rows enough for several parts of a file, some without a truth, one over two lines.
  private static let long: String = {
    var text = "id,label,p_a,p_b,p_c\n"
    for row in 0..<90_000 {
      let (a, b) = (1 + row * 7919 % 50, 1 + row * 104_729 % 40)
      let id = row == 45_000 ? "\"the\nlong\"" : "row \(row)"
      let label = row % 1000 == 999 ? "" : ["a", "b", "c"][row * 31 % 3]
      text += "\(id),\(label),0.\(100 + a),0.\(100 + b),0.\(800 - a - b)\n"
    }
    return text
  }()

  @Test(
    "Where a part ends changes nothing, with any number of threads, and of what comes through standard input",
    arguments: [["--threads", "1"], ["--threads", "2"], ["-"]])
  func parts(options: [String]) throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Array(Self.long.utf8), to: "long.csv")
    let isPipe = options == ["-"]
    let metrics = ["--metrics", "log_loss,brier_score,accuracy,roc_auc", "--format", "json"]
    let result = try Command.run(
      ["score", isPipe ? "-" : file.path] + (isPipe ? [] : options) + metrics,
      input: isPipe ? Array(Self.long.utf8) : nil)
    let scores = try Self.scores(result)
    #expect(scores["unlabelled_rows"] as? Int == 90)
    #expect(scores["rows"] as? Int == 89_910)
    var losses = 0.0
    for row in 0..<90_000 where row % 1000 != 999 {
      let (a, b) = (101 + row * 7919 % 50, 101 + row * 104_729 % 40)
      let p = [a, b, 1000 - a - b][row * 31 % 3]
      losses -= log(Double(p) / 1000)
    }
    let own = try #require(scores["log_loss"] as? Double)
    #expect(abs(own - losses / 89_910) < 1e-12, "\(own)")
  }

  @Test("What a part cannot be is bad usage")
  func usage() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("label,p_a,p_b\na,.6,.4\nb,.3,.7\n".utf8), to: "a.csv")
    func code(_ arguments: String) throws -> Int32 {
      try Command.run(
        ["score"] + arguments.split(separator: " ").map(String.init), directory: directory.url
      ).exitCode
    }
    #expect(try code("a.csv --partial p.json") == 0)
    for wrong in [
      "a.csv --partial q.json --first-row 9223372036854775807", "a.csv a.csv --partial q.json",
      "--merge p.json p.json", "--merge p.json --threshold .3", "--merge p.json --costs 1,5",
      "a.csv --metrics ,",
    ] {
      #expect(try code(wrong) == 64, "\(wrong)")
    }
  }
}

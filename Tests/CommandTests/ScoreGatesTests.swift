import Foundation
import Testing

/// `xent score --require` and `--baseline`: whether scores meet conditions, and how the command ends.
@Suite("score gates")
struct ScoreGatesTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  private static func run(
    _ arguments: [String], in directory: URL = fixtures
  ) throws -> CommandResult {
    try Command.run(["score"] + arguments, directory: directory)
  }

  private static func gates(_ result: CommandResult) throws -> [[String: Any]] {
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require(all?["gates"] as? [[String: Any]])
  }

  /// Conditions on two.csv, whose log loss is .4513 [.3831, .5195] and whose accuracy .8 [.745, .846], and how they end.
  private static let conditions: [(options: [String], exitCode: Int32, outcomes: [String])] = [
    (["--require", "log_loss<0.52"], 0, ["pass"]),
    (["--require", "log_loss<0.5"], 3, ["inconclusive"]),
    (["--require", "log_loss<0.38"], 1, ["fail"]),
    (["--require", "log_loss > .38"], 0, ["pass"]),
    (["--require", "accuracy>=0.74"], 0, ["pass"]),
    (["--require", "accuracy<=0.74"], 1, ["fail"]),
    (["--require", "log_loss_bits<=0.75"], 0, ["pass"]),
    (["--require", "perplexity<1.4"], 1, ["fail"]),
    (["--require", "skill>0.2"], 0, ["pass"]),
    (["--require", "f1_macro>0.9"], 1, ["fail"]),
    (["--require", "matthews_corrcoef>0.6"], 3, ["inconclusive"]),
    (["--require", "roc_auc>0.8"], 0, ["pass"]),
    (["--require", "balanced_accuracy>0.8"], 3, ["inconclusive"]),
    (["--require", "brier_score<0.2"], 0, ["pass"]),
    (["--require-point", "log_loss<0.46"], 0, ["pass"]),
    (["--require-point", "log_loss<0.45"], 1, ["fail"]),
    (["--require-point", "accuracy>=0.8"], 0, ["pass"]),
    (["--require-point", "accuracy>0.8"], 1, ["fail"]),
    // A calibration error has no interval, so that its value decides.
    (["--require", "ece<0.08"], 0, ["pass"]),
    (["--require", "ece<0.07"], 1, ["fail"]),
    (["--require", "calibration_p_value>0.05"], 0, ["pass"]),
    // Of two gates each interval is wider: .5195 alone, above .52 beside another.
    (["--require", "log_loss<0.52", "--require", "accuracy>0.7"], 3, ["inconclusive", "pass"]),
    (["--require", "log_loss<0.52", "--require-point", "accuracy>0.7"], 0, ["pass", "pass"]),
    (["--require", "log_loss<0.5", "--require", "accuracy>0.9"], 1, ["inconclusive", "fail"]),
    // Those of --require come first.
    (["--require-point", "log_loss<0.1", "--require", "ece<0.1"], 1, ["pass", "fail"]),
  ]

  @Test("A gate passes, fails or is inconclusive by its interval", arguments: conditions.indices)
  func outcomes(index: Int) throws {
    let (options, exitCode, outcomes) = Self.conditions[index]
    let result = try Self.run(["two.csv", "--format", "json"] + options)
    #expect(result.exitCode == exitCode, "\(options): \(result.errors)")
    #expect(result.errors.isEmpty)
    let gates = try Self.gates(result)
    #expect(gates.map { $0["outcome"] as? String } == outcomes, "\(options)")
  }

  @Test("The whole text, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let result = try Self.run([
      "three.csv", "soft.csv", "--target", "truth", "--id", "id", "--baseline", "three.csv",
      "--require", "accuracy>0.6", "--require", "brier_score<0.4", "--require-point", "ece<0.1",
      "--language", language,
    ])
    #expect(result.exitCode == 1, "\(result.errors)")
    try RecordedText.check(result.output, against: "score-gates-\(language).txt")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("Several gates share the level, and say so")
  func level() throws {
    let result = try Self.run([
      "two.csv", "--require", "log_loss<1", "--require", "accuracy>0.1", "--require", "ece<1",
      "--format", "json",
    ])
    let gates = try Self.gates(result)
    #expect(gates.map { $0["alpha"] as? Double } == [0.025, 0.025, nil])
    let first = try #require(gates.first)
    let (low, high) = (
      try #require(first["low"] as? Double), try #require(first["high"] as? Double)
    )
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let scores = try #require((all?["predictions"] as? [[String: Any]])?.first)
    let usual = try #require(scores["log_loss_interval"] as? [String: Double])
    // scipy: t.ppf(1 - .025/2, 239) / t.ppf(1 - .05/2, 239) = 1.1450160…
    let ratio = (high - low) / (try #require(usual["high"]) - #require(usual["low"]))
    #expect(abs(ratio - 1.1450160) < 1e-6, "\(ratio)")
    #expect(first["text"] as? String == "log_loss<1" && first["metric"] as? String == "log_loss")
    #expect(first["bound"] as? Double == 1 && first["relation"] as? String == "<")
    let words = try Self.run(["two.csv", "--require", "log_loss<1", "--require", "accuracy>0.1"])
    #expect(
      words.output.unwrapped
        .contains("the intervals of 2 gates hold jointly, each with 97.50 %"), "\(words.output)")
  }

  @Test("An infinite loss fails every gate on a loss")
  func infinite() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map { "\($0 % 2 == 0 ? "a" : "b"),\($0 == 7 ? "1,0" : ".5,.5")\n" }
    _ = try directory.write(Array(("label,p_a,p_b\n" + rows.joined()).utf8), to: "t.csv")
    for gate in ["log_loss<1", "log_loss>1", "perplexity<9", "log_loss_bits>0", "skill>-9"] {
      for option in ["--require", "--require-point"] {
        let result = try Self.run(["t.csv", option, gate], in: directory.url)
        #expect(result.exitCode == 1, "\(gate)")
        #expect(result.output.contains("∞"))
      }
    }
    #expect(
      try Self.run(["t.csv", "--require", "brier_score<0.4"], in: directory.url).exitCode == 0)
    // Beside a baseline without such rows the difference is infinite, and the other way round it is won.
    _ = try directory.write(
      Array(("label,p_a,p_b\n" + rows.joined().replacing("1,0", with: ".5,.5")).utf8), to: "u.csv")
    let worse = try Self.run(
      ["t.csv", "--baseline", "u.csv", "--format", "json"], in: directory.url)
    #expect(worse.exitCode == 1)
    #expect(try Self.gates(worse).first?["value"] as? String == "inf")
    let better = try Self.run(
      ["u.csv", "--baseline", "t.csv", "--format", "json"], in: directory.url)
    #expect(better.exitCode == 0)
    #expect(try Self.gates(better).first?["value"] as? String == "-inf")
    let same = try Self.run(
      ["t.csv", "--baseline", "t.csv", "--format", "json"], in: directory.url)
    #expect(same.exitCode == 1)
    #expect(try Self.gates(same).first?["value"] is NSNull)
  }

  @Test("A score that cannot be told, or has no interval, is inconclusive")
  func untold() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array("label,p_a,p_b\na,.9,.1\na,.8,.2\na,.7,.3\n".utf8), to: "t.csv")
    func ends(_ options: [String]) throws -> Int32 {
      try Self.run(["t.csv"] + options, in: directory.url).exitCode
    }
    #expect(try ends(["--require", "roc_auc>0.5"]) == 3)
    #expect(try ends(["--require-point", "roc_auc>0.5"]) == 3)
    #expect(try ends(["--require", "log_loss<5"]) == 3)
    #expect(try ends(["--require-point", "log_loss<5"]) == 0)
    let text = try Self.run(
      ["t.csv", "--require", "log_loss<5", "--require", "roc_auc>0.5"], in: directory.url
    ).output
    #expect(text.contains("too few rows for an interval") && text.contains("cannot be told"))
  }

  @Test(
    "What is no condition is bad usage, with an example",
    arguments: [
      "log_loss", "log_loss<", "<0.2", "log_loss=0.2", "log_loss==0.2", "log_loss<0.2<0.3",
      "log_loss<x", "log_loss<nan", "log_loss<inf", "log_loss=<0.2", "log_loss<0.2 x", "",
      "log loss<0.2", "log_loss< =0.2",
    ])
  func syntax(condition: String) throws {
    for option in ["--require", "--require-point"] {
      let result = try Self.run(["two.csv", option, condition])
      #expect(result.exitCode == 64, "\(condition): \(result.errors)")
      #expect(
        result.errors.contains("\(option) takes a score, <, <=, > or >= and a number, such as"),
        "\(result.errors)")
    }
    let korean = try Self.run(["two.csv", "--require", condition, "--language", "ko"])
    #expect(korean.errors.contains("log_loss<0.2처럼"), "\(korean.errors)")
  }

  @Test("A score that there is not is bad usage, with the one that was meant")
  func unknown() throws {
    let near = try Self.run(["two.csv", "--require", "logloss<0.2"])
    #expect(near.exitCode == 64)
    #expect(near.errors.contains("there is no score 'logloss'; did you mean 'log_loss'?"))
    let far = try Self.run(["two.csv", "--require", "beauty>1"])
    #expect(far.errors.contains("choose one of log_loss, recalibrated_log_loss"))
  }

  @Test("Every score of the JSON that has an interval can be named")
  func metrics() throws {
    let json = try Self.run(["two.csv", "--format", "json"])
    let all = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let scores = try #require((all?["predictions"] as? [[String: Any]])?.first)
    let named = scores.keys.filter { scores["\($0)_interval"] != nil }
    #expect(named.count >= 9)
    for name in named {
      let result = try Self.run(["two.csv", "--require", "\(name)<99", "--format", "json"])
      #expect(result.exitCode == 0, "\(name): \(result.errors)")
      let gate = try #require(try Self.gates(result).first)
      let interval = try #require(scores["\(name)_interval"] as? [String: Double])
      #expect(gate["low"] as? Double == interval["low"], "\(name)")
      #expect(gate["high"] as? Double == interval["high"], "\(name)")
      #expect(gate["value"] as? Double == scores[name] as? Double, "\(name)")
    }
  }

  // MARK: Baselines

  /// soft.csv costs .0299 less than three.csv, [−.0634, .0036] row by row.
  @Test("Predictions are a baseline row by row, by what the margin is")
  func baseline() throws {
    func ends(_ own: String, _ baseline: String, _ margin: [String]) throws -> CommandResult {
      try Self.run(
        [own, "--target", "truth", "--id", "id", "--baseline", baseline, "--format", "json"]
          + margin)
    }
    let better = try ends("soft.csv", "three.csv", [])
    #expect(better.exitCode == 0, "\(better.errors)")
    let gate = try #require(try Self.gates(better).first)
    #expect(abs(try #require(gate["value"] as? Double) + 0.02986076199020978) < 1e-12)
    #expect(abs(try #require(gate["high"] as? Double) - 0.003631358736184049) < 1e-12)
    #expect(abs(try #require(gate["bound"] as? Double) - 0.008903265226088242) < 1e-12)
    #expect(gate["paired"] as? Bool == true && gate["baseline"] as? String == "three.csv")
    #expect(try ends("soft.csv", "three.csv", ["--margin", "0.003"]).exitCode == 3)
    #expect(try ends("three.csv", "soft.csv", []).exitCode == 3)
    #expect(try ends("three.csv", "soft.csv", ["--margin", "0.07"]).exitCode == 0)
    let all = try JSONSerialization.jsonObject(with: Data(better.output.utf8)) as? [String: Any]
    let pair = try #require((all?["pairs"] as? [[String: Any]])?.first)
    #expect(pair["baseline"] as? String == "three.csv" && pair["path"] as? String == "soft.csv")
  }

  @Test("What is worse beyond the margin fails, and all files are compared with the baseline")
  func worse() throws {
    let directory = try TemporaryDirectory()
    func write(_ p: String, _ name: String) throws {
      let rows = (0..<60).map { "\($0 % 2 == 0 ? "a" : "b"),\($0 % 5 == 0 ? ".4" : p)\n" }
      _ = try directory.write(
        Array(
          ("label,probability\n"
            + rows.enumerated().map { i, row in
              i % 2 == 0 ? row.replacing(",.", with: ",0.1") : row
            }.joined()).utf8), to: name)
    }
    try write(".9", "good.csv")
    try write(".6", "bad.csv")
    let result = try Self.run(
      ["bad.csv", "good.csv", "--baseline", "good.csv", "--format", "json"], in: directory.url)
    #expect(result.exitCode == 1, "\(result.errors)")
    #expect(try Self.gates(result).map { $0["outcome"] as? String } == ["fail", "pass"])
    // A fail needs both: the interval above 0, and the difference above the margin.
    let wide = try Self.run(
      ["bad.csv", "--baseline", "good.csv", "--margin", "0.2"], in: directory.url)
    #expect(wide.exitCode == 3, "\(wide.output)")
  }

  @Test("A JSON whose rows were kept is a baseline row by row, as its predictions are")
  func keptRows() throws {
    let directory = try TemporaryDirectory()
    let path = { (name: String) in Self.fixtures.appendingPathComponent(name).path }
    let options = ["--target", "truth", "--id", "id", "--format", "json"]
    let kept = try Self.run(
      [path("three.csv"), "--keep-rows", "-o", "base.json", "--quiet"] + options, in: directory.url)
    #expect(kept.exitCode == 0, "\(kept.errors)")
    #expect(
      FileManager.default.fileExists(
        atPath: directory.url.appendingPathComponent("base.rows.npy").path))
    let byFile = try Self.gates(
      try Self.run([path("soft.csv"), "--baseline", path("three.csv")] + options))
    let byRows = try Self.gates(
      try Self.run([path("soft.csv"), "--baseline", "base.json"] + options, in: directory.url))
    for key in ["value", "low", "high", "bound"] {
      let a = try #require(byFile.first?[key] as? Double)
      let b = try #require(byRows.first?[key] as? Double)
      #expect(abs(a - b) < 1e-12, "\(key)")
    }
    #expect(byRows.first?["paired"] as? Bool == true)
    // Rows that were told apart by their IDs are not by their order.
    let soft = try String(
      contentsOf: Self.fixtures.appendingPathComponent("soft.csv"), encoding: .utf8)
    _ = try directory.write(Array("key\(soft.dropFirst(2))".utf8), to: "key.csv")
    let order = try Self.run(
      ["key.csv", "--baseline", "base.json", "--target", "truth"], in: directory.url)
    #expect(order.exitCode == 65)
    #expect(order.errors.contains("told apart by 'id', and these are not; use --id id"))
    let other = try Self.run(
      [path("two.csv"), "--baseline", "base.json"], in: directory.url)
    #expect(other.exitCode == 65)
  }

  @Test("Without the rows a JSON is a baseline all the same, unpaired and wider, which is said")
  func unpaired() throws {
    let directory = try TemporaryDirectory()
    let path = { (name: String) in Self.fixtures.appendingPathComponent(name).path }
    _ = try Self.run(
      [path("three.csv"), "--target", "truth", "-o", "base.json"], in: directory.url)
    let result = try Self.run(
      [path("soft.csv"), "--target", "truth", "--baseline", "base.json", "--format", "json"],
      in: directory.url)
    #expect(result.exitCode == 3, "\(result.errors)")
    let gate = try #require(try Self.gates(result).first)
    #expect(gate["paired"] as? Bool == false)
    let (low, high) = (try #require(gate["low"] as? Double), try #require(gate["high"] as? Double))
    #expect(high - low > 2 * (0.003631358736184049 + 0.06335288271660361))
    #expect(abs((low + high) / 2 + 0.02986076199020978) < 1e-12)
    let text = try Self.run(
      [path("soft.csv"), "--target", "truth", "--baseline", "base.json"], in: directory.url)
    let words = text.output.unwrapped
    #expect(words.contains("the comparison with it is unpaired"), "\(words)")
  }

  @Test("A damaged baseline is refused")
  func damaged() throws {
    let directory = try TemporaryDirectory()
    let two = Self.fixtures.appendingPathComponent("two.csv").path
    func run(_ baseline: String) throws -> CommandResult {
      try Self.run([two, "--baseline", baseline], in: directory.url)
    }
    _ = try Self.run([two, "--keep-rows", "-o", "base.json"], in: directory.url)
    #expect(try run("base.json").exitCode == 0)
    let json = try String(
      contentsOf: directory.url.appendingPathComponent("base.json"), encoding: .utf8)
    for (text, name) in [
      ("", "empty.json"), ("{}", "none.json"), (String(json.dropLast(40)), "cut.json"),
      (json.replacing("\"schema_version\" : 1", with: "\"schema_version\" : 2"), "new.json"),
      (json.replacing("\"log_loss\" : 0.45", with: "\"log_loss\" : -0.45"), "negative.json"),
      (json.replacing("\"units\" : 240", with: "\"units\" : 1"), "few.json"),
    ] {
      _ = try directory.write(Array(text.utf8), to: name)
      let result = try run(name)
      #expect(result.exitCode == 65, "\(name): \(result.errors)")
      #expect(result.errors.hasPrefix("\(name): "), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    #expect(try run("missing.json").exitCode == 66)
    let rows = directory.url.appendingPathComponent("base.rows.npy")
    var bytes = try Data(contentsOf: rows)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: rows)
    let torn = try run("base.json")
    #expect(torn.exitCode == 65)
    #expect(torn.errors.hasPrefix("base.rows.npy: these rows are not those that were kept with"))
    try FileManager.default.removeItem(at: rows)
    #expect(try run("base.json").exitCode == 66)
    let several = try Self.run([two, two, "-o", "several.json"], in: directory.url)
    #expect(several.exitCode == 0)
    #expect(try run("several.json").errors.contains("it holds the scores of 2 files"))
  }

  @Test("A baseline whose interval ends at 0, since no loss is below, is taken")
  func cutInterval() throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      Array("label,p_a,p_b\na,.99,.01\nb,.01,.99\na,.98,.02\na,.1,.9\nb,.05,.95\n".utf8),
      to: "t.csv")
    _ = try Self.run(["t.csv", "--keep-rows", "-o", "base.json"], in: directory.url)
    #expect(try directory.text(of: "base.json").contains("\"low\" : 0"))
    let result = try Self.run(["t.csv", "--baseline", "base.json"], in: directory.url)
    #expect(result.exitCode != 65, "\(result.errors)")
  }

  @Test("A baseline whose numbers contradict each other was changed, and is refused")
  func changed() throws {
    let directory = try TemporaryDirectory()
    let two = Self.fixtures.appendingPathComponent("two.csv").path
    _ = try Self.run([two, "--keep-rows", "-o", "base.json"], in: directory.url)
    let json = try JSONSerialization.jsonObject(with: Data(directory.text(of: "base.json").utf8))
    let outcome = try #require(json as? [String: Any])
    let scores = try #require((outcome["predictions"] as? [[String: Any]])?.first)
    func check(_ changes: [String: Any], keepsRows: Bool, isRefused: Bool) throws {
      var changed = outcome
      changed["predictions"] = [scores.merging(changes) { $1 }]
      if !keepsRows { changed["kept_rows"] = NSNull() }
      try directory.write(
        Array(JSONSerialization.data(withJSONObject: changed)), to: "base.json")
      let result = try Self.run([two, "--baseline", "base.json"], in: directory.url)
      #expect((result.exitCode == 65) == isRefused, "\(changes): \(result.errors)")
      let said = result.errors.unwrapped
      #expect(
        said.hasPrefix("base.json: its numbers contradict each other") == isRefused, "\(said)")
    }
    let interval = ["low": 0.1, "high": 0.3]
    let all: [String: Any] = [
      "log_loss": 0.2, "log_loss_interval": interval, "log_loss_bits": 0.2 / log(2),
      "perplexity": exp(0.2), "skill": 0.8, "base_rate_log_loss": 1.0,
    ]
    for keepsRows in [false, true] {
      try check([:], keepsRows: keepsRows, isRefused: false)
      for (key, value) in all where key != "skill" && key != "perplexity" {
        try check([key: value], keepsRows: keepsRows, isRefused: true)
      }
      try check(["units": 100], keepsRows: keepsRows, isRefused: true)
      // Who changes all of them alike is believed, but not by the rows.
      try check(all, keepsRows: keepsRows, isRefused: keepsRows)
    }
  }

  @Test("Kept rows need a JSON beside them, and one file")
  func usage() throws {
    let directory = try TemporaryDirectory()
    let two = Self.fixtures.appendingPathComponent("two.csv").path
    let alone = try Self.run([two, "--keep-rows"], in: directory.url)
    #expect(
      alone.exitCode == 64 && alone.errors.contains("--keep-rows says nothing by itself"))
    let several = try Self.run(
      [two, two, "--keep-rows", "-o", "a.json"], in: directory.url)
    #expect(several.exitCode == 64 && several.errors.contains("--keep-rows is for one file"))
    // What is read is not written over.
    _ = try Self.run([two, "--keep-rows", "-o", "a.json"], in: directory.url)
    let over = try Self.run(
      [two, "--baseline", "a.json", "-o", "a.json"], in: directory.url)
    #expect(over.exitCode == 64, "\(over.errors)")
  }

  @Test(
    "What changes nothing is bad usage",
    arguments: [
      ("--margin 2%", "--margin says nothing by itself; use --baseline, or leave --margin out"),
      (
        "--first-row 3",
        "--first-row says nothing by itself; use --partial, or leave --first-row out"
      ),
      (
        "--ece smooth --metrics log_loss,skill",
        "--ece says nothing by itself; use --metrics log_loss,skill,ece, or leave --ece out"
      ),
    ])
  func idle(options: String, says: String) throws {
    let result = try Self.run(["two.csv"] + options.split(separator: " ").map(String.init))
    #expect(result.exitCode == 64 && result.output.isEmpty)
    #expect(result.errors.contains(says), "\(result.errors)")
  }

  @Test(
    "What changes something is not",
    arguments: [
      "two.csv --margin 2%", "--baseline two.csv --margin 2%", "--ece smooth",
      "--ece smooth --metrics ece", "--ece smooth --metrics log_loss --require ece<0.5",
    ])
  func working(options: String) throws {
    let result = try Self.run(["two.csv"] + options.split(separator: " ").map(String.init))
    #expect(![64, 65, 70].contains(result.exitCode), "\(result.errors)")
  }

  @Test(
    "Intervals are said to be too narrow, whatever is formed",
    arguments: [
      "log_loss,accuracy", "roc_auc", "skill", "brier_score", "recalibration", "confusion",
    ])
  func narrow(metrics: String) throws {
    let directory = try TemporaryDirectory()
    // Of the second class there are nine rows.
    let rows = (0..<90).map { "\($0 % 10 == 0 ? "b,.5" : "a,.1\($0 % 7)")\n" }.joined()
    try directory.write(Array("label,probability\n\(rows)".utf8), to: "t.csv")
    let words = "all intervals are too narrow at this size"
    let some = try Self.run(["t.csv", "--metrics", metrics], in: directory.url)
    #expect(some.output.unwrapped.contains(words), "\(some.output)\(some.errors)")
    let none = try Self.run(["t.csv", "--metrics", "ece,curves"], in: directory.url)
    #expect(none.exitCode == 0 && !none.output.unwrapped.contains(words))
  }

  @Test("The outcome is written whatever the gates say")
  func written() throws {
    let directory = try TemporaryDirectory()
    let two = Self.fixtures.appendingPathComponent("two.csv").path
    let result = try Self.run(
      [two, "--require", "log_loss<0.1", "-o", "a.json"], in: directory.url)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("log loss") && result.output.contains("Gates"))
    let json = try Data(contentsOf: directory.url.appendingPathComponent("a.json"))
    let all = try JSONSerialization.jsonObject(with: json) as? [String: Any]
    #expect((all?["gates"] as? [[String: Any]])?.first?["outcome"] as? String == "fail")
  }

  @Test("The help names the codes of gates, and that of other commands does not")
  func help() throws {
    func words(_ command: String) throws -> String {
      try Command.run([command, "--help"]).output.split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
    #expect(
      try words("score").contains(
        "Exit codes: 0 fine, 1 a gate failed, 3 a gate is inconclusive, 64 usage"))
    #expect(try !words("measure").contains("a gate"))
  }
}

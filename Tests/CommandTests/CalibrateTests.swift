import CrossEntropyEvaluation
import Foundation
import Testing

/// `xent calibrate`: which map makes probabilities right, and tables after it.
@Suite("calibrate")
struct CalibrateTests {
  /// A probability to a power, and the rest of it.
  private static func raised(_ p: Double, to power: Double) -> Double {
    pow(p, power) / (pow(p, power) + pow(1 - p, power))
  }

  /// Rows whose probabilities are a power of the right ones.
  private static func table(_ rows: Int, power: Double, seed: UInt64 = 3) -> String {
    let seed = RandomSeed(seed)
    let lines = (0..<rows).map { row in
      let p = 0.02 + 0.96 * seed.derived(1).uniform(UInt64(row))
      let label = seed.derived(2).uniform(UInt64(row)) < p ? "yes" : "no"
      return "\"r,\(row)\",\(label),\(raised(p, to: power)),007\n"
    }
    return "id,label,probability,code\n" + lines.joined()
  }

  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.table(800, power: 3).utf8), to: "sharp.csv")
    _ = try directory.write(Array(Self.table(60, power: 3, seed: 9).utf8), to: "new.csv")
  }

  private func run(_ arguments: [String], exit code: Int32 = 0) throws -> CommandResult {
    let result = try Command.run(["calibrate"] + arguments, directory: directory.url)
    #expect(result.exitCode == code, "\(result.errors)")
    return result
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOf: directory.url.appendingPathComponent(name), encoding: .utf8)
  }

  /// The cells of a table without a comma in quotes but in the first column.
  private func probabilities(_ text: String, column: Int) throws -> [Double] {
    try text.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return try #require(Double(cells[column]), "\(line)")
    }
  }

  @Test("The temperature of a sharpened model is found, and its map is applied as the library does")
  func temperature() throws {
    let fitted = try run(["sharp.csv", "-o", "c.json"])
    #expect(fitted.errors == "The calibrator is in c.json.\n")
    let text = fitted.output.unwrapped
    #expect(text.contains("calibrator temperature, T = "), "\(text)")
    #expect(text.contains("Note: the gain of the calibrator was selected among several"))
    let written = try json(try file("c.json"))
    #expect(written["method"] as? String == "temperature")
    let parameters = try #require(written["parameters"] as? [String: Any])
    let beta = try #require(parameters["scale"] as? Double)
    #expect(abs(3 * beta - 1) < 0.15)
    let mapped = try run(["new.csv", "--apply", "c.json", "-o", "out.csv"])
    #expect(
      mapped.output.unwrapped
        == "60 rows of new.csv after temperature, fitted to 800 rows of sharp.csv")
    let (before, after) = (try file("new.csv"), try file("out.csv"))
    #expect(after.hasPrefix("id,label,probability,code\n\"r,0\","))
    let pairs = zip(
      try probabilities(before, column: 3), try probabilities(after, column: 3))
    for (p, q) in pairs { #expect(abs(q - Self.raised(p, to: beta)) < 1e-12) }
    // All other cells are as they were.
    for (old, new) in zip(before.split(separator: "\n"), after.split(separator: "\n")) {
      let (old, new) = (old.split(separator: ","), new.split(separator: ","))
      #expect(old.count == new.count)
      for (place, (a, b)) in zip(old, new).enumerated() where place != old.count - 2 {
        #expect(a == b)
      }
    }
    // The library's own map of the same rows.
    let p = try probabilities(try file("sharp.csv"), column: 3)
    let labels = try file("sharp.csv").split(separator: "\n").dropFirst().map {
      $0.contains(",yes,") ? Int32(1) : 0
    }
    let own = try Calibrator.fitted(
      .temperature,
      to: .init(rows: p.count, columns: 2, fitting: .init(p.flatMap { [log1p(-$0), log($0)] })),
      labels: labels)
    guard case .temperature(let map) = own else {
      Issue.record("\(own)")
      return
    }
    #expect(abs(map.scale - beta) < 1e-12)
  }

  @Test("Right probabilities get no calibrator, and its file changes nothing")
  func none() throws {
    _ = try directory.write(Array(Self.table(400, power: 1).utf8), to: "right.csv")
    let text = try run(["right.csv", "-o", "c.json"]).output.unwrapped
    #expect(
      text.contains("calibrator none: no map wins beyond doubt and more than 1.0 % of the loss"),
      "\(text)")
    #expect(text.contains(": not beyond doubt"))
    _ = try run(["right.csv", "--apply", "c.json", "-o", "same.csv"])
    let (before, after) = (try file("right.csv"), try file("same.csv"))
    let pairs = zip(try probabilities(before, column: 3), try probabilities(after, column: 3))
    for (p, q) in pairs { #expect(abs(p - q) < 1e-15) }
  }

  @Test(
    "Every format is written, and read by score with one log loss",
    arguments: [
      "csv", "tsv", "jsonl", "npy",
    ])
  func formats(format: String) throws {
    _ = try run(["sharp.csv", "-o", "c.json", "--method", "scale-and-bias"])
    _ = try run(["new.csv", "--apply", "c.json", "-o", "out.csv"])
    _ = try run(["new.csv", "--apply", "c.json", "-o", "out.\(format)"])
    func logLoss(_ arguments: [String]) throws -> Double {
      let result = try Command.run(
        ["score"] + arguments + ["--format", "json"], directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      let scores = (try json(result.output)["predictions"] as? [[String: Any]])?.first
      return try #require(scores?["log_loss"] as? Double)
    }
    let csv = try logLoss(["out.csv"])
    #expect(csv < (try logLoss(["new.csv"])) - 0.1)
    let own = try logLoss(
      ["out.\(format)"] + (format == "npy" ? ["--truth", "new.csv", "--columns", "x0"] : []))
    #expect(abs(own - csv) < 1e-12)
    if format == "npy" { return }
    _ = try run(["new.csv", "--apply", "c.json", "-o", "logs.\(format)", "--log-probabilities"])
    #expect(abs(try logLoss(["logs.\(format)", "--log-probabilities"]) - csv) < 1e-12)
  }

  @Test("Without -o predictions go to standard output, and what was done to standard error")
  func standardOutput() throws {
    _ = try run(["sharp.csv", "-o", "c.json"])
    _ = try run(["new.csv", "--apply", "c.json", "-o", "out.csv"])
    let result = try run(["new.csv", "--apply", "c.json"])
    #expect(result.output == (try file("out.csv")))
    #expect(result.errors.hasPrefix("60 rows of new.csv after temperature"))
  }

  @Test(
    "A map that is asked for is fitted, whatever it wins",
    arguments: [
      "temperature", "prior-shift", "scale-and-bias", "beta", "isotonic",
    ])
  func methods(method: String) throws {
    let result = try run(["sharp.csv", "-o", "c.json", "--method", method, "--format", "json"])
    let outcome = try json(result.output)
    let candidates = try #require(outcome["candidates"] as? [[String: Any]])
    #expect(candidates.count == 1)
    let kind = method.replacingOccurrences(of: "-", with: "_")
    #expect(candidates[0]["method"] as? String == kind)
    try Command.checkOutcome(try file("c.json"), of: "calibrator")
    let written = try json(try file("c.json"))
    #expect(written["method"] as? String == kind)
    #expect((written["gain"] as? [String: Any])?["selected"] as? Bool == false)
    #expect(
      try run(["sharp.csv", "--method", method]).output.unwrapped.hasSuffix("as was asked for"))
    let after = try run(["new.csv", "--apply", "c.json", "-q"]).output
    #expect(try probabilities(after, column: 3).allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("Given shares of the classes are the exact ratio")
  func shares() throws {
    let result = try run(
      ["sharp.csv", "-o", "c.json", "--train-prior", ".25,.75", "--new-prior", ".9,.1"])
    #expect(result.output.unwrapped.contains("prior shift, by the shares that were given"))
    let after = try probabilities(
      try run(["new.csv", "--apply", "c.json", "-q"]).output, column: 3)
    for (p, q) in zip(try probabilities(try file("new.csv"), column: 3), after) {
      let (no, yes) = ((1 - p) * 0.9 / 1, p * 0.1 / 3)
      #expect(abs(q - yes / (no + yes)) < 1e-12)
    }
    let wrong = try run(
      ["sharp.csv", "--train-prior", ".2,.3,.5", "--new-prior", ".3,.3,.4"], exit: 64)
    #expect(wrong.errors.contains("--train-prior takes a share for each of no, yes, got 3"))
    let zero = try run(["sharp.csv", "--train-prior", "1,0", "--new-prior", "1,1"], exit: 64)
    #expect(zero.errors.contains("--train-prior takes shares above 0, got 0"))
  }

  @Test(
    "Three classes: every map but beta, logits as they are, and classes of probability 0 keep it")
  func severalClasses() throws {
    let path = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score/logits.csv").path
    let result = try run([
      path, "--target", "truth", "--logits", "-o", "c.json", "--format", "json",
    ])
    let candidates = try #require(try json(result.output)["candidates"] as? [[String: Any]])
    #expect(
      candidates.map { $0["method"] as? String } == [
        "temperature", "prior_shift", "scale_and_bias", "vector", "isotonic",
      ])
    let refusal = try #require(candidates[4]["refusal"] as? [String: Any])
    #expect(refusal["code"] as? String == "too_few_rows")
    #expect(try json(try file("c.json"))["scale"] as? String == "logits")
    // What is written are probabilities, which sum to 1.
    let out = try run([path, "--apply", "c.json", "-q"]).output
    for line in out.split(separator: "\n").dropFirst() {
      let numbers = line.split(separator: ",").dropFirst().compactMap { Double($0) }
      #expect(abs(numbers.reduce(0, +) - 1) < 1e-12)
    }
    let three = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score/three.csv").path
    _ = try run([three, "--target", "truth", "-o", "d.json", "--method", "vector"])
    try Command.checkOutcome(try file("d.json"), of: "calibrator")
    _ = try directory.write(
      Array("p_dog,p_cat,p_emu,x\n0,1,0,a\n.5,.5,0,b\n".utf8), to: "masked.csv")
    let masked = try run(["masked.csv", "--apply", "d.json", "-q"]).output
    let lines = masked.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines[1] == ["0.0", "1.0", "0.0", "a"])
    #expect(lines[2][2] == "0.0" && lines[2][0] != "0.0" && lines[2][3] == "b")
  }

  @Test("Probabilities that double precision would make 0 or 1 are neither, and counted")
  func clamped() throws {
    let rows = (0..<100).map { $0 % 2 == 0 ? "yes,.9\n" : "no,.1\n" }.joined()
    _ = try directory.write(Array(("label,p\n" + rows).utf8), to: "right.csv")
    _ = try run(["right.csv", "--method", "temperature", "-o", "c.json"])
    // T is 1/64, since every row is right: 10⁻⁸ to the power of 64 is no double.
    _ = try directory.write(Array("p\n1e-8\n0.99999999\n0.5\n0\n1\n".utf8), to: "t.csv")
    let result = try run(["t.csv", "--apply", "c.json", "-o", "out.csv"])
    #expect(
      result.output.unwrapped.contains("smallest number above 0 are 1, as the largest below 1 1"))
    let numbers = try file("out.csv").split(separator: "\n").dropFirst().map { Double($0) }
    #expect(numbers == [.leastNormalMagnitude, 1.0.nextDown, 0.5, 0, 1])
  }

  /// Files that are no calibrators any more, and what is said of them.
  private static let broken: [(change: @Sendable (String) -> String, message: String)] = [
    ({ _ in "{}\n" }, "this file is no calibrator"),
    ({ _ in "label,p\n1,.5\n" }, "this file is no calibrator"),
    ({ $0.replacingOccurrences(of: "\"rows\" : 800", with: "\"rows\" : 801") }, "not as it was"),
    (
      { $0.replacingOccurrences(of: "\"normalize\"", with: "\"x\" : 1,\n  \"normalize\"") },
      "not as"
    ),
    ({ $0.replacingOccurrences(of: " : ", with: ": ") }, "not as it was written"),
    ({ String($0.dropLast(9)) }, "this file is no calibrator"),
    (
      { $0.replacingOccurrences(of: "\"file_version\" : 1", with: "\"file_version\" : 2") },
      "is of version 2, and versions up to 1 are known"
    ),
  ]

  @Test("A file that is not what was written is refused", arguments: broken.indices)
  func damaged(index: Int) throws {
    let (change, message) = Self.broken[index]
    _ = try run(["sharp.csv", "-o", "c.json"])
    let text = try file("c.json")
    #expect(change(text) != text)
    _ = try directory.write(Array(change(text).utf8), to: "d.json")
    let result = try run(["new.csv", "--apply", "d.json", "-o", "out.csv"], exit: 65)
    #expect(result.errors.hasPrefix("d.json: ") && result.errors.contains(message))
    #expect(!FileManager.default.fileExists(atPath: directory.url.path + "/out.csv"))
  }

  /// Tables that a calibrator of `probability` cannot map.
  private static let tables: [(text: String, options: [String], message: String)] = [
    ("id,p\n1,.5\n", [], "probability"),
    ("probability\n.5\n\n1.5\n", [], ":4: 1.5 of 'probability' is no probability"),
    ("probability,x\n.5,a\n,b\n", [], ":3: the prediction of 'probability' is missing"),
    ("probability,x\n.5,a\nhigh,b\n", [], "high"),
    ("a,b\n.5,.5\n", ["--columns", "a,b"], "is for probability, and 2 columns are named"),
  ]

  @Test(
    "A table that cannot be mapped names the row, and nothing is written", arguments: tables.indices
  )
  func wrongTables(index: Int) throws {
    let (text, options, message) = Self.tables[index]
    _ = try run(["sharp.csv", "-o", "c.json"])
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    let result = try run(
      ["t.csv", "--apply", "c.json", "-o", "out.csv"] + options,
      exit: options.isEmpty ? 65 : 64)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: directory.url.path + "/out.csv"))
  }

  @Test("Too few rows are refused, and what does not go together")
  func refusals() throws {
    _ = try run(["sharp.csv", "-o", "c.json"])
    let few = try run(["new.csv"], exit: 65)
    #expect(
      few.errors.contains("no calibrator is fitted: 100 rows are needed, and there are 60"),
      "\(few.errors)")
    let three = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score/three.csv").path
    let beta = try run([three, "--target", "truth", "--method", "beta"], exit: 65)
    #expect(
      beta.errors.contains("beta is not fitted: it is for 2 classes at most, and there are 3"))
    for option in [["--target", "a"], ["--method", "beta"], ["--logits"], ["--seed", "1"]] {
      let idle = try run(["new.csv", "--apply", "c.json"] + option, exit: 64)
      #expect(
        idle.errors.contains("--apply and \(option[0]) do not go together"), "\(idle.errors)")
    }
    let alone = try run(["sharp.csv", "--train-prior", "1,1"], exit: 64)
    #expect(alone.errors.contains("--new-prior"))
    #expect(try run([], exit: 64).errors.contains("Which predictions?"))
    _ = try run(["a.csv", "b.csv"], exit: 64)
    _ = try run(["missing.csv"], exit: 66)
  }

  @Test("A truth of probability 0 can be mended by steps alone, and its line is named")
  func impossible() throws {
    let text = Self.table(400, power: 1) + "last,yes,0,007\n"
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    let result = try run(["t.csv", "-o", "c.json"]).output.unwrapped
    #expect(result.contains("as it is ∞ nats"))
    #expect(result.contains("1 truth of probability 0 (line 402) cannot be mended by it"))
    #expect(result.contains("calibrator isotonic"), "\(result)")
    #expect(try json(try file("c.json"))["gain"] is NSNull)
  }

  @Test("The whole text, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let path = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")
    let result = try Command.run(
      ["calibrate", "three.csv", "--target", "truth", "--language", language], directory: path)
    #expect(result.exitCode == 0)
    try RecordedText.check(result.output, against: "calibrate-\(language).txt")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("Threads change no byte")
  func threads() throws {
    let one = try run(["sharp.csv", "--threads", "1"]).output
    #expect(try run(["sharp.csv", "--threads", "2"]).output == one)
  }
}

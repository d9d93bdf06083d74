import Foundation
import TestSupport
import Testing

/// What is noticed of truths, IDs and the order of classes, and what is not.
@Suite("score and calibrate: truths, IDs and columns")
struct ScoreLintTests {
  private static func run(
    _ arguments: [String], _ files: [String: String]
  ) throws -> (exitCode: Int32, output: String, errors: String) {
    let directory = try TemporaryDirectory()
    for (name, text) in files { try directory.write(Array(text.utf8), to: name) }
    let result = try Command.run(arguments, directory: directory.url)
    return (result.exitCode, result.output.unwrapped, result.errors)
  }

  /// Rows of two classes, whose probabilities are right.
  private static func rows(_ count: Int, spread: Double, swapped: Bool = false) -> String {
    var generator = SplitMix64(state: UInt64(count))
    let lines = (0..<count).map { _ in
      let p = 1 / (1 + exp(spread * Double.random(in: -1...1, using: &generator)))
      let isSecond = generator.uniform() < p
      return "\(isSecond ? "b" : "a"),\(swapped ? p : 1 - p),\(swapped ? 1 - p : p)"
    }
    return "label,p_a,p_b\n" + lines.joined(separator: "\n") + "\n"
  }

  @Test(
    "A token that is named makes a truth missing, and a usual one may be a class",
    arguments: ["-100", "unk", "NA"])
  func missingTruth(token: String) throws {
    let numbers = ".5,.5\n.25,.75\n.75,.25\n"
    let own = zip(["0", "1", token], numbers.split(separator: "\n")).map { "\($0),\($1)\n" }
    let said = "1 row without a truth was left out"
    for (files, options) in [
      (["p.csv": "label,p_0,p_1\n" + own.joined()], []),
      (["p.csv": "p_0,p_1\n" + numbers, "y.csv": "label\n0\n1\n\(token)\n"], ["--truth", "y.csv"]),
      (
        ["p.csv": "label,probability\n0,.5\n1,.75\n\(token),.25\n"], []
      ),
    ] {
      let left = try Self.run(["score", "p.csv", "--na", token] + options, files)
      #expect(left.exitCode == 0 && left.output.contains(said), "\(left)")
      #expect(try Self.run(["score", "p.csv"] + options, files).exitCode == 65)
    }
  }

  @Test("The same of arrays of whole numbers, as Hugging Face writes labels that do not count")
  func missingLabels() throws {
    let directory = try TemporaryDirectory()
    try directory.write(
      PlainArrays.npy(
        PlainArrays.header("'<f8'", "(3, 2)"), PlainArrays.bytes([0.5, 0.5, 0.25, 0.75, 0.75, 0.25])
      ), to: "p.npy")
    let labels = [Int64(0), -100, 1].flatMap { value in
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    try directory.write(
      PlainArrays.npy(PlainArrays.header("'<i8'", "(3,)"), labels), to: "y.npy")
    let result = try Command.run(
      ["score", "p.npy", "--truth", "y.npy", "--na", "-100"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.unwrapped.contains("1 row without a truth was left out"))
  }

  @Test("Scores rank backwards only where chance does not explain it, for both commands")
  func backwards() throws {
    let said = "the scores rank the rows backwards"
    for options in [["score", "p.csv"], ["calibrate", "p.csv", "-o", "c.json"]] {
      let swapped = try Self.run(options, ["p.csv": Self.rows(400, spread: 3, swapped: true)])
      #expect(swapped.exitCode == 0 && swapped.output.contains(said), "\(swapped)")
      // Weak, and right.
      for count in 200..<220 {
        let weak = try Self.run(
          options + (options[0] == "score" ? ["--metrics", "roc_auc"] : []),
          ["p.csv": Self.rows(count, spread: 0.1)])
        #expect(weak.exitCode == 0 && !weak.output.contains(said), "\(weak)")
      }
    }
  }

  @Test("calibrate says where columns are permuted")
  func permuted() throws {
    var generator = SplitMix64(state: 1)
    let lines = (0..<300).map { _ in
      let powers = (0..<3).map { _ in exp(Double.random(in: -3...3, using: &generator)) }
      let p = powers.map { $0 / powers.reduce(0, +) }
      let draw = generator.uniform()
      let truth = draw < p[0] ? 0 : draw < p[0] + p[1] ? 1 : 2
      return "\("abc".map(String.init)[truth]),\(p[1]),\(p[2]),\(p[0])"
    }
    let result = try Self.run(
      ["calibrate", "p.csv", "-o", "c.json"],
      ["p.csv": "label,p_a,p_b,p_c\n" + lines.joined(separator: "\n") + "\n"])
    #expect(result.exitCode == 0)
    #expect(
      result.output.contains("the columns of the classes are probably permuted"), "\(result)")
  }

  @Test("A calibrator of logits points out what look like probabilities")
  func likeProbabilities() throws {
    let directory = try TemporaryDirectory()
    func logits(_ text: String) -> String {
      text.split(separator: "\n").enumerated().map { line, row in
        line == 0
          ? String(row)
          : row.split(separator: ",").map { Double($0).map { "\(log($0))" } ?? String($0) }
            .joined(separator: ",")
      }.joined(separator: "\n") + "\n"
    }
    let rows = Self.rows(300, spread: 3)
    try directory.write(Array(rows.utf8), to: "p.csv")
    try directory.write(Array(logits(rows).utf8), to: "l.csv")
    let fitted = try Command.run(
      ["calibrate", "l.csv", "--logits", "--method", "temperature", "-o", "c.json"],
      directory: directory.url)
    #expect(fitted.exitCode == 0, "\(fitted.errors)")
    for (file, isSaid) in [("p.csv", true), ("l.csv", false)] {
      let result = try Command.run(
        ["calibrate", file, "--apply", "c.json", "-o", "out.csv"], directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(
        result.output.unwrapped.contains("are probabilities by their look") == isSaid,
        "\(result.output)")
    }
  }
}

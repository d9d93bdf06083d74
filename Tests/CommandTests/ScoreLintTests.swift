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
      (
        ["p.csv": "p_0,p_1\n" + numbers, "y.csv": "label\n0\n1\n\(token)\n"], ["--truth", "y.csv"]
      ),
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
        PlainArrays.header("'<f8'", "(3, 2)"),
        PlainArrays.bytes([0.5, 0.5, 0.25, 0.75, 0.75, 0.25])
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

  @Test("The first lines of a repeated ID are said, and that its rows have one truth")
  func repeatedIDs() throws {
    let table = "id,label,p_0,p_1\nx,0,.5,.5\ny,1,.5,.5\nz,1,.25,.75\ny,0,.5,.5\nx,0,.75,.25\n"
    let said = "4 rows have an ID of 'id' that another row has, too (first lines 3 and 5)"
    let own = try Self.run(["score", "p.csv", "--id", "id"], ["p.csv": table])
    #expect(own.exitCode == 0 && own.output.contains(said), "\(own)")
    #expect(!own.output.contains("by its one truth"))
    let joined = try Self.run(
      ["score", "p.csv", "--id", "id", "--truth", "y.csv"],
      ["p.csv": table, "y.csv": "id,label\nx,0\ny,1\nz,1\n"])
    #expect(joined.output.contains(said + "; all rows of an ID are scored by its one truth"))
    let twice = try Self.run(
      ["score", "p.csv", "--id", "id", "--truth", "y.csv"],
      ["p.csv": table, "y.csv": "id,label\nx,0\ny,1\nx,1\n"])
    #expect(
      twice.errors
        == "y.csv:4: the ID 'x' of 'id' has a truth in line 2, too; name another column with --id\n"
    )
  }

  /// Arguments, files, the exit code and what is said.
  private static let sentences:
    [(arguments: String, files: [String: String], exitCode: Int32, said: String)] = [
      (
        "score p.csv", ["p.csv": "p_0,p_1\n.5,.5\n"], 65,
        "p.csv:1: there is no column 'label'; the columns are p_0, p_1, or name the file of the truths with --truth"
      ),
      (
        "score p.csv --truth y.csv", ["p.csv": ".25,.75\n.5,.5\n", "y.csv": "label\n1\n0\n"], 65,
        "or probability for the positive one of two; this line was read as the header: put the names of the columns above it"
      ),
      (
        "score p.csv --truth y.csv", ["p.csv": ".5,.5\n.25,.75\n", "y.csv": "label\n1\n0\n"], 65,
        "are both named '.5'; this line was read as the header: put the names of the columns above it, or rename one"
      ),
      (
        "score p.csv --truth y.csv", ["p.csv": "p_0,p_1\n.5,.5\n.25,.75\n", "y.csv": "0\n1\n"], 65,
        "y.csv:1: there is no column 'label'; this line was read as the header"
      ),
      (
        "score p.txt --truth y.csv",
        [
          "p.txt": "__label__a 0.9\n__label__b 0.8\n__label__a 0.7\n", "y.csv": "label\na\nb\nb\n",
        ], 65,
        "is missing; have all labels printed by 'fasttext predict-prob MODEL FILE -1'"
      ),
      (
        "score p.csv --costs 1,4", ["p.csv": "label,p_a,p_b,p_c\na,.5,.25,.25\n"], 64,
        "--costs is for two classes, and here are 3; give it a table: the header names the classes that are predicted, the first column the true ones"
      ),
      (
        "score p.csv --costs c.csv",
        [
          "p.csv": "label,p_a,p_b,p_c\na,.5,.25,.25\n", "c.csv": "truth,a,b\na,0,1\nb,1,0\n",
        ], 65,
        "c.csv:1: the costs of class 'c' are missing; add what it costs where another class is true, and another where it is"
      ),
      (
        "score p.csv", ["p.csv": "label,score,p\na,.5,.5\nb,.25,.75\n"], 65,
        "p.csv:1: any of score, p may hold the probability; use --columns"
      ),
      (
        "score p.csv",
        [
          "p.csv": "label,p_a,p_b\n" + String(repeating: "a,.9,.1\nb,.9,.1\n", count: 30)
            + "b,1,0\n"
        ],
        0, "; that of all other rows, without any bound, is 1.2040"
      ),
      (
        "score p.csv",
        ["p.csv": "label,p_a,p_b\n" + String(repeating: "a,.1,.9\nb,.9,.1\n", count: 30)], 0,
        "0.7100 nats by the class shares alone; the predictions are worse, and save −2"
      ),
      (
        "score p.csv --require accuracy>=66% --metrics accuracy",
        ["p.csv": "label,p_a,p_b\n" + String(repeating: "a,.9,.1\nb,.1,.9\n", count: 30)], 0, "66"
      ),
    ]

  @Test("Each is said, with what mends it", arguments: sentences.indices)
  func said(index: Int) throws {
    let (arguments, files, exitCode, said) = Self.sentences[index]
    let result = try Self.run(arguments.split(separator: " ").map(String.init), files)
    #expect(result.exitCode == exitCode, "\(result)")
    #expect((exitCode == 0 ? result.output : result.errors.unwrapped).contains(said), "\(result)")
  }

  @Test("Arrays have no IDs and no names: what is advised of them is something else")
  func arrays() throws {
    let directory = try TemporaryDirectory()
    func write(_ name: String, _ shape: String, _ numbers: [Double], more: [UInt8] = []) throws {
      try directory.write(
        PlainArrays.npy(PlainArrays.header("'<f8'", shape), PlainArrays.bytes(numbers) + more),
        to: name)
    }
    let two = [0.5, 0.5, 0.25, 0.75, 0.75, 0.25]
    try write("p.npy", "(3, 2)", two)
    try write("t.npy", "(2, 3)", two)
    try write("long.npy", "(300, 2)", (0..<100).flatMap { _ in two }, more: [0, 0])
    for (name, labels) in [("y.csv", "0\n1\n1\n"), ("short.csv", "0\n")] {
      try directory.write(Array(("label\n" + labels).utf8), to: name)
    }
    for (arguments, said) in [
      (["p.npy"], "p.npy:1: there is no column 'label'; name the file of the truths with --truth"),
      (
        ["t.npy", "--truth", "y.csv"],
        "so that their order says nothing; transpose the array, whose rows look like columns"
      ),
      (
        ["p.npy", "--truth", "short.csv"],
        "so that their order says nothing; give every row one label"
      ),
      (
        ["long.npy", "--truth", "y.csv"],
        "the array needs 4800 bytes by its shape, not 4802; copy it again"
      ),
    ] {
      let result = try Command.run(["score"] + arguments, directory: directory.url)
      #expect(result.exitCode == 65 && result.errors.unwrapped.contains(said), "\(result.errors)")
    }
  }

  @Test("The help of --require lists what a condition can be of")
  func help() throws {
    let result = try Self.run(["score", "--help"], [:])
    #expect(result.output.contains("log_loss") && result.output.contains("recalibration_gain"))
  }
}

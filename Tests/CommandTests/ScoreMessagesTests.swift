import Foundation
import Testing

/// What `score` and `calibrate` say where something was misread before, by a line that says what mends it.
@Suite("score and calibrate: messages")
struct ScoreMessagesTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  /// Arguments, the exit code, and what is said.
  private static let messages: [(arguments: String, exitCode: Int32, said: String)] = [
    ("score two.csv --costs nan,1", 64, "as in --costs 1,20; got 'nan' in 'nan,1'"),
    (
      "score two.csv --columns probability,label", 64,
      "--target and --columns both name 'label'; a column plays one part"
    ),
    ("score two.csv --costs 1:20", 64, "as in --costs 1,20; got '1:20'"),
    (
      "score two.csv --baseline two.csv --baseline two.csv", 64,
      "--baseline is for one file, and 2 are named"
    ),
    (
      "score labels.csv --target red,big --partial part.json", 64,
      "--target: conditions, baselines, kept rows, parts and calibrators are of one label; name one of red, big"
    ),
    (
      "calibrate labels.csv --target red,big -o c.json", 64,
      "are of one label; name one of red, big"
    ),
    (
      "calibrate two.csv --train-prior .5,.4 --new-prior .5,.5 -o c.json", 64,
      "--train-prior takes shares that sum to 1, and these sum to 0.9"
    ),
    (
      "calibrate three.csv --target truth --method beta -o c.json", 65,
      "beta is not fitted: it is for 2 classes at most, and there are 3"
    ),
    (
      "score three.csv --target truth --baseline accuracy.json", 65,
      "accuracy.json: it was written without the log loss, which baselines are compared by"
    ),
    (
      "score three.csv --target truth --baseline two.json", 65,
      "two.json: this baseline is of no, yes, and the predictions are of cat, dog, emu"
    ),
    (
      "score two.csv --baseline three.json --keep-rows -o new.json", 65,
      "three.json: this baseline is of cat, dog, emu, and the predictions are of no, yes"
    ),
    (
      "score renamed.csv --columns m,b", 0,
      "no truth is called as the columns m, b: they are taken for no, yes, in this order"
    ),
    ("score two.csv", 0, "in brackets: 95 % intervals log loss"),
    (
      "score three.csv --target truth --weight w", 0,
      "240 rows, weighing 625 in all, of cat 209, dog 241, emu 175"
    ),
    (
      "score random.csv --worst 2", 0,
      "predictions that say no more than the class shares cannot doubt a label"
    ),
    (
      "score finite.csv infinite.csv", 0,
      "+∞ nats: worse, since this file alone gives a truth probability 0; clipped +"
    ),
    (
      "score infinite.csv finite.csv", 0,
      "−∞ nats: better, since the first file alone gives a truth probability 0; clipped −"
    ),
    (
      "score infinite.csv infinite.csv", 0,
      "undefined, since both files give a truth probability 0; clipped +0.0000 nats"
    ),
    (
      "calibrate right.csv --method temperature -o c.json", 0,
      "the temperature is at its bound, 0.015625, and would pass it on these rows"
    ),
    ("calibrate little.csv --method temperature -o c.json", 0, "less than 1.0 % of the loss"),
    ("calibrate two.csv -o c.json", 0, "not beyond doubt"),
    // A text in a row of weight 0 does not hide that of a row that is scored.
    (
      "score texts.csv --weight w --columns p", 65,
      "texts.csv:5: the column 'p' was read as names, not as numbers"
    ),
    ("score texts.csv --weight w --columns gap", 65, "the prediction of 'b' is missing"),
    (
      "score texts.csv --weight w --tokens p", 65,
      "texts.csv:5: the column 'p' was read as names, not as numbers"
    ),
    (
      "score texts.csv --weight w --tokens gap", 65,
      "texts.csv:5: the log-probability of 'gap' is missing"
    ),
    (
      "score nested.jsonl", 65,
      "nested.jsonl:1:30: the value of 'p_b' is an object or a list, and no cell; use --columns, or leave the key out of the rows"
    ),
    ("score nested.jsonl --columns p_a", 0, "2 rows of b 1, a 1"),
    (
      "score nested.jsonl --target x --columns p_a", 65,
      "the value of 'x' is an object or a list, and no cell; name another column with --target"
    ),
    ("calibrate nested.jsonl -o c.json", 65, "no cell; use --columns, or leave the key out"),
  ]

  /// The files, made once.
  private static let directory = Result { try made() }

  private static func made() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    func write(_ name: String, _ header: String, _ rows: [String]) throws {
      try directory.write(
        Array((header + "\n" + rows.joined(separator: "\n") + "\n").utf8), to: name)
    }
    func score(_ file: String, _ options: [String]) throws {
      let result = try Command.run(["score", file] + options, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
    for name in ["two.csv", "three.csv", "labels.csv"] {
      try FileManager.default.copyItem(
        at: Self.fixtures.appendingPathComponent(name),
        to: directory.url.appendingPathComponent(name))
    }
    let two = try directory.text(of: "two.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",")
    }
    try write(
      "renamed.csv", "label,m,b", two.map { "\($0[0]),\(1 - (Double($0[1]) ?? 0)),\($0[1])" })
    // Probabilities that know nothing of their labels.
    try write(
      "random.csv", "label,probability", (0..<200).map { "\($0 % 2),0.\(100 + $0 * 37 % 800)" })
    let finite = (0..<30).map { $0 % 2 == 0 ? "a,.75,.25" : "b,.25,.75" }
    try write("finite.csv", "label,p_a,p_b", finite)
    try write("infinite.csv", "label,p_a,p_b", ["a,0,1"] + finite.dropFirst())
    try write(
      "right.csv", "label,p_a,p_b", (0..<200).map { $0 % 2 == 0 ? "a,.75,.25" : "b,.25,.75" })
    // Probabilities a little too sure, in many rows: .8 comes true in 784 of 1 000.
    try write(
      "little.csv", "label,p_a,p_b",
      (0..<10_000).map { row in
        let isRight = row / 2 % 1000 * 7 % 1000 < 778
        return row % 2 == 0
          ? "\(isRight ? "a" : "b"),.8,.2" : "\(isRight ? "b" : "a"),.2,.8"
      })
    for (table, options) in [
      ("two", []), ("three", ["--target", "truth", "--keep-rows"]),
    ] {
      try score("\(table).csv", options + ["-o", "\(table).json"])
    }
    try write(
      "texts.csv", "label,p,gap,w",
      ["b,many,few,0", "b,0,0,1", "a,0,0,1", "a,much,,1"]
        + [String](repeating: "b,0,0,1", count: 40))
    let nested = #"{"label":"a","p_a":0.9,"p_b":[1],"x":[1]}"#
    try directory.write(
      Array((nested + "\n" + nested.replacing("\"a\"", with: "\"b\"") + "\n").utf8),
      to: "nested.jsonl")
    try score("three.csv", ["--target", "truth", "--metrics", "accuracy", "-o", "accuracy.json"])
    return directory
  }

  @Test("Each is said, and the command ends by it", arguments: messages.indices)
  func said(index: Int) throws {
    let (arguments, exitCode, said) = Self.messages[index]
    let result = try Command.run(
      arguments.split(separator: " ").map(String.init), directory: Self.directory.get().url)
    #expect(result.exitCode == exitCode, "\(result.errors)")
    let text = (exitCode == 0 ? result.output : result.errors).unwrapped
    #expect(text.contains(said), "\(text)")
  }

  @Test("A pair of which one file alone is infinite is judged by that, in the JSON too")
  func infinitePair() throws {
    let result = try Command.run(
      ["score", "finite.csv", "infinite.csv", "--format", "json"],
      directory: Self.directory.get().url)
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let pair = try #require((all?["pairs"] as? [[String: Any]])?.first)
    #expect(pair["finding"] as? String == "worse")
  }
}

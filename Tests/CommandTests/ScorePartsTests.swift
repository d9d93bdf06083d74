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
    // Those of the classes come with what counts rows by what was predicted.
    let counts = !keys.isDisjoint(with: ["balanced_accuracy", "matthews_corrcoef"])
    let ofClass = try #require((some["classes"] as? [[String: Any]])?.first)
    for key in ["recall", "precision", "f1"] {
      #expect((ofClass[key] as? Double != nil) == counts, "\(key)")
    }
    #expect(ofClass["rows"] as? Double != nil)
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

  /// How the file is read and scored.
  private static let options: [[String]] = [
    [], ["--weight", "w"], ["--group", "g"],
    ["--group", "g", "--weight", "w", "--metrics", "accuracy,f1_macro"],
    ["--id", "id", "--seed", "7"],
    ["--metrics", "roc_auc,log_loss,recalibration"],
  ]

  /// Where a file of 240 rows is cut, and in which order the parts are merged.
  private static let cuts: [(cuts: [Int], order: [Int])] = [
    ([120], [0, 1]), ([120], [1, 0]), ([1, 2, 17, 239], [4, 0, 3, 1, 2]), ([80, 160], [2, 1, 0]),
  ]

  /// Writes a part of a file of scores for each piece of it, some rows of which have no truth or no weight.
  private static func writeParts(
    of name: String, cuts: [Int], _ options: [String], in directory: TemporaryDirectory
  ) throws {
    let text = try String(contentsOf: fixtures.appendingPathComponent(name), encoding: .utf8)
    let lines = text.split(separator: "\n").enumerated().map { row, line in
      var cells = line.split(separator: ",").map(String.init)
      if row % 23 == 7 { cells[1] = "" }
      if row % 29 == 5 { cells[cells.count - 1] = "0" }
      return (cells + [row == 0 ? "g" : "g\(row * 7 % 31)"]).joined(separator: ",")
    }
    try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: "whole.csv")
    let bounds = [0] + cuts + [lines.count - 1]
    for part in 0...cuts.count {
      let rows = [lines[0]] + lines[1...][(1 + bounds[part])..<(1 + bounds[part + 1])]
      try directory.write(Array((rows.joined(separator: "\n") + "\n").utf8), to: "part\(part).csv")
      let result = try Command.run(
        [
          "score", "part\(part).csv", "--target", "truth", "--partial", "part\(part).json",
          "--first-row", "\(bounds[part] + 1)", "-q",
        ] + options, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
  }

  /// Where two values differ; numbers may by rounding.
  private static func differences(_ own: Any, _ known: Any, _ place: String) -> [String] {
    if let own = own as? [String: Any], let known = known as? [String: Any] {
      return Set(own.keys).union(known.keys).sorted().flatMap { key in
        // A row of merged parts has a number, and stands on the line below that of the file.
        if key == "line", let line = own[key] as? Int {
          return line == known[key] as? Int ?? 0 ? [] : [place]
        }
        return differences(own[key] ?? "none", known[key] ?? "none", "\(place)/\(key)")
      }
    }
    if let own = own as? [Any], let known = known as? [Any] {
      guard own.count == known.count else { return [place] }
      return own.indices.flatMap { differences(own[$0], known[$0], "\(place)/\($0)") }
    }
    if let own = own as? Double, let known = known as? Double {
      return abs(own - known) <= 1e-12 * max(1, abs(known)) ? [] : ["\(place): \(own), \(known)"]
    }
    return "\(own)" == "\(known)" ? [] : ["\(place): \(own), \(known)"]
  }

  @Test(
    "Parts merge into all that one run gives, whatever the cut and the order", arguments: cuts,
    options)
  func merged(cut: (cuts: [Int], order: [Int]), options: [String]) throws {
    let directory = try TemporaryDirectory()
    try Self.writeParts(of: "three.csv", cuts: cut.cuts, options, in: directory)
    var one = try Self.scores(["whole.csv", "--target", "truth"] + options, in: directory.url)
    var merged = try Self.scores(
      ["--merge"] + cut.order.map { "part\($0).json" }, in: directory.url)
    for key in [
      "log_loss", "log_loss_bits", "perplexity", "brier_score", "accuracy", "balanced_accuracy",
      "f1_macro", "matthews_corrcoef", "rows", "unlabelled_rows", "roc_auc",
      "recalibrated_log_loss",
    ] {
      #expect(merged[key] as? Double == one[key] as? Double, "\(key)")
    }
    for key in ["path", "notes"] { (one[key], merged[key]) = (nil, nil) }
    for key in ["worst_rows", "suspects"] {
      guard let rows = one[key] as? [[String: Any]] else { continue }
      one[key] = rows.map { row in
        row.merging(["line": (row["line"] as? Int ?? 0) - 1]) { $1 }
      }
    }
    #expect(Self.differences(merged, one, "") == [])
    #expect(merged["sampled_rows"] is NSNull)
  }

  @Test("What a merge is asked for is what its parts have, and rows are called so")
  func narrower() throws {
    let directory = try TemporaryDirectory()
    try Self.writeParts(
      of: "three.csv", cuts: [100], ["--metrics", "roc_auc,skill"], in: directory)
    let files = ["part0.json", "part1.json"]
    let merged = try Self.scores(["--metrics", "skill,ece", "--merge"] + files, in: directory.url)
    #expect(merged["skill"] is Double && merged["roc_auc"] is NSNull && merged["ece"] is NSNull)
    let lint = try #require(merged["lint"] as? [[String: Any]])
    let missing = try #require(lint.first { $0["code"] as? String == "not_merged" })
    #expect((missing["values"] as? [String: Any])?["metrics"] as? [String] == ["ece"])

    try directory.write(Array("label,p_a,p_b\n\na,0,1\nb,.5,.5\n".utf8), to: "t.csv")
    let part = try Command.run(["score", "t.csv", "--partial", "t.json"], directory: directory.url)
    #expect(part.output.contains("gave the truth probability 0 (line 3)"), "\(part.output)")
    let text = try Command.run(["score", "--merge", "t.json"], directory: directory.url).output
    #expect(text.contains("gave the truth probability 0 (row 1)"), "\(text)")
    #expect(text.contains("costliest: row 1, row 2"), "\(text)")
    let worst = try Command.run(
      ["score", "--merge", "t.json", "--worst", "1"], directory: directory.url
    ).output
    #expect(worst.contains("\n  costliest rows") && worst.contains("\n  row 1 "), "\(worst)")
  }

  @Test(
    "A part that was edited or cut is said to be damaged",
    arguments: ["edit", "cut", "end", "digest"])
  func damaged(how: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("label,p_a,p_b\na,.6,.4\nb,.3,.7\n".utf8), to: "a.csv")
    let made = try Command.run(
      ["score", "a.csv", "--partial", "a.json", "-q"], directory: directory.url)
    #expect(made.exitCode == 0, "\(made.errors)")
    let file = directory.url.appendingPathComponent("a.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    switch how {
    // The digest alone can tell.
    case "edit": text = text.replacing("\"repeated_rows\":0", with: "\"repeated_rows\":2")
    case "cut": text = String(text.prefix(text.count / 2))
    case "end": text = String(text.dropLast())
    default: text = text.replacing("sha256\":\"", with: "sha256\":\"0")
    }
    try directory.write(Array(text.utf8), to: "a.json")
    let result = try Command.run(["score", "--merge", "a.json"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(result.errors.hasPrefix("a.json: this partial result is damaged"), "\(result.errors)")
  }

  /// How the second part is made, the first being made without options; what is said of it.
  private static let others: [(options: String, error: String)] = [
    ("--seed 3", "this part was made with --seed 3, and the first with --seed 0"),
    ("--target other", "this part was made with --target other, and the first with --target label"),
    ("--weight w", "this part was made with --weight w, and the first without --weight"),
    ("--group key", "this part was made with --group key, and the first without --group"),
    ("--id key", "this part was made with --id key, and the first without --id"),
    ("--normalize", "this part was made with --normalize, and the first without --normalize"),
    ("--percent", "this part was made with --percent, and the first without --percent"),
    ("--metrics ece", "this part was made with --metrics ece, and the first without --metrics"),
    ("--columns p_b", "this part was made with --columns 1, and the first with --columns 2"),
    ("--first-row 2", "this part and a.json both have row 2 of all; use --first-row 3"),
    ("--first-row 1", "this part and a.json both have rows 1 to 2 of all; use --first-row 3"),
  ]

  @Test("Parts that were made otherwise, or have rows in common, are refused", arguments: others)
  func otherParts(options: String, error: String) throws {
    let directory = try TemporaryDirectory()
    let isPercent = options == "--percent"
    let rows = isPercent ? "a,a,60,40,2,i\nb,b,30,70,3,j\n" : "a,a,.6,.4,2,i\nb,b,.3,.7,3,j\n"
    let head = "label,other,p_a,p_b,w,key\n"
    try directory.write(Array((head + "a,a,.6,.4,2,i\nb,b,.3,.7,3,j\n").utf8), to: "a.csv")
    try directory.write(Array((head + rows).utf8), to: "b.csv")
    let words = options.split(separator: " ").map(String.init)
    func run(_ arguments: [String]) throws -> CommandResult {
      try Command.run(["score"] + arguments, directory: directory.url)
    }
    #expect(try run(["a.csv", "--partial", "a.json"]).exitCode == 0)
    let part = try run(
      ["b.csv", "--partial", "b.json"] + words
        + (words[0] == "--first-row" ? [] : ["--first-row", "3"]))
    #expect(part.exitCode == 0, "\(part.errors)")
    let result = try run(["--merge", "a.json", "b.json"])
    #expect(result.exitCode == 65)
    #expect(result.errors.hasPrefix("b.json: \(error)"), "\(result.errors)")
  }

  @Test("Weights too far apart to be added are said to be so")
  func weightsApart() throws {
    let directory = try TemporaryDirectory()
    let head = "label,probability,w\n"
    try directory.write(Array((head + "a,.2,1\nb,.7,2\n").utf8), to: "a.csv")
    try directory.write(Array((head + "a,.2,1e200\nb,.7,1e200\n").utf8), to: "b.csv")
    for (name, first) in [("a", "1"), ("b", "3")] {
      let part = try Command.run(
        [
          "score", "\(name).csv", "--weight", "w", "--partial", "\(name).json", "--first-row",
          first,
        ],
        directory: directory.url)
      #expect(part.exitCode == 0, "\(part.errors)")
    }
    let result = try Command.run(
      ["score", "--merge", "a.json", "b.json"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(
      result.errors.unwrapped.hasPrefix(
        "b.json: a row of this part weighs 1e200 on average, and one of the first 1.5: weights so far"
      ),
      "\(result.errors)")
    #expect(result.errors.unwrapped.contains("divide the weights of all parts"))
  }

  /// The first rows of the parts of four rows each, the second of which is without a truth; what is said of rows that no
  /// part has.
  private static let gaps: [(starts: [Int], said: String?)] = [
    ([1, 5], nil),
    ([1, 4], "4.json: this part and 1.json both have row 4 of all; use --first-row 5"),
    ([5, 1, 9], nil),
    ([1, 9], "no part has rows 5 to 8 of all"), ([5], "no part has rows 1 to 4 of all"),
    ([2, 6], "no part has row 1 of all"),
    ([20, 1, 10], "no part has rows 5 to 9 of all, nor 6 other rows"),
  ]

  @Test("Rows that no part has are said", arguments: gaps.indices)
  func missingRows(index: Int) throws {
    let (starts, said) = Self.gaps[index]
    let directory = try TemporaryDirectory()
    try directory.write(
      Array("label,p_a,p_b\na,.6,.4\n,.7,.3\nb,.3,.7\na,.8,.2\n".utf8), to: "a.csv")
    for start in starts {
      let part = try Command.run(
        ["score", "a.csv", "--partial", "\(start).json", "--first-row", "\(start)"],
        directory: directory.url)
      #expect(part.exitCode == 0 && !part.output.contains("no part has"), "\(part.errors)")
    }
    func merged(_ options: [String]) throws -> String {
      let result = try Command.run(
        ["score", "--merge"] + starts.map { "\($0).json" } + options, directory: directory.url)
      return (result.output + result.errors).unwrapped
    }
    let text = try merged([])
    if let said {
      #expect(text.contains(said), "\(text)")
      guard said.hasPrefix("no part") else { return }
      #expect(try merged(["--format", "json"]).contains("missing_rows"))
      #expect(try merged(["--language", "ko"]).contains("어느 부분에도 없습니다"))
    } else {
      #expect(!text.contains("no part has"), "\(text)")
    }
  }

  @Test("An ID that two parts have is said")
  func sharedID() throws {
    let directory = try TemporaryDirectory()
    for (name, first) in [("a", "1"), ("b", "3")] {
      try directory.write(
        Array("label,p_a,p_b,id\na,.6,.4,x\nb,.3,.7,\(name)\n".utf8), to: "\(name).csv")
      let part = try Command.run(
        [
          "score", "\(name).csv", "--partial", "\(name).json", "--id", "id", "--first-row", first,
        ], directory: directory.url)
      #expect(part.exitCode == 0, "\(part.errors)")
    }
    let result = try Command.run(
      ["score", "--merge", "a.json", "b.json"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(
      result.errors.hasPrefix("b.json: the ID 'x' of 'id' is in another part, too"),
      "\(result.errors)")
  }

  @Test("IDs that stand twice in a part are counted in a merge, also where no row is kept")
  func repeatedIDs() throws {
    let directory = try TemporaryDirectory()
    for (name, first) in [("a", "1"), ("b", "4")] {
      try directory.write(
        Array("label,p,id\na,.6,\(name)\nb,.3,\(name)\nb,.3,\(name)2\n".utf8), to: "\(name).csv")
      let part = try Command.run(
        [
          "score", "\(name).csv", "--partial", "\(name).json", "--id", "id", "--first-row", first,
          "--metrics", "log_loss",
        ], directory: directory.url)
      #expect(part.exitCode == 0, "\(part.errors)")
    }
    let result = try Command.run(
      ["score", "--merge", "a.json", "b.json"], directory: directory.url)
    #expect(
      result.output.unwrapped.contains("4 rows have an ID of 'id' that another row has, too"),
      "\(result.output)\(result.errors)")
  }

  @Test("Of more rows than memory holds a part keeps a sample, the same whatever the cut")
  func sampled() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<204_000).map { row -> String in
      let label = row * 31 % 7 < 3 ? "b" : "a"
      return "\(label),0.\(100 + row * 7919 % 800)\n"
    }
    let limits = [
      "--metrics", "log_loss,roc_auc,skill", "--memory", "8M", "--format", "json",
    ]
    func part(_ rows: ArraySlice<String>, _ name: String) throws -> [String: Any] {
      try directory.write(Array(("label,p\n" + rows.joined()).utf8), to: "\(name).csv")
      return try Self.scores(
        [
          "\(name).csv", "--partial", "\(name).json", "--first-row", "\(rows.startIndex + 1)",
        ] + limits, in: directory.url)
    }
    let one = try part(rows[...], "one")
    #expect(one["rows"] as? Int == 204_000 && one["sampled_rows"] as? Int == 200_000)
    // It needs no part for that.
    let alone = try Self.scores(["one.csv"] + limits, in: directory.url)
    #expect(Self.differences(alone, one, "") == [])
    // The first part is small enough to be kept as a whole.
    _ = try part(rows[..<3000], "a")
    _ = try part(rows[3000...], "b")
    var merged = try Self.scores(
      ["--merge", "b.json", "a.json", "--memory", "8M"], in: directory.url)
    var known = one
    for key in ["path", "notes"] { (known[key], merged[key]) = (nil, nil) }
    #expect(Self.differences(merged, known, "") == [])
    let lint = try #require(merged["lint"] as? [[String: Any]])
    let sampled = lint.first { $0["code"] as? String == "sampled" }?["values"] as? [String: Any]
    #expect(sampled?["metrics"] as? [String] == ["roc_auc"])
    // The base rate is that of all rows.
    let b = (0..<204_000).count { $0 * 31 % 7 < 3 }
    let wanted = [b, 204_000 - b].reduce(0.0) { sum, rows in
      let others = (Double(rows) - 0.5) / 204_000
      return sum - Double(rows) / 204_000 * log(others)
    }
    #expect(abs(try #require(merged["base_rate_log_loss"] as? Double) - wanted) < 1e-12)
  }

  @Test("What is no part, or one of other classes, is said; a part never replaces an input")
  func wrong() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("label,p_a,p_b\na,.6,.4\nb,.3,.7\n".utf8), to: "a.csv")
    try directory.write(Array("label,p_a,p_c\na,.6,.4\nc,.3,.7\n".utf8), to: "c.csv")
    try directory.write(Array("{\"version\": 1}\n".utf8), to: "no.json")
    func run(_ arguments: [String]) throws -> CommandResult {
      try Command.run(["score"] + arguments, directory: directory.url)
    }
    for (name, first) in [("a", "1"), ("c", "3")] {
      #expect(
        try run(["\(name).csv", "--partial", "\(name).json", "--first-row", first]).exitCode == 0)
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
    #expect(try run(["a.csv", "--first-row", "0"]).exitCode == 64)
    let text = try run(["--merge", "a.json"])
    #expect(text.output.hasPrefix("a.json: 2 rows of a 1, b 1"), "\(text.output)")
  }

  @Test(
    "What a merge does not use is bad usage",
    arguments: [
      "--truth a.csv", "--target t", "--id i", "--weight w", "--group g", "--columns a,b",
      "--logits", "--log-probabilities", "--percent", "--normalize", "--partial q.json",
      "--first-row 2", "--baseline b.csv", "--keep-rows -o o.json", "--slice c",
      "--threshold .3", "--costs 1,5", "--margin 1", "--seed 0", "--na -9", "--delimiter ;",
      "--encoding cp949", "--decimal comma", "--thousands space", "--input-format csv",
      "--zero-based",
    ])
  func idle(options: String) throws {
    let directory = try TemporaryDirectory()
    let words = options.split(separator: " ").map(String.init)
    let result = try Command.run(["score", "--merge", "p.json"] + words, directory: directory.url)
    #expect(result.exitCode == 64)
    #expect(
      result.errors.contains("--merge and \(words[0]) do not go together"), "\(result.errors)")
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

  @Test("Few groups are said of a merge, too, where no row is kept")
  func fewGroups() throws {
    let directory = try TemporaryDirectory()
    for (name, first) in [("a", 0), ("b", 20)] {
      let rows = (first..<first + 20).map {
        "\($0 % 2 == 0 ? "a" : "b"),.\($0 % 7 + 2),g\($0 % 9)\n"
      }
      try directory.write(Array(("label,probability,g\n" + rows.joined()).utf8), to: "\(name).csv")
      let part = try Command.run(
        [
          "score", "\(name).csv", "--group", "g", "--metrics", "log_loss", "--partial",
          "\(name).json", "--first-row", "\(first + 1)",
        ], directory: directory.url)
      #expect(part.exitCode == 0, "\(part.errors)")
    }
    let merged = try Command.run(
      ["score", "--merge", "a.json", "b.json"], directory: directory.url)
    #expect(merged.output.contains("9 groups are few"), "\(merged.output)")
  }

  @Test(
    "Groups and IDs count against the memory, though nothing else of a row is kept",
    arguments: ["--group", "--id"])
  func groupsTakeMemory(option: String) throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<120_000).map { "\($0 % 2 == 0 ? "a" : "b"),.\($0 % 7 + 2),g\($0)\n" }
    try directory.write(Array(("label,probability,g\n" + rows.joined()).utf8), to: "a.csv")
    let run = ["score", "a.csv", "--metrics", "log_loss", "--memory", "16M"]
    #expect(try Command.run(run, directory: directory.url).exitCode == 0)
    let result = try Command.run(run + [option, "g"], directory: directory.url)
    #expect(result.exitCode == 65 && result.errors.contains("and 16 MiB may be taken"), "\(result)")
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
      "--merge p.json p.json", "a.csv --metrics ,",
    ] {
      #expect(try code(wrong) == 64, "\(wrong)")
    }
  }
}

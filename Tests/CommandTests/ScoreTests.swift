import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

/// `xent score`: what files of predictions score, as scikit-learn scores them, and what is wrong with them.
@Suite("score")
struct ScoreTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  private static func path(_ name: String) -> String {
    fixtures.appendingPathComponent(name).path
  }

  /// The scores of the one file.
  private static func scores(_ arguments: [String]) throws -> [String: Any] {
    let result = try Command.run(["score"] + arguments + ["--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require((all?["predictions"] as? [[String: Any]])?.first)
  }

  /// What scikit-learn says of a file.
  private static func expected(_ name: String) throws -> [String: Double] {
    let all = try JSONSerialization.jsonObject(
      with: Data(contentsOf: fixtures.appendingPathComponent("expected.json")))
    return try #require((all as? [String: Any])?[name] as? [String: Double])
  }

  /// Ways of giving the same predictions, each with the file whose numbers it must have.
  private static let ways: [(arguments: [String], as: String)] = [
    ([path("three.csv"), "--target", "truth"], "three.csv"),
    ([path("three.csv"), "--target", "truth", "--weight", "w"], "three.csv, weighted"),
    ([path("three.csv"), "--target", "truth", "--columns", "p_cat,p_dog,p_emu"], "three.csv"),
    (
      [path("three.csv"), "--target", "truth", "--truth", path("truth.csv"), "--id", "id"],
      "three.csv"
    ),
    ([path("three.npy"), "--truth", path("truth.npy")], "three.csv"),
    ([path("three.npy"), "--truth", path("three.csv"), "--target", "truth"], "three.csv"),
    ([path("logits.csv"), "--target", "truth", "--logits"], "three.csv"),
    ([path("logs.csv"), "--target", "truth", "--log-probabilities"], "three.csv"),
    ([path("two.csv")], "two.csv"),
    ([path("percent.csv"), "--percent"], "two.csv"),
  ]

  @Test("The numbers are scikit-learn's, however they are given", arguments: ways.indices)
  func numbers(way: Int) throws {
    let (arguments, name) = Self.ways[way]
    let scores = try Self.scores(arguments)
    for (key, value) in try Self.expected(name) {
      let own = try #require(scores[key] as? Double, "\(key)")
      #expect(abs(own - value) <= 1e-12 * max(1, abs(value)), "\(key): \(own), \(value)")
      let interval = try #require(scores["\(key)_interval"] as? [String: Double], "\(key)")
      let (low, high) = (try #require(interval["low"]), try #require(interval["high"]))
      #expect(low < value && value < high, "\(key)")
    }
    #expect(scores["rows"] as? Int == 240)
    let logLoss = try #require(scores["log_loss"] as? Double)
    #expect(abs(try #require(scores["log_loss_bits"] as? Double) - logLoss / log(2)) < 1e-12)
    #expect(abs(try #require(scores["perplexity"] as? Double) - exp(logLoss)) < 1e-12)
    let base = try #require(scores["base_rate_log_loss"] as? Double)
    #expect(abs(try #require(scores["skill"] as? Double) - (1 - logLoss / base)) < 1e-12)
  }

  /// Rows that do not sum to 1, and what scikit-learn's `roc_auc_score` and `average_precision_score` say of their columns.
  private static let unequalSums: [(rows: String, area: Double, precision: Double)] = [
    ("label,p_a,p_b\na,5e-8,1\nb,0,1\na,0.5,0.5\nb,0.25,0.75\na,1,0\n", 0.75, 0.5833333333333333),
    (
      """
      label,p_a,p_b,p_c
      a,0.5000001,0.25,0.25
      b,0.5,0.25,0.25
      c,0.2500001,0.25,0.5
      b,0.25,0.5,0.25
      a,0.3333333,0.3333333,0.3333333
      c,0.3333333,0.3333334,0.3333333

      """, 0.7916666666666666, 0.75
    ),
  ]

  @Test(
    "Probabilities are ranked as they are given, whatever their rows sum to",
    arguments: unequalSums.indices)
  func ranks(index: Int) throws {
    let (rows, area, precision) = Self.unequalSums[index]
    let directory = try TemporaryDirectory()
    let file = try directory.write(Array(rows.utf8), to: "p.csv")
    let scores = try Self.scores([file.path])
    #expect(abs(try #require(scores["roc_auc"] as? Double) - area) < 1e-12)
    #expect(abs(try #require(scores["average_precision"] as? Double) - precision) < 1e-12)
  }

  @Test("The base rate is that of the other rows, with half a row for each class")
  func baseRate() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<30).map { $0 < 20 ? "a,0.5\n" : "b,0.5\n" }.joined()
    let file = try directory.write(Array(("label,probability\n" + rows).utf8), to: "t.csv")
    let scores = try Self.scores([file.path])
    let wanted = -(20 * log(19.5 / 30) + 10 * log(9.5 / 30)) / 30
    #expect(abs(try #require(scores["base_rate_log_loss"] as? Double) - wanted) < 1e-12)
    #expect(abs(try #require(scores["log_loss"] as? Double) - log(2)) < 1e-15)
  }

  @Test("What xent predict writes is read as it is", arguments: ["csv", "tsv", "jsonl", "npy"])
  func predictions(format: String) throws {
    let directory = try TemporaryDirectory()
    let iris = Command.packageRoot.appendingPathComponent("Examples/iris.csv").path
    let trained = try Command.run(
      ["train", iris, "--target", "species", "--l2", "1e-3", "--folds", "2", "-q"],
      directory: directory.url)
    #expect(trained.exitCode == 0, "\(trained.errors)")
    let predicted = try Command.run(
      ["predict", "model.safetensors", iris, "-o", "p.\(format)", "-q"], directory: directory.url)
    #expect(predicted.exitCode == 0, "\(predicted.errors)")
    let result = try Command.run(
      ["score", "p.\(format)", "--target", "species"]
        + (format == "npy" ? ["--truth", iris] : []), directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.hasPrefix("p.\(format): 150 rows of setosa 50, versicolor 50, virginica 50\n"),
      "\(result.output)")
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    let logLoss = try classifier.scores(on: classifier.read(path: iris)).logLoss.mean
    #expect(
      result.output.contains(String(format: "log loss        %.4f nats", logLoss)),
      "\(result.output)")
  }

  @Test("The whole text, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let result = try Command.run(
      ["score", "two.csv", "--language", language], directory: Self.fixtures)
    #expect(result.exitCode == 0)
    try RecordedText.check(result.output, against: "score-\(language).txt")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test("A truth of probability 0 costs an infinite loss, and is said with its line")
  func impossible() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(
      Array("label,p_a,p_b\na,1,0\n\nb,1,0\na,.5,.5\nb,.25,.75\n".utf8), to: "t.csv")
    let scores = try Self.scores([file.path])
    #expect(scores["log_loss"] as? String == "inf")
    #expect(scores["log_loss_interval"] is NSNull)
    let impossible = try #require(scores["impossible"] as? [String: Any])
    #expect(impossible["rows"] as? Int == 1)
    #expect(impossible["first"] as? [Int] == [4])
    let others = -(log(0.5) + log(0.75)) / 3
    let found = try #require(impossible["log_loss_of_others"] as? Double)
    #expect(abs(found - others) < 1e-12)
    let clipped = try #require(impossible["clipped_log_loss"] as? Double)
    #expect(abs(clipped - (3 * others + 15 * log(10)) / 4) < 1e-12)
    #expect(scores["calibration_gain"] is NSNull)
    let text = try Command.run(["score", file.path])
    #expect(text.output.contains("∞ nats = ∞ bits; perplexity ∞"), "\(text.output)")
    #expect(text.output.contains("probability 0 (line 4)"), "\(text.output)")
  }

  /// Files that cannot be scored: what stands in them, the options, and how the message goes on after the name.
  private static let wrong: [(text: String, options: [String], message: String)] = [
    (
      "label,a,b\na,-0.5,2\nb,1,-1\n", [],
      ":2: -0.5 of 'a' is no probability, as are numbers of 1 other row; use --logits"
    ),
    (
      "label,a,b\na,-0.6931471805599453,-0.6931471805599453\nb,-0.1053605,-2.3025851\n", [],
      ":2: -0.693147 of 'a' is no probability, as are numbers of 1 other row; use --log-probabilities"
    ),
    (
      "label,a,b\na,70,30\nb,.5,99.5\n", [],
      ":2: 70 of 'a' is no probability, as are numbers of 1 other row; use --percent"
    ),
    (
      "label,a,b\na,.5,.5\na,.5,.4\nb,.1,.1\n", [],
      ":3: the probabilities of 2 rows do not sum to 1; those of this one to 0.9; divide "
        + "them by their sum with --normalize, or use --columns"
    ),
    (
      "label,a,b\na,.5,.5\nb,,.4\n", [],
      ":3: the prediction of 'a' is missing"
    ),
    (
      "label,p_a,p_b\na,.5,.5\nc,.5,.5\n", [],
      ":3: the truth 'c' has no column; these have: a, b; "
    ),
    (
      "truth,p_a,p_b\na,.5,.5\nb,.5,.5\n", [],
      ":1: there is no column 'label'"
    ),
    (
      "label,x,y,z\na,.5,.5,1\nb,.5,.5,1\n", [],
      ":1: no column is known to hold the probabilities of a class"
    ),
    (
      "label,p_a,p_b\na,0,0\nb,.5,.5\n", ["--normalize"],
      ":2: the probabilities of this row sum to 0, not to 1; "
    ),
    (
      "label,probability\na,.5\nb,.5\nc,.1\n", [],
      ": 'probability' alone holds probabilities, and the truth has 3 classes"
    ),
    ("label,p_a,p_b\n,.5,.5\n", [], ": no row has a truth and a weight above 0"),
    (
      "label,p_a,p_b,w\na,.5,.5,-1\nb,.5,.5,1\n", ["--weight", "w"],
      ":2: "
    ),
    (
      "label,p_a,p_b\na,.1,.2\nb,.5,.5\n", ["--log-probabilities"],
      ":2: 0.1 of 'a' is no logarithm of a probability; use --logits"
    ),
  ]

  @Test(
    "What makes the numbers meaningless is an error with its row and what mends it",
    arguments: wrong.indices)
  func errors(index: Int) throws {
    let (text, options, message) = Self.wrong[index]
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(text.utf8), to: "t.csv")
    let result = try Command.run(["score", "t.csv"] + options, directory: directory.url)
    #expect(result.exitCode == 65, "\(result.output)")
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("t.csv" + message), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("Files that cannot be joined say why")
  func joins() throws {
    let directory = try TemporaryDirectory()
    let rows = "id,label,p_a,p_b\n1,a,.6,.4\n2,b,.3,.7\n3,a,.9,.1\n"
    _ = try directory.write(Array(rows.utf8), to: "p.csv")
    _ = try directory.write(Array("id,label\n3,b\n1,a\n".utf8), to: "some.csv")
    _ = try directory.write(Array("id,label\n3,b\n3,a\n".utf8), to: "twice.csv")
    _ = try directory.write(Array("id,label\n8,b\n9,a\n".utf8), to: "none.csv")
    func run(_ truth: String, _ id: [String] = ["--id", "id"]) throws -> CommandResult {
      try Command.run(["score", "p.csv", "--truth", truth] + id, directory: directory.url)
    }
    let some = try run("some.csv")
    #expect(some.exitCode == 0, "\(some.errors)")
    // Rows 1 and 3, of which the second is wrong.
    #expect(some.output.contains("50.0 %"), "\(some.output)")
    // An ID that two predictions have takes one truth for both.
    _ = try directory.write(Array((rows + "3,a,.8,.2\n").utf8), to: "p.csv")
    let doubled = try run("some.csv").output.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    #expect(doubled.contains("3 rows of a 1, b 2"), "\(doubled)")
    #expect(doubled.contains("1 prediction, 0 truths"), "\(doubled)")
    _ = try directory.write(Array(rows.utf8), to: "p.csv")
    #expect(
      some.output.unwrapped
        .contains("1 prediction, 0 truths"), "\(some.output)")
    #expect(
      try run("twice.csv").errors.hasPrefix(
        "twice.csv:3: the ID '3' of 'id' has a truth in line 2, too"))
    #expect(try run("none.csv").errors.hasPrefix("p.csv: no ID of 'id' is in none.csv"))
    _ = try directory.write(Array("label\nb\na\n".utf8), to: "short.csv")
    #expect(
      try run("short.csv", []).errors.hasPrefix("p.csv: this file has 3 rows and short.csv 2,"))
  }

  @Test("What makes numbers mean less is noted")
  func lint() throws {
    let directory = try TemporaryDirectory()
    func notes(_ text: String, _ options: [String] = []) throws -> String {
      let file = try directory.write(Array(text.utf8), to: "t.csv")
      let result = try Command.run(["score", file.path] + options)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.output.unwrapped
    }
    #expect(
      try notes("label,p_a,p_b\na,1,0\nb,0,1\na,0,1\n")
        .contains("every number is 0 or 1: these are decisions"))
    #expect(
      try notes("label,p_a,p_b\na,.33,.67\nb,.55,.45\na,.2,.8\n")
        .contains("no number has more than 2 decimals"))
    // Of three rows chance may rank all backwards, of 30 not.
    for (times, isBackwards) in [(1, false), (10, true)] {
      let rows = String(repeating: "a,.33,.67\nb,.55,.45\na,.2,.8\n", count: times)
      #expect(
        try notes("label,p_a,p_b\n" + rows).contains("rank the rows backwards (ROC AUC 0.0000)")
          == isBackwards)
    }
    #expect(
      try notes("label,p_a,p_b,p_c\na,.3,.6,.1\nb,.5,.4,.1\na,.2,.7,.1\n")
        .contains("no truth is of class 'c'"))
    #expect(
      try notes("i,label,p_a,p_b\n1,a,.3,.7\n1,b,.5,.5\n2,a,.2,.8\n", ["--id", "i"])
        .contains("2 rows have an ID of 'i' that another row has, too"))
    #expect(
      try notes("label,p_a,p_b\na,.3,.7\n,.5,.5\nb,.2,.8\n")
        .contains("1 row without a truth was left out"))
  }

  @Test("Of several files each is compared with the first, row by row")
  func pairs() throws {
    let result = try Command.run(
      [
        "score", Self.path("three.csv"), Self.path("soft.csv"), "--target", "truth", "--id", "id",
        "--format", "json",
      ])
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let pair = try #require((all?["pairs"] as? [[String: Any]])?.first)
    let wanted = try #require(
      (try JSONSerialization.jsonObject(
        with: Data(contentsOf: Self.fixtures.appendingPathComponent("expected.json")))
        as? [String: Any])?["pair"] as? [String: Any])
    for key in ["difference", "brier_score_difference", "accuracy_difference"] {
      let own = try #require(pair[key] as? [String: Any])
      let known = try #require(wanted[key] as? [String: Double])
      for end in ["estimate", "low", "high"] {
        let (a, b) = (try #require(own[end] as? Double), try #require(known[end]))
        #expect(abs(a - b) < 1e-12, "\(key) \(end): \(a), \(b)")
      }
    }
    for key in ["win_rate", "margin"] {
      let (a, b) = (try #require(pair[key] as? Double), try #require(wanted[key] as? Double))
      #expect(abs(a - b) < 1e-12, "\(key): \(a), \(b)")
    }
    let own = try #require(pair["divergence"] as? [String: Any])
    let known = try #require(wanted["divergence"] as? [String: Any])
    for key in ["median", "percentile_90", "percentile_99", "same_class_rate"] {
      let (a, b) = (try #require(own[key] as? Double), try #require(known[key] as? Double))
      #expect(abs(a - b) < 1e-12, "\(key): \(a), \(b)")
    }
    let (mean, ends) = (
      known["mean"] as? [String: Double], own["mean_interval"] as? [String: Double]
    )
    for (a, b) in [
      (own["mean"] as? Double, mean?["estimate"]), (ends?["low"], mean?["low"]),
      (ends?["high"], mean?["high"]),
    ] { #expect(abs(try #require(a) - (try #require(b))) < 1e-12) }
    #expect(pair["finding"] as? String == "undecided")
    #expect(pair["tie_rate"] as? Double == 0)
    #expect(pair["rows"] as? Int == 240 && pair["clipped"] as? Bool == false)
  }

  @Test("What a pair says depends on the margin, and is said in words")
  func findings() throws {
    func text(_ more: [String]) throws -> String {
      let result = try Command.run(
        ["score", "three.csv", "soft.csv", "--target", "truth", "--id", "id"] + more,
        directory: Self.fixtures)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.output.unwrapped
    }
    #expect(try text([]).contains("soft.csv beside three.csv, 240 rows pair by pair"))
    #expect(try text([]).contains("these rows cannot tell; a difference of 0.0478 nats"))
    #expect(
      try text(["--margin", "0.07"]).contains("as good: a difference of 0.0700 nats or more"))
    #expect(try text(["three.csv"]).contains("the same numbers, row by row"))
    #expect(try text(["three.csv"]).contains("hold jointly for 2 pairs"))
    let directory = try TemporaryDirectory()
    let soft = try String(
      contentsOf: Self.fixtures.appendingPathComponent("soft.csv"), encoding: .utf8)
    _ = try directory.write(Array("key\(soft.dropFirst(2))".utf8), to: "key.csv")
    let three = Self.fixtures.appendingPathComponent("three.csv").path
    let order = try Command.run(
      ["score", three, "key.csv", "--target", "truth"], directory: directory.url)
    #expect(order.exitCode == 65)
    #expect(order.errors.contains("; use --id, or "), "\(order.errors)")
  }

  @Test(
    "A truth of probability 0 in one of two files costs the clip in the difference, which is said")
  func clippedPair() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<20).map { "\($0 % 2 == 0 ? "a" : "b"),.5,.5\n" }.joined()
    _ = try directory.write(Array(("label,p_a,p_b\n" + rows).utf8), to: "a.csv")
    _ = try directory.write(Array(("label,p_a,p_b\na,0,1\n" + rows.dropFirst(8)).utf8), to: "b.csv")
    let result = try Command.run(
      ["score", "a.csv", "b.csv", "--format", "json"], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let pair = try #require((all?["pairs"] as? [[String: Any]])?.first)
    #expect(pair["clipped"] as? Bool == true)
    let estimate = try #require((pair["difference"] as? [String: Any])?["estimate"] as? Double)
    #expect(abs(estimate - (15 * log(10) - log(2)) / 20) < 1e-12)
    #expect(pair["tie_rate"] as? Double == 0.95)
  }

  /// Files whose class of a column is easily mistaken, or whose numbers are at an edge, and their log loss.
  private static let edges: [(text: String, options: [String], logLoss: Double)] = [
    // A lone column that is called as a class is that class's, be it the first.
    ("label,p_bad\nbad,.9\ngood,.2\n", [], -(log(0.9) + log(0.8)) / 2),
    ("label,neg\nneg,.9\npos,.2\n", [], -(log(0.9) + log(0.8)) / 2),
    ("label,p\n1,.9\n1,.3\n", [], -(log(0.9) + log(0.3)) / 2),
    // In the order in which they are named.
    ("label,u,v\na,.2,.8\nb,.4,.6\n", ["--columns", "u,v"], -(log(0.2) + log(0.6)) / 2),
    // A hair above 1 is 1.
    ("label,p\n1,1.0000000000000002\n0,.2\n", [], -log(0.8) / 2),
    ("label,p_0,p_1\n1,0,1.0000005\n0,1.0000005,0\n", [], 0),
    ("label,p\n1,100.00000001\n0,20\n", ["--percent"], -log(0.8) / 2),
    ("label,p\n1,1e-12\n0,-1e3\n", ["--log-probabilities"], 0),
    // A logarithm is not taken of a probability of which little is left.
    ("label,p_a,p_b\na,0,-800\nb,0,-800\n", ["--log-probabilities"], 400),
    ("label,p,w\n1,.9,1e308\n0,.4,1e308\n", ["--weight", "w"], -(log(0.9) + log(0.6)) / 2),
  ]

  @Test("Classes of lone columns, and numbers at the edges", arguments: edges.indices)
  func edge(index: Int) throws {
    let (text, options, logLoss) = Self.edges[index]
    let directory = try TemporaryDirectory()
    let file = try directory.write(Array(text.utf8), to: "t.csv")
    let scores = try Self.scores([file.path] + options)
    let own = try #require(scores["log_loss"] as? Double)
    #expect(abs(own - logLoss) <= 1e-12 * max(1, logLoss), "\(own), \(logLoss)")
  }

  @Test(
    "Of an array of many logits the losses alone are what they are among all", arguments: [4, 8])
  func manyLogits(size: Int) throws {
    let directory = try TemporaryDirectory()
    let (rows, classes) = (70, 2000)
    var logits = (0..<rows * classes).map { Float(($0 * 7919 % 1013) - 500) / 100 }
    // Some classes are masked.
    for row in 10..<20 { for other in 1..<40 { logits[row * classes + 50 * other] = -.infinity } }
    func write(_ logits: [Float]) throws -> [String] {
      let bytes =
        size == 8
        ? PlainArrays.bytes(logits.map { Double($0) })
        : logits.flatMap { logit in (0..<4).map { UInt8(logit.bitPattern >> (8 * $0) & 255) } }
      let file = try directory.write(
        PlainArrays.npy(PlainArrays.header("'<f\(size)'", "(\(rows), \(classes))"), bytes),
        to: "z.npy")
      let labels = try directory.write(
        PlainArrays.npy(
          PlainArrays.header("'<f8'", "(\(rows),)"),
          PlainArrays.bytes((0..<rows).map { Double($0 * 37 % classes) })), to: "y.npy")
      return [
        file.path, "--truth", labels.path, "--logits", "--metrics",
        "log_loss,accuracy,top_k_accuracy",
      ]
    }
    var arguments = try write(logits)
    let some = try Self.scores(arguments)
    arguments[arguments.count - 1] += ",brier_score"
    let all = try Self.scores(arguments)
    #expect(some["brier_score"] is NSNull && all["brier_score"] as? Double != nil)
    for key in ["log_loss", "accuracy"] {
      let (own, known) = (some[key] as? Double, try #require(all[key] as? Double))
      #expect(abs(try #require(own) - known) < 1e-13, "\(key)")
    }
    func topAccuracies(_ scores: [String: Any]) -> [Double]? {
      (scores["top_k_accuracy"] as? [[String: Any]])?.compactMap { $0["accuracy"] as? Double }
    }
    #expect(topAccuracies(some)?.count == 3 && topAccuracies(some) == topAccuracies(all))
    // Probabilities that are called logits are pointed out, whatever is masked.
    #expect(!"\(some["lint"] ?? "")".contains("looks_like"))
    let shares = try write(logits.map { $0 == -.infinity ? $0 : 1 / Float(classes) })
    #expect(try "\(Self.scores(shares)["lint"] ?? "")".contains("looks_like"))
    logits[63 * classes + 7] = .nan
    let result = try Command.run(["score"] + write(logits))
    #expect(result.exitCode == 65)
    #expect(
      result.errors.contains("z.npy:64: the prediction of '7' is missing"), "\(result.errors)")
  }

  @Test("The columns of an array are the classes 0, 1, …, also where none of the rows is of one")
  func arrays() throws {
    func run(_ labels: String) throws -> CommandResult {
      let directory = try TemporaryDirectory()
      _ = try directory.write(Array(("label\n" + labels).utf8), to: "y.csv")
      // A short name, after which the heading is not broken.
      try FileManager.default.copyItem(
        at: Self.fixtures.appendingPathComponent("three.npy"),
        to: directory.url.appendingPathComponent("p.npy"))
      return try Command.run(["score", "p.npy", "--truth", "y.csv"], directory: directory.url)
    }
    let two = try run(String(repeating: "0\n1\n", count: 120))
    #expect(two.output.contains("no truth is of class '2'"), "\(two.errors)")
    let other = try run(String(repeating: "0\n2\n3\n", count: 80))
    #expect(other.exitCode == 65)
    #expect(other.errors.contains("the truth '3' has no column; these have: 0, 1, 2"))
    let words = try run(String(repeating: "ant\nbee\ncow\n", count: 80))
    #expect(words.output.contains("ant 80, bee 80, cow 80"), "\(words.errors)")
  }

  @Test("Rows without a partner in the first file are counted")
  func unpaired() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array("i,label,p\n1,0,.2\n2,1,.7\n3,1,.8\n".utf8), to: "a.csv")
    _ = try directory.write(Array("i,label,p\n3,1,.9\n1,0,.1\n7,1,.5\n8,0,.5\n".utf8), to: "b.csv")
    let result = try Command.run(
      ["score", "a.csv", "b.csv", "--id", "i"], directory: directory.url)
    #expect(result.output.contains("2 rows pair by pair"), "\(result.errors)")
    #expect(result.output.contains("left out without a partner: 2 rows here, 1 of the first file"))
    _ = try directory.write(Array("i,label,p\n9,1,.9\n10,0,.1\n".utf8), to: "c.csv")
    let none = try Command.run(["score", "a.csv", "c.csv", "--id", "i"], directory: directory.url)
    #expect(none.errors.hasPrefix("c.csv: no ID of 'i' is in a.csv, too"), "\(none.errors)")
  }

  @Test("Columns that stand under each other's names are noted")
  func permuted() throws {
    let result = try Command.run(
      ["score", "three.csv", "--target", "truth", "--logits", "--columns", "p_emu,p_cat,p_dog"],
      directory: Self.fixtures)
    // Named, columns keep their classes, whatever the order.
    #expect(!result.output.contains("permuted"), "\(result.output)")
    let text = try String(
      contentsOf: Self.fixtures.appendingPathComponent("three.csv"), encoding: .utf8)
    let directory = try TemporaryDirectory()
    let file = try directory.write(
      Array(text.replacingOccurrences(of: "p_cat,p_dog,p_emu", with: "p_emu,p_cat,p_dog").utf8),
      to: "t.csv")
    let wrong = try Command.run(["score", file.path, "--target", "truth"])
    let words = wrong.output.unwrapped
    #expect(
      words.contains(
        "probably permuted, emu stands under dog, cat stands under emu, dog stands under cat; put right, the log "
          + "loss would be 0.8903"),
      "\(words)")
  }

  @Test("Few groups and few rows are noted")
  func few() throws {
    let grouped = try Command.run(
      ["score", "three.csv", "--target", "truth", "--group", "w"], directory: Self.fixtures)
    #expect(grouped.output.contains("4 groups are few: there are no intervals"))
    let directory = try TemporaryDirectory()
    let rows = (0..<60).map { "\($0 < 4 ? "b" : "a"),0.\(123 + $0)\n" }.joined()
    let file = try directory.write(Array(("label,probability\n" + rows).utf8), to: "t.csv")
    let result = try Command.run(["score", file.path])
    #expect(result.output.contains("fewer than 20 rows are of some class"), "\(result.output)")
    #expect(!grouped.output.contains("fewer than 20 rows"))
  }

  @Test("Lines that other programs write are read, and said to be")
  func tools() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("y\n-1\n1\n1\n".utf8), to: "y.csv")
    try directory.write(
      Array("labels 1 -1\n-1 0.25 0.75\n1 0.9 0.1\n1 0.8 0.2\n".utf8), to: "liblinear.txt")
    try directory.write(
      Array(
        "__label__-1 0.75001 __label__1 0.25001\n__label__1 0.90001 __label__-1 0.10001\n__label__-1 0.20001 __label__1 0.80001\n"
          .utf8), to: "fasttext.txt")
    let logLoss = -(log(0.75) + log(0.9) + log(0.8)) / 3
    for (name, tool) in [("liblinear.txt", "liblinear"), ("fasttext.txt", "fastText")] {
      let result = try Command.run(
        ["score", name, "--truth", "y.csv", "--target", "y"], directory: directory.url)
      #expect(result.output.hasPrefix("\(name): 3 rows of -1 1, 1 2; positive: 1\n"), "\(result)")
      #expect(result.output.contains(String(format: "%.4f nats", logLoss)), "\(result.output)")
      #expect(result.output.contains("the probabilities that \(tool) writes"), "\(result.output)")
    }
    try directory.write(Array("1:0.25 2:0.75\n1:0.5\n".utf8), to: "vw.txt")
    try directory.write(Array("label\n2\n1\n".utf8), to: "z.csv")
    let wrong = try Command.run(
      ["score", "vw.txt", "--truth", "z.csv"], directory: directory.url)
    #expect(wrong.exitCode == 65)
    #expect(wrong.errors == "vw.txt:2: the prediction of '2' is missing\n", "\(wrong.errors)")
  }

  @Test("Options that exclude each other are bad usage")
  func usage() throws {
    for options in [["--logits", "--percent"], ["--logits", "--normalize"]] {
      let result = try Command.run(["score", "t.csv"] + options)
      #expect(result.exitCode == 64, "\(result.errors)")
    }
    let compared = try Command.run(["compare", "a.csv", "b.csv", "--target", "t"])
    #expect(compared.errors.contains("scored by 'xent score a.csv b.csv'"), "\(compared.errors)")
    let none = try Command.run(["score"])
    #expect(none.exitCode == 64 && none.errors.contains("Which predictions? Try: xent score"))
  }

  @Test("Threads change no byte, and the seed only the simulations")
  func threads() throws {
    func output(_ options: [String]) throws -> String {
      try Command.run(
        ["score", Self.path("three.csv"), "--target", "truth"] + options
      ).output
    }
    #expect(try output(["--threads", "1"]) == output(["--threads", "2"]))
    #expect(try output(["--seed", "1"]) != output(["--seed", "2"]))
  }
}

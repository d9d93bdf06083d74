import Foundation
import TestSupport
import Testing

/// Numbers of another scale than was said: what is advised makes the right numbers of them, or nothing is.
@Suite("score: scales")
struct ScoreScaleTests {
  /// What is written of a probability, the options, and what is advised; the options that it asks for, and what numbers
  /// are multiplied with for them.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let options: [String]
    let advice: String
    let followed: (factor: Double, options: [String])
    let written: @Sendable (Double) -> Double

    init(
      _ name: String, _ options: [String], _ advice: String,
      _ followed: (factor: Double, options: [String]),
      _ written: @escaping @Sendable (Double) -> Double
    ) {
      (testDescription, self.options, self.advice) = (name, options, advice)
      (self.followed, self.written) = (followed, written)
    }
  }

  private static let logs = ["--log-probabilities"]
  private static let cases: [Case] = [
    Case(
      "in thousandths", [],
      "the rows sum to 1000, or nearly: divide each by its sum with --normalize",
      (1, ["--normalize"])
    ) { 1000 * $0 },
    Case(
      "of 255", ["--percent"],
      "the rows sum to 255, or nearly: divide each by its sum with --normalize",
      (1, ["--normalize"])
    ) { 255 * $0 },
    Case("per cent", [], "use --percent", (1, ["--percent"])) { 100 * $0 },
    Case("probabilities as per cent", ["--percent"], "leave --percent out", (1, [])) { $0 },
    Case("probabilities as logarithms", logs, "leave --log-probabilities out", (1, [])) { $0 },
    Case("logarithms", [], "use --log-probabilities", (1, logs)) { log($0) },
    Case(
      "losses", [], "they look like −log p: turn their signs, and use --log-probabilities",
      (-1, logs)
    ) { -log($0) },
    Case("losses as logarithms", logs, "they look like −log p: turn their signs", (-1, logs)) {
      -log($0)
    },
    Case(
      "logarithms of base 2", [],
      "they look like logarithms of base 2: multiply them by 0.6931471805599453, and use --log-probabilities",
      (0.6931471805599453, logs)
    ) { log2($0) },
    Case(
      "the same as natural ones", logs,
      "they look like logarithms of base 2: multiply them by 0.6931471805599453",
      (0.6931471805599453, logs)
    ) { log2($0) },
    Case(
      "logarithms of base 10", logs,
      "they look like logarithms of base 10: multiply them by 2.302585092994046",
      (2.302585092994046, logs)
    ) { log10($0) },
    Case(
      "losses in bits", [],
      "they look like logarithms of base 2: multiply them by -0.6931471805599453, and use --log-probabilities",
      (-0.6931471805599453, logs)
    ) { -log2($0) },
  ]

  private static func table(_ rows: [[Double]], _ extra: [String] = []) -> [UInt8] {
    let lines = rows.enumerated().map { row, numbers in
      (["\(row % 3)"] + numbers.map { "\($0)" }).joined(separator: ",")
    }
    return Array(((["label,p_0,p_1,p_2"] + lines + extra).joined(separator: "\n") + "\n").utf8)
  }

  private static let rows: [[Double]] = {
    var generator = SplitMix64(state: 3)
    return (0..<60).map { _ in
      let powers = (0..<3).map { _ in exp(Double.random(in: -3...3, using: &generator)) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }()

  private static func logLoss(_ directory: TemporaryDirectory, _ options: [String]) throws -> Double
  {
    let result = try Command.run(
      ["score", "p.csv", "--format", "json", "--metrics", "log_loss"] + options,
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let first = (all?["predictions"] as? [[String: Any]])?.first
    return try #require(first?["log_loss"] as? Double)
  }

  @Test("What is advised gives the loss of the probabilities", arguments: cases)
  func advice(own: Case) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.table(Self.rows), to: "p.csv")
    let right = try Self.logLoss(directory, [])
    let given = Self.rows.map { $0.map(own.written) }
    try directory.write(Self.table(given), to: "p.csv")
    let refused = try Command.run(["score", "p.csv"] + own.options, directory: directory.url)
    #expect(refused.exitCode == 65, "\(refused.output)")
    #expect(refused.errors.hasSuffix("; \(own.advice)\n"), "\(refused.errors)")
    let (factor, options) = own.followed
    try directory.write(Self.table(given.map { $0.map { $0 * factor } }), to: "p.csv")
    #expect(abs(try Self.logLoss(directory, options) - right) < 1e-9)
  }

  @Test(
    "A wrong row among right ones is named, and no other scale",
    arguments: ["1,-.25,1.25,0", "1,55,.2,.1", "1,.5,.4,.05"])
  func damaged(row: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Self.table(Self.rows, [row]), to: "p.csv")
    let result = try Command.run(["score", "p.csv"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(
      result.errors.hasPrefix("p.csv:62: ")
        && result.errors.hasSuffix("; correct this row, which is not as the others are\n"),
      "\(result.errors)")
  }

  @Test("Counts are divided by their sums")
  func counts() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("label,p_a,p_b\na,3,1\nb,0,2\nb,1,1\n".utf8), to: "p.csv")
    let loss = try Self.logLoss(directory, ["--normalize"])
    // −(log 3/4 + log 1 + log 1/2) / 3.
    #expect(abs(loss - 0.32694308433724206) < 1e-12)
    // So they are where a calibrator is applied that was fitted to such ones.
    var generator = SplitMix64(state: 5)
    let rows = (0..<200).map { _ in
      let count = Int.random(in: 1...9, using: &generator)
      return
        "\(Int.random(in: 0...9, using: &generator) < count ? "b" : "a"),\(10 - count),\(count)"
    }
    try directory.write(
      Array(("label,p_a,p_b\n" + rows.joined(separator: "\n") + "\n").utf8), to: "p.csv")
    for options in [
      ["--normalize", "--method", "temperature", "-o", "c.json"], ["--apply", "c.json"],
    ] {
      let result = try Command.run(["calibrate", "p.csv"] + options, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
    }
  }

  @Test(
    "Probabilities and per cent that are called logits or logarithms are scored, and pointed out",
    arguments: [
      ("--logits", 1.0, "logits, and are probabilities"),
      ("--logits", 100, "logits, and are per cent"),
      ("--log-probabilities --normalize", 1, "logarithms, and are probabilities"),
      ("--log-probabilities --normalize", 100, "logarithms, and are per cent"),
    ])
  func looksLike(options: String, unit: Double, said: String) throws {
    let directory = try TemporaryDirectory()
    for isSo in [true, false] {
      let rows = Self.rows.map { $0.map { isSo ? unit * $0 : log($0) } }
      try directory.write(Self.table(rows), to: "p.csv")
      let result = try Command.run(
        ["score", "p.csv"] + options.split(separator: " ").map(String.init),
        directory: directory.url)
      #expect(result.exitCode == 0)
      let sentence = "the numbers were said to be \(isSo ? "\(said) by their look" : "")"
      #expect(result.output.unwrapped.contains(sentence) == isSo, "\(result.output)")
    }
  }

  @Test("Whole per cent of many classes are known as such, though rounding moves their sums")
  func wholePerCent() throws {
    let directory = try TemporaryDirectory()
    let classes = 14
    let rows = (0..<60).map { row in
      let powers = (0..<classes).map { exp(Double(row * 31 % 17 * ($0 + 3) % 23) / 6) }
      let sum = powers.reduce(0, +)
      return (["\(row % classes)"] + powers.map { "\(Int((100 * $0 / sum).rounded()))" })
        .joined(separator: ",")
    }
    let head = (["label"] + (0..<classes).map { "p_\($0)" }).joined(separator: ",")
    try directory.write(Array(([head] + rows).joined(separator: "\n").utf8), to: "p.csv")
    let result = try Command.run(["score", "p.csv"], directory: directory.url)
    #expect(
      result.exitCode == 65 && result.errors.hasSuffix("; use --percent\n"), "\(result.errors)")
  }

  @Test("A lone column of numbers up to 1000 is none of logits, of which some are below 0")
  func thousandths() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<60).map { "\($0 % 2),\($0 * 17 % 1001)" }
    try directory.write(Array((["label,score"] + rows).joined(separator: "\n").utf8), to: "p.csv")
    let result = try Command.run(["score", "p.csv"], directory: directory.url)
    #expect(result.exitCode == 65 && !result.errors.contains("--"), "\(result.errors)")
  }
}

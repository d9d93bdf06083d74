import CrossEntropyEvaluation
import Foundation
import Testing

/// The headline of `xent score`: the log loss as what recalibration leaves of it and what it wins.
@Suite("score: recalibration")
struct ScoreRecalibrationTests {
  /// Rows whose probabilities are a power of the right ones.
  private static func table(_ rows: Int, power: Double, seed: UInt64 = 3) -> String {
    let seed = RandomSeed(seed)
    let lines = (0..<rows).map { row in
      let p = 0.02 + 0.96 * seed.derived(1).uniform(UInt64(row))
      let label = seed.derived(2).uniform(UInt64(row)) < p ? "yes" : "no"
      let q = pow(p, power) / (pow(p, power) + pow(1 - p, power))
      return "\(label),g\(row % 40),\(q)\n"
    }
    return "label,g,probability\n" + lines.joined()
  }

  private static func scores(
    _ text: String, _ options: [String] = []
  ) throws -> (json: [String: Any], text: String) {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Array(text.utf8), to: "t.csv")
    func run(_ more: [String]) throws -> String {
      let result = try Command.run(["score", file.path] + options + more)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.output
    }
    let all = try JSONSerialization.jsonObject(with: Data(try run(["--format", "json"]).utf8))
    let scores = ((all as? [String: Any])?["predictions"] as? [[String: Any]])?.first
    let words = try run([]).unwrapped
    return (try #require(scores), words)
  }

  private static func split(_ scores: [String: Any], _ key: String) throws -> [String: Double] {
    let split = try #require(scores[key] as? [String: Any], "\(key)")
    return split.compactMapValues { $0 as? Double }
  }

  @Test("What is left and what is won are the log loss, and distorted probabilities win")
  func headline() throws {
    let right = try Self.scores(Self.table(1500, power: 1))
    let sharp = try Self.scores(Self.table(1500, power: 3))
    for scores in [right.json, sharp.json] {
      let left = try #require(scores["recalibrated_log_loss"] as? Double)
      let won = try #require(scores["recalibration_gain"] as? Double)
      #expect(abs(left + won - (try #require(scores["log_loss"] as? Double))) < 1e-12)
      #expect(scores["calibration_map"] as? String == "scale_and_bias")
      for (key, score) in [("log_loss_split", "log_loss"), ("brier_split", "brier_score")] {
        let split = try Self.split(scores, key)
        let parts = try ["miscalibration", "discrimination", "uncertainty"].map {
          try #require(split[$0])
        }
        let sum = parts[0] - parts[1] + parts[2]
        #expect(abs(sum - (try #require(scores[score] as? Double))) < 1e-12, "\(key)")
        #expect(try #require(split["noise"]) < #require(split["noise_95"]), "\(key)")
        #expect(split["rows"] == 1500)
      }
    }
    let (won, none) = (
      try #require(sharp.json["recalibration_gain_interval"] as? [String: Double]),
      try #require(right.json["recalibration_gain"] as? Double)
    )
    #expect(try #require(won["low"]) > 0.1)
    #expect(abs(none) < 0.005)
    // Sharpened or not, what is left is what the right probabilities cost.
    let left = try [right, sharp].map { try #require($0.json["recalibrated_log_loss"] as? Double) }
    #expect(abs(left[0] - left[1]) < 1e-3)
    // Beyond what chance shows, or within.
    for (scores, isOff) in [(right.json, false), (sharp.json, true)] {
      for key in ["log_loss_split", "brier_split"] {
        let split = try Self.split(scores, key)
        #expect(
          try (#require(split["miscalibration"]) > #require(split["noise_95"])) == isOff, "\(key)")
      }
    }
    #expect(
      sharp.text.contains("nats: on other rows recalibration would win +0."), "\(sharp.text)")
  }

  @Test("The curve rises, holds all rows, and is bounded; the bins are those of the ECE")
  func curve() throws {
    let scores = try Self.scores(Self.table(1500, power: 3)).json
    let curve = try #require(scores["reliability_curve"] as? [String: Any])
    #expect(curve["event"] as? String == "positive_class")
    let blocks = try #require(curve["blocks"] as? [[String: Double]])
    let means = try blocks.map { try #require($0["mean"]) }
    #expect(means == means.sorted() && blocks.count <= 200)
    #expect(try blocks.reduce(0) { $0 + (try #require($1["weight"])) } == 1500)
    #expect((curve["band"] as? [Any])?.count == 100)
    let bins = try #require(scores["reliability"] as? [[String: Any]])
    let ece = try bins.reduce(0.0) { sum, bin in
      guard let p = bin["mean_probability"] as? Double, let h = bin["frequency"] as? Double else {
        return sum
      }
      return sum + (try #require(bin["share"] as? Double)) * abs(h - p)
    }
    #expect(abs(ece - (try #require(scores["ece"] as? Double))) < 1e-12)
    let excess = try #require(scores["ece_excess"] as? Double)
    #expect(abs(excess - ece + (try #require(scores["ece_noise"] as? Double))) < 1e-12)
  }

  @Test("Rows in groups have no noise and no test, and are recalibrated group by group")
  func groups() throws {
    let (scores, text) = try Self.scores(Self.table(400, power: 2), ["--group", "g"])
    for key in ["ece_noise", "ece_noise_95", "ece_excess", "calibration_p_value"] {
      #expect(scores[key] is NSNull, "\(key)")
    }
    for key in ["log_loss_split", "brier_split"] {
      #expect((scores[key] as? [String: Any])?["noise"] is NSNull, "\(key)")
    }
    #expect(((scores["reliability_curve"] as? [String: Any])?["band"] as? [Any])?.count == 0)
    #expect(scores["recalibration_gain_interval"] is [String: Double])
    #expect(text.contains("not tested: the rows come in groups"))
  }

  @Test("A truth of probability 0 makes the miscalibration infinite, and leaves the rest finite")
  func impossible() throws {
    var text = Self.table(300, power: 1)
    text += "yes,g1,0\n"
    let (scores, words) = try Self.scores(text)
    #expect(scores["recalibrated_log_loss"] is NSNull && scores["recalibration_gain"] is NSNull)
    let split = try #require(scores["log_loss_split"] as? [String: Any])
    #expect(split["score"] as? String == "inf" && split["miscalibration"] as? String == "inf")
    #expect((split["discrimination"] as? Double).map { $0 > 0.1 && $0 < 0.7 } == true)
    #expect(words.contains("recalibrated not told: no map mends a truth of probability 0"))
    let all = try Self.scores("label,probability\nyes,0\nno,1\n").json
    #expect(all["log_loss_split"] is NSNull)
  }

  @Test("Many classes leave the temperature alone, few rows nothing, and rare classes are kept")
  func edges() throws {
    func table(_ labels: [String]) -> String {
      "label,p_a,p_b,p_c\n"
        + labels.map { "\($0),\($0 == "a" ? ".6,.3,.1" : ".2,.5,.3")\n" }.joined()
    }
    let many = try Self.scores(table((0..<20).map { ["a", "b", "c"][$0 % 3] }))
    #expect(many.json["calibration_map"] as? String == "temperature")
    #expect(many.json["brier_split"] is NSNull)
    #expect(many.text.contains("nats: of so many classes a temperature would win"), "\(many.text)")
    let few = try Self.scores(table(["a", "b", "c", "a"]))
    #expect(few.json["recalibration_gain"] is NSNull)
    #expect(few.text.contains("recalibrated not told: too few rows, or groups, to cut in five"))
    // One row of a class is in no training part but four.
    let rare = try Self.scores(table((0..<60).map { $0 == 7 ? "c" : ["a", "b"][$0 % 2] }))
    #expect(rare.json["recalibration_gain"] is Double)
    #expect(rare.json["brier_split"] is [String: Any])
    #expect(rare.json["ece_classwise"] is Double)
    #expect(rare.text.contains("classwise ECE 0."))
  }

  /// The files, and how the difference is, where some truth was given probability 0.
  private static let infinite: [(own: String, first: String, difference: String?, words: String)] =
    [
      ("a,0,1\n", "a,.5,.5\n", "inf", "the difference is +∞; above"),
      ("a,.5,.5\n", "a,0,1\n", "-inf", "the difference is −∞; above"),
      ("a,0,1\n", "a,0,1\n", nil, "the difference is undefined, both being infinite; above"),
    ]

  @Test(
    "An infinite difference is said beside the clipped one, and that of the other rows",
    arguments: infinite.indices)
  func pairs(index: Int) throws {
    let (own, first, difference, words) = Self.infinite[index]
    let directory = try TemporaryDirectory()
    func rows(_ p: String) -> String {
      (0..<20).map { "\($0 % 2 == 0 ? "a" : "b"),\(p)\n" }.joined()
    }
    let head = "label,p_a,p_b\n"
    _ = try directory.write(Array((head + rows(".5,.5") + first).utf8), to: "a.csv")
    _ = try directory.write(Array((head + rows(".25,.75") + own).utf8), to: "b.csv")
    func run(_ options: [String]) throws -> String {
      let result = try Command.run(["score", "a.csv", "b.csv"] + options, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.output
    }
    let all = try JSONSerialization.jsonObject(with: Data(try run(["--format", "json"]).utf8))
    let pair = try #require(((all as? [String: Any])?["pairs"] as? [[String: Any]])?.first)
    let unclipped = try #require(pair["unclipped"] as? [String: Any])
    #expect(unclipped["difference"] as? String == difference)
    #expect(unclipped["rows"] as? Int == (own.contains("0,1") ? 1 : 0))
    #expect(unclipped["baseline_rows"] as? Int == (first.contains("0,1") ? 1 : 0))
    #expect(unclipped["first"] as? [Int] == [22])
    let others = try #require(unclipped["difference_of_others"] as? [String: Any])
    let wanted = -(log(0.25) + log(0.75)) / 2 + log(0.5)
    #expect(abs(try #require(others["estimate"] as? Double) - wanted) < 1e-12)
    let text = try run([]).unwrapped
    #expect(text.contains("(line 22), so that \(words) a row costs at most 34.5 nats"), "\(text)")
    #expect(text.contains("and without those rows it is +0.1438"), "\(text)")
  }
}

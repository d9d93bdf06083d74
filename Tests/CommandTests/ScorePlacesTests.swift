import Foundation
import Testing

/// `xent score`: in which rows, classes and slices the loss lies.
@Suite("score places")
struct ScorePlacesTests {
  private static let fixtures = Command.packageRoot.appendingPathComponent("Tests/Fixtures/score")

  private static func scores(
    _ arguments: [String], in directory: URL = fixtures
  ) throws -> [String: Any] {
    let result = try Command.run(
      ["score"] + arguments + ["--format", "json"], directory: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    let all = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    return try #require((all?["predictions"] as? [[String: Any]])?.first)
  }

  private static func words(_ arguments: [String], in directory: URL = fixtures) throws -> String {
    let result = try Command.run(["score"] + arguments, directory: directory)
    #expect(result.exitCode == 0, "\(result.errors)")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    return result.output.unwrapped
  }

  /// Predictions with a level, a number and a date in each row.
  private static func table(_ rows: Int = 120) -> String {
    "id,label,p_a,p_b,region,age,day\n"
      + (0..<rows).map { (i: Int) -> String in
        let p = Double(1 + i * 37 % 98) / 100
        let label = i * 7 % 10 < Int(10 * p) ? "a" : "b"
        let region = i % 9 == 0 ? "" : i % 2 == 0 ? "north" : "south"
        let age = i % 11 == 0 ? "NA" : "\(i * 13 % 71)"
        let day = "2024-0\(1 + i % 6)-1\(i % 10)"
        return "r\(i),\(label),\(p),\(1 - p),\(region),\(age),\(day)\n"
      }.joined()
  }

  @Test("The whole text, in both languages", arguments: ["en", "ko"])
  func text(language: String) throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.table().utf8), to: "t.csv")
    let result = try Command.run(
      [
        "score", "t.csv", "--id", "id", "--worst", "4", "--slice", "region,age", "--slice", "day",
        "--language", language,
      ], directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    try RecordedText.check(result.output, against: "score-places-\(language).txt")
    for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test("The costliest rows are named by line and ID, with what was said of them")
  func worst() throws {
    let scores = try Self.scores(["three.csv", "--target", "truth", "--id", "id", "--worst", "3"])
    let rows = try #require(scores["worst_rows"] as? [[String: Any]])
    #expect(rows.count == 3)
    let losses = try rows.map { try #require($0["log_loss"] as? Double) }
    #expect(losses == losses.sorted(by: >))
    for row in rows {
      let p = try #require(row["probability"] as? Double)
      let loss = try #require(row["log_loss"] as? Double)
      #expect(abs(loss + log(p)) < 1e-12)
      #expect(row["truth"] as? String != row["predicted"] as? String)
      // Row r0 stands in line 2.
      let (line, id) = (try #require(row["line"] as? Int), try #require(row["id"] as? String))
      #expect(id == "r\(line - 2)")
    }
    #expect(
      (try Self.scores(["three.csv", "--target", "truth"])["worst_rows"] as? [Any])?.count == 10)
    #expect(
      (try Self.scores(["three.csv", "--target", "truth", "--worst", "0"])["worst_rows"] as? [Any])?
        .isEmpty == true)
    let negative = try Command.run(["score", "two.csv", "--worst=-1"], directory: Self.fixtures)
    #expect(negative.exitCode == 64, "\(negative.errors)")
  }

  @Test("That few rows carry most of the loss is noted")
  func concentrated() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<200).map {
      "\($0 % 2),\($0 == 8 ? "0.999999" : $0 % 2 == 0 ? "0.001" : "0.999")\n"
    }
    _ = try directory.write(Array(("label,p\n" + rows.joined()).utf8), to: "t.csv")
    let scores = try Self.scores(["t.csv"], in: directory.url)
    #expect(try #require(scores["worst_share"] as? Double) > 0.9)
    let text = try Self.words(["t.csv"], in: directory.url)
    #expect(text.contains("its interval is too narrow at this size"), "\(text)")
    #expect(try !Self.words(["two.csv"]).contains("too narrow at this size"))
  }

  @Test(
    "Labels that were exchanged are suspects, where they are more than right labels would show",
    arguments: [
      (
        0.9, 0.02,
        "2 rows where another class is rather probable (right labels would show about 7): line"
      ),
      (0.999, 0.0001, "2 labels may be wrong (right labels would show about 0): line"),
    ])
  func suspects(top: Double, step: Double, words: String) throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<100).map { (i: Int) -> String in
      let isPositive = i % 2 == 0
      let isWrong = i == 10 || i == 31
      let likely = top - step * Double(i % 5)
      let p = isPositive ? likely : 1 - likely
      return "\(isPositive != isWrong ? "yes" : "no"),\(p)\n"
    }
    _ = try directory.write(Array(("label,probability\n" + rows.joined()).utf8), to: "t.csv")
    let scores = try Self.scores(["t.csv"], in: directory.url)
    #expect(scores["suspect_count"] as? Int == 2)
    let suspects = try #require(scores["suspects"] as? [[String: Any]])
    #expect(Set(suspects.compactMap { $0["line"] as? Int }) == [12, 33])
    #expect(suspects.allSatisfy { $0["suspected"] as? String != $0["truth"] as? String })
    let text = try Self.words(["t.csv"], in: directory.url)
    #expect(text.contains(words), "\(text)")
  }

  private static func slices(_ scores: [String: Any]) throws -> [[String: Any]] {
    try #require(scores["slices"] as? [[String: Any]])
  }

  @Test("Slices of every column hold all rows and all of the loss")
  func sums() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(Array(Self.table().utf8), to: "t.csv")
    let scores = try Self.scores(
      ["t.csv", "--slice", "region,age", "--slice", "day"], in: directory.url)
    let logLoss = try #require(scores["log_loss"] as? Double)
    let columns = try Self.slices(scores)
    #expect(columns.map { $0["column"] as? String } == ["label", "region", "age", "day"])
    #expect(columns.map { $0["kind"] as? String } == ["classes", "levels", "numbers", "dates"])
    var count = 0
    for column in columns {
      let slices = try #require(column["slices"] as? [[String: Any]])
      count += slices.count
      var (rows, loss) = (0, 0.0)
      for slice in slices {
        let own = try #require(slice["rows"] as? Int)
        rows += own
        loss += Double(own) * (try #require(slice["log_loss"] as? Double))
      }
      #expect(rows == 120)
      #expect(abs(loss / 120 - logLoss) < 1e-12, "\(column)")
    }
    let regions = try #require(columns[1]["slices"] as? [[String: Any]])
    #expect(regions.map { $0["part"] as? String } == ["level", "level", "missing"])
    #expect(regions.map { $0["name"] as? String } == ["north", "south", nil])
    let ages = try #require(columns[2]["slices"] as? [[String: Any]])
    #expect(ages.count == 11 && ages[10]["part"] as? String == "missing")
    // The bias of both classes cancels, as the probabilities of a row sum to 1.
    let classes = try #require(columns[0]["slices"] as? [[String: Any]])
    let biases = try classes.map { try #require($0["bias"] as? Double) }
    #expect(abs(biases[0] + biases[1]) < 1e-12)
    #expect(
      try Self.words(["t.csv", "--slice", "region,age", "--slice", "day"], in: directory.url)
        .contains("hold jointly for \(count) slices"))
  }

  @Test("Of many levels those with most rows are shown, and the others together")
  func manyLevels() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<400).map { (i: Int) -> String in
      // Level v00 has most rows.
      let level = i * i % 400 * i % 53
      return "\(i % 2),0.\(3 + i % 5),v\(level < 10 ? "0" : "")\(level)\n"
    }
    _ = try directory.write(Array(("label,p,v\n" + rows.joined()).utf8), to: "t.csv")
    let scores = try Self.scores(["t.csv", "--slice", "v"], in: directory.url)
    let column = try #require(try Self.slices(scores).last)
    let slices = try #require(column["slices"] as? [[String: Any]])
    let levels = try #require(column["levels"] as? Int)
    #expect(slices.count == 21 && slices[20]["part"] as? String == "others")
    #expect(slices[20]["levels"] as? Int == levels - 20)
    let shown = slices.prefix(20).compactMap { $0["rows"] as? Int }
    #expect(shown.reduce(0, +) + (try #require(slices[20]["rows"] as? Int)) == 400)
    #expect(
      try Self.words(["t.csv", "--slice", "v"], in: directory.url)
        .contains("\(levels - 20) rarer ones"))
  }

  @Test(
    "A slice that is worse than all others is found beyond chance, and one of four rows has no interval"
  )
  func found() throws {
    let directory = try TemporaryDirectory()
    let rows = (0..<300).map { (i: Int) -> String in
      let group = i < 4 ? "few" : i % 3 == 0 ? "bad" : "good"
      let right = Double(group == "bad" ? 40 + i % 17 : 80 + i % 17) / 100
      return "\(i % 2),\(i % 2 == 1 ? right : 1 - right),\(group)\n"
    }
    _ = try directory.write(Array(("label,p,g\n" + rows.joined()).utf8), to: "t.csv")
    let scores = try Self.scores(["t.csv", "--slice", "g"], in: directory.url)
    let slices = try #require(try Self.slices(scores).last?["slices"] as? [[String: Any]])
    #expect(slices.map { $0["name"] as? String } == ["bad", "few", "good"])
    let bad = try #require(slices[0]["difference"] as? [String: Any])
    #expect(try #require(bad["low"] as? Double) > 0.3 && bad["adjusted"] as? Bool == true)
    let few = try #require(slices[1]["difference"] as? [String: Any])
    #expect(few["low"] is NSNull && few["high"] is NSNull)
  }

  @Test("A column that the truth's file alone has slices the predictions, joined by ID")
  func ofTruth() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(
      Array("id,p_a,p_b\n1,.6,.4\n2,.3,.7\n3,.9,.1\n4,.5,.5\n".utf8), to: "p.csv")
    _ = try directory.write(
      Array("id,label,site\n4,a,x\n3,b,y\n2,b,x\n1,a,y\n".utf8), to: "t.csv")
    let scores = try Self.scores(
      ["p.csv", "--truth", "t.csv", "--id", "id", "--slice", "site"], in: directory.url)
    let slices = try #require(try Self.slices(scores).last?["slices"] as? [[String: Any]])
    let losses = try slices.map { try #require($0["log_loss"] as? Double) }
    #expect(abs(losses[0] + (log(0.7) + log(0.5)) / 2) < 1e-12)
    #expect(abs(losses[1] + (log(0.6) + log(0.1)) / 2) < 1e-12)
    // Rows of an array have columns of the truth's table alone.
    let array = try Self.scores(
      ["three.npy", "--truth", "three.csv", "--target", "truth", "--slice", "predicted"])
    #expect(try Self.slices(array).count == 2)
  }

  @Test("A column that there is not is refused, and one that is named twice")
  func wrong() throws {
    let unknown = try Command.run(
      ["score", "two.csv", "--slice", "regoin"], directory: Self.fixtures)
    #expect(unknown.exitCode == 65)
    #expect(unknown.errors.hasPrefix("two.csv:1: there is no column 'regoin'"), "\(unknown.errors)")
    let twice = try Command.run(
      ["score", "two.csv", "--slice", "label", "--slice", "label"], directory: Self.fixtures)
    #expect(twice.exitCode == 64, "\(twice.errors)")
    let empty = try Command.run(["score", "two.csv", "--slice", ""], directory: Self.fixtures)
    #expect(empty.exitCode == 64, "\(empty.errors)")
  }

  @Test("A truth of probability 0 makes its slices infinite, and has no difference")
  func infinite() throws {
    let directory = try TemporaryDirectory()
    _ = try directory.write(
      Array("label,p_a,p_b,g\na,0,1,x\nb,.5,.5,y\na,.5,.5,y\nb,.1,.9,x\n".utf8), to: "t.csv")
    let scores = try Self.scores(["t.csv", "--slice", "g"], in: directory.url)
    #expect(scores["worst_share"] is NSNull)
    let slices = try #require(try Self.slices(scores).last?["slices"] as? [[String: Any]])
    #expect(slices[0]["log_loss"] as? String == "inf" && slices[0]["difference"] is NSNull)
    #expect(slices[1]["difference"] is NSNull)
    let text = try Self.words(["t.csv", "--slice", "g", "--worst", "1"], in: directory.url)
    #expect(text.contains("line 2 a b 0 ∞"), "\(text)")
  }
}

import Foundation
import Testing

/// By what `xent score` joins rows where `--id` names nothing.
@Suite("score joining")
struct ScoreJoiningTests {
  private let directory = try? TemporaryDirectory()

  /// Forty rows, each its ID, its class and the probability of `b`, which is another in every row.
  private static let rows: [Row] = (0..<120).map { row in
    let isPositive = row % 3 == 0
    let p = Double(row * 17 % 40 + 1) / 100 + (isPositive ? 0.5 : 0.1)
    return Row(id: "r\(row)", label: isPositive ? "b" : "a", p: p)
  }

  private struct Row {
    let id: String
    let label: String
    let p: Double

    func cell(_ column: String) -> String {
      switch column {
      case "id": id
      case "label": label
      case "p_a": "\(1 - p)"
      case "p_b": "\(p)"
      default: "0"
      }
    }
  }

  /// Writes a table with these columns of the rows, in another order if that is wanted.
  private func write(
    _ name: String, _ columns: [String], isTurned: Bool = false,
    _ cell: (String, Int) -> String? = { _, _ in nil }
  ) throws {
    let lines = Self.places(isTurned: isTurned).map { place in
      columns.map { cell($0, place) ?? Self.rows[place].cell($0) }.joined(separator: ",")
    }
    let text = ([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    _ = try #require(directory).write(Array(text.utf8), to: name)
  }

  /// The rows in their order, or in another one.
  private static func places(isTurned: Bool) -> [Int] {
    let places = Array(0..<rows.count)
    return isTurned ? places.sorted { $0 * 7 % 127 < $1 * 7 % 127 } : places
  }

  private func run(
    _ arguments: [String], command: String = "score", shell: String? = nil
  ) throws -> CommandResult {
    try Command.run([command] + arguments, directory: try #require(directory).url, shell: shell)
  }

  private func outcome(_ arguments: [String], shell: String? = nil) throws -> JSONValue {
    let result = try run(arguments + ["--format", "json"], shell: shell)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  /// The codes of how rows are joined.
  private func joining(_ outcome: JSONValue) -> [String] {
    outcome["predictions"].array.flatMap { $0["lint"].array }.compactMap { finding in
      let code = finding["code"].string
      guard code.hasPrefix("joined_") else { return nil }
      return code + (finding["values"]["repeated_ids"] == .bool(true) ? " repeated" : "")
    }
  }

  @Test("Files that all have a column 'id' are joined by it, in any order, which is said")
  func byID() throws {
    try write("p.csv", ["id", "p_a", "p_b"])
    try write("t.csv", ["label", "id"], isTurned: true)
    try write("a.csv", ["id", "label", "p_a", "p_b"])
    try write("b.csv", ["id", "label", "p_a", "p_b"], isTurned: true)
    let alone = try outcome(["a.csv"])
    #expect(joining(alone).isEmpty && alone["request"]["id"].string == "id")
    let truth = try outcome(["p.csv", "--truth", "t.csv"])
    #expect(joining(truth) == ["joined_by_id"] && truth["request"]["id"].string == "id")
    let scores = { (outcome: JSONValue) in outcome["predictions"].array[0]["log_loss"].number }
    #expect(scores(truth) == scores(alone))
    // Through a pipe the header is not read twice.
    let piped = try outcome(["-", "--truth", "t.csv"], shell: "cat p.csv | \"$@\"")
    #expect(joining(piped) == ["joined_by_id"] && scores(piped) == scores(alone))
    let pipedTruth = try outcome(
      ["p.csv", "p.csv", "--truth", "-"], shell: "cat t.csv | \"$@\"")
    #expect(joining(pipedTruth) == ["joined_by_id"] && scores(pipedTruth) == scores(alone))
    let pair = try outcome(["a.csv", "b.csv"])
    #expect(joining(pair) == ["joined_by_id"])
    #expect(pair["pairs"].array[0]["finding"].string == "same_numbers")
    let baseline = try outcome(["b.csv", "--baseline", "a.csv"])
    #expect(joining(baseline) == ["joined_by_id"])
    #expect(baseline["pairs"].array[0]["finding"].string == "same_numbers")
    let text = try run(["p.csv", "--truth", "t.csv"]).output.unwrapped
    #expect(text.contains("Note: rows are joined by their column 'id'; --id names another"))
    let named = try outcome(["p.csv", "--truth", "t.csv", "--id", "id"])
    #expect(joining(named).isEmpty && scores(named) == scores(alone))
  }

  @Test(
    "The column may be called ID or Id, where all files write it alike", arguments: ["ID", "Id"])
  func otherLetters(name: String) throws {
    func text(_ column: String, _ row: Int) -> String? { column == name ? Self.rows[row].id : nil }
    try write("p.csv", [name, "p_a", "p_b"], text)
    try write("t.csv", [name, "label"], isTurned: true, text)
    try write("a.csv", ["label", "p_a", "p_b"])
    let all = try outcome(["p.csv", "--truth", "t.csv"])
    #expect(joining(all) == ["joined_by_id"] && all["request"]["id"].string == name)
    #expect(
      try all["predictions"].array[0]["log_loss"]
        == outcome(["a.csv"])["predictions"].array[0]["log_loss"])
  }

  @Test("One file alone calls its rows by the column")
  func alone() throws {
    try write("a.csv", ["id", "label", "p_a", "p_b"])
    let all = try outcome(["a.csv"])
    let row = all["predictions"].array[0]["worst_rows"].array[0]
    #expect(row["id"].string == Self.rows[Int(row["line"].number) - 2].id)
  }

  @Test("Where not all have one, or none, rows are joined in their order, which is said")
  func inOrder() throws {
    try write("p.csv", ["id", "p_a", "p_b"])
    try write("q.csv", ["p_a", "p_b"])
    try write("t.csv", ["label"])
    try write("u.csv", ["label", "ID"]) { column, row in column == "ID" ? "r\(119 - row)" : nil }
    for files in [
      ["p.csv", "--truth", "t.csv"], ["q.csv", "--truth", "t.csv"], ["p.csv", "--truth", "u.csv"],
    ] {
      let all = try outcome(files)
      #expect(joining(all) == ["joined_in_order"] && all["request"]["id"].isNull, "\(files)")
    }
    let text = try run(["p.csv", "--truth", "t.csv"]).output.unwrapped
    #expect(
      text.contains(
        "rows are joined in their order, since not all have a column 'id' and --id names none"))
    // What is not joined is not said to be.
    try write("a.csv", ["label", "p_a", "p_b"])
    #expect(try joining(outcome(["a.csv"])).isEmpty)
    #expect(try joining(outcome(["a.csv", "a.csv"])) == ["joined_in_order"])
  }

  @Test("IDs that stand twice join nothing, which is said")
  func repeated() throws {
    func twice(_ column: String, _ row: Int) -> String? { column == "id" ? "r\(row / 2)" : nil }
    try write("a.csv", ["id", "label", "p_a", "p_b"], twice)
    try write("t.csv", ["id", "label"], twice)
    try write("p.csv", ["id", "p_a", "p_b"], twice)
    for files in [
      ["a.csv", "a.csv"], ["p.csv", "--truth", "t.csv"], ["a.csv", "--baseline", "a.csv"],
    ] {
      #expect(try joining(outcome(files)) == ["joined_in_order repeated"], "\(files)")
    }
    let text = try run(["a.csv", "a.csv"]).output.unwrapped
    #expect(
      text.contains("since IDs stand twice in their column 'id' and --id names none"), "\(text)")
    // Where they disagree, order says nothing.
    func turned(_ column: String, _ row: Int) -> String? {
      column == "id" ? "r\((119 - row) / 2)" : nil
    }
    try write("u.csv", ["id", "label"], turned)
    try write("b.csv", ["id", "label", "p_a", "p_b"], turned)
    for files in [["p.csv", "--truth", "u.csv"], ["b.csv", "a.csv"]] {
      let result = try run(files)
      #expect(result.exitCode == 65, "\(files)")
      let said = result.errors.unwrapped
      #expect(
        said.contains(
          "IDs of 'id' stand twice, so that rows are joined in their order, but this one is"),
        "\(said)")
    }
    // Named they are refused, as ever.
    let named = try run(["p.csv", "--truth", "t.csv", "--id", "id"])
    #expect(named.exitCode == 65 && named.errors.contains("has a truth in line"))
  }

  @Test(
    "A column of that name that is something else joins nothing",
    arguments: ["class", "group", "weight", "target", "columns"])
  func somethingElse(what: String) throws {
    switch what {
    case "class":
      // Languages, each its code, as are their columns.
      func cell(_ column: String, _ row: Int) -> String? {
        switch column {
        case "label": ["de", "en", "id"][row % 3]
        case "de": "\(row % 3 == 0 ? 0.6 : 0.25)"
        case "en": "\(row % 3 == 1 ? 0.5 : 0.15)"
        case "id": "\(row % 3 == 0 ? 0.25 : row % 3 == 1 ? 0.25 : 0.6)"
        default: nil
        }
      }
      try write("a.csv", ["label", "de", "en", "id"], cell)
      try write("p.csv", ["de", "en", "id"], cell)
      try write("t.csv", ["label"], cell)
      try write("u.csv", ["label", "id"], cell)
      for files in [
        ["a.csv"], ["a.csv", "a.csv"], ["p.csv", "--truth", "t.csv"],
        ["p.csv", "--truth", "u.csv"],
      ] {
        let all = try outcome(files)
        #expect(all["request"]["id"].isNull && !joining(all).contains("joined_by_id"), "\(files)")
        #expect(all["predictions"].array[0]["classes"].array.count == 3)
      }
    case "group", "weight":
      try write("a.csv", ["id", "label", "p_a", "p_b"]) { column, row in
        column == "id" ? "\(row % 8 + 1)" : nil
      }
      let all = try outcome(["a.csv", "a.csv", "--\(what)", "id"])
      #expect(all["request"]["id"].isNull && joining(all) == ["joined_in_order"])
    case "target":
      try write("a.csv", ["id", "p_a", "p_b"]) { column, row in
        column == "id" ? Self.rows[row].label : nil
      }
      #expect(try outcome(["a.csv", "--target", "id"])["request"]["id"].isNull)
    default:
      try write("a.csv", ["label", "id"]) { column, row in
        column == "id" ? "\(Self.rows[row].p)" : nil
      }
      #expect(try outcome(["a.csv", "--columns", "id"])["request"]["id"].isNull)
    }
  }

  @Test("Parts know how their rows are told apart, and may count IDs anew")
  func parts() throws {
    try write("a.csv", ["id", "label", "p_a", "p_b"])
    for (name, first) in [("0", "1"), ("1", "121")] {
      let part = try run(["a.csv", "--partial", "\(name).json", "--first-row", first, "--quiet"])
      #expect(part.exitCode == 0, "\(part.errors)")
    }
    let all = try outcome(["--merge", "0.json", "1.json"])
    #expect(
      all["request"]["id"].string == "id" && all["predictions"].array[0]["rows"].number == 240)
    #expect(all["predictions"].array[0]["worst_rows"].array[0]["id"].string.hasPrefix("r"))
    for (name, first) in [("2", "1"), ("3", "121")] {
      _ = try run(
        ["a.csv", "--id", "id", "--partial", "\(name).json", "--first-row", first, "--quiet"])
    }
    let named = try run(["--merge", "2.json", "3.json"])
    #expect(named.exitCode == 65 && named.errors.contains("is in another part, too"))
  }

  @Test("Kept rows are those of the column, where it tells them apart")
  func kept() throws {
    try write("a.csv", ["id", "label", "p_a", "p_b"])
    try write("b.csv", ["id", "label", "p_a", "p_b"], isTurned: true)
    try write("c.csv", ["label", "p_a", "p_b"])
    for (name, json) in [("a.csv", "a.json"), ("c.csv", "c.json")] {
      #expect(try run([name, "--keep-rows", "-o", json, "--quiet"]).exitCode == 0)
    }
    let byID = try outcome(["b.csv", "--baseline", "a.json"])
    #expect(joining(byID) == ["joined_by_id"])
    #expect(byID["gates"].array[0]["value"].number == 0)
    // Rows that were kept in their order are compared in it.
    let inOrder = try outcome(["a.csv", "--baseline", "c.json"])
    #expect(joining(inOrder) == ["joined_in_order"])
    #expect(inOrder["gates"].array[0]["value"].number == 0)
  }

  @Test("Labels that contradict the file of the truth are counted, and the first named")
  func otherLabels() throws {
    try write("p.csv", ["id", "label", "p_a", "p_b"], isTurned: true) { column, row in
      column == "label" && [5, 9, 31].contains(row)
        // A text that is no class is another label, too.
        ? (row == 31 ? "c" : Self.rows[row].label == "a" ? "b" : "a") : nil
    }
    try write("t.csv", ["id", "label"])
    let all = try outcome(["p.csv", "--truth", "t.csv"])
    let found = try #require(
      all["predictions"].array[0]["lint"].array.first { $0["code"].string == "other_labels" })
    let turned = Self.places(isTurned: true)
    let first = try #require(turned.firstIndex { [5, 9, 31].contains($0) })
    #expect(found["values"]["rows"].number == 3)
    #expect(found["values"]["first"].number == Double(first + 2))
    let text = try run(["p.csv", "--truth", "t.csv"]).output.unwrapped
    #expect(text.contains("3 rows have another class in 'label' than in the file of the truth"))
    try write("q.csv", ["id", "label", "p_a", "p_b"], isTurned: true)
    let same = try outcome(["q.csv", "--truth", "t.csv"])
    #expect(
      !same["predictions"].array[0]["lint"].array.contains { $0["code"].string == "other_labels" })
  }

  @Test(
    "Files whose labels contradict each other are refused, with the first row and how many there are"
  )
  func contradictingFiles() throws {
    try write("a.csv", ["id", "label", "p_a", "p_b"])
    try write("b.csv", ["id", "label", "p_a", "p_b"]) { column, row in
      column == "label" && [5, 9, 31].contains(row)
        ? (Self.rows[row].label == "a" ? "b" : "a") : nil
    }
    let result = try run(["a.csv", "b.csv"])
    #expect(result.exitCode == 65 && result.errors.hasPrefix("b.csv:7: this row's truth is"))
    #expect(result.errors.contains("; 2 other pairs differ, too"), "\(result.errors)")
  }

  @Test("Several labels, JSON Lines and calibrate join as one label does")
  func others() throws {
    try write("l.csv", ["id", "x", "y"], isTurned: true) { column, row in
      column == "id" ? nil : "\((row / (column == "x" ? 1 : 2)) % 2)"
    }
    try write("m.csv", ["id", "p_x", "p_y"]) { column, row in
      column == "id" ? nil : "\(Self.rows[row].p)"
    }
    let labels = try outcome(["m.csv", "--truth", "l.csv", "--target", "x,y"])
    #expect(joining(labels) == ["joined_by_id", "joined_by_id"])
    #expect(labels["request"]["id"].string == "id")
    let lines = Self.rows.map { "{\"id\": \"\($0.id)\", \"p_a\": \(1 - $0.p), \"p_b\": \($0.p)}" }
    _ = try directory?.write(
      Array((lines.joined(separator: "\n") + "\n").utf8), to: "p.jsonl")
    try write("t.csv", ["id", "label"], isTurned: true)
    #expect(try joining(outcome(["p.jsonl", "--truth", "t.csv"])) == ["joined_by_id"])
    let calibrated = try run(
      ["p.jsonl", "--truth", "t.csv", "--method", "temperature"], command: "calibrate")
    #expect(calibrated.exitCode == 0, "\(calibrated.errors)")
    #expect(calibrated.output.unwrapped.contains("rows are joined by their column 'id'"))
  }
}

import Foundation
import Testing

/// Folds and orders that a column gives.
@Suite("compare: folds of one's own")
struct HoldOutTests {
  private static let quick = [
    "--target", "t", "--no-speed", "--l2", "1e-2", "--losses", "cross_entropy,focal",
  ]
  /// Labels in the order of the days, which is not that of the rows.
  private static let labels = (0..<60).map { $0 % 7 < 3 + $0 / 30 ? "yes" : "no" }

  private static let table =
    "day,site,a,t\n"
    + (0..<60).map { row in
      // 17 and 60 have no common factor.
      let day = row * 17 % 60
      let number = Double(day * day % 31) / 10 + (labels[day] == "yes" ? 1 : 0)
      return "\(day),s\(day % 3),\(number),\(labels[day])\n"
    }.joined()

  /// −log of the shares of the labels that were trained on, half a row added to each.
  private static func constant(_ parts: [(training: [String], test: [String])]) -> Double {
    let losses = parts.flatMap { part in
      part.test.map { label in
        -log((Double(part.training.count { $0 == label }) + 0.5) / Double(part.training.count + 1))
      }
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func outcome(_ arguments: [String]) throws -> JSONValue {
    let result = try Command.run(
      on: Self.table, Self.quick + ["--format", "json", "--quiet"] + arguments)
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)
  }

  @Test("In an order every block is predicted from all before it")
  func order() throws {
    let outcome = try outcome(["--order", "day", "--folds", "4"])
    let parts = (1...4).map { block in
      (Array(Self.labels[..<(12 * block)]), Array(Self.labels[12 * block..<12 * (block + 1)]))
    }
    #expect(abs(outcome["constant"]["log_loss"].number - Self.constant(parts)) < 1e-12)
    #expect(outcome["folds"].number == 4)
    #expect(outcome["repeats"].number == 1)
    #expect(outcome["request"]["hold_out"]["by"].string == "order")
    // The column is none that the model reads.
    #expect(outcome["table"]["columns"].array.map { $0["name"].string } == ["site", "a"])
  }

  @Test("How the column is read that orders the rows is said")
  func orderNotes() throws {
    let rows = Self.table.split(separator: "\n")
    let dated = rows.enumerated().map { place, row in
      let (day, rest) = (row.prefix { $0 != "," }, row.drop { $0 != "," })
      let number = Int(day) ?? 0
      return place == 0 ? String(row) : "0\(number % 9 + 1)/0\(number / 9 + 1)/2024\(rest)"
    }
    let result = try Command.run(
      on: dated.joined(separator: "\n") + "\n",
      Self.quick + ["--order", "day", "--folds", "2", "--dry-run"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      result.output.replacing(/\n {4}/, with: " ").contains(
        "Note: day: dates as days since 1970-01-01, '01/01/2024' is 19723; the day comes first, which the "
          + "cells do not settle"), "\(result.output)")
  }

  @Test("Every value of a column of folds holds out its rows")
  func folds() throws {
    let outcome = try outcome(["--fold", "site", "--ignore", "day"])
    let days = Array(0..<60)
    let parts = (0..<3).map { fold in
      (
        days.filter { $0 % 3 != fold }.map { Self.labels[$0] },
        days.filter { $0 % 3 == fold }.map { Self.labels[$0] }
      )
    }
    #expect(abs(outcome["constant"]["log_loss"].number - Self.constant(parts)) < 1e-12)
    #expect(outcome["folds"].number == 3)
    #expect(outcome["table"]["columns"].array.map { $0["name"].string } == ["a"])
  }

  @Test("A share of the rows is held out once, with every class in it")
  func share() throws {
    let first = try outcome(["--valid", "0.2", "--ignore", "day"])
    #expect(first["folds"].number == 1 && first["repeats"].number == 1)
    #expect(first["decided_by"].string == "fits")
    #expect(first["request"]["hold_out"]["by"].string == "share")
    #expect(first["request"]["hold_out"]["share"].number == 0.2)
    #expect(first["table"]["rows"].number == 60 && first["table"]["test_rows"].number == 12)
    let classes = first["table"]["classes"].array
    for kind in classes {
      #expect(abs(kind["test_rows"].number - 0.2 * kind["rows"].number) < 1)
    }
    // The constant of the classes that are trained on, whichever rows those are.
    let (no, yes) = (classes[0], classes[1])
    func left(_ kind: JSONValue) -> Double { kind["rows"].number - kind["test_rows"].number }
    let all = left(no) + left(yes)
    let constant = [no, yes].reduce(0) {
      $0 - $1["test_rows"].number / 12 * log((left($1) + 0.5) / (all + 1))
    }
    #expect(abs(first["constant"]["log_loss"].number - constant) < 1e-12)
    let again = try outcome(["--valid=0.2", "--ignore", "day", "--threads", "2"])
    #expect(again["losses"].array[1]["log_loss"] == first["losses"].array[1]["log_loss"])
    let other = try outcome(["--valid", "0.2", "--ignore", "day", "--seed", "1"])
    #expect(other["losses"].array[1]["log_loss"] != first["losses"].array[1]["log_loss"])
  }

  @Test(
    "A share is kept as nearly as classes and groups allow",
    arguments: [
      ("0.3", [], 18, nil), ("0.5", [], 30, nil), ("0.05", [], 3, nil), ("0.75", [], 45, nil),
      ("0.3", ["--group", "site"], 20, 1.0),
    ] as [(String, [String], Double, Double?)])
  func shares(share: String, options: [String], rows: Double, groups: Double?) throws {
    let outcome = try outcome(
      ["--valid", share, "--ignore", "day", "--inner-folds", "2"] + options)
    #expect(outcome["table"]["test_rows"].number == rows)
    if let groups { #expect(outcome["table"]["groups"].number == groups) }
  }

  @Test("A model is fitted on all rows, and expects what a share of them said")
  func shareOfTraining() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array(Self.table.utf8), to: "t.csv")
    func train(_ options: String) throws -> CommandResult {
      try Command.run(
        "train t.csv --target t --ignore day \(options)".split(separator: " ").map(String.init),
        directory: directory.url)
    }
    let shared = try train("--valid 0.25 --checkpoint parts -o a")
    let again = try train("--valid 0.25 --checkpoint parts --resume -o b --format json -q")
    let folded = try train("-o c --format json -q")
    #expect(shared.exitCode == 0 && again.exitCode == 0, "\(shared.errors)\(again.errors)")
    #expect(shared.output.contains("60 · 15 of them to test on"))
    #expect(shared.output.contains("none, 25 % of the rows held out once, seed 0"))
    #expect(
      shared.output.contains("What to expect on new rows of this kind, from rows held out once"))
    let record = try JSONValue(parsing: again.output)["record"]
    #expect(record["expected"]["hold_out"].string == "share")
    #expect(record["expected"]["rows"].number == 15 && record["rows"].number == 60)
    let files = try ["a", "b"].map {
      try Data(contentsOf: directory.url.appendingPathComponent($0))
    }
    #expect(files[0] == files[1])
    // How rows are held out has no part in the model.
    #expect(try JSONValue(parsing: folded.output)["record"]["chosen"] == record["chosen"])
  }

  @Test(
    "What is no share, or does not go with one, is said",
    arguments: [
      (
        "--valid 0", 64, "--valid takes a share of the rows above 0 and below 1, or a table, got 0."
      ),
      ("--valid 1.5", 64, "above 0 and below 1, or a table, got 1.5."),
      ("--valid nan", 64, "above 0 and below 1, or a table"),
      ("--valid 0.2 --folds 3", 64, "--valid draws no folds, so --folds would change nothing"),
      ("--valid 0.2 --repeats 3", 64, "--valid draws no folds, so --repeats would change nothing"),
      ("--valid 0.2 --order day", 64, "--order and --valid each say how rows are held out"),
      ("--valid none.csv", 66, "none.csv: "),
      ("--valid 0.2 --test-encoding utf-8", 64, "--test-encoding"),
      ("--valid 0.2 --target site", 65, "class 's9'"),
    ] as [(String, Int32, String)])
  func wrongShares(options: String, code: Int32, line: String) throws {
    let table = Self.table + "61,s9,1,yes\n"
    let result = try Command.run(
      on: table,
      (options.contains("--target") ? ["--no-speed"] : Self.quick)
        + options.split(separator: " ").map(String.init))
    #expect(result.exitCode == code && result.output.isEmpty, "\(result.errors)")
    #expect(result.errors.contains(line), "\(result.errors)")
  }

  @Test("--valid with a table is --test")
  func validTable() throws {
    let directory = try TemporaryDirectory()
    let rows = Self.table.split(separator: "\n").map(String.init)
    try directory.write(Array((rows[...40].joined(separator: "\n") + "\n").utf8), to: "a.csv")
    let rest = ([rows[0]] + rows[41...]).joined(separator: "\n") + "\n"
    try directory.write(Array(rest.utf8), to: "b.csv")
    let outcomes = try ["--test", "--valid"].map { option in
      let result = try Command.run(
        ["compare", "a.csv"] + Self.quick
          + ["--ignore", "day", option, "b.csv", "--format", "json", "-q"],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return try JSONValue(parsing: result.output)
    }
    #expect(outcomes[0]["request"] == outcomes[1]["request"])
    #expect(
      outcomes[0]["losses"].array[1]["log_loss"] == outcomes[1]["losses"].array[1]["log_loss"])
    let itself = try Command.run(
      ["compare", "a.csv"] + Self.quick + ["--valid", "a.csv"], directory: directory.url)
    #expect(itself.exitCode == 64 && itself.errors.contains("--valid"), "\(itself.errors)")
    #expect(!itself.errors.contains("--test"))
  }

  /// Trains on the first 40 rows and tests on the other 20, whose columns stand in another order.
  private func run(
    testedOn change: (String) -> String = { $0 }, _ arguments: [String]
  ) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    let rows = Self.table.split(separator: "\n").map(String.init)
    let train = rows[...40].joined(separator: "\n") + "\n"
    let turned = ([rows[0]] + Array(rows[41...])).map { row in
      row.split(separator: ",").reversed().joined(separator: ",")
    }
    let test = change(turned.joined(separator: "\n") + "\n")
    try directory.write(Array(train.utf8), to: "train.csv")
    try directory.write(Array(test.utf8), to: "test.csv")
    return try Command.run(
      ["compare", "train.csv"] + Self.quick + ["--ignore", "day", "--test", "test.csv"] + arguments,
      directory: directory.url)
  }

  @Test("A second table is tested on once, by fits on all of the first")
  func test() throws {
    let result = try run(["--format", "json", "--quiet"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let outcome = try JSONValue(parsing: result.output)
    let labels = (0..<60).map { Self.labels[$0 * 17 % 60] }
    let parts = [(training: Array(labels[..<40]), test: Array(labels[40...]))]
    #expect(abs(outcome["constant"]["log_loss"].number - Self.constant(parts)) < 1e-12)
    #expect(outcome["folds"].number == 1)
    #expect(outcome["repeats"].number == 1)
    #expect(outcome["decided_by"].string == "fits")
    #expect(outcome["table"]["rows"].number == 60)
    #expect(outcome["table"]["test_rows"].number == 20)
    #expect(outcome["request"]["hold_out"]["path"].string == "test.csv")
    let rival = outcome["losses"].array[1]
    // Twenty rows that nothing tells of: cross entropy is worse than their shares.
    #expect(outcome["losses"].array[0]["finding"].string == "failed")
    #expect(rival["difference"] == .null)
    // Folds would give other rows other models: the scores are those of the 20 rows alone.
    let classes = outcome["losses"].array[0]["class_scores"].array
    #expect(classes.map { $0["rows"].number }.reduce(0, +) == 20)
  }

  @Test("The text of a test table fits 80 columns", arguments: ["en", "ko"])
  func textWidth(language: String) throws {
    let result = try run(["--language", language])
    #expect(result.exitCode == 0, "\(result.errors)")
    for line in result.output.split(separator: "\n") {
      #expect(terminalColumns(line) <= 80, "\(line)")
    }
  }

  @Test("The page of a test table shows one interval, and no mark for training anew")
  func page() throws {
    let directory = try TemporaryDirectory()
    let result = try run(["--report", directory.url.appendingPathComponent("page.html").path])
    #expect(result.exitCode == 0, "\(result.errors)")
    let page = try String(
      contentsOf: directory.url.appendingPathComponent("page.html"), encoding: .utf8)
    #expect(page.contains("Whisker and mark: these fits on new rows."))
    #expect(page.contains("log loss on test rows"))
    #expect(!page.contains("class=\"whisker wide"))
    #expect(!page.contains("training anew"))
  }

  @Test("A test table's own cells change nothing of what is trained")
  func trainingIsTheTables() throws {
    func chosen(_ change: (String) -> String) throws -> [JSONValue] {
      let result = try run(testedOn: change, ["--format", "json", "--quiet"])
      #expect(result.exitCode == 0, "\(result.errors)")
      let outcome = try JSONValue(parsing: result.output)
      return [outcome["table"]["encoded_width"], outcome["losses"].array[0]["iterations"]]
    }
    let plain = try chosen { $0 }
    #expect(try chosen { $0.replacing(",s1,", with: ",elsewhere,") } == plain)
    // Numbers of another size, which would move means and deviations.
    #expect(try chosen { $0.replacing("no,", with: "no,9") } == plain)
  }

  @Test("What is unusual in a test table is said, with its name")
  func notes() throws {
    let result = try run(
      testedOn: {
        var lines = $0.split(separator: "\n").map { "\($0),more" }
        lines[3] = lines[3].replacing(",s0,", with: ",s9,").replacing(",s1,", with: ",s9,")
          .replacing(",s2,", with: ",s9,")
        lines[5] = lines[5].split(separator: ",").enumerated().map { $0 == 1 ? "odd" : $1 }
          .joined(separator: ",")
        return lines.joined(separator: "\n") + "\n"
      }, ["--dry-run"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let text = result.output.replacing("\n    ", with: " ")
    for expected in [
      "20 of them to test on", "folds     none, tested on test.csv, seed 0",
      "test.csv: 1 column that the table lacks was left out: more",
      "test.csv: a: 1 cell that is not a number was taken as missing, 'odd' in line 6",
      "test.csv: site: 1 cell holds what no row to train on has, and tells the model nothing: 's9'",
    ] {
      #expect(text.contains(expected), "\(text)")
    }
  }

  @Test(
    "A test table that does not fit is named, with the place",
    arguments: [
      ("site", "place", "test.csv:1: there is no column 'site', which train.csv has; add it"),
      ("t,a", "label,a", "test.csv:1: there is no column 't', which train.csv has"),
      (
        "yes,", "perhaps,",
        "class 'perhaps' of 't' does not occur in train.csv, which is trained on; write the classes alike"
      ),
      (".", "x", "test.csv:2: column 'a' holds numbers in train.csv, and here"),
    ])
  func misfits(from: String, to: String, expected: String) throws {
    let result = try run(testedOn: { $0.replacing(from, with: to) }, [])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(expected), "\(result.errors)")
  }

  @Test(
    "A column that plays a part is to be added, not left out",
    arguments: [[], ["--group", "site"], ["--weight", "a"]])
  func partsThatLack(_ options: [String]) throws {
    let name = options.last ?? "t"
    let result = try run(
      testedOn: { text in
        let lines = text.split(separator: "\n")
        let header = lines[0].split(separator: ",").map { $0 == name ? "lost" : String($0) }
        return ([header.joined(separator: ",")] + lines.dropFirst().map(String.init))
          .joined(separator: "\n") + "\n"
      }, options)
    #expect(result.exitCode == 65)
    #expect(
      result.errors
        == "test.csv:1: there is no column '\(name)', which train.csv has; add it\n")
  }

  @Test("A class that only the test table has is named with its first row there")
  func newClass() throws {
    let result = try run(
      testedOn: { text in
        var lines = text.split(separator: "\n").map(String.init)
        lines[7] = "Yes" + lines[7].drop { $0 != "," }
        return lines.joined(separator: "\n") + "\n"
      }, [])
    #expect(result.exitCode == 65)
    #expect(
      result.errors
        == "test.csv:8: class 'Yes' of 't' does not occur in train.csv, which is trained on; write the "
        + "classes alike in both tables, or remove these rows\n")
  }

  @Test("Rows that are in both tables are said, unless rows coincide by nature")
  func sharedRows() throws {
    func errors(_ train: [String], _ test: [String], _ header: String) throws -> String {
      let directory = try TemporaryDirectory()
      for (name, rows) in [("train.csv", train), ("test.csv", test)] {
        try directory.write(
          Array((header + "\n" + rows.joined(separator: "\n") + "\n").utf8), to: name)
      }
      let result = try Command.run(
        ["compare", "train.csv", "--test", "test.csv"] + Self.quick + ["--format", "json"],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result.errors.replacing("\n    ", with: " ")
    }
    func row(_ index: Int) -> String {
      "\(index * 37 % 101).5,\(index * 53 % 89).25,\(index % 3 == 0 ? "yes" : "no")"
    }
    let train = (0..<60).map(row)
    let others = (60..<90).map(row)
    let said =
      "test.csv: 20 of the 50 rows to test on are also in train.csv, so the scores are too good"
    #expect(try errors(train, train.prefix(20) + others, "a,b,t").contains(said))
    #expect(try errors(train, train, "a,b,t").contains("60 of the 60 rows to test on are also"))
    #expect(!(try errors(train, train.prefix(1) + others, "a,b,t").contains("also in train.csv")))
    // In another target's class it is another row.
    let flipped = train.map { $0.hasSuffix("yes") ? $0.dropLast(3) + "no" : $0.dropLast(2) + "yes" }
    #expect(!(try errors(train, flipped.map(String.init), "a,b,t").contains("also in train.csv")))
    // Twelve kinds of rows.
    func few(_ index: Int) -> String {
      "\(index % 3)x,\(index * 7 % 4 / 2),\(index % 5 < 2 ? "yes" : "no")"
    }
    #expect(
      !(try errors((0..<120).map(few), (31..<71).map(few), "a,b,t").contains("also in train.csv")))
  }

  @Test("A class that is rare in what is trained on is named with that part")
  func rareInTraining() throws {
    func errors(_ arguments: [String], _ rare: (Int) -> Bool) throws -> String {
      let rows = (0..<60).map { index in
        "\(index),\(index % 3),\(index * 37 % 101).5,\(rare(index) ? "fog" : index % 2 == 0 ? "yes" : "no")"
      }
      let directory = try TemporaryDirectory()
      func write(_ rows: ArraySlice<String>, to name: String) throws {
        try directory.write(
          Array(("day,site,a,t\n" + rows.joined(separator: "\n") + "\n").utf8), to: name)
      }
      try write(rows[...], to: "table.csv")
      try write(rows[..<30], to: "train.csv")
      try write(rows[30...], to: "test.csv")
      let result = try Command.run(arguments + Self.quick, directory: directory.url)
      #expect(result.exitCode == 65, "\(result.output)")
      return result.errors
    }
    let late: (Int) -> Bool = { $0 == 3 || $0 > 40 && $0 % 2 == 0 }
    #expect(
      try errors(["compare", "table.csv", "--order", "day", "--folds", "3"], late)
        .contains("block 1 holds only 1 of the 10 rows of class 'fog' of 't', too few for 3 inner"))
    let second: (Int) -> Bool = { $0 == 3 || $0 == 5 || $0 == 7 || $0 == 9 }
    #expect(
      try errors(
        ["compare", "table.csv", "--order", "day", "--folds", "3", "--inner-folds", "5"], second
      ).contains("block 1 holds only 4 rows of class 'fog'"))
    #expect(
      try errors(["compare", "train.csv", "--test", "test.csv", "--ignore", "day"], late)
        .contains(
          "the table that is trained on has only 1 of the 10 rows of class 'fog' of 't'"))
    #expect(
      try errors(
        ["compare", "table.csv", "--fold", "site", "--ignore", "day"],
        { $0 < 40 && $0 % 3 == 1 || $0 == 2 }
      ).contains("a training part has only 1 of the 14 rows of class 'fog'"))
  }

  @Test("Rows without a label alone are nothing to test on")
  func nothingToTest() throws {
    let result = try run(
      testedOn: { $0.replacing("yes,", with: ",").replacing("no,", with: ",") }, [])
    #expect(result.exitCode == 65)
    #expect(result.errors.hasPrefix("test.csv: no row of this table has a label"))
  }

  @Test("Groups that are in both tables are said, and those of the test table counted")
  func sharedGroups() throws {
    let result = try run(["--group", "site", "--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.errors.contains("test.csv: 3 of 3 groups were also trained on"))
    let apart = try run(
      testedOn: { (0..<3).reduce($0) { $0.replacing(",s\($1)", with: ",other\($1)") } },
      ["--group", "site", "--format", "json", "--quiet"])
    let table = try JSONValue(parsing: apart.output)["table"]
    #expect(table["groups"].number == 3)
    #expect(table["fold_shares"] == .null)
    #expect(
      !table["notes"].array.contains { $0["values"]["note"]["code"].string == "shared_groups" })
  }

  @Test("A test table is an input: no output may replace it, and only one comes from a pipe")
  func inputs() throws {
    let written = try run(["-o", "test.csv"])
    #expect(written.exitCode == 64)
    #expect(written.errors.contains("-o would write over the table 'test.csv'"))
    let piped = try Command.run(
      ["compare", "-", "--target", "t", "--test", "-"], input: Array(Self.table.utf8))
    #expect(piped.exitCode == 64)
    #expect(piped.errors.contains("the table to test on is the one that is trained on"))
  }

  @Test(
    "Text and page say what was held out and what the intervals mean", arguments: ["en", "ko"])
  func words(language: String) throws {
    let isEnglish = language == "en"
    for (option, expected) in [
      ("--fold=site", isEnglish ? "folds     3, those of 'site'" : "3개, 'site' 열의 값대로"),
      ("--order=site", isEnglish ? "folds     2, in the order of 'site'" : "2개, 'site' 순서대로"),
    ] {
      let result = try Command.run(
        on: Self.table,
        Self.quick + ["--ignore", "day", option, "--language", language]
          + (option == "--order=site" ? ["--folds", "2"] : []))
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(result.output.contains(expected))
      let note =
        switch (option, language) {
        case ("--fold=site", "en"): "Note: The folds are those of 'site'"
        case ("--fold=site", _): "폴드는 'site' 열의 값대로 나누었습니다"
        case (_, "en"): "Note: Every block in the order of 'site'"
        default: "'site' 순서로 나눈 구간을"
        }
      #expect(result.output.contains(note), "\(result.output)")
    }
  }

  @Test(
    "What cannot be held out is answered",
    arguments: [
      (["--fold", "site", "--order", "day"], 64, "leave one out"),
      (["--fold", "site", "--repeats", "2"], 64, "--fold draws no folds, so --repeats"),
      (["--order", "day", "--repeats", "1"], 64, "--order draws no folds, so --repeats"),
      (["--fold", "site", "--folds", "5"], 64, "--fold draws no folds, so --folds"),
      (["--test", "other.csv", "--folds", "3"], 64, "--test draws no folds, so --folds"),
      (["--test", "other.csv", "--order", "day"], 64, "--order and --test each say"),
      (["--test", "other.csv", "--repeats", "2"], 64, "--test draws no folds, so --repeats"),
      (["--test", "other.csv"], 66, "other.csv"),
      (["--test", "table.csv"], 64, "the table to test on is the one that is trained on"),
      (["--fold", "t"], 64, "'t'"),
      (["--order", "nowhere"], 65, "there is no column 'nowhere'"),
      (["--order", "site"], 65, "3 places in their order, fewer than the 6 blocks"),
      (["--fold", "one"], 65, "column 'one' has 1 value"),
      (["--order", "late"], 65, "class 'yes'"),
      (["--order", "gap"], 65, "table.csv:3: --order names 'gap', which is empty in this row"),
    ] as [([String], Int32, String)])
  func answered(arguments: [String], code: Int32, expected: String) throws {
    let rows = Self.table.split(separator: "\n")
    let table =
      rows[0] + ",one,late,gap\n"
      + rows.dropFirst().enumerated().map { index, row in
        "\(row),x,\(row.hasSuffix("yes") ? 1000 + index : index),\(index == 1 ? "" : "\(index)")\n"
      }.joined()
    let result = try Command.run(on: String(table), Self.quick + arguments)
    #expect(result.exitCode == code)
    #expect(result.errors.contains(expected), "\(result.errors)")
  }
}

import Foundation
import Testing

/// How `compare` reads the target and its groups, and what it says where a table is too small.
@Suite("compare: labels")
struct LabelsTests {
  private static let quick = [
    "--folds", "2", "--repeats", "1", "--losses", "cross_entropy", "--l2", "0.01", "--no-speed",
  ]

  private static func table(_ name: String) -> String { "Tests/Fixtures/tables/\(name).csv" }

  private func json(_ arguments: [String]) throws -> JSONValue {
    let result = try Command.run(["compare"] + arguments + Self.quick + ["--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    return try JSONValue(parsing: result.output)["table"]
  }

  @Test("The same number is one class")
  func equalNumbers() throws {
    let table = try json([Self.table("mix01"), "--target", "t"])
    #expect(table["classes"].array.map { $0["name"].string } == ["0", "1"])
    let text = try Command.run(["compare", Self.table("mix01"), "--target", "t"] + Self.quick)
    #expect(text.output.contains("(0 = 0.0, 1 = 1.0)"))
  }

  @Test("NaN is a missing label among numbers, and a class among texts, which is said")
  func notANumber() throws {
    let numbers = try json([Self.table("nantarget"), "--target", "t"])
    #expect(numbers["rows"].number == 53)
    #expect(numbers["unlabelled_rows"].number == 7)
    let texts = [Self.table("nantarget2"), "--target", "t"]
    #expect(try json(texts)["classes"].array.count == 3)
    let said = try Command.run(["compare"] + texts + Self.quick)
    #expect(said.output.contains("class 'NaN', 7 rows; give --target-na NaN if it is missing"))
    let rare = try Command.run(
      on: "a,t\n"
        + (0..<60).map { "\($0 * $0 % 17),\($0 == 9 ? "NaN" : $0 % 2 == 0 ? "A" : "B")\n" }.joined(),
      ["--target", "t", "--dry-run"])
    #expect(rare.exitCode == 65)
    #expect(rare.errors.contains("use --target-na NaN"), "\(rare.errors)")
    #expect(!rare.errors.contains("--merge-rare"))
    let told = try json(texts + ["--target-na", "NaN"])
    #expect(told["rows"].number == 53)
    #expect(told["unlabelled_rows"].number == 7)
  }

  @Test("Many different numbers are a quantity, unless they are said to be classes")
  func quantity() throws {
    let target = [Self.table("mass_float"), "--target", "body_mass_g"]
    let result = try Command.run(["compare"] + target + Self.quick)
    #expect(result.exitCode == 65)
    #expect(
      result.errors.contains("94 different numbers like '2700.0', a quantity and not classes"),
      "\(result.errors)")
    #expect(result.errors.contains("--classes"))
    let merged = try json(target + ["--classes", "--merge-rare", "10"])
    #expect(merged["classes"].array.last?["name"].string == "other")
    // Codes from 0, but of fewer than five rows each.
    let table = "a,t\n" + (0..<200).map { "\($0 * 37 % 101).5,\($0 % 41)\n" }.joined()
    let codes = try Command.run(on: table, ["--target", "t"] + Self.quick)
    #expect(codes.errors.contains("a quantity and not classes"), "\(codes.errors)")
  }

  @Test(
    "What is for one target is refused where there are several",
    arguments: [["--merge-rare", "5"], ["--positive", "1"], ["--classes"]])
  func oneTargetOnly(_ option: [String]) throws {
    let table = "a,b,x\n" + (0..<20).map { "\($0 % 2),\($0 % 4 / 2),\($0 * $0 % 7).5\n" }.joined()
    let result = try Command.run(on: table, ["--target", "a,b", "--dry-run"] + option)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("\(option[0]) is for one target, and 2 are named"))
    // A column of that name is one target.
    let one = try Command.run(
      on: table.replacing("a,b,x", with: "\"a,b\",y,x"), ["--target", "a,b", "--dry-run"] + option)
    #expect(one.exitCode == 0, "\(one.errors)")
  }

  @Test("A class of as many rows as --merge-rare says stays; --positive names a number in any way")
  func edgesOfLabels() throws {
    let table =
      "x,t\n" + (0..<40).map { "\($0 * $0 % 11).5,\($0 < 8 ? 2 : $0 < 15 ? 3 : $0 % 2)\n" }.joined()
    let merged = try Command.run(on: table, ["--target", "t", "--merge-rare", "8", "--dry-run"])
    #expect(merged.output.contains("1 rare class became 'other': 3 (7)"), "\(merged.output)")
    let two = "x,t\n" + (0..<40).map { "\($0 * $0 % 11).5,\($0 % 2)\n" }.joined()
    let positive = try Command.run(on: two, ["--target", "t", "--positive", "0.0", "--dry-run"])
    #expect(positive.output.contains("0 50.0 % (20), the positive class"), "\(positive.output)")
  }

  @Test("Where ids are all that there is, the error says how to keep them")
  func keepIds() throws {
    let table = "id,y\n" + (0..<40).map { "\($0 * 37 % 101),\($0 % 2)\n" }.joined()
    let result = try Command.run(on: table, ["--target", "y", "--dry-run"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("name what is no id with --keep"), "\(result.errors)")
    let kept = try Command.run(on: table, ["--target", "y", "--keep", "id", "--dry-run"])
    #expect(kept.exitCode == 0, "\(kept.errors)")
  }

  @Test("Labels are one number in any notation")
  func notations() throws {
    let table =
      "x;t\n" + (0..<40).map { "\($0 * $0 % 11),5;\(["0", "0,0", "1", "1,00"][$0 % 4])\n" }.joined()
    let result = try Command.run(on: table, ["--target", "t", "--dry-run"])
    #expect(result.output.contains("2 classes"), "\(result.output)")
    #expect(result.output.contains("(0 = 0,0, 1 = 1,00)"), "\(result.output)")
    let price = "x,t\n" + (0..<60).map { "\($0 % 7).5,\"$\($0 % 30 + 1),200\"\n" }.joined()
    let quantity = try Command.run(on: price, ["--target", "t", "--dry-run"])
    #expect(quantity.exitCode == 65)
    #expect(quantity.errors.contains("a quantity and not classes"), "\(quantity.errors)")
    let marks =
      "x,t\n" + (0..<40).map { "\($0 * $0 % 11).5,\(["0", "1", "na"][$0 % 3])\n" }.joined()
    let missing = try Command.run(on: marks, ["--target", "t", "--dry-run"])
    #expect(missing.output.contains("27 · 2 classes"), "\(missing.output)")
  }

  private static let targets: [(name: String, cell: @Sendable (Int) -> String, areClasses: Bool)] =
    [
      ("codes from 0", { "\($0 % 25)" }, true), ("codes from 1", { "\($0 % 25 + 1)" }, true),
      ("ages", { "\($0 % 21 + 20)" }, false), ("twenty ages", { "\($0 % 20 + 20)" }, true),
      ("codes with gaps", { "\($0 % 25 * 2)" }, false),
      ("halves", { $0 % 2 == 0 ? "1.5" : "2" }, false), ("two ages", { "\($0 % 2 + 40)" }, true),
    ]

  /// Codes count from 0 or 1 and have rows; ages do neither.
  @Test("Codes are classes", arguments: targets.indices)
  func codes(_ index: Int) throws {
    let (name, cell, areClasses) = Self.targets[index]
    let table = "a,t\n" + (0..<200).map { "\($0 * 37 % 101).5,\(cell($0))\n" }.joined()
    let plain = try Command.run(on: table, ["--target", "t"] + Self.quick)
    #expect((plain.exitCode == 0) == areClasses, "\(name): \(plain.errors)")
    let told = try Command.run(on: table, ["--target", "t", "--classes"] + Self.quick)
    #expect(told.exitCode == 0, "\(name): \(told.errors)")
  }

  /// What the error says, and that what it advises helps.
  @Test(
    "Rare classes are named all at once, with a way out that works",
    arguments: [
      (
        "grp", ["--group", "g", "--target", "t", "--folds", "2"],
        "the 8 groups of class 'A' of 't' cannot be spread", ["--folds", "3"]
      ),
      (
        "owine", ["--target", "rating", "--group", "judge"],
        "class '1' of 'rating' has 3 groups, and 5 folds with 3 inner folds each need 5",
        ["--folds", "3", "--inner-folds", "2"]
      ),
      (
        "mass_float", ["--target", "body_mass_g", "--classes"],
        "60 classes have fewer than the 5 rows that", ["--merge-rare", "5"]
      ),
      ("mass_float", ["--target", "body_mass_g", "--classes"], "'2700.0' (1), '2850.0' (2)", []),
    ] as [(String, [String], String, [String])])
  func rareClasses(
    _ name: String, _ arguments: [String], _ says: String, _ advice: [String]
  ) throws {
    let call = ["compare", Self.table(name)] + arguments
    let quick = ["--repeats", "1", "--losses", "cross_entropy", "--l2", "0.01", "--no-speed"]
    let result = try Command.run(call + quick)
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(says), "\(result.errors)")
    if arguments.contains("--group") {
      #expect(!result.errors.contains("merge"), "\(result.errors)")
    }
    guard !advice.isEmpty else { return }
    #expect(result.errors.contains(advice.joined(separator: " ")), "\(result.errors)")
    // The last of an option that is given twice counts.
    let mended = try Command.run(call + quick + advice)
    #expect(mended.exitCode == 0, "\(mended.errors)")
  }

  @Test("Several columns make a group of every combination")
  func compoundGroups() throws {
    let table =
      "a,g,h,t\n"
      + (0..<96).map {
        "\($0 * 37 % 101).5,\($0 % 4)\($0 % 8 < 4 ? "" : ".0"),\($0 / 4 % 6),\($0 * 31 % 7 < 4 ? "x" : "y")\n"
      }.joined()
    for (group, groups) in [("g", 4.0), ("h", 6), ("g,h", 24)] {
      let result = try Command.run(
        on: table,
        ["--target", "t", "--group", group, "--inner-folds", "2", "--format", "json"] + Self.quick)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(try JSONValue(parsing: result.output)["table"]["groups"].number == groups)
    }
  }

  @Test("The positive class is the one that is named")
  func positive() throws {
    let table = MadeUp.table(rows: 60)
    func run(_ arguments: [String]) throws -> CommandResult {
      try Command.run(on: table, ["--target", "t"] + arguments + Self.quick)
    }
    #expect(try run([]).output.contains("y 50.0 % (30), the positive class"))
    #expect(try run(["--positive", "x"]).output.contains("x 50.0 % (30), the positive class"))
    let unknown = try run(["--positive", "z"])
    #expect(unknown.exitCode == 65)
    #expect(unknown.errors.contains("has no class 'z'; the classes are x, y"), "\(unknown.errors)")
    let three = try Command.run(
      on: MadeUp.table(rows: 60, classes: ["x", "y", "z"]),
      ["--target", "t", "--positive", "x"] + Self.quick)
    #expect(three.exitCode == 65)
    #expect(three.errors.contains("has 3 classes, and only one of two can be the positive one"))
  }

  @Test("Rare classes become one")
  func mergeRare() throws {
    let table = MadeUp.table(rows: 60) + "1,2,v\n2,3,w\n3,1,w\n1,1,v\n2,2,u\n4,4,u\n"
    let result = try Command.run(
      on: table, ["--target", "t", "--merge-rare", "5"] + Self.quick)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("3 rare classes became 'other': u (2), v (2), w (2)"))
    let all = try Command.run(on: table, ["--target", "t", "--merge-rare", "50"] + Self.quick)
    #expect(all.exitCode == 65)
    #expect(all.errors.contains("so all become one"))
  }
}

/// Which columns `compare` leaves out, which it names, and how it is told otherwise.
@Suite("compare: ids and leaks")
struct IDsAndLeaksTests {
  private static let quick = [
    "--folds", "2", "--repeats", "1", "--losses", "cross_entropy,focal", "--l2", "0.01",
    "--no-speed",
  ]

  @Test(
    "A row number is dropped, though rows without a label are left out",
    arguments: [
      ("idx_unl", "t", "column 1", 0.4394), ("idx_full", "t", "column 1", 0.4471),
      ("row_counter", "y", "row", 0.6957),
    ])
  func rowNumbers(_ name: String, _ target: String, _ column: String, _ loss: Double) throws {
    let call = ["compare", "Tests/Fixtures/tables/\(name).csv", "--target", target] + Self.quick
    let result = try Command.run(call + ["--format", "json"])
    let outcome = try JSONValue(parsing: result.output)
    let dropped = outcome["table"]["dropped"].array
    #expect(dropped.map { $0["name"].string } == [column])
    #expect(dropped.map { $0["reason"]["code"].string } == ["counter"])
    #expect(abs(outcome["losses"].array[0]["log_loss"].number - loss) < 1e-3)
    for flag in ["--keep", "--numeric", "--categorical"] {
      let kept = try Command.run(call + [flag, column, "--format", "json"])
      #expect(kept.exitCode == 0, "\(kept.errors)")
      #expect(try JSONValue(parsing: kept.output)["table"]["dropped"].array.isEmpty)
    }
  }

  @Test("A leak is named in text, JSON and page")
  func leak() throws {
    let directory = try TemporaryDirectory()
    let page = directory.url.appendingPathComponent("page.html").path
    let call = ["compare", "Tests/Fixtures/tables/leak.csv", "--target", "t"] + Self.quick
    let text = try Command.run(call + ["--report", page])
    #expect(text.output.contains("leaks?    copy alone: "))
    #expect(text.output.contains("Probable leak: one column alone tells t almost surely: copy"))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("One column alone tells t almost surely: copy"))
    let json = try JSONValue(parsing: try Command.run(call + ["--format", "json"]).output)
    #expect(json["table"]["leaks"].array.map { $0["column"].string } == ["copy"])
    #expect(json["verdict"].string.contains("Probable leak"))
    let without = try Command.run(call + ["--ignore", "copy"])
    #expect(!without.output.contains("Probable leak") && !without.output.contains("leaks?"))
  }

  @Test(
    "Unknown columns, and columns of two parts, are errors",
    arguments: [
      (["--keep", "A"], 65, "no column 'A'; did you mean 'a'?"),
      (["--numeric", "bb"], 65, "no column 'bb'; the columns are a, b, t"),
      (["--categorical", "a,zebra"], 65, "no column 'zebra'; the columns are a, b, t"),
      (
        ["--numeric", "a", "--categorical", "b,a"], 64, "--numeric and --categorical both name 'a'"
      ),
      (["--keep", "a", "--ignore", "a"], 64, "--ignore and --keep both name 'a'"),
      (["--keep", "t"], 64, "--target and --keep both name 't'"),
      (["--group", "a,a"], 64, "--group names 'a' twice"),
      (["--inner-folds", "1"], 64, "--inner-folds must be 2 or more, got 1"),
      (["--merge-rare", "1"], 64, "--merge-rare must be 2 or more, got 1"),
      (["--positive", ""], 64, "--positive has an empty name"),
    ] as [([String], Int32, String)])
  func wrongParts(_ arguments: [String], _ code: Int32, _ says: String) throws {
    let result = try Command.run(on: MadeUp.table(), ["--target", "t"] + arguments)
    #expect(result.exitCode == code)
    #expect(result.errors.contains(says), "\(result.errors)")
  }
}

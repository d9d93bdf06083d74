import Foundation
import Testing

/// What is said before the fits, and how they end early.
@Suite("compare: the plan, and its end")
struct PlanTests {
  private static let titanic = [
    "compare", "Examples/titanic.csv", "--target", "survived", "--no-speed",
  ]
  private static let quick = ["--losses", "cross_entropy", "--l2", "1e-3"]

  @Test(
    "A dry run says how the table is read and what the fits will take", arguments: ["en", "ko"])
  func dryRun(language: String) throws {
    let result = try Command.run(
      Self.titanic + ["--dry-run", "--repeats", "1", "--language", language])
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    // The time is another every time.
    let lines = result.output.split(separator: "\n").dropLast()
    try RecordedText.check(
      lines.joined(separator: "\n") + "\n", against: "compare-dry-run-\(language).txt")
    let work = try #require(result.output.split(separator: "\n").last)
    #expect(work.hasPrefix(language == "en" ? "  work      660 fits, " : "  계산      학습 660번, "))
    #expect(work.hasSuffix(language == "en" ? "s" : "초"))
  }

  /// Sixty columns of numbers, in half of them an odd cell; a category, dates, a constant and an id.
  private static let wide: String = {
    let names = (0..<60).map { "n\($0)" } + ["kind", "day", "same", "code", "t"]
    let rows = (0..<40).map { row in
      (0..<60).map { $0 == row * 2 ? "odd" : "\(row * ($0 + 1) % 61).5" }
        + ["k\(row % 3)", "2024-01-\(row % 20 + 10)", "1", "u\(row)", row % 3 < 1 ? "a" : "b"]
    }
    return ([names] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }()

  @Test("A wide table is cut to what is unusual, and whole with --details and --dry-run")
  func wideTable() throws {
    let quick = ["--target", "t", "--repeats", "1", "--folds", "2", "--no-speed", "--keep", "code"]
    let short = try Command.run(on: Self.wide, quick + Self.quick)
    let plan = short.output.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
    #expect((6...12).contains(plan.count), "\(short.output)")
    #expect(plan.contains { $0.contains("61 number columns") }, "\(short.output)")
    #expect(plan.contains { $0.hasPrefix("  dropped   same (constant)") })
    #expect(plan.contains { $0.contains("'odd' in line 2") })
    #expect(plan.last == "  29 more notes with --details.", "\(short.output)")
    for option in ["--details", "--dry-run"] {
      let whole = try Command.run(on: Self.wide, quick + Self.quick + [option])
      let words = whole.output.replacing(/\n +/, with: " ")
      #expect(words.contains("61 number columns: n0, n1, "), "\(whole.output)")
      #expect(words.matches(of: /61 number columns/).count == 1, "said once")
      #expect(words.contains(", n59, day (date)"))
      #expect(words.contains("2 category columns: kind (3 levels), code (40)"))
      #expect(words.matches(of: /1 cell that is not a number was taken as missing/).count == 30)
    }
  }

  @Test("A column that is dropped as an id has a way back, which names it where it is the only one")
  func wayBack() throws {
    func plan(_ names: [String], _ options: [String] = []) throws -> String {
      let table = MadeUp.table(rows: 60, moreNames: names, more: { ["s\($0)", "v\($0)", "1"] })
      let quick = ["--target", "t", "--dry-run", "--no-speed", "--repeats", "1"] + Self.quick
      return try Command.run(on: table, quick + options).output
        .replacing(/\n +/, with: " ")
    }
    let one = try plan(["sales", "kept", "same"], ["--keep", "kept"])
    #expect(
      one.contains(
        "sales (id-like: 60 different values in 60 rows; --keep sales uses it), same (constant) folds"
      ),
      "\(one)")
    let two = try plan(["sales", "code", "same"])
    #expect(two.contains("; --keep COL uses one all the same folds"), "\(two)")
    let named = try plan(["sales in 2020", "kept", "same"], ["--keep", "kept"])
    #expect(named.contains("; --keep COL uses one all the same folds"), "\(named)")
    let none = try plan(["sales", "kept", "same"], ["--keep", "kept", "--ignore", "sales"])
    #expect(none.contains("same (constant) folds"), "\(none)")
  }

  @Test("A dry run as JSON is as its schema says, and fits nothing else")
  func dryRunAsJSON() throws {
    let result = try Command.run(
      Self.titanic + ["--dry-run", "--repeats", "1", "--format", "json"])
    let plan = try JSONValue(parsing: result.output)
    #expect(plan["fits"].number == 660)
    #expect(plan["table"]["encoded_width"].number == 8)
    #expect(plan["seconds"].number > 0)
    #expect(plan["losses"].array.isEmpty)
  }

  @Test("A dry run names probable leaks and counts rows without a label, in text and JSON")
  func leaksAndUnlabelledRows() throws {
    let table =
      "a,late,t\n"
      + (0..<60).map { row in
        let label = row % 7 < 3 ? "yes" : "no"
        return "\(row * 37 % 61).5,\(label == "yes" ? 9 : 2),\(row < 4 ? "" : label)\n"
      }.joined()
    let quick = ["--target", "t", "--dry-run", "--no-speed", "--repeats", "1"] + Self.quick
    let text = try Command.run(on: table, quick).output
    #expect(text.contains("\n  leaks?    late alone: "), "\(text)")
    #expect(text.contains("\n  left out  4 rows without a 't'\n"), "\(text)")
    let json = try Command.run(on: table, quick + ["--format", "json", "--quiet"])
    let plan = try JSONValue(parsing: json.output)["table"]
    #expect(plan["leaks"].array.map { $0["column"].string } == ["late"])
    #expect(plan["unlabelled_rows"].number == 4)
  }

  @Test("The plan stands in the terminal before the fits end")
  func comesFirst() throws {
    let result = try Command.run(
      Self.titanic + Self.quick + ["--repeats", "100"], after: "out of fold\n", interrupt: 0,
      signal: SIGTERM)
    #expect(result.exitCode == 128 + SIGTERM)
    #expect(result.output.contains("which loss for 'survived'?"))
    #expect(result.output.hasSuffix("nats out of fold\n"))
  }

  @Test("With JSON the plan goes to standard error, unless quiet")
  func besideJSON() throws {
    let arguments = Self.titanic + Self.quick + ["--repeats", "1", "--format", "json"]
    let result = try Command.run(arguments)
    #expect(result.errors.contains("which loss for 'survived'?"))
    #expect(result.output.hasPrefix("{"))
    #expect(try Command.run(arguments + ["--quiet"]).errors.isEmpty)
  }

  @Test("The first Ctrl-C ends after the repeat in hand, with what the finished ones say")
  func interrupted() throws {
    let result = try Command.run(
      Self.titanic + Self.quick + ["--repeats", "100"], after: "out of fold\n", interrupt: 0.5)
    #expect(result.exitCode == 130)
    #expect(result.errors.contains("ends after this repeat; Ctrl-C again ends it at once"))
    #expect(result.output.contains("The comparison was interrupted after"))
    #expect(result.output.contains("Verdict"))
  }

  @Test("A time limit holds whole repeats")
  func timeLimit() throws {
    let result = try Command.run(
      Self.titanic + Self.quick
        + ["--repeats", "100", "--time-limit", "2s", "--format", "json", "--quiet"])
    #expect(result.exitCode == 0)
    let outcome = try JSONValue(parsing: result.output)
    #expect(outcome["ended_early"].string == "time_limit")
    #expect((1..<100).contains(Int(outcome["repeats"].number)))
    #expect(outcome["request"]["repeats"].number == 100)
  }

  @Test("A limit that holds no repeat is bad data, with what would help")
  func noRepeatFits() throws {
    let result = try Command.run(Self.titanic + ["--time-limit", "0.001s"])
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("one repeat is expected to take about"))
    #expect(result.errors.contains("give --time-limit more than"))
  }

  @Test("A time that is none is bad usage", arguments: ["", "5x", "0", "-1m", "m", "nan", "1e9h"])
  func noTime(_ text: String) throws {
    let result = try Command.run(Self.titanic + ["--time-limit", text])
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--time-limit takes a time such as 90s, 5m or 1h30m"))
  }
}

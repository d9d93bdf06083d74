import Foundation
import Testing

@Suite("compare: the text")
struct CompareTextTests {
  static let iris = [
    "compare", "Examples/iris.csv", "--target", "species", "--no-speed", "--repeats", "1",
    "--folds", "3",
  ]
  static let titanic = [
    "compare", "Examples/titanic.csv", "--target", "survived", "--no-speed", "--repeats", "1",
    "--folds", "2",
    "--l2", "1e-3,1e-2", "--losses",
    "squared_error,focal:gamma=1,balanced_cross_entropy,prior_corrected_cross_entropy",
  ]

  @Test("A run with default options is as recorded")
  func wholeOutputOfIris() throws {
    let result = try Command.run(Self.iris + ["--details"])
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    try RecordedText.check(result.output, against: "compare-iris.txt")
    expectTidy(result.output)

    // What is masked keeps its columns: every row of the costs is as wide as their header.
    let lines = result.output.split(separator: "\n")
    let heading = try #require(lines.firstIndex(of: "What the search chose and cost"))
    for line in lines[(heading + 2)...(heading + 8)] where !line.hasSuffix("same fit") {
      #expect(terminalColumns(line) == terminalColumns(lines[heading + 1]), "\(line)")
    }
  }

  @Test("By default the text fits 45 lines of 80 columns", arguments: ["en", "ko"])
  func oneScreen(language: String) throws {
    // Ten classes, the usual losses, dropped columns and notes; one penalty to be quick.
    let table = MadeUp.table(
      rows: 120, classes: (0..<10).map { "class \($0)" }, moreNames: ["id", "same", "kind"],
      more: { ["\($0 + 1)", "1", $0 % 7 == 0 ? "" : "k\($0 % 3)"] })
    let result = try Command.run(
      on: table, named: "ten.csv",
      [
        "--target", "t", "--l2", "1e-3", "--folds", "2", "--repeats", "1", "--language", language,
      ])
    #expect(result.exitCode == 0)
    try RecordedText.check(result.output, against: "compare-ten-\(language).txt")
    expectTidy(result.output)
    #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 46)
  }

  @Test("A binary table of categories is as recorded")
  func wholeOutputOfTitanic() throws {
    let result = try Command.run(Self.titanic)
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    try RecordedText.check(result.output, against: "compare-titanic.txt")
    expectTidy(result.output)
    #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 46)
  }

  @Test("Loss settings, weights, groups and notes are as recorded")
  func wholeOutputOfGroups() throws {
    let table = MadeUp.table(
      rows: 96, classes: ["no", "yes"], moreNames: ["visit", "w", "site"],
      more: { ["\($0 + 1)", "\($0 % 3 == 0 ? 2 : 1)", "p\($0 / 8)"] })
    let result = try Command.run(
      on: table, named: "visits.csv",
      ["--target", "t", "--group", "site", "--weight", "w", "--details"] + MadeUp.quick)
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    try RecordedText.check(result.output, against: "compare-groups.txt")
    expectTidy(result.output)
  }

  @Test("Several targets, with the learning-speed panel, are as recorded")
  func wholeOutputOfLabels() throws {
    let table = MadeUp.table(
      rows: 60, classes: ["no", "yes"], names: ["a", "b", "comedy"], moreNames: ["horror"],
      more: { ["\($0 % 7 < 2 ? 1 : 0)"] })
    let result = try Command.run(
      on: table, named: "films.csv",
      [
        "--target", "comedy,horror", "--repeats", "1", "--folds", "2", "--l2", "1e-2", "--losses",
        "mse", "--details",
      ])
    #expect(result.exitCode == 0)
    #expect(result.errors.isEmpty)
    try RecordedText.check(result.output, against: "compare-labels.txt")
    expectTidy(result.output)
  }

  @Test("A target with a comma in its name is one column where the table has it")
  func commaInAName() throws {
    let table = MadeUp.table(names: ["a", "b", "\"yes, or no\""])
    let result = try Command.run(on: table, ["--target", "yes, or no"] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("which loss for 'yes, or no'?"))
  }

  @Test("The comparison with recorded texts finds a different word, layout or number")
  func comparisonIsStrict() {
    let text = "loss  0.1234  +3.8e-4  5/9"
    #expect(RecordedText.differences(text, "loss  0.1236  +3.6e-4  5/9").isEmpty)
    for other in [
      "loss  0.1237  +3.8e-4  5/9", "loss  0.1234  +3.5e-4  5/9", "loss  0.1234  +3.8e-4  6/9",
      "lost  0.1234  +3.8e-4  5/9", "loss  0.1234   +3.8e-4  5/9", "loss  0.1234  -3.8e-4  5/9",
      "loss  0.1234  +3.8e-3  5/9", text + "\nmore",
    ] {
      #expect(!RecordedText.differences(text, other).isEmpty, "\(other)")
    }
  }

  // MARK: Names

  @Test("Korean names and emoji keep the columns")
  func wideNames() throws {
    let names = ["꽃잎 길이", "꽃잎 너비", "품종"]
    let table = MadeUp.table(
      classes: ["부채붓꽃이라고도 하는 아주 긴 이름을 가진 종류의 꽃과 그 밖의 꽃", "버지니카 🚀🌸", "세토사"],
      names: names)
    let result = try Command.run(
      on: table, named: "붓꽃.csv", ["--target", "품종"] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("붓꽃.csv: which loss for '품종'?\n"))
    #expect(result.output.contains("버지니카 🚀🌸 33.3 % (20)"))
    expectTidy(result.output)
  }

  @Test("Names and categories of any length keep the columns")
  func longNames() throws {
    let word = String(repeating: "w", count: 150)
    let words = String(repeating: "many words ", count: 20).trimmingCharacters(in: .whitespaces)
    let table = MadeUp.table(
      rows: 60, classes: [word, words], names: ["a" + word, words, "target " + words],
      moreNames: ["constant " + word, "category"], more: { ["1", "\(word) \($0 % 3)"] })
    let result = try Command.run(
      on: table, named: "a-table-with-a-\(word.prefix(90))-name.csv",
      ["--target", "target " + words] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    expectTidy(result.output)
  }

  @Test("Hundreds of classes and dropped columns are abridged")
  func manyClasses() throws {
    let table = MadeUp.table(
      rows: 240, classes: (0..<24).map { "class \($0)" },
      moreNames: (0..<15).map { "same \($0)" }, more: { _ in (0..<15).map { "\($0)" } })
    let arguments = ["--target", "t", "--losses", "cross_entropy"] + MadeUp.quick
    let whole = try Command.run(on: table, arguments + ["--details"])
    #expect(whole.output.contains("class 23 4.2 % (10)"))
    #expect(whole.output.contains("same 14 (constant)"))
    expectTidy(whole.output)
    // On one screen as many as stand in three lines.
    let result = try Command.run(on: table, arguments)
    #expect(result.exitCode == 0)
    #expect(result.output.contains(" · and 16 more\n"))
    #expect(result.output.contains("(constant), and 5 more\n"))
    #expect(result.output.contains("Cross entropy was fitted alone"))
    expectTidy(result.output)
  }

  @Test("Control characters and escape sequences in a file are not printed")
  func escapeSequences() throws {
    let table = MadeUp.table(
      classes: ["\u{1B}[31mred", "\u{7}bell\u{202E}", "\u{9B}2J\u{85}"],
      names: ["a\u{1B}]0;title\u{7}", "b\u{200B}", "t\u{1B}[0m"],
      moreNames: ["\u{1B}[2Jdropped"], more: { _ in ["1"] })
    let result = try Command.run(on: table, ["--target", "t\u{1B}[0m"] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("[31mred"))
    expectTidy(result.output)

    let failed = try Command.run(on: table, ["--target", "nothing\u{1B}[2J\nlike it"])
    #expect(failed.exitCode == 65)
    expectOneLine(failed.errors)

    let usage = try Command.run(on: table, ["--target", "t", "--losses", "\u{1B}[2J"])
    #expect(usage.exitCode == 64)
    #expect(!usage.errors.contains("\u{1B}"))
  }

  @Test("Extreme numbers give numbers, in their columns", arguments: 0..<4)
  func extremeNumbers(kind: Int) throws {
    let table = MadeUp.table(
      rows: 40, moreNames: ["far"],
      more: { row in
        switch kind {
        // One row of each class lies beyond all others, on the wrong side of them.
        case 0: row == 6 ? ["1e308"] : row == 7 ? ["-1e308"] : ["\(row % 2 + row % 3)e-9"]
        case 1: row == 6 ? ["1e9"] : row == 7 ? ["-1e9"] : ["\(row % 2 + row % 3)e-3"]
        // Sums and differences of these are infinite; squares of those below are 0.
        case 2: [(row % 3 == 0 ? "-" : "") + "1.7e308"]
        default: ["\(row % 2 + row % 3)e-320"]
        }
      })
    let result = try Command.run(on: table, ["--target", "t"] + MadeUp.quick)
    #expect(result.exitCode == 0, "\(result.errors.prefix(300))")
    #expect(!result.output.contains("…  "), "an interval was cut")
    expectTidy(result.output)
  }

  // MARK: Switches

  @Test("Without a terminal there are no escape codes, whatever NO_COLOR and TERM say")
  func noEscapeCodes() throws {
    let table = MadeUp.table()
    let arguments = ["--target", "t"] + MadeUp.quickest
    let plain = try Command.run(on: table, arguments, environment: ["TERM": "xterm-256color"])
    let noColor = try Command.run(
      on: table, arguments, environment: ["TERM": "xterm-256color", "NO_COLOR": "1"])
    #expect(plain.exitCode == 0)
    expectTidy(plain.output)
    #expect(RecordedText.masked(plain.output) == RecordedText.masked(noColor.output))
    #expect(plain.errors.isEmpty, "no progress without a terminal")
  }

  #if os(Linux)
    // script(1) gives the command a terminal; its options differ elsewhere.
    @Test(
      "On a terminal headings are bold, unless NO_COLOR is set",
      .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")),
      arguments: [["TERM": "xterm"], ["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"]])
    func decoration(environment: [String: String]) throws {
      let directory = try TemporaryDirectory()
      try directory.write(Array(MadeUp.table().utf8), to: "table.csv")
      let result = try Command.run(
        ["compare", "table.csv", "--target", "t"] + MadeUp.quickest, environment: environment,
        directory: directory.url, shell: #"script -qec "$*" /dev/null"#)
      #expect(result.exitCode == 0)
      let isBold = result.output.contains("\u{1B}[1mVerdict\u{1B}[0m")
      #expect(isBold == (environment == ["TERM": "xterm"]))
    }
  #endif

  @Test("--quiet removes only the notes")
  func quiet() throws {
    let table = MadeUp.table()
    let arguments = ["--target", "t", "--details"] + MadeUp.quickest
    let loud = RecordedText.masked(try Command.run(on: table, arguments).output)
    for flag in ["--quiet", "-q"] {
      let result = try Command.run(on: table, arguments + [flag])
      #expect(result.exitCode == 0)
      #expect(result.errors.isEmpty)
      let notes = try #require(loud.range(of: "\n\nNotes\n"))
      let verdict = try #require(loud.range(of: "\n\nVerdict\n"))
      #expect(
        RecordedText.masked(result.output)
          == loud[..<notes.lowerBound] + loud[verdict.lowerBound...])
    }
  }

  @Test("Standard input, a file or a pipe, is read as '-' and called stdin")
  func standardInput() throws {
    let table = MadeUp.table()
    let arguments = ["compare", "-", "--target", "t"] + MadeUp.quickest
    let named = try Command.run(on: table, Array(arguments.dropFirst(2)))
    let redirected = try Command.run(arguments, input: Array(table.utf8))
    let piped = try Command.run(arguments, input: Array(table.utf8), shell: #"cat | "$@""#)
    let expected = RecordedText.masked(named.output.replacing("table.csv:", with: "stdin:"))
    for result in [redirected, piped] {
      #expect(result.exitCode == 0)
      #expect(RecordedText.masked(result.output) == expected)
    }
  }

  @Test("Tabs, semicolons and decimal commas give the same numbers and a note")
  func dialects() throws {
    let arguments = ["--target", "t"] + MadeUp.quickest
    func withoutNotes(_ result: CommandResult) -> String {
      RecordedText.masked(result.output).replacing(#/  Note: .*\n/#, with: "")
    }
    let comma = try Command.run(on: MadeUp.table(), arguments)
    let tabs = try Command.run(on: MadeUp.table(separator: "\t"), arguments)
    let semicolons = try Command.run(on: MadeUp.table(separator: ";", decimal: ","), arguments)
    let given = try Command.run(
      on: MadeUp.table(separator: ";", decimal: ","),
      arguments + ["--delimiter", ";", "--decimal", "comma"])
    let tabGiven = try Command.run(
      on: MadeUp.table(separator: "\t"), arguments + ["--delimiter", "tab"])
    #expect(tabs.output.contains("\n  Note: the cells are separated by tabs\n"))
    #expect(semicolons.output.contains("\n  Note: the cells are separated by semicolons\n"))
    #expect(semicolons.output.contains("\n  Note: numbers are read with a decimal comma\n"))
    for result in [tabs, semicolons, given, tabGiven] {
      #expect(result.exitCode == 0)
      #expect(withoutNotes(result) == withoutNotes(comma))
    }
    for result in [given, tabGiven] { #expect(!result.output.contains("Note:")) }
  }

  @Test("--ignore takes a comma-separated list, repeats, and names with a comma")
  func ignore() throws {
    let table = MadeUp.table(
      moreNames: ["c", "\"d, e\"", "f"], more: { ["\($0 % 5)", "\($0 % 7)", "\($0 % 3)"] })
    let all = try Command.run(on: table, ["--target", "t"] + MadeUp.quickest)
    #expect(all.output.contains("5 number columns"))
    for arguments in [
      ["--ignore", "c, f", "--ignore", "d, e"], ["--ignore=d, e", "--ignore=c,f"],
    ] {
      let some = try Command.run(on: table, ["--target", "t"] + arguments + MadeUp.quickest)
      #expect(some.exitCode == 0)
      #expect(some.output.contains("2 number columns"))
    }
  }

  @Test("--na adds missing tokens, even one that looks like a flag; = takes them alone")
  func missingTokens() throws {
    let table = MadeUp.table(
      rows: 240, moreNames: ["c"],
      more: { [$0 % 4 == 0 ? "-9" : $0 % 4 == 1 ? "?" : "\($0 % 4)"] })
    let arguments = ["--target", "t"] + MadeUp.quickest
    let usual = try Command.run(on: table, arguments)
    #expect(usual.output.contains("missing   c 60, filled with the mean and marked\n"))
    let both = try Command.run(on: table, arguments + ["--na", "-9"])
    #expect(both.output.contains("missing   c 120, filled"))
    let none = try Command.run(on: table, arguments + ["--na", "=-9"])
    #expect(
      none.output.contains("1 category column: c (3 levels)"))
    #expect(none.output.contains("missing   c 60, as a category of its own\n"))
  }

  @Test("--weight and --group are reported, and rows of weight 0 are left out")
  func weightsAndGroups() throws {
    let table = MadeUp.table(
      rows: 120, moreNames: ["w", "g"],
      more: { ["\($0 % 6 < 2 ? 0 : $0 % 3)", "p\($0 / 5)"] })
    let result = try Command.run(
      on: table, ["--target", "t", "--weight", "w", "--group", "g"] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    // Weights 0 0 2 0 1 2: half of the rows count.
    #expect(result.output.contains("rows      60 · 24 groups · weighted · 2 classes"))
    #expect(result.output.contains("rows of weight 0, which say nothing, were left out: 60"))
    #expect(result.output.contains("Calibration is not tested, and its error has no noise"))
    #expect(result.output.contains("Class shares by fold, as the groups allow:"))
    expectTidy(result.output)
  }

  @Test("Categories that are rare in some training parts do not stop the run")
  func rareCategories() throws {
    let table = MadeUp.table(
      moreNames: ["c", "d"],
      more: { ["c\($0 % 13)", $0 == 7 ? "once" : $0 % 9 == 0 ? "" : "often"] })
    let result = try Command.run(on: table, ["--target", "t"] + MadeUp.quick)
    // A whole training part may have columns that an inner one, where its fits start, has not.
    #expect(result.exitCode == 0, "\(result.errors.prefix(200))")
    expectTidy(result.output)
  }

  @Test("A class may be called like a number, a missing value or a loss")
  func classNames() throws {
    let table = MadeUp.table(classes: ["NA", "cross_entropy", "007"], names: ["focal", "λ", "t"])
    let result = try Command.run(on: table, ["--target", "t"] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    #expect(
      result.output.contains("classes   007 33.3 % (20) · NA 33.3 % (20) · cross_entropy 33.3 %"))
  }

  @Test("How the weights are read is said as of any column")
  func weightNotes() throws {
    let table = MadeUp.table(moreNames: ["w"]) { [$0 % 2 == 0 ? "5%" : ".05"] }
    let result = try Command.run(on: table, ["--target", "t", "--weight", "w", "--dry-run"])
    #expect(
      result.output.replacing(/\n {4}/, with: " ").contains(
        "w: its cells have different units, or none, and are read on one scale: '5%' is 5 and '.05' is 0.05"
      ),
      "\(result.output)")
  }

  @Test("Rows without a target are left out and counted")
  func unlabelledRows() throws {
    let table = MadeUp.table(classes: ["x", "y", ""])
    let result = try Command.run(on: table, ["--target", "t"] + MadeUp.quickest)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("left out  20 rows without a 't'"))
  }

  // MARK: Shared

  /// Lines of at most 80 columns, no control characters, no number that is none, one last newline.
  private func expectTidy(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for line in text.split(separator: "\n") {
      #expect(terminalColumns(line) <= 80, "\(line)", sourceLocation: sourceLocation)
      #expect(!line.hasSuffix(" "), "\(line)", sourceLocation: sourceLocation)
    }
    let strange = text.unicodeScalars.filter {
      $0 != "\n"
        && [.control, .format, .lineSeparator, .paragraphSeparator]
          .contains($0.properties.generalCategory)
    }
    #expect(strange.isEmpty, sourceLocation: sourceLocation)
    let words = text.lowercased().split { !$0.isLetter }
    #expect(!words.contains("nan") && !words.contains("inf"), sourceLocation: sourceLocation)
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), sourceLocation: sourceLocation)
  }

  private func expectOneLine(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control }
    #expect(controls.count == 1 && text.hasSuffix("\n"), sourceLocation: sourceLocation)
  }
}

import Foundation
import Testing

/// What users type and what tables hold, where the command repeats it.
@Suite("What is repeated to the terminal cannot change it")
struct EchoTests {
  private static let nasty = "a\u{1B}[31m\nError: b\r\u{202E}c\u{9B}2J\u{7}\u{2028}d"

  private func expectClean(
    _ text: String, lines: Int? = nil, most: Int = 1 << 14,
    location: SourceLocation = #_sourceLocation
  ) {
    let bad = text.unicodeScalars.filter {
      $0 != "\n" && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
    }
    #expect(bad.isEmpty, sourceLocation: location)
    #expect(!text.contains("\nError: b"), sourceLocation: location)
    #expect(text.utf8.count < most, sourceLocation: location)
  }

  private static let calls: [[String]] = [
    [nasty], ["compare", nasty], ["compare", "--\(nasty)"], ["compare", "-\(nasty)"],
    ["compare", "t.csv", "--target", "t", "--seed", nasty],
    ["compare", "t.csv", "--target", "t", "--seed=\(nasty)"],
    ["compare", "t.csv", "--target", "t", "--quiet=\(nasty)"],
    ["compare", "t.csv", "--target", "t", "--format", nasty],
    ["compare", "t.csv", "--target", "t", "--losses", nasty],
    ["compare", "t.csv", "--target", "t", "--model", nasty],
    ["compare", "t.csv", "--target", "t", "--delimiter", nasty],
    ["compare", "t.csv", "--target", "t", "--repeats", nasty],
    ["compare", "t.csv", "--target", "t", "--l2", nasty],
    ["compare", "t.csv", "--target", nasty], ["compare", nasty, "--target", "t"],
    ["compare", "t.csv", nasty, "--target", "t"],
    ["compare", "t.csv", "--target", "t", "--report", "\(nasty)/x"],
    ["compare", "t.csv", "--target", "t", "--report", "t.csv/\(nasty)"],
    ["measure", nasty], ["measure", "--p", nasty], ["measure", "--p", "1\(nasty)"],
    ["measure", "t.csv", "--column", nasty], ["measure", nasty, "--given", nasty],
    ["explain", "--logits", nasty], ["explain", "--logits", "1", "--label", nasty],
    ["explain", "--logits", "1", "--output", nasty], ["explain", "--loss", nasty],
    ["help", nasty], ["--generate-completion-script", nasty],
  ]

  @Test("Arguments, whatever they hold", arguments: calls, ["en", "ko"])
  func arguments(_ arguments: [String], language: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try Command.run(
      arguments, environment: ["LC_ALL": "\(language)_XX.UTF-8"], directory: directory.url)
    expectClean(result.output)
    expectClean(result.errors)
    #expect(result.exitCode != 70 && result.exitCode < 128)
  }

  @Test(
    "Long arguments and many of them are cut",
    arguments: calls.map {
      $0.map { $0.replacing(nasty, with: String(repeating: "long ", count: 20_000)) }
    }
      + [["compare"] + (0..<300).map { "name number \($0)" }])
  func long(_ arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try Command.run(arguments, directory: directory.url, limit: 60)
    #expect(!result.timedOut)
    expectClean(result.errors, most: 3_000)
  }

  @Test("Bytes that are no UTF-8")
  func bytes() throws {
    for shell in [#""$@" "$(printf '\377\033[31m')""#, #""$@" "--$(printf '\377\033[31m')""#] {
      let result = try Command.run(["compare"], shell: shell)
      #expect(result.exitCode == 64)
      expectClean(result.errors)
    }
  }

  @Test(
    "Names and cells of a table", arguments: [[], ["--details"], ["--format", "json", "-o", "o"]])
  func table(more: [String]) throws {
    let directory = try TemporaryDirectory()
    let name = "x\u{1B}[31m\u{202E}\u{9B}y"
    let table = MadeUp.table(
      rows: 60, classes: ["\(name)1", "\(name)2"], names: ["\(name)a", "\(name)b", "\(name)t"],
      moreNames: ["\(name)id", "\(name)no"], more: { ["\(name)\($0)", "\(name)"] })
    try directory.write(Array(table.utf8), to: "\(name).csv")
    for language in ["en", "ko"] {
      let result = try Command.run(
        ["compare", "\(name).csv", "--target", "\(name)t", "--language", language] + MadeUp.quickest
          + ["--report", "\(name).html"] + more, directory: directory.url)
      #expect(result.exitCode == 0)
      expectClean(result.output, most: 1 << 20)
      expectClean(result.errors)
      let page = try String(
        contentsOf: directory.url.appendingPathComponent("\(name).html"), encoding: .utf8)
      #expect(!page.unicodeScalars.contains { ["\u{1B}", "\u{202E}", "\u{9B}"].contains($0) })
      if more.contains("-o") {
        let file = directory.url.appendingPathComponent("o")
        expectClean(try String(contentsOf: file, encoding: .utf8), most: 1 << 20)
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let request = json?["request"] as? [String: Any]
        #expect(request?["target"] as? String == "\(name)t", "the name is the same after reading")
      }
      let measured = try Command.run(
        ["measure", "\(name).csv", "--column", "\(name)t", "--given", "\(name)id"],
        directory: directory.url)
      #expect(measured.exitCode == 0)
      expectClean(measured.output)
    }
  }

  @Test(
    "JSON holds no character that could rewrite a screen, and is the same when it is read",
    arguments: [
      "\u{7F}", "\u{9B}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}", "\u{202E}", "\u{2028}",
      "\u{2062}", "\u{2069}", "\u{FEFF}", "\u{E000}", "\u{E0041}", "é열\u{10FFFD}\u{1F600}",
    ])
  func json(name: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("b,\(name)\nx,\(name)1\ny,2\n".utf8), to: "t.csv")
    let result = try Command.run(
      ["measure", "t.csv", "--column", name, "--format", "json"], directory: directory.url)
    #expect(result.exitCode == 0)
    #expect(
      !result.output.unicodeScalars.contains {
        $0 != "\n"
          && [.control, .format, .lineSeparator, .privateUse].contains(
            $0.properties.generalCategory)
      })
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let levels = json?["levels"] as? [String]
    #expect(levels == ["2", "\(name)1"])
    #expect((json?["request"] as? [String: Any])?["column"] as? String == name)
  }

  @Test("Help keeps its lines")
  func help() throws {
    #expect(try Command.run(["compare", "--help"]).output.split(separator: "\n").count > 40)
    let misspelled = try Command.run(["compare", "--targt", "t"]).errors
    #expect(
      misspelled == """
        Error: Unknown option '--targt'. Did you mean '--target'?
        Usage: xent compare <table> --target <column> [<options>]
          See 'xent compare --help' for more information.

        """)
  }
}

import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// Which room may say what: flags and exit codes belong to the command, sentences to the reports.
@Suite struct WordsTests {
  private static let rooms = [
    "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
    "CrossEntropyONNX", "CrossEntropyWorkflows", "CrossEntropyReport",
  ]

  /// The Swift files of a room.
  private static func files(of room: String) throws -> [(name: String, text: String)] {
    let folder = root.appendingPathComponent("Sources/\(room)")
    let all = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    return try all.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map {
      ("\(room)/\($0.lastPathComponent)", try String(contentsOf: $0, encoding: .utf8))
    }
  }

  private static func allStrings(of room: String) throws -> [SourceString] {
    try files(of: room).flatMap { PackageTests.strings(in: $0.text, file: $0.name) }
  }

  @Test("A flag is worded in the command alone", arguments: rooms)
  func flags(room: String) throws {
    let flag = try Regex("(^|[^-])--[a-z]")
    for string in try Self.allStrings(of: room) where string.text.contains(flag) {
      // The style of pages has variables.
      if string.file.hasSuffix("PageStyle.swift") { continue }
      Issue.record("\(string.file):\(string.line): \(string.text)")
    }
  }

  @Test("An exit code is the command's alone", arguments: rooms)
  func exitCodes(room: String) throws {
    let code = try Regex(#"\b(exitCode|ExitCode|EX_[A-Z]+|_?exit\()"#)
    for file in try Self.files(of: room) {
      for (number, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated() where line.contains(code)
      {
        Issue.record("\(file.name):\(number + 1): \(line)")
      }
    }
  }

  /// What a developer reads when a program is broken may be a sentence; what a user reads may not.
  private static let forDevelopers: Set = [
    "precondition", "preconditionFailure", "assert", "fatalError", "dataCorruptedError", "Context",
    "require",
  ]

  /// True of a string that only who writes a program sees, not who uses one.
  private static func isForDevelopers(_ string: SourceString) -> Bool {
    !forDevelopers.isDisjoint(with: string.calls)
      || string.members.contains { $0.lowercased().hasSuffix("description") }
  }

  /// Three words that follow each other, in English or in Korean.
  private static let phrase = #"[A-Za-z]{2,},? [A-Za-z]{2,},? [A-Za-z]{2,}|[가-힣]\S* [가-힣]\S* [가-힣]"#

  @Test("Below the reports no string is a sentence", arguments: rooms.dropLast())
  func sentences(room: String) throws {
    let words = try Regex(Self.phrase)
    for string in try Self.allStrings(of: room)
    where string.text.contains(words) && !Self.isForDevelopers(string) {
      Issue.record("\(string.file):\(string.line): \(string.text)")
    }
  }

  /// A term in English, and the gloss of its Korean name.
  private static let mayStandTwice: Set = ["out of fold"]

  @Test("No phrase of the product stands twice in the sources")
  func twice() throws {
    var places: [String: [String]] = [:]
    let words = try Regex(Self.phrase)
    for room in Self.rooms + ["xent"] {
      for string in try Self.allStrings(of: room)
      where string.text.contains(words) && !Self.isForDevelopers(string)
        && !Self.mayStandTwice.contains(string.text)
      {
        places[string.text, default: []].append("\(string.file):\(string.line)")
      }
    }
    for (text, all) in places where all.count > 1 {
      Issue.record("\(all.joined(separator: " and ")): \(text)")
    }
  }

  @Test("The reader of strings knows comments, interpolations, the call and the braces around")
  func reader() {
    let source = #"""
      // "not this"
      let a = "one \(f("two")) three"
      precondition(x > 0, "four, got \(x)")  /* "five" */
      let b = """
        six
        """
      var description: String {
        switch self { case .a: return "seven" }
      }
      init(_ x: Int) { a = "eight" }
      """#
    let found = strings(in: source, file: "f")
    #expect(
      found.map(\.text) == [
        "two", "one \\(f(\"two\")) three", "four, got \\(x)", "\n  six\n  ", "seven", "eight",
      ])
    #expect(found.map(\.calls) == [["f"], [], ["precondition"], [], [], []])
    #expect(found.map(\.line) == [2, 2, 3, 4, 8, 10])
    #expect(found.map(\.members) == [[], [], [], [], ["description", ""], ["init"]])
  }
}

import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// What is written in English and in Korean keeps the same headings, commands and programs.
@Suite struct KoreanPagesTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let english: String
    let korean: String
    var testDescription: String { korean }
  }

  private static let articles = "Sources/CrossEntropy/CrossEntropy.docc"

  static let pairs = [
    Pair(english: "README.md", korean: "README.ko.md"),
    Pair(english: "\(articles)/FromEntropyToTraining.md", korean: "Guides/ko/Tutorial.md"),
    Pair(english: "\(articles)/SourceArticles.md", korean: "Guides/ko/SourceArticles.md"),
  ]

  @Test("The headings have the same levels", arguments: pairs)
  func headings(_ pair: Pair) throws {
    let english = try Page(pair.english)
    #expect(english.headings.count > 5)
    #expect(try Page(pair.korean).headings == english.headings)
  }

  @Test("The code is the same", arguments: pairs)
  func code(_ pair: Pair) throws {
    let (english, korean) = (try Page(pair.english).code, try Page(pair.korean).code)
    #expect(english.count > 5)
    for change in korean.difference(from: english) {
      switch change {
      case .remove(_, let code, _): Issue.record("\(pair.korean) lacks\n\(code)")
      case .insert(_, let code, _): Issue.record("\(pair.english) lacks\n\(code)")
      }
    }
  }

  @Test("The links lead to files", arguments: pairs.flatMap { [$0.english, $0.korean] })
  func links(of path: String) throws {
    let folder = root.appendingPathComponent(path).deletingLastPathComponent()
    for link in try Page(path).links where !link.contains("://") {
      let file = folder.appendingPathComponent(link).standardizedFileURL.path
      #expect(FileManager.default.fileExists(atPath: file), "\(link)")
    }
  }

  @Test("The two first pages lead to each other")
  func firstPages() throws {
    for pair in [Self.pairs[0], Pair(english: "README.ko.md", korean: "README.md")] {
      #expect(try Page(pair.english).links.first == pair.korean)
    }
  }

  @Test("The English word stands in parentheses at the first use alone", arguments: pairs)
  func glosses(_ pair: Pair) throws {
    var seen: Set<Substring> = []
    let gloss = /\p{Hangul}\(([A-Za-z][A-Za-z –-]+)\)/
    for match in try Page(pair.korean).text.matches(of: gloss) {
      #expect(seen.insert(match.output.1).inserted, "\(match.output.1)")
    }
    #expect(!seen.isEmpty)
  }
}

/// A page of Markdown, taken apart.
private struct Page {
  /// What is prose.
  var text = ""
  /// The levels of the headings, in order.
  var headings: [Int] = []
  /// What is run, in order: a block of code, the line of a command whose output stands below it, and the
  /// part of a program that a directive shows.
  var code: [String] = []

  /// Where the links and pictures of the text lead, without what stands behind `#`.
  var links: [String] {
    text.matches(of: /\]\(([^)#]+)[^)]*\)/).map { String($0.output.1) }
  }

  init(_ path: String) throws {
    let page = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    var block: [Substring]?
    // The verdict is an output, in the language of its page.
    var isOutput = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("<!--") { isOutput = line.hasPrefix("<!-- verdict") }
      if line.hasPrefix("```"), let lines = block {
        block = nil
        if isOutput { continue }
        let isCommand = lines.count > 1 && lines[1].hasPrefix("$ ")
        code.append(isCommand ? String(lines[1]) : lines.joined(separator: "\n"))
      } else if line.hasPrefix("```") {
        block = [line]
      } else if block != nil {
        block?.append(line)
      } else if let snippet = line.prefixMatch(
        of: /@Snippet\(path: "swift-cross-entropy\/(.+)", slice: "(.+)"\)/)
      {
        code.append(try slice(String(snippet.output.2), of: String(snippet.output.1)))
      } else {
        text += line + "\n"
        if let heading = line.prefixMatch(of: /(#+)\s/) { headings.append(heading.output.1.count) }
      }
    }
  }
}

/// A slice of a program as a block of code: what follows its mark.
private func slice(_ name: String, of program: String) throws -> String {
  let text = try String(
    contentsOf: root.appendingPathComponent("\(program).swift"), encoding: .utf8)
  let parts = text.components(separatedBy: "// snippet.\(name)\n")
  try #require(parts.count == 2)
  return "```swift\n" + parts[1].trimmingCharacters(in: .newlines)
}

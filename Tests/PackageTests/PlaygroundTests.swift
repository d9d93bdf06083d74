import Foundation
import Testing

/// The live page as a file, without a browser; `Scripts/playground_check.py` opens it in one.
struct PlaygroundTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test func thePageAsksForNothing() throws {
    let page = try text("Examples/playground.html")
    #expect(page.utf8.count <= 400_000)
    let policy = """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' \
      'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
      """
    #expect(page.contains(policy))
    // The name of SVG's elements is the one address, and none that is fetched.
    let others = page.replacing("http://www.w3.org/2000/svg", with: "")
    let requests = [
      "http:", "https:", "fetch(", "XMLHttpRequest", "WebSocket", "import(", "src=", "@import",
      "url(",
    ]
    for asked in requests {
      #expect(!others.contains(asked), "\(asked)")
    }
    #expect(!page.contains("innerHTML") && !page.contains("eval("))
  }

  @Test func bothLanguagesHaveTheSameKeysAndPlaces() throws {
    let english = try texts("en")
    let korean = try texts("ko")
    #expect(english.count > 200)
    #expect(Set(english.keys) == Set(korean.keys))
    let place = /\{\w+\}/
    for (key, text) in english {
      let places = Set(text.matches(of: place).map(\.output))
      #expect(places == Set((korean[key] ?? "").matches(of: place).map(\.output)), "\(key)")
    }
  }

  /// Every text by its key; one that stands twice would be lost.
  private func texts(_ language: String) throws -> [String: String] {
    let entry = /^  "?([\w.]+)"?: "(.*)",$/
    let lines = try text("Playground/texts/\(language).js").split(separator: "\n")
    let pairs = lines.compactMap { $0.wholeMatch(of: entry) }
      .map { (String($0.output.1), String($0.output.2)) }
    let entries = lines.filter { $0.hasPrefix("  ") }
    #expect(pairs.count == entries.count, "an entry of \(language) is not of one line")
    return Dictionary(pairs) { first, _ in
      Issue.record("a key of \(language) stands twice: \(first)")
      return first
    }
  }

  @Test func everyClaimIsTold() throws {
    let claims = try text("Playground/claims.js")
    let english = try texts("en")
    let names =
      (1...13).map { "M\($0)" } + (1...5).map { "L\($0)" } + (1...16).map { "V\($0)" }
      + (1...7).map { "G\($0)" } + (1...4).map { "T\($0)" }
    for name in names {
      #expect(claims.contains("\n  \(name): {"), "\(name) has no scene")
      #expect(english[name] != nil, "\(name) has no text")
    }
  }

  /// Ten seconds or more: the kernels are compiled anew.
  @Test(.enabled(if: hasTools("python3"), "no Python 3"))
  func theSourcesGiveThePage() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "Playground/build.py", "--check"]
    process.currentDirectoryURL = Self.root
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
  }
}

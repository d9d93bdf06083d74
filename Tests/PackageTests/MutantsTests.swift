import Foundation
import Testing

/// The mutants of `Scripts/mutants` against the tree: a change that moves their text must move them too.
@Suite struct MutantsTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("Scripts/mutants").path)
    return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
  }()

  @Test func thereAreSome() { #expect(Self.names.count >= 29) }

  @Test(arguments: names) func aMutantApplies(name: String) throws {
    let text = try String(
      contentsOf: Self.root.appendingPathComponent("Scripts/mutants/\(name)"), encoding: .utf8)
    func field(_ name: String) throws -> String {
      let line = text.split(separator: "\n").first { $0.hasPrefix("\(name): ") }
      return String(try #require(line).dropFirst(name.count + 2))
    }
    func part(_ first: String, _ last: String) throws -> String {
      let after = try #require(text.range(of: "--- \(first)\n"))
      let end = try #require(
        text.range(of: "\n--- \(last)\n", range: after.upperBound..<text.endIndex))
      return String(text[after.upperBound..<end.lowerBound])
    }
    let source = try String(
      contentsOf: Self.root.appendingPathComponent(field("file")), encoding: .utf8)
    let (old, new) = (try part("old", "new"), try part("new", "end"))
    #expect(source.components(separatedBy: old).count == 2, "'\(old)' does not stand there once")
    #expect(old != new)
    #expect(text.hasSuffix("\n--- end\n"))
    for test in try field("test").split(separator: "|") {
      try expectExists(test.split(separator: "/").map(String.init))
    }
  }

  /// A suite in a file of its name, and a test of it.
  private func expectExists(_ test: [String]) throws {
    let tests = Self.root.appendingPathComponent("Tests")
    let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
    let file = try #require(files.first { $0.hasSuffix("/\(test[0]).swift") }, "\(test[0])")
    let source = try String(contentsOf: tests.appendingPathComponent(file), encoding: .utf8)
    if test.count > 1 { #expect(source.contains("func \(test[1])("), "\(test[1])") }
  }
}

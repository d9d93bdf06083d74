import Foundation
import Testing

/// The public interface of every library, as `Guides/Interface` has it, one declaration per line.
///
/// A change of it is a decision: `XENT_RECORD=1 swift test --filter InterfaceTests` writes the files anew, and the
/// diff shows what those who depend on the package will meet.
@Suite struct InterfaceTests {
  @Test(arguments: libraries)
  func isAsWrittenDown(library: String) throws {
    let lines = try Interface.lines(of: library)
    let file = folder.appendingPathComponent("\(library).txt")
    if isRecording {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      return
    }
    let known = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    let difference = lines.difference(from: known.split(separator: "\n").map(String.init))
    let changes = difference.map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)"
      case .insert(_, let line, _): "+ \(line)"
      }
    }
    #expect(
      changes.isEmpty,
      """
      The interface of \(library) is another than Guides/Interface/\(library).txt says. If that is meant, run
      XENT_RECORD=1 swift test --filter InterfaceTests, and say in CHANGELOG.md what a user has to write instead.
      \(changes.joined(separator: "\n"))
      """)
  }

  @Test func everyFileIsOfALibrary() throws {
    // The others may be writing.
    if isRecording { return }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(files) == Set(libraries.map { "\($0).txt" }))
  }

  @Test func aSymbolIsOneLine() throws {
    let graph = """
      {"symbols": [
        {"kind": {"identifier": "swift.struct"}, "identifier": {"precise": "A"}, "pathComponents": ["A"],
         "declarationFragments": [{"spelling": "struct"}, {"spelling": " A"}]},
        {"kind": {"identifier": "swift.method"}, "identifier": {"precise": "f"}, "pathComponents": ["A", "f()"],
         "declarationFragments": [{"spelling": "@discardableResult\\n"}, {"spelling": "func f() -> Int"}]},
        {"kind": {"identifier": "swift.func"}, "identifier": {"precise": "g"}, "pathComponents": ["g()"],
         "declarationFragments": [{"spelling": "func g()"}]}
      ], "relationships": [
        {"kind": "conformsTo", "source": "A", "target": "s", "targetFallback": "Swift.Sendable"},
        {"kind": "conformsTo", "source": "A", "target": "c", "targetFallback": "Swift.Copyable"},
        {"kind": "conformsTo", "source": "B", "target": "A"},
        {"kind": "memberOf", "source": "f", "target": "A"}
      ]}
      """
    #expect(
      try Interface.lines(of: [Data(graph.utf8)]) == [
        "func g()", "A: struct A [Sendable]", "A: @discardableResult func f() -> Int", "B: [A]",
      ])
  }
}

private let isRecording = ProcessInfo.processInfo.environment["XENT_RECORD"] == "1"

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private let folder = root.appendingPathComponent("Guides/Interface")

/// The library products, as `Package.swift` names them.
private let libraries: [String] = {
  let manifest = root.appendingPathComponent("Package.swift")
  let text = (try? String(contentsOf: manifest, encoding: .utf8)) ?? ""
  return text.matches(of: /\.library\(\s*name: "(\w+)"/).map { String($0.1) }
}()

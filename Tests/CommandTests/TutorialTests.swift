import Foundation
import Testing

/// Every snippet of the tutorial is run, and prints what the page shows below it.
@Suite("The tutorial")
struct TutorialTests {
  struct Step: Sendable, CustomTestStringConvertible {
    var snippet: String
    var output: String
    var testDescription: String { snippet }
  }

  static let page = Command.packageRoot.appendingPathComponent(
    "Sources/CrossEntropy/CrossEntropy.docc/FromEntropyToTraining.md")

  /// The snippets in their order, each with the block of text that follows it.
  static let steps: [Step] = {
    guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
    return text.components(separatedBy: "@Snippet(path: \"swift-cross-entropy/Snippets/")
      .dropFirst()
      .map { part in
        let name = part.prefix { $0 != "\"" }
        let blocks = part.components(separatedBy: "```text\n")
        let output = blocks.count > 1 ? blocks[1].components(separatedBy: "```")[0] : ""
        return Step(snippet: String(name), output: output)
      }
  }()

  @Test("The snippets print what the page shows", arguments: steps)
  func snippetsPrintWhatThePageShows(_ step: Step) throws {
    // The snippets are built beside the command.
    let result = try Command.run([], shell: "\"$(dirname \"$1\")\"/\(step.snippet)")
    #expect(result.exitCode == 0, "\(result.errors)")
    for problem in RecordedText.differences(result.output, step.output) {
      Issue.record(Comment(rawValue: problem))
    }
  }

  @Test("The page shows every snippet")
  func pageShowsEverySnippet() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Command.packageRoot.appendingPathComponent("Snippets").path)
    let names = files.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
    #expect(Set(Self.steps.map(\.snippet)) == Set(names))
  }
}

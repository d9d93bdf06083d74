import Foundation
import Testing

/// Every snippet of the documentation is run, and prints what its page shows below it.
@Suite("The tutorial")
struct TutorialTests {
  struct Step: Sendable, CustomTestStringConvertible {
    var snippet: String
    var output: String
    var testDescription: String { snippet }
  }

  /// The snippets in their order, each with the block of text that follows it on its page; a slice
  /// without one shows more of a snippet that has.
  static let steps: [Step] = {
    let folder = Command.packageRoot.appendingPathComponent(
      "Sources/CrossEntropy/CrossEntropy.docc")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".md") }.sorted().flatMap { file -> [Step] in
      let page = folder.appendingPathComponent(file)
      guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
      return text.components(separatedBy: "@Snippet(path: \"swift-cross-entropy/Snippets/")
        .dropFirst()
        .compactMap { part in
          let blocks = part.components(separatedBy: "```text\n")
          guard blocks.count > 1 else { return nil }
          return Step(
            snippet: String(part.prefix { $0 != "\"" }),
            output: blocks[1].components(separatedBy: "```")[0])
        }
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

  @Test("Every snippet is on a page, or stands beside a program of PyTorch's")
  func everySnippetIsRun() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Command.packageRoot.appendingPathComponent("Snippets").path)
    let names = files.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
    let run = Self.steps.map(\.snippet) + ProgramTests.programs.map(\.snippet)
    #expect(Set(run) == Set(names))
  }
}

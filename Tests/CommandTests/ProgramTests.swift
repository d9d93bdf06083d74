import Foundation
import Testing

/// Eight whole programs of `Snippets`, each beside its counterpart in `Benchmarks/programs`: it runs, prints
/// what PyTorch printed, and is not much longer.
@Suite("Programs beside PyTorch's")
struct ProgramTests {
  struct Program: Sendable, CustomTestStringConvertible {
    var snippet: String
    /// How far the numbers may be from PyTorch's, as a share of them.
    var tolerance = 1e-5
    var testDescription: String { snippet }

    /// `RegressionByHand` and `regression_by_hand`.
    var counterpart: String {
      String(snippet.replacing(/[A-Z]/) { "_" + $0.output.lowercased() }.dropFirst())
    }
  }

  static let programs = [
    // The two start from other weights and hold out other rows.
    Program(snippet: "Digits", tolerance: 0.03), Program(snippet: "RegressionByHand"),
    Program(snippet: "LogitsFromFiles"), Program(snippet: "MultiLabel"),
    Program(snippet: "Distilling"), Program(snippet: "Perplexity"),
    Program(snippet: "LargeVocabulary"), Program(snippet: "OwnLoss"),
  ]

  static let folder = Command.packageRoot.appendingPathComponent("Benchmarks/programs")

  @Test("They print what PyTorch prints", arguments: programs)
  func numbersAreThoseOfPyTorch(_ program: Program) throws {
    let recorded = try JSONDecoder().decode(
      [String: String].self,
      from: Data(contentsOf: Self.folder.appendingPathComponent("pytorch.json")))
    let expected = try #require(recorded[program.counterpart]).split(separator: "\n")
    let result = try Command.run([], shell: "\"$(dirname \"$1\")\"/\(program.snippet)")
    #expect(result.exitCode == 0, "\(result.errors)")
    let found = result.output.split(separator: "\n")
    try #require(found.count == expected.count)
    for (ours, theirs) in zip(found, expected) {
      // Each words its errors in its own way, and predicts the rows that it has held out.
      if let word = ["error:", "predicted"].first(where: { theirs.hasPrefix($0) }) {
        #expect(ours.hasPrefix(word))
        continue
      }
      #expect(ours.replacing(Self.number, with: "#") == theirs.replacing(Self.number, with: "#"))
      for (a, b) in zip(numbers(in: ours), numbers(in: theirs)) {
        #expect(abs(a - b) <= program.tolerance * abs(b) + 1e-7, "\(ours)")
      }
    }
  }

  @Test("None is longer than twice its counterpart", arguments: programs)
  func noneIsMuchLonger(_ program: Program) throws {
    let ours = Command.packageRoot.appendingPathComponent("Snippets/\(program.snippet).swift")
    let theirs = Self.folder.appendingPathComponent("\(program.counterpart).py")
    #expect(try linesOfCode(ours, comment: "//") <= 2 * linesOfCode(theirs, comment: "#"))
  }

  // A computed property, since a `Regex` is not `Sendable`.
  private static var number: Regex<Substring> { /-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?/ }

  private func numbers(in line: Substring) -> [Double] {
    line.matches(of: Self.number).compactMap { Double($0.output) }
  }

  private func linesOfCode(_ file: URL, comment: String) throws -> Int {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .count { !$0.isEmpty && !$0.hasPrefix(comment) }
  }
}

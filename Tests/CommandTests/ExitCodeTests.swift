import ArgumentParser
import Foundation
import Testing

@testable import xent

@Suite("How the command ends")
struct ExitCodeTests {
  @Test(
    "Every help lists all codes, as the guide does", arguments: ["compare", "measure", "explain"])
  func help(subcommand: String) throws {
    let help = try Command.run([subcommand, "--help"]).output
    let words = help.unwrapped
    #expect(
      words.contains(
        "Exit codes: 0 fine, 64 usage, 65 bad data, 66 input missing, 70 internal error, "
          + "73 cannot create a file, 74 reading or writing failed, 130 interrupted."))
    let guide = try String(
      contentsOf: Command.packageRoot.appendingPathComponent("Guides/Reliability.md"),
      encoding: .utf8)
    let row = try #require(guide.split(separator: "\n").first { $0.hasPrefix("| exit codes |") })
    for code in ExitCode.allCases { #expect(row.contains("; \(code.rawValue) ")) }
  }

  @Test(
    "A command says of itself what the whole says of it",
    arguments: Xent.configuration.subcommands.map { "\($0)".lowercased() })
  func parsedAlone(subcommand: String) throws {
    let help = try Command.run(["help", subcommand])
    #expect(help.exitCode == 0)
    for flag in ["--help", "-h"] {
      #expect(try Command.run([subcommand, flag]).output == help.output)
    }
    #expect(
      try Command.run([subcommand, "--version"]).output == Command.run(["--version"]).output)
  }

  /// Fails in a way that nobody has thought of.
  private struct Failing: Subcommand {
    struct Unforeseen: Error {}

    @OptionGroup var output: OutputOptions
    var inputs: [String] { [] }

    func perform() throws { throw Unforeseen() }
  }

  @Test("An error that nobody has thought of is a fault of ours")
  func unforeseen() throws {
    let failing = try Failing.parse([])
    let error = #expect(throws: ArgumentParser.ExitCode.self) { try failing.run() }
    #expect(error?.rawValue == ExitCode.fault.rawValue)
  }
}

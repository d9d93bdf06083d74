import Foundation
import Testing

@Suite("compare: the report")
struct CompareReportTests {
  private static let arguments = ["compare", "t.csv", "--target", "t"] + MadeUp.quickest

  private func run(
    _ arguments: [String], in directory: TemporaryDirectory
  ) throws -> CommandResult {
    try directory.write(Array(MadeUp.table(rows: 30).utf8), to: "t.csv")
    return try Command.run(Self.arguments + arguments, directory: directory.url)
  }

  @Test("The page is written beside the text, and the command says where")
  func pageIsWrittenBesideTheText() throws {
    let directory = try TemporaryDirectory()
    let result = try run(["--report", "out.html"], in: directory)
    #expect(result.exitCode == 0)
    #expect(result.errors == "The report is in out.html.\n")
    #expect(result.output.hasPrefix("t.csv: which loss for 't'?"))
    let file = directory.url.appendingPathComponent("out.html")
    let html = try String(contentsOf: file, encoding: .utf8)
    #expect(html.hasPrefix("<!doctype html>") && html.hasSuffix("</html>\n"))
    #expect(html.contains("--report out.html"), "the command that makes it again")
    #expect(try directory.names == ["out.html", "t.csv"])

    // The same command gives the same bytes, and takes the old file's place.
    let again = try run(["--report", "out.html", "--quiet"], in: directory)
    #expect(again.exitCode == 0)
    #expect(again.errors.isEmpty)
    let second = try String(contentsOf: file, encoding: .utf8)
    #expect(second.replacing(" --quiet", with: "") == html)
  }

  @Test(
    "A place where no file can be created is reported before the fits",
    arguments: [
      ("missing/out.html", "missing/out.html: there is no directory 'missing'; create it first\n"),
      (".", ".: this is a directory; name a file in it\n"),
    ])
  func unwritablePlaceIsReportedFirst(path: String, message: String) throws {
    let directory = try TemporaryDirectory()
    let result = try run(["--report", path], in: directory)
    #expect(result.exitCode == 73)
    #expect(result.errors == message)
    #expect(result.output.isEmpty)
    #expect(try directory.names == ["t.csv"])
  }

  @Test("The report refuses standard output, which holds the result", arguments: ["-", ""])
  func reportRefusesStandardOutput(path: String) throws {
    let directory = try TemporaryDirectory()
    let result = try run(["--report", path], in: directory)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("--report takes the name of a file"))
  }

  @Test("A bad table leaves no report")
  func badTableLeavesNoReport() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("a,t\n1,x\n2\n".utf8), to: "t.csv")
    let result = try Command.run(
      Self.arguments + ["--report", "out.html"], directory: directory.url)
    #expect(result.exitCode == 65)
    #expect(try directory.names == ["t.csv"])
  }
}

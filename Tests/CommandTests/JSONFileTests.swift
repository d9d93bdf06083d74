import Foundation
import Testing

/// The file of `-o`.
@Suite("-o: the JSON beside the text")
struct JSONFileTests {
  private static let runs = [
    ["compare", "table.csv", "--target", "t"] + MadeUp.quickest,
    ["explain", "--logits", "2,1,0.1", "--label", "0"],
    ["measure", "table.csv", "--column", "t"],
  ]

  private func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(Array(MadeUp.table().utf8), to: "table.csv")
    return directory
  }

  @Test("It holds what --format json prints, and the text is printed as ever", arguments: runs)
  func sameOutcome(arguments: [String]) throws {
    let directory = try directory()
    func run(_ more: [String]) throws -> CommandResult {
      let result = try Command.run(arguments + more, directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      return result
    }
    func file() throws -> String {
      try String(contentsOf: directory.url.appendingPathComponent("out.json"), encoding: .utf8)
    }
    let text = try run(["-o", "out.json"]).output
    let beside = try file()
    #expect(text == (try run([]).output))
    #expect(try directory.names == ["out.json", "table.csv"])
    let printed = try run(["--format", "json"]).output
    #expect(withoutRun(beside) == withoutRun(printed))
    #expect(
      try JSONValue(parsing: beside)["command"].string
        == "xent \(arguments.joined(separator: " ")) -o out.json")
    // Of one run the two are the same to the byte, and the file from before is replaced.
    let both = try run(["-o", "out.json", "--format", "json"]).output
    #expect(both == (try file()))
    #expect(both != beside)
    #expect(try directory.names == ["out.json", "table.csv"])
  }

  /// The lines that do not differ from run to run.
  private func withoutRun(_ json: String) -> [Substring] {
    json.split(separator: "\n").filter {
      !$0.contains("\"command\" : ") && !$0.contains("\"seconds\" : ")
    }
  }

  private static let failing = [
    ["compare", "nowhere.csv", "--target", "t"],
    ["explain", "--logits", "2,1", "--label", "7"],
    ["measure", "nowhere.csv", "--column", "t"],
  ]

  @Test("A run that fails writes nothing, and leaves the file from before", arguments: failing)
  func failure(arguments: [String]) throws {
    let directory = try directory()
    let before = try directory.write(Array("before".utf8), to: "out.json")
    let result = try Command.run(arguments + ["-o", "out.json"], directory: directory.url)
    #expect([65, 66].contains(result.exitCode))
    #expect(try String(contentsOf: before, encoding: .utf8) == "before")
    let fresh = try Command.run(arguments + ["-o", "new.json"], directory: directory.url)
    #expect(fresh.exitCode == result.exitCode)
    #expect(try directory.names == ["out.json", "table.csv"])
  }

  @Test(
    "A file that cannot be written ends with 74 after the text, and leaves the file from before",
    arguments: runs)
  func fullDisk(arguments: [String]) throws {
    let directory = try directory()
    let before = try directory.write(Array("before".utf8), to: "out.json")
    let result = try Command.run(
      arguments + ["-o", "out.json"], directory: directory.url,
      shell: #"(ulimit -f 1; "$@"; echo $? > code) | cat; exit $(cat code)"#)
    #expect(result.exitCode == 74)
    #expect(result.output == (try Command.run(arguments, directory: directory.url).output))
    #expect(result.errors == "out.json: cannot write it: File too large\n")
    #expect(try String(contentsOf: before, encoding: .utf8) == "before")
    #expect(try directory.names == ["code", "out.json", "table.csv"])
  }

  @Test(
    "A place that is none ends with 73 before any work", arguments: failing,
    ["nowhere/out.json", "."])
  func noPlace(arguments: [String], path: String) throws {
    // Each of these fails with another code once the work begins.
    let directory = try directory()
    let result = try Command.run(arguments + ["-o", path], directory: directory.url)
    #expect(result.exitCode == 73)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("\(path): "))
    #expect(try directory.names == ["table.csv"])
  }

  @Test("Standard output is no file", arguments: runs, ["-", ""])
  func standardOutput(arguments: [String], path: String) throws {
    let directory = try directory()
    let result = try Command.run(arguments + ["-o", path], directory: directory.url)
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("-o takes the name of a file"))
  }
}

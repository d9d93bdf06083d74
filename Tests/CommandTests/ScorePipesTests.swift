import Foundation
import Testing

/// `xent score` of what gives its bytes once: standard input by any name, and named pipes.
@Suite("score: pipes")
struct ScorePipesTests {
  private static func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let rows = (0..<40).map { row in (row % 3 == 0 ? "a" : "b", 20 + row, row % 4) }
    func write(_ header: String, _ line: ((String, Int, Int)) -> String, _ name: String) throws {
      try directory.write(
        Array((header + "\n" + rows.map(line).joined(separator: "\n") + "\n").utf8), to: name)
    }
    try write("probability", { "0.\($0.1)" }, "p.csv")
    try write("probability", { "0.\(80 - $0.1)" }, "q.csv")
    try write("label,region", { "\($0.0),\($0.2)" }, "t.csv")
    try write("label,p_a,p_b", { "\($0.0),0.\(100 - $0.1),0.\($0.1)" }, "whole.csv")
    try write("x,y,p_x,p_y", { "\($0.2 % 2),\($0.1 % 2),0.\($0.1),0.\($0.1)" }, "labels.csv")
    try directory.write(Array("truth,a,b\na,0,1\nb,2,0\n".utf8), to: "costs.csv")
    return directory
  }

  private static func run(
    _ arguments: String, shell: String, in directory: TemporaryDirectory
  ) throws -> CommandResult {
    try Command.run(
      arguments.split(separator: " ").map(String.init), directory: directory.url, shell: shell,
      limit: 20)
  }

  @Test(
    "Truths that come through a pipe are read once, and serve every file",
    arguments: [
      ("cat t.csv | \"$@\"", "/dev/stdin"), ("cat t.csv | \"$@\"", "-"),
      ("mkfifo f; cat t.csv > f & \"$@\"", "f"),
    ],
    ["p.csv q.csv", "p.csv q.csv --slice region", "q.csv p.csv --baseline p.csv --threshold .4"])
  func truths(pipe: (shell: String, path: String), options: String) throws {
    let directory = try Self.directory()
    let arguments = "score --format json --seed 1 \(options) --truth "
    let known = try Command.run(
      (arguments + "t.csv").split(separator: " ").map(String.init), directory: directory.url)
    let piped = try Self.run(arguments + pipe.path, shell: pipe.shell, in: directory)
    #expect(piped.exitCode == known.exitCode && !piped.timedOut, "\(piped.errors)")
    // What names the file is not the same.
    func numbers(_ result: CommandResult) -> [Substring] {
      result.output.split(separator: "\n").filter {
        !$0.contains("\"command\"") && !$0.contains("\"truth\"")
      }
    }
    #expect(numbers(piped) == numbers(known) && numbers(known).count > 100)
  }

  @Test(
    "What would be read twice is refused, with what mends it",
    arguments: [
      ("score - -", "cat whole.csv | \"$@\"", 64, "stdin: what comes through a pipe is read once"),
      ("score - -", "\"$@\" < whole.csv", 64, "stdin: what comes through a pipe is read once"),
      ("score - /dev/stdin", "cat whole.csv | \"$@\"", 64, "/dev/stdin: what comes through a pipe"),
      ("score f f", "mkfifo f; \"$@\"", 64, "f: what comes through a pipe"),
      ("score - --truth -", "cat p.csv | \"$@\"", 64, "save it in a file"),
      ("calibrate - --truth - -o c.json", "cat p.csv | \"$@\"", 64, "save it in a file"),
      (
        "score whole.csv --baseline whole.csv --costs -", "cat costs.csv | \"$@\"", 64,
        "stdin: what"
      ),
      (
        "score /dev/stdin --target x,y", "cat labels.csv | \"$@\"", 65,
        "/dev/stdin: what comes through a pipe is read once, and each of several labels reads it"
      ),
    ] as [(String, String, Int32, String)])
  func twice(arguments: String, shell: String, exitCode: Int32, said: String) throws {
    let directory = try Self.directory()
    let result = try Self.run(arguments, shell: shell, in: directory)
    #expect(result.exitCode == exitCode && !result.timedOut, "\(result.errors)")
    #expect(result.errors.unwrapped.contains(said), "\(result.errors)")
  }

  @Test(
    "What is read once is scored",
    arguments: [
      ("score -", "cat whole.csv | \"$@\""), ("score /dev/stdin", "\"$@\" < whole.csv"),
      ("score - /dev/stdin", "\"$@\" < whole.csv"),
      ("score whole.csv --costs -", "cat costs.csv | \"$@\""),
    ])
  func once(arguments: String, shell: String) throws {
    let directory = try Self.directory()
    let result = try Self.run(arguments, shell: shell, in: directory)
    #expect(result.exitCode == 0 && !result.timedOut, "\(result.errors)")
  }
}

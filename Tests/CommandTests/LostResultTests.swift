import Foundation
import Testing

/// Streams that are closed, full or gone.
@Suite("A result is never lost to a side channel")
struct LostResultTests {
  private static let runs = OutputFilesTests.runs

  /// Runs in shell, where `"$@"` is the command.
  private func run(
    _ arguments: [String], in directory: TemporaryDirectory, shell: String = #""$@""#
  ) throws -> CommandResult {
    try Command.run(arguments, directory: directory.url, shell: shell, limit: 60)
  }

  private static let deafErrors = [
    #""$@" 2>&-"#, #""$@" 2> /dev/full"#, #""$@" 2< /dev/null"#,
    #"{ ( sleep 0.2; "$@"; echo $? > code ) 2>&1 >&3 | true; } 3>&1; exit $(cat code)"#,
  ]

  @Test(
    "Standard error that nobody can hear changes neither the result nor the code", arguments: runs,
    deafErrors)
  func errors(arguments: [String], shell: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let usual = try run(arguments + ["out"], in: directory)
    let result = try run(arguments + ["out"], in: directory, shell: shell)
    #expect(result.exitCode == 0)
    #expect(result.output == usual.output)
    #expect(try directory.names.filter { $0 != "code" } == ["out", "t.csv"])
  }

  @Test(
    "A failure keeps its code",
    arguments: [
      (["compare"], 64), (["compare", "t.csv", "--targt", "t"], 64), (["cmpare"], 64),
      (["compare", "t.csv", "--target", "no"], 65), (["measure", "no.csv", "--column", "t"], 66),
      (["measure", "t.csv", "--column", "t", "-o", "."], 73),
    ] as [([String], Int32)], deafErrors)
  func failure(failing: ([String], Int32), shell: String) throws {
    let result = try run(failing.0, in: try TemporaryDirectory.withTable(), shell: shell)
    #expect(result.exitCode == failing.1)
    #expect(result.output.isEmpty)
  }

  @Test(
    "Standard output that is closed or full is 74, and the files are written",
    arguments: runs,
    [
      (#""$@" >&-"#, "Bad file descriptor"), (#""$@" <&- >&-"#, "Bad file descriptor"),
      (#""$@" > /dev/full"#, "No space left on device"),
      (#""$@" < t.csv <&- >&- 2>&-"#, ""),
      (
        #"trap '' PIPE; ( sleep 0.2; "$@"; echo $? > code ) | true; exit $(cat code)"#,
        "Broken pipe"
      ),
    ])
  func output(arguments: [String], stream: (shell: String, reason: String)) throws {
    let directory = try TemporaryDirectory.withTable()
    let usual = try run(arguments + ["usual"], in: directory)
    #expect(usual.exitCode == 0)
    let result = try run(arguments + ["out"], in: directory, shell: stream.shell)
    #expect(result.exitCode == 74)
    if !stream.reason.isEmpty {
      #expect(result.errors.contains("cannot write the result: \(stream.reason)\n"))
    }
    func file(_ name: String) throws -> String {
      try String(contentsOf: directory.url.appendingPathComponent(name), encoding: .utf8)
    }
    #expect(withoutRun(try file("out")) == withoutRun(try file("usual")))
  }

  /// The lines that do not differ from run to run.
  private func withoutRun(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter {
      !$0.contains("\"command\" : ") && !$0.contains("\"seconds\" : ") && !$0.contains("<pre>")
    }
  }

  @Test(
    "A reader that has seen enough ends the command as the shell expects, and the files are written",
    arguments: runs)
  func readerIsGone(arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments + ["out", "--quiet"], in: directory,
      shell: #"( sleep 0.2; "$@"; echo $? > code ) | true; exit $(cat code)"#)
    #expect(result.exitCode == 128 + SIGPIPE)
    #expect(result.errors.isEmpty)
    #expect(try directory.names == ["code", "out", "t.csv"])
  }

  @Test(
    "An output to a stream that is closed is refused, since nobody would get it", arguments: runs,
    [("/dev/fd/0", "<&-"), ("/dev/stdin", "<&-"), ("/dev/fd/2", "2>&-"), ("/dev/fd/0", "<&- 2>&-")])
  func closedStream(arguments: [String], stream: (path: String, closed: String)) throws {
    let result = try run(
      arguments + [stream.path], in: try TemporaryDirectory.withTable(),
      shell: #""$@" \#(stream.closed)"#)
    #expect(result.exitCode == 73)
    #expect(result.output.isEmpty)
  }

  @Test("Standard output that is closed is refused before the work where nothing else is written")
  func closedOutput() throws {
    // The work would fail with another code.
    let result = try run(
      ["measure", "nowhere.csv", "--column", "t"], in: try TemporaryDirectory.withTable(),
      shell: #""$@" >&-"#)
    #expect(result.exitCode == 74)
    #expect(result.errors == "cannot write the result: Bad file descriptor\n")
  }

  @Test(
    "Standard input that is closed is a missing table",
    arguments: ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
  func closedInput(table: String) throws {
    let result = try run(
      ["measure", table, "--column", "t"], in: try TemporaryDirectory.withTable(),
      shell: #""$@" <&-"#)
    #expect(result.exitCode == 66)
    #expect(result.errors.hasPrefix("standard input is closed; "))
  }

  @Test(
    "Another opening of the file that the result goes to is refused: one would write over the other",
    arguments: [
      (#""$@" 3> all > all"#, 64), (#""$@" 3> all 2> all"#, 64), (#""$@" > all 3>&1"#, 0),
      (#""$@" >> all 3>> all"#, 0),
    ] as [(String, Int32)])
  func twoOpenings(shell: String, code: Int32) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      ["explain", "--logits", "3", "--label", "0", "--curve", "/dev/fd/3"], in: directory,
      shell: shell)
    #expect(result.exitCode == code)
    let all = try String(contentsOf: directory.url.appendingPathComponent("all"), encoding: .utf8)
    #expect(code != 0 || all.hasPrefix("Cross entropy") && all.contains("</svg>\n"))
  }

  private static let answers = [
    ["--help"], ["--version"], ["help", "compare"], ["compare", "--help"], ["explain", "-h"],
    ["--generate-completion-script", "bash"], ["--generate-completion-script", "fish"], [],
  ]

  @Test("What the parser answers is a result too", arguments: answers)
  func answer(arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    #expect(try run(arguments, in: directory).exitCode == 0)
    let full = try run(arguments, in: directory, shell: #""$@" > /dev/full"#)
    #expect(full.exitCode == 74)
    #expect(full.errors == "cannot write the result: No space left on device\n")
    let gone = try run(
      arguments, in: directory,
      shell: #"( sleep 0.2; "$@"; echo $? > code ) | true; exit $(cat code)"#)
    #expect(gone.exitCode == 128 + SIGPIPE)
    #expect(gone.errors.isEmpty)
  }

  @Test(
    "A file that cannot be written at the end leaves the text, then 74", arguments: runs)
  func fullFile(arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    let usual = try run(arguments + ["out"], in: directory)
    let result = try run(arguments + ["/dev/fd/3"], in: directory, shell: #""$@" 3> /dev/full"#)
    #expect(result.exitCode == 74)
    #expect(result.output == usual.output)
    #expect(result.errors == "/dev/fd/3: cannot write it: No space left on device\n")
  }

  @Test("A table comes whole through a stream that does not wait, however slow its writer is")
  func nonblockingInput() throws {
    let arguments = ["measure", "-", "--column", "t"]
    // All of it fits into the pipe, and the pipe has a reader here: nothing waits if the command fails.
    let table = Array(MadeUp.table(rows: 3_000).utf8)
    #expect(table.count < 1 << 16)
    let usual = try Command.run(arguments, input: table).output
    let (input, output) = (Pipe(), Pipe())
    #expect(fcntl(input.fileHandleForReading.fileDescriptor, F_SETFL, O_NONBLOCK) == 0)
    let process = Process()
    process.executableURL = Command.executable
    process.arguments = arguments
    process.standardInput = input.fileHandleForReading
    process.standardOutput = output
    try process.run()
    // The first piece comes late, and so does every other.
    for start in stride(from: 0, to: table.count, by: 10_000) {
      usleep(200_000)
      let piece = table[start..<min(start + 10_000, table.count)]
      try input.fileHandleForWriting.write(contentsOf: piece)
    }
    try input.fileHandleForWriting.close()
    let got = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(String(decoding: got, as: UTF8.self) == usual)
  }

  @Test("A stream that does not wait gets everything from a slow reader")
  func nonblocking() throws {
    let numbers = (0..<3000).map { "\($0 % 7)" }.joined(separator: ",")
    let arguments = ["explain", "--logits", numbers, "--label", "0", "--format", "json"]
    let usual = try Command.run(arguments).output
    #expect(usual.utf8.count > 1 << 17, "more than a pipe holds")
    let pipe = Pipe()
    let writing = pipe.fileHandleForWriting
    #expect(fcntl(writing.fileDescriptor, F_SETFL, O_NONBLOCK) == 0)
    let process = Process()
    process.executableURL = Command.executable
    process.arguments = arguments
    process.standardOutput = writing
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try writing.close()
    var got = Data()
    while let part = try pipe.fileHandleForReading.read(upToCount: 8192), !part.isEmpty {
      got.append(part)
      usleep(2000)
    }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(String(decoding: got, as: UTF8.self) == usual)
  }
}

#if os(Linux)
  import Foundation
  import Testing

  /// Where the system gives few threads or little stack, the command works on fewer, or says so.
  @Suite("Threads and stacks of the command")
  struct ThreadsTests {
    private static let arguments =
      ["compare", "table.csv", "--target", "t", "--format", "json", "--threads", "8"] + MadeUp.quick

    /// An ordinary user: the superuser's processes and threads are not limited.
    private static let isRoot = getuid() == 0
    private static let hasTools = ["setpriv", "prlimit"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    @Test(
      "No second thread is no hang",
      .enabled(if: isRoot && hasTools, "needs root to become a user without other processes"),
      arguments: [1, 2])
    func limitOfProcesses(_ most: Int) throws {
      // A user of the test's own, who has no other process.
      let user = 40_000 + Int.random(in: 0..<20_000)
      let limited =
        "exec prlimit --nproc=\(most) setpriv --reuid \(user) --regid \(user) --clear-groups \"$@\""
      let result = try run(shell: limited)
      #expect(!result.timedOut)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(losses(result) == losses(try run(shell: "exec \"$@\"")))
    }

    @Test("A stack that is too small is a line", arguments: [64, 128])
    func smallStack(_ kilobytes: Int) throws {
      let result = try run(shell: "ulimit -s \(kilobytes); exec \"$@\"")
      #expect(result.exitCode == 65)
      #expect(result.output.isEmpty)
      let message = try Regex(
        #"^the stack may hold \#(kilobytes) KiB, and (512 KiB|2 MiB) are needed; raise the limit "#
          + "with 'ulimit -s 8192'\n$")
      #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test("A stack of 2 MiB is enough, also on other threads")
    func enoughStack() throws {
      let result = try run(shell: "ulimit -s 2048; exec \"$@\"")
      #expect(result.exitCode == 0, "\(result.errors)")
    }

    private func run(shell: String) throws -> CommandResult {
      // Readable and executable for the user that the test becomes.
      let directory = try TemporaryDirectory()
      try directory.write(Array(MadeUp.table().utf8), to: "table.csv")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: directory.url.path)
      return try Command.run(Self.arguments, directory: directory.url, shell: shell, limit: 60)
    }

    /// The outcome without what differs from run to run.
    private func losses(_ result: CommandResult) -> [String] {
      result.output.split(separator: "\n").map(String.init).filter { !$0.contains("\"seconds\"") }
    }
  }
#endif

import Foundation
import Testing

/// A run takes no more memory than it may: what would not fit is refused in a line, before the fits.
@Suite("Memory of the command")
struct MemoryTests {
  private static let quick = ["--target", "t"] + MadeUp.quick

  @Test(
    "A size that is none is bad usage",
    arguments: [
      "0", "-1", "x", "", "5x", "1.5G", "G", "0x10", "10 M", "9223372036854775808", "9T9",
    ])
  func badSize(_ size: String) throws {
    for line in [["compare", "t.csv", "--target", "t"], ["measure", "--p", "1"]] {
      let result = try Command.run(line + ["--memory", size])
      #expect(result.exitCode == 64, "\(result.errors)")
      #expect(
        result.errors.hasPrefix("Error: --memory takes a size such as 500M or 2G, got '\(size)'"),
        "\(result.errors)")
    }
  }

  @Test(
    "A size that is a number and none that can be says why",
    arguments: [
      ("0", ": nothing can be done in none."), ("0G", ": nothing can be done in none."),
      ("8388608T", ", more than any machine has."),
      ("9223372036854775808", ", more than any machine has."),
    ])
  func impossibleSize(_ size: String, why: String) throws {
    let result = try Command.run(["measure", "--p", "1", "--memory", size])
    #expect(
      result.errors.hasPrefix(
        "Error: --memory takes a size such as 500M or 2G, got '\(size)'\(why)\n"))
  }

  @Test(
    "Sizes are bytes, or powers of 1024 of them",
    arguments: ["268435456", "262144K", "256M", "256m", "1G", "9223372036854775807", "8388607T"])
  func size(_ size: String) throws {
    let result = try run(MadeUp.table(), Self.quick + ["--memory", size])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output == (try run(MadeUp.table(), Self.quick)).output)
  }

  @Test("Fits that would not fit say what they need and what they may take")
  func fits() throws {
    let result = try run(MadeUp.table(rows: 2_000), Self.quick + ["--memory", "2M"])
    #expect(result.exitCode == 65)
    #expect(result.output.isEmpty)
    let message = try Regex(
      #"^table.csv: this needs \d+ MiB of memory, and 2 MiB may be taken; use --memory \d+M, or "#
        + "leave columns out with --ignore.*\n$")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("A table that would not fit says so while it is read, also through a pipe and in measure")
  func table() throws {
    let table = MadeUp.table(rows: 20_000)
    let message = try Regex(
      #": the table needs about [\d.]+ [KM]iB of memory, and 100 KiB may be taken, which line \d+ exceeds; "#
        + #"use --memory \d+M, or take fewer rows or columns, or a machine with more memory\n$"#)
    for line in [
      ["compare", "table.csv", "--target", "t"], ["measure", "table.csv", "--column", "a"],
      ["compare", "-", "--target", "t"],
    ] {
      let result = try command(
        line + ["--memory", "100K"], on: table,
        shell: line[1] == "-" ? #"cat table.csv | "$@""# : nil)
      #expect(result.exitCode == 65)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test("The remedy that is given is enough")
  func remedy() throws {
    let table = MadeUp.table(rows: 2_000)
    let refused = try run(table, Self.quick + ["--memory", "2M"])
    let size = try #require(
      refused.errors.firstMatch(of: try Regex(#"--memory (\d+M)"#, as: (Substring, Substring).self))
    )
    #expect(try run(table, Self.quick + ["--memory", String(size.output.1)]).exitCode == 0)
  }

  @Test(
    "A network, and many repeats, are counted",
    arguments: [
      ["--model", "mlp:5000,5000", "--learning-rate", "1e-2", "--memory", "100M"],
      ["--repeats", "1000", "--folds", "20", "--memory", "20M"],
    ])
  func counted(_ more: [String]) throws {
    let result = try run(MadeUp.table(rows: 600), ["--target", "t"] + more)
    #expect(result.exitCode == 65, "\(result.errors)")
    #expect(result.errors.contains(more[0] == "--model" ? "narrower layers" : "a lower --repeats"))
  }

  @Test("JSON of many rows, and of many outputs, is counted")
  func json() throws {
    let rows = "a,b\n" + String(repeating: ".5,.5\n", count: 20_000)
    let line = ["measure", "table.csv", "--memory", "30M"]
    #expect(try command(line, on: rows).exitCode == 0)
    let result = try command(line + ["--format", "json"], on: rows)
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("or use --format text"), "\(result.errors)")
    let explain = ["explain", "--logits", "0x100000", "--label", "0", "--memory", "30M"]
    #expect(try Command.run(explain).exitCode == 0)
    #expect(try Command.run(explain + ["--format", "json"]).exitCode == 65)
  }

  #if os(Linux)
    @Test(
      "A limit of the address space is obeyed, and never a crash", arguments: [200, 300, 400, 600])
    func addressSpace(_ megabytes: Int) throws {
      // The program itself maps about 100 MB; how much of the rest is taken depends on the build.
      let result = try command(
        ["compare", "table.csv", "--target", "t", "--quiet"] + MadeUp.quickest,
        on: MadeUp.table(rows: 60_000), shell: "ulimit -v \(megabytes << 10); exec \"$@\"")
      #expect([0, 65].contains(result.exitCode), "\(result.errors)")
    }
  #endif

  private func run(_ table: String, _ arguments: [String]) throws -> CommandResult {
    try command(["compare", "table.csv"] + arguments, on: table)
  }

  private func command(
    _ arguments: [String], on table: String, shell: String? = nil
  ) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    try directory.write(Array(table.utf8), to: "table.csv")
    return try Command.run(arguments, directory: directory.url, shell: shell)
  }
}

import Foundation
import Testing

/// Tables as other programs write them, each read or refused with what to do.
@Suite("compare and measure: tables as they are")
struct TablesAsTheyAreTests {
  private static let tables = Command.packageRoot.appendingPathComponent("Tests/Fixtures/tables")
  private static let quick = [
    "--folds", "2", "--repeats", "1", "--losses", "cross_entropy,focal", "--l2", "0.01",
    "--no-speed", "--format", "json",
  ]

  private func run(_ table: String, _ arguments: [String]) throws -> CommandResult {
    try Command.run(
      ["compare", Self.tables.appendingPathComponent(table).path] + arguments + Self.quick)
  }

  /// The log loss is that of the sixty rows without what frames them.
  @Test(
    "What frames a table is left out and said",
    arguments: [
      ("comment.csv", "comment_lines"), ("Rrow.csv", "row_names"),
      ("rephead.csv", "repeated_headers"), ("total.csv", "totals_left_out"),
    ])
  func framed(_ table: String, _ code: String) throws {
    let result = try run(table, ["--target", "t"])
    #expect(result.exitCode == 0, "\(result.errors)")
    let outcome = try JSONValue(parsing: result.output)
    #expect(outcome["table"]["rows"].number == 60)
    #expect(outcome["table"]["numbers"].array.map(\.string) == ["a", "b"])
    #expect(outcome["table"]["notes"].array.map { $0["code"].string } == [code])
    #expect(abs(outcome["losses"].array[0]["log_loss"].number - 0.4471) < 0.0001)
  }

  @Test("Korean of Windows is shown as it reads, and read by the flag")
  func korean() throws {
    let refused = try run("ko_cp949.csv", ["--target", "펭귄 종"])
    #expect(refused.exitCode == 65)
    #expect(
      refused.errors.hasSuffix(
        "ko_cp949.csv:1:1: this is not UTF-8 but cp949: 펭귄 종, 서식 섬, 부리 길이(mm), 부리 깊이(mm), …; "
          + "use --encoding cp949\n"))
    for name in ["cp949", "EUC-KR"] {
      let result = try run("ko_cp949.csv", ["--target", "펭귄 종", "--encoding", name])
      #expect(result.exitCode == 0, "\(result.errors)")
      let table = try JSONValue(parsing: result.output)["table"]
      #expect(table["classes"].array.map { $0["name"].string }.contains("아델리펭귄"))
    }
    let wrong = try run("ko_cp949.csv", ["--target", "펭귄 종", "--encoding", "windows-1252"])
    #expect(wrong.exitCode == 65)
    let measured = try Command.run([
      "measure", Self.tables.appendingPathComponent("ko_cp949.csv").path, "--column", "펭귄 종",
      "--encoding", "cp949",
    ])
    #expect(measured.exitCode == 0, "\(measured.errors)")
  }

  @Test(
    "A file of another kind is named, with the command that converts it",
    arguments: [
      ("arff.arff", "this is an ARFF file; replace its lines up to @data ")
    ])
  func otherKinds(_ table: String, _ message: String) throws {
    let result = try run(table, ["--target", "t"])
    #expect(result.exitCode == 65)
    #expect(result.errors.contains(": \(message)"), "\(result.errors)")
  }

  @Test("A gzip file is read, from a file, from standard input and from a pipe")
  func gzip() throws {
    let directory = try TemporaryDirectory()
    let text = try Data(contentsOf: Self.tables.appendingPathComponent("comment.csv"))
    try directory.write(Array(text), to: "t.csv")
    let shell = #"gzip -c t.csv > t.csv.gz && "$@""#
    let arguments = ["--target", "t"] + Self.quick
    for (path, shell) in [
      ("t.csv.gz", shell), ("-", shell + " < t.csv.gz"), ("-", #"gzip -c t.csv | "$@""#),
    ] {
      let result = try Command.run(
        ["compare", path] + arguments, directory: directory.url, shell: shell)
      #expect(result.exitCode == 0, "\(result.errors)")
      #expect(try JSONValue(parsing: result.output)["table"]["rows"].number == 60)
    }
    let bomb = try Command.run(
      ["compare", "-", "--memory", "20M"] + arguments,
      shell: #"(echo a,t; yes 1,x | head -n 20000000) | gzip -c | "$@""#)
    #expect(bomb.exitCode == 65)
    #expect(bomb.errors.hasPrefix("stdin: the text takes about "), "\(bomb.errors)")
    #expect(bomb.errors.contains(" once it is unpacked, more than the 20 MiB that it may; "))
  }
}

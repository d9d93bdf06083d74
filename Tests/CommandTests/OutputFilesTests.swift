import Foundation
import Testing

/// What stands where an output should go, and what becomes of it.
@Suite("Outputs harm no input, no link and no device")
struct OutputFilesTests {
  /// A run per option; the path of its output follows, and every run but that of `--curve` reads `t.csv`.
  static let runs = [
    ["compare", "t.csv", "--target", "t"] + MadeUp.quickest + ["--report"],
    ["compare", "t.csv", "--target", "t"] + MadeUp.quickest + ["-o"],
    ["measure", "t.csv", "--column", "t", "-o"],
    ["explain", "--logits", "3", "--label", "0", "--curve"],
  ]
  private static let reading = Array(runs.dropLast())
  private static let quick = runs[3]

  private static let table = MadeUp.table(rows: 30)

  /// Runs with lines of shell before the command.
  private func run(
    _ arguments: [String], in directory: TemporaryDirectory, before: String = ":",
    redirected: String = ""
  ) throws -> CommandResult {
    try Command.run(
      arguments, directory: directory.url, shell: "\(before)\n\"$@\" \(redirected)", limit: 60)
  }

  // MARK: What a run reads

  @Test(
    "An output that is the table is refused under every name of it", arguments: reading,
    ["t.csv", "./t.csv", "soft", "chain", "hard", "there/t.csv"])
  func table(arguments: [String], path: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments + [path], in: directory,
      before: "ln -s t.csv soft; ln -s soft chain; ln t.csv hard; ln -s . there")
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("would write over the table '\(path)'; name another file"))
    #expect(try directory.text(of: "t.csv") == Self.table)
    #expect(try directory.names == ["chain", "hard", "soft", "t.csv", "there"])
  }

  @Test(
    "The table on standard input is one too", arguments: reading,
    [("-", "t.csv"), ("/dev/stdin", "t.csv"), ("t.csv", "/dev/stdin"), ("-", "/proc/self/fd/0")])
  func standardInput(arguments: [String], names: (table: String, output: String)) throws {
    let directory = try TemporaryDirectory.withTable()
    let arguments = arguments.map { $0 == "t.csv" ? names.table : $0 }
    let result = try run(arguments + [names.output], in: directory, redirected: "<> t.csv")
    #expect([64, 73].contains(result.exitCode))
    #expect(result.output.isEmpty)
    #expect(try directory.text(of: "t.csv") == Self.table)
    #expect(try directory.names == ["t.csv"])
  }

  @Test("Standard output that goes into the table is refused", arguments: reading)
  func standardOutputIntoTable(arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(arguments + ["out"], in: directory, redirected: ">> t.csv")
    #expect(result.exitCode == 64)
    #expect(try directory.text(of: "t.csv") == Self.table)
    #expect(try directory.names == ["t.csv"])
  }

  @Test(
    "Nothing is said where it would be one more line of the table",
    arguments: [
      (["compare", "t.csv", "--target", "t"] + MadeUp.quickest + ["--report", "p.html"], "t.csv"),
      (["measure", "t.csv", "--column", "no"], "t.csv"), (["compare", "t.csv"], "t.csv"),
      (["compare", "t.csv", "--targt", "t"], "soft"),
      (["measure", "./soft", "--nonsense"], "t.csv"),
      (["measure", "-", "--column", "no", "-q", "--x"], "t.csv"),
      (["measure", "-", "--column", "t", "-o", "p.html"], "hard"),
    ])
  func standardErrorIntoTable(arguments: [String], name: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments, in: directory, before: "ln -s t.csv soft; ln t.csv hard",
      redirected: "< t.csv 2>> \(name)")
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(try directory.text(of: "t.csv") == Self.table)
    #expect(try directory.names == ["hard", "soft", "t.csv"])
  }

  // MARK: Two outputs

  @Test(
    "Two outputs that are the same file are refused",
    arguments: [
      ("out", "out", ":"), ("out", "./out", ":"), ("out", "there/out", "ln -s . there"),
      ("out", "soft", "ln -s out soft"), ("soft", "chain", "ln -s out soft; ln -s soft chain"),
      ("out", "soft", "touch out; ln -s out soft"), ("out", "hard", "touch out; ln out hard"),
    ])
  func sameFile(first: String, second: String, before: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(Self.quick + [first, "-o", second], in: directory, before: before)
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("--curve and -o name the same file"))
    for name in try directory.names where name == "out" {
      #expect(try directory.text(of: name).isEmpty)
    }
  }

  @Test(
    "The file that a stream goes to is refused: replacing it would lose what is said there",
    arguments: ["> out", ">> out", "2> out"])
  func streamsFile(redirected: String) throws {
    let result = try run(
      Self.quick + ["out"], in: try TemporaryDirectory.withTable(), redirected: redirected)
    #expect(result.exitCode == 64)
  }

  @Test("Two different files are written, though one is in the place of the other's link")
  func twoFiles() throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(Self.quick + ["a.svg", "-o", "b.json"], in: directory)
    #expect(result.exitCode == 0)
    #expect(try directory.text(of: "a.svg").hasSuffix("</svg>\n"))
    #expect(try directory.text(of: "b.json").hasSuffix("}\n"))
    #expect(try directory.names == ["a.svg", "b.json", "t.csv"])
  }

  // MARK: Files and links

  private func attributes(
    _ name: String, in directory: TemporaryDirectory
  ) throws -> (mode: Int, owner: Int, group: Int) {
    let all = try FileManager.default.attributesOfItem(
      atPath: directory.url.appendingPathComponent(name).path)
    func number(_ key: FileAttributeKey) -> Int { (all[key] as? NSNumber)?.intValue ?? -1 }
    return (number(.posixPermissions), number(.ownerAccountID), number(.groupOwnerAccountID))
  }

  @Test("A file that is replaced keeps its mode", arguments: runs, [0o600, 0o640, 0o666])
  func mode(arguments: [String], mode: Int) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments + ["out"], in: directory,
      before: "umask 022; echo before > out; chmod \(String(mode, radix: 8)) out")
    #expect(result.exitCode == 0)
    #expect(try attributes("out", in: directory).mode == mode)
    #expect(try directory.text(of: "out") != "before\n")
    #expect(try directory.names == ["out", "t.csv"])
  }

  @Test("A new file gets what the umask leaves", arguments: runs, [0o022, 0o027, 0o077])
  func umask(arguments: [String], mask: Int) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments + ["out"], in: directory, before: "umask \(String(mask, radix: 8))")
    #expect(result.exitCode == 0)
    #expect(try attributes("out", in: directory).mode == 0o666 & ~mask)
  }

  @Test("A file that is replaced keeps its owner", .enabled(if: geteuid() == 0, "needs root"))
  func owner() throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      Self.quick + ["out"], in: directory, before: "touch out; chown 4321:8765 out; chmod 4600 out")
    #expect(result.exitCode == 0)
    #expect(try attributes("out", in: directory) == (0o4600, 4321, 8765))
  }

  @Test(
    "A link is followed and stays, also one to a file that is not there", arguments: runs,
    [
      ("ln -s real link; echo before > real", "real"), ("ln -s real link", "real"),
      ("mkdir sub; ln -s sub/real link", "sub/real"),
      ("mkdir sub; ln -s sub/next link; ln -s ../real sub/next", "real"),
      (#"ln -s "$PWD/real" link"#, "real"),
    ])
  func link(arguments: [String], place: (before: String, real: String)) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(arguments + ["link"], in: directory, before: place.before)
    #expect(result.exitCode == 0)
    let target = try FileManager.default.destinationOfSymbolicLink(
      atPath: directory.url.appendingPathComponent("link").path)
    #expect(!target.isEmpty)
    #expect(try directory.text(of: place.real).count > 100)
    #expect(try directory.names.filter { $0.hasPrefix(".") }.isEmpty)
  }

  @Test("A file with a second name is replaced under the one that was given")
  func hardLink() throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      Self.quick + ["out"], in: directory, before: "echo before > out; ln out other")
    #expect(result.exitCode == 0)
    #expect(try directory.text(of: "other") == "before\n")
    #expect(try directory.text(of: "out").hasSuffix("</svg>\n"))
  }

  @Test(
    "A file that cannot be replaced by its like is written in place",
    .enabled(if: geteuid() == 0, "needs root"), arguments: runs,
    [
      // Mounted by itself, as containers do.
      #"unshare -m sh -c 'mount --bind out out || exit 99; exec "$@"' sh "$@""#,
      // Another user's, in a directory where only they may remove it.
      #"chmod 1777 . && setpriv --reuid 4321 --regid 4321 --clear-groups true || exit 99"#
        + #"; test -x "$1" && setpriv --reuid 4321 --regid 4321 --clear-groups "$@""#,
    ])
  func inPlace(arguments: [String], shell: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let old = try directory.write(Array("before".utf8), to: "out")
    #expect(chmod(old.path, 0o666) == 0)
    let number = try inode("out", in: directory)
    let result = try Command.run(
      arguments + ["out"], directory: directory.url, shell: shell, limit: 60)
    // No such tool, or the user may not run the command where it stands.
    guard ![99, 126, 127, 1].contains(result.exitCode) else { return }
    #expect(result.exitCode == 0)
    #expect(try directory.text(of: "out").count > 100)
    #expect(try inode("out", in: directory) == number)
    #expect(try directory.names == ["out", "t.csv"])
  }

  private func inode(_ name: String, in directory: TemporaryDirectory) throws -> Int? {
    let path = directory.url.appendingPathComponent(name).path
    let value = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber]
    return (value as? NSNumber)?.intValue
  }

  @Test("The longest name that a file may have is written")
  func longestName() throws {
    let directory = try TemporaryDirectory.withTable()
    let name = String(repeating: "n", count: 255)
    #expect(try run(Self.quick + [name], in: directory).exitCode == 0)
    #expect(try directory.names == [name, "t.csv"])
  }

  // MARK: What is written through

  @Test(
    "A named pipe is written through and stays one, whenever its reader comes", arguments: runs,
    [0, 0.5])
  func namedPipe(arguments: [String], delay: Double) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments + ["pipe"], in: directory,
      before: "mkfifo pipe; { sleep \(delay); timeout 40 cat pipe > got; } & reader=$!",
      redirected: "; code=$?; wait $reader; test -p pipe || exit 1; exit $code")
    #expect(result.exitCode == 0)
    #expect(!result.output.isEmpty)
    #expect(try directory.text(of: "got").count > 100)
    #expect(try directory.names == ["got", "pipe", "t.csv"])
  }

  @Test("What the shell has opened is written where it stands", arguments: runs)
  func descriptor(arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      arguments + ["/dev/fd/3"], in: directory, before: "echo before > got", redirected: "3>> got")
    #expect(result.exitCode == 0)
    let got = try directory.text(of: "got")
    #expect(got.hasPrefix("before\n") && got.count > 100)
    #expect(try directory.names == ["got", "t.csv"])
  }

  @Test(
    "Standard output takes the text, then the file",
    arguments: ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"],
    ["> all", "| cat > all"])
  func standardOutput(path: String, redirected: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      Self.quick + [path], in: directory, before: "ln -s /dev/stdout link", redirected: redirected)
    #expect(result.exitCode == 0)
    let all = try directory.text(of: "all")
    #expect(all.hasPrefix("Cross entropy, step by step"))
    #expect(all.contains("\n<svg ") && all.hasSuffix("</svg>\n"))
  }

  @Test(
    "A device is written through and stays one", .enabled(if: geteuid() == 0, "needs root"),
    arguments: runs)
  func device(arguments: [String]) throws {
    let directory = try TemporaryDirectory.withTable()
    // Twins of /dev/null and /dev/full.
    let result = try run(
      arguments + ["null"], in: directory, before: "mknod null c 1 3; mknod full c 1 7")
    guard result.exitCode != 73 else { return }  // Devices do nothing where this directory is.
    #expect(result.exitCode == 0)
    let full = try run(arguments + ["full"], in: directory)
    #expect(full.exitCode == 74)
    #expect(full.output == result.output)
    #expect(full.errors == "full: cannot write it: No space left on device\n")
    let kept = try run(arguments + ["full"], in: directory, before: "test -c null && test -c full")
    #expect(kept.exitCode == 74)
  }

  @Test("A disk is refused as one", .enabled(if: geteuid() == 0, "needs root"))
  func disk() throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(Self.quick + ["disk"], in: directory, before: "mknod disk b 7 200")
    // Where no device can be made, a file of this name is.
    guard result.exitCode != 0 else { return }
    #expect(result.exitCode == 73)
    #expect(result.errors == "disk: this is a disk; name a file\n")
  }

  // MARK: What is refused

  @Test(
    "What cannot be written is refused before any work",
    arguments: [
      (".", ":", "this is a directory"), ("t.csv/", ":", "Not a directory"),
      ("new/", ":", "there is no directory 'new'"), ("no/x", ":", "there is no directory 'no'"),
      ("t.csv/x", ":", "Not a directory"),
      (String(repeating: "n", count: 256), ":", "File name too long"),
      ("loop", "ln -s loop loop", "Too many levels of symbolic links"),
      ("link", "ln -s no/x link", "there is no directory 'no'"),
      ("/proc/version", ":", ": "), ("/sys/kernel/x.json", ":", ": "),
      ("/dev/fd/9", ":", "Bad file descriptor"),
      ("/dev/fd/8", "exec 8< t.csv", "Bad file descriptor"),
      ("sub", "mkdir sub", "this is a directory"), ("link", "ln -s . link", "this is a directory"),
    ])
  func refused(path: String, before: String, reason: String) throws {
    let directory = try TemporaryDirectory.withTable()
    // Its work would fail with another code.
    let result = try run(
      ["measure", "nowhere.csv", "--column", "t", "-o", path], in: directory, before: before)
    #expect(result.exitCode == 73)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(reason))
    #expect(try directory.names.filter { !["t.csv", "loop", "link", "sub"].contains($0) } == [])
    #expect(try directory.text(of: "t.csv") == Self.table)
  }

  @Test(
    "A file or a directory that may not be written is refused",
    arguments: [
      ("out", "echo before > out; chmod 444 out", "this may not be written"),
      ("sub/out", "mkdir sub; chmod 555 sub", "cannot create a file in 'sub'"),
      (
        "sub/out", "mkdir sub; echo before > sub/out; chmod 555 sub",
        "cannot create a file in 'sub'"
      ),
    ])
  func permissions(path: String, before: String, reason: String) throws {
    let directory = try TemporaryDirectory.withTable()
    let result = try run(
      Self.quick + [path], in: directory, before: before,
      redirected: "; code=$?; chmod -fR u+w .; exit $code")
    guard geteuid() != 0 else {
      // Root may write everything.
      #expect(result.exitCode == 0)
      return
    }
    #expect(result.exitCode == 73)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(reason) && result.errors.contains("Permission denied"))
  }
}

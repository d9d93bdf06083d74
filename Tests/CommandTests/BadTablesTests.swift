import Foundation
import Testing

/// A table or a call that cannot be answered, and what the command says to it.
struct BadCase: Sendable, CustomTestStringConvertible {
  var name: String
  /// The file `bad.csv`, or nil for none.
  var table: [UInt8]?
  /// What follows `xent compare`.
  var arguments: [String]
  var code: Int32
  /// What the one line of standard error begins with, after `bad.csv`, and a part of what follows.
  var place: String
  var message: String

  init(
    _ name: String, _ table: String, _ arguments: [String] = [], code: Int32 = 65, at place: String,
    says message: String
  ) {
    self.init(name, bytes: Array(table.utf8), arguments, code: code, at: place, says: message)
  }

  init(
    _ name: String, bytes: [UInt8], _ arguments: [String] = [], code: Int32 = 65,
    at place: String, says message: String
  ) {
    self.name = name
    table = bytes
    self.arguments =
      ["bad.csv"] + (arguments.contains("--target") ? [] : ["--target", "t"]) + arguments
    self.code = code
    self.place = place
    self.message = message
  }

  /// A mistake in the arguments, which the parser answers in its own form.
  init(_ name: String, usage arguments: [String], says message: String) {
    self.name = name
    table = Array("a,b,t\n1,2,x\n3,4,y\n".utf8)
    self.arguments = arguments
    code = 64
    place = ""
    self.message = message
  }

  var testDescription: String { name }
}

private let eight = "1,2,x\n3,4,y\n5,6,x\n7,8,y\n2,1,x\n4,3,y\n6,5,x\n8,7,y\n"

private let badTables: [BadCase] = [
  // The form of the file.
  BadCase(
    "a row too short", "a,b,t\n1,2,x\n3,y\n", at: ":3: ",
    says: "expected 3 cells as in the header, found 2; "),
  BadCase(
    "a row too long", "a,b,t\n1,2,x\n3,4,y,5\n", at: ":3:7: ",
    says: "expected 3 cells as in the header, found 4; "),
  BadCase(
    "an unclosed quote", "a,b,t\n1,2,x\n3,\"4,y\n5,6,x\n", at: ":3:3: ", says: "not closed; "),
  BadCase("an empty file", "", at: ": ", says: "the file is empty; "),
  BadCase("blank lines only", "\n\n", at: ": ", says: "blank lines only; "),
  BadCase("a header only", "a,b,t\n", at: ": ", says: "there are no rows below the header; "),
  BadCase(
    "a header named twice", "a,b,a,t\n1,2,3,x\n", at: ":1:5: ", says: "both named 'a'; rename one"),
  BadCase("a header without a name", "a,,t\n1,2,x\n", at: ":1:3: ", says: "has no name; "),
  BadCase(
    "UTF-16, little end first", bytes: utf16("a,b,t\n1,2,x\n"), at: ":1: ",
    says: "has one class only, 'x'; "),
  BadCase(
    "UTF-16 without a mark", bytes: Array(utf16("a,b,t\n1,2,x\n").dropFirst(2)), at: ":1: ",
    says: "has one class only, 'x'; "),
  BadCase(
    "Latin-1", bytes: Array("a,b,t\n1,2,caf".utf8) + [0xE9, 0x0A], at: ":2:5: ",
    says: "this is not UTF-8 but windows-1252: café; use --encoding windows-1252"),
  BadCase(
    "a NUL in the target", "a,b,t\n1,2,x\n3,4,y\u{0}\n", at: ":3:5: ", says: "holds a NUL byte; "),
  BadCase(
    "a NUL in a number", "a,b,t\n" + eight + "3,4\u{0},y\n", at: ":10:3: ",
    says: "holds a NUL byte; "),
  BadCase(
    "gzip that is cut", bytes: [0x1F, 0x8B, 8, 0, 0, 0], at: ": ",
    says: "the gzip file ends too early; "),
  // The features.
  BadCase(
    "inf", "a,b,t\n1,2,x\n3,inf,y\n", at: ":3:3: ",
    says: "holds 'inf', and a feature cannot be infinite; "),
  BadCase(
    "-Infinity", "a,b,t\n1,2,x\n-Infinity,4,y\n", at: ":3:1: ",
    says: "holds '-Infinity', and a feature cannot be infinite; "),
  BadCase(
    "1e400", "a,b,t\n1,2,x\n3,1e400,y\n", at: ":3:3: ",
    says: "holds '1e400', and a feature cannot be infinite; "),
  BadCase(
    "all cells missing", "a,b,t\n" + String(repeating: ",NA,x\n,?,y\n", count: 9), at: ":1: ",
    says: "no column is left to learn from (a: every cell is missing, b: every cell is missing); "),
  BadCase(
    "all features constant", "a,b,t\n" + String(repeating: "1,q,x\n1,q,y\n", count: 9), at: ":1: ",
    says: "no column is left to learn from (a: constant, b: constant); "),
  BadCase(
    "the target alone", "t\n" + String(repeating: "x\ny\n", count: 9), at: ":1: ",
    says: "no column is left to learn from; "),
  BadCase(
    "all features ignored", "a,b,t\n" + eight, ["--ignore", "a,b"], at: ":1: ",
    says: "no column is left to learn from; "),
  // The target.
  BadCase(
    "an unknown target, nearly right", "age,speices,t\n1,x,y\n", ["--target", "species"],
    at: ":1: ", says: "no column 'species'; did you mean 'speices'?"),
  BadCase(
    "an unknown target", "age,b,t\n1,x,y\n", ["--target", "zebra"], at: ":1: ",
    says: "no column 'zebra'; the columns are age, b, t"),
  BadCase(
    "an unknown column to ignore", "age,b,t\n1,x,y\n", ["--ignore", "b,ago"], at: ":1: ",
    says: "no column 'ago'; did you mean 'age'?"),
  BadCase("one class", "a,b,t\n1,2,x\n3,4,x\n", at: ":1: ", says: "has one class only, 'x'; "),
  BadCase("no class", "a,b,t\n1,2,\n3,4,\n", at: ":1: ", says: "is empty in every row; "),
  BadCase(
    "a class with fewer rows than folds", "a,b,t\n" + eight + "1,1,z\n2,3,z\n", ["--folds", "4"],
    at: ": ", says: "class 'z' of 't' has 2 rows, and 4 folds with 3 inner folds each need 4; "),
  BadCase(
    "a class with one row", "a,b,t\n" + eight + "1,1,z\n", ["--folds", "2"], at: ": ",
    says: "need: 'x' (4), 'y' (4), 'z' (1) of 't'; more rows are needed"),
  BadCase(
    "a class too small for the inner folds", "a,b,t\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n",
    ["--folds", "2"], at: ": ",
    says: "fewer than the 6 rows that 2 folds with 3 inner folds each need: "),
  BadCase(
    "a target of quantities", "a,b,t\n1,2,2\n3,4,1.7\n5,6,3\n", at: ":3: ",
    says: "like '1.7', a quantity and not classes; this is a task for regression, "),
  BadCase(
    "a target of ids", "a,t\n" + (0..<30).map { "\($0 % 7),id\($0)\n" }.joined(), at: ":1: ",
    says: "has 30 different values in 30 rows; it looks like an id"),
  // Weights and groups.
  BadCase(
    "a negative weight", "a,w,t\n1,2,x\n3,-1,y\n", ["--weight", "w"], at: ":3: ",
    says: "the weight 'w' is -1"),
  BadCase(
    "a missing weight", "a,w,t\n1,2,x\n3,,y\n", ["--weight", "w"], at: ":3: ",
    says: "the weight 'w' is missing; "),
  BadCase(
    "a weight in words", "a,w,t\n1,2,x\n3,heavy,y\n", ["--weight", "w"], at: ":1: ",
    says: "line 3 holds 'heavy'"),
  BadCase(
    "no weight above 0", "a,w,t\n1,0,x\n3,0,y\n", ["--weight", "w"], at: ":1: ",
    says: "the weights in 'w' are all 0; "),
  BadCase(
    "weights too far apart", "a,w,t\n1,1e300,x\n3,1e-300,y\n", ["--weight", "w"], at: ":3: ",
    says: "too little to count beside 1e+300; "),
  BadCase(
    "a class of weight 0", "a,w,t\n1,1,x\n3,0,y\n4,1,x\n", ["--weight", "w"], at: ":3: ",
    says: "every row of class 'y' of 't' has weight 0; "),
  BadCase(
    "no such weight", "a,w,t\n1,1,x\n3,0,y\n", ["--weight", "ww"], at: ":1: ",
    says: "no column 'ww'; the columns are a, w, t"),
  BadCase(
    "a missing group", "a,g,t\n1,p,x\n3,,y\n", ["--group", "g"], at: ":3: ",
    says: "the group 'g' is missing; "),
  BadCase(
    "no such group", "a,g,t\n1,p,x\n3,q,y\n", ["--group", "site"], at: ":1: ",
    says: "no column 'site'; "),
  BadCase(
    "a class in too few groups", "a,g,t\n1,p,x\n3,q,y\n2,p,x\n4,r,y\n",
    ["--group", "g", "--folds", "2"], at: ": ",
    says: "'x' (1), 'y' (2) of 't'; name another column with --group, or more rows are needed"),
]

private let usual = ["bad.csv", "--target", "t"]

private let badUsage: [BadCase] = [
  BadCase(
    "no target", usage: ["bad.csv"],
    says: "Name it with --target, as in: xent compare bad.csv --target "),
  BadCase("an empty target", usage: ["bad.csv", "--target", ""], says: "Name it with --target"),
  BadCase("nothing at all", usage: [], says: "Name it with --target"),
  BadCase(
    "no table", usage: ["--target", "t"],
    says: "Which table? Try: xent compare table.csv --target t"),
  BadCase("a table without a name", usage: ["", "--target", "t"], says: "Which table?"),
  BadCase(
    "two tables", usage: ["bad.csv", "other.csv", "--target", "t"],
    says: "compare takes one table, got 2: bad.csv other.csv. "),
  BadCase(
    "a misspelled --target", usage: ["bad.csv", "--traget", "t"],
    says: "Unknown option '--traget'. Did you mean '--target'?"),
  BadCase(
    "an unknown loss", usage: usual + ["--losses", "foccal"],
    says: "there is no loss 'foccal'; did you mean 'focal'?"),
  BadCase(
    "an unknown loss like no other", usage: usual + ["--losses", "zebra"],
    says: "there is no loss 'zebra'; choose one of cross_entropy, "),
  BadCase("no loss", usage: usual + ["--losses", ""], says: "there is no loss ''; "),
  BadCase(
    "a parameter out of range", usage: usual + ["--losses", "focal:gamma=-1"],
    says: "gamma of focal must be 0 or more, got -1"),
  BadCase(
    "a parameter of another loss", usage: usual + ["--losses", "focal:q=1"],
    says: "focal takes gamma=NUMBER and alpha=NUMBER, as in focal:gamma=2:alpha=0.25, got 'q=1'"),
  BadCase(
    "a parameter that is no number", usage: usual + ["--losses", "focal:gamma=nan"],
    says: "focal takes gamma=NUMBER"),
  BadCase(
    "a parameter too many", usage: usual + ["--losses", "mse:gamma=1"],
    says: "squared_error takes no parameter"),
  BadCase("one fold", usage: usual + ["--folds", "1"], says: "--folds must be 2 or more, got 1."),
  BadCase(
    "folds below 0", usage: usual + ["--folds", "-1"], says: "--folds must be 2 or more, got -1."),
  BadCase(
    "no repeats", usage: usual + ["--repeats", "0"],
    says: "--repeats must be 1 or more, got 0."),
  BadCase(
    "a penalty below 0", usage: usual + ["--l2", "-1"],
    says: "--l2 takes different numbers, 0 or more, got -1."),
  BadCase(
    "a penalty that is no number", usage: usual + ["--l2", "1,nan"],
    says: "as in --l2 1e-3,1e-2; got 'nan' in '1,nan'."),
  BadCase(
    "a margin below 0", usage: usual + ["--margin", "-1%"],
    says: "--margin takes a number, 0 or more, got -0.01."),
  BadCase(
    "a margin that is no number", usage: usual + ["--margin", "small"],
    says: "--margin takes a number, as in --margin 0.5; got 'small'."),
  BadCase(
    "a penalty given twice", usage: usual + ["--l2", "1,1.0"], says: "--l2 takes different numbers"),
  BadCase(
    "no threads", usage: usual + ["--threads", "0"], says: "--threads must be 1 or more, got 0."),
  BadCase(
    "a seed below 0", usage: usual + ["--seed", "-1"],
    says: "The value '-1' is invalid for '--seed <seed>'"),
  BadCase(
    "an unknown encoding", usage: usual + ["--encoding", "klingon"],
    says: "no encoding 'klingon' is read; choose one of utf-8, utf-16, "),
  BadCase(
    "two characters between cells", usage: usual + ["--delimiter", ";;"],
    says: "--delimiter takes one ASCII character, such as ';' or a tab, got ';;'."),
  BadCase(
    "a quote between cells", usage: usual + ["--delimiter", "\""],
    says: "--delimiter takes one ASCII character"),
  BadCase(
    "too many repeats", usage: usual + ["--repeats", "1001"],
    says: "--repeats must be 1000 or less, got 1001: more would take too long."),
  BadCase(
    "an unknown format", usage: usual + ["--format", "xml"],
    says: "Please provide one of 'text' and 'json'."),
  BadCase(
    "a column with two parts", usage: usual + ["--group", "t"],
    says: "--target and --group both name 't'; "),
  BadCase(
    "a target named twice", usage: ["bad.csv", "--target", "t,t"],
    says: "--target names 't' twice."),
  BadCase(
    "an empty name among targets", usage: ["bad.csv", "--target", "t,"],
    says: "--target has an empty name."),
  BadCase(
    "the weight as the group", usage: usual + ["--group", "a", "--weight", "a"],
    says: "--weight and --group both name 'a'; "),
  BadCase(
    "the target ignored", usage: usual + ["--ignore", "a,t"],
    says: "--target and --ignore both name 't'; "),
]

@Suite("compare: bad tables and bad calls")
struct BadTablesTests {
  @Test("A bad table gets one line and writes nothing", arguments: badTables)
  func table(_ bad: BadCase) throws {
    let (result, files) = try run(bad)
    expectDataError(result, code: bad.code, begins: "bad.csv\(bad.place)", says: bad.message)
    #expect(files == ["bad.csv"])
  }

  @Test("A usage error has the parser's form", arguments: badUsage)
  func usage(_ bad: BadCase) throws {
    let (result, files) = try run(bad)
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: "))
    #expect(result.errors.contains(bad.message), "\(result.errors)")
    #expect(result.errors.contains("\nUsage: xent compare <table> --target <column> [<options>]\n"))
    #expect(result.errors.hasSuffix("\n  See 'xent compare --help' for more information.\n"))
    #expect(files == ["bad.csv"])
  }

  @Test("Slips before the subcommand are answered with what was meant")
  func commands() throws {
    let cases = [
      (["comapre", "Examples/iris.csv", "--target", "species"], "Did you mean 'compare'?"),
      (
        ["Examples/iris.csv", "--target", "species"],
        "Did you mean 'xent compare Examples/iris.csv'?"
      ),
      (
        ["dance"],
        "The commands are compare, train, predict, inspect, score, calibrate, measure, explain, help."
      ),
      (["--verson"], "Unknown option '--verson'"),
    ]
    for (arguments, advice) in cases {
      let result = try Command.run(arguments)
      #expect(result.exitCode == 64, "\(arguments)")
      #expect(result.errors.contains(advice), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
    for arguments in [[], ["--help"], ["help"], ["help", "compare"], ["compare", "-h"]] {
      let result = try Command.run(arguments)
      #expect(result.exitCode == 0, "\(arguments)")
      #expect(result.output.contains("USAGE: xent"))
      #expect(result.errors.isEmpty)
      for line in result.output.split(separator: "\n") { #expect(terminalColumns(line) <= 80) }
    }
  }

  @Test("A separable table without a penalty has no finite optimum")
  func separable() throws {
    let result = try Command.run([
      "compare", "Examples/wine.csv", "--target", "cultivar", "--l2", "0", "--no-speed",
    ])
    #expect(result.exitCode == 65)
    // The fits found it, and before them it was said how the table is read.
    #expect(result.output.hasSuffix("nats out of fold\n"))
    #expect(
      result.errors.hasPrefix(
        "Examples/wine.csv: the classes are separable and --l2 0 was asked for: there is no finite "
          + "optimum, and scores depend on where training stops; leave --l2 out"))
  }

  @Test("Input that is missing or may not be read is 66")
  func missingInput() throws {
    let cases = [
      ("Examples/irsi.csv", "there is no such file; did you mean 'Examples/iris.csv'?"),
      ("Examples/nothing-like-it", "there is no such file; check the path"),
      ("Examples", "this is a directory; name a file inside it"),
      ("Examples/iris.csv/x", "; "),
    ]
    for (path, message) in cases {
      let result = try Command.run(["compare", path, "--target", "species"])
      expectDataError(result, code: 66, begins: "\(path): ", says: message)
    }
  }

  @Test("A file without permission is 66", .enabled(if: getuid() != 0, "root may read everything"))
  func unreadable() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write(Array("a,t\n1,x\n".utf8), to: "secret.csv")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
    let result = try Command.run(["compare", file.path, "--target", "t"])
    expectDataError(result, code: 66, begins: file.path + ": ", says: "may not be read; ")
  }

  @Test("Standard input that is bad is called stdin")
  func standardInput() throws {
    let empty = try Command.run(["compare", "-", "--target", "t"])
    expectDataError(empty, code: 65, begins: "stdin: ", says: "the file is empty; ")
    let ragged = try Command.run(
      ["compare", "-", "--target", "t"], input: Array("a,t\n1,x\n2\n".utf8), shell: #"cat | "$@""#)
    expectDataError(ragged, code: 65, begins: "stdin:3: ", says: "expected 2 cells")
    let few = try Command.run(
      ["compare", "-", "--target", "t"], input: Array("a,t\n1,x\n2,y\n".utf8))
    expectDataError(few, code: 65, begins: "stdin: ", says: "fewer than the 5 rows that ")
  }

  @Test("Long names and newlines in names keep the message on one line")
  func namesInMessages() throws {
    let long = String(repeating: "very long ", count: 2000)
    let table = "\"a\nb\",\"\(long)t\"\n1,x\n2,y\n3,\u{1B}[31mz\n"
    for target in ["a\nc", "zebra", long + "u"] {
      let result = try Command.run(on: table, ["--target", target])
      expectDataError(result, code: 65, begins: "table.csv:1: ", says: "there is no column '")
      #expect(result.errors.count < 500)
    }
  }

  #if os(Linux)
    @Test("A result that cannot be written is 74", arguments: ["text", "json"])
    func fullDisk(format: String) throws {
      let directory = try TemporaryDirectory()
      try directory.write(Array(MadeUp.table().utf8), to: "table.csv")
      let result = try Command.run(
        ["compare", "table.csv", "--target", "t", "--quiet", "--format", format]
          + MadeUp.quickest, directory: directory.url, output: "/dev/full")
      #expect(result.exitCode == 74)
      #expect(result.errors == "cannot write the result: No space left on device\n")
    }
  #endif

  @Test("The second Ctrl-C ends at once with 130, and no result is written")
  func interrupt() throws {
    let directory = try TemporaryDirectory()
    let digits = Command.packageRoot.appendingPathComponent("Examples/digits.csv").path
    let result = try Command.run(
      ["compare", digits, "--target", "digit", "--repeats", "50", "-o", "o.json"],
      directory: directory.url, after: "out of fold\n", interrupt: 0.5, times: 2, limit: 20)
    #expect(!result.timedOut)
    #expect(result.exitCode == 130)
    #expect(!result.output.contains("Verdict"))
    #expect(result.errors.hasSuffix("\n"))
    #expect(try directory.names.isEmpty)
  }

  // MARK: Very large files

  /// A file that begins with this and has 1 GiB, which takes no room on a disk: the rest is a hole.
  private func hugeFile(_ start: String, in directory: TemporaryDirectory) throws {
    let file = try directory.write(Array(start.utf8), to: "huge.csv")
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: 1 << 30)
    try handle.close()
  }

  /// On Linux the address space is held below what the mapped file and two copies would need.
  private var heldShell: String {
    #if os(Linux)
      #"ulimit -v 2000000; exec "$@""#
    #else
      #"exec "$@""#
    #endif
  }

  @Test(
    "A line of a gigabyte is refused early and in little memory",
    arguments: [
      ("", "huge.csv:1:1: ", "this cell holds a NUL byte; "),
      ("a,b,t\n1,2,x\n", "huge.csv:3:1: ", "this cell holds a NUL byte; "),
      ("a,b,t\n1,2,x\n3,\"4", "huge.csv:3:3: ", "not closed within 1 MiB; "),
    ])
  func hugeLine(start: String, place: String, message: String) throws {
    let directory = try TemporaryDirectory()
    try hugeFile(start, in: directory)
    let result = try Command.run(
      ["compare", "huge.csv", "--target", "t"], directory: directory.url, shell: heldShell,
      limit: 30)
    expectDataError(result, code: 65, begins: place, says: message)
    #expect(result.seconds < 10)
  }

  @Test("A gigabyte of one letter through a pipe is refused too")
  func hugePipe() throws {
    let result = try Command.run(
      ["compare", "-", "--target", "t"],
      shell: #"head -c 1073741824 /dev/zero | tr '\0' a | "$@""#, limit: 60)
    expectDataError(
      result, code: 65, begins: "stdin:1:1: ", says: "this cell is longer than 1 MiB; ")
  }

  // MARK: Shared

  private func run(_ bad: BadCase) throws -> (CommandResult, files: [String]) {
    let directory = try TemporaryDirectory()
    if let table = bad.table { try directory.write(table, to: "bad.csv") }
    let result = try Command.run(["compare"] + bad.arguments, directory: directory.url)
    return (result, try directory.names)
  }

  /// One line: `file:line:column: what is wrong; what to do`, and nothing else.
  private func expectDataError(
    _ result: CommandResult, code: Int32, begins place: String, says message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.exitCode == code, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(result.errors.hasPrefix(place), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.errors.contains(message), "\(result.errors)", sourceLocation: sourceLocation)
    let controls = result.errors.unicodeScalars.filter { $0.properties.generalCategory == .control }
    #expect(
      controls.count == 1 && result.errors.hasSuffix("\n"), "\(result.errors)",
      sourceLocation: sourceLocation)
    // What to do follows a semicolon.
    let parts = result.errors.dropFirst(place.count).split(separator: "; ")
    #expect(parts.count > 1, "\(result.errors)", sourceLocation: sourceLocation)
  }
}

private func utf16(_ text: String) -> [UInt8] {
  [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
}

import Foundation
import Testing

/// What a run of the command left behind.
struct CommandResult: Sendable {
  /// The exit code, or 128 and the signal that ended the command.
  var exitCode: Int32
  /// Standard output.
  var output: String
  /// Standard error.
  var errors: String
  /// True if the command had to be killed.
  var timedOut: Bool
  /// From start to end.
  var seconds: Double
}

/// Runs the command that was built beside these tests.
enum Command {
  /// The root of the package, so that `Examples/iris.csv` names the table.
  static let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The command beside the test bundle: `swift test` names the bundle in an argument, and on Linux
  /// it is itself what runs.
  static let executable: URL = {
    let places =
      CommandLine.arguments.map { URL(fileURLWithPath: $0) }
      + Bundle.allBundles.map(\.bundleURL) + [Bundle.main.executableURL].compactMap { $0 }
    for place in places {
      var directory = place
      // In a bundle of macOS the file lies three directories deep.
      for _ in 0..<5 {
        directory.deleteLastPathComponent()
        let candidate = directory.appendingPathComponent("xent")
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isDirectory),
          !isDirectory.boolValue, FileManager.default.isExecutableFile(atPath: candidate.path)
        {
          return candidate
        }
      }
    }
    fatalError("the command 'xent' does not stand beside the tests; run 'swift build' first")
  }()

  /// Runs it and waits; an outcome that it writes as JSON must be as `Guides/JSON` says.
  ///
  /// - Parameters:
  ///   - arguments: What follows `xent`.
  ///   - input: The bytes of standard input, a file for the command; nil for none.
  ///   - environment: Variables to set beside those of the tests.
  ///   - directory: The working directory; nil for the root of the package.
  ///   - output: A file to write standard output to, such as `/dev/full`.
  ///   - shell: A line of shell in which `"$@"` is the command, as in `cat file | "$@"`.
  ///   - expected: What has to stand in standard output before the seconds of `interrupt` begin.
  ///   - interrupt: After how many seconds to send `signal`.
  ///   - times: How often to send it.
  ///   - limit: After how many seconds to kill the command.
  ///   - isSchemaChecked: Whether what was asked for as JSON must be an outcome.
  static func run(
    _ arguments: [String], input: [UInt8]? = nil, environment: [String: String] = [:],
    directory: URL? = nil, output: String? = nil, shell: String? = nil,
    after expected: String? = nil, interrupt: Double? = nil, signal: Int32 = SIGINT, times: Int = 1,
    limit: Double = 120, isSchemaChecked: Bool = true
  ) throws -> CommandResult {
    let scratch = try TemporaryDirectory()
    let process = Process()
    process.currentDirectoryURL = directory ?? packageRoot
    if let shell {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", shell, "sh", executable.path] + arguments
    } else {
      process.executableURL = executable
      process.arguments = arguments
    }
    // A crash is to be seen as one, and at once; the tests' own switches are not the command's.
    process.environment = ProcessInfo.processInfo.environment
      .filter { !["NO_COLOR", "XENT_RECORD"].contains($0.key) }
      .merging(["SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C"]) { $1 }.merging(environment) { $1 }

    // Files rather than pipes: nothing can fill up, and no child keeps another's end open.
    let outputFile = try scratch.write([], to: "stdout")
    let errorFile = try scratch.write([], to: "stderr")
    let standardInput = try input.map {
      try FileHandle(forReadingFrom: scratch.write($0, to: "stdin"))
    }
    let standardOutput = try FileHandle(
      forWritingTo: output.map { URL(fileURLWithPath: $0) } ?? outputFile)
    let standardError = try FileHandle(forWritingTo: errorFile)
    // A process keeps them open after its end, and with some thousand open files the next does not start.
    defer { for file in [standardInput, standardOutput, standardError] { try? file?.close() } }
    process.standardInput = standardInput ?? FileHandle.nullDevice
    process.standardOutput = standardOutput
    process.standardError = standardError

    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let clock = ContinuousClock()
    let start = clock.now
    try process.run()
    while let expected, process.isRunning, (clock.now - start) / .seconds(1) < limit,
      !String(decoding: try Data(contentsOf: outputFile), as: UTF8.self).contains(expected)
    {
      Thread.sleep(forTimeInterval: 0.02)
    }
    if let interrupt, ended.wait(timeout: .now() + interrupt) == .timedOut {
      kill(process.processIdentifier, signal)
      for _ in 1..<times {
        Thread.sleep(forTimeInterval: 0.3)
        kill(process.processIdentifier, signal)
      }
    } else if interrupt != nil {
      ended.signal()
    }
    var timedOut = false
    if ended.wait(timeout: .now() + limit) == .timedOut {
      timedOut = true
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    let seconds = (clock.now - start) / .seconds(1)
    let status = process.terminationStatus
    let result = CommandResult(
      exitCode: process.terminationReason == .exit ? status : 128 + status,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
      timedOut: timedOut, seconds: seconds)
    guard isSchemaChecked else { return result }
    for outcome in try outcomes(of: arguments, result, in: directory ?? packageRoot) {
      try checkOutcome(outcome, of: arguments[0], isPlan: arguments.contains("--dry-run"))
    }
    return result
  }

  /// The outcomes that a run has written as JSON, to standard output and to the file of `-o`.
  static func outcomes(
    of arguments: [String], _ result: CommandResult, in directory: URL
  ) throws -> [String] {
    guard result.exitCode == 0, let subcommand = arguments.first,
      try JSONSchema.ofOutcomes(of: subcommand) != nil
    else { return [] }
    let options = zip(arguments, arguments.dropFirst())
    var outcomes: [String] = []
    if arguments.contains("--format=json")
      || options.contains(where: { $0 == ("--format", "json") })
    {
      outcomes.append(result.output)
    }
    // A model, predictions and a calibrator are no outcome.
    for (option, path) in options
    where option == "-o" && !["train", "predict", "calibrate"].contains(subcommand) {
      let file =
        path.hasPrefix("/")
        ? URL(fileURLWithPath: path) : directory.appendingPathComponent(path)
      // A named pipe or a descriptor of the command's cannot be read again.
      let values = try file.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey])
      if values.isRegularFile == true {
        outcomes.append(try String(contentsOf: file, encoding: .utf8))
      }
    }
    return outcomes
  }

  /// Fails the test where an outcome is not as the subcommand's schema says.
  static func checkOutcome(_ text: String, of subcommand: String, isPlan: Bool = false) throws {
    let schema = try JSONSchema.ofOutcomes(of: subcommand)
    let problems = try (isPlan ? schema?.definition("plan") : schema)?.problems(
      in: JSONValue(parsing: text))
    #expect(problems == [], "against Guides/JSON/\(subcommand).schema.json")
  }

  /// Runs it on a table that is there for this run only, as `name` in the working directory.
  static func run(
    on table: String, named name: String = "table.csv", _ arguments: [String],
    environment: [String: String] = [:]
  ) throws -> CommandResult {
    let directory = try TemporaryDirectory()
    try directory.write(Array(table.utf8), to: name)
    return try run(
      ["compare", name] + arguments, environment: environment, directory: directory.url)
  }
}

/// A directory that goes away with its owner.
final class TemporaryDirectory: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("xent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// One that holds a small table, `t.csv`.
  static func withTable() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(Array(MadeUp.table(rows: 30).utf8), to: "t.csv")
    return directory
  }

  /// What a file says.
  func text(of name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// Writes a file and gives its place.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file
  }

  /// The names of what is in it, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}

/// Tables made up for a test: two numbers that say something about the class, and the class.
enum MadeUp {
  /// A table with a header, the numbers from a fixed sequence.
  ///
  /// - Parameters:
  ///   - classes: The classes, one after the other.
  ///   - names: The names of the two feature columns and of the target.
  ///   - more: Cells before the target, by row; their names stand in `moreNames`.
  static func table(
    rows: Int = 60, classes: [String] = ["x", "y"], names: [String] = ["a", "b", "t"],
    separator: String = ",", decimal: String = ".", moreNames: [String] = [],
    more: (Int) -> [String] = { _ in [] }
  ) -> String {
    var state: UInt64 = 7
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    func cell(_ x: Double) -> String {
      // Three decimals, without a locale.
      let thousandths = Int((x * 1000).rounded())
      let digits = String(abs(thousandths))
      let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return (thousandths < 0 ? "-" : "") + padded.dropLast(3) + decimal + padded.suffix(3)
    }
    var lines = [
      (Array(names.dropLast()) + moreNames + names.suffix(1)).joined(separator: separator)
    ]
    for row in 0..<rows {
      let label = row % classes.count
      let cells =
        [cell(Double(label) + 2 * uniform()), cell(uniform() - 0.5)] + more(row) + [classes[label]]
      lines.append(cells.joined(separator: separator))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What makes a run short: two folds once, one penalty, no panel of learning speed.
  static let quick = ["--repeats", "1", "--folds", "2", "--l2", "1e-2", "--no-speed"]
  /// The same with one rival, for tests of what stands around the numbers.
  static let quickest = quick + ["--losses", "label_smoothing"]
}

extension String {
  /// The words with one space between them, wherever lines are wrapped.
  var unwrapped: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

import Foundation
import Testing

/// `--checkpoint` and `--resume`: what was finished is not done again, and changes no bit.
@Suite("Checkpoints")
struct CheckpointTests {
  private static let wine = Command.packageRoot.appendingPathComponent("Examples/wine.csv").path
  private static let comparison = [
    "compare", wine, "--target", "cultivar", "--losses", "cross_entropy,focal", "--repeats", "2",
    "--no-speed", "--format", "json", "-q",
  ]

  /// An outcome without what differs from run to run.
  private func shared(_ text: String) throws -> JSONValue {
    func strip(_ value: JSONValue) -> JSONValue {
      switch value {
      case .object(let keys):
        .object(
          keys.filter { !["seconds", "command"].contains($0.key) }.mapValues(strip))
      case .array(let values): .array(values.map(strip))
      default: value
      }
    }
    return strip(try JSONValue(parsing: text))
  }

  /// Runs and kills at moments that fall anywhere, until a run ends; gives how often it was killed.
  private func kill(
    _ arguments: [String], _ directory: TemporaryDirectory, moments: [Double]
  ) throws -> (result: CommandResult, kills: Int) {
    var kills = 0
    for moment in moments {
      let more = kills > 0 ? ["--resume"] : []
      let result = try Command.run(
        arguments + ["--checkpoint", "parts"] + more, directory: directory.url, interrupt: moment,
        signal: SIGKILL, isSchemaChecked: false)
      if result.exitCode == 0 { return (result, kills) }
      #expect(result.exitCode == 128 + SIGKILL, "\(result.errors)")
      kills += 1
    }
    let result = try Command.run(
      arguments + ["--checkpoint", "parts", "--resume", "--threads", "1"],
      directory: directory.url)
    return (result, kills)
  }

  @Test("A comparison that is killed again and again ends with the numbers of one that is not")
  func comparison() throws {
    let whole = try Command.run(Self.comparison)
    let directory = try TemporaryDirectory()
    // Longer and longer, so that it ends.
    let (result, kills) = try kill(
      Self.comparison, directory, moments: (0..<20).map { 0.15 + 0.11 * Double($0 * 7 % 10) })
    #expect(result.exitCode == 0 && kills > 0, "\(result.errors)")
    #expect(try shared(result.output) == shared(whole.output))
  }

  @Test("A model whose training was killed has the same bytes", arguments: ["linear", "mlp:4"])
  func model(_ model: String) throws {
    let arguments = ["train", Self.wine, "--target", "cultivar", "--model", model, "-q"]
    let directory = try TemporaryDirectory()
    let whole = try Command.run(arguments + ["-o", "whole"], directory: directory.url)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let (result, _) = try kill(
      arguments + ["-o", "killed"], directory, moments: [0.2, 0.5, 0.3, 0.9, 0.4])
    #expect(result.exitCode == 0, "\(result.errors)")
    let files = try ["whole", "killed"].map {
      try Data(contentsOf: directory.url.appendingPathComponent($0))
    }
    #expect(files[0] == files[1])
  }

  @Test("Parts that are damaged are made again")
  func damaged() throws {
    let directory = try TemporaryDirectory()
    let arguments = ["train", Self.wine, "--target", "cultivar", "-o", "m", "-q"]
    let first = try Command.run(
      arguments + ["--checkpoint", "parts"], directory: directory.url)
    #expect(first.exitCode == 0, "\(first.errors)")
    let before = try Data(contentsOf: directory.url.appendingPathComponent("m"))
    let folder = directory.url.appendingPathComponent("parts")
    let parts = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".part") }.sorted()
    #expect(parts.count == 6)
    for (index, name) in parts.enumerated() {
      var bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      if index % 2 == 0 { bytes[bytes.count / 2] ^= 4 } else { bytes.removeLast(9) }
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    let again = try Command.run(
      arguments + ["--checkpoint", "parts", "--resume"], directory: directory.url)
    #expect(again.exitCode == 0, "\(again.errors)")
    #expect(try Data(contentsOf: directory.url.appendingPathComponent("m")) == before)
  }

  @Test("Another question, and a directory that holds one already, are refused")
  func refused() throws {
    let directory = try TemporaryDirectory()
    let arguments = ["train", Self.wine, "--target", "cultivar", "--l2", "1e-2", "-o", "m", "-q"]
    let first = try Command.run(
      arguments + ["--checkpoint", "parts"], directory: directory.url)
    #expect(first.exitCode == 0, "\(first.errors)")
    let cases: [([String], String)] = [
      (["--checkpoint", "parts"], "--resume"),
      (["--checkpoint", "parts", "--resume", "--seed", "4"], "--seed"),
      (["--checkpoint", "parts", "--resume", "--folds", "3"], "--checkpoint"),
      (["--resume"], "--checkpoint"),
    ]
    for (more, part) in cases {
      let result = try Command.run(arguments + more, directory: directory.url)
      #expect(result.exitCode != 0 && result.errors.contains(part), "\(more): \(result.errors)")
      #expect(result.output.isEmpty)
    }
  }

  /// How often the next test kills; `XENT_KILLS=50` takes some minutes.
  private static let kills =
    ProcessInfo.processInfo.environment["XENT_KILLS"].flatMap { Int($0) } ?? 6

  @Test(
    "Kills at seeded moments change no bit of any run that ends",
    arguments: [
      ["compare", wine, "--target", "cultivar", "--losses", "cross_entropy,focal"]
        + ["--repeats", "2", "--no-speed", "--format", "json", "-q"],
      ["train", wine, "--target", "cultivar", "--loss", "focal", "--format", "json", "-q"]
        + ["-o", "model"],
      ["train", wine, "--target", "cultivar", "--model", "mlp:4", "--folds", "2"]
        + ["--learning-rate", "1e-2,1e-1", "--format", "json", "-q", "-o", "model"],
    ])
  func seededKills(_ arguments: [String]) throws {
    let directory = try TemporaryDirectory()
    func model() throws -> Data? {
      arguments.contains("model")
        ? try Data(contentsOf: directory.url.appendingPathComponent("model")) : nil
    }
    let whole = try Command.run(arguments, directory: directory.url)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let (numbers, file) = (try shared(whole.output), try model())
    var state: UInt64 = 50
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    var (kills, ends, run) = (0, 0, 0)
    while kills < Self.kills || ends == 0 {
      let isLast = kills >= Self.kills
      let result = try Command.run(
        arguments + ["--checkpoint", "parts\(ends)", "--threads", "\(1 + run % 2)"]
          + (FileManager.default.fileExists(
            atPath: directory.url.appendingPathComponent("parts\(ends)/checkpoint.json").path)
            ? ["--resume"] : []),
        directory: directory.url, interrupt: isLast ? nil : uniform() * whole.seconds,
        signal: SIGKILL, isSchemaChecked: false)
      run += 1
      if result.exitCode == 128 + SIGKILL {
        kills += 1
        continue
      }
      #expect(result.exitCode == 0, "run \(run): \(result.errors)")
      #expect(try shared(result.output) == numbers && model() == file, "run \(run)")
      ends += 1
    }
  }

  @Test("Another table and another version are refused with what differs")
  func otherRuns() throws {
    let directory = try TemporaryDirectory()
    let rows = Array(try Data(contentsOf: URL(fileURLWithPath: Self.wine)))
    try directory.write(rows, to: "t.csv")
    let arguments = [
      "train", "t.csv", "--target", "cultivar", "--l2", "1e-2", "-o", "m", "-q", "--checkpoint",
      "parts",
    ]
    let first = try Command.run(arguments, directory: directory.url)
    #expect(first.exitCode == 0, "\(first.errors)")
    let manifest = "parts/checkpoint.json"
    let before = try directory.text(of: manifest)
    func expect(_ more: [String], _ code: Int32, _ line: String) throws {
      let result = try Command.run(arguments + more, directory: directory.url)
      #expect(result.exitCode == code && result.output.isEmpty, "\(result.errors)")
      #expect(result.errors.contains(line), "\(result.errors)")
    }
    let lines = rows.split(separator: UInt8(ascii: "\n"))
    try directory.write(
      Array(lines.dropLast().joined(separator: [UInt8(ascii: "\n")])), to: "t.csv")
    try expect(["--resume"], 65, "the table is not the one that this checkpoint was begun with")
    try directory.write(rows, to: "t.csv")
    let version = try #require(before.firstMatch(of: /xent [0-9.]+/)).output
    try directory.write(Array(before.replacing(version, with: "xent 0.1.9").utf8), to: manifest)
    try expect(
      ["--resume"], 65, "this checkpoint was begun by xent 0.1.9, and this is \(version)")
    try directory.write(Array("{}".utf8), to: manifest)
    try expect(["--resume"], 65, "the description of this checkpoint is damaged")
    try directory.write(Array(before.utf8), to: manifest)
    try expect(["--resume", "--model", "linear:l1"], 64, "--l2")
    try expect(["--resume", "--loss", "focal"], 65, "begun with another --loss")
    try expect(["--resume", "--valid", "0.2"], 65, "begun with another --valid")
    // An output is no part, whatever its way into the directory.
    try expect(
      ["--resume", "--onnx", "parts/checkpoint.json"], 64, "names a file of the checkpoint")
    try expect(["--resume", "--onnx", "parts/../parts/model.part"], 64, "names a file of the")
    let inside = try Command.run(
      arguments + ["--resume", "--onnx", "parts/m.onnx"], directory: directory.url)
    #expect(inside.exitCode == 0, "\(inside.errors)")
  }

  @Test(
    "A directory that takes no file is refused before any work",
    arguments: ["t.csv", "t.csv/parts", "/proc/parts", "none/parts"])
  func unusable(_ path: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("a,t\n1,x\n".utf8), to: "t.csv")
    let result = try Command.run(
      ["train", Self.wine, "--target", "cultivar", "--checkpoint", path, "-o", "m"],
      directory: directory.url)
    #expect(result.exitCode == 73 && result.output.isEmpty, "\(result.errors)")
    #expect(result.errors.hasPrefix("\(path): ") && result.errors.contains("--checkpoint"))
  }

  @Test("Where no more can be written, the parts before stand, and the next run takes them")
  func full() throws {
    let directory = try TemporaryDirectory()
    let arguments = ["train", Self.wine, "--target", "cultivar", "-q", "--l2", "1e-2"]
    let whole = try Command.run(arguments + ["-o", "whole"], directory: directory.url)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    // So many blocks, of 512 bytes or of 1024, hold every fold, and not the model.
    let kept = ["--checkpoint", "parts", "-o", "m"]
    let result = try Command.run(
      arguments + kept, directory: directory.url, shell: #"ulimit -f 5; exec "$@""#)
    #expect(result.exitCode == 74, "\(result.errors)")
    #expect(result.errors.contains("a finished part cannot be kept, those before it stand: "))
    #expect(result.errors.contains("--resume"))
    let parts = try FileManager.default.contentsOfDirectory(
      atPath: directory.url.appendingPathComponent("parts").path)
    #expect(parts.count { $0.hasSuffix(".part") } == 5, "\(parts)")
    let again = try Command.run(
      arguments + kept + ["--resume"], directory: directory.url)
    #expect(again.exitCode == 0, "\(again.errors)")
    let files = try ["whole", "m"].map {
      try Data(contentsOf: directory.url.appendingPathComponent($0))
    }
    #expect(files[0] == files[1])
  }

  @Test("Ctrl-C says where the finished parts are, and the next run takes them")
  func interrupted() throws {
    let directory = try TemporaryDirectory()
    let arguments = [
      "train", Self.wine, "--target", "cultivar", "--model", "mlp:8", "--learning-rate",
      "1e-2,1e-1",
    ]
    let whole = try Command.run(arguments + ["-o", "whole", "-q"], directory: directory.url)
    let kept = ["--checkpoint", "parts", "-o", "m", "-q"]
    var resume: [String] = []
    for share in [0.5, 0.6] {
      let result = try Command.run(
        arguments + kept + resume, directory: directory.url, interrupt: share * whole.seconds,
        signal: SIGINT)
      guard result.exitCode != 0 else { break }
      #expect(result.exitCode == 130)
      #expect(
        result.errors.hasSuffix(
          "Interrupted. What was finished stands in parts; --resume goes on from there.\n"),
        "\(result.errors)")
      resume = ["--resume"]
    }
    #expect(!resume.isEmpty)
    let again = try Command.run(arguments + kept + resume, directory: directory.url)
    #expect(again.exitCode == 0, "\(again.errors)")
    let files = try ["whole", "m"].map {
      try Data(contentsOf: directory.url.appendingPathComponent($0))
    }
    #expect(files[0] == files[1])
  }

  @Test("Finished fits of a network are kept until their fold is, and change no bit")
  func fits() throws {
    let directory = try TemporaryDirectory()
    let arguments = [
      "train", Self.wine, "--target", "cultivar", "--model", "mlp:8", "--learning-rate",
      "1e-3,1e-2",
      "--valid", "0.2",
    ]
    let whole = try Command.run(arguments + ["-o", "whole", "-q"], directory: directory.url)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let kept = arguments + ["--checkpoint", "parts", "-o", "m"]
    let folder = directory.url.appendingPathComponent("parts")
    func fits() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.contains("-fit-") }
    }
    // Killed once a few fits are there.
    let shell = """
      "$@" & run=$!
      while [ "$(ls parts 2>/dev/null | grep -c -e -fit-)" -lt 3 ]; do sleep 0.02; done
      kill -9 $run; wait $run 2>/dev/null; true
      """
    _ = try Command.run(kept, directory: directory.url, shell: shell, isSchemaChecked: false)
    let found = try fits()
    #expect(found.count >= 3)
    // One of them is damaged, and made again.
    let damaged = folder.appendingPathComponent(found[0])
    var bytes = Array(try Data(contentsOf: damaged))
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: damaged)
    let again = try Command.run(kept + ["--resume"], directory: directory.url)
    #expect(again.exitCode == 0, "\(again.errors)")
    // All but that one; a fit that had begun counts, too, where it was kept by then.
    #expect(
      [found.count - 1, found.count].contains {
        again.errors.contains("of 2 parts and \($0) fits of others were taken from parts")
      }, "\(again.errors)")
    let files = try ["whole", "m"].map {
      try Data(contentsOf: directory.url.appendingPathComponent($0))
    }
    #expect(try files[0] == files[1] && fits().isEmpty)
  }

  @Test("A fit that takes seconds is kept on the way, and after a kill goes on to the same bytes")
  func begunFits() throws {
    let directory = try TemporaryDirectory()
    let arguments = [
      "train", Self.wine, "--target", "cultivar", "--model", "mlp:48,48", "--learning-rate", "1e-4",
      "--valid", "0.2", "-q",
    ]
    let whole = try Command.run(
      arguments + ["-o", "whole", "--history", "whole.csv"], directory: directory.url)
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let kept = arguments + ["--checkpoint", "parts", "-o", "m", "--history", "m.csv"]
    var resume: [String] = []
    // Killed in the fit that says what to expect, and in the one that makes the model.
    for part in ["repeat-1-fold-1", "model"] {
      let shell = """
        "$@" & run=$!
        while kill -0 $run 2>/dev/null && ! ls parts/\(part)-begun-*.part >/dev/null 2>&1; do
          sleep 0.02
        done
        kill -9 $run 2>/dev/null; wait $run 2>/dev/null; true
        """
      _ = try Command.run(
        kept + resume, directory: directory.url, shell: shell, isSchemaChecked: false)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: directory.url.appendingPathComponent("parts").path)
      // Optimised, a fit may end before it is worth keeping.
      guard whole.seconds > 4 else { break }
      #expect(names.contains { $0.hasPrefix("\(part)-begun-") }, "\(names)")
      resume = ["--resume"]
    }
    let again = try Command.run(
      kept.filter { $0 != "-q" } + ["--resume"], directory: directory.url)
    #expect(again.exitCode == 0, "\(again.errors)")
    if whole.seconds > 4 {
      #expect(
        again.errors.contains(
          "1 of 2 parts were taken from parts; 1 fit that had begun will go on."))
      // It begins after what was kept.
      #expect(!again.errors.contains("epoch 1/200") && again.errors.contains("epoch 200/200"))
    }
    for (one, other) in [("whole", "m"), ("whole.csv", "m.csv")] {
      let files = try [one, other].map {
        try Data(contentsOf: directory.url.appendingPathComponent($0))
      }
      #expect(files[0] == files[1])
    }
    let names = try FileManager.default.contentsOfDirectory(
      atPath: directory.url.appendingPathComponent("parts").path)
    #expect(!names.contains { $0.contains("-begun-") })
  }

  @Test("A time limit keeps whole repeats, and what is left can follow without one")
  func timeLimit() throws {
    let directory = try TemporaryDirectory()
    let arguments = [
      "compare", Self.wine, "--target", "cultivar", "--losses", "cross_entropy", "--l2",
      "1e-2,1e-1",
      "--repeats", "30", "--no-speed", "--format", "json", "-q",
    ]
    let whole = try Command.run(arguments, directory: directory.url)
    let kept = arguments + ["--checkpoint", "parts"]
    let limit = "\(max(0.5, whole.seconds / 3))s"
    let first = try Command.run(kept + ["--time-limit", limit], directory: directory.url)
    #expect(first.exitCode == 0, "\(first.errors)")
    let early = try JSONValue(parsing: first.output)
    #expect(early["ended_early"].string == "time_limit")
    let second = try Command.run(
      kept + ["--resume", "--time-limit", limit], directory: directory.url)
    #expect(second.exitCode == 0, "\(second.errors)")
    let later = try JSONValue(parsing: second.output)["repeats"].number
    #expect(later >= early["repeats"].number)
    let rest = try Command.run(kept + ["--resume"], directory: directory.url)
    #expect(try shared(rest.output) == shared(whole.output))
  }

  @Test("Two runs do not keep their parts in one directory at a time")
  func twoRuns() throws {
    let directory = try TemporaryDirectory()
    let digits = Command.packageRoot.appendingPathComponent("Examples/digits.csv").path
    let arguments = [
      "compare", digits, "--target", "digit", "--repeats", "9", "-q", "--checkpoint", "parts",
    ]
    let shell = """
      "$@" & first=$!
      while ! [ -e parts/checkpoint.json ]; do sleep 0.05; done
      "$@" --resume; code=$?
      kill -9 $first; wait $first 2>/dev/null
      exit $code
      """
    let result = try Command.run(arguments, directory: directory.url, shell: shell)
    #expect(result.exitCode == 73, "\(result.errors)")
    #expect(
      result.errors.contains(
        "parts: another run keeps its parts in this directory now; name another directory"),
      "\(result.errors)")
    // It has gone, and with it what it held.
    let next = try Command.run(
      arguments + ["--resume"], directory: directory.url, interrupt: 1.5, signal: SIGTERM)
    #expect(next.exitCode == 128 + SIGTERM && !next.errors.contains("another run"))
  }
}

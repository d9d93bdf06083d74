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
}

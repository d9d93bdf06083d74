import CrossEntropyEvaluation
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyWorkflows

/// A part of scores whose digest is right, but that nothing here wrote, is merged or refused: what was decoded never traps.
struct MutatedPartsTests {
  @Test func parts() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("parts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }
    func part(_ rows: Range<Int>) throws -> Data {
      let lines = rows.map {
        "\($0),\($0 % 3 == 0 ? "a" : "b"),.\($0 % 7 + 2),\($0 % 2 + 1),\($0 % 6)\n"
      }
      try Data(("id,label,p,w,g\n" + lines.joined()).utf8)
        .write(to: URL(fileURLWithPath: path("t.csv")))
      let request = ScoreRequest(
        predictions: [TableReading(path: path("t.csv"))], id: "id", weight: "w", group: "g",
        isPart: true, firstRow: rows.lowerBound + 1)
      return Data(try #require(try request.run().part))
    }
    func write(_ part: Data, _ name: String) throws {
      let digest = KeptRows.digest([UInt8](part))
      let file = Data("{\"sha256\":\"\(digest)\",\"part\":".utf8) + part + Data("}\n".utf8)
      try file.write(to: URL(fileURLWithPath: path(name)))
    }
    let file = try JSONSerialization.jsonObject(with: part(0..<20)) as? [String: Any]
    let first = try JSONSerialization.data(withJSONObject: try #require(file?["part"]))
    try part(20..<40).write(to: URL(fileURLWithPath: path("b.json")))
    try write(first, "a.json")
    func merge(_ names: [String]) throws {
      let request = ScoreRequest(
        predictions: names.map { TableReading(path: path($0)) }, merges: true)
      _ = try request.run()
    }
    try merge(["a.json", "b.json"])
    var refused = 0
    for run in 0..<100 * mutationRuns {
      try write(mutated(first, seed: RandomSeed(UInt64(run))), "a.json")
      for names in [["a.json"], ["a.json", "b.json"], ["b.json", "a.json"]] {
        do { try merge(names) } catch is WorkflowError { refused += 1 }
      }
    }
    #expect(refused > 0)
    let known = try #require(file?["part"] as? [String: Any])
    for (key, value, fault) in [
      ("version", 3, ScoreFault.otherPartVersion), ("unlabelled_rows", Int.max, .damagedPart),
      ("unlabelled_rows", 1, .damagedPart), ("rows_read", 19, .damagedPart),
    ] {
      let forged = known.merging([key: value]) { $1 }
      try write(JSONSerialization.data(withJSONObject: forged), "a.json")
      let error = #expect(throws: WorkflowError.self) { try merge(["a.json"]) }
      #expect(error?.cause == .score(fault), "\(key) \(value)")
    }
  }
}

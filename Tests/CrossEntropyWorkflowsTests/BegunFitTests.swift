import CrossEntropy
import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyWorkflows

/// The checkpoint of a training that is cut off in the middle of a fit.
@Suite struct BegunFitTests {
  @Test("A run that ended at any moment leaves what goes on to the same bytes, history included")
  func cuts() throws {
    let manager = FileManager.default
    let directory = manager.temporaryDirectory.appendingPathComponent("xent-\(UUID())").path
    try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: directory) }
    func path(_ name: String) -> String { directory + "/" + name }
    let comparison = try CompareRequest(
      table: TableReading(path: packageRoot + "/Examples/iris.csv"), target: "species",
      holdOut: .share(0.2), model: ModelKind(parsing: "mlp:3:dropout=0.1"), stepSizes: [3e-2])
    let prepared = try TrainRequest(comparison, lossNamed: nil, isAsTrained: false).prepared()
    func run(
      _ parts: String, epoch: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> (file: [UInt8], history: TrainingHistory?, begun: Int) {
      var checkpoint = Checkpoint(path: path(parts), resumes: true, program: "a test")
      checkpoint.pause = { _ in .zero }
      let kept = try prepared.opened(checkpoint)
      let begun = kept.foundBegunFits
      let result = try prepared.run(
        program: "a test", kept: kept, progress: { _, _ in },
        epoch: { one, _, _ in epoch(one.number) })
      return (result.file, result.history, begun)
    }
    let cuts = [1, 2, 9]
    // The files as they stand after some epochs of the last fit, as a kill leaves them.
    let folders = Dictionary(uniqueKeysWithValues: cuts.map { ($0, path("cut\($0)")) })
    let parts = path("parts")
    let whole = try run("parts") { number in
      // The epoch is reported before it is kept.
      guard let copy = folders[number - 1] else { return }
      try? FileManager.default.copyItem(atPath: parts, toPath: copy)
    }
    #expect(try manager.contentsOfDirectory(atPath: parts).count == 3)
    for cut in cuts {
      let rest = try run("cut\(cut)")
      #expect(rest.begun == 1 && rest.file == whole.file)
      let histories = try [whole, rest].map { try #require($0.history) }
      #expect(histories[0].epochs == histories[1].epochs)
      #expect(histories[0].endings.prefix(cut) == histories[1].endings.prefix(cut))
      #expect(histories[0].endings != histories[1].endings)
      #expect(
        try manager.contentsOfDirectory(atPath: path("cut\(cut)")).allSatisfy {
          !$0.contains("-begun-")
        })
    }
  }
}

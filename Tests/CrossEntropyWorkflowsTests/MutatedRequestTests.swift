import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyLearning
import CrossEntropyWorkflows
import Foundation
import TestSupport
import Testing

/// A request that was decoded runs without a trap, whatever numbers its JSON held.
struct MutatedRequestTests {
  private func run<Request: Codable>(
    _ request: Request, _ mutations: Int, _ body: (Request) throws -> Void
  ) throws {
    let json = try JSONEncoder().encode(request)
    var (refused, ran) = (0, 0)
    for step in 0..<mutations * mutationRuns {
      let changed = try mutated(json, seed: RandomSeed(29).derived(UInt64(step)))
      do {
        try body(try JSONDecoder().decode(Request.self, from: changed))
        ran += 1
      } catch is DecodingError {
        refused += 1
      } catch let error as WorkflowError {
        #expect(error.kind != .fault, "\(error)")
        ran += 1
      }
    }
    #expect(refused > 0 && ran > 0)
  }

  @Test func explanations() throws {
    var row = ExplainRequest.Row(.logits([2, 1, -1]), target: .label(0))
    row.classWeights = [1, 2, 0.5]
    row.inputs = [1, -2]
    row.labelSmoothing = 0.1
    let losses = [ComparedLoss(.focal), ComparedLoss(.squaredError)]
    try run(ExplainRequest(losses: losses, row: row), 600) { _ = try $0.run() }
    var soft = ExplainRequest.Row(.probabilities([0.2, 0.8]), target: .probabilities([0, 1]))
    soft.outputUnit = .sigmoid
    try run(ExplainRequest(losses: losses, row: soft), 300) { _ = try $0.run() }
    // One number away from a sum that is barely taken, or that overflows.
    for normalizes in [false, true] {
      var sure = ExplainRequest.Row(.probabilities([1, 0]), target: .probabilities([0, 1]))
      sure.normalizes = normalizes
      try run(ExplainRequest(losses: losses, row: sure), 2_000) { _ = try $0.run() }
    }
    var large = ExplainRequest.Row(
      .probabilities([1] + Array(repeating: 9e291, count: 100)), target: .label(0))
    large.normalizes = true
    try run(ExplainRequest(losses: losses, row: large), 300) { _ = try $0.run() }
  }

  @Test func measures() throws {
    try run(MeasureRequest(.distributions(p: [[0.5, 0.5]], q: [[0.25, 0.75]])), 300) {
      _ = try $0.run()
    }
    for normalizes in [false, true] {
      try run(
        MeasureRequest(.distributions(p: [[1, 0]], q: [[0, 1]]), normalizes: normalizes), 300
      ) { _ = try $0.run() }
    }
    let large = [1] + Array(repeating: 9e291, count: 100)
    try run(MeasureRequest(.distributions(p: [large], q: nil), normalizes: true), 300) {
      _ = try $0.run()
    }
    try run(MeasureRequest(.counts([3, 5, 0])), 300) { _ = try $0.run() }
  }

  @Test func comparisons() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("mutated-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(cloudTable(rows: 40, classes: 2, seed: 3).utf8).write(to: file)
    let request = try CompareRequest(
      table: TableReading(path: file.path), target: "y", losses: [ComparedLoss(.focal)], folds: 2,
      repeats: 1, penalties: [0.1], measuresSpeed: false)
    try run(request, 60) {
      // More than a few repeats are allowed, and take their time.
      if $0.repeats ?? 10 <= 2 { _ = try $0.run() }
    }
  }
}

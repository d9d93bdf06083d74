import CrossEntropyEvaluation
import CrossEntropyLearning
import CrossEntropyWorkflows
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyReport

/// An outcome that was decoded is shown without a trap, whatever numbers its JSON held.
struct MutatedOutcomeTests {
  private func show<Outcome: Codable>(
    _ outcome: Outcome, times: Int, _ body: (Outcome, any Phrases) -> String
  ) throws {
    let encoder = JSONEncoder.ofOutcomes
    let decoder = JSONDecoder.ofOutcomes
    let json = try encoder.encode(outcome)
    var (refused, shown) = (0, 0)
    for step in 0..<times * mutationRuns {
      let changed = try mutated(json, seed: RandomSeed(23).derived(UInt64(step)))
      do {
        let outcome = try decoder.decode(Outcome.self, from: changed)
        #expect(!body(outcome, step.isMultiple(of: 2) ? english : korean).isEmpty)
        shown += 1
      } catch is DecodingError {
        refused += 1
      }
    }
    #expect(refused > 0 && shown > 0)
  }

  @Test func comparisons() throws {
    try show(try exampleOutcome().outcome, times: 60) { outcome, phrases in
      let text = CompareText(
        outcome, training: "xent train", phrases: phrases, hasNotes: true, isDecorated: true)
      let plan = planText(of: outcome, phrases)
      return plan.screen + plan.details + text.screen(below: 12) + text.details
        + page(outcome, phrases)
    }
  }

  @Test func explanations() throws {
    var row = ExplainRequest.Row(.logits([2, 1, -1]), target: .label(0))
    row.inputs = [1, -2]
    row.classWeights = [1, 2, 0.5]
    let losses = [ComparedLoss(.crossEntropy), ComparedLoss(.focal)]
    let request = ExplainRequest(losses: losses, row: row, drawsCurves: true)
    try show(try request.run(), times: 150) { ExplainText($0, $1).text }
    try show(try ExplainRequest(losses: losses).run(), times: 100) { ExplainText($0, $1).text }
  }

  @Test func measures() throws {
    let p = [[0.5, 0.5], [1, 0]]
    try show(try MeasureRequest(.distributions(p: p, q: [[0.25, 0.75]])).run(), times: 150) {
      MeasureText($0, $1).text
    }
    try show(try MeasureRequest(.counts([3, 5, 0])).run(), times: 150) { MeasureText($0, $1).text }
  }
}

import CrossEntropyEvaluation
import CrossEntropyWorkflows
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyReport

/// An outcome that was decoded is shown without a trap, whatever numbers its JSON held.
struct MutatedOutcomeTests {
  @Test("Mutated outcomes of compare are refused or shown", arguments: [Language.english, .korean])
  func comparisons(language: Language) throws {
    let phrases = phrases(in: language)
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let json = try encoder.encode(try exampleOutcome().outcome)
    var (refused, shown) = (0, 0)
    for step in 0..<60 {
      let changed = try mutated(
        json, seed: Seed(23).derived(language == .english ? 0 : 1, UInt64(step)))
      do {
        let outcome = try decoder.decode(CompareOutcome.self, from: changed)
        let text = CompareText(outcome, phrases: phrases, hasNotes: true, isDecorated: true)
        #expect(!text.screen.isEmpty && !text.details.isEmpty)
        #expect(!page(outcome, phrases).isEmpty)
        shown += 1
      } catch is DecodingError {
        refused += 1
      }
    }
    #expect(refused > 0 && shown > 0)
  }
}

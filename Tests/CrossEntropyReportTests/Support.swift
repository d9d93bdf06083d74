import CrossEntropyEvaluation
import CrossEntropyLearning
import Foundation
import TestSupport

@testable import CrossEntropyReport
@testable import CrossEntropyWorkflows

/// The files of the package.
let packageRoot = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The outcome that the example page shows; Scripts/gallery.py made it.
func exampleOutcome() throws -> (outcome: CompareOutcome, command: String, version: String) {
  struct Rest: Decodable {
    let command: String
    let version: String
  }
  let file = packageRoot.appendingPathComponent("Tests/Fixtures/report-outcome.json")
  let data = try Data(contentsOf: file)
  let decoder = JSONDecoder.ofOutcomes
  let rest = try decoder.decode(Rest.self, from: data)
  return (try decoder.decode(CompareOutcome.self, from: data), rest.command, rest.version)
}

/// Names that try to break a page.
let hostileNames = [
  "<script>alert(1)</script>", "\"quoted\" & 'single'", "turned \u{202E}round", "bell\u{7}",
  "부채붓꽃이라고도 하는 아주 긴 이름을 가진 종류의 꽃과 그 밖의 꽃",
  String(repeating: "a very long name ", count: 20), "]]>", "</title><img src=x onerror=alert(1)>",
  "&amp;", "tab\there",
]

/// The example with hostile names everywhere.
func hostileOutcome() throws -> CompareOutcome {
  var outcome = try exampleOutcome().outcome
  outcome.table.name = hostileNames[0] + ".csv"
  outcome.table.target = hostileNames[7]
  for i in outcome.table.classes.indices {
    outcome.table.classes[i].name = hostileNames[i % hostileNames.count] + "\(i)"
  }
  for i in outcome.table.columns.indices {
    outcome.table.columns[i].name = hostileNames[i % hostileNames.count] + "\(i)"
  }
  outcome.table.notes = hostileNames.map { .column($0, .allMissing) }
  outcome.speed?.gradients.truth = hostileNames[5]
  return outcome
}

func page(_ outcome: CompareOutcome, _ phrases: any Phrases = english) -> String {
  ComparePage(
    outcome, phrases: phrases, command: "xent compare t.csv --target t", program: "xent 0"
  ).html
}

/// Phrases that call a setting by its name.
let english = English(settings: \.rawValue)
let korean = Korean(settings: \.rawValue)

func phrases(in language: Language) -> any Phrases { language.phrases(settings: \.rawValue) }

/// The example, changed to what a page must show as well.
func outcome(_ kind: String) throws -> CompareOutcome {
  var outcome = try exampleOutcome().outcome
  switch kind {
  case "labels":
    outcome.table.isMultiLabel = true
    for i in outcome.table.classes.indices { outcome.table.classes[i].positive = "예" }
    for i in outcome.losses.indices {
      outcome.losses[i][.asTrained].confusion = nil
      for reading in ProbabilityReading.allCases { outcome.losses[i][reading].untest() }
    }
  case "groups":
    outcome.table.groups = 7
    outcome.table.foldShares = [[0.25, 0.75], [0.5, 0.5]]
    outcome.decidedBy = .retrained
    outcome.table.weighted = true
    outcome.table.unlabelledRows = 3
    for i in outcome.losses.indices {
      for reading in ProbabilityReading.allCases {
        outcome.losses[i][reading].untest()
        outcome.losses[i][reading].eceNoise = nil
        outcome.losses[i][reading].eceClasswiseNoise = nil
      }
      outcome.losses[i][.asTrained].difference?.low = nil
      outcome.losses[i][.asTrained].difference?.high = nil
    }
  case "network":
    outcome.model = .network(hidden: [DenseLayer(64, activation: .relu)])
    for i in outcome.losses.indices {
      outcome.losses[i].unfinished = 1
      outcome.losses[i][.asTrained].atEdge = 2
    }
  case "hostile": outcome = try hostileOutcome()
  default: break
  }
  return outcome
}

/// What was said before the fits of an outcome.
func planText(of outcome: CompareOutcome, _ phrases: any Phrases) -> PlanText {
  let plan = ComparePlan(
    request: outcome.request, table: outcome.table, constant: outcome.constant,
    folds: outcome.folds, repeats: outcome.repeats, fits: 1, memory: 1)
  return PlanText(plan, phrases: phrases, hasNotes: true, isDecorated: false)
}

extension ReadingResult {
  /// Takes the test of calibration away.
  fileprivate mutating func untest() {
    (calibrationGain, calibrationPValue, calibrationMap) = (nil, nil, nil)
  }
}

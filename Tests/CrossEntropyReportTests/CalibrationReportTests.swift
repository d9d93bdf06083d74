import CrossEntropyEvaluation
import Testing

@testable import CrossEntropyReport
@testable import CrossEntropyWorkflows

/// What text and page say of calibration and of rankings.
@Suite struct CalibrationReportTests {
  /// The outcome of two classes, whose errors are one.
  private func twoClasses() throws -> CompareOutcome {
    var outcome = try outcome("example")
    for i in outcome.losses.indices {
      for reading in ProbabilityReading.allCases {
        outcome.losses[i][reading].eceClasswise = nil
        outcome.losses[i][reading].eceClasswiseNoise = nil
      }
    }
    return outcome
  }

  @Test("A column without numbers is left out")
  func columns() throws {
    func terms(_ outcome: CompareOutcome) -> [Term] {
      ScoreColumn.calibration(of: outcome).map(\.term)
    }
    let tested: [Term] = [
      .calibrationGain, .pValue, .calibrationError, .calibrationNoise, .calibrationExcess,
    ]
    let classwise: [Term] = [.classwiseError, .calibrationNoise, .calibrationExcess]
    #expect(terms(try outcome("example")) == tested + classwise)
    #expect(terms(try twoClasses()) == tested)
    #expect(terms(try outcome("groups")) == [.calibrationError, .classwiseError])
    #expect(terms(try outcome("labels")) == tested.dropFirst(2) + classwise)
    for (kind, hasNoise) in [("example", true), ("groups", false)] {
      let text = CompareText(
        try outcome(kind), training: "xent train", phrases: english, hasNotes: true,
        isDecorated: false)
      #expect(text.screen(below: 0).contains("ECE  noise  recalibrated") == hasNoise)
      #expect(text.screen(below: 0).contains("ECE  recalibrated") == !hasNoise)
    }
  }

  @Test(arguments: Language.allCases)
  func textAndPageHaveTheNumbersOfBothReadings(language: Language) throws {
    let phrases = phrases(in: language)
    let outcome = try outcome("example")
    let html = page(outcome, phrases)
    let text = CompareText(
      outcome, training: "xent train", phrases: phrases, hasNotes: true, isDecorated: false
    ).details
    for reading in ProbabilityReading.allCases {
      for loss in outcome.shown(in: reading) {
        let result = loss[reading]
        let row = [
          fixed(try #require(result.calibrationGain), 4),
          fixed(try #require(result.calibrationPValue), 3), fixed(result.ece, 3),
          fixed(try #require(result.eceNoise), 3),
        ]
        #expect(html.contains(row.map { "<td>\($0)</td>" }.joined()), "\(loss.name)")
        #expect(text.contains(row.joined(separator: "  ")), "\(loss.name)")
        let ranks = [try #require(result.rocAUC), try #require(result.averagePrecision)]
          .map { fixed($0, 3) }
        #expect(html.contains(ranks.map { "<td>\($0)</td>" }.joined()), "\(loss.name)")
      }
    }
    #expect(
      text.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 80 })
  }

  @Test("The test alone decides what is said of calibration, not the calibration error")
  func verdict() throws {
    var changed = try outcome("example")
    for i in changed.losses.indices {
      changed.losses[i][.asTrained].ece = 0.9
      changed.losses[i][.asTrained].calibrationPValue = 0.3
    }
    let text = {
      CompareText($0, training: "xent train", phrases: english, hasNotes: true, isDecorated: false)
    }
    #expect(text(changed).screen(below: 0).contains("No evidence of miscalibration at this size."))
    #expect(page(changed).contains("No evidence of miscalibration at this size."))
    changed.losses[2][.asTrained].ece = 0
    changed.losses[2][.asTrained].calibrationPValue = 0.01
    #expect(
      text(changed).screen(below: 0).contains("Miscalibrated as trained (p < 0.05): focal γ=2;"))
    #expect(page(changed).contains("Miscalibrated (p\u{202F}=\u{202F}0.010)."))
    for kind in ["groups", "labels"] {
      let untested = try outcome(kind)
      #expect(!page(untested).contains("iscalibrated ("))
      #expect(!text(untested).details.contains("No evidence of miscalibration"))
    }
  }

  @Test(
    "A test of the temperature alone is said",
    arguments: [CalibrationTest.Map.temperature, .scaleAndBias])
  func temperatureAlone(map: CalibrationTest.Map) throws {
    var outcome = try outcome("example")
    outcome.losses[0][.asTrained].calibrationMap = map
    let notes = CompareNote.ofResults(outcome, english)
    #expect(notes.contains(.temperatureAlone) == (map == .temperature))
    #expect(CompareNote.temperatureAlone.changesAMind)
  }

  @Test("Words that no column has are not explained")
  func glossary() throws {
    #expect(page(try outcome("example")).contains("<dt>Gain</dt>"))
    #expect(!page(try outcome("groups")).contains("<dt>Gain</dt>"))
    #expect(page(try outcome("example")).contains("<dt>Classwise ECE</dt>"))
    #expect(!page(try twoClasses()).contains("<dt>Classwise ECE</dt>"))
  }

  @Test("Without simulations a diagram has no band, and none is promised", arguments: [0, 10])
  func band(simulations: Int) throws {
    let error = try CalibrationError(
      [
        try Forecasts(
          of: .positiveClass, probabilities: [0.2, 0.3, 0.8], happened: [false, true, true])
      ], simulations: simulations, seed: RandomSeed(1))
    let diagram = ReliabilityDiagram(bins: error.bins, series: 0, phrases: english).content
      .map(\.text).joined()
    #expect(diagram.contains("class=\"band\"") == (simulations > 0))
    #expect(diagram.contains(", noise ") == (simulations > 0))
    #expect(diagram.contains("happened 0.0\u{202F}%"))
    let lead = "within the shaded band"
    #expect(page(try outcome("example")).contains(lead))
    #expect(!page(try outcome("groups")).contains(lead))
  }
}

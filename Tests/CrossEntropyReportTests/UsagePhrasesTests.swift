import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

/// The words for arguments that make no sense, in both languages.
@Suite struct UsagePhrasesTests {
  static let faults: [UsageFault] =
    [
      .tooManyArguments(6_000, most: 5_000), .notUTF8([0xFF]),
      .noCommand("comapre", .didYouMean("compare")),
      .noCommand("dance", .oneOf(["compare", "help"])),
      .didYouMean(command: "xent measure --p 1"), .noTable(example: "xent compare t.csv"),
      .severalTables(["a", "b"], command: "compare", areCompared: true),
      .severalTables(["a", "b"], command: "measure", areCompared: false),
      .noTableToRead(option: "--na"), .decimalIsThousands("comma"), .outputIntoTable,
      .noFileName(option: "-o"), .overwritesTable(option: "-o", path: "a"),
      .insideCheckpoint(option: "--tensorboard", path: "a"), .sameFile("-o", "--report"),
      .overwritesStream(option: "-o"),
      .nothingToShow(option: "--dry-run", .report),
      .notNumbers(.penalties, word: "x", in: "1,x", example: "1e-3,1e-2"),
      .notNumbers(.penalties, word: "x", in: "x", example: "1e-3,1e-2"), .notANumber(.scale, "x"),
      .lostNumber(.penalties, "1e-999"), .notATime("x"), .notASize("x", nil),
      .notRepeats("x", most: 1_000), .noTarget(example: "xent compare t.csv"),
      .heldOutTwice(.foldColumn, .orderColumn), .noEpochs(option: "--history"),
      .nothingToMeasure(example: "xent measure --p 1"),
      .strayNumbers(".8", example: "--p .8,.2"), .countsOfTable,
      .columnsWithoutTable(example: "xent measure t.csv"), .forecastAlone,
      .givenAlone(example: "xent measure t.csv"), .noOutputs(example: "xent explain"),
      .tableWithoutPage(example: "xent explain t.csv"), .outputsTwice,
      .notALabel("x", isList: false), .notALabel("0,1", isList: true), .noLabel, .targetTwice,
    ] + UsageFault.SizeFault.allCases.map { .notASize("0", $0) }

  @Test("Every fault has sentences of its own in every language")
  func everyFaultHasWords() {
    for language in Language.allCases {
      let phrases = language.phrases { "--\($0.rawValue)" }
      let sentences = Self.faults.map { phrases.sentence($0) }
      #expect(Set(sentences).count == sentences.count)
      for sentence in sentences {
        let isKorean = sentence.unicodeScalars.contains { ("가"..."힣").contains($0) }
        #expect(isKorean == (language == .korean), "\(sentence)")
        // An example ends as it is typed.
        #expect(
          [".", "?"].contains(sentence.last) || sentence.contains("xent "), "\(sentence)")
      }
    }
  }
}

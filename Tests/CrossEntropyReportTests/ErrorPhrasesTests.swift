import CrossEntropyFiles
import CrossEntropyLearning
import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

/// Every cause and every remedy of an error has words in each language.
@Suite struct ErrorPhrasesTests {
  private let english = English { "--\($0.rawValue)" }
  private let korean = Korean { "--\($0.rawValue)" }

  private static let rare = WorkflowError.RareClass(
    name: WorkflowError.ClassName(name: "few", column: "y"), count: 2)

  static let causes: [WorkflowError.Cause] = [
    .empty(.target), .namedTwice("a", .target, .target), .namedTwice("a", .target, .group),
    .tooSmall(.folds, 1, least: 2), .tooGreat(.repeats, 2000, most: 1000, .time),
    .tooMany(.losses, 200, most: 100, .time), .tooMany(.inputs, 2, most: 1, .memory),
    .badDelimiter("ab"), .unknownEncoding("klingon"),
    .badNumbers(.penalties, [-1]), .badNumbers(.stepSizes, [0]), .badNumbers(.dropout, [1]),
    .badNumbers(.weightDecay, [-1]), .onlyForNetworks(.dropout), .unknownSchedule("cosin"),
    .notForModel(.penalties, use: .l1Penalties), .badNumbers(.l1Penalties, [0]),
    .badNumbers(.heldOutShare, [1]), .costs(.unknown("x")), .costs(.twice("x")),
    .costs(.missing("x")),
    .costs(.noNumber(truth: "x", predicted: "y")),
    .notForModel(.stepSizes, use: .penalties), .notForModel(.penalties, use: .stepSizes),
    .table(.directory), .dataset(.emptyTarget("a")),
    .measure(.noNumbers), .numbers(.nothingCounted), .settings(.softmaxOfOneOutput), .separable,
    .loss(.unknown(name: "focl")), .model(.badWidth("0")), .model(.tooMany(.units, 2, most: 1)),
    .model(.tooMany(.layers, 2, most: 1)), .model(.tooMany(.weights, 2, most: 1)),
    .tooLarge(bytes: 9_000_000_000, limit: 1_000_000_000),
    .tooFew(.row, [rare], least: 5, folds: 5, innerFolds: 3),
    .tooFew(.group, [rare, rare], least: 5, folds: 5, innerFolds: 3),
    .notSpread(rare, .group, folds: 5, innerFolds: 3),
    .onlyToTest(rare.name, trainedOn: "a.csv"),
    .tooFewToTrain(rare, of: 411, .row, .blocks(before: 1), innerFolds: 3),
    .tooFewToTrain(rare, of: 411, .group, .blocks(before: 2), innerFolds: 3),
    .tooFewToTrain(rare, of: rare.count, .row, .table, innerFolds: 3),
    .tooFewToTrain(rare, of: 411, .row, .otherFolds, innerFolds: 3),
    .broken("x"),
  ]

  /// The kinds of files with a command that converts them.
  private static let convertible: [TableFault.FileFormat] =
    TableFault.FileFormat.allCases.filter {
      ![.spreadsheet, .npy, .npz, .jsonl, .pdf].contains($0)
    }

  static let remedies: [WorkflowError.Remedy] =
    [
      .set(.ignore), .set(.normalize), .set(.distribution), .set(.column), .set(.classWeights),
      .set(.outputUnit, to: "sigmoid"), .set(.folds, to: "3"), .leaveOut(.classWeights),
      .lower(.threads), .lower(.model), .raise(.penalties, above: 0), .dividePercent,
      .giveAs(.logits),
      .giveAs(.distribution), .giveAs(.scale), .mask, .unmask, .onePer(.output), .onePer(.class),
      .onePer(.row), .countFromZero, .writeZero, .writeDatesAlike, .writeNumbersAlike,
      .set(.testEncoding), .chooseEncoding(by: .testEncoding), .didYouMean("a"),
      .refold(folds: 4, innerFolds: nil),
      .refold(folds: 3, innerFolds: 2), .set(.mergeRare, to: "5"), .set(.areClasses), .set(.keep),
      .oneOfClasses(["a"]),
      .oneOf(["softmax", "sigmoid"]),
      .nameAnother(.target), .nameClasses(.target), .nameFilledTogether, .nameAlone,
      .nameFileInside, .oneOfColumns(["a"]), .useRegression, .changePermissions, .rename,
      .set(.encoding),
      .chooseEncoding(by: .encoding), .install, .fetchAgain, .quote(.close), .quote(.double),
      .quote(.cells(holding: 0x2C)),
    ] + convertible.map { .convert(from: $0) }
    + WorkflowError.Remedy.Corrected.allCases.map { .correct($0) }
    + WorkflowError.Remedy.Weighed.allCases.map { .weigh($0) }
    + WorkflowError.Remedy.Parts.allCases.map { .cut($0) }
    + WorkflowError.Remedy.Checked.allCases.map { .check($0) }
    + WorkflowError.Remedy.Saved.allCases.map { .save($0) }
    + WorkflowError.Remedy.Added.allCases.map { .add($0) }
    + WorkflowError.Remedy.Removed.allCases.map { .remove($0) }
    + WorkflowError.Remedy.Reduced.allCases.map { .reduce($0) }

  @Test("Every cause has its own words in every language", arguments: causes)
  func everyCauseHasWords(_ cause: WorkflowError.Cause) {
    check(english.sentence(cause), korean.sentence(cause))
  }

  @Test("Every remedy has its own words in every language", arguments: remedies)
  func everyRemedyHasWords(_ remedy: WorkflowError.Remedy) {
    check(english.sentence(remedy), korean.sentence(remedy))
  }

  @Test(
    "Every fault of an output has its own words in every language",
    arguments: [
      .isDirectory("a"), .isDisk("a"), .noDirectory("b", of: "b/a"),
      .cannotCreate("b/a", in: "b", reason: "Permission denied"),
      .mayNotWrite("a", reason: "Permission denied"), .cannotWrite("a", reason: "File too large"),
      .cannotWriteResult(reason: "Bad file descriptor"),
    ] as [OutputFault])
  func everyFaultOfAnOutputHasWords(_ fault: OutputFault) {
    check(english.sentence(fault), korean.sentence(fault))
  }

  private func check(_ inEnglish: String, _ inKorean: String) {
    #expect(!inEnglish.isEmpty && inEnglish != inKorean)
    #expect(!inEnglish.hasSuffix(".") && !inKorean.hasSuffix("."))
    #expect(!inEnglish.unicodeScalars.contains { ("가"..."힣").contains($0) })
    #expect(inKorean.unicodeScalars.contains { ("가"..."힣").contains($0) })
  }

  @Test("One line: the place, what is wrong, and what to do")
  func errorIsOneLine() {
    let error = WorkflowError(
      .numbers(.sum(0.9)), at: .setting(.distribution, row: 2),
      remedies: [.correct(.numbers), .set(.normalize)])
    #expect(
      ErrorText(error, english).line
        == "--distribution, row 2: the probabilities sum to 0.9 and not to 1; correct them, or "
        + "divide them by their sum with --normalize")
    #expect(
      ErrorText(error, korean).line
        == "--distribution, 2번째 행: 확률의 합이 1이 아니라 0.9입니다; 값을 고치거나, --normalize "
        + "옵션을 주어 합으로 나누세요")
  }

  @Test("Rare classes, one or several, and of one column or several")
  func rareClasses() {
    func said(_ classes: [(column: String, name: String)]) -> String {
      korean.sentence(
        .tooFew(
          .row,
          classes.map {
            WorkflowError.RareClass(
              name: WorkflowError.ClassName(name: $0.name, column: $0.column), count: 3)
          }, least: 5, folds: 5, innerFolds: 3))
    }
    #expect(
      said([("weather", "눈")])
        == "'weather' 열의 클래스 '눈'은 행이 3개뿐이지만, 폴드 5개(각각 내부 폴드 3개)에는 5개가 필요합니다")
    let several = "폴드 5개(각각 내부 폴드 3개)로 나누려면 클래스마다 행이 5개 이상 있어야 하는데, "
    #expect(
      said([("a", "x"), ("a", "y")])
        == several + "'a' 열의 클래스 2개는 그보다 적습니다: 'x'(3), 'y'(3)")
    #expect(
      said([("a", "x"), ("b", "y")])
        == several + "클래스 2개는 그보다 적습니다: 'a' 열의 클래스 'x'(3), 'b' 열의 클래스 'y'(3)")
  }

  @Test("Korean remedies are joined by their verbs, where they end in one")
  func koreanRemediesAreOneSentence() {
    let remedies: [WorkflowError.Remedy] = [
      .set(.mergeRare, to: "5"), .didYouMean("R"), .remove(.rowsOfClass),
    ]
    #expect(
      korean.either(remedies.map { korean.sentence($0) })
        == "--mergeRare 5 옵션으로 드문 클래스를 하나로 합치거나, 'R'을 찾으셨나요?, 또는 드문 클래스의 행을 빼세요")
  }
}

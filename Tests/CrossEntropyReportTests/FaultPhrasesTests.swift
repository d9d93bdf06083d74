import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

/// The words for numbers and settings that cannot be, in both languages.
@Suite struct FaultPhrasesTests {
  private let english = English { "--\($0.rawValue)" }
  private let korean = Korean { "--\($0.rawValue)" }

  static let numbers: [(NumberFault, String, String)] = [
    (
      .notAProbability(index: 0, value: -0.1), "number 1 is -0.1, and a probability is from 0 to 1",
      "1번째 수가 -0.1입니다. 확률은 0 이상 1 이하여야 합니다"
    ),
    (.sum(0.9), "the probabilities sum to 0.9 and not to 1", "확률의 합이 1이 아니라 0.9입니다"),
    (
      .cannotNormalize(sum: 0), "the numbers sum to 0 and cannot be divided by that",
      "수의 합이 0이어서 나눌 수 없습니다"
    ),
    (
      .notACount(index: 1, value: 0.5), "number 2 is 0.5, and a count is a whole number, 0 or more",
      "2번째 수가 0.5입니다. 횟수는 0 이상의 정수여야 합니다"
    ),
    (
      .tooGreatCount(index: 0, value: 2e15, most: 1e15),
      "number 1 is 2e15, and a count is at most 1e15", "1번째 수가 2e15입니다. 횟수는 1e15 이하여야 합니다"
    ),
    (.nothingCounted, "nothing was counted", "횟수가 모두 0입니다"),
    (
      .tooManyCounted, "the counts sum to more than can be counted with",
      "횟수의 합이 너무 커서 계산할 수 없습니다"
    ),
    (
      .infiniteLogit(index: 0), "number 1 is ∞, and a logit is not",
      "1번째 수가 ∞입니다. 로짓은 ∞일 수 없습니다"
    ),
    (.everyClassMasked, "every class is masked", "모든 클래스가 가려져 있습니다"),
    (
      .notFinite(index: 2, value: -.infinity), "number 3 is -∞, and must be finite",
      "3번째 수가 -∞입니다. 유한한 수여야 합니다"
    ),
    (
      .negativeWeight(index: 0, value: -1), "number 1 is -1, and a weight is 0 or more",
      "1번째 수가 -1입니다. 가중치는 0 이상이어야 합니다"
    ),
    (
      .tooGreatWeight(index: 1, value: 2e100, most: 1e100),
      "number 2 is 2e100, and a weight is at most 1e100, so that gradients stay numbers",
      "2번째 수가 2e100입니다. 가중치는 기울기를 수로 나타낼 수 있도록 1e100 이하여야 합니다"
    ),
    (.wrongCount(1, of: .output, expected: 3), "1 number for 3 outputs", "출력은 3개인데 수가 1개입니다"),
    (.wrongCount(3, of: .class, expected: 2), "3 numbers for 2 classes", "클래스는 2개인데 수가 3개입니다"),
    (
      .wrongCount(3, of: .row, expected: 2), "3 rows for the 2 of --distribution",
      "--distribution의 행은 2개인데 여기는 3개입니다"
    ),
    (
      .unequalOutcomes(3, forecast: 2), "3 outcomes, and 2 in --forecast",
      "결과가 3개인데 --forecast의 결과는 2개입니다"
    ),
    (
      .noSuchClass(2, classes: 2, outputs: 2), "2 is not one of the 2 classes 0 … 1",
      "2는 클래스 0 … 1 가운데 하나가 아닙니다"
    ),
    (
      .noSuchClass(3, classes: 2, outputs: 1),
      "3 is not one of the 2 classes 0 … 1 that one output tells apart",
      "출력 하나는 두 클래스를 가릅니다. 3은 클래스 0 … 1 가운데 하나가 아닙니다"
    ),
    (.severalTrue(2), "2 classes are true at once", "클래스 2개가 동시에 정답입니다"),
    (.missingCell(column: "a"), "the cell of 'a' is missing", "'a' 열의 셀이 결측입니다"),
  ]

  @Test("What is wrong with numbers", arguments: numbers)
  func numberFaults(_ fault: NumberFault, _ inEnglish: String, _ inKorean: String) {
    #expect(english.sentence(fault) == inEnglish)
    #expect(korean.sentence(fault) == inKorean)
  }

  static let settings: [(SettingFault, String, String)] = [
    (
      .outOfRange(.labelSmoothing, 1, .share),
      "--labelSmoothing must be from 0 to below 1, got 1",
      "--labelSmoothing 값은 0 이상 1 미만이어야 합니다(받은 값: 1)"
    ),
    (
      .outOfRange(.scale, 0, .factor),
      "--scale must be above 0 and at most 1e100, so that gradients stay numbers; got 0",
      "--scale 값은 기울기를 수로 나타낼 수 있도록 0보다 크고 1e100 이하여야 합니다(받은 값: 0)"
    ),
    (.softmaxOfOneOutput, "softmax over one output is always 1", "출력이 하나이면 소프트맥스는 항상 1입니다"),
    (
      .notExplained(unit: "identity"), "identity outputs cannot be explained step by step",
      "identity 출력은 단계별로 설명할 수 없습니다"
    ),
    (
      .needsTable(loss: "balanced_cross_entropy"),
      "balanced_cross_entropy takes its weights from a table, and one row has none",
      "balanced_cross_entropy 손실은 가중치를 표에서 구하므로 한 행만으로는 계산할 수 없습니다"
    ),
    (
      .smoothsTwice(loss: "label_smoothing"), "label_smoothing and --labelSmoothing both smooth",
      "label_smoothing 손실과 --labelSmoothing 옵션이 모두 레이블 스무딩을 합니다"
    ),
    (
      .takesNoClassWeights(loss: "squared_error"),
      "squared_error of several sigmoid outputs takes no class weights",
      "시그모이드 출력이 여럿인 squared_error에는 클래스 가중치를 쓸 수 없습니다"
    ),
    (
      .together(.counts, .column), "--counts and --column do not go together",
      "--counts 옵션과 --column 옵션은 함께 쓸 수 없습니다"
    ),
    (
      .modelSaysOther(.dropout), "--model says another --dropout already",
      "--model 값에 이미 다른 --dropout 값이 들어 있습니다"
    ),
    (.alone(.label), "--label says nothing by itself", "--label 옵션은 단독으로 쓸 수 없습니다"),
    (
      .unused(.numeric, column: "a"), "--numeric names 'a', which is not measured",
      "--numeric 옵션에 지정한 'a' 열은 측정 대상이 아닙니다"
    ),
    (
      .forOneTarget(.positive, targets: 3), "--positive is for one target, and 3 are named",
      "--positive 옵션은 목표 열이 하나일 때만 쓸 수 있습니다(지정한 목표 열: 3개)"
    ),
  ]

  @Test("What is wrong with settings", arguments: settings)
  func settingFaults(_ fault: SettingFault, _ inEnglish: String, _ inKorean: String) {
    #expect(english.sentence(fault) == inEnglish)
    #expect(korean.sentence(fault) == inKorean)
  }
}

import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyLearning
import Foundation
import Testing

@testable import CrossEntropyReport

/// What is said beside a result, and how numbers are counted, in both languages.
@Suite struct ConsolePhrasesTests {
  @Test(
    "A file is named with what it holds",
    arguments: [
      (.report, "The report is in a.html.", "보고서를 a.html에 저장했습니다."),
      (.picture, "The picture is in a.html.", "그림을 a.html에 저장했습니다."),
      (.history, "The epochs of the fit are in a.html.", "에포크별 기록을 a.html에 저장했습니다."),
      (.events, "TensorBoard's events are in a.html.", "TensorBoard 이벤트를 a.html에 저장했습니다."),
    ] as [(WrittenFile, String, String)])
  func writtenFile(_ file: WrittenFile, _ inEnglish: String, _ inKorean: String) {
    #expect(english.fileIs(file, in: "a.html") == inEnglish)
    #expect(korean.fileIs(file, in: "a.html") == inKorean)
  }

  @Test("Two runs' events in one directory are said with what mends it")
  func otherEvents() {
    #expect(
      english.hasOtherEvents("logs")
        == "logs has the events of another run already, and TensorBoard draws both as one line; give every run a "
        + "directory of its own.")
    #expect(
      korean.hasOtherEvents("logs")
        == "logs에 이미 다른 실행의 이벤트가 있습니다. TensorBoard가 둘을 한 선으로 그리므로 실행마다 다른 디렉터리를 쓰세요."
    )
  }

  @Test(
    "A progress bar says the time left, once it is known",
    arguments: [
      (nil, "fitting █░ 50 %", "학습 중 █░ 50 %"),
      (59, "fitting █░ 50 % · 59 s left", "학습 중 █░ 50 % · 59초 남음"),
      (125, "fitting █░ 50 % · 2 min 5 s left", "학습 중 █░ 50 % · 2분 5초 남음"),
    ] as [(Int?, String, String)])
  func timeLeft(_ seconds: Int?, _ inEnglish: String, _ inKorean: String) {
    #expect(english.fitting("█░ 50 %", secondsLeft: seconds) == inEnglish)
    #expect(korean.fitting("█░ 50 %", secondsLeft: seconds) == inKorean)
  }

  @Test("An epoch fits a line of 80 columns beside a bar, and says more on a line of its own")
  func epoch() throws {
    let json =
      #"{"number":200,"learningRate":0.01,"loss":12.34567,"gradientNorm":1,"layerGradientNorms":[],"#
    func epoch(_ rest: String) throws -> TrainingEpoch {
      try JSONDecoder().decode(TrainingEpoch.self, from: Data((json + rest + "}").utf8))
    }
    let scored = try epoch(#""heldOut":{"logLoss":0.98765,"accuracy":0.5}"#)
    let bar = "████░░░░"
    let inEnglish = english.fitted(scored, of: 200, bar: bar, secondsLeft: 3599)
    #expect(
      inEnglish == "epoch 200/200 ████░░░░ loss 12.3457, held out 0.9877 · at most 59 min 59 s left"
    )
    #expect(inEnglish.count <= 80)
    let inKorean = korean.fitted(scored, of: 200, bar: bar, secondsLeft: 3599)
    #expect(inKorean == "에포크 200/200 ████░░░░ 손실 12.3457, 검증 0.9877 · 최대 59분 59초 남음")
    // A syllable takes two columns.
    #expect(inKorean.reduce(0) { $0 + (("가"..."힣").contains($1) ? 2 : 1) } <= 80)
    #expect(
      english.fitted(scored, of: 200, bar: nil, secondsLeft: nil)
        == "epoch 200/200: training loss 12.3457, log loss of rows held out 0.9877")
    #expect(
      korean.fitted(scored, of: 200, bar: nil, secondsLeft: nil)
        == "에포크 200/200: 학습 손실 12.3457, 검증 행의 로그 손실 0.9877")
    let alone = try epoch(#""training":null"#)
    #expect(
      english.fitted(alone, of: 200, bar: nil, secondsLeft: nil)
        == "epoch 200/200: training loss 12.3457")
  }

  @Test("Standard input that is closed is named with what to do")
  func closedInput() {
    #expect(
      english.standardInputIsClosed
        == "standard input is closed; give it the table, as in '< table.csv', or name the file")
    #expect(
      korean.standardInputIsClosed
        == "표준 입력이 닫혀 있습니다; '< table.csv'처럼 표를 연결하거나 파일 이름을 적으세요")
  }

  @Test("A stack that is too small is named with what is needed")
  func stack() {
    #expect(
      english.stackIsTooSmall(64 << 10, least: 512 << 10)
        == "the stack may hold 64 KiB, and 512 KiB are needed; raise the limit with 'ulimit -s 8192'"
    )
    #expect(
      korean.stackIsTooSmall(64 << 10, least: 512 << 10)
        == "스택이 64 KiB로 제한되어 있지만 512 KiB가 필요합니다; 'ulimit -s 8192' 명령으로 한도를 올리세요")
  }

  @Test(
    "Memory is said in powers of 1024, a need rounded up and a limit down",
    arguments: [
      (1, "1 byte", "1 byte"), (1023, "1023 bytes", "1023 bytes"), (1024, "1 KiB", "1 KiB"),
      (1_600_000_000, "1.5 GiB", "1.4 GiB"), (100 << 20, "100 MiB", "100 MiB"),
      ((100 << 20) + 1, "101 MiB", "100 MiB"), (.max, "8 EiB", "8 EiB"),
    ] as [(Int, String, String)])
  func memory(_ bytes: Int, up: String, down: String) {
    #expect(english.memory(bytes, rounded: .up) == up)
    #expect(english.memory(bytes, rounded: .down) == down)
  }

  @Test(
    "An amount of information has its unit, of one in the singular where there is one",
    arguments: [
      ("1", .nats, "1 nat", "1 nats"), ("0.5", .nats, "0.5 nats", "0.5 nats"),
      ("1", .bits, "1 bit", "1 bits"), ("∞", .bits, "∞ bits", "∞ bits"),
      ("1", .hartleys, "1 hartley", "1 hartleys"), ("2", .hartleys, "2 hartleys", "2 hartleys"),
    ] as [(String, InformationUnit, String, String)])
  func amount(
    _ number: String, _ unit: InformationUnit, _ inEnglish: String, _ inKorean: String
  ) {
    #expect(english.amount(number, unit) == inEnglish)
    #expect(korean.amount(number, unit) == inKorean)
  }

  @Test(
    "How many there are of something",
    arguments: [
      (1, .classes, "1 class", "클래스 1개"), (2, .classes, "2 classes", "클래스 2개"),
      (1, .rows, "1 row", "행 1개"), (10_000, .rows, "10\(gap)000 rows", "행 10\(gap)000개"),
    ] as [(Int, Countable, String, String)])
  func counts(_ n: Int, _ thing: Countable, _ inEnglish: String, _ inKorean: String) {
    #expect(english.count(n, thing) == inEnglish)
    #expect(korean.count(n, thing) == inKorean)
  }

  @Test(
    "Notes on groups, p-values and fits by what the comparison says of them",
    arguments: [
      (
        .fewGroups(7, hasIntervals: true),
        "Only 7 groups: the intervals are too narrow at this size.", "그룹이 7개뿐이어서 구간이 실제보다 좁게 나옵니다."
      ),
      (
        .fewGroups(1, hasIntervals: false), "Only 1 group: too few for intervals.",
        "그룹이 1개뿐이어서 구간을 낼 수 없습니다."
      ),
      (
        .untested(.labelsShareRows),
        "Calibration is not tested: the labels of a row may depend on each other.",
        "한 행의 레이블끼리 서로 독립이 아닐 수 있어 보정을 검정하지 않습니다."
      ),
      (
        .unfinished("CE", fits: 2, chosen: 0, .penalty),
        "CE: 2 fits stopped at the limit of steps, none with a penalty that was chosen.",
        "CE: 학습 2회가 스텝 한도에서 멈췄습니다. 고른 벌점으로 한 학습은 모두 끝났습니다."
      ),
      (
        .unfinished("CE", fits: 3, chosen: 1, .penalty),
        "CE: 3 fits stopped at the limit of steps, 1 with a penalty that was chosen.",
        "CE: 학습 3회가 스텝 한도에서 멈췄습니다. 그 가운데 1회는 고른 벌점으로 한 학습입니다."
      ),
      (
        .unfinished("CE", fits: 1, chosen: 0, .stepSize),
        "CE: 1 fit diverged; its step size was not chosen.",
        "CE: 학습 1회가 발산하여 그 스텝 크기는 고르지 않았습니다."
      ),
      (
        .searchedParameter("Focal", name: "gamma", values: [0.5, 1, 2]),
        "Focal: in every fold gamma was chosen among 0.5, 1 and 2, which took 3 times as many fits.",
        "Focal: 폴드마다 gamma 값을 후보 3개(0.5, 1, 2)에서 골랐고, 그만큼 학습 횟수도 3배입니다."
      ),
      (
        .gridGrew("CE", times: 1, of: .penalty), "CE: the grid of λ grew 1 time at its edge.",
        "CE: λ 격자를 끝에서 1번 넓혔습니다."
      ),
    ] as [(CompareNote, String, String)])
  func notes(_ note: CompareNote, _ inEnglish: String, _ inKorean: String) {
    #expect(english.sentence(note) == inEnglish)
    #expect(korean.sentence(note) == inKorean)
  }
}

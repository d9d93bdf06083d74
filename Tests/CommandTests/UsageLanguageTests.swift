import Foundation
import Testing

/// What is wrong with the arguments, in the language that was asked for.
@Suite("Usage errors in Korean")
struct UsageLanguageTests {
  static let calls: [(line: String, says: String)] = [
    ("compare", "어느 열을 예측할까요? --target 옵션으로 지정하세요. 예: xent compare table.csv --target species"),
    ("compare --target t", "표를 지정하세요. 예: xent compare table.csv --target t"),
    ("compare t.csv u.csv --target t", "compare 명령은 표를 하나만 받는데 2개가 있습니다: t.csv u.csv. 행을 한 파일에"),
    ("compare t.csv --target t --repeats x", "--repeats 옵션에는 auto 또는 1부터 1000까지의 수를"),
    ("compare t.csv --target t --fold a --order b", "--fold 옵션과 --order 옵션은 둘 다 평가할 행을 정합니다"),
    ("compare t.csv --target t --time-limit 5x", "--time-limit 옵션에는 90s, 5m, 1h30m 같은 시간을"),
    ("compare t.csv --target t --dry-run --report r.html", "--dry-run 옵션은 학습을 하지 않으므로 --report"),
    (
      "compare t.csv --target t --l2 1,x",
      "--l2 옵션에는 --l2 1e-3,1e-2처럼 쉼표로 구분한 수를 주세요(받은 값: '1,x'의 'x')."
    ),
    ("compare t.csv --target t --l2 1e-999", "--l2 값 '1e-999'는 너무 작아"),
    ("compare t.csv --target t --threads 0", "--threads"),
    ("compare t.csv --target t --memory 5X", "--memory 옵션에는 500M, 2G 같은 크기를 주세요(받은 값: '5X').\n"),
    ("compare t.csv --target t --memory 0", "메모리 없이는"),
    ("compare t.csv --target t --memory 9999999999T", "어떤 컴퓨터의 메모리보다도"),
    (
      "compare t.csv --target t --decimal comma --thousands comma",
      "--decimal 옵션과 --thousands 옵션이 모두 comma일"
    ),
    ("compare t.csv --target t -o -", "-o 옵션에는 파일 이름을"),
    ("compare t.csv --target t -o t.csv", "-o 옵션대로라면 표 't.csv'를 덮어쓰게"),
    ("compare t.csv --target t -o x --report x", "--report 옵션과 -o 옵션이 같은 파일을"),
    ("compare t.csv --target t --test-encoding utf-8", "--test-encoding 옵션은 단독으로 쓸 수 없습니다"),
    ("measure", "무엇을 측정할까요? 예: xent measure --p .8,.1,.1 --q .2,.2,.6"),
    ("measure --encoding utf-8", "--encoding 옵션은 표를 읽는 방법을"),
    ("measure .8 .1 .1", "수는 --p .8,.1,.1처럼 쉼표로만 구분합니다. '.8'이 따로"),
    ("measure .8,.1,.1", "'xent measure --p .8,.1,.1' 명령을 쓰려고 하셨나요?"),
    ("measure --counts 3 --p 1", "--counts 옵션과 --p 옵션은 함께 쓸 수 없습니다"),
    ("measure t.csv --counts 3", "--counts 옵션에는 수를 줍니다. 표를 빼세요."),
    ("measure --column a", "--column 옵션과 --given 옵션에는 표의 열을"),
    ("measure --q .5,.5", "--q 옵션은 어떤 분포에 대한 예측입니다"),
    ("measure t.csv --given a", "--given 옵션에는 이미 아는 열을"),
    ("explain", "설명할 출력을 주세요. 예: xent explain --logits 2,1,0.1 --label 0"),
    ("explain --logits 1,2", "어느 클래스가 정답인가요? --label 0처럼"),
    (
      "explain --logits 1,2 --probabilities .5,.5 --label 0",
      "--logits 옵션과 --probabilities 옵션은 같은 출력"
    ),
    ("explain --logits 1,2 --label 0,1", "--label 옵션에는 0부터 센 정답 클래스의 번호를 주세요(받은 값: '0,1'). 목표가"),
    ("explain --logits 1,2 --label 0 --target-probabilities 1,0", "모두 목표를 정합니다"),
    ("explain --logits 1,2 --label 0 --scale x", "--scale 옵션에는 --scale 0.5처럼 수를"),
    ("comapre", "'comapre' 명령은 없습니다. 'compare'를 찾으셨나요?"),
    ("t.csv", "'t.csv' 명령은 없습니다. 'xent compare t.csv'를 찾으셨나요?"),
    (
      "dance",
      "'dance' 명령은 없습니다. 쓸 수 있는 명령: compare, train, predict, inspect, score, calibrate, measure, explain, help."
    ),
  ]

  @Test(arguments: calls.map(\.line), ["--language ko", "--language=ko", ""])
  func korean(line: String, option: String) throws {
    let directory = try TemporaryDirectory()
    try directory.write(Array("a,b,t\n1,2,x\n".utf8), to: "t.csv")
    let result = try Command.run(
      (line + " " + option).split(separator: " ").map(String.init),
      environment: option.isEmpty ? ["LC_ALL": "ko_KR.UTF-8"] : [:], directory: directory.url)
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: "))
    let expected = try #require(Self.calls.first { $0.line == line }).says
    #expect(result.errors.contains(expected), "\(result.errors)")
    let said = result.errors.prefix { $0 != "\n" }
    #expect(said.contains { ("가"..."힣").contains($0) }, "\(said)")
  }

  @Test("An argument that is no text is said in the language of the others")
  func notText() throws {
    let result = try Command.run(
      ["compare", "--language", "ko"], shell: #""$@" "$(printf '\377')""#)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("'\\xFF'은(는) UTF-8이 아닙니다"), "\(result.errors)")
    let many = try Command.run(["--language", "ko"], shell: #""$@" $(seq 6000)"#)
    #expect(many.errors.contains("인자가 6002개인데 5000개까지만"), "\(many.errors)")
  }

  @Test("Without one, the language is that of the environment, and English if that has no phrases")
  func english() throws {
    for options in [["--language", "xx"], ["--language"], []] {
      let result = try Command.run(["dance"] + options)
      #expect(result.errors.hasPrefix("Error: There is no command 'dance'. The commands are "))
    }
  }
}

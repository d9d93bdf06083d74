import Testing

/// What `explain` and `measure` print in each language.
///
/// `XENT_RECORD=1 swift test --filter WholeOutputTests` writes the fixtures anew.
@Suite("explain and measure: whole outputs")
struct WholeOutputTests {
  static let explanations = [
    "explain --logits 2,1,0.1 --label 0",
    "explain --logits -2,1 --target-probabilities .3,.7",
    "explain --logits 0.7 --label 1",
    "explain --logits 40 --label 1",
    "explain --logits 1,-2,3 --target-probabilities 1,0,1 --output sigmoid",
    "explain --loss focal:gamma=2,squared_error --logits 2,1,0.1 --label 2",
    "explain --loss focal --logits 1,-2 --target-probabilities 1,0 --output sigmoid",
    "explain --loss gce --logits 200,1,0.1 --target-probabilities .5,.5,0 --class-weights 1,2,3",
    "explain --probabilities .7503 --label 0 --scale .5 --input 1.5",
    "explain --loss squared_error --logits 2,1,0.1 --label 0 --input 1,2",
    "explain --loss squared_error --probabilities .2 --label 1",
    "explain --loss label_smoothing,ce,focal,gce --logits 2,1,0.1 --label 2 --base 2",
    "explain --logits 1,-inf --label 1 --base 10",
    "explain --probabilities 1,0 --label 0",
    "explain --logits 1x20 --label 3",
    "explain --loss ce,focal,mse,gce,smoothing",
  ]

  static let measurements = [
    "measure --p .8,.1,.1 --q .2,.2,.6",
    "measure --p 0,1/1,0 --q .3,.7/.6,.4",
    "measure --p .5,.5/1,0/.2,.8 --q 1,0 --base 2",
    "measure --p .01x100 --base 10",
    "measure --p 1",
    "measure --p 1x30 --q 0,0,0,1x27 --normalize",
    "measure --counts 3,5,2",
    "measure Examples/titanic.csv --column survived --given sex",
    "measure Examples/titanic.csv --column class",
    "measure Examples/digits.csv --column pixel_0_2 --given digit",
  ]

  @Test(
    "The outputs are as recorded, and fit 80 columns",
    arguments: [("explain", explanations), ("measure", measurements)], ["en", "ko"])
  func outputsAreAsRecorded(_ group: (name: String, lines: [String]), language: String) throws {
    var text = ""
    for line in group.lines {
      let result = try Command.run(
        line.split(separator: " ").map(String.init) + ["--language", language])
      #expect(result.exitCode == 0, "\(line): \(result.errors)")
      for printed in result.output.split(separator: "\n") {
        #expect(terminalColumns(printed) <= 80, "\(line): \(printed)")
      }
      text += "$ xent \(line)\n\(result.output)\n"
    }
    try RecordedText.check(text, against: "\(group.name)-\(language).txt")
  }

  @Test(
    "The language is the environment's unless --language is given",
    arguments: [
      (["LC_ALL": "ko_KR.UTF-8"], [], "교차 엔트로피"),
      (["LC_ALL": "", "LC_MESSAGES": "ko", "LANG": "en_GB"], [], "교차 엔트로피"),
      (["LC_ALL": "C", "LANG": "ko_KR.UTF-8"], [], "Cross entropy"),
      (["LC_ALL": "fr_FR.UTF-8"], [], "Cross entropy"),
      (["LC_ALL": "ko_KR.UTF-8"], ["--language", "en"], "Cross entropy"),
    ] as [([String: String], [String], String)])
  func languageComesFromTheEnvironment(
    _ environment: [String: String], _ options: [String], _ start: String
  ) throws {
    let result = try Command.run(
      ["explain", "--logits", "1,2", "--label", "0"] + options, environment: environment)
    #expect(result.output.hasPrefix(start))
  }

  @Test("A letter of Hangul takes two columns", arguments: ["en", "ko"])
  func hangulIsTwoColumnsWide(language: String) throws {
    let table = "품종,색\n부채붓꽃,보라\n부채붓꽃,보라\nsetosa,파랑\n아주아주아주아주아주아주 긴 이름의 꽃,파랑\n"
    let result = try Command.run(
      ["measure", "-", "--column", "품종", "--language", language], input: Array(table.utf8))
    let lines = result.output.split(separator: "\n")
    #expect(lines.count > 7)
    #expect(lines[0].hasPrefix("품종: "))
    // Three values, and below the head of the units three measures, the last with one number.
    #expect(lines[1...3].allSatisfy { terminalColumns($0) == 44 }, "\(result.output)")
    #expect(lines[4...6].allSatisfy { terminalColumns($0) == 78 }, "\(result.output)")
    #expect(terminalColumns(lines[7]) == 65)
  }

  @Test("Data errors are in the chosen language; usage errors and JSON are not")
  func dataErrorsAreTranslated() throws {
    let data = try Command.run(["measure", "--p", ".5,.4", "--language", "ko"])
    #expect(data.exitCode == 65)
    #expect(data.errors.hasPrefix("--p: 확률의 합이 1이 아니라 0.9입니다; "))
    let json = ["explain", "--logits", "1,2", "--label", "0", "--format", "json"]
    let (ours, theirs) = (
      try JSONValue(parsing: Command.run(json).output),
      try JSONValue(parsing: Command.run(json + ["--language", "ko"]).output)
    )
    #expect(ours["value"].number == theirs["value"].number)
    #expect(theirs["loss"].string == "cross_entropy")
  }
}

import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyReport

@Suite struct SpeedWordsTests {
  @Test(
    "Epochs are a median with its range; what does not arrive is said",
    arguments: [
      ([8, 8, 8, 8, 8], false, "8", "8"), ([7, 9, 8, 8, 8], false, "8 (7–9)", "8 (7–9)"),
      ([41, nil, 30, 50, 35], false, "41 (30–>100)", "41 (30–>100)"),
      ([nil, nil, 60, nil, 80], false, "not in 100 (≥60)", "100 초과 (≥60)"),
      ([nil, nil, nil, nil, nil], false, "not in 100", "100 초과"),
      ([nil, nil, nil, nil, nil], true, "diverged", "발산"),
      ([nil, 20, 20, 20, 20], true, "20 (20–>100)", "20 (20–>100)"),
    ] as [([Int?], Bool, String, String)])
  func epochs(_ epochs: [Int?], diverged: Bool, inEnglish: String, inKorean: String) throws {
    let speed = try #require(try exampleOutcome().outcome.speed)
    let curve = LearningSpeed.Curve(step: 1, diverged: diverged)
    let arrivals = LearningSpeed.Arrivals(epochs)
    #expect(english.epochs(arrivals, of: curve, in: speed) == inEnglish)
    #expect(korean.epochs(arrivals, of: curve, in: speed) == inKorean)
  }

  @Test func theTargetIsALogLoss() throws {
    var speed = try #require(try exampleOutcome().outcome.speed)
    (speed.baseRateLogLoss, speed.lowestLogLoss, speed.targetLogLoss) = (2.3, 0.1, 0.32)
    for number in ["2.3000", "0.1000", "0.3200", "90"] {
      #expect(english.target(of: speed).contains(number), "\(number)")
      #expect(korean.target(of: speed).contains(number), "\(number)")
    }
    speed.targetLogLoss = nil
    #expect(english.target(of: speed).contains("no target"))
    #expect(korean.target(of: speed).contains("목표가 없습니다"))
  }
}

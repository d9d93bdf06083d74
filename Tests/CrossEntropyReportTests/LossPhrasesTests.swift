import CrossEntropy
import CrossEntropyLearning
import Testing

@testable import CrossEntropyReport

@Suite struct LossPhrasesTests {
  private let languages: [any Phrases] = Language.allCases.map { $0.phrases(settings: \.rawValue) }

  @Test("The title of a loss carries its parameters")
  func titles() {
    func titles(_ name: String, _ parameters: [String: Double] = [:]) -> [String] {
      languages.map { $0.title(name, parameters) }
    }
    #expect(titles("cross_entropy") == ["cross entropy", "교차 엔트로피"])
    #expect(titles("focal", ["gamma": 2]) == ["focal γ=2", "포컬 손실 γ=2"])
    #expect(
      titles("focal", ["alpha": 0.25, "gamma": 2]) == ["focal γ=2 α=0.25", "포컬 손실 γ=2 α=0.25"])
    #expect(
      titles("soft_focal", ["gamma": 2]) == ["soft focal γ=2", "소프트 포컬 손실 γ=2"])
    #expect(
      titles("rescaled_square", ["m": 30, "kappa": 15])
        == ["rescaled square κ=15 M=30", "스케일 조정 제곱 손실 κ=15 M=30"])
    #expect(titles("label_smoothing", ["epsilon": 0.1]) == ["label smoothing 0.1", "레이블 스무딩 0.1"])
    #expect(titles("poly", ["epsilon": 1]) == ["poly epsilon=1", "poly epsilon=1"])
  }

  @Test(
    "What is wrong with parameters is said",
    arguments: [
      (
        "focal:gamma=1|1", "gamma of focal is to be chosen among different values, got 1 twice",
        "focal의 gamma 후보는 서로 달라야 합니다(두 번 받은 값: 1)"
      ),
      (
        "gce:q=" + (1...17).map { "0.\($0 + 10)" }.joined(separator: "|"),
        "q of generalized_cross_entropy can be chosen among at most 16 values, got 17",
        "generalized_cross_entropy의 q 후보는 16개까지만 둘 수 있습니다(받은 개수: 17)"
      ),
      (
        "focal:gamma=1|2:alpha=.1|.2",
        "only one parameter of focal can be chosen, got values to choose from for gamma and alpha; give one of "
          + "them a single value",
        "focal에서는 매개변수 하나만 여러 값 가운데 고를 수 있습니다(받은 매개변수: gamma, alpha). 나머지는 값을 하나만 적으세요"
      ),
      (
        "focal:gamma=1:gamma=2", "gamma of focal is given twice; leave one of them out",
        "focal의 gamma 값이 두 번 적혀 있습니다. 하나만 남기세요"
      ),
      (
        "rescaled_square:k=2",
        "rescaled_square takes kappa=NUMBER and m=NUMBER, as in rescaled_square:kappa=1:m=1, got 'k=2'",
        "rescaled_square 손실의 매개변수는 rescaled_square:kappa=1:m=1처럼 적습니다(받은 값: 'k=2')"
      ),
    ])
  func parameters(_ text: String, _ inEnglish: String, _ inKorean: String) throws {
    let error = try #require(throws: LossNameError.self) { try ComparedLoss(parsing: text) }
    #expect(languages.map { $0.sentence(error) } == [inEnglish, inKorean])
  }

  @Test("Every loss of compare has its own title, short enough for the tables")
  func titlesFitTheTables() {
    for phrases in languages {
      let titles = ComparedLoss.usual.map { phrases.title($0.name, $0.parameters) }
      #expect(Set(titles).count == titles.count)
      #expect(titles.allSatisfy { displayWidth($0) <= 20 })
    }
  }

  @Test(
    "The Korean range of a parameter is said as it is spoken",
    arguments: [
      ("focal:gamma=-1", "focal의 gamma 값은 0 이상이어야 합니다(받은 값: -1)"),
      ("gce:q=2", "generalized_cross_entropy의 q 값은 0 초과 1 이하여야 합니다(받은 값: 2)"),
      ("label_smoothing:epsilon=1", "label_smoothing의 epsilon 값은 0 이상 1 미만이어야 합니다(받은 값: 1)"),
    ])
  func rangesInKorean(_ text: String, _ expected: String) throws {
    let error = try #require(throws: LossNameError.self) { try ComparedLoss(parsing: text) }
    #expect(korean.sentence(error) == expected)
  }

  @Test(
    "Lists of names",
    arguments: [
      ([], "", ""), (["a"], "a", "a"), (["a", "b"], "a and b", "a, b"),
      (["a", "b", "c"], "a, b and c", "a, b, c"),
    ])
  func listsOfNames(_ names: [String], _ inEnglish: String, _ inKorean: String) {
    #expect(languages.map { $0.list(names) } == [inEnglish, inKorean])
  }
}

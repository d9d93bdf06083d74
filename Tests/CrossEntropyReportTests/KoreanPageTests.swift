import Testing

@testable import CrossEntropyReport
@testable import CrossEntropyWorkflows

@Suite struct KoreanPageTests {
  static let kinds = ["example", "labels", "groups", "network"]

  @Test(arguments: kinds)
  func noEnglishSentenceIsLeft(kind: String) throws {
    let html = page(try outcome(kind), korean)
    #expect(html.contains("<html lang=\"ko\">"))
    let glosses = korean.glosses.map { "(\($0.english))" }
    for text in words(of: glosses.reduce(html) { $0.replacing($1, with: "") }) {
      #expect(text.firstMatch(of: /[A-Za-z]{2,} +[A-Za-z]{2,} +[A-Za-z]{2,}/) == nil, "\(text)")
    }
    // The test sees what it should.
    let english = words(of: page(try outcome(kind)))
    #expect(english.count { $0.contains(/[A-Za-z]{2,} +[A-Za-z]{2,} +[A-Za-z]{2,}/) } > 20)
  }

  /// The English name stands after the first use, and never later.
  @Test(arguments: kinds)
  func everyWordIsGlossedOnce(kind: String) throws {
    let html = page(try outcome(kind), korean)
    for gloss in korean.glosses {
      let uses = html.ranges(of: "\(gloss.word)(\(gloss.english))").count
      #expect(uses <= 1, "\(gloss.word)")
    }
    for word in ["교차 엔트로피(cross entropy)", "로그 손실(log loss)", "정확도(accuracy)"] {
      #expect(html.contains(word))
    }
  }

  @Test func namesAreNotGlossed() {
    let glosses = [
      Gloss(word: "정확도", english: "accuracy"), Gloss(word: "균형 정확도", english: "balanced"),
    ]
    let html: Markup =
      "<h1>정확도</h1><p title=\"정확도\">\(named("정확도")) 부정확도 균형 정확도와 정확도. 정확도</p>"
    #expect(
      glossed(html, glosses).text
        == "<h1>정확도</h1><p title=\"정확도\"><bdi>정확도</bdi> 부정확도 균형 정확도(balanced)\u{2060}와 "
        + "정확도(accuracy). 정확도</p>")
    #expect(glossed(html, []).text == html.text)
  }

  @Test func everyTermIsExplainedInBothLanguages() {
    for term in Term.allCases {
      #expect(!korean.name(term).isEmpty && !english.name(term).isEmpty)
      #expect(korean.meaning(term).hasSuffix("다."), "\(term)")
      #expect(english.meaning(term).hasSuffix(".") || english.meaning(term).hasSuffix("?"))
    }
    for section in PageSection.allCases {
      #expect(!korean.heading(section).isEmpty)
      #expect(korean.heading(section) != english.heading(section))
    }
  }

  /// The texts between tags, without names, what is no language, and the look.
  private func words(of html: String) -> [String] {
    html.replacing(/<style>(.|\n)*?<\/style>/, with: "").replacing(/<pre>[^<]*<\/pre>/, with: "")
      .replacing(/<bdi>[^<]*<\/bdi>/, with: "").split(separator: /<[^>]*>/)
      .map { String($0) }.filter { !$0.allSatisfy(\.isWhitespace) }
      + html.matches(of: /(?:aria-label|title)="([^"]*)"/).map { String($0.output.1) }
  }
}

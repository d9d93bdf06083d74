import CrossEntropyEvaluation
import Foundation
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyReport
@testable import CrossEntropyWorkflows

/// The committed example is what the code writes; `XENT_RECORD=1` writes it anew.
@Suite struct ReportExampleTests {
  @Test func theExampleIsWhatTheCodeWrites() throws {
    let (outcome, command, version) = try exampleOutcome()
    let html = ComparePage(
      outcome, phrases: english, command: command, program: "xent \(version)"
    ).html
    let file = packageRoot.appendingPathComponent("Examples/report.html")
    if ProcessInfo.processInfo.environment["XENT_RECORD"] == "1" {
      try Data(html.utf8).write(to: file)
    }
    #expect(
      html == String(decoding: try Data(contentsOf: file), as: UTF8.self),
      "run XENT_RECORD=1 swift test --filter ReportExampleTests and look at the page")
  }
}

@Suite struct ComparePageTests {
  @Test func thePageStandsAlone() throws {
    let html = page(try exampleOutcome().outcome)
    #expect(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"))
    for outside in ["<script", "http:", "src=", "@import", "url(", "<link", "<iframe"] {
      let places = html.replacing("http://www.w3.org/2000/svg", with: "").contains(outside)
      #expect(!places, "\(outside)")
    }
    // The tags are closed: as many opened as closed.
    for tag in ["section", "table", "figure", "svg", "div", "tr", "td", "text", "title", "p", "dl"]
    {
      let opened = html.ranges(of: try Regex("<\(tag)[ >]")).count
      #expect(opened == html.ranges(of: "</\(tag)>").count, "\(tag)")
    }
    let figures = html.ranges(of: "<figure>").count
    #expect(figures == 2 + 7 + 5)
    #expect(html.contains("<html lang=\"en\">"))
    #expect(html.ranges(of: "</title><desc>").count == figures)
    for section in PageSection.allCases {
      #expect(html.contains("<section id=\"\(section.rawValue)\""))
    }
  }

  @Test func theVerdictComesFirstWithItsNumbers() throws {
    let outcome = try exampleOutcome().outcome
    let html = page(outcome)
    let verdict = try #require(html.firstRange(of: "class=\"verdict\""))
    let table = try #require(html.firstRange(of: "<table"))
    #expect(verdict.lowerBound < table.lowerBound)
    #expect(html.contains("<b>If you only swap the loss</b>"))
    #expect(html.contains("<dd>\(fixed(outcome.losses[0][.asTrained].logLoss, 4)) "))
    // Every loss with all its scores, in both readings.
    for loss in outcome.losses {
      for reading in ProbabilityReading.allCases.map({ loss[$0] }) {
        #expect(html.contains("<td>\(fixed(reading.logLoss, 4))</td>"))
        #expect(html.contains("<td>\(fixed(reading.brierScore, 4))</td>"))
      }
    }
  }

  @Test(arguments: Language.allCases)
  func namesStayNames(language: Language) throws {
    let phrases = phrases(in: language)
    let html = page(try hostileOutcome(), phrases)
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    for hidden in ["\u{202E}", "\u{7}"] { #expect(!html.contains(hidden)) }
    #expect(
      html.ranges(of: "</title>").count
        == page(try exampleOutcome().outcome, phrases).ranges(of: "</title>").count)
  }

  /// The page and the text of all details say the same notes, all of them.
  @Test(arguments: Language.allCases, ["example", "groups", "labels", "network"])
  func pageAndTextSayTheSameNotes(language: Language, kind: String) throws {
    let phrases = phrases(in: language)
    let outcome = try outcome(kind)
    let sentences = CompareNote.all(of: outcome, phrases).map { phrases.sentence($0) }
    let items =
      "<li>" + sentences.map { htmlEscaped($0) }.joined(separator: "</li>\n<li>") + "</li>"
    // Words are glossed on the page alone.
    let bare = ComparePage(outcome, phrases: phrases, command: "", program: "").notes.body.text
    #expect(bare.contains(items))
    #expect(page(outcome, phrases).contains("<section id=\"notes\""))
    let details = CompareText(
      outcome, training: "xent train", phrases: phrases, hasNotes: true, isDecorated: false
    ).details
    let text = (planText(of: outcome, phrases).details + details)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for sentence in sentences {
      let words = terminalText(sentence).split(whereSeparator: \.isWhitespace)
      #expect(text.contains(words.joined(separator: " ")), "\(sentence)")
    }
  }

  @Test func missingPartsAreLeftOut() throws {
    var outcome = try exampleOutcome().outcome
    outcome.speed = nil
    outcome.losses = [outcome.losses[0]]
    outcome.losses[0][.asTrained].selected = true
    let html = page(outcome)
    #expect(!html.contains("id=\"learning\""))
    #expect(!html.contains("id=\"differences\""))
    #expect(html.contains("<p>Cross entropy was fitted alone; name rivals with losses.</p>"))
  }

  @Test func labelsHaveRecallAndPrecision() throws {
    var outcome = try exampleOutcome().outcome
    outcome.table.isMultiLabel = true
    for i in outcome.table.classes.indices { outcome.table.classes[i].positive = "yes" }
    for i in outcome.losses.indices { outcome.losses[i][.asTrained].confusion = nil }
    let html = page(outcome)
    #expect(html.contains("How many rows of each label were found"))
    #expect(html.contains("<th scope=\"col\">recall</th>"))
    #expect(html.contains("= <bdi>yes</bdi>"))
  }

  @Test(arguments: Language.allCases)
  func rowsCountByWeightOnlyWithWeights(language: Language) throws {
    let phrases = phrases(in: language)
    var outcome = try outcome("labels")
    #expect(!page(outcome, phrases).contains(phrases.rowsByWeight))
    outcome.table.weighted = true
    #expect(page(outcome, phrases).contains(phrases.rowsByWeight))
  }

  @Test(
    "The title names the table where the target's name says nothing",
    arguments: [
      ("y", true), ("Label", true), ("target", true), ("class", true), ("digit", false),
      ("yes", false),
    ])
  func titleNamesTheTable(target: String, isNamed: Bool) throws {
    var outcome = try exampleOutcome().outcome
    outcome.table.name = "some folder/gout & more.csv"
    outcome.table.target = target
    for (phrases, question) in [
      (english as any Phrases, "Which loss for '\(target)' of gout & more.csv?"),
      (korean, "gout & more.csv의 '\(target)'에는 어떤 손실이 좋을까요?"),
    ] {
      let html = page(outcome, phrases)
      #expect(html.contains("<title>\(htmlEscaped(question))</title>") == isNamed)
      let heading = try #require(html.firstMatch(of: /<h1>(.*?)<\/h1>/)).output.1
      let bare = heading.replacing("<bdi>", with: "").replacing("</bdi>", with: "")
      #expect((bare == htmlEscaped(question)) == isNamed, "\(bare)")
    }
  }

  @Test(arguments: Language.allCases)
  func manyClassesShowWhatTheyAreTakenFor(language: Language) throws {
    var outcome = try exampleOutcome().outcome
    outcome.table.classes = (0..<32).map {
      TableSummary.Class(name: "k\($0)", rows: 60, share: 1 / 32.0)
    }
    for i in outcome.losses.indices {
      outcome.losses[i][.asTrained].confusion = nil
      outcome.losses[i][.asTrained].classScores = (0..<32).map { _ in
        ClassScore(rows: 60, predicted: 60, truePositives: 50)
      }
      outcome.losses[i][.asTrained].mistakes = [
        ClassSums.Mistake(truth: 3, said: 17, rows: 6),
        ClassSums.Mistake(truth: 3, said: 31, rows: 3.5),
      ]
    }
    let phrases = phrases(in: language)
    let html = page(outcome, phrases)
    #expect(html.contains("<th scope=\"col\">\(phrases.takenFor)</th>"))
    let row = try #require(html.firstMatch(of: /<tr><th[^>]*><bdi>k3<\/bdi>(.*?)<\/tr>/)).output.1
    let words = row.replacing(/<[^>]*>/, with: " ").split(whereSeparator: \.isWhitespace)
    #expect(words.suffix(4).joined(separator: " ") == "k17 (6) k31 (3.5)")
    #expect(!page(try exampleOutcome().outcome, phrases).contains(phrases.takenFor))
  }

  @Test(arguments: Language.allCases)
  func tablesOfManyColumnsSayThatTheyScroll(language: Language) throws {
    let phrases = phrases(in: language)
    let html = page(try exampleOutcome().outcome, phrases)
    for table in html.matches(
      of: /<table class="(numeric|words)( wide)?(?: short)?">(.*?)<tbody>/.dotMatchesNewlines())
    {
      let columns = table.output.3.ranges(of: "<th scope=\"col\"").count
      #expect((table.output.2 != nil) == (columns > 4))
      #expect(table.output.3.contains(phrases.scrollHint) == (columns > 4))
    }
    #expect(html.ranges(of: phrases.scrollHint).count >= 4)
  }

  @Test func tooFewGroupsHaveDotsWithoutWhiskers() throws {
    var outcome = try exampleOutcome().outcome
    for i in outcome.losses.indices {
      outcome.losses[i][.asTrained].difference?.low = nil
      outcome.losses[i][.asTrained].difference?.high = nil
      outcome.losses[i][.asTrained].logLoss = .infinity
    }
    let html = page(outcome)
    #expect(!html.contains("NaN") && !html.contains("nan"))
  }

  /// Ten thousand columns, a thousand classes and a hundred losses.
  @Test func anyTableIsUnderAMegabyte() throws {
    var outcome = try hostileOutcome()
    let column = outcome.table.columns[0]
    outcome.table.columns = (0..<10_000).map { i in
      var column = column
      column.name += "\(i)"
      return column
    }
    outcome.table.dropped = (0..<5_000).map { i in
      Dataset.DroppedColumn(name: "column \(i)", reason: .constant)
    }
    outcome.table.classes = (0..<1_000).map {
      TableSummary.Class(name: hostileNames[5] + "\($0)", rows: 7, share: 0.001)
    }
    outcome.table.notes = (0..<1_000).map { _ in
      .column(String(repeating: "note ", count: 1_000), .allMissing)
    }
    let scores = (0..<1_000).map {
      ClassScore(rows: 7, predicted: 6, truePositives: Double($0 % 6))
    }
    for i in outcome.losses.indices {
      outcome.losses[i][.asTrained].confusion = nil
      outcome.losses[i][.asTrained].classScores = scores
    }
    let html = page(outcome)
    #expect(html.utf8.count < 1_000_000, "\(html.utf8.count)")
    #expect(html.contains("The first 60 of 10\u{202F}000"))
    #expect(html.contains("The 60 of 1000 with most errors."))
  }

  @Test func sameOutcomeSameBytes() throws {
    #expect(page(try exampleOutcome().outcome) == page(try exampleOutcome().outcome))
    var other = try exampleOutcome().outcome
    for i in other.losses.indices { other.losses[i].seconds = 99 }
    #expect(page(other) == page(try exampleOutcome().outcome), "seconds differ from run to run")
  }
}

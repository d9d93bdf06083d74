import Foundation
import Testing

/// The page "The source articles, worked" shows what the command prints, in English and in Korean, and every
/// claim of the articles has a line on it.
///
/// `XENT_RECORD=1 swift test --filter SourceArticlesTests` writes the outputs of the pages anew.
@Suite("The source articles")
struct SourceArticlesTests {
  struct Page: Sendable, CustomTestStringConvertible {
    let path: String
    /// What the reader's system says of its language.
    let locale: String
    var testDescription: String { path }

    var file: URL { Command.packageRoot.appendingPathComponent(path) }
  }

  static let pages = [
    Page(path: "Sources/CrossEntropy/CrossEntropy.docc/SourceArticles.md", locale: "C"),
    Page(path: "Guides/ko/SourceArticles.md", locale: "ko_KR.UTF-8"),
  ]

  /// What opens a block with a command in it.
  private static let opening = "```text\n$ xent "

  @Test("The page shows what its commands print", arguments: pages)
  func pageIsRight(_ page: Page) throws {
    let text = try String(contentsOf: page.file, encoding: .utf8)
    var parts = text.components(separatedBy: Self.opening)
    #expect(parts.count > 30)
    for index in parts.indices.dropFirst() {
      let block = parts[index].components(separatedBy: "```")[0]
      let line = block.prefix { $0 != "\n" }
      let shown = String(block.dropFirst(line.count + 1))
      let result = try Command.run(
        line.split(separator: " ").map(String.init), environment: ["LC_ALL": page.locale])
      #expect(result.exitCode == 0, "\(line): \(result.errors)")
      for printed in result.output.split(separator: "\n") {
        #expect(terminalColumns(printed) <= 80, "\(line): \(printed)")
      }
      if RecordedText.isRecording {
        parts[index] = line + "\n" + result.output + parts[index].dropFirst(block.count)
        continue
      }
      for problem in RecordedText.differences(result.output, shown) {
        Issue.record(Comment(rawValue: "xent \(line)\n\(problem)"))
      }
    }
    if RecordedText.isRecording {
      try Data(parts.joined(separator: Self.opening).utf8).write(to: page.file)
    }
  }

  @Test("Every claim stands on the page once, above what shows it", arguments: pages)
  func everyClaimIsShown(_ page: Page) throws {
    let text = try String(contentsOf: page.file, encoding: .utf8)
    var found: [String] = []
    for paragraph in text.components(separatedBy: "\n**").dropFirst() {
      guard let match = paragraph.prefixMatch(of: /((?:[A-Z]\d+(?:, )?)+)\.\*\*/) else { continue }
      let names = match.output.1
      found += names.components(separatedBy: ", ")
      let shown = paragraph.components(separatedBy: "\n## ")[0]
      let openings = [Self.opening, "@Snippet(", "```swift\n"]
      #expect(openings.contains { shown.contains($0) }, "\(names)")
    }
    let claims = [("M", 13), ("L", 5), ("V", 16), ("G", 7), ("T", 4)].flatMap { letter, count in
      (1...count).map { "\(letter)\($0)" }
    }
    #expect(claims.count == 45)
    #expect(found.sorted() == claims.sorted())
  }

  /// One row of the articles: the line that gives it, where its number stands in the JSON, and the
  /// number, worked out with thirty digits.
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let line: String
    let path: String
    let value: Double
    var testDescription: String { name }

    init(_ name: String, _ line: String, _ path: String, _ value: Double) {
      self.name = name
      self.line = line
      self.path = path
      self.value = value
    }
  }

  private static let firstRows = "measure --p 0,0,1/0,1,0/1,0,0 --q .3,.3,.4/.3,.4,.3/.1,.2,.7"
  private static let betterRows = "measure --p 0,0,1/0,1,0/1,0,0 --q .1,.2,.7/.1,.7,.2/.3,.4,.3"
  private static let pair = "measure --p .8,.1,.1 --q .2,.2,.6"
  private static let five = "explain --probabilities .01,.09,.88,.015,.005"
  private static let multi =
    "explain --probabilities .8,.15,.96 --target-probabilities 1,0,1 --output sigmoid"
  private static let half = "explain --loss squared_error --scale .5 --label 0 --input 1.5"
  private static let racing =
    "compare Examples/iris.csv --target species --losses squared_error --repeats 1"

  static let rows = [
    Row("M1", "measure --p .5,.5 --base 2", "entropy", 1),
    Row("M2", "measure --p .9,.1 --base 2", "entropy", 0.468995593589281),
    Row("M3", "measure --p .5,.5", "entropy", 0.693147180559945),
    Row("M4", "measure --p .2,.8", "entropy", 0.500402423538188),
    Row("M5", "measure --p .01x100", "entropy", 4.605170185988091),
    Row("M6", "measure --p 9801,1x99 --normalize", "entropy", 0.101952732856193),
    Row("M7", "measure --p 1", "entropy", 0),
    Row("M8", pair, "entropy", 0.639031859650177),
    Row("M9", pair, "cross_entropy", 1.499576683567289),
    Row("M10", pair, "kl_divergence", 0.860544823917112),
    Row("M11", "measure --p .8,.1,.1 --q .8,.1,.1", "cross_entropy", 0.639031859650177),
    Row("M13", pair, "bits.entropy", 0.921928094887362),
    // −ln(.6·.8·.3) / 3.
    Row("L2", "measure --p 0,1/0,1/1,0 --q .4,.6/.2,.8/.3,.7", "cross_entropy", 0.645980659802045),
    Row("L5", "explain --probabilities .45,.05,.5 --label 2", "value", 0.693147180559945),
    Row("V1", firstRows, "cross_entropy", 1.378388852247452),
    Row("V2", betterRows, "cross_entropy", 0.639107564067800),
    Row("V3", firstRows, "accuracy", 2.0 / 3),
    Row("V3", betterRows, "accuracy", 2.0 / 3),
    Row("V4", firstRows, "squared_error", 0.806666666666667),
    Row("V4", firstRows, "rows.2.squared_error", 1.34),
    Row("V5", betterRows, "squared_error", 0.34),
    Row("V6", "explain --probabilities .1,.2,.7 --label 2", "value", 0.356674943938732),
    Row("V6", "explain --probabilities .5,.3,.2 --label 2", "value", 1.609437912434100),
    Row(
      "V7", "explain --probabilities .2,.3,.5 --target-probabilities 0,0,1", "value",
      0.693147180559945),
    Row("V8", five + " --target-probabilities 0,0,1,0,0", "value", 0.127833371509885),
    Row("V9", "explain --probabilities .013 --label 0", "value", 0.013085239548655),
    Row("V10", "explain --probabilities .6 --label 1", "value", 0.510825623765991),
    Row(
      "V10", "explain --probabilities .6,.4 --target-probabilities 1,0", "value",
      0.510825623765991),
    Row("V11", multi, "value", 0.426484475332240),
    Row("V12", multi, "mean_over_outputs", 0.142161491777413),
    Row("V13", "explain --probabilities .98 --label 1 --base 2", "value", 0.029146345659516),
    Row("V14", "explain --probabilities .0001 --label 1 --base 2", "value", 13.287712379549449),
    Row("V15", five + " --label 2", "value", 0.127833371509885),
    // −ln .88 − ln .99 − ln .91 − ln .985 − ln .995, at thirty digits.
    Row("V16", five + " --label 2 --output sigmoid", "value", 0.252320566468220),
    Row("G1", "explain --logits 0 --label 1", "slopes.0", 0.25),
    Row("G3", half + " --probabilities .7503", "weight_gradient.0.0", 0.2108529562095),
    Row("G3", half + " --probabilities .7503", "gradient.0", 0.140568637473),
    Row("G4", half + " --probabilities .9971", "weight_gradient.0.0", 0.0043248065835),
    Row("G4", half + " --probabilities .9971", "gradient.0", 0.002883204389),
    Row("G5", half + " --probabilities .7503", "beside.0.weight_gradient.0.0", 1.12545),
    Row("G5", half + " --probabilities .9971", "beside.0.gradient.0", 0.9971),
    Row("G6", "explain --logits 2,1,0.1 --label 0", "gradient.1", 0.242432970704714),
    // At each loss's own best step, from the saturated start: what the page says of --details.
    Row("T1", racing, "speed.starts.1.losses.0.best_arrivals.median", 2),
    Row("T1", racing, "speed.starts.1.losses.1.best_arrivals.median", 45),
    Row(
      "T4", multi.replacing("--output sigmoid", with: "--loss binary_crossentropy"),
      "mean_over_outputs", 0.142161491777413),
  ]

  @Test("Every row of the articles comes from one line", arguments: rows)
  func row(_ row: Row) throws {
    let result = try Command.run(
      row.line.split(separator: " ").map(String.init) + ["--format", "json"])
    #expect(result.exitCode == 0, "\(result.errors)")
    var value = try JSONValue(parsing: result.output)
    for key in row.path.split(separator: ".") {
      value =
        Int(key).map { value.array.indices.contains($0) ? value.array[$0] : .null }
        ?? value[String(key)]
    }
    #expect(abs(value.number - row.value) <= 4e-15 * max(1, abs(row.value)), "\(value)")
  }
}

import Foundation
import Testing

/// The page of `xent score`.
@Suite("score: the page")
struct ScorePageTests {
  /// Predictions of so many classes, the first of which has a hostile name.
  private static func table(classes: Int, rows: Int, seed: Int, truth: Int = 0) -> String {
    let names = (0..<classes).map { $0 == 0 ? "<script>alert(1)</script>" : "re\u{202E}d<i>\($0)" }
    let header = "label," + names.map { "\"p_\($0)\"" }.joined(separator: ",")
    let lines = (0..<rows).map { row -> String in
      let scores = (0..<classes).map { Double(1 + (row * 7 + $0 * (3 + seed)) % 11) }
      let sum = scores.reduce(0, +)
      return "\"\(names[(row * row + truth) % classes])\","
        + scores.map { "\($0 / sum)" }.joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  private static func page(
    _ tables: [String], _ options: [String] = []
  ) throws -> (html: String, result: CommandResult) {
    let directory = try TemporaryDirectory()
    let names = tables.indices.map { "t\($0).csv" }
    for (name, table) in zip(names, tables) { try directory.write(Array(table.utf8), to: name) }
    let result = try Command.run(
      ["score"] + names + ["--report", "p.html"] + options, directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    return (try directory.text(of: "p.html"), result)
  }

  @Test("The page stands alone, and names stay names", arguments: ["en", "ko"])
  func page(language: String) throws {
    let (html, result) = try Self.page(
      [Self.table(classes: 3, rows: 90, seed: 0)], ["--language", language])
    #expect(html.contains("<html lang=\"\(language)\">"), "\(result.errors)")
    for part in ["scores", "calibration", "classes", "method"] {
      #expect(html.contains("<section id=\"\(part)\""), "\(part)")
    }
    for unsafe in ["<script", "<i>", "\u{202E}", "http:", "src=", "url("] {
      #expect(
        !html.replacing("http://www.w3.org/2000/svg", with: "").contains(unsafe), "\(unsafe)")
    }
    #expect(html.contains("&lt;script&gt;"))
    for tag in ["section", "table", "figure", "svg", "div", "tr", "td", "text", "p", "dl", "bdi"] {
      let opened = html.ranges(of: try Regex("<\(tag)[ >]")).count
      #expect(opened == html.ranges(of: "</\(tag)>").count, "\(tag)")
    }
  }

  @Test("Beside others, a file has an interval of its own; the same files give the same page")
  func pairs() throws {
    // The truths of all are those of the first.
    let first = Self.table(classes: 3, rows: 90, seed: 0)
    let other = Self.table(classes: 3, rows: 90, seed: 1)
    let pages = try (0..<2).map { _ in try Self.page([first, other, first]).html }
    #expect(pages[0] == pages[1])
    #expect(pages[0].contains("<section id=\"pairs\""))
    #expect(pages[0].ranges(of: "<figure>").count == 5)
  }

  @Test(
    "The header says what the rows weigh, where weights are given",
    arguments: [("en", "3 rows · weighing 7.5 in all · "), ("ko", "행 3개 · 가중치 합 7.5 · ")])
  func weights(language: String, said: String) throws {
    let table = "label,probability,w\na,.2,1.5\nb,.7,2\na,.4,4\n"
    let with = try Self.page([table], ["--weight", "w", "--language", language]).html
    #expect(with.contains(said))
    let without = try Self.page([table], ["--language", language]).html
    #expect(!without.contains("weighing") && !without.contains("가중치 합"))
  }

  @Test("Neither rows nor classes make it large")
  func size() throws {
    let html = try Self.page([Self.table(classes: 150, rows: 1_500, seed: 0)]).html
    #expect(html.utf8.count < 200_000, "\(html.utf8.count)")
  }
}

import Foundation
import Testing

@testable import CrossEntropyReport

@Suite struct IntervalChartTests {
  private static func row(_ name: String, _ estimate: Double, _ half: Double) -> IntervalChart.Row {
    IntervalChart.Row(
      name: name, series: 1,
      near: .init(estimate: estimate, low: estimate - half / 2, high: estimate + half / 2),
      far: .init(estimate: estimate, low: estimate - half, high: estimate + half))
  }

  private static func chart(_ rows: [IntervalChart.Row], margin: Double = 0.01) -> IntervalChart {
    IntervalChart(rows: rows, zero: "cross entropy", unit: "nats", margin: margin)
  }

  /// The numbers of an attribute, element by element.
  private static func elements(_ content: [Markup], _ name: String) -> [[String: Double]] {
    content.map(\.text).filter { $0.contains("<\(name) ") }.map { text in
      var found: [String: Double] = [:]
      for match in text.matches(of: /([a-z]+[12]?)="(-?[0-9.]+)"/) {
        found[String(match.output.1)] = Double(match.output.2)
      }
      return found
    }
  }

  private static let usual = [row("a", 0.02, 0.05), row("b", -0.03, 0.04), row("c", 0.1, 0.02)]

  @Test(
    "No upright line stands on a text of the rows",
    arguments: [
      usual, [row("wide", 9, 9)] + usual, [row("a", 0, 0)], [row("a", -3, 1), row("b", -2, 1)],
    ])
  func namesAreOffTheLines(rows: [IntervalChart.Row]) throws {
    let chart = Self.chart(rows)
    let uprights = Self.elements(chart.content, "line").filter { $0["x1"] == $0["x2"] }
    #expect(uprights.count > rows.count)
    let texts = Self.elements(chart.content, "text").compactMap { $0["y"] }
    #expect(texts.count >= 2 * rows.count)
    for text in texts {
      for line in uprights {
        let (top, bottom) = (try #require(line["y1"]), try #require(line["y2"]))
        // Letters of 12 points reach 10 above their foot and 3 below it.
        #expect(
          bottom <= text - 10 || top >= text + 3, "a line from \(top) to \(bottom) at \(text)")
      }
    }
    // Every whisker has the line at 0 beside it.
    for whisker in Self.elements(chart.content, "line").filter({ $0["y1"] == $0["y2"] }) {
      let y = try #require(whisker["y1"])
      #expect(uprights.contains { ($0["y1"] ?? 0) < y && ($0["y2"] ?? 0) > y })
    }
  }

  @Test func oneWideRowIsCutAndSaysSo() throws {
    let rows = Self.usual + [Self.row("wide", 9, 56)]
    let chart = Self.chart(rows)
    #expect(abs((chart.cut ?? 0) - 0.12) < 1e-12)
    let content = chart.content
    let text = content.map(\.text).joined()
    #expect(text.contains("[\(signedNumber(-47)), \(signedNumber(65))]</text>"), "the ends")
    #expect(text.ranges(of: " arrow\"").count == 4, "two whiskers, two ends")
    // The others are as wide as without it.
    let whiskers = Self.elements(content, "line").filter { $0["y1"] == $0["y2"] }
    let alone = Self.elements(Self.chart(Self.usual).content, "line").filter {
      $0["y1"] == $0["y2"]
    }
    func widths(_ lines: [[String: Double]]) -> [Double] {
      lines.prefix(6).map { ($0["x2"] ?? 0) - ($0["x1"] ?? 0) }
    }
    for (cut, whole) in zip(widths(whiskers), widths(alone)) { #expect(cut > whole / 2) }
    for line in Self.elements(content, "line") {
      for end in [line["x1"] ?? 0, line["x2"] ?? 0] { #expect(end >= 0 && end <= 340) }
    }
  }

  @Test(
    "Rows of like widths are whole; points do not make another row wide",
    arguments: [
      usual, [row("a", 0.3, 0.1), row("b", 0.1, 0.05)], [row("wide", 9, 56)],
      [row("a", 0, 0), row("b", 1e-9, 1e-9), row("c", 0.5, 0.4)],
    ])
  func othersAreWhole(rows: [IntervalChart.Row]) {
    let chart = Self.chart(rows)
    #expect(chart.cut == nil)
    #expect(!chart.content.map(\.text).joined().contains(" arrow"))
  }

  @Test(arguments: Language.allCases)
  func thePageSaysWhereTheAxisEnds(language: Language) throws {
    let phrases = phrases(in: language)
    var outcome = try exampleOutcome().outcome
    #expect(!page(outcome, phrases).contains(" arrow\""))
    outcome.losses[1][.asTrained].difference?.high = 40
    outcome.losses[1][.asTrained].differenceRetrained?.high = 56
    let html = page(outcome, phrases)
    #expect(html.contains(" arrow\""))
    #expect(html.contains("+56"))
    let said = try #require(
      html.firstMatch(
        of: language == .english ? /The axis ends ([0-9.]+) nats/ : /축은 선에서 ([0-9.]+) nats/))
    #expect((Double(said.output.1) ?? 99) < 1)
  }
}

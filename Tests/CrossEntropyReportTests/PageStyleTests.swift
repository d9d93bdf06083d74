import Foundation
import Testing

@testable import CrossEntropyReport

/// WCAG 2.1 AA: 4.5 to 1 for text, 3 to 1 for lines and marks.
@Suite struct PageStyleTests {
  @Test(arguments: ["light", "dark"])
  func colourContrastIsEnough(scheme: String) throws {
    let colors = try colors(scheme)
    func ratio(_ a: String, _ b: String) throws -> Double {
      let (x, y) = (luminance(try #require(colors[a])), luminance(try #require(colors[b])))
      return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }
    for ground in ["paper", "card"] {
      for text in ["ink", "soft", "accent"] { #expect(try ratio(text, ground) >= 4.5, "\(text)") }
    }
    #expect(try ratio("ink", "faint") >= 4.5)
    for series in 0...7 {
      #expect(try ratio("s\(series)", "paper") >= 3, "s\(series)")
      #expect(try ratio("s\(series)", "band") >= 3, "s\(series) on the band")
    }
    // The strongest shade of a cell, over the faint ground.
    for heat in ["heat", "miss"] {
      let (shade, ground, ink) = (
        try #require(colors[heat]), try #require(colors["faint"]), try #require(colors["ink"])
      )
      let cell = zip(shade, ground).map { 0.45 * $0 + 0.55 * $1 }
      let (x, y) = (luminance(cell), luminance(ink))
      #expect((max(x, y) + 0.05) / (min(x, y) + 0.05) >= 4.5, "\(heat)")
    }
  }

  /// The variables of a scheme, as red, green and blue from 0 to 255.
  private func colors(_ scheme: String) throws -> [String: [Double]] {
    let dark = try #require(pageStyle.firstRange(of: "@media (prefers-color-scheme: dark)"))
    let text =
      scheme == "light" ? pageStyle[..<dark.lowerBound] : pageStyle[dark.lowerBound...].prefix(700)
    var colors: [String: [Double]] = [:]
    for match in text.matches(of: /--(\w+): #([0-9a-f]{6})/) {
      let number = Int(match.output.2, radix: 16) ?? 0
      colors[String(match.output.1)] = [16, 8, 0].map { Double((number >> $0) & 255) }
    }
    for match in text.matches(of: /--(heat|miss): (\d+), (\d+), (\d+)/) {
      colors[String(match.output.1)] = [match.output.2, match.output.3, match.output.4]
        .compactMap { Double(String($0)) }
    }
    return colors
  }

  private func luminance(_ color: [Double]) -> Double {
    let linear = color.map { value -> Double in
      let c = value / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}

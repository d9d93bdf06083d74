import CrossEntropyWorkflows
import Foundation
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyReport

@Suite struct LossCurvesTests {
  private let losses = [
    ComparedLoss(.crossEntropy), ComparedLoss(.squaredError), ComparedLoss(.focal),
  ]

  /// −log p with slope 1 − p; (1 − p)² with slope 2p(1 − p)².
  @Test func theCurvesAreTheFormulas() {
    let curves = losses.map { ExplainOutcome.Curve(of: $0) }
    for (i, p) in curves[0].probabilities.enumerated() {
      #expect(abs(curves[0].values[i] + log(p)) < 1e-12)
      #expect(abs(curves[0].gradients[i] - (1 - p)) < 1e-12)
      #expect(abs(curves[1].values[i] - (1 - p) * (1 - p)) < 1e-12)
      #expect(abs(curves[1].gradients[i] - 2 * p * (1 - p) * (1 - p)) < 1e-12)
    }
    #expect(abs((curves[0].probabilities.first ?? 0) - 0.9999) < 1e-12)
    #expect(abs((curves[0].probabilities.last ?? 0) - 0.0001) < 1e-12)
  }

  /// The picture is left in `.build/report-pictures`, to be looked at.
  @Test func thePictureStandsAlone() throws {
    let svg = LossCurves(losses.map { ExplainOutcome.Curve(of: $0) }, english).svg
    let pictures = packageRoot.appendingPathComponent(".build/report-pictures")
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    try Data(svg.utf8).write(to: pictures.appendingPathComponent("curves.svg"))
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.hasSuffix("</svg>\n"))
    for outside in ["<script", "href", "url(", "@import"] { #expect(!svg.contains(outside)) }
    #expect(svg.ranges(of: "class=\"line k0\" d=").count == 2)
    #expect(svg.contains("prefers-color-scheme: dark"))
    // Well-formed XML, as a viewer of pictures reads it.
    let parser = XMLDocumentCheck()
    #expect(parser.isWellFormed(svg))
  }
}

/// Whether every tag that is opened is closed, in order.
private struct XMLDocumentCheck {
  func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)([a-z]+)[^<>]*?(\/?)>/) {
      let (closes, name, isEmpty) = (
        !match.output.1.isEmpty, match.output.2, !match.output.3.isEmpty
      )
      if isEmpty { continue }
      if closes {
        guard open.popLast() == name else { return false }
      } else {
        open.append(name)
      }
    }
    return open.isEmpty
  }
}

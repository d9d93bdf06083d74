import Foundation
import Testing

@Suite("explain: the picture")
struct ExplainCurveTests {
  private static let row = ["explain", "--logits", "3", "--label", "0", "--curve"]

  @Test("The picture draws the chosen losses and squared error")
  func pictureDrawsTheChosenLosses() throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(
      Self.row + ["curves.svg", "--loss", "cross_entropy,focal"], directory: directory.url)
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("Cross entropy, step by step"))
    let svg = try String(
      contentsOf: directory.url.appendingPathComponent("curves.svg"), encoding: .utf8)
    for name in ["cross entropy", "focal γ=2", "squared error"] {
      #expect(svg.contains("<title>\(name)</title>"))
    }
    #expect(try directory.names == ["curves.svg"])
  }

  @Test(
    "A place where no file can be created is reported",
    arguments: [("nowhere/c.svg", Int32(73)), ("-", 64)])
  func unwritablePlaceIsReported(path: String, code: Int32) throws {
    let directory = try TemporaryDirectory()
    let result = try Command.run(Self.row + [path], directory: directory.url)
    #expect(result.exitCode == code)
    #expect(try directory.names.isEmpty)
  }
}

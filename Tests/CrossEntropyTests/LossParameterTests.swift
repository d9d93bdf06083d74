import CrossEntropy
import Testing

struct LossParameterTests {
  @Test(arguments: [
    (ParameterRange.from(0), [0, 1e300], [-1e-300], "[0.0, ∞)"),
    (.above(0), [1e-300], [0, -1], "(0.0, ∞)"),
    (.from(0, below: 1), [0, 1.0.nextDown], [1, -0.1], "[0.0, 1.0)"),
    (.above(0, through: 1), [1, 0.1], [0, 1.0.nextUp], "(0.0, 1.0]"),
  ])
  func ranges(_ range: ParameterRange, inside: [Double], outside: [Double], text: String) {
    for x in inside { #expect(range.contains(x)) }
    for x in outside + [.infinity, -.infinity, .nan] { #expect(!range.contains(x)) }
    #expect("\(range)" == text)
  }

  @Test func aDefaultIsInItsRange() async {
    await #expect(processExitsWith: .failure) {
      _ = LossParameter("q", default: 2, in: .above(0, through: 1))
    }
  }
}

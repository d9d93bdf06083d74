import Testing

@testable import CrossEntropyReport

@Suite struct ScaleTests {
  @Test(arguments: [
    (0.0, 1.0, 4, ["0.0", "0.5", "1.0"]),
    (0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-0.034, 0.061, 5, ["−0.02", "0.00", "0.02", "0.04", "0.06"]),
    (0.0, 30.0, 3, ["0", "10", "20", "30"]),
    (1.0, 1.0, 4, []),
    (0.0, Double.infinity, 4, []),
  ])
  func ticksAreRound(_ low: Double, _ high: Double, _ count: Int, _ expected: [String]) {
    let scale = Scale(kind: .linear, domain: (low, high), range: (0, 100))
    #expect(scale.ticks(count).map(\.text) == expected)
  }

  @Test func placesAreWithinTheRange() {
    for kind in [Scale.Kind.linear, .counts, .logit] {
      let scale = Scale(kind: kind, domain: (0.01, 0.99), range: (10, 200))
      #expect(scale(0.01) == 10)
      #expect(abs(scale(0.99) - 200) < 1e-9)
      #expect(scale(-5) == 10 && scale(7) == 200 && scale(.nan) == 10)
      #expect(scale(0.4) < scale(0.6))
    }
    // A chart turned upside down, as its vertical axis is.
    #expect(Scale(kind: .linear, domain: (0, 1), range: (100, 0))(0.25) == 75)
  }

  @Test(arguments: [
    (0.0, "0"), (1e-12, "0"), (0.0146, "+0.015"), (-0.0146, "−0.015"), (-7.23e-8, "−7.2·10⁻⁸"),
    (12.0, "+12"),
  ])
  func differencesHaveASign(_ x: Double, _ expected: String) {
    #expect(signedNumber(x) == expected)
  }

  @Test func longNamesAreCutByTheirWidth() {
    #expect(cut("cross entropy", points: 128) == "cross entropy")
    #expect(cut(String(repeating: "w", count: 60), points: 128).hasSuffix("…"))
    // Wide letters take twice as much.
    #expect(cut("아주 긴 이름을 가진 종류의 꽃", points: 128).count < 14)
  }

  @Test(
    "A title of a loss is cut before its parameters",
    arguments: [
      ("rescaled square κ=15 M=30", 20, "rescaled… κ=15 M=30"),
      (" rescaled square κ=15 M=30", 21, " rescaled… κ=15 M=30"),
      ("rescaled square κ=15 M=30", 25, "rescaled square κ=15 M=30"),
      ("스케일 조정 제곱 손실 κ=15 M=30", 20, "스케일 조… κ=15 M=30"),
      ("focal γ=0.5|1|2|3|4 α=0.25", 20, "focal γ=0.5|1|2|3|4…"),
      ("a title without any", 10, "a title w…"), ("a=b", 2, "a…"), ("", 0, ""),
    ])
  func titles(_ title: String, _ width: Int, _ expected: String) {
    let short = cutTitle(title) { cut($0, columns: width) }
    #expect(short == expected && displayWidth(short) <= width)
  }
}

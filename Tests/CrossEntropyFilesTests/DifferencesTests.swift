import Testing

@testable import CrossEntropyFiles

@Suite struct DifferencesTests {
  @Test(
    "A difference has the digits that the number has, however it is written",
    arguments: [
      ("94.2227894996690555e3", 94222, 0.7894996690555),
      ("942227894996690555e-13", 94222, 0.7894996690555),
      ("0.00942227894996690555E+7", 94222, 0.7894996690555),
      ("-94.2227894996690555e3", -94222, -0.7894996690555),
      ("1700000000000000.25", 1_700_000_000_000_000, 0.25),
      ("1700000000000000001", 1_700_000_000_000_000_000, 1),
      ("17e17", 1_700_000_000_000_000_000, 0), ("17.00e3", 5, 16995), ("+12.50", 12, 0.5),
      ("-999999.99999999999999999999", -1_000_000, 1e-20), ("3.25", 4, -0.75), ("-3.25", -4, 0.75),
      ("3.25", -4, 7.25), ("0.000", 7, -7), ("0e99999999999", 7, -7), ("1e-400", 7, -7),
      ("1e-30", 0, 1e-30), ("9007199254740993.5", 1, 9_007_199_254_740_992.5),
    ] as [(String, Int64, Double)])
  func keepsDigits(text: String, offset: Int64, expected: Double) {
    #expect(difference(Array(text.utf8).span, from: offset, mark: Byte.point) == expected)
  }

  @Test(
    "What is no number has no difference, and what is too large has a rounded one",
    arguments: [("x", Double.nan), ("", .nan), ("1e30", 1e30), ("1e400", .nan)])
  func others(text: String, expected: Double) {
    let difference = difference(Array(text.utf8).span, from: 5, mark: Byte.point)
    #expect(difference.isNaN ? expected.isNaN : difference == expected)
  }
}
